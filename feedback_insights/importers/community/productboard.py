"""Productboard's notes read back: bodies for its API, one a line, and what its API lists (unverified).

What `export --to productboard` writes are the same bodies: their words come from feedback that has been read
before, so that they are best kept apart from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from feedback_insights.files import InputFile
from feedback_insights.files.dates import parse_date, zone_named
from feedback_insights.files.profile import Evidence
from feedback_insights.importers._conversation import Conversation, Turn, conversation_record
from feedback_insights.importers._conversation_reader import rejected_record
from feedback_insights.importers._json_records import Beside, JsonImporter, Lists
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._values import (
    Json,
    as_dict,
    as_text,
    at,
    canonical_json,
    dicts,
    kind_of,
    text_at,
)
from feedback_insights.raw import Identity, Organisation, RawText, SourceRecord, content_id

_TYPES = ("textNote", "conversationNote", "opportunityNote", "simple", "conversation")
_FIRST = frozenset({"title", "content"})  # of a note of API v1
_FIRST_SIGNS = frozenset({"display_url", "displayUrl", "source", "company", "user", "tags", "state"})


class ProductboardImporter(JsonImporter):
    """Reads notes of API v2, as bodies or as listed, and of v1."""

    name = "productboard_json"
    description = "Productboard: notes, as bodies for its API (NDJSON) or as its API lists them"
    recognized_by = (
        "notes of type textNote or conversationNote with fields; or title, content and display_url"
    )
    evidence: Evidence = "unverified"
    how_to_get = "Productboard's API: GET /v2/notes, saved as it comes"
    lists = Lists(records=("data",))

    def score(self, record: Json, within: str) -> float:
        """Return 1 for a note, .05 more per further sign."""
        note = _note(record)
        if note.get("type") in _TYPES and isinstance(note.get("fields"), dict):
            return 1.0 + 0.05 * len({"relationships", "links", "createdAt"} & note.keys())
        signs = _FIRST_SIGNS & note.keys()
        named = {"display_url", "displayUrl"} & signs and len(signs) > 1
        return 1.0 + 0.05 * len(signs) if note.keys() >= _FIRST and named else 0.0

    def reader(self, file: InputFile, beside: Beside, reading: Reading) -> _NoteReader:
        """Return what reads the notes of one file."""
        return _NoteReader(file, reading)


class _NoteReader:
    """Turns notes into records and keeps what was odd about them."""

    def __init__(self, file: InputFile, reading: Reading) -> None:
        self._file = file
        self._zone = zone_named(reading.settings.timezone)
        self._undated = self._unsent = 0

    def warnings(self) -> list[str]:
        """Return what reading the notes showed."""
        told = [f"{self._undated} times could not be read"] if self._undated else []
        if self._unsent:
            told.append(
                f"notes without id: {self._unsent}; they are bodies to be sent, as `export --to productboard`"
                " writes them, and feedback that is read from its own export too counts twice"
            )
        return told

    def rejected(self, place: str, reason: str) -> SourceRecord:
        """Return the record of what is no note."""
        return rejected_record(self._file, "productboard", place, reason)

    def record(self, value: Any, place: str) -> SourceRecord:
        """Return the record of one note, in its state."""
        if not isinstance(value, dict):
            return self.rejected(place, f"no note but {kind_of(value)}")
        note = _note(value)
        fields = as_dict(note.get("fields")) or note
        if not {"name", "title", "content"} & fields.keys():
            return self.rejected(place, "no note: it has neither name nor content")
        number = as_text(note.get("id"))
        self._unsent += number is None
        archived = fields.get("archived") is True
        return conversation_record(
            self._file,
            Conversation(
                source="productboard", external_id=number or content_id([canonical_json(note)]),
                place=f"note {number}" if number else place, turns=tuple(_turns(fields)),
                subject=_text(text_at(fields, "name", "title"), "name" if "name" in fields else "title"),
                customer=_customer(note, fields), organisation=_organisation(note, fields),
                names=tuple(filter(None, (text_at(fields, "owner.name"), text_at(fields, "creator.name")))),
                created=self._time(note.get("createdAt") or note.get("created_at")),
                updated=self._time(note.get("updatedAt") or note.get("updated_at")),
                channel=text_at(fields, "source.origin", "source"),
                url=text_at(note, "links.html", "display_url", "displayUrl") or text_at(fields, "displayUrl"),
                state="skipped" if archived else "used", reason="archived" if archived else "",
                refs=tuple(_links(note)),
            ),
        )  # fmt: skip

    def _time(self, value: Any) -> datetime | None:
        text = as_text(value)
        parsed = parse_date(text, zone=self._zone) if text else None
        self._undated += bool(text) and parsed is None
        return parsed.value if parsed else None


def _note(record: Json) -> Json:
    """Return a note without what its body is wrapped in."""
    return as_dict(record.get("data")) or record


def _turns(fields: Json) -> Iterator[Turn]:
    """Yield the note's text; of a conversation what the customer wrote in each part."""
    content = fields.get("content")
    if isinstance(content, list):
        for place, part in enumerate(dicts(content)):
            text = _text(text_at(part, "content", "text", "body"), f"content[{place}].content")
            role = text_at(part, "authorType", "author.type", "role") or ""
            if text:
                yield Turn(
                    role="staff" if role.lower() in ("agent", "member", "admin") else "customer", text=text
                )
    elif text := _text(as_text(content), "content"):
        yield Turn(role="customer", text=text)


def _text(text: str | None, field: str) -> RawText | None:
    return (
        RawText(text=text, markup="html" if field.startswith("content") else "plain", field=field)
        if text
        else None
    )


def _targets(note: Json, kind: str) -> Iterator[Json]:
    found = note.get("relationships")
    for one in dicts(found if isinstance(found, list) else at(found, "data")):
        if one.get("type") == kind:
            yield as_dict(one.get("target"))


def _customer(note: Json, fields: Json) -> Identity | None:
    email, name = (
        text_at(fields, "user.email", "customer.email"),
        text_at(fields, "user.name", "customer.name"),
    )
    users = [
        as_text(target.get("id")) for target in _targets(note, "customer") if target.get("type") == "user"
    ]
    number = text_at(fields, "user.id") or next((id for id in users if id), None)
    return Identity(external_id=number, email=email, name=name) if email or name or number else None


def _organisation(note: Json, fields: Json) -> Organisation | None:
    told = [as_text(t.get("id")) for t in _targets(note, "customer") if t.get("type") == "company"]
    number = text_at(fields, "company.id") or next((id for id in told if id), None)
    name, domain = text_at(fields, "company.name"), text_at(fields, "company.domain")
    return Organisation(external_id=number, name=name, domain=domain) if number or name or domain else None


def _links(note: Json) -> Iterator[str]:
    for target in _targets(note, "link"):
        if number := as_text(target.get("id")):
            yield f"issue:{number}"


PRODUCTBOARD = ProductboardImporter()
