"""Figures with their intervals, from counts or from values: net shares, shares and means."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan, sqrt
from typing import Literal

import numpy as np

from feedback_insights.arguments import Floats, fraction
from feedback_insights.statistics.normal import critical
from feedback_insights.statistics.proportions import newcombe, wilson

Net = Literal["adjusted_wald", "wald"]
_EXTRA = 3  # answers that the adjusted Wald interval adds: 3/4 at either end, 3/2 between


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A figure and its interval."""

    value: float
    low: float
    high: float
    method: str
    adjusted: float | None = None
    sd: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetShare:
    """Share of the first class minus share of the last, and its variance."""

    value: float
    variance: float

    @classmethod
    def of(cls, first: float, last: float, n: float, *, adjusted: bool) -> NetShare:
        """From counts; adjusted as Rocks (2016) does it."""
        if adjusted:
            first, last, n = first + _EXTRA / 4, last + _EXTRA / 4, n + _EXTRA
        net = (first - last) / n
        return cls(value=net, variance=max(0.0, (first + last) / n - net * net) / n)


def student(level: float, freedom: float) -> float:
    """The t of a two-sided interval."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.5 + level / 2))


def net(first: int, last: int, n: int, *, level: float, interval: Net) -> Estimate:
    """100 (first - last) / n, by Wald or adjusted Wald."""
    found = NetShare.of(first, last, n, adjusted=interval == "adjusted_wald")
    half = critical(level) * sqrt(found.variance)
    return Estimate(
        value=100 * (first - last) / n,
        low=max(-100.0, 100 * (found.value - half)),
        high=min(100.0, 100 * (found.value + half)),
        method="adjusted Wald" if interval == "adjusted_wald" else "Wald",
        adjusted=100 * found.value if interval == "adjusted_wald" else None,
    )


def share(first: int, n: int, *, level: float) -> Estimate:
    """100 first / n, by Wilson."""
    low, high = wilson(first, n, critical(level)) or (nan, nan)
    return Estimate(value=100 * first / n, low=100 * low, high=100 * high, method="Wilson")


def mean(values: Floats, weights: Floats, extent: tuple[float, float], *, level: float) -> Estimate:
    """The mean of weighted values, by Student's t over those who answered, within what is possible."""
    fraction("level", level)
    n = float(weights.sum())
    value = float((values * weights).sum()) / n
    spread = np.count_nonzero(weights) > 1  # else rounding could feign some
    sd = sqrt(float(((values - value) ** 2 * weights).sum()) / (n - 1)) if spread else 0.0
    half = student(level, n - 1) * sd / sqrt(n)
    return Estimate(
        value=value,
        low=max(extent[0], value - half),
        high=min(extent[1], value + half),
        method="Student's t",
        sd=sd,
        note="" if sd else "all answers are equal: the interval shows no spread, not certainty",
    )


def net_difference(
    one: tuple[int, int, int], other: tuple[int, int, int], *, level: float
) -> tuple[float, float]:
    """The interval of one net share minus another, from (first, last, n) of each: adjusted variances add."""
    a, b = (NetShare.of(*counts, adjusted=True) for counts in (one, other))
    half = critical(level) * sqrt(a.variance + b.variance)
    middle = a.value - b.value
    return 100 * (middle - half), 100 * (middle + half)


def share_difference(one: tuple[int, int], other: tuple[int, int], *, level: float) -> tuple[float, float]:
    """The interval of one share minus another, from (first, n) of each, by Newcombe."""
    low, high = newcombe(*one, *other, critical(level)) or (nan, nan)
    return 100 * low, 100 * high


def mean_difference(
    difference: float, errors: tuple[float, float], sizes: tuple[int, int], *, level: float
) -> tuple[float, float]:
    """The interval of one mean minus another, from the squared standard errors and n of each, by Welch."""
    both = sum(errors)
    if not both:
        return difference, difference
    freedom = both**2 / sum(error**2 / (n - 1) for error, n in zip(errors, sizes, strict=True))
    half = student(level, freedom) * sqrt(both)
    return difference - half, difference + half
