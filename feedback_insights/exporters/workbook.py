"""A workbook with live formulas, so that every score can be checked by hand, and its sheets as CSV."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from feedback_insights.exporters._registry import ExportFile
from feedback_insights.exporters.cells import csv_cell, csv_file
from feedback_insights.exporters.data import ExportData
from feedback_insights.exporters.entries import Material, Ranking
from feedback_insights.exporters.recipes import METHODS
from feedback_insights.exporters.sheets import FIRST_INPUT, Line, Sheet, gap, sheet_of

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

LONGEST = 32_767  # characters of a cell
_EPOCH = datetime(1980, 1, 1)  # the first day that a zip archive knows
_WIDTHS = {"Feature": 48, "Note": 24, "Feature id": 14, "Status": 14}


@dataclass(frozen=True, slots=True)
class WorkbookExporter:
    """`scores.xlsx` with a sheet per method (RICE, ICE, WSJF) that the run scored by, and each as CSV."""

    name: str = "sheets"
    description: str = "a workbook with live formulas (RICE, ICE, WSJF: those that the run has), and its CSV"
    evidence: str = "ours"
    by_item: bool = True
    methods: tuple[str, ...] = METHODS

    def files(self, data: ExportData) -> Iterator[ExportFile]:
        """Yield the workbook, then its sheets as CSV."""
        material = Material(data)
        sheets = [
            sheet_of(Ranking(material=material, method=method))
            for method in METHODS
            if method in material.methods
        ]
        yield ExportFile("scores.xlsx", _book(data, sheets))
        for sheet in sheets:
            lines: list[list[Any]] = [list(sheet.header), *map(sheet.cells, sheet.lines)]
            yield ExportFile(f"{sheet.method}.csv", csv_file(lines, excel=data.options.excel), len(lines) - 1)


def _book(data: ExportData, sheets: list[Sheet]) -> bytes:
    """The workbook's bytes; its dates are the run's, so that they stay."""
    from xlsxwriter import Workbook

    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(target, options) as book:
        book.set_properties({"title": "Scores from feedback", "created": _created(data)})
        for sheet in sheets:
            _Page(book, sheet).write()
        _about(book, data, sheets)
    return target.getvalue()


def _created(data: ExportData) -> datetime:
    told = data.view.analysis.run.as_of
    return max(datetime.fromisoformat(told[:10]), _EPOCH) if told else _EPOCH


class _Page:
    """One sheet being written."""

    def __init__(self, book: Workbook, sheet: Sheet) -> None:
        self._sheet, self._page = sheet, book.add_worksheet(sheet.title)
        self._bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._number = book.add_format({"num_format": "0.00"})
        self._whole = book.add_format({"num_format": "0"})
        self._input = book.add_format({"num_format": "0.00", "bg_color": "#FFF8E1"})
        self._score = FIRST_INPUT + len(sheet.inputs)

    def write(self) -> None:
        header = self._sheet.header
        for column, name in enumerate(header):
            self._page.set_column(column, column, _WIDTHS.get(name, 12))
            self._page.write_string(0, column, name, self._bold)
        self._page.freeze_panes(1, 2)
        if self._sheet.lines:
            self._page.autofilter(0, 0, len(self._sheet.lines), len(header) - 1)
        for row, line in enumerate(self._sheet.lines, 1):
            self._write(row, line)

    def _write(self, row: int, line: Line) -> None:
        for column, cell in enumerate(self._sheet.cells(line)):
            inside = FIRST_INPUT <= column < self._score
            if inside and cell is None:
                self._page.write_blank(row, column, None, self._input)
            else:
                plain = self._whole if isinstance(cell, int) else self._number
                write_cell(self._page, row, column, cell, self._input if inside else plain)
        if self._sheet.recipe and (line.score is not None or None in line.inputs):
            self._write_formulas(row, line)  # what has all inputs and yet no score, keeps its note

    def _write_formulas(self, row: int, line: Line) -> None:
        from xlsxwriter.utility import xl_rowcol_to_cell

        recipe = self._sheet.recipe
        assert recipe
        at = [xl_rowcol_to_cell(row, FIRST_INPUT + n) for n in range(len(recipe.inputs))]
        whole = f"COUNT({at[0]}:{at[-1]})={len(at)}"
        if recipe.formula.divides:
            whole = f"AND({whole},{at[-1]}>0)"
        score = f'=IF({whole},{recipe.formula.cells(at)},"")'
        told = "&".join(
            f'IF(ISNUMBER({cell}),"","; {gap(name)}")' for name, cell in zip(recipe.inputs, at, strict=True)
        )
        self._page.write_formula(
            row, self._score, score, self._number, "" if line.score is None else line.score
        )
        self._page.write_formula(row, self._score + 1, f"=MID({told},3,200)", None, line.note)


def write_cell(page: Worksheet, row: int, column: int, cell: Any, form: Any = None) -> None:
    """A number as a number, text as inert text that fits; nothing for what is unknown."""
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        text = csv_cell(cell)
        page.write_string(row, column, text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…")
    else:
        page.write_number(row, column, cell, form)


def _about(book: Workbook, data: ExportData, sheets: list[Sheet]) -> None:
    """A page that says what the others are and what is missing."""
    page, run = book.add_worksheet("About"), data.view.analysis.run
    page.set_column(0, 0, 100)
    lacking = [method for method in METHODS if method not in {sheet.method for sheet in sheets}]
    lines = [
        f"Run {run.id}" + (f", as of {run.as_of}" if run.as_of else ""),
        *(_told(sheet) for sheet in sheets),
        *(f"{method.upper()} has no sheet: {_why(method, data)}." for method in lacking),
        f"Effort counts: {data.settings.priority.effort_unit}.",
        "Yellow cells are inputs: change one and the score follows. A blank input leaves the score blank.",
        "Low, High, Tier and Rank are the run's own and do not follow.",
    ]
    for row, line in enumerate(lines):
        write_cell(page, row, 0, line)


def _why(method: str, data: ExportData) -> str:
    return data.refused.get(method, "there are no scores by it")


def _told(sheet: Sheet) -> str:
    if sheet.recipe:
        return f"{sheet.title} = {sheet.recipe.told}."
    return f"{sheet.title}: no formula known here gives these scores from these inputs; numbers only."


SHEETS = WorkbookExporter()
