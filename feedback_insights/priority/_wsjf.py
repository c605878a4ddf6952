"""WSJF: weighted shortest job first, as in SAFe."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from feedback_insights.arguments import Floats, numbers, plain, refuse
from feedback_insights.priority._aligned import aligned, bounded, column, positive

WSJF_SCALE = (1, 2, 3, 5, 8, 13, 20)


def wsjf(
    value: ArrayLike | None,
    criticality: ArrayLike | None,
    risk_reduction: ArrayLike | None,
    size: ArrayLike | None,
    *,
    scale: Sequence[float] | None = None,
) -> float | Floats | None:
    """Score jobs by ``(value + criticality + risk_reduction) / size``: cost of delay by job size.

    value: user and business value. criticality: how fast the value decays. risk_reduction: risk reduced or
    opportunity enabled. The three are added, never multiplied. All four are judged within one backlog; scores
    mean nothing outside it. SAFe judges by the steps 1, 2, 3, 5, 8, 13, 20: `scale=WSJF_SCALE` refuses
    anything else, `wsjf_off_scale` marks it; without a scale any numbers >= 0 are taken.

    Arguments are numbers or arrays and broadcast against each other. Where one is unknown (None, nan), or the
    size is zero or negative, the result is None or nan, never 0. Raises ValueError naming the argument and
    position for what is not on the scale, infinite or negative.

    Source: Scaled Agile Framework, "Weighted Shortest Job First".
    """
    job = aligned(
        value=_step("value", value, scale),
        criticality=_step("criticality", criticality, scale),
        risk_reduction=_step("risk_reduction", risk_reduction, scale),
        size=_size(size, scale),
    )
    with np.errstate(over="ignore"):
        return plain(bounded(np.asarray((job[0] + job[1] + job[2]) / job[3]), "value and size"))


def wsjf_off_scale(values: ArrayLike | None, scale: Sequence[float] = WSJF_SCALE) -> bool | NDArray[np.bool_]:
    """Mark the numbers that are no step of the scale; what is unknown is not marked."""
    array = numbers("values", values)
    off = _off(array, scale)
    return off if off.ndim else bool(off)


def _step(name: str, values: ArrayLike | None, scale: Sequence[float] | None) -> Floats:
    array = numbers(name, values, low=0 if scale is None else -np.inf)
    if scale is not None:
        refuse(name, array, _off(array, scale), f"must be one of {', '.join(f'{s:g}' for s in scale)}")
    return array


def _size(size: ArrayLike | None, scale: Sequence[float] | None) -> Floats:
    array = positive(numbers("size", size))
    return _step("size", array, scale)


def _off(array: Floats, scale: Sequence[float]) -> NDArray[np.bool_]:
    return ~np.isnan(array) & ~np.isin(array, column("scale", scale))
