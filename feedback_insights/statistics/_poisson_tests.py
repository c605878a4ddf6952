"""Tests of two Poisson counts against each other: x1 is expected to be d times x2.

They are closed formulas and SciPy's binomial law. statsmodels.stats.rates has the same ones, and is what the
suite compares them with; it is not used here because its two-sided mid-p takes off half of one outcome where
two are equally likely (its issue 8233), and because it neither bounds a ratio exactly nor takes two zeros.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from math import floor, log, sqrt
from statistics import NormalDist
from typing import Literal

from feedback_insights.statistics.normal import tail

Method = Literal["mid-p", "exact", "score", "wald", "log", "sqrt"]
Alternative = Literal["two-sided", "greater", "less"]

_SAME = 1e-7  # outcomes whose probabilities differ by less, in proportion, are equally likely

_Z: dict[str, Callable[[float, float, float], float]] = {
    "score": lambda x1, x2, d: (x1 - x2 * d) / sqrt((x1 + x2) * d),
    "wald": lambda x1, x2, d: (x1 - x2 * d) / sqrt(x1 + x2 * d * d),
    "log": lambda x1, x2, d: (log(x1 / x2) - log(d)) / sqrt(1 / x1 + 1 / x2),
    "sqrt": lambda x1, x2, d: 2 * (sqrt(x1 + 3 / 8) - sqrt(d * (x2 + 3 / 8))) / sqrt(1 + d),
}


def compare_counts(
    x1: float, x2: float, d: float, *, method: Method, alternative: Alternative, stretch: float
) -> tuple[float | None, float | None]:
    """The z, of methods that have one, and p; `stretch` divides z. Not both counts may be 0."""
    if method == "log" and (x1 == 0 or x2 == 0):
        return None, None
    if method in _Z:
        z = _Z[method](x1, x2, d) / stretch
        return z, _p_of(z, alternative)
    p = _conditional(int(x1), int(x2), d, alternative, 0.5 if method == "mid-p" else 1.0)
    return None, _weakened(p, alternative, stretch)


def _p_of(z: float, alternative: Alternative) -> float:
    if alternative == "two-sided":
        return 2 * tail(abs(z))
    return tail(z if alternative == "greater" else -z)


def _weakened(p: float, alternative: Alternative, stretch: float) -> float:
    """The p whose z is smaller by `stretch`."""
    sides = 2 if alternative == "two-sided" else 1
    if stretch == 1 or not 0 < p / sides < 1:
        return p
    return sides * tail(-NormalDist().inv_cdf(p / sides) / stretch)


def _conditional(x1: int, x2: int, d: float, alternative: Alternative, own: float) -> float:
    """Given their sum, x1 is binomial; `own` is the part of its own probability that counts as extreme."""
    from scipy.stats import binom

    n, share = x1 + x2, d / (1 + d)
    if alternative == "greater":
        p = binom.sf(x1, n, share) + own * binom.pmf(x1, n, share)
    elif alternative == "less":
        p = binom.cdf(x1 - 1, n, share) + own * binom.pmf(x1, n, share)
    elif x1 < floor((n + 1) * share):  # below the mode: turn the two counts around
        p = _no_likelier(x2, n, 1 / (1 + d), own)
    else:
        p = _no_likelier(x1, n, share, own)
    return min(1.0, float(p))


def _no_likelier(x: int, n: int, share: float, own: float) -> float:
    """Both tails for x at or above the mode: what is less likely, and `own` of what is as likely as x."""
    from scipy.stats import binom

    def chance(k: int) -> float:
        return float(binom.pmf(k, n, share))

    itself, mode = chance(x), floor((n + 1) * share)
    if itself == 0:  # too unlikely for a float, and so is everything that is less likely
        return 0.0
    rising = range(min(mode + 1, x))  # outcomes below x whose chances rise
    less = bisect_left(rising, itself * (1 - _SAME), key=chance)
    less_or_same = bisect_right(rising, itself * (1 + _SAME), key=chance)
    same = itself + sum(chance(k) for k in range(less, less_or_same))
    return float(binom.sf(x, n, share) + binom.cdf(less - 1, n, share) + own * same)
