"""What turns the JSON records of help desks and trackers into conversations: guards, places, dates."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime
from typing import Any

from feedback_insights.files import InputFile
from feedback_insights.importers._conversation import Conversation, conversation_record
from feedback_insights.importers._record_dates import RecordDates
from feedback_insights.importers._values import Json, kind_of
from feedback_insights.raw import SourceRecord
from feedback_insights.records import Locator


class ConversationReader(ABC):
    """Turns the values of one file into records. Subclasses say what is in a record of their tool."""

    source: str
    unit = "conversation"  # what one record is called
    keys: frozenset[str]  # a value with none of them is no record of the tool

    def __init__(self, file: InputFile, zone: str) -> None:
        self.file = file
        self.dates = RecordDates(zone)

    @abstractmethod
    def conversation(self, value: Json, place: str) -> Conversation:
        """Return what is in one of the tool's records."""

    def record(self, value: Any, place: str) -> SourceRecord:
        """Return the record of one value, in its state."""
        if problem := problem_of(value, self.unit, self.keys):
            return self.rejected(place, problem)
        return conversation_record(self.file, self.as_told(self.conversation(value, place)))

    def as_told(self, found: Conversation) -> Conversation:
        """Return a conversation with what is known of every record of the file; by default as it is."""
        return found

    def rejected(self, place: str, reason: str) -> SourceRecord:
        """Return the record of what is none of the tool's."""
        return rejected_record(self.file, self.source, place, reason)

    def warnings(self) -> list[str]:
        """Return what reading the values showed."""
        return self.dates.warnings()

    def date(self, value: Any) -> datetime | None:
        """Return a date in UTC; what cannot be read is warned about."""
        return self.dates.read(value)


def problem_of(value: Any, unit: str, keys: frozenset[str]) -> str:
    """Say why a value is no such record: no object, or one with none of the keys; "" if it is one."""
    called = f"{'an' if unit[0] in 'aeiou' else 'a'} {unit}"
    if not isinstance(value, dict):
        return f"not {called} but {kind_of(value)}"
    if keys.isdisjoint(value):
        names = ", ".join(repr(key[:30]) for key in sorted(value)[:5])
        return f"not {called}: its keys are {names or 'none'}"
    return ""


def rejected_record(file: InputFile, source: str, place: str, reason: str) -> SourceRecord:
    """Return the record of what cannot be read, with its place in the reason."""
    locator = Locator(file=file.name, sha256=file.sha256, record=place)
    return SourceRecord(locator=locator, source=source, state="rejected", reason=f"{place}: {reason}")
