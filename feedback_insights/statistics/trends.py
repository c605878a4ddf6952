"""Does a series rise or fall over many periods, and since when is it off its old level?

Series are rates (people per customer-day, or per customer heard), one number per period. A period without
exposure is unknown (nan), not 0. Dates of releases and campaigns are annotations, never causes.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from feedback_insights.arguments import Floats, numbers, plain
from feedback_insights.statistics.normal import critical, tail

ENOUGH = 8  # periods; fewer tell nothing about a trend


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """A monotonic trend by Mann and Kendall, with Sen's slope. None = unknown, and `reason` says why."""

    n: int  # periods that are known
    level: float  # of the slope's interval
    reason: str  # "" or insufficient
    s: int | None = None  # rising pairs less falling pairs
    variance: float | None = None  # of s, were there no trend; corrected for ties
    z: float | None = None
    p: float | None = None  # two-sided, as if periods were independent; see reported_p
    tau: float | None = None  # -1..1
    slope: float | None = None  # Sen's, per period
    slope_low: float | None = None
    slope_high: float | None = None
    intercept: float | None = None  # at the first period
    lag1: float | None = None  # correlation of each period with the one before; None: constant
    z_prewhitened: float | None = None
    p_prewhitened: float | None = None

    @property
    def correlated(self) -> bool:
        """Whether neighbouring periods are alike beyond chance: |lag1| > 2 / sqrt(n)."""
        return self.lag1 is not None and abs(self.lag1) > 2 / sqrt(self.n)

    @property
    def reported_p(self) -> float | None:
        """The p to tell: of the pre-whitened series where neighbouring periods are alike, else `p`."""
        return self.p_prewhitened if self.correlated else self.p


def mann_kendall(values: ArrayLike, *, level: float = 0.95) -> Trend:
    """Test a series of equally spaced periods for a monotonic trend.

    `S = sum over i < j of sign(x_j - x_i)`, `var = (n (n - 1) (2n + 5) - sum t (t - 1) (2t + 5)) / 18` over
    groups of t equal values, `z = (S - sign S) / sqrt(var)`, `tau = S / (n (n - 1) / 2)`. Sen's slope is the
    median of the slopes of all pairs, with its rank interval at `level`; the intercept is `median(x) - slope
    * median(period)`, periods counted from 0. Pre-whitened: the same test on `x_t - r x_(t-1)`, r = lag1.

    Unknown periods (None, nan) keep their place, and pairs with them are left out. Fewer than eight known
    periods are `insufficient`. A constant series has S = 0, z = 0, p = 1. Raises ValueError for infinite
    numbers and for what is not one list.

    Source: Mann 1945; Kendall 1975; Sen 1968; Yue and Wang 2002, as in Hussain and Mahmud 2019,
    "pyMannKendall", JOSS 4 (39), 1556.
    """
    x = numbers("values", values)
    if x.ndim != 1:
        raise ValueError(f"values must be one list of numbers, not of shape {x.shape}")
    z_level = critical(level)
    known = ~np.isnan(x)
    n = int(known.sum())
    if n < ENOUGH:
        return Trend(n=n, level=level, reason="insufficient")
    periods = np.flatnonzero(known)
    s, variance, z = _test(x[known])
    slope, slope_low, slope_high = _sen(x[known], periods, z_level * sqrt(variance))
    r = _lag1(x)
    z_white = None if r is None else _prewhitened(x, r)
    return Trend(
        n=n,
        s=s,
        variance=variance,
        z=z,
        p=2 * tail(abs(z)),
        tau=s / (n * (n - 1) / 2),
        slope=slope,
        slope_low=slope_low,
        slope_high=slope_high,
        level=level,
        intercept=float(np.median(x[known]) - slope * np.median(periods)),
        lag1=r,
        z_prewhitened=z_white,
        p_prewhitened=None if z_white is None else 2 * tail(abs(z_white)),
        reason="",
    )


def _test(x: Floats) -> tuple[int, float, float]:
    """Kendall's S of a series without gaps, its variance, and z."""
    s = sum(int(np.sum(x[i + 1 :] > x[i])) - int(np.sum(x[i + 1 :] < x[i])) for i in range(x.size))
    n, ties = x.size, np.unique(x, return_counts=True)[1].astype(np.float64)
    variance = float(n * (n - 1) * (2 * n + 5) - np.sum(ties * (ties - 1) * (2 * ties + 5))) / 18
    return s, variance, float(s - np.sign(s)) / sqrt(variance) if s else 0.0


