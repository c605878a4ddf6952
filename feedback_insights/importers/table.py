"""Any table of people's words: survey responses, reviews, ticket lists; from CSV, workbooks, JSON or memory.

One row is one record; each open answer in it is one piece of feedback. The containers differ in how a table
is opened and in nothing else, so one table has the same ids in all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from feedback_insights.errors import FileProblem
from feedback_insights.files import InputFile, Profile
from feedback_insights.files._csv import head_rows
from feedback_insights.files.held import HeldFile, beginning
from feedback_insights.files.objects import looks_like_json, open_objects
from feedback_insights.files.tables import Table, open_table
from feedback_insights.importers._look import FirstLook
from feedback_insights.importers._registry import Importer, Reading
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
    unread_questions,
)
from feedback_insights.importers._rows import RowReader
from feedback_insights.importers._stats import ColumnStats
from feedback_insights.raw import SourceRecord

_HEAD_ROWS = 400
_NO_TABLE = ("{", "[", "<", "---\n", "# ", "%PDF", "PK\x03\x04")
_HEADER = "a name such as comment, feedback, review, description, or open questions"

Opened = Callable[[InputFile, Profile | None], Table]


class TableImporter:
    """Reads tables by the names of their columns, or by a profile."""

    def __init__(
        self, name: str, what: str, header: str, *, opened: Opened, is_mine: Callable[[InputFile], bool]
    ) -> None:
        self.name = name
        self.description = f"{what} with a column of people's own words (surveys, reviews, ticket lists)"
        self.recognized_by = f"{header} with {_HEADER}"
        self.opened = opened
        self._is_mine = is_mine

    def claims(self, file: InputFile) -> float:
        """Return .5 and .05 per column with a role; 0 without a column of free text."""
        if not self._is_mine(file):
            return 0.0
        try:
            table = self.opened(beginning(file), None)
        except FileProblem:  # what is wrong with it is told when it is read
            return 0.0
        if not text_candidates(table) or not (is_named(table) or (asks(table) and _is_regular(table))):
            return 0.0
        layout = guess_layout(table, _stats(table))
        return 0.5 + 0.05 * min(recognized(table, layout), 8) if layout.texts else 0.0

    def read(self, file: InputFile, reading: Reading) -> Iterator[SourceRecord]:
        """Yield one record per row. Raises `FileProblem` if no column holds free text."""
        profile = reading.profile
        table = self.opened(file, profile)
        given = profile_layout(table, profile) if profile and (profile.map or profile.question) else None
        roles = given.roles if given else roles_by_name(table.names)
        look = FirstLook(table, roles, reading, () if given else stat_columns(table))
        for row in table.rows():
            look.see(row)
        look.settle()
        layout = given or guess_layout(table, look.stats)
        _check(table, layout, reading)
        if not given and (told := unread_questions(table, layout, look.stats)):
            reading.warn(told)
        rows = RowReader(table, layout, look, profile)
        for row in table.rows():
            if row.state != "data" or table.blank_is_record or any(cell.strip() for cell in row.cells):
                yield rows.record(row)
        for warning in (*table.warnings(), *rows.warnings()):
            reading.warn(warning)


def _check(table: Table, layout: Layout, reading: Reading) -> None:
    if not layout.texts and table.names:
        names = ", ".join(table.names[:12])
        raise FileProblem(
            f"{table.file.name}: no column of free text among: {names}; name one in a profile: [map] text"
        )
    if layout.left_out:
        names = ", ".join(repr(name) for name in layout.left_out)
        reading.warn(f"not read, as they may be our own words: {names}; name them in a profile to read them")


def _is_regular(table: Table) -> bool:
    """Tell whether the rows have the header's cells, as a table has and prose with commas has not."""
    if not table.header.delimiter:
        return True
    rows = [row for row in head_rows(table.file.head, table.header.delimiter)[table.header.row :] if row]
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


def _is_text_table(file: InputFile) -> bool:
    head = file.head.lstrip()
    return not isinstance(file, HeldFile) and not head.startswith(_NO_TABLE) and "\0" not in head


def _delimited(file: InputFile, profile: Profile | None) -> Table:
    return open_table(file, known=known_name, profile=profile)


def _sheet(file: InputFile, profile: Profile | None) -> Table:
    if not is_sheet(file):
        raise FileProblem(
            f"{file.name} is no Excel workbook (.xlsx); choose another format with --format NAME"
        )
    return open_table(file, known=known_name, profile=profile)


def _objects(file: InputFile, profile: Profile | None) -> Table:
    return open_objects(file, known=known_name, profile=profile)


def is_sheet(file: InputFile) -> bool:
    """Tell whether a file is a sheet of a workbook."""
    return isinstance(file, HeldFile) and file.delimiter is not None


TABLE = TableImporter(
    "table_csv", "any CSV or TSV table", "a header", opened=_delimited, is_mine=_is_text_table
)
TABLE_XLSX = TableImporter(
    "table_xlsx", "any sheet of an Excel workbook", "a header", opened=_sheet, is_mine=is_sheet
)
TABLE_JSON = TableImporter(
    "table_json",
    "any JSON list, JSON lines, or JSON object around a list,",
    "objects",
    opened=_objects,
    is_mine=looks_like_json,
)
IMPORTERS: tuple[Importer, ...] = (TABLE, TABLE_XLSX, TABLE_JSON)


def table_importer(file: InputFile) -> TableImporter:
    """Return the one that reads what a file holds."""
    return TABLE_XLSX if is_sheet(file) else TABLE_JSON if looks_like_json(file) else TABLE
