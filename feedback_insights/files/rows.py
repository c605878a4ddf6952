"""Rows in memory as the JSON lines that a file of them would hold, in which their order does not matter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from hashlib import sha256
from math import isfinite
from numbers import Integral, Real
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson

from feedback_insights.files.cells import cell_text
from feedback_insights.files.held import UTF8, RowsFile
from feedback_insights.files.opening import shown

_DEEPEST = 64
_LARGEST = 2**53  # integers beyond are texts: not every reader of JSON keeps all their digits
_MISSING = frozenset({"NAType", "NaTType"})  # what pandas has for nothing, by the names of their types


class _NoValue(ValueError):
    """A row holds something that is no value of a table."""


def rows_file(rows: Iterable[Mapping[str, Any]], name: str) -> RowsFile:
    """Return rows as a file called ``name``; a row that is none becomes a line that says why."""
    lines = [row_line(row) for row in rows]
    digest = sha256()
    for line in sorted(lines):
        digest.update(line)
    content = b"".join(lines)
    return RowsFile(Path(name), shown(name), digest.hexdigest(), UTF8, zipped=False, content=content)


def row_line(row: object) -> bytes:
    """Return a row as a line of JSON; of one that is none, a text that says why."""
    try:
        if not isinstance(row, Mapping):
            raise _NoValue(f"not a mapping of columns to values, but of type {type(row).__name__}")
        value: object = {str(key): _plain(part, str(key), 0) for key, part in row.items()}
    except _NoValue as problem:
        value = str(problem)
    return orjson.dumps(_whole(value), option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def _plain(value: object, column: str, depth: int) -> object:
    """Return a value as JSON has it."""
    if depth > _DEEPEST:
        raise _NoValue(f"column {column!r} is nested too deeply")
    if value is None or type(value).__name__ in _MISSING:
        return None
    if isinstance(value, Enum):
        return _plain(value.value, column, depth + 1)
    if isinstance(value, bool | str):
        return value if isinstance(value, bool) else str(value)
    if isinstance(value, date | time | timedelta | UUID):
        return cell_text(value)
    if isinstance(value, Integral | Decimal | Real):
        return _number(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(part, column, depth + 1) for key, part in value.items()}
    if isinstance(value, AbstractSet):
        return sorted((_plain(part, column, depth + 1) for part in value), key=repr)
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview):
        return [_plain(part, column, depth + 1) for part in value]
    raise _NoValue(
        f"column {column!r} holds a value of type {type(value).__name__}; make it a text or a number"
    )


def _number(value: Integral | Decimal | Real) -> object:
    if isinstance(value, Decimal) and not value.is_finite():
        return None
    if isinstance(value, Integral) or (isinstance(value, Decimal) and value == value.to_integral_value()):
        whole = int(value)
        return whole if abs(whole) < _LARGEST else str(whole)
    number = float(value)
    return number if isfinite(number) else None


def _whole(value: object) -> object:
    """Replace half surrogate pairs, which JSON cannot hold."""
    if isinstance(value, str):
        return (
            value if value.isascii() else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        )
    if isinstance(value, list):
        return [_whole(part) for part in value]
    if isinstance(value, dict):
        return {_whole(key): _whole(part) for key, part in value.items()}
    return value
