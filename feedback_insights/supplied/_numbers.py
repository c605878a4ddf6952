"""Numbers and ranges as people write them: "2", "1-3", "2 (1-5)", "80 %"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_NUMBER = r"(\d+(?:\.\d+)?|\.\d+)\s*(%?)"
_TO = r"\s*(?:-|–|\.\.|to)\s*"
_ALONE = re.compile(_NUMBER)
_RANGE = re.compile(_NUMBER + _TO + _NUMBER)
_BOTH = re.compile(_NUMBER + r"\s*\(" + _NUMBER + _TO + _NUMBER + r"\)")
_DATE = re.compile(r"\d{1,2}[-. ][A-Za-z]{3,9}\.?|[A-Za-z]{3,9}[-. ]\d{1,2}|\d{4}-\d\d-\d\d.*")
_COMMA = re.compile(r"(?<![\d.,])(\d+),(\d{1,2})(?![\d.,])")  # a decimal comma; 1,500 is none
_MOST = 1e15


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, and the range that it may lie in: 90 %, low <= value <= high; None = no range was given."""

    value: float
    low: float | None = None
    high: float | None = None

    @property
    def text(self) -> str:
        """As `read_amount` reads it again: "2", "2 (1-3)"."""
        if self.low is None or self.high is None:
            return _plain(self.value)
        return f"{_plain(self.value)} ({_plain(self.low)}-{_plain(self.high)})"


def read_amount(text: str) -> Amount:
    """Read "2", "1-3" (its middle, 2), or "2 (1-5)"; per cent are hundredths, "1,5" is one and a half.

    Raises ValueError, saying what can be written, for anything else, and for a range that runs backwards.
    """
    said = _COMMA.sub(r"\1.\2", " ".join(text.split()))
    if found := _ALONE.fullmatch(said):
        return Amount(_number(*found.groups()))
    if found := _BOTH.fullmatch(said):
        value, low, high = _three(*found.groups())
        if not low <= value <= high:
            raise ValueError(f"'{said}' has {_plain(value)} outside its range of {found[3]} to {found[5]}")
        return Amount(value, low, high)
    if found := _RANGE.fullmatch(said):
        first, sign, second, other = found.groups()
        low, high = _number(first, sign or other), _number(second, other or sign)
        if low > high:
            raise ValueError(f"'{said}' runs backwards: write the smaller number first")
        return Amount(low + (high - low) / 2, low, high)
    if said.startswith("-") and _ALONE.fullmatch(said[1:]):
        raise ValueError(f"'{said}' is negative; write it without the minus, or leave it empty")
    if _DATE.fullmatch(said):
        raise ValueError(f"'{said}' is a date, which spreadsheets make of 1-3; write it as 1 to 3")
    raise ValueError(f"'{said}' is no number and no range; write 2, 1-3 or 2 (1-5), with a point in 0.5")


def _three(*parts: str) -> tuple[float, float, float]:
    value, sign, low, other, high, last = parts
    shared = sign or other or last
    return _number(value, shared), _number(low, shared), _number(high, shared)


def _number(digits: str, sign: str) -> float:
    number = float(digits) / (100 if sign else 1)
    if number > _MOST:
        raise ValueError(f"'{digits}' is too large")
    return number


def _plain(number: float) -> str:
    """The shortest digits that read back as the same number, never with an exponent."""
    text = f"{Decimal(repr(number)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
