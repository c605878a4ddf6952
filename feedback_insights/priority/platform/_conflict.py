"""Where audiences disagree about one feature."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from math import isnan
from typing import Literal

from feedback_insights.statistics.normal import critical
from feedback_insights.statistics.proportions import newcombe

Conflict = Literal["sign", "size"]

FACTOR = 2.0  # rates of which one is so many times the other differ in size


def conflict(
    rates: Mapping[str, float], heard: Mapping[str, float] | None, level: float
) -> tuple[Conflict | None, tuple[str, str] | None]:
    """The kind of conflict and its two audiences; of several pairs that of signs, then the farthest apart."""
    known = [audience for audience, rate in rates.items() if not isnan(rate)]
    pairs = [(a, b) if rates[a] >= rates[b] else (b, a) for a, b in combinations(known, 2)]
    found: list[tuple[bool, float, tuple[str, str]]] = []
    for more, less in pairs:
        opposite = rates[less] < 0 < rates[more]
        small, large = sorted((abs(rates[more]), abs(rates[less])))
        differ = opposite or (large > 0 and large >= FACTOR * small)
        if differ and _beyond_chance(more, less, rates, heard, 1 - (1 - level) / len(pairs)):
            found.append((not opposite, rates[less] - rates[more], (more, less)))
    if not found:
        return None, None
    same_sign, _, between = min(found)
    return "size" if same_sign else "sign", between


def _beyond_chance(
    more: str, less: str, rates: Mapping[str, float], heard: Mapping[str, float] | None, level: float
) -> bool:
    """Whether the interval of the difference leaves out 0; not asked where nobody was counted."""
    if heard is None:
        return True
    n1, n2 = heard[more], heard[less]
    if isnan(n1) or isnan(n2):
        return False
    interval = newcombe(rates[more] * n1, n1, rates[less] * n2, n2, critical(level))
    return interval is not None and interval[0] > 0
