"""Dates as exports write them (formats spec 1.1), read a column at a time; nothing is guessed silently.

Of a date such as 03/04/2026 the bytes do not tell the order: it is decided for the whole file, from the
values that allow one order only, or by whoever knows. A value that fits no layout is reported, never
replaced.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

from feedback_insights.errors import SettingsError

Order = Literal["dmy", "mdy"]
DateOrder = Literal["auto", "dmy", "mdy"]

ORDER_REMEDY = 'set date_order to "dmy" or "mdy" in a profile or the settings'
_ISO = re.compile(r"(?:19|20|21)\d\d-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{3,6})?(?:Z|[+-]\d\d:?\d\d)", re.A)
_IN_UTC = re.compile(r"\(utc\)\s*$", re.I)  # a column's name that tells the zone: "Created At (UTC)"

_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10,
    "nov": 11, "dec": 12,
}  # fmt: skip
_ZONES = {
    "z": 0, "utc": 0, "gmt": 0, "ut": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
    "pst": -8, "pdt": -7, "bst": 1, "cet": 1, "cest": 2,
}  # fmt: skip

_TIME = r"""(?:(?:\s*[T,]\s*|\s+(?:at\s+)?)(?P<hour>\d{1,2}):(?P<minute>\d{2})
            (?::(?P<second>\d{2})(?:[.,](?P<fraction>\d+))?)?(?:\s*(?P<half>[AaPp])\.?[Mm]\.?)?)?"""
_ZONE = r"""\s*(?P<zone>Z|[A-Z]{2,4}(?=$|[\s(])|(?:GMT|UTC)?\s?[+-]\d{1,2}(?::?\d{2})?)?(?:\s*\([^()]*\))?"""
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_MONTH = r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"


def _layout(date: str) -> re.Pattern[str]:
    return re.compile(f"^{date}{_TIME}{_ZONE}$", re.X | re.I)


_YEAR_FIRST = _layout(r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})")
_NUMERIC = _layout(r"(?P<first>\d{1,2})(?P<mark>[-/.])(?P<other>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})")
_DAY_AND_MONTH = re.compile(r"\d{1,2}[-/.]\d")  # how the numeric ones begin
_NAMED = (
    _layout(
        rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[-/\s.]+{_MONTH}[-/\s,.]+(?P<year>\d{{4}}|\d{{2}})"
    ),
    _layout(rf"{_WEEKDAY}{_MONTH}[-/\s]*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[-/\s,]+(?P<year>\d{{4}}|\d{{2}})"),
)
_UNIX = re.compile(r"^\d{9,10}(?:\.\d+)?$|^\d{12,13}$")
_SERIAL = re.compile(r"^[2-7]\d{4}(?:\.\d+)?$")


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """A date in UTC, and whether its zone had to be assumed."""

    value: datetime
    zone_assumed: bool


def zone_named(name: str) -> tzinfo:
    """Return a time zone. Raises `SettingsError` if the name is not known."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise SettingsError(
            f"time zone {name!r} is not known; use a name such as Europe/Berlin or UTC"
        ) from error


def parse_date(
    text: str, *, zone: tzinfo = UTC, order: Literal["dmy", "mdy"] | None = None
) -> ParsedDate | None:
    """Read one date; None if it fits no layout, or only with an order that is not given."""
    text = " ".join(text.split())[:80]
    try:
        if _ISO.fullmatch(text):  # what APIs write, in half the time
            return ParsedDate(datetime.fromisoformat(text).astimezone(UTC), zone_assumed=False)
        if _UNIX.match(text):
            seconds = float(text) / (1 if len(text.partition(".")[0]) < 12 else 1000)
            return ParsedDate(datetime.fromtimestamp(seconds, UTC), zone_assumed=False)
        if _SERIAL.match(text):
            moment = datetime(1899, 12, 30) + timedelta(seconds=round(float(text) * 86400))
            return ParsedDate(moment.replace(tzinfo=zone).astimezone(UTC), zone_assumed=True)
        return _from_layouts(text, zone, order)
    except (ValueError, OverflowError, OSError):  # day 31 in February, year 0
        return None


