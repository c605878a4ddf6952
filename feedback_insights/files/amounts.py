"""Numbers and sums of money as people write them, read a column at a time; what is ambiguous is reported."""

from __future__ import annotations

import math
import re
from typing import Literal

_SYMBOLS = {
    "$": "USD",
    "us$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "chf": "CHF",
    "kr": None,
}
_CODE = re.compile(r"^[a-z]{3}$")
_SUM = re.compile(r"^([^\d+(-]*)([-+(]?)([^\d(]*)([\d.,'’\s]*\d)\s*([kKmM](?![a-zA-Z]))?\s*([^\d]*)$")
_TIMES = {"k": 1e3, "m": 1e6}
Decimal = Literal[".", ","]


class AmountColumn:
    """The amounts of one column: see every cell, then read. 1.200 is 1200 only where other cells show it."""

    def __init__(self) -> None:
        self._shown: set[Decimal] = set()

    def see(self, cell: str) -> None:
        """Take note of how a cell writes decimals."""
        if (match := _SUM.match(cell.strip()[:60])) and (mark := _decimal_shown(match[4])):
            self._shown.add(mark)

    def read(self, cell: str) -> tuple[float | None, str | None, str]:
        """Return ``(amount, currency, what is wrong)``. Negative and infinite amounts are wrong."""
        match = _SUM.match(" ".join(cell.split())[:60])
        if not match:
            return None, None, f"{cell[:30]!r} is not an amount"
        currency = _currency(match[1], match[3], match[6])
        if "-" in match[2] or "(" in match[2]:
            return None, currency, f"{cell[:30]!r} is negative"
        digits = re.sub(r"['’\s]", "", match[4])
        decimal = _decimal_shown(digits) or (next(iter(self._shown)) if len(self._shown) == 1 else None)
        if decimal is None and re.search(r"[.,]", digits):
            if "." in digits:
                return None, currency, f"{cell[:30]!r} may be thousands or decimals"
            decimal = "."  # 1,200 alone is English
        plain = digits.replace("." if decimal == "," else ",", "").replace(",", ".")
        try:
            amount = float(plain) * _TIMES.get((match[5] or "").lower(), 1)
        except ValueError:
            return None, currency, f"{cell[:30]!r} is not an amount"
        return (amount, currency, "") if math.isfinite(amount) else (None, currency, "too large")


def read_number(text: str) -> tuple[float | None, str]:
    """Return ``(number, what is wrong)`` for plain numbers such as effort: 3, 3.5, 3,5; never negative."""
    shown = repr(text[:30])
    try:
        number = float(text.strip().replace(",", ".")) if "_" not in text else math.nan
    except ValueError:
        return None, f"{shown} is not a number"
    if not math.isfinite(number):
        return None, f"{shown} is not a finite number"
    return (None, f"{shown} is negative") if number < 0 else (number, "")


def _decimal_shown(digits: str) -> Decimal | None:
    """Return which mark is the decimal one, where the digits themselves show it."""
    dots, commas = digits.count("."), digits.count(",")
    if dots and commas:
        return "." if digits.rfind(".") > digits.rfind(",") else ","
    if not dots and not commas:
        return None
    mark: Decimal = "." if dots else ","
    if dots + commas > 1:
        return "," if mark == "." else "."
    whole, _, part = digits.partition(mark)
    return mark if len(part) != 3 or len(whole) > 3 or whole.startswith("0") else None


def _currency(*parts: str) -> str | None:
    for part in parts:
        word = part.strip(" ().").lower()
        if word in _SYMBOLS:
            return _SYMBOLS[word]
        if _CODE.match(word):
            return word.upper()
    return None
