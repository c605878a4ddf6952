"""A first profile for a table: what would be guessed, with the reason, as TOML to be corrected by hand."""

from __future__ import annotations

import json
from dataclasses import replace

from feedback_insights.errors import FileProblem
from feedback_insights.files import InputFile
from feedback_insights.files.objects import ObjectTable
from feedback_insights.files.tables import Table
from feedback_insights.importers._kinds import foreign
from feedback_insights.importers._parts import sheet_name
from feedback_insights.importers._recognition import choose
from feedback_insights.importers._roles import Layout, TextColumn, guess_layout, stat_columns
from feedback_insights.importers._stats import ColumnStats
from feedback_insights.importers.table import table_importer


def drafted(file: InputFile) -> str:
    """Return the draft. A table without free text gets one too: it then says what each column holds.

    Raises `FileProblem` for what is no table.
    """
    file = choose(file, table_importer).file
    if what := foreign(file):
        raise FileProblem(f"{file.name} is {what}; a profile is drafted for a table: CSV, Excel or JSON")
    importer = table_importer(file)
    table = importer.opened(file, None)
    stats = {place: ColumnStats() for place in range(len(table.names))}
    for row in table.rows():
        for place, column in stats.items():
            if row.state == "data":
                column.see(row.cells[place])
    layout = guess_layout(table, {place: stats[place] for place in stat_columns(table)})
    if not layout.texts:
        layout = _by_content(layout, stats)
    return "\n".join(
        [*_top(table, layout, importer.name), "", *_roles(table, layout), *_questions(table, layout), ""]
    ) + "\n".join(_unused(table, layout, stats))


def _by_content(layout: Layout, stats: dict[int, ColumnStats]) -> Layout:
    """Take the column with the longest answers in free words, whatever its name is, in whatever language."""
    used = {place for places in layout.roles.values() for place in places}
    free = [
        place for place, column in stats.items() if place not in used and column.is_prose_like(named=False)
    ]
    longest = sorted(free, key=lambda place: -stats[place].median_words())[:1]
    return replace(layout, texts=tuple(TextColumn((place,)) for place in longest))


def _top(table: Table, layout: Layout, format: str) -> list[str]:
    return [
        f"# Draft for {table.file.name}. With [map], exactly these columns are used.",
        f'format = "{format}"',
        *_place(table),
        f"source = {_quoted(layout.kind)}  # part of every id: choose it once, per survey or site",
        '# date_order = "dmy"  # or "mdy", for dates such as 03/04/2026',
        '# tz = "Europe/Berlin"  # for times without a zone; the default is the settings\' zone',
    ]


def _place(table: Table) -> list[str]:
    """Return where in the file the table is."""
    if isinstance(table, ObjectTable):
        return [f"records = {_quoted(table.shape.path)}  # the list that is read"] if table.shape.path else []
    name = sheet_name(table.file)
    lines = [f"sheet = {_quoted(name)}" if name else f"delimiter = {_quoted(table.header.delimiter)}"]
    lines.append(f"header_row = {table.header.at}")
    if more := table.header.row - table.header.at:
        lines.append(f"skip_rows = {more}  # further header rows")
    return lines


def _roles(table: Table, layout: Layout) -> list[str]:
    lines = ["[map]"]
    main = [text for text in layout.texts if not text.question_id]
    lines += [f"text = {_quoted(table.names[text.columns[0]])}  # people's own words" for text in main[:1]]
    for role, places in layout.roles.items():
        names = [_quoted(table.names[place]) for place in places]
        value = names[0] if len(names) == 1 else f"[{', '.join(names)}]"
        lines.append(f"{role} = {value}  # by its name")
    return lines


def _questions(table: Table, layout: Layout) -> list[str]:
    lines: list[str] = []
    for text in (text for text in layout.texts if text.question_id):
        lines += [
            "",
            "[[question]]  # answered in free words",
            f"column = {_quoted(table.names[text.columns[0]])}",
            f"id = {_quoted(text.question_id)}",
        ]
    return lines


def _unused(table: Table, layout: Layout, stats: dict[int, ColumnStats]) -> list[str]:
    used = {place for places in layout.roles.values() for place in places}
    used |= {place for text in layout.texts for place in text.columns}
    rest = [place for place in range(len(table.names)) if place not in used]
    return ["", *(f"# not used: {_quoted(table.names[place])} ({_held(stats[place])})" for place in rest), ""]


def _held(column: ColumnStats) -> str:
    if not column.filled:
        return "empty"
    if column.is_choice():
        return "choices"
    if column.plain * 2 > column.filled:
        return "numbers, dates or addresses"
    return "free text" if column.is_prose_like(named=False) else "short words"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
