"""Vectors that have no near neighbours: they belong to no theme, in `fit` and in `predict` alike."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from feedback_insights.themes.graph import NOT_NEAR, Vectors

CLOSEST = 10  # neighbours by whose mean cosine a vector is called a stranger
LEAST = 0.05  # closeness counts from here
TIGHT = 0.15  # no spread is smaller: among near copies a paraphrase is no stranger
FAR = 2.5  # robust standard deviations below the middle (median absolute deviation, Hampel 1974)
STRANGERS = 0.07  # share of the vectors that are strangers, at most


def closeness(cosines: Vectors) -> NDArray[np.float64]:
    """Mean cosine of each vector to its nearest neighbours; -1 where it has none."""
    near = np.where(cosines > NOT_NEAR, cosines, np.nan)[:, :CLOSEST].astype(np.float64)
    known = ~np.isnan(near)
    return np.where(known.any(axis=1), np.nansum(near, axis=1) / np.maximum(known.sum(axis=1), 1), -1.0)


def floor_of(close: NDArray[np.float64]) -> float:
    """The closeness below which a vector is a stranger. In logarithms: closeness is a share of agreement."""
    logs = np.log(np.maximum(close, LEAST))
    middle = float(np.median(logs))
    spread = max(1.4826 * float(np.median(np.abs(logs - middle))), TIGHT)
    at_most = float(np.sort(close)[int(STRANGERS * len(close))])
    return round(min(float(np.exp(middle - FAR * spread)), at_most), 6)
