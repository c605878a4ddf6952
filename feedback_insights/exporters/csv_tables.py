"""CSV: one file per table, and one that says what every column means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from feedback_insights.exporters._registry import ExportFile
from feedback_insights.exporters.cells import csv_file
from feedback_insights.exporters.data import ExportData
from feedback_insights.exporters.selection import Selection
from feedback_insights.exporters.tables import Table, tables_of

COLUMNS = ("table", "column", "type", "nullable", "meaning")


@dataclass(frozen=True, slots=True)
class CsvExporter:
    """UTF-8, RFC 4180 with LF; lists are joined by "; ", and a spreadsheet executes nothing."""

    name: str = "csv"
    description: str = "one CSV file per table, for spreadsheets and scripts"
    evidence: str = "ours"

    def files(self, data: ExportData) -> Iterator[ExportFile]:
        """Yield the tables, then the table of their columns."""
        selection, tables = Selection.of(data), tables_of(data)
        for table in tables:
            names = [column.name for column in table.columns]
            yield _file(table.name, [names, *table.rows(selection)], data)
        yield _file("columns", [COLUMNS, *_columns(tables)], data)


def _columns(tables: Iterable[Table]) -> Iterator[list[object]]:
    for table in tables:
        for one in table.columns:
            yield [table.name, one.name, one.type, one.nullable, one.meaning]


def _file(name: str, lines: list[Any], data: ExportData) -> ExportFile:
    return ExportFile(f"{name}.csv", csv_file(lines, excel=data.options.excel), len(lines) - 1)


CSV = CsvExporter()
