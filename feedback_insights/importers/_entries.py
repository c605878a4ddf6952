"""Entries of JSON in which one person says something once: survey responses, reviews.

An importer says what stands where in an entry; the states, the dates and the places are the same for all.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from feedback_insights.files import InputFile
from feedback_insights.files.columns import is_empty
from feedback_insights.files.dates import DateColumn, zone_named
from feedback_insights.importers._conversation_reader import rejected_record
from feedback_insights.importers._json_records import Beside, JsonImporter
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._values import Json, kind_of
from feedback_insights.raw import Identity, Organisation, RawFeedback, RawText, SourceRecord
from feedback_insights.records import Locator, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was said to one question; without a question, in the entry as such."""

    texts: tuple[RawText, ...]
    question_id: str = ""
    prompt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One response or review. Dates are as written."""

    id: str
    what: str  # it is called in its place: "response", "review"
    answers: tuple[Answer, ...]
    instance: str = ""
    state: State = "used"
    reason: str = ""
    created: str | None = None
    updated: str | None = None
    rating: float | None = None
    author: Identity | None = None
    organisation: Organisation | None = None
    names: tuple[str, ...] = ()
    product: str | None = None
    channel: str | None = None
    audience: str | None = None
    url: str | None = None


class EntryImporter(JsonImporter):
    """Reads such entries."""

    source: str
    limits: tuple[str, ...] = ()

    @abstractmethod
    def entry(self, record: Json, beside: Beside) -> Entry | str:
        """Return the entry of a record, or why it is none."""

    def reader(self, file: InputFile, beside: Beside, reading: Reading) -> EntryReader:
        """Return what reads the entries of one file."""
        for limit in self.limits:
            reading.limit(limit)
        return EntryReader(self, file, beside, reading)


class EntryReader:
    """Turns the values of one file into records."""

    def __init__(self, importer: EntryImporter, file: InputFile, beside: Beside, reading: Reading) -> None:
        self._importer, self._file, self._beside = importer, file, beside
        self._profile = reading.profile
        zone = zone_named((self._profile and self._profile.tz) or reading.settings.timezone)
        self._dates = DateColumn("date", zone=zone, order=reading.settings.date_order)
        self._source = (self._profile and self._profile.source) or importer.source

    def record(self, value: Any, place: str) -> SourceRecord:
        """Return the record of one value, in its state."""
        if not isinstance(value, dict):
            return self.rejected(place, f"{kind_of(value)}, not an object")
        entry = self._importer.entry(value, self._beside)
        if isinstance(entry, str):
            return self.rejected(place, entry)
        said = tuple(self._unit(entry, answer) for answer in entry.answers if _says(answer))
        state, reason = entry.state, entry.reason
        if state == "used" and not said:
            state, reason = ("empty" if entry.rating is None else "rating_only"), "no words in it"
        units = said if state == "used" else ()
        return SourceRecord(
            locator=Locator(
                file=self._file.name, sha256=self._file.sha256, record=f"{entry.what} {entry.id}",
                field=" + ".join(text.field for unit in units for text in unit.texts),
            ),
            source=self._source, instance=entry.instance, state=state, reason=reason, units=units,
            updated=self._dates.read(entry.updated or entry.created or ""),
        )  # fmt: skip

    def rejected(self, place: str, reason: str) -> SourceRecord:
        """Return the record of what cannot be read."""
        return rejected_record(self._file, self._source, place, reason)

    def warnings(self) -> Sequence[str]:
        """Return what reading the dates showed."""
        return self._dates.warnings()

    def _unit(self, entry: Entry, answer: Answer) -> RawFeedback:
        given = self._profile
        return RawFeedback(
            external_id=entry.id, question_id=answer.question_id, prompt=answer.prompt,
            texts=tuple(text for text in answer.texts if not is_empty(text.text)),
            author=entry.author, organisation=entry.organisation, names=entry.names,
            created=self._dates.read(entry.created or ""), rating=entry.rating, url=entry.url,
            product=(given and given.product) or entry.product,
            audience=(given and given.audience) or entry.audience,
            channel=(given and given.channel) or entry.channel,
        )  # fmt: skip


def _says(answer: Answer) -> bool:
    return any(not is_empty(text.text) for text in answer.texts)


def number(value: Any) -> float | None:
    """Return a rating; None for what is no number."""
    if isinstance(value, str):
        try:
            return float(value.replace(",", "."))
        except ValueError:
            return None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
