"""Google Play's monthly review reports: ``reviews_<package>_<yyyyMM>.csv`` (formats spec 5).

One row is one review; stars without words stay ratings. An edited review comes again in a later month under
the same id, and the newest counts. The developer's reply is never feedback. The report names no reviewer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote

from feedback_insights.files import InputFile
from feedback_insights.files.profile import Evidence
from feedback_insights.files.tables import Row, Table, open_table
from feedback_insights.importers._known_tables import look_through, places, signature, unread, with_profile
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._roles import Layout, TextColumn
from feedback_insights.importers._rows import RowReader
from feedback_insights.raw import RawFeedback, SourceRecord, content_id

_REQUIRED = frozenset({"package name", "star rating", "review text"})
_SUBMITTED = ("review submit millis since epoch", "review submit date and time")
_UPDATED = ("review last update millis since epoch", "review last update date and time")
_HELPFUL = frozenset({*_SUBMITTED, *_UPDATED, "review link", "reviewer language", "developer reply text"})
_KNOWN = _REQUIRED | _HELPFUL
_OWN = (  # what tells one review from another where the report has no link; no edit or reply changes it
    "package name", *_SUBMITTED, "reviewer language", "device", "review title", "review text",
)  # fmt: skip
_REVIEW_ID = re.compile(r"[?&#:;]review_?id=([^&#;\s]+)", re.I)


class PlayImporter:
    """Reads reviews from Google Play's CSV reports."""

    name = "gplay_csv"
    description = "Google Play reviews: the monthly report reviews_<package>_<yyyyMM>.csv"
    recognized_by = "a header with Package Name, Star Rating and Review Text"
    evidence: Evidence = "documented"
    how_to_get = "Play Console > Download reports > Reviews"

    def claims(self, file: InputFile) -> float:
        """Return 1 and .05 per helping column if the header is that of a report."""
        return signature(file, required=[_REQUIRED], helpful=_HELPFUL)

    def read(self, file: InputFile, reading: Reading) -> Iterator[SourceRecord]:
        """Yield one record per review; what is left of a deleted one is skipped."""
        table = open_table(file, known=_KNOWN.__contains__, profile=reading.profile)
        reviews = _Reviews(table, reading)
        for row in table.rows():
            yield reviews.record(row)
        for warning in (*table.warnings(), *reviews.warnings()):
            reading.warn(warning)


class _Reviews:
    """Turns the rows of one report into records."""

    def __init__(self, table: Table, reading: Reading) -> None:
        profile = reading.profile
        layout = with_profile(_layout(table), table, profile)
        look = look_through(table, layout.roles, reading)
        self._rows = RowReader(table, layout, look, profile)
        self._own = places(table, _OWN)
        self._link = layout.roles.get("url", ())
        self._id = look.id_column  # only if a profile names one
        self._source = (profile and profile.source) or "google_play"
        self._deleted = 0

    def warnings(self) -> list[str]:
        """Return what reading the reviews showed."""
        gone = [f"{self._deleted} deleted reviews, of which nothing is left, are skipped"]
        return self._rows.warnings() + (gone if self._deleted else [])

    def record(self, row: Row) -> SourceRecord:
        """Return the record of one review, in its state."""
        row = row if row.state == "data" else unread(row)
        record = replace(self._rows.record(row), source=self._source, instance="")
        if row.state != "data":
            return record
        if record.state == "empty":
            self._deleted += 1
            return replace(record, state="skipped", reason="a deleted review: no stars and no words are left")
        number = self._number(row)
        if number:
            record = replace(record, locator=replace(record.locator, record=f"review {number}"))
        units = tuple(self._unit(unit, number or self._made(row)) for unit in record.units)
        return replace(record, units=units)

    def _unit(self, unit: RawFeedback, number: str) -> RawFeedback:
        texts = tuple(replace(text, markup="plain") for text in unit.texts)  # a typed <b> is a <b>
        channel = unit.channel or "google play"
        if self._id is not None:
            number = unit.external_id
        return replace(unit, external_id=number, texts=texts, channel=channel)

    def _number(self, row: Row) -> str:
        found = (_REVIEW_ID.search(row.cells[place]) for place in self._link)
        return next((unquote(match[1]) for match in found if match), "")

    def _made(self, row: Row) -> str:
        return content_id(row.cells[place].strip() for place in self._own)


def _layout(table: Table) -> Layout:
    roles = {
        "created": places(table, _SUBMITTED),
        "updated": places(table, _UPDATED),
        "rating": places(table, ["star rating"]),
        "title": places(table, ["review title"]),
        "product": places(table, ["package name"]),
        "url": places(table, ["review link"]),
    }
    texts = tuple(TextColumn((place,)) for place in places(table, ["review text"])[:1])
    return Layout(texts, roles, "reviews")


GPLAY = PlayImporter()
