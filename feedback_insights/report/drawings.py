"""Bars in their own units: intervals, moods, kinds of request, months. No colour, no markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from feedback_insights.records import Mood, Requests, Share, Value
from feedback_insights.report import words
from feedback_insights.report.parts import Month

BAR = 200.0  # width of a bar in its own units
TALL = 60.0  # height of the tallest month
MOST_MONTHS = 60  # beyond, years stand for months
REQUESTS = ("bug", "feature_request", "usability", "question", "praise", "other")  # as they stand in bars


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """An interval bar: where it starts, how wide it is and where the estimate stands, in bar units."""

    start: float
    width: float
    middle: float


def widest(values: Sequence[Value]) -> float:
    """The end of a scale that holds all these values and their intervals."""
    return max((value.high or value.value or 0.0 for value in values), default=0.0)


def interval_bar(value: Value, end: float) -> Span | None:
    """A value on a scale from 0 to `end`; None where it is unknown."""
    if value.value is None or not end:
        return None
    low = value.value if value.low is None else value.low
    high = value.value if value.high is None else value.high
    return Span(
        start=round(BAR * low / end, 1),
        width=round(BAR * (high - low) / end, 1),
        middle=round(BAR * value.value / end, 1),
    )


def share_value(share: Share | None) -> Value:
    """A share as a value with its interval; unknown below thirty, where a bar would feign precision."""
    if share is None or share.of < words.FEWEST:
        return Value(value=None, reason="too few were heard")
    return Value(value=share.value, low=share.low, high=share.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoodBar:
    """A bar around a middle axis: shares of all statements, negative to the left, positive to the right."""

    negative: float
    positive: float
    parts: tuple[str, ...]


def mood_bar(mood: Mood | None, heard: int | None) -> MoodBar | None:
    """A group's mood, with how many people were heard at all; None where nothing is tagged."""
    if mood is None or not (total := mood.negative + mood.neutral + mood.positive):
        return None
    counts = (("negative", mood.negative), ("neutral", mood.neutral), ("positive", mood.positive))
    return MoodBar(
        negative=round(BAR / 2 * mood.negative / total, 1),
        positive=round(BAR / 2 * mood.positive / total, 1),
        parts=tuple(
            f"{count:,} {name}" + (f" ({words.percent(count, total)})" if words.telling(total, heard) else "")
            for name, count in counts
            if count
        )
        + ((f"{mood.unknown:,} unknown",) if mood.unknown else ()),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a stacked bar with its legend."""

    name: str
    start: float
    width: float
    text: str


def request_bar(requests: Requests | None) -> tuple[Piece, ...]:
    """What a group asks, always in the same order; empty where nothing is tagged."""
    counts = {name: getattr(requests, name) for name in REQUESTS} if requests else {}
    total, start, pieces = sum(counts.values()), 0.0, []
    for name, count in counts.items():
        if count:
            width = BAR * count / total
            text = words.request_word(name, count)
            pieces.append(Piece(name=name, start=round(start, 1), width=round(width, 1), text=text))
            start += width
    return tuple(pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One month, or year: how tall, and how much of it at the top fell on unusual days."""

    start: float
    usual: float
    burst: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Statements over time."""

    columns: tuple[Column, ...]
    width: float  # of each column
    first: str
    last: str
    unit: str
    most: int
    text: str  # every count in words


def calendar(months: Sequence[Month]) -> Calendar | None:
    """Columns over months, or over years where there are too many; None where there is only one."""
    unit, rows = ("month", list(months)) if len(months) <= MOST_MONTHS else ("year", _years(months))
    most = max((row.statements for row in rows), default=0)
    if len(rows) < 2 or not most:
        return None
    step = BAR / len(rows)
    return Calendar(
        columns=tuple(
            Column(
                start=round(number * step + 0.1 * step, 2),
                usual=round(TALL * (row.statements - row.burst) / most, 1),
                burst=round(TALL * row.burst / most, 1),
            )
            for number, row in enumerate(rows)
            if row.statements
        ),
        width=round(0.8 * step, 2),
        first=words.month(rows[0].month),
        last=words.month(rows[-1].month),
        unit=unit,
        most=most,
        text=", ".join(map(_told, filter(lambda row: row.statements, rows))),
    )


def _told(row: Month) -> str:
    burst = f" ({row.burst:,} of them on unusual days)" if row.burst else ""
    return f"{words.month(row.month)} {row.statements:,}{burst}"


def _years(months: Sequence[Month]) -> list[Month]:
    years = ((year, list(group)) for year, group in groupby(months, key=lambda month: month.month[:4]))
    return [
        Month(month=year, statements=sum(m.statements for m in group), burst=sum(m.burst for m in group))
        for year, group in years
    ]
