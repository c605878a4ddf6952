"""Any table of people's words as CSV or TSV: survey responses, reviews, ticket lists.

One row is one record; each open answer in it is one piece of feedback.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from feedback_insights.errors import FileProblem
from feedback_insights.files import InputFile
from feedback_insights.files._csv import head_rows
from feedback_insights.files.tables import Table, open_table
from feedback_insights.importers._look import FirstLook
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._roles import (
    Layout,
    asks,
    guess_layout,
    is_named,
    known_name,
    profile_layout,
    recognized,
    roles_by_name,
    stat_columns,
    text_candidates,
)
from feedback_insights.importers._rows import RowReader
from feedback_insights.importers._stats import ColumnStats
from feedback_insights.raw import SourceRecord

_HEAD_ROWS = 400
_NO_TABLE = ("{", "[", "<", "---\n", "# ", "%PDF", "PK\x03\x04")


class TableImporter:
    """Reads tables by the names of their columns, or by a profile."""

    name = "table_csv"
    description = "any CSV or TSV table with a column of people's own words (surveys, reviews, ticket lists)"
    recognized_by = "a header with a name such as comment, feedback, review, description, or open questions"

    def claims(self, file: InputFile) -> float:
        """Return .5 and .05 per column with a role; 0 without a column of free text."""
        head = file.head.lstrip()
        if head.startswith(_NO_TABLE) or "\0" in head:
            return 0.0
        table = open_table(file, known=known_name)
        if not text_candidates(table) or not (is_named(table) or (asks(table) and _is_regular(file, table))):
            return 0.0
        layout = guess_layout(table, _stats(table))
        return 0.5 + 0.05 * min(recognized(table, layout), 8) if layout.texts else 0.0

    def read(self, file: InputFile, reading: Reading) -> Iterator[SourceRecord]:
        """Yield one record per row. Raises `FileProblem` if no column holds free text."""
        profile = reading.profile
        table = open_table(file, known=known_name, profile=profile)
        given = profile_layout(table, profile) if profile and (profile.map or profile.question) else None
        roles = given.roles if given else roles_by_name(table.names)
        look = FirstLook(table, roles, reading, () if given else stat_columns(table))
        for row in table.rows():
            look.see(row)
        look.settle()
        layout = given or guess_layout(table, look.stats)
        _check(table, layout, reading)
        rows = RowReader(table, layout, look, profile)
        for row in table.rows():
            if row.state != "data" or any(cell.strip() for cell in row.cells):
                yield rows.record(row)
        for warning in (*table.warnings(), *rows.warnings()):
            reading.warn(warning)


def _check(table: Table, layout: Layout, reading: Reading) -> None:
    if not layout.texts:
        names = ", ".join(table.names[:12])
        raise FileProblem(
            f"{table.file.name}: no column of free text among: {names}; name one in a profile: [map] text"
        )
    if layout.left_out:
        names = ", ".join(repr(name) for name in layout.left_out)
        reading.warn(f"not read, as they may be our own words: {names}; name them in a profile to read them")


def _is_regular(file: InputFile, table: Table) -> bool:
    """Tell whether the rows have the header's cells, as a table has and prose with commas has not."""
    rows = [row for row in head_rows(file.head, table.header.delimiter)[table.header.row :] if row]
    fit = sum(len(row) == len(table.names) for row in rows)
    return len(table.names) > 1 and fit >= 0.6 * len(rows)


def _stats(table: Table) -> dict[int, ColumnStats]:
    """Look at the first rows only."""
    stats = {place: ColumnStats() for place in stat_columns(table)}
    for row in islice(table.rows(), _HEAD_ROWS):
        if row.state == "data":
            for place, column in stats.items():
                column.see(row.cells[place])
    return stats


TABLE = TableImporter()
