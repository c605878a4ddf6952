"""What was heard, from whom, and what became of every record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from feedback_insights.records._kinds import StatementKind, Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Locator:
    """Where in an export something stands."""

    file: str  # the file's name as shown to people: the shortest tail that tells two exports apart
    sha256: str  # of the file's bytes as read (of the .gz, where it is one)
    record: str  # the export's own key where it has one ("ticket 1042"), else "line 17" or "row 17"
    field: str = ""  # column or JSON path; several are joined with " + "


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """One thing one person said, whatever channel it came through; normalized and masked."""

    id: str  # from source + external_id (+ question_id), else from content; stable across re-imports
    source: str  # the tool: "zendesk", "survey", "notes", ...
    external_id: str
    question_id: str = ""
    text: str
    created: datetime | None = None
    author: str | None = None  # keyed pseudonym; None = the export does not say
    account: str | None = None  # keyed pseudonym, or the account's key once joined with the accounts file
    audience: str | None = None
    product: str | None = None
    channel: str | None = None
    lang: str | None = None  # ISO 639-1; None = too short to tell
    rating: float | None = None
    public: bool = True
    locator: Locator
    url: str | None = None
    prompt: str = ""  # the survey question, or the other speaker's turn
    voice: Voice = "said"
    session: str | None = None
    refs: tuple[str, ...] = ()  # what its record is tied to: "issue:FL-103", "problem:48201", sorted


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One whole thought: exactly the slice ``feedback.text[start:end]``."""

    id: str
    feedback_id: str
    start: int
    end: int
    text: str
    kind: StatementKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A customer organisation."""

    id: str
    name: str
    domain: str | None = None
    plan: str | None = None
    arr: float | None = None  # yearly recurring revenue; None = unknown
    currency: str | None = None
    segment: str | None = None
    seats: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A record that could not be read, and why."""

    locator: Locator
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What became of every record. The states sum to the records read."""

    records: int
    states: Mapping[str, int]
    units: int  # feedback made from the used records


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """One imported file: who read it, and what became of its records."""

    file: str
    format: str
    sha256: str
    ledger: Ledger
    warnings: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()  # what such an export cannot hold; told before anything else
    notes: tuple[str, ...] = ()  # how it was read, and why; only where it was read just now
    unread: int | None = None  # of the units, those in languages the encoder cannot read; None: not analysed


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did, file by file."""

    files: tuple[FileReport, ...]
    added: int  # feedback that was not in the workspace before
    updated: int  # feedback whose text or facts changed
