"""A metric per segment and per period; nothing is left out, and every customer counts once per wave."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import tzinfo
from typing import Any

from feedback_insights.surveys._heard import latest
from feedback_insights.surveys._moments import (
    Moment,
    Period,
    absent,
    instants,
    listed,
    moments,
    of_length,
    periods,
)
from feedback_insights.surveys.metric import Breakdown, Group, Keep, Metric

UNKNOWN = "unknown"
_Cell = tuple[str | None, str | None]  # period, segment


def breakdown(
    metric: Callable[..., Metric],
    answers: Any,
    *,
    by: Any = None,
    dates: Any = None,
    period: Period | None = None,
    zone: str | tzinfo | None = None,
    customers: Any = None,
    keep: Keep | None = None,
    invited: int | Mapping[Any, int] | None = None,
    **options: Any,
) -> Breakdown:
    """A metric per segment and per period, and over everything: ``breakdown(nps, ratings, by=plans)``.

    metric: `nps`, `csat`, `ces` or `sus`; `options` are its own (``variant="mean"``). by: the segment of
    each answer; None or an empty text is "unknown". dates with period "month" or "quarter": dates, or
    datetimes, whose days are those of `zone` (UTC if none is declared, and then a datetime without time
    zone is refused); None is "undated", a row of its own. Each row is what the metric gives for its answers
    alone; a period in which nobody answered has no row.

    With customers, each counts once per wave, which is a period, or everything where there is none: in the
    segment of their latest answer in it. The pooled metric counts them once over all. invited: a number,
    for the pooled metric, or a mapping from the row: its segment, its period, or (period, segment).

    Raises ValueError as the metric does, for lists of different lengths, and where a customer is in two
    segments at once.
    """
    if not callable(metric):
        raise ValueError(f"metric is {metric!r}: it must be the function, such as surveys.nps")
    rows = listed("answers", answers)
    size = len(rows)
    named = [None] * size if customers is None else of_length("customers", customers, size)
    when = [None] * size if dates is None else moments(dates, size)
    if period is not None and dates is None:
        raise ValueError("period needs dates")

    def measured(places: Sequence[int], asked: int | None) -> Metric:
        given = {"keep": keep, "invited": asked, **options}
        if customers is not None:
            given |= {"customers": _at(named, places), "dates": None if dates is None else _at(when, places)}
        return metric(_at(rows, places), **given)

    total, each = (None, invited) if isinstance(invited, Mapping) else (invited, {})
    pooled = measured(range(size), total)  # first: it names the place of what is wrong
    waves = None if period is None else periods(when, period, zone)
    segments = None if by is None else [_label(value) for value in of_length("by", by, size)]
    if segments and customers is not None:
        segments = _settled(segments, waves or [""] * size, named, when)
    cells = _cells(waves, segments)
    asked = _asked(each, cells)
    rows_of = [
        Group(period=cell[0], segment=cell[1], metric=measured(places, asked.get(cell)))
        for cell, places in cells.items()
    ]
    return Breakdown(rows=tuple(rows_of), pooled=pooled)


def _at(values: Sequence[Any], places: Sequence[int]) -> list[Any]:
    return [values[place] for place in places]


def _label(value: object) -> str:
    return UNKNOWN if absent(value) else str(value).strip() or UNKNOWN


def _cells(waves: Sequence[str] | None, segments: Sequence[str] | None) -> dict[_Cell, list[int]]:
    """The rows of each cell, in the order that a breakdown has."""
    none: list[str | None] = [None] * len(waves or segments or ())
    found: dict[_Cell, list[int]] = {}
    for place, cell in enumerate(zip(waves or none, segments or none, strict=True)):
        found.setdefault(cell, []).append(place)
    return {cell: found[cell] for cell in sorted(found, key=_order)}


def _order(cell: _Cell) -> tuple[str, bool, str]:
    wave, segment = cell
    return wave or "", segment == UNKNOWN, segment or ""  # "undated" comes after all years by itself


def _settled(
    segments: Sequence[str], waves: Sequence[str], customers: Sequence[Any], when: Sequence[Moment]
) -> list[str]:
    """The segments, with all answers of a customer in a wave in that of the latest one."""
    theirs: dict[tuple[str, Hashable], list[int]] = {}
    for place, customer in enumerate(customers):
        if not absent(customer):
            theirs.setdefault((waves[place], customer), []).append(place)
    moved = [(key, places) for key, places in theirs.items() if len(set(_at(segments, places))) > 1]
    settled, order = list(segments), instants(when) if moved else []
    for (_, customer), places in moved:
        last = sorted({segments[place] for place in latest(places, order)})
        if len(last) > 1:
            raise ValueError(f"customer {customer!r} is in two segments at once: {last[0]!r} and {last[1]!r}")
        for place in places:
            settled[place] = last[0]
    return settled


def _asked(invited: Mapping[Any, int], cells: Mapping[_Cell, list[int]]) -> dict[_Cell, int]:
    """How many were invited to each row. Raises ValueError for a row that there is not."""
    names = {_name(cell): cell for cell in cells}
    if unknown := [name for name in invited if name not in names]:
        raise ValueError(f"invited names {unknown[0]!r}, and no row is called so")
    return {names[name]: count for name, count in invited.items()}


def _name(cell: _Cell) -> Any:
    wave, segment = cell
    return cell if wave and segment else wave or segment
