"""The normal law, without loading SciPy."""

from __future__ import annotations

from math import erfc, sqrt
from statistics import NormalDist

from feedback_insights.arguments import fraction


def critical(level: float) -> float:
    """The z of a two-sided interval: 1.96 for a `level` of .95. Raises ValueError unless 0 < level < 1."""
    return NormalDist().inv_cdf((1 + fraction("level", level)) / 2)


def tail(z: float) -> float:
    """The chance of a standard normal number above z."""
    return erfc(z / sqrt(2)) / 2
