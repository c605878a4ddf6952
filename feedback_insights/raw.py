"""What an importer hands to the normalizer: the export's own words and facts, nothing cleaned or masked yet.

Raw records hold personal data as the export has it and are never stored.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Literal

from feedback_insights.records import Locator, State, Voice

Markup = Literal["plain", "html", "markdown", "wiki", "adf", "mrkdwn"]
"""How a text is written: ``wiki`` is Jira's, ``adf`` Atlassian's documents as JSON, ``mrkdwn`` Slack's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who wrote it, as the export has it."""

    external_id: str | None = None
    email: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """Hints that join a record with an account."""

    external_id: str | None = None
    name: str | None = None
    domain: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawText:
    """One piece of text and where in its record it stands."""

    text: str
    markup: Markup = "plain"
    field: str  # column or JSON path, e.g. "comments[2].html_body"
    correspondence: bool = False  # mail-like: may hold quoted history and signatures


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFeedback:
    """One person's words: the customer's turns of a ticket, one survey answer, one note."""

    external_id: str
    question_id: str = ""
    texts: tuple[RawText, ...]  # joined by a blank line once cleaned
    author: Identity | None = None
    organisation: Organisation | None = None
    names: tuple[str, ...] = ()  # further personal names in the record, to be masked in the text
    created: datetime | None = None  # UTC
    audience: str | None = None
    product: str | None = None
    channel: str | None = None
    rating: float | None = None  # on the source's own scale
    public: bool = True
    url: str | None = None
    prompt: str = ""
    voice: Voice = "said"
    session: str | None = None
    refs: tuple[str, ...] = ()  # what the record is tied to: "issue:FL-103", "problem:48201"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRecord:
    """One record of an export, whatever becomes of it."""

    locator: Locator
    source: str  # the tool: "zendesk", "survey", "notes", ...
    instance: str = ""  # part of the feedback id; keeps two sites, surveys or studies apart
    state: State = "used"
    reason: str = ""
    units: tuple[RawFeedback, ...] = ()
    updated: datetime | None = None  # of two records with one id, the newest wins


def feedback_id(source: str, instance: str, external_id: str, question_id: str = "") -> str:
    """Return the id of a piece of feedback: 16 hex digits, the same on every import."""
    return _hex("\x1f".join((source, instance, external_id, question_id)), 8)


def content_id(values: Iterable[str]) -> str:
    """Return an id made from a record's own values, for records that carry none: equal records, equal ids."""
    return "#" + _hex("\x1f".join(values), 8)


def short_hash(values: Iterable[str]) -> str:
    """Return six hex digits that tell one survey, site or study from another."""
    return _hex("\x1f".join(values), 3)


def _hex(text: str, size: int) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=size).hexdigest()
