"""The normal law, without loading SciPy."""

from __future__ import annotations

from math import erfc, sqrt
from numbers import Real
from statistics import NormalDist


def critical(level: float) -> float:
    """The z of a two-sided interval: 1.96 for a `level` of .95. Raises ValueError unless 0 < level < 1."""
    if not isinstance(level, Real) or not 0 < level < 1:
        raise ValueError(f"level is {level}: it must be above 0 and below 1, such as 0.95")
    return NormalDist().inv_cdf((1 + float(level)) / 2)


def tail(z: float) -> float:
    """The chance of a standard normal number above z."""
    return erfc(z / sqrt(2)) / 2
