"""Intervals of shares and of their differences, and the rule for telling a share to people.

Everything here is for counts of people (or accounts) out of those who were heard.
"""

from __future__ import annotations

from math import inf, sqrt

Z90 = 1.6448536269514722  # 5 % in each tail
Z95 = 1.959964

Interval = tuple[float, float]


def wilson(k: float, n: float, z: float = Z95) -> Interval | None:
    """Wilson's interval of the share k / n; None for n = 0.

    `k` may be an expected count (a sum of probabilities). Drawing one of n units at random and then its
    link is one yes-or-no event of probability k / n, so the interval then covers both uncertainties.
    Raises ValueError unless 0 <= k <= n. Source: Wilson 1927; checked against Newcombe 1998.
    """
    try:
        possible = bool(0 <= k <= n < inf and 0 <= z < inf)
        k, n, z = float(k), float(n), float(z)
    except (TypeError, ValueError, OverflowError):
        possible = False
    if not possible:
        raise ValueError(f"wilson needs 0 <= k <= n and a z, not k = {k}, n = {n}, z = {z}")
    if n == 0:
        return None
    share, weight = k / n, z * z / n
    centre = share + weight / 2
    half = z * sqrt(share * (1 - share) / n + weight / (4 * n))
    low = 0.0 if k == 0 else max(0.0, (centre - half) / (1 + weight))
    high = 1.0 if k == n else min(1.0, (centre + half) / (1 + weight))
    return low, high


def newcombe(k1: float, n1: float, k2: float, n2: float, z: float = Z95) -> Interval | None:
    """The interval of the difference k1 / n1 - k2 / n2, by Newcombe's hybrid score; None if either n is 0.

    The two groups are taken as independent. Raises ValueError as `wilson` does.
    Source: Newcombe 1998, method 10 (prioritization spec 6.1).
    """
    one, other = wilson(k1, n1, z), wilson(k2, n2, z)
    if one is None or other is None:
        return None
    p1, p2 = k1 / n1, k2 / n2
    low = p1 - p2 - sqrt((p1 - one[0]) ** 2 + (other[1] - p2) ** 2)
    high = p1 - p2 + sqrt((one[1] - p1) ** 2 + (p2 - other[0]) ** 2)
    return max(low, -1.0), min(high, 1.0)


def adjusted_wald(k: float, n: float, z: float = Z95) -> Interval | None:
    """The interval of the share k / n by the adjusted Wald method of Agresti and Coull; None for n = 0.

    The plain Wald interval `p +- z sqrt(p (1 - p) / n)` after z^2 / 2 answers of either kind are added (about
    two at z = 1.96), cut at 0 and 1. It has Wilson's midpoint and is never narrower. Raises ValueError as
    `wilson` does.

    Source: Agresti and Coull 1998, "Approximate is better than exact for interval estimation of binomial
    proportions", The American Statistician 52.
    """
    if wilson(k, n, z) is None:
        return None
    answers = n + z * z
    share = (k + z * z / 2) / answers
    half = z * sqrt(share * (1 - share) / answers)
    return max(0.0, share - half), min(1.0, share + half)
