"""Probabilities and what came true, read as pairs."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from feedback_insights.arguments import Floats, numbers, refuse


def outcomes(probability: ArrayLike, truth: ArrayLike) -> tuple[Floats, Floats]:
    """What was said and what came true, checked; raises ValueError naming argument and position."""
    p, y = known("probability", probability), known("truth", truth, rule="must be 0 or 1")
    refuse("truth", y, (y != 0) & (y != 1), "must be 0 or 1")
    if len(p) != len(y):
        raise ValueError(f"probability has {len(p)} numbers, truth has {len(y)}: they must be equal")
    return p, y


def known(name: str, values: ArrayLike, *, rule: str = "") -> Floats:
    """A list of probabilities, none of them unknown; raises ValueError naming argument and position."""
    array = numbers(name, values, low=0, high=1, rule=rule)
    if array.ndim != 1:
        raise ValueError(f"{name} must be a list of numbers, not of shape {array.shape}")
    refuse(name, array, np.isnan(array), "must be known; leave unjudged pairs out")
    return array
