"""Cells and lines of CSV that no spreadsheet executes."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
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