class DateColumn:
    """The dates of one column: see every value, settle the order, then read.

    The order of day and month is never guessed: where nothing decides it, such dates cannot be read. Dates
    with dots are day first wherever they are written. ``zone`` is for times that carry none; where the file
    itself tells it (``zone_told``, or a name that ends in "(UTC)") that is no assumption.
    """

    def __init__(
        self, name: str, *, zone: tzinfo, order: DateOrder = "auto", zone_told: bool = False
    ) -> None:
        self.name = name
        self._zone = UTC if _IN_UTC.search(name) else zone
        self._zone_told = zone_told or bool(_IN_UTC.search(name))
        self._order: Order | None = None if order == "auto" else order
        self._given = order != "auto"
        self._marks: set[str] = set()
        self._fits = {"dmy": True, "mdy": True}
        self._matters = False
        self._unread: list[str] = []
        self._unread_count = 0
        self._assumed = 0

    def see(self, text: str) -> None:
        """Take note of a value before any is read."""
        if match := _digits(text):
            first, other = int(match["first"]), int(match["other"])
            self._marks.add(match["mark"])
            self._fits["dmy"] &= other <= 12
            self._fits["mdy"] &= first <= 12
            self._matters |= first != other

    @property
    def order(self) -> Order | None:
        """The order of day and month, once settled; None where none is needed, or nothing decides it."""
        return self._order if self._marks else None

    def settle(self, beside: Order | None = None) -> list[str]:
        """Decide between day first and month first; return what to tell the reader about it.

        ``beside`` is the order of the file's other columns, which holds where this one's values fit both.
        """
        if not self._marks or self._order:
            return []
        if self._fits["dmy"] != self._fits["mdy"]:
            self._order = "dmy" if self._fits["dmy"] else "mdy"
            return []
        if self._fits["dmy"]:
            self._order = "dmy" if self._marks == {"."} or not self._matters else beside
        if self._order:
            return []
        why = "fit both orders" if self._fits["dmy"] else "do not agree on an order"
        told = f"column {self.name!r}: dates {why} of day and month and are taken as unknown"
        return [f"{told}: {ORDER_REMEDY}"]

    def told(self) -> str:
        """Say how such dates are read, and why; "" where no order is needed or known."""
        if self.order is None or not self._matters:
            return ""
        first = {"dmy": "day first", "mdy": "month first"}[self.order]
        why = "as told" if self._given else "as its values decide"
        if not self._given and self._fits["dmy"] == self._fits["mdy"]:
            why = "as dates with dots are" if self._marks == {"."} else "as another column decides"
        return f"{self.name!r} {first}, {why}"

    def read(self, text: str) -> datetime | None:
        """Return a date in UTC; None if the cell is empty or fits no layout, which `warnings` counts."""
        if not text.strip():
            return None
        parsed = parse_date(text, zone=self._zone, order=self._order)
        if parsed is None:
            if self._order is None and _digits(text):
                return None  # told for the whole column
            self._unread_count += 1
            self._unread = sorted({*self._unread, text.strip()[:40]})[:3]
            return None
        self._assumed += parsed.zone_assumed
        return parsed.value

    def warnings(self, *, zones: bool = True) -> list[str]:
        """Return what reading the column showed; ``zones=False``: but for zones, which days do not need."""
        found = []
        if self._unread_count:
            shown = ", ".join(repr(text) for text in self._unread)
            found.append(
                f"column {self.name!r}: {self._unread_count} dates could not be read, such as {shown}"
            )
        if self._assumed and zones and not self._zone_told:
            found.append(f"column {self.name!r}: {self._assumed} times carry no zone; read as {self._zone}")
        return found


def _digits(text: str) -> re.Match[str] | None:
    """Return the parts of a date in digits that some order makes a date."""
    match = _NUMERIC.match(" ".join(text.split())[:80])
    return match if match and min(int(match["first"]), int(match["other"])) <= 12 else None


def settle_together(columns: Collection[DateColumn]) -> list[str]:
    """Settle the columns of one file, which are written alike; return what to tell the reader."""
    told = [line for column in columns for line in column.settle()]
    orders = {column.order for column in columns} - {None}
    if len(orders) != 1:
        return told
    (order,) = orders
    return [line for column in columns for line in column.settle(beside=order)]


def _from_layouts(text: str, zone: tzinfo, order: str | None) -> ParsedDate | None:
    if text[:4].isdigit():
        match = _YEAR_FIRST.match(text)
        return match and _moment(match, int(match["year"]), int(match["month"]), int(match["day"]), zone)
    if _DAY_AND_MONTH.match(text):
        match = _NUMERIC.match(text)
        if match is None:
            return None
        first, other = int(match["first"]), int(match["other"])
        if order is None:
            return None
        day, month = (first, other) if order == "dmy" else (other, first)
        return _moment(match, int(match["year"]), month, day, zone)
    for layout in _NAMED:
        if match := layout.match(text):
            month = _MONTHS[match["name"].lower()]
            return _moment(match, int(match["year"]), month, int(match["day"]), zone)
    return None


def _moment(match: re.Match[str], year: int, month: int, day: int, zone: tzinfo) -> ParsedDate | None:
    if year < 100:
        year += 2000 if year < 69 else 1900
    if not 1900 <= year < 2200:
        return None
    hour = int(match["hour"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
    micro = int((match["fraction"] or "0")[:6].ljust(6, "0"))
    naive = datetime(year, month, day, hour, int(match["minute"] or 0), int(match["second"] or 0), micro)
    given = _offset(match["zone"]) if match["zone"] else None
    if match["zone"] and given is None:
        return None
    assumed = given is None and match["hour"] is not None
    return ParsedDate(naive.replace(tzinfo=given or zone).astimezone(UTC), zone_assumed=assumed)


def _offset(text: str) -> timezone | None:
    """Read ``Z``, ``+0100``, ``GMT+3``, ``UTC-3:30``, ``EST``. GMT+3 is three hours east of Greenwich."""
    name = text.lower().replace(" ", "")
    if name in _ZONES:
        return timezone(timedelta(hours=_ZONES[name]))
    match = re.fullmatch(r"(?:gmt|utc)?([+-])(\d{1,2}):?(\d{2})?", name)
    if not match:
        return None
    offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return timezone(-offset if match[1] == "-" else offset) if offset < timedelta(hours=24) else None
