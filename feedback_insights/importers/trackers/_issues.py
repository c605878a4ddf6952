"""What the issues of all trackers share: dates, states, and who opened them with which words."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from feedback_insights.files import InputFile
from feedback_insights.files.dates import parse_date, zone_named
from feedback_insights.importers._conversation import Conversation, Role, Turn, conversation_record
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._values import Json, as_text, kind_of
from feedback_insights.raw import Identity, RawText, SourceRecord
from feedback_insights.records import Locator

_UNANSWERED = re.compile(r"^#{1,6}[ \t][^\n]*\n\s*_No response_[ \t\r]*(?:\n\s*|\Z)", re.M)
_ITEM = re.compile(r"/(?:-/)?(?:issues|work_items|pull|merge_requests)/\d+.*", re.S)
_NUMBER = re.compile(r"/(?:issues|work_items)/(\d{1,18})(?!\d)")
_USUAL_LIMITS = frozenset({30, 100, 500, 1000})


class IssueReader(ABC):
    """Turns the issues of one file into records and keeps what was odd about them."""

    source: str
    keys: frozenset[str]  # what has none of them is no issue

    def __init__(self, file: InputFile, reading: Reading) -> None:
        self._file = file
        self._zone = zone_named(reading.settings.timezone)
        self._unread_dates: set[str] = set()
        self._zones_assumed = 0
        self._count = 0

    @abstractmethod
    def conversation(self, issue: Json, place: str) -> Conversation:
        """Return what an issue says."""

    def record(self, value: Any, place: str) -> SourceRecord:
        """Return the record of one issue, in its state."""
        self._count += 1
        if not isinstance(value, dict):
            return self.rejected(place, f"not an issue but {kind_of(value)}")
        if not self.keys & value.keys():
            names = ", ".join(repr(key[:30]) for key in sorted(value)[:5])
            return self.rejected(place, f"not an issue: its keys are {names or 'none'}")
        return conversation_record(self._file, self.conversation(value, place))

    def rejected(self, place: str, reason: str) -> SourceRecord:
        """Return the record of what is no issue."""
        locator = Locator(file=self._file.name, sha256=self._file.sha256, record=place)
        return SourceRecord(
            locator=locator, source=self.source, state="rejected", reason=f"{place}: {reason}"
        )

    def warnings(self) -> list[str]:
        """Return what reading the issues showed."""
        told = []
        if self._unread_dates:
            shown = ", ".join(repr(text) for text in sorted(self._unread_dates)[:3])
            told.append(f"{len(self._unread_dates)} different dates could not be read, such as {shown}")
        if self._zones_assumed:
            told.append(f"{self._zones_assumed} times carry no zone; read as {self._zone}")
        return told

    def date(self, value: Any) -> datetime | None:
        """Return a date in UTC; None if there is none or it cannot be read, which is told."""
        text = as_text(value)
        if text is None:
            return None
        parsed = parse_date(text, zone=self._zone)
        if parsed is None:
            self._unread_dates.add(text[:40])
            return None
        self._zones_assumed += parsed.zone_assumed
        return parsed.value

    def at_a_limit(self, tool: str) -> list[str]:
        """Return a warning if there are exactly as many issues as a list usually ends at."""
        if self._count not in _USUAL_LIMITS:
            return []
        return [f"exactly {self._count} issues, a usual limit of {tool}: there may be more"]


def opening(
    title: RawText | None, body: RawText | None, role: Role, author: Identity | None
) -> tuple[RawText | None, tuple[Turn, ...]]:
    """Return the subject and the first turn; of an issue without a description the title is what was said."""
    subject = title if body and role == "customer" else None
    said = body or title
    return subject, (Turn(role=role, text=said, author=author),) if said else ()


def titled(value: Any, field: str = "title") -> RawText | None:
    """Return a title as text."""
    text = as_text(value)
    return RawText(text=text, field=field) if text else None


def answered(text: str) -> str:
    """Return an issue's body without the questions of its form that nobody answered."""
    return _UNANSWERED.sub("", text)


def home_of(url: str | None) -> str:
    """Return where an issue lives, by its page: ``github.com/owner/repo``; "" without a page."""
    try:
        parts = urlsplit(url or "")
        return f"{parts.hostname}{_ITEM.sub('', parts.path)}".lower() if parts.hostname else ""
    except ValueError:
        return ""


def number_in(url: str) -> str | None:
    """Return the number of the issue whose page this is."""
    found = _NUMBER.search(url)
    return found[1] if found else None
