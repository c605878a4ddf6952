"""Criteria of a weighted score: what counts how much, and between which anchors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from typing import cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from feedback_insights.arguments import Floats, numbers, plain, refuse
from feedback_insights.priority._aligned import column

Anchors = Sequence[float] | Sequence[tuple[float, float]]
"""(worst, best), or pairs (x, u) with u from 0 to 1, linear between them."""

_EXACT = 1e-9  # how far weights may be from a sum of 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One thing that counts: its anchors say what is worst and best, its weight how much it counts."""

    name: str
    anchors: Anchors  # (0, 4): 0 is worst, 4 best; (12, 1): 12 is worst, 1 best; or pairs (x, u)
    weight: float


def utility(values: ArrayLike | None, anchors: Anchors) -> float | Floats | None:
    """Read values between declared anchors as utilities from 0 to 1, linear in pieces.

    `anchors` are (worst, best), in either direction, or pairs (x, u). Beyond the outermost anchors the
    nearest one holds; `outside_anchors` marks where. Unknown stays unknown. Raises ValueError for infinite
    numbers, and for anchors that are fewer than two, share an x, or have a u outside 0..1.
    """
    x, u = _points(anchors)
    return plain(np.asarray(np.interp(numbers("values", values), x, u)))


def outside_anchors(values: ArrayLike | None, anchors: Anchors) -> bool | NDArray[np.bool_]:
    """Mark the values beyond the outermost anchors, which `utility` clips; what is unknown is not marked."""
    x, _ = _points(anchors)
    array = numbers("values", values)
    beyond = (array < x[0]) | (array > x[-1])
    return beyond if array.ndim else bool(beyond)


def declared_weights(weights: ArrayLike) -> Floats:
    """Weights as a column: every one >= 0, and their sum 1 within 1e-9. They are never rescaled."""
    array = column("weights", weights, low=0)
    refuse("weights", array, np.isnan(array), "must be a number")
    refuse("weights", array, array > 1e9, "is no weight: they must sum to 1")
    total = fsum(array)
    if abs(total - 1) > _EXACT:
        raise ValueError(f"weights sum to {total:.12g}: they must sum to 1 and are never rescaled silently")
    return array


def _points(anchors: Anchors) -> tuple[Floats, Floats]:
    points = numbers("anchors", cast(ArrayLike, anchors))
    if points.shape == (2,):
        points = np.column_stack([points, [0.0, 1.0]])
    if points.ndim != 2 or points.shape[1] != 2 or len(points) < 2 or np.isnan(points).any():
        raise ValueError(f"anchors must be (worst, best) or two or more pairs (x, u), not {anchors!r}")
    points = points[np.argsort(points[:, 0])]
    if (np.diff(points[:, 0]) == 0).any():
        raise ValueError(f"anchors must differ, not {anchors!r}")
    refuse("anchors u", points[:, 1], (points[:, 1] < 0) | (points[:, 1] > 1), "must be between 0 and 1")
    return points[:, 0], points[:, 1]
