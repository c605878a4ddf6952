"""What the survey functions return: a metric with its interval, a difference, and a table of metrics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Keep = Literal["latest", "mean"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One survey metric over one group of answers; ``value is None`` means unknown, and `reason` says why.

    Every answer handed in is accounted for: ``answers == n + missing + repeats``.
    """

    metric: str  # "nps" | "csat" | "ces" | "sus"
    variant: str  # "net" (of NPS) | "top2" | "share" | "index" | "mean": never compare two of them
    scale: str  # of the answers: "0..10"
    value: float | None  # nps and index -100..100; top2, share and sus 0..100; a mean as its scale
    low: float | None
    high: float | None
    level: float  # confidence of the interval
    method: str  # of the interval
    n: int  # who counts: customers where they were named, else answers
    counts: Mapping[
        str, int
    ]  # who stands behind the value: promoters, passives, detractors; satisfied, others
    reason: str = ""
    adjusted: float | None = None  # what an adjusted Wald interval is centred on
    sd: float | None = None  # of the n answers, where the value is a mean
    answers: int = 0
    missing: int = 0  # without an answer; of sus: without ten items of 1..5
    repeats: int = 0  # further answers of customers who count once
    keep: Keep | None = None  # which answer of a customer with several counts
    invited: int | None = None
    response_rate: float | None = None  # n / invited, 0..1
    reversed: bool = False  # asked so that high means effort; the answers were turned round
    scores: tuple[float | None, ...] = field(default=(), repr=False)  # of sus, per respondent as given
    notes: tuple[str, ...] = ()  # what to know before using the figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One metric minus another, with the interval of the difference; ``value is None``: see `reason`."""

    value: float | None
    low: float | None
    high: float | None
    level: float
    method: str
    reason: str = ""

    @property
    def excludes_zero(self) -> bool | None:
        """Whether the interval is all above or all below 0; None where there is no interval."""
        if self.low is None or self.high is None:
            return None
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One row of a breakdown."""

    segment: str | None  # "unknown" = no value given; None = not broken down by segment
    period: str | None  # "2026-09", "2026Q3", "undated"; None = not broken down by period
    metric: Metric


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdown:
    """A metric per segment and period, and over everything."""

    rows: tuple[Group, ...]  # by period, undated last; then by segment, unknown last
    pooled: Metric  # each customer once, however many periods they answered in
