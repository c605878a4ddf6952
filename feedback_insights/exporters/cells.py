"""Cells and lines of CSV that no spreadsheet executes, and lines of JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would execute


def csv_cell(value: Any) -> Any:
    """One cell: lists joined by "; ", true or false, and a "'" before text that would be executed."""
    if isinstance(value, list | tuple):
        value = "; ".join(map(str, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def csv_line(values: Sequence[Any]) -> str:
    """One line of CSV (RFC 4180, but LF) from cells that are ready; None is empty."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(values)  # so that cells with CR are quoted, too
    return text.getvalue().removesuffix("\r\n") + "\n"


def csv_file(lines: Iterable[Sequence[Any]], *, excel: bool = False) -> bytes:
    """A file of CSV in UTF-8, made inert; with `excel`, behind the mark by which Excel knows it."""
    text = "".join(csv_line([_utc(value) for value in line]) for line in lines)
    return text.encode("utf-8-sig" if excel else "utf-8")


def json_lines(rows: Iterable[Any]) -> bytes:
    """One JSON object a line, keys sorted; LF at the end of each."""
    import orjson

    options = orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z
    return b"".join(orjson.dumps(row, option=options) for row in rows)


def _utc(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return csv_cell(value)
