"""Backlog entries as features, by what their columns mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from feedback_insights.backlog._drafts import Draft
from feedback_insights.backlog._facts import (
    DATES,
    Dates,
    ids_in,
    parts_of,
    texts_of,
    ticket_columns,
    ticket_ids,
    tickets_named,
)
from feedback_insights.files.amounts import read_number
from feedback_insights.files.columns import tidy
from feedback_insights.files.dates import DateOrder
from feedback_insights.files.markup import html_text, is_html
from feedback_insights.files.sheets import Entry, Sheet
from feedback_insights.records import Feature
from feedback_insights.roadmap import status_words

ROLES = (
    "title", "id", "description", "status", "category", "resolution", "type", "parent", "labels", "effort",
    "url", "comments", "customer_words", "product", "created", "updated", "resolved", "duplicate_of",
    "tickets", "people", "depends_on",
)  # fmt: skip
Found = tuple[list[Draft], list[str]]  # a draft per entry, and warnings


def plain_text(text: str) -> str:
    """The text of a cell that may be HTML."""
    return html_text(text) if is_html(text) else text


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What the columns of a backlog mean."""

    roles: Mapping[str, Sequence[str]]  # role -> canonical names of columns, best first
    between: Mapping[str, str] = field(default_factory=dict)
    """By role: the marks between the parts of a list, "" where each value is one; by default any usual."""
    plain: Callable[[str], str] = plain_text  # how texts are made of cells

    def columns(self, role: str) -> Sequence[str]:
        """The columns of a role, best first."""
        return self.roles.get(role, ())


def features_of(sheet: Sheet, meaning: Meaning, order: DateOrder = "auto") -> Found:
    """Return a draft per entry, and warnings."""
    return _Features(sheet, meaning, order).read()


def read_effort(entry: Entry, value: str, warnings: list[str]) -> float | None:
    """Return an effort; one that is no number is unknown, with a warning that names the row."""
    if not value:
        return None
    effort, problem = read_number(value)
    if problem:
        warnings.append(f"{entry.place}: effort {problem}; taken as unknown")
    return effort


class _Features:
    def __init__(self, sheet: Sheet, meaning: Meaning, order: DateOrder) -> None:
        self._entries, self._meaning = sheet.entries, meaning
        self._warnings: list[str] = []
        self._tickets = ticket_columns(sheet, meaning.columns("tickets"), self._warnings)
        dates = {role: list(meaning.columns(role)) for role in DATES}
        self._dates = Dates(sheet, dates, order, self._warnings)

    def read(self) -> Found:
        drafts = []
        for entry in self._entries:
            title = tidy(self._first(entry, "title"))
            if entry.problem or not title:
                drafts.append(Draft(entry.place, problem=entry.problem or "no title"))
            else:
                drafts.append(Draft(entry.place, self._feature(entry, title), people=self._people(entry)))
        return drafts, [*self._warnings, *self._dates.warnings()]

    def _feature(self, entry: Entry, title: str) -> Feature:
        plain = self._meaning.plain
        description, comments = self._first(entry, "description"), texts_of(self._all(entry, "comments"))
        number = tidy(self._first(entry, "id"))
        tickets = {id for cell in entry.all(self._tickets) for id in ticket_ids(cell)}
        return Feature(
            id=number,
            title=plain(title),
            description=plain(description),
            status=status_words(
                self._word(entry, "status") or "",
                category=self._word(entry, "category") or "",
                resolution=self._word(entry, "resolution") or "",
            ),
            type=self._word(entry, "type"),
            parent=self._word(entry, "parent"),
            labels=self._several(entry, "labels"),
            effort=read_effort(entry, self._first(entry, "effort"), self._warnings),
            url=self._first(entry, "url") or None,
            depends_on=self._several(entry, "depends_on", besides=number),
            comments=tuple(plain(comment) for comment in comments),
            customer_words=tuple(plain(words) for words in texts_of(self._all(entry, "customer_words"))),
            product=self._word(entry, "product"),
            created=self._dates.read(entry, "created"),
            updated=self._dates.read(entry, "updated"),
            resolved=self._dates.read(entry, "resolved"),
            duplicate_of=self._several(entry, "duplicate_of", besides=number),
            tickets=tuple(sorted(tickets | tickets_named([description, *comments]))),
        )

    def _people(self, entry: Entry) -> tuple[str, ...]:
        return tuple(part for cell in self._all(entry, "people") for part in self._split("people", cell))

    def _first(self, entry: Entry, role: str) -> str:
        return entry.first(self._meaning.columns(role))

    def _all(self, entry: Entry, role: str) -> list[str]:
        return entry.all(self._meaning.columns(role))

    def _word(self, entry: Entry, role: str) -> str | None:
        return tidy(self._first(entry, role)) or None

    def _several(self, entry: Entry, role: str, *, besides: str = "") -> tuple[str, ...]:
        values = self._all(entry, role)
        if role not in self._meaning.between:
            return ids_in(values, besides=besides)
        parts = {part for value in values for part in self._split(role, value)}
        return tuple(sorted(parts - {besides}))

    def _split(self, role: str, cell: str) -> list[str]:
        marks = self._meaning.between.get(role, "")
        return parts_of(cell, marks) if marks else [cell]
