"""Scaling by the pool: every number depends on all the others, so it is done on request and marked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from feedback_insights.arguments import Floats, refuse
from feedback_insights.priority._aligned import column


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Relative:
    """Numbers scaled by their own list: another item in it can move every one of them."""

    values: Floats  # nan = unknown, or there is nothing to relate to
    reference: float | None  # what they were divided by; None = nothing known, or 0
    relative: Literal[True] = True


def relative_to_largest(values: ArrayLike) -> Relative:
    """Per cent of the largest: ratings 4, 3, 1 are 100, 75, 25, and 5, 4 are 100, 80.

    Unknown values stay unknown. Raises ValueError for negative or infinite numbers and anything but a list.
    For scores that stay what they are when the list changes, use anchors (`weighted_sum`).
    """
    array = column("values", values, low=0)
    known = array[~np.isnan(array)]
    return _divided(array, float(known.max(initial=0)), 100)


def relative_to_sum(values: ArrayLike) -> Relative:
    """Shares of the sum, from 0 to 1; otherwise as `relative_to_largest`."""
    array = column("values", values, low=0)
    with np.errstate(over="ignore"):
        total = np.asarray(np.nansum(array))
    refuse("the sum", total, np.isinf(total), "is too large")
    return _divided(array, float(total), 1)


def _divided(array: Floats, reference: float, times: float) -> Relative:
    if not reference:
        return Relative(values=np.full(array.size, np.nan), reference=None)
    return Relative(values=array / reference * times, reference=reference)
