"""The answers of a survey export, column by column, and what of it is not counted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path

from feedback_insights.errors import FileProblem
from feedback_insights.files import InputFile
from feedback_insights.files.columns import canonical, is_empty, tidy
from feedback_insights.files.dates import ORDER_REMEDY, DateColumn, DateOrder, zone_named
from feedback_insights.files.sheets import Entry, Sheet, read_sheet
from feedback_insights.importers.surveys._qualtrics_columns import known_column, open_survey
from feedback_insights.importers.surveys.qualtrics import QUALTRICS, is_no_persons
from feedback_insights.report.lines import shorten
from feedback_insights.report.words import plural
from feedback_insights.surveys import read_cells

_SHOWN = 3


@dataclass(frozen=True, kw_only=True)
class SurveyFile:
    """A table of answers, one respondent a row."""

    name: str
    names: tuple[str, ...]  # of the columns, as written
    entries: tuple[Entry, ...]  # without what no person gave
    records: int
    notes: tuple[str, ...] = ()
    questions: Mapping[str, str] = field(default_factory=dict)  # Qualtrics: name -> question as asked
    zones: Mapping[str, str] = field(default_factory=dict)  # Qualtrics: name -> zone of its dates

    @classmethod
    def open(cls, path: Path, wanted: Collection[str]) -> SurveyFile:
        """Read a table; `wanted` are the names of columns that tell its header and its sheet from others.

        Raises `FileProblem` for a file that cannot be read, or holds no rows.
        """
        file = InputFile.open(path)
        qualtrics = file.container == "text" and QUALTRICS.claims(file) > 0
        forms = frozenset(map(canonical, wanted))
        known: Callable[[str], bool] = known_column if qualtrics else forms.__contains__
        sheet = read_sheet(file, known=known)
        readable = [entry for entry in sheet.entries if not entry.problem]
        if not readable:
            raise FileProblem(f"{file.name} has no rows under its header; nothing to count")
        kept = [entry for entry in readable if not (qualtrics and is_no_persons(entry.first(["status"])))]
        survey = open_survey(file, None) if qualtrics else None
        columns = survey.columns if survey else ()
        return cls(
            name=file.name,
            names=sheet.names,
            entries=tuple(kept),
            records=len(sheet.entries),
            notes=tuple(_notes(file, sheet, len(readable) - len(kept))),
            questions={column.name: survey.prompt(column) for column in columns} if survey else {},
            zones={column.name: column.zone for column in columns if column.zone},
        )

    @property
    def scope(self) -> dict[str, object]:
        """What the figures are about."""
        return {"file": self.name, "records": self.records, "left_out": self.records - len(self.entries)}

    def column(self, name: str) -> str:
        """A column by its name, or by its question. Raises `FileProblem` listing the columns there are."""
        named = [known for known in self.names if canonical(known) == canonical(name)]
        named = named or [known for known, asked in self.questions.items() if tidy(asked) == tidy(name)]
        if len(named) == 1:
            return named[0]
        if named:
            raise FileProblem(f"{self.name} has {len(named)} columns {name!r}; rename all but one")
        listed = ", ".join(repr(known) + self._question(known) for known in self.names)
        raise FileProblem(f"{self.name} has no column {name!r}; it has: {listed}")

    def _question(self, name: str) -> str:
        asked = self.questions.get(name, "")
        return f" ({shorten(asked, 60)})" if asked and canonical(asked) != canonical(name) else ""

    def between(self, first: str, last: str) -> list[str]:
        """The columns from one to another, both included."""
        start, stop = (self.names.index(self.column(name)) for name in (first, last))
        return list(self.names[start : stop + 1])

    def cells(self, name: str) -> list[str]:
        """What stands in a column; "" where nothing does."""
        form = canonical(name)
        return ["; ".join(entry.values.get(form, ())) for entry in self.entries]

    def labels(self, name: str) -> list[str | None]:
        """What stands in a column, None where nothing does."""
        return [None if is_empty(cell) else tidy(cell) for cell in self.cells(name)]

    def ratings(
        self, name: str, *, low: int, high: int, labelled: bool, missing: Sequence[str]
    ) -> tuple[int | None, ...]:
        """The answers of a column. Raises `FileProblem` showing what is no point of the scale."""
        cells = self.cells(name)
        read = read_cells(cells, low=low, high=high, labelled=labelled, missing=missing)
        if read.unread:
            helped = len(read_cells(cells, low=low, high=high, labelled=True).unread) < len(read.unread)
            raise FileProblem(
                f"{self.name}: column {name!r}: {plural(len(read.unread), 'cell')} without a whole number"
                f" from {low} to {high}: {self._shown(cells, read.unread)}; "
                + ("--labelled takes the number that leads a label; " if helped and not labelled else "")
                + "--missing TEXT names what means no answer; else it is another scale"
            )
        return read.values

    def _shown(self, cells: Sequence[str], places: Sequence[int]) -> str:
        first: dict[str, str] = {}
        for place in places:
            first.setdefault(cells[place], self.entries[place].place)
        told = [f"{shorten(cell, 40)!r} ({place})" for cell, place in first.items()]
        return ", ".join(told[:_SHOWN]) + (", ..." if len(told) > _SHOWN else "")

    def dates(self, name: str, zone: str | None, order: DateOrder) -> tuple[list[datetime | None], list[str]]:
        """When each answer was given, and what to know about it.

        Times without a zone are those of `zone`, or of the zone that the export names, or UTC.
        """
        home: tzinfo = zone_named(zone or self.zones.get(name) or "UTC")
        column, cells = DateColumn(name, zone=home, order=order), self.cells(name)
        for cell in cells:
            column.see(cell)
        told = [line.replace(ORDER_REMEDY, "--date-order dmy or mdy decides") for line in column.settle()]
        read = [column.read(cell) for cell in cells]
        return read, told + column.warnings()


def _notes(file: InputFile, sheet: Sheet, left_out: int) -> list[str]:
    told = [*file.warnings, *sheet.warnings]
    if file.damage:
        told.append(f"the gzip file is damaged: {file.damage}; what follows is lost")
    broken = [entry for entry in sheet.entries if entry.problem]
    if broken:
        told.append(
            f"{plural(len(broken), 'row')} cannot be read; first: {broken[0].place}: {broken[0].problem}"
        )
    if left_out:
        told.append(f"{plural(left_out, 'response')} left out: previews, tests or spam by their Status")
    return told
