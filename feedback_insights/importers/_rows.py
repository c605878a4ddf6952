"""From the rows of a table to records: who, when, how rated, and in which words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from feedback_insights.files import Profile
from feedback_insights.files.columns import canonical, is_empty, slug, tidy
from feedback_insights.files.markup import is_html
from feedback_insights.files.tables import Row, Table
from feedback_insights.importers._formulas import link_text, link_url
from feedback_insights.importers._look import FirstLook, is_damaged
from feedback_insights.importers._refs import cell_refs
from feedback_insights.importers._roles import Layout, TextColumn
from feedback_insights.raw import (
    Identity,
    Markup,
    Organisation,
    RawFeedback,
    RawText,
    SourceRecord,
    content_id,
    short_hash,
)
from feedback_insights.records import Locator, State

_NUMBER = re.compile(r"^(-?\d+(?:[.,]\d+)?)\s*(?:/\s*\d+|stars?|\*+|★+|-.*)?$", re.I)
_WORDS = {"good": 1.0, "bad": 0.0, "good with comment": 1.0, "bad with comment": 0.0}
_TRUE = frozenset({"true", "yes", "y", "1", "x", "private", "internal", "confidential"})
_FALSE = frozenset({"false", "no", "n", "0", "private", "internal"})
_STAFF = frozenset(
    {"agent", "admin", "staff", "employee", "team", "team member", "support", "true", "yes", "1"}
)
_MAIL_LIKE = frozenset({"description", "message", "body", "content", "ticket description", "ticket content"})


class RowReader:
    """Turns rows into records, once all of them have been looked at."""

    def __init__(self, table: Table, layout: Layout, look: FirstLook, profile: Profile | None) -> None:
        self._table, self._layout, self._profile = table, layout, profile
        self._dates, self._id = look.dates, look.id_column
        self._source = (profile and profile.source) or layout.kind
        lasting = sorted(table.names[place] for place in table.lasting)
        self._instance = "" if profile and profile.source else short_hash(lasting)
        self._refs = (
            *layout.roles.get("refs", ()),
            *(() if profile and profile.map else self._keys_beside()),
        )

    def warnings(self) -> list[str]:
        """Return what reading the rows showed."""
        return [warning for dates in self._dates.values() for warning in dates.warnings()]

    def record(self, row: Row) -> SourceRecord:
        """Return the record of a row, in its state."""
        if row.state != "data":
            return self._record(row, row.state, row.reason)
        state, reason = self._state(row)
        if state != "used":
            return self._record(row, state, reason)
        units = self._units(row)
        if units:
            return self._record(row, "used", units=units)
        rated = self._rating(row) is not None
        return self._record(row, "rating_only" if rated else "empty", "no words in it")

    def _record(
        self, row: Row, state: State, reason: str = "", units: tuple[RawFeedback, ...] = ()
    ) -> SourceRecord:
        return SourceRecord(
            locator=Locator(
                file=self._table.file.name, sha256=self._table.file.sha256, record=self._place(row),
                field=" + ".join(text.field for unit in units for text in unit.texts),
            ),
            source=self._source, instance=self._instance, state=state, reason=reason, units=units,
            updated=self._date(row, "updated"),
        )  # fmt: skip

    def _place(self, row: Row) -> str:
        number = self._own_id(row)
        return f"{self._table.names[self._id or 0]} {number}" if number else self._table.place(row)

    def _own_id(self, row: Row) -> str:
        if self._id is None or row.state != "data":
            return ""
        value = link_text(row.cells[self._id]).strip()
        return "" if is_damaged(value) else value

    def _state(self, row: Row) -> tuple[State, str]:
        status = self._cell(row, "status").lower()
        if status in ("deleted", "removed"):
            return "deleted", f"status {status}"
        if status in ("spam", "survey preview", "preview"):
            return "skipped", f"status {status}"
        if self._cell(row, "private").lower() in _TRUE or self._cell(row, "public").lower() in _FALSE:
            return "private", "not public"
        if self._cell(row, "staff").lower() in _STAFF:
            return "staff", "written by our own people"
        return "used", ""

    def _units(self, row: Row) -> tuple[RawFeedback, ...]:
        answers = [(column, tuple(self._texts(row, column))) for column in self._layout.texts]
        if not any(texts for _, texts in answers):
            return ()
        asked = self._cell(row, "question")
        common: dict[str, Any] = {
            "external_id": self._external_id(row),
            "author": self._author(row),
            "organisation": self._organisation(row),
            "names": self._names(row),
            "created": self._date(row, "created"),
            "audience": self._fact(row, "audience"),
            "product": self._fact(row, "product"),
            "channel": self._fact(row, "channel"),
            "rating": self._rating(row),
            "url": self._url(row),
            "refs": self._refs_of(row),
        }
        return tuple(
            RawFeedback(
                question_id=column.question_id or (slug(asked) if asked else ""),
                texts=texts,
                prompt=column.prompt or asked,
                voice=column.voice,
                **common,
            )
            for column, texts in answers
            if texts
        )

    def _url(self, row: Row) -> str | None:
        url = self._cell(row, "url")
        linked = (row.cells[place] for role in ("title", "id") for place in self._layout.roles.get(role, ()))
        return link_url(url) or url or next(filter(None, map(link_url, linked)), None)

    def _refs_of(self, row: Row) -> tuple[str, ...]:
        cells = (row.cells[place] for place in self._refs if not is_empty(row.cells[place]))
        return tuple(sorted({ref for cell in cells for ref in cell_refs(cell)}))

    def _keys_beside(self) -> Iterator[int]:
        """Yield the column of issue keys where they are not the records' own ids."""
        for place, name in enumerate(self._table.names):
            if canonical(name) == "issue key" and place != self._id:
                yield place

    def _texts(self, row: Row, column: TextColumn) -> Iterator[RawText]:
        filled = [place for place in column.columns if not is_empty(row.cells[place])]
        body = row.cells[filled[0]] if filled else ""
        titles = self._layout.roles.get("title", ()) if not column.question_id else ()
        for place in titles[:1]:
            title = link_text(row.cells[place])
            begins = tidy(body.lstrip()[: 2 * len(title) + 64]).casefold()
            if not is_empty(title) and not begins.startswith(tidy(title).casefold()):
                yield RawText(text=title, field=self._table.names[place])
        if body:
            name = self._table.names[filled[0]]
            mail = bool(titles) and canonical(name) in _MAIL_LIKE
            declared = self._profile.markup if self._profile else None
            markup: Markup = declared or ("html" if is_html(body) else "plain")
            yield RawText(text=body, markup=markup, field=name, correspondence=mail)

    def _external_id(self, row: Row) -> str:
        if number := self._own_id(row):
            return number
        named = zip(self._table.names, row.cells, strict=True)
        return content_id(sorted(f"{name}\x1e{cell.strip()}" for name, cell in named if cell.strip()))

    def _author(self, row: Row) -> Identity | None:
        email, number, name = (
            self._cell(row, "email"),
            self._cell(row, "author_id"),
            self._cell(row, "author"),
        )
        if "@" in name and " " not in name:
            email, name = email or name, ""
        if name.lower() in ("anonymous", "anonym", "guest"):
            name = ""
        if name and not number and (any(letter.isdigit() for letter in name)) and " " not in name:
            number, name = name, ""
        email = email if "@" in email else ""
        if not (email or number or name):
            return None
        return Identity(external_id=number or None, email=email or None, name=name or None)

    def _organisation(self, row: Row) -> Organisation | None:
        number, name = self._cell(row, "organisation_id"), self._cell(row, "organisation")
        domain = self._cell(row, "domain")
        if not (number or name or domain):
            return None
        return Organisation(external_id=number or None, name=name or None, domain=domain.lower() or None)

    def _names(self, row: Row) -> tuple[str, ...]:
        places = (*self._layout.roles.get("names", ()), *self._layout.roles.get("author", ())[1:])
        found = {row.cells[place].strip() for place in places if not is_empty(row.cells[place])}
        return tuple(
            sorted(name for name in found if not any(letter.isdigit() or letter == "@" for letter in name))
        )

    def _rating(self, row: Row) -> float | None:
        for place in self._layout.roles.get("rating", ()):
            value = read_rating(row.cells[place])
            if value is not None:
                return value
        return None

    def _date(self, row: Row, role: str) -> datetime | None:
        for place in self._layout.roles.get(role, ()):
            if place in self._dates and row.cells[place].strip():
                return self._dates[place].read(row.cells[place])
        return None

    def _fact(self, row: Row, role: str) -> str | None:
        given = getattr(self._profile, role) if self._profile else None
        return given or self._cell(row, role) or None

    def _cell(self, row: Row, role: str) -> str:
        for place in self._layout.roles.get(role, ()):
            if not is_empty(row.cells[place]):
                return tidy(row.cells[place])
        return ""


def read_rating(cell: str) -> float | None:
    """Read ``4``, ``4 / 5``, ``5 stars``, ``good``; None for anything else."""
    text = tidy(cell).lower()
    if text in _WORDS:
        return _WORDS[text]
    match = _NUMBER.match(text)
    return float(match[1].replace(",", ".")) if match else None
