"""Two rates compared: people who speak of a thing, per customer-day or per customer heard."""

from __future__ import annotations

from dataclasses import dataclass
from math import expm1, isnan, log, sqrt
from typing import get_args

import numpy as np
from numpy.typing import ArrayLike

from feedback_insights.arguments import Floats, numbers, refuse
from feedback_insights.statistics._poisson_tests import Alternative, Method, compare_counts
from feedback_insights.statistics.normal import critical, tail

OVERDISPERSED = 1.5  # Pearson's chi2 / df above which counts vary more than Poisson's law allows
_TINY = 1e-100
_MOST = 1e12  # beyond, neighbouring outcomes are equally likely to a computer


@dataclass(frozen=True, slots=True, kw_only=True)
class RateRatio:
    """How one rate compares with another. None = unknown, and `reason` says why."""

    rate1: float | None
    rate2: float | None
    ratio: float | None  # rate1 / rate2
    low: float | None  # of the ratio; where one count is 0 there is one bound only, and that one exact
    high: float | None
    level: float
    z: float | None  # of the methods that have one
    p: float | None
    method: Method
    alternative: Alternative
    dispersion: float | None  # as handed in
    reason: str  # "", exposure_missing, no_exposure, count_missing, no_events or zero_count


def rate_ratio(
    count1: float | None,
    exposure1: float | None,
    count2: float | None,
    exposure2: float | None,
    *,
    null_ratio: float = 1.0,
    method: Method = "mid-p",
    alternative: Alternative = "two-sided",
    level: float = 0.95,
    dispersion: float | None = None,
) -> RateRatio:
    """Compare count1 / exposure1 with count2 / exposure2, taking both counts as Poisson and independent.

    Counts: of people or accounts, >= 0; whole for "mid-p" and "exact", while expected counts (sums of
    probabilities) go with the others. Exposures, > 0 and in one unit: customers x days, or customers heard.
    With d = null_ratio * exposure1 / exposure2 the methods are

    - score: `z = (x1 - x2 d) / sqrt((x1 + x2) d)`
    - wald: `z = (x1 - x2 d) / sqrt(x1 + x2 d^2)`
    - log: `z = (ln(x1 / x2) - ln d) / sqrt(1/x1 + 1/x2)`
    - sqrt: `z = 2 (sqrt(x1 + 3/8) - sqrt(d (x2 + 3/8))) / sqrt(1 + d)`
    - exact: given their sum, x1 is Binomial(x1 + x2, d / (1 + d)). p is the tail from x1 on; two-sided, the
      sum over all outcomes no likelier than x1, as in R's poisson.test and SciPy's binomtest
    - mid-p: the same with half of the probability of x1 (and of another outcome just as likely)

    `alternative` "greater" asks whether the first rate is the higher one. The interval of the ratio is
    two-sided in any case: `exp(ln ratio +- z sqrt(1/x1 + 1/x2))`. With one count of 0 the ratio is None and
    has one bound, an exact one that leaves (1 - level) / 2 beyond it. A `dispersion` above 1.5 divides z by
    its square root (with "exact" and "mid-p", the z that belongs to p) and widens the bounds accordingly.

    Unknown counts or exposures, a window without exposure and two counts of 0 give None, with the reason.
    Raises ValueError for negative or infinite numbers, events without exposure and unknown words.

    Source: Gu, Ng, Tang and Schucany 2008, "Testing the ratio of two Poisson rates", Biometrical Journal 50.
    """
    x1, n1 = _window(1, count1, exposure1, method)
    x2, n2 = _window(2, count2, exposure2, method)
    _known_word("method", method, get_args(Method))
    _known_word("alternative", alternative, get_args(Alternative))
    z_level, stretch = critical(level), _stretch(dispersion)
    reason = _reason(x1, n1, x2, n2)
    z, p, low, high = None, None, None, None
    if reason in ("", "zero_count"):
        d = _expected_odds(null_ratio, n1 / n2)
        z, p = compare_counts(x1, x2, d, method=method, alternative=alternative, stretch=stretch)
        low, high = _bounds(x1, x2, n1 / n2, z_level * stretch)
    return RateRatio(
        rate1=_rate(x1, n1),
        rate2=_rate(x2, n2),
        ratio=None if reason else x1 / n1 / (x2 / n2),
        low=low,
        high=high,
        level=level,
        z=z,
        p=p,
        method=method,
        alternative=alternative,
        dispersion=dispersion,
        reason=reason,
    )


