"""The interval of a sum of uneven contributions, such as the revenue of the accounts behind a feature."""

from __future__ import annotations

from feedback_insights.arguments import declared
from feedback_insights.statistics.resampling import tail_points


def gamma_interval(total: float, variance: float, largest: float, level: float = 0.90) -> tuple[float, float]:
    """The interval of a sum of independent contributions >= 0, by Fay and Feuer's gamma method.

    total: the sum. variance: that of the sum; of independent events, the sum of their squares. largest: what
    one more event could add at most. low is a quantile of the gamma distribution of mean `total` and
    variance `variance`; high is one of mean ``total + largest`` and variance ``variance + largest**2``. So
    the interval is longer to the right, as sums of a few large and many small parts need it, and where all
    parts are 1 it is the exact one of a Poisson count (Garwood 1936). It errs on the wide side.

    Raises ValueError for negative or infinite numbers and a level outside 0..1. Source: Fay and Feuer 1997,
    "Confidence intervals for directly standardized rates", Statistics in Medicine 16, 791-801.
    """
    total = declared("total", total, low=0)
    variance, largest = declared("variance", variance, low=0), declared("largest", largest, low=0)
    low, high = tail_points(level)
    ends = _quantile(total, variance, low), _quantile(total + largest, variance + largest**2, high)
    return min(total, ends[0]), max(total, ends[1])


def _quantile(mean: float, variance: float, point: float) -> float:
    from scipy.special import gammaincinv

    if not (mean and variance):
        return mean
    return float(gammaincinv(mean**2 / variance, point)) * variance / mean
