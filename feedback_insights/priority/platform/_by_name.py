"""Numbers given by name: read in the order of their names, and refused by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from feedback_insights.arguments import numbers, single


def names(argument: str, values: Mapping[str, Any]) -> list[str]:
    """The names, sorted. Raises ValueError for what is no mapping by name."""
    if not isinstance(values, Mapping):
        raise ValueError(f"{argument} must be a mapping by name, not {type(values).__name__}")
    if wrong := [name for name in values if not isinstance(name, str)]:
        raise ValueError(f"{argument} must be named by text, not by {wrong[0]!r}")
    return sorted(values)


def by_name(
    argument: str, values: Mapping[str, Any], *, low: float = -np.inf, high: float = np.inf, rule: str = ""
) -> dict[str, float]:
    """The numbers, sorted by name; None is nan. Raises ValueError: "rates['partner'] is 2.0: it must ..."."""
    ordered = names(argument, values)
    try:
        together = numbers(argument, [values[name] for name in ordered], low=low, high=high, rule=rule)
    except ValueError:  # one of them is named below
        together = np.empty((0, 0))
    if together.ndim == 1:
        return dict(zip(ordered, together.tolist(), strict=True))
    return {
        name: single(f"{argument}[{name!r}]", values[name], low=low, high=high, rule=rule) for name in ordered
    }
