"""Numbers by name, such as people per stratum: read as a plain dict, and refused by name where impossible."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan

from feedback_insights.arguments import numbers


def amounts(argument: str, given: Mapping[str, float]) -> dict[str, float]:
    """Read known amounts, 0 and above. Raises ValueError naming argument and key."""
    try:
        pairs = dict(given)
    except (TypeError, ValueError):
        raise ValueError(f"{argument} must map names to numbers") from None
    return {name: _amount(f"{argument}[{name!r}]", amount) for name, amount in pairs.items()}


def parts(argument: str, given: Mapping[str, float], heard: Mapping[str, float]) -> dict[str, float]:
    """The same for some of the people heard under each name: no more than all of them."""
    found = amounts(argument, given)
    for name, amount in found.items():
        if amount > heard.get(name, 0):
            raise ValueError(
                f"{argument}[{name!r}] is {amount}: it must not be above the {heard.get(name, 0)} heard"
            )
    return found


def _amount(where: str, amount: float) -> float:
    array = numbers(where, amount, low=0)
    if array.ndim or isnan(array):
        raise ValueError(f"{where} must be a known, single number")
    return float(array)
