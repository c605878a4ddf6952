"""Formulas for which there is no library: printed ones, worked out in exact fractions, apart from ours.

They are twins, not authorities: that a formula is read alike twice says less than a library that others use.
"""

from __future__ import annotations

import math
from fractions import Fraction as F
from itertools import pairwise
from typing import Any


def _product(*numbers: float) -> F:
    return math.prod(map(F, numbers), start=F(1))


def _opportunity(importance: float, satisfaction: float) -> F:
    gap = F(importance) - F(satisfaction)
    return F(importance) + (gap if gap > 0 else 0)


def _sus(answers: list[int]) -> F:
    odd, even = answers[0::2], answers[1::2]
    return F(5, 2) * (sum(odd) - 5 + 25 - sum(even))


def _net(first: int, middle: int, last: int, z: float) -> Any:
    """Net share of the first, times 100, with the adjusted Wald interval of Rocks (2016)."""
    n, a, d = F(first + middle + last) + 3, F(first) + F(3, 4), F(last) + F(3, 4)
    centre = (a - d) / n
    half = z * math.sqrt(((a + d) / n - centre**2) / n)
    ends = max(-100.0, 100 * (float(centre) - half)), min(100.0, 100 * (float(centre) + half))
    return F(100 * (first - last), first + middle + last), *ends


def _kano(counts: dict[str, int]) -> Any:
    a, o, m, i = (counts[name] for name in "AOMI")
    n, (second, first) = sum(counts.values()), sorted(counts[name] for name in "AOMIR")[-2:]
    threshold = 1.65 * math.sqrt(F(first + second) * (2 * n - first - second) / (2 * n))
    return F(a + o, a + o + m + i), -F(o + m, a + o + m + i), threshold, first - second


def _asymmetry(b_low: float, b_high: float) -> F:
    return (F(b_high) - abs(F(b_low))) / (F(b_high) + abs(F(b_low)))


def _shrunken(k: list[int], n: int) -> Any:
    """Beta-binomial by moments, as the specification prints it."""
    shares = [F(one, n) for one in k]
    mean = sum(shares) / len(shares)
    spread = sum((share - mean) ** 2 for share in shares) / (len(shares) - 1)
    rho = (spread * n / (mean * (1 - mean)) - 1) / (n - 1) if 0 < mean < 1 else F(0)
    if rho <= 0:
        return [mean] * len(k)
    total = 1 / rho - 1
    return [(one + mean * total) / (n + total) for one in k]


def _james_stein(k: list[int], n: int) -> Any:
    shares = [F(one, n) for one in k]
    mean = sum(shares) / len(shares)
    spread = sum((share - mean) ** 2 for share in shares)
    c = max(F(0), 1 - (len(k) - 3) * mean * (1 - mean) / n / spread) if spread else F(0)
    return [mean + c * (share - mean) for share in shares]


def _acceptability(values: list[list[float]]) -> Any:
    """SMAA with two criteria and uniform weights, exactly: the share of w in 0..1 at which each is first.

    Between two weights at which some pair of alternatives is level the order stays.
    """
    lines = [(F(b), F(a) - F(b)) for a, b in values]  # score = b + w (a - b)
    level = {
        (d - b) / (s - t)
        for at, (b, s) in enumerate(lines)
        for d, t in lines[at + 1 :]
        if s != t and 0 < (d - b) / (s - t) < 1
    }
    first = [F(0)] * len(lines)
    for low, high in pairwise([F(0), *sorted(level), F(1)]):
        middle = (low + high) / 2
        scores = [b + middle * s for b, s in lines]
        first[scores.index(max(scores))] += high - low
    return first


ORACLES = {
    "fractions: RICE": lambda reach, impact, confidence, effort: (
        _product(reach, impact, confidence) / F(effort)
    ),
    "fractions: ICE": lambda impact, confidence, ease: _product(impact, confidence, ease),
    "fractions: WSJF": lambda value, criticality, risk, size: (F(value) + F(criticality) + F(risk)) / F(size),
    "fractions: CD3": lambda cost, duration: F(cost) / F(duration),
    "fractions: opportunity": _opportunity,
    "fractions: SUS": _sus,
    "fractions: NPS": _net,
    "fractions: Kano": _kano,
    "fractions: beta-binomial by moments": _shrunken,
    "fractions: James-Stein": _james_stein,
    "fractions: impact asymmetry": _asymmetry,
    "fractions: SMAA of two criteria": _acceptability,
}
