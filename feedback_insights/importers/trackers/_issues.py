"""What the issues of all trackers share: dates, states, and who opened them with which words."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from feedback_insights.files import InputFile
from feedback_insights.importers._conversation import Role, Turn
from feedback_insights.importers._conversation_reader import ConversationReader
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._values import as_text
from feedback_insights.raw import Identity, RawText, SourceRecord

_UNANSWERED = re.compile(r"^#{1,6}[ \t][^\n]*\n\s*_No response_[ \t\r]*(?:\n\s*|\Z)", re.M)
_ITEM = re.compile(r"/(?:-/)?(?:issues|work_items|pull|merge_requests)/\d+.*", re.S)
_NUMBER = re.compile(r"/(?:issues|work_items)/(\d{1,18})(?!\d)")
_USUAL_LIMITS = frozenset({30, 100, 500, 1000})


class IssueReader(ConversationReader):
    """Turns the issues of one file into records and keeps what was odd about them."""

    unit = "issue"

    def __init__(self, file: InputFile, reading: Reading) -> None:
        super().__init__(file, reading.settings.timezone)
        self._count = 0

    def record(self, value: Any, place: str) -> SourceRecord:
        """Return the record of one issue, in its state."""
        self._count += 1
        return super().record(value, place)

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