def dispersion(counts: ArrayLike, exposure: ArrayLike = 1.0, window: ArrayLike | None = None) -> float | None:
    """How much more the counts of single periods vary than Poisson's law says: Pearson's chi2 / df, >= 0.

    `sum((x - rate * exposure)^2 / (rate * exposure)) / (periods - windows)`. counts: events per period.
    exposure: of each period, or one number for all. window: a label per period; every window has a rate of
    its own, so that a change between two windows is not taken for noise. About 1 under Poisson's law.

    Periods without exposure, or with an unknown number, are left out. None if then no more periods than
    windows are left, or nothing was counted. Raises ValueError for negative or infinite numbers, events
    without exposure, and shapes that do not match.

    Source: McCullagh and Nelder 1989, "Generalized linear models", section 6.2.
    """
    x, n = numbers("counts", counts, low=0), numbers("exposure", exposure, low=0)
    labels = np.zeros(x.shape, dtype=np.int64) if window is None else np.asarray(window)
    if x.ndim != 1 or n.shape not in ((), x.shape) or labels.shape != x.shape:
        raise ValueError(
            "counts must be a list; exposure one number or one per count; window one label per count"
        )
    n = np.broadcast_to(n, x.shape)
    refuse("counts", x, (n == 0) & (x > 0), "must be 0 where there was no exposure")
    known = ~np.isnan(x) & (n > 0)
    expected, windows = _expected(x[known], n[known], labels[known])
    freedom = int(known.sum()) - windows
    if freedom < 1 or not expected.any():
        return None
    some = expected > 0  # a window in which nothing was counted varies not at all
    return float(np.sum((x[known][some] - expected[some]) ** 2 / expected[some]) / freedom)


def _expected(x: Floats, n: Floats, labels: np.ndarray) -> tuple[Floats, int]:
    """What each period would count at the rate of its window, and how many windows there are."""
    names, place = np.unique(labels, return_inverse=True)
    rates = np.bincount(place, x) / np.bincount(place, n)
    return rates[place] * n, names.size


def _window(number: int, count: float | None, exposure: float | None, method: str) -> tuple[float, float]:
    x, n = _number(f"count{number}", count), _number(f"exposure{number}", exposure)
    if n == 0 and x > 0:
        raise ValueError(f"count{number} is {x}: it must be 0 where there was no exposure")
    if method in ("mid-p", "exact") and not isnan(x) and not x.is_integer():
        raise ValueError(f"count{number} is {x}: it must be whole; for expected counts use method='score'")
    if method in ("mid-p", "exact") and x > _MOST:
        raise ValueError(f"count{number} is {x}: it is too large for an exact test; use method='score'")
    return x, n


def _number(name: str, value: float | None) -> float:
    array = numbers(name, value, low=0)
    if array.ndim:
        raise ValueError(f"{name} must be a single number, not {array.size} of them")
    return float(array)


def _known_word(name: str, word: str, words: tuple[str, ...]) -> None:
    if word not in words:
        raise ValueError(f"{name} is {word!r}: it must be one of {', '.join(words)}")


def _stretch(dispersion: float | None) -> float:
    phi = _number("dispersion", dispersion)
    return sqrt(phi) if phi > OVERDISPERSED else 1.0


def _reason(x1: float, n1: float, x2: float, n2: float) -> str:
    if isnan(n1) or isnan(n2):
        return "exposure_missing"
    if n1 == 0 or n2 == 0:
        return "no_exposure"
    if isnan(x1) or isnan(x2):
        return "count_missing"
    if x1 == 0 and x2 == 0:
        return "no_events"
    return "zero_count" if x1 == 0 or x2 == 0 else ""


def _rate(count: float, exposure: float) -> float | None:
    return None if isnan(count) or isnan(exposure) or exposure == 0 else count / exposure


def _expected_odds(null_ratio: float, exposures: float) -> float:
    d = _number("null_ratio", null_ratio) * exposures
    if not _TINY < d < 1 / _TINY:
        raise ValueError(f"null_ratio is {null_ratio}, exposures are {exposures} to 1: too far from 1")
    return d


def _bounds(x1: float, x2: float, exposures: float, z: float) -> tuple[float | None, float | None]:
    """Of the ratio: both by its logarithm, or the one that a count of 0 leaves, by the binomial law."""
    if x1 and x2:
        middle, half = log(x1 / x2 / exposures), z * sqrt(1 / x1 + 1 / x2)
        with np.errstate(over="ignore"):
            return float(np.exp(middle - half)), float(np.exp(middle + half))
    # Clopper and Pearson: in all of n draws, tail = share^n; the odds are share / (1 - share)
    against = expm1(-log(max(tail(z), _TINY)) / (x1 + x2))
    return (1 / against / exposures, None) if x1 else (None, against / exposures)
