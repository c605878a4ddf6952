"""Values of typed cells (of workbooks, JSON, rows in memory) as the text that a CSV file would have."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta

_EXACT = 10**15  # spreadsheets keep fifteen digits of a number; the rest of a longer one is made up
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def cell_text(value: object) -> str:
    """Return a scalar as text: ``1042.0`` is 1042, nothing is "", dates are ISO dates."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return _duration(value)
    return str(value)


def unescaped(text: str) -> str:
    """Return a workbook's text with the letters that it writes as ``_x000D_``."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(_letter, text)


def _letter(match: re.Match[str]) -> str:
    letter = chr(int(match[1], 16))
    return letter if letter.isprintable() or letter.isspace() else ""


def _number(value: float) -> str:
    if not math.isfinite(value):
        return ""
    if value.is_integer():
        return str(int(value)) if abs(value) < _EXACT else f"{value:.14E}"
    return repr(value)


def _duration(value: timedelta) -> str:
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
