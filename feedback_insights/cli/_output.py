"""Rows for people, as a table, and for programs, as JSON or CSV."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from feedback_insights.exporters.cells import csv_cell, csv_line
from feedback_insights.report.lines import cells, cut

SCHEMA = 1
WITHOUT_HASH = frozenset({"sha256"})  # a file's hash moves when its rows are merely in another order


def plain(value: Any, *, without: frozenset[str] = frozenset()) -> Any:
    """Records as dictionaries, down to what JSON knows; fields in `without` are left out everywhere."""
    if is_dataclass(value):
        named = ((f.name, getattr(value, f.name)) for f in fields(value))
        return {name: plain(item, without=without) for name, item in named if name not in without}
    if isinstance(value, Mapping):
        return {
            str(name): plain(item, without=without) for name, item in value.items() if name not in without
        }
    if isinstance(value, list | tuple):
        return [plain(item, without=without) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Path) else value


def print_rows(rows: Iterable[Any], output: str, *, scope: Any = None) -> None:
    """Print records as JSON, `{"schema": 1, "rows": [...]}`, or as CSV with one column per leaf.

    With `scope`, the JSON also says what the figures are about.
    """
    ready = [plain(row) for row in rows]
    click.echo(to_json(ready, scope=plain(scope)) if output == "json" else to_csv(ready), nl=False)


def to_json(rows: Sequence[Any], *, scope: Any = None) -> bytes:
    """The one JSON shape, keys sorted, UTF-8."""
    import orjson

    table = {"schema": SCHEMA, "rows": rows} | ({"scope": scope} if scope is not None else {})
    return orjson.dumps(table, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def to_csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """CSV in UTF-8. Nested fields get dotted names; text that a spreadsheet would execute gets a "'"."""
    flat = [dict(_leaves("", row)) for row in rows]
    columns = list(dict.fromkeys(name for row in flat for name in row))
    lines = [csv_line(columns), *(csv_line([csv_cell(row.get(name)) for name in columns]) for row in flat)]
    return "".join(lines).encode() if columns else b""


def _leaves(prefix: str, row: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, dict):
            yield from _leaves(f"{prefix}{name}.", value)
        else:
            yield f"{prefix}{name}", value


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    title: str
    right: bool = False


def print_table(columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> None:
    """Print aligned columns; only a terminal cuts long lines, a pipe gets them whole."""
    lines = table(columns, rows)
    width = terminal_width() if sys.stdout.isatty() else None
    for line in lines:
        click.echo(cut(line, width) if width else line)
    if width and cells(lines[0]) > width:
        note(f"{width} columns are too few for all of it: widen the terminal, or add --csv or | less -S")


def table(columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> list[str]:
    """Lines of a table, with a line of titles."""
    whole = 10**6
    body = [[cut(str(value), whole) for value in row] for row in rows]
    lines = [[column.title for column in columns], *body]
    widths = [max(cells(line[at]) for line in lines) for at in range(len(columns))]
    return [_line(line, columns, widths) for line in lines]


def _line(line: Sequence[str], columns: Sequence[Column], widths: Sequence[int]) -> str:
    padded = []
    for text, column, room in zip(line, columns, widths, strict=True):
        space = " " * (room - cells(text))
        padded.append(space + text if column.right else text + space)
    return "  ".join(padded).rstrip()


def terminal_width() -> int:
    """Columns of the terminal; 80 where there is none."""
    return shutil.get_terminal_size((80, 24)).columns


def note(text: str) -> None:
    """Say something beside the data, on stderr."""
    click.echo(cut(text, 10**6), err=True)
