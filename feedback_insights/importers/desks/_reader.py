"""What the readers of all desks' JSON share: places, dates, texts, and what is told at the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from math import isfinite
from typing import Any

from feedback_insights.files import InputFile
from feedback_insights.files.columns import canonical
from feedback_insights.files.markup import html_text
from feedback_insights.importers._conversation import Conversation, Turn
from feedback_insights.importers._conversation_reader import ConversationReader
from feedback_insights.importers._json_records import Beside
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._values import Json, as_text, canonical_json, dicts
from feedback_insights.raw import Identity, Markup, Organisation, RawText, content_id

NO_SITE = (
    "the export does not name its site, and ids are counted per site: exports of two sites need a profile "
    "each, with a source of its own"
)
_OLDER_THAN_ANY = timedelta(days=365_000)


class DeskReader(ConversationReader):
    """Turns the values of one file into records. Subclasses say what is in a conversation of their tool."""

    is_counted = False  # whether ids are counted per site, which the export does not name

    def __init__(self, file: InputFile, beside: Beside, reading: Reading) -> None:
        super().__init__(file, (reading.profile and reading.profile.tz) or reading.settings.timezone)
        self.beside, self.reading = beside, reading
        self._cut: list[str] = []

    def warnings(self) -> list[str]:
        """Return what reading the values showed."""
        told = [NO_SITE] if self.is_counted and not self._given("source") else []
        told += super().warnings()
        if self._cut:
            shown = "; ".join(self._cut[:3])
            told.append(f"{len(self._cut)} {self.unit}s are cut short, so that turns are missing: {shown}")
        return told

    def number(self, value: Json, *keys: str) -> str:
        """Return a record's id; one made of its content where it has none."""
        found = (as_text(value.get(key)) for key in keys)
        return next((number for number in found if number), None) or content_id([canonical_json(value)])

    def place(self, number: str, place: str) -> str:
        """Return what a record is called: by its id if it has one."""
        return place if number.startswith("#") else f"{self.unit} {number}"

    def note_cut(self, told: str) -> None:
        """Take note of a conversation that the export holds in part only."""
        self._cut.append(told)

    def as_told(self, found: Conversation) -> Conversation:
        """Let a profile's facts, which are true of every record, overrule the record's."""
        given = {name: self._given(name) for name in ("source", "product", "audience", "channel")}
        return replace(found, **{name: fact for name, fact in given.items() if fact})

    def _given(self, fact: str) -> Any:
        return getattr(self.reading.profile, fact) if self.reading.profile else None


def before_any_full(updated: datetime | None) -> datetime | None:
    """Return an earlier date for a record that is a part only of what fuller exports hold.

    It then never replaces the full one, however old that is, and keeps its place among its like.
    """
    return updated - _OLDER_THAN_ANY if updated else None


def rating_of(value: Any) -> float | None:
    """Return a rating as a number; None where nobody rated."""
    try:
        number = float(as_text(value) or "")
    except ValueError:
        return None
    return number if isfinite(number) else None


def body_of(value: Json, keys: Mapping[str, Markup], within: str = "") -> RawText | None:
    """Return the first of some texts in which words stand."""
    for key, markup in keys.items():
        text = as_text(value.get(key))
        if text and (markup != "html" or html_text(text)):
            return RawText(text=text, markup=markup, field=f"{within}{key}", correspondence=True)
    return None


def subject_of(value: Json, *keys: str) -> RawText | None:
    """Return a subject as plain text; tools write some as HTML."""
    for key in keys:
        if (text := as_text(value.get(key))) and (plain := html_text(text) if "<" in text else text):
            return RawText(text=plain, field=key)
    return None


def begun(
    subject: RawText | None, turns: tuple[Turn, ...], *, by_customer: bool
) -> tuple[RawText | None, tuple[Turn, ...]]:
    """Return the subject where it is the customer's own; else it is a turn of staff if there is no other."""
    if by_customer or subject is None:
        return subject, turns
    return None, turns or (Turn(role="staff", text=subject),)


def is_another(author: Identity | None, customer: Identity | None) -> bool:
    """Tell a further customer from the one that asked; without ids it is the same."""
    if not (author and customer and author.external_id and customer.external_id):
        return False
    return author.external_id != customer.external_id


def full_name(person: Json, *keys: str) -> str | None:
    """Return a name made of its parts: ``full_name(person, "first", "last")``."""
    parts = (as_text(person.get(key)) for key in keys)
    return " ".join(part.strip() for part in parts if part) or None


def organisation(number: str | None = None, name: str | None = None) -> Organisation | None:
    """Return an organisation; None where nothing is known of one."""
    return Organisation(external_id=number, name=name) if number or name else None


def custom_field(fields: Any, wanted: str) -> str | None:
    """Return the field of that name, of an object of fields or a list of ``{name, value}``."""
    if isinstance(fields, dict):
        pairs: Iterable[tuple[Any, Any]] = fields.items()
    else:
        pairs = [(entry.get("name"), entry.get("text") or entry.get("value")) for entry in dicts(fields)]
    for name, value in pairs:
        if canonical(str(name).removeprefix("cf_")) == wanted:
            return as_text(value)
    return None
