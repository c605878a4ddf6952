"""Backlog items, and what ties statements and themes to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from feedback_insights.records._kinds import StanceView


@dataclass(frozen=True, slots=True)
class Feature:
    """A backlog item; its id is the backlog's own."""

    id: str
    title: str
    description: str = ""
    status: str | None = field(default=None, kw_only=True)
    type: str | None = field(default=None, kw_only=True)
    parent: str | None = field(default=None, kw_only=True)
    labels: tuple[str, ...] = field(default=(), kw_only=True)
    effort: float | None = field(default=None, kw_only=True)  # in the backlog's unit; None = unknown
    url: str | None = field(default=None, kw_only=True)
    depends_on: tuple[str, ...] = field(default=(), kw_only=True)
    comments: tuple[str, ...] = field(default=(), kw_only=True)  # texts alone, in the backlog's order
    customer_words: tuple[str, ...] = field(default=(), kw_only=True)  # what customers said, as noted there
    product: str | None = field(default=None, kw_only=True)  # or component
    created: str | None = field(default=None, kw_only=True)  # ISO dates; None = the backlog does not say
    updated: str | None = field(default=None, kw_only=True)
    resolved: str | None = field(default=None, kw_only=True)
    duplicate_of: tuple[str, ...] = field(default=(), kw_only=True)  # ids it was merged into or repeats
    tickets: tuple[str, ...] = field(default=(), kw_only=True)  # feedback it names: ids or addresses, sorted


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """How probably a statement or theme asks for a feature."""

    feature_id: str
    subject_id: str
    kind: Literal["statement", "theme"]
    probability: float  # calibrated, 0..1
    accepted: bool  # whether it counts: sure enough and not spoken against, or a person said so
    decided_by: str = "model"  # or "person:<name>", "tool:<what tied them>"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class LoadedTie:
    """A line of a file of ties: which ticket belongs to which backlog item, as the file names them."""

    ticket: str  # an id, "zendesk:48201", or an address
    feature: str  # an id, a key, or an address
    tool: str  # "tool:ties-file", "tool:zendesk-jira"


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """Words of a text that a backlog item has, too: ``text[start:end]``, in other endings perhaps."""

    start: int
    end: int
    field: str  # of the item: "title", "description", "labels", "comments" or "customer_words"
    words: str  # as the item writes them


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance:
    """How a statement stands to a backlog item that it is linked with, itself or through its theme."""

    feature_id: str
    statement_id: str
    stance: StanceView | None  # None = in a language that the rules do not read
    rule: str  # what says so, in words
    words: tuple[str, ...] = ()  # exact words of the statement; empty = a tagger's answer, or nothing to show
