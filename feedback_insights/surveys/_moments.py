"""When answers were given: dates handed to a public function, their order, and the periods they lie in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime, tzinfo
from typing import Any, Literal, get_args

import numpy as np

from feedback_insights.errors import SettingsError
from feedback_insights.files.dates import zone_named

Period = Literal["month", "quarter"]
Moment = date | datetime | None
UNDATED = "undated"
_MISSING = frozenset({"NAType", "NaTType"})  # what pandas has for nothing, by the names of their types


def listed(name: str, values: Any) -> list[Any]:
    """The elements of a list, array or column. Raises ValueError for what is no list."""
    if hasattr(values, "to_numpy"):
        values = values.to_numpy()
    if isinstance(values, np.ndarray):
        whole_days = values.dtype == np.dtype("datetime64[D]")
        if values.dtype.kind == "M" and not whole_days:
            values = values.astype("datetime64[us]")  # finer ones become integers
        return list(values.tolist()) if values.ndim else [values.item()]
    if isinstance(values, str | bytes | Mapping | AbstractSet) or not isinstance(values, Iterable):
        raise ValueError(f"{name} must be a list, not of type {type(values).__name__}")
    return list(values)


def of_length(name: str, values: Any, length: int) -> list[Any]:
    """The elements of a list that has one for each answer. Raises ValueError for another length."""
    found = listed(name, values)
    if len(found) != length:
        raise ValueError(f"{name} has {len(found)} values for {length} answers")
    return found


def absent(value: object) -> bool:
    """Whether a value says nothing: None, nan, a missing date, an empty text."""
    if value is None or type(value).__name__ in _MISSING:
        return True
    return value == "" or value != value


def moments(dates: Any, length: int) -> list[Moment]:
    """Read dates, datetimes and ISO texts. Raises ValueError naming the place of what is none of them."""
    return [_moment(value, place) for place, value in enumerate(of_length("dates", dates, length))]


def _moment(value: object, place: int) -> Moment:
    if absent(value):
        return None
    if isinstance(value, date):
        return value
    try:
        if isinstance(value, str):
            return date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
    except ValueError:
        pass
    raise ValueError(f"dates[{place}] is {value!r}: it must be a date, a datetime or an ISO text")


def instants(found: Sequence[Moment]) -> list[datetime | None]:
    """Moments that can be put in order; a date alone stands for the start of its day.

    Raises ValueError where some have a time zone and others, with a time of day, have none.
    """
    naive = [p for p, one in enumerate(found) if isinstance(one, datetime) and one.tzinfo is None]
    zoned = any(isinstance(one, datetime) and one.tzinfo for one in found)
    if naive and zoned:
        raise ValueError(f"dates[{naive[0]}] has no time zone, and others have one: their order is unknown")
    return [_instant(one, UTC if zoned else None) for one in found]


def _instant(one: Moment, zone: tzinfo | None) -> datetime | None:
    if isinstance(one, datetime):
        return one if one.tzinfo is None else one.astimezone(UTC)  # clocks that go back tell no order
    return None if one is None else datetime(one.year, one.month, one.day, tzinfo=zone)


def periods(found: Sequence[Moment], period: Period, zone: str | tzinfo | None) -> list[str]:
    """The month or quarter of each moment: "2026-09", "2026Q3"; "undated".

    Days are those of `zone`: moments with a time zone are moved there (to UTC if none is declared), moments
    without one are taken to be told in it, and refused if none is declared.
    """
    if period not in get_args(Period):
        raise ValueError(f"period is {period!r}: it must be 'month' or 'quarter'")
    home = _zone(zone)
    return [_period(_day(one, home, place), period) for place, one in enumerate(found)]


def _zone(zone: str | tzinfo | None) -> tzinfo | None:
    if zone is None or isinstance(zone, tzinfo):
        return zone
    try:
        return zone_named(str(zone))
    except SettingsError as error:
        raise ValueError(str(error)) from None


def _day(one: Moment, home: tzinfo | None, place: int) -> date | None:
    if not isinstance(one, datetime):
        return one
    if one.tzinfo is not None:
        return one.astimezone(home or UTC).date()
    if home is None:
        raise ValueError(f"dates[{place}] is {one}: without a time zone; declare zone='Europe/Berlin' or so")
    return one.date()


def _period(day: date | None, period: Period) -> str:
    if day is None:
        return UNDATED
    return f"{day:%Y-%m}" if period == "month" else f"{day.year}Q{(day.month + 2) // 3}"