def _sen(x: Floats, periods: NDArray[np.int64], reach: float) -> tuple[float, float, float]:
    """Sen's slope, and the slopes whose ranks are `reach` / 2 below and above the middle."""
    one, other = np.triu_indices(x.size, 1)
    slopes = np.sort((x[other] - x[one]) / (periods[other] - periods[one]))
    low = max(round((slopes.size - reach) / 2) - 1, 0)
    high = min(round((slopes.size + reach) / 2), slopes.size - 1)
    return float(np.median(slopes)), float(slopes[low]), float(slopes[high])


def _prewhitened(x: Floats, r: float) -> float | None:
    """The z of `x_t - r x_(t-1)`; None where gaps leave too few neighbours."""
    whitened = x[1:] - r * x[:-1]
    whitened = whitened[~np.isnan(whitened)]
    return _test(whitened)[2] if whitened.size >= ENOUGH - 1 else None


def _lag1(x: Floats) -> float | None:
    """The correlation of neighbouring periods, about the mean of all; None for a constant series."""
    if np.nanmax(x) == np.nanmin(x):
        return None
    off = x - np.nanmean(x)
    off /= np.nanmax(np.abs(off))  # so that squares stay in range
    return float(np.nansum(off[1:] * off[:-1]) / np.nansum(off**2))


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """The level of a series over a declared window, frozen."""

    mean: float
    sd: float
    n: int  # periods that are known


def freeze_baseline(values: ArrayLike) -> Baseline | None:
    """Mean and standard deviation (divisor n - 1) of a declared window; None below eight known periods.

    The window ends before the monitored periods begin. A mean that moves along would learn the shift away.
    """
    x = numbers("values", values).ravel()
    x = x[~np.isnan(x)]
    if x.size < ENOUGH:
        return None
    return Baseline(mean=float(x.mean()), sd=float(x.std(ddof=1)), n=x.size)


def anscombe(counts: ArrayLike) -> float | Floats | None:
    """Counts on a scale on which Poisson noise has a standard deviation of 1: `2 sqrt(x + 3/8)`.

    Where exposure changes from period to period, `anscombe(counts) - anscombe(rate * exposure)` has mean 0
    and standard deviation 1. Unknown counts stay unknown. Raises ValueError for negative and infinite ones.

    Source: Anscombe 1948, "The transformation of Poisson, binomial and negative-binomial data".
    """
    return plain(np.asarray(2 * np.sqrt(numbers("counts", counts, low=0) + 3 / 8)))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cusum:
    """How far a series has run off its baseline, period by period."""

    upper: Floats  # S+; nan where the period is unknown
    lower: Floats  # S-
    limit: float  # H: an alarm is a sum above it
    alarms: tuple[int, ...]  # periods, counted from 0

    @property
    def first_alarm(self) -> int | None:
        """The first period in alarm."""
        return self.alarms[0] if self.alarms else None


def cusum(values: ArrayLike, *, mean: float, sd: float, k: float = 0.5, h: float = 5.0) -> Cusum:
    """Sum what the periods are off a frozen baseline, each way: finds small shifts that last.

    `S+ = max(0, x - (mean + K) + S+)`, `S- = max(0, (mean - K) - x + S-)`, both from 0, K = k sd; an alarm
    where one of them is above H = h sd. mean, sd: declared, or of `freeze_baseline`; sd > 0. For counts use
    `anscombe` on both. An unknown period leaves the sums as they are. After an alarm the sums run on.

    Raises ValueError for infinite numbers, an sd of 0, and negative k or h.
    Source: Page 1954; Montgomery, "Introduction to statistical quality control", section 9.1. That k = 0.5
    and h = 5 are good for shifts of one sd is common advice.
    """
    x = numbers("values", values)
    given = numbers("mean, sd, k, h", [mean, sd, k, h])
    if x.ndim != 1 or np.isnan(given).any() or not sd > 0 or k < 0 or h < 0:
        raise ValueError(
            "cusum needs a list of values, a known mean, an sd above 0, and k and h not negative"
        )
    upper, lower = np.full((2, x.size), np.nan)
    up = down = 0.0
    for period in np.flatnonzero(~np.isnan(x)):
        upper[period] = up = max(0.0, float(x[period]) - (mean + k * sd) + up)
        lower[period] = down = max(0.0, (mean - k * sd) - float(x[period]) + down)
    alarms = np.flatnonzero((upper > h * sd) | (lower > h * sd))
    return Cusum(upper=upper, lower=lower, limit=h * sd, alarms=tuple(int(period) for period in alarms))
