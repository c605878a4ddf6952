"""The continuous form: answers as numbers, and their means."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev

from feedback_insights.arguments import fraction
from feedback_insights.priority.kano.answers import Labels, read_pairs

_FUNCTIONAL = {1: 4, 2: 2, 3: 0, 4: -1, 5: -2}
_DYSFUNCTIONAL = {1: -2, 2: -1, 3: 0, 4: 2, 5: 4}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    """A mean of scores -2..4, with the spread of the respondents and the interval of the mean."""

    mean: float | None  # None = nobody
    sd: float | None  # None = fewer than two
    low: float | None  # None also if all agree: the spread that an interval needs is not known
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuous:
    """Where a feature lies between what it adds and what lacking it costs; no category comes of it."""

    functional: Mean
    dysfunctional: Mean
    n: int
    dropped: int  # respondents with an answer missing
    level: float


def continuous(
    functional: Iterable[object],
    dysfunctional: Iterable[object],
    *,
    labels: Labels | None = None,
    swapped: bool = False,
    inverted: bool = False,
    level: float = 0.9,
) -> Continuous:
    """Score the answers about one feature and average them over respondents.

    Functional: like 4, must-be 2, neutral 0, live-with -1, dislike -2. Dysfunctional: like -2, must-be -1,
    neutral 0, live-with 2, dislike 4. The intervals are Student's at confidence `level`, cut at -2 and 4.
    Questionable and reverse pairs count. The same mean arises from very different answers (all "must-be",
    or half "like" and half "neutral"), so the quadrant it falls into decides nothing: read it beside the
    counts. Arguments and errors as for `evaluate`. Source: Berger et al. 1993 (DuMouchel).
    """
    fraction("level", level)
    pairs = read_pairs(functional, dysfunctional, labels=labels, swapped=swapped, inverted=inverted)
    whole = [(present, absent) for present, absent in pairs if present is not None and absent is not None]
    return Continuous(
        functional=_mean([_FUNCTIONAL[present] for present, _ in whole], level),
        dysfunctional=_mean([_DYSFUNCTIONAL[absent] for _, absent in whole], level),
        n=len(whole),
        dropped=len(pairs) - len(whole),
        level=level,
    )


def _mean(scores: list[int], level: float) -> Mean:
    from scipy.stats import t

    n = len(scores)
    if not n:
        return Mean(mean=None, sd=None, low=None, high=None)
    mean, sd = fmean(scores), stdev(scores) if n > 1 else None
    if not sd:
        return Mean(mean=mean, sd=sd, low=None, high=None)
    half = float(t.ppf((1 + level) / 2, n - 1)) * sd / sqrt(n)
    return Mean(mean=mean, sd=sd, low=max(-2.0, mean - half), high=min(4.0, mean + half))
