"""RICE: reach, impact, confidence, effort."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def rice(
    reach: ArrayLike | None,
    impact: ArrayLike | None,
    confidence: ArrayLike | None,
    effort: ArrayLike | None,
) -> float | NDArray[np.float64] | None:
    """Score backlog items by ``reach * impact * confidence / effort``: impact per time worked.

    reach: people or events per period, >= 0. impact: 3 massive, 2 high, 1 medium, 0.5 low, 0.25 minimal.
    confidence: a share, 0..1; 1 high, 0.8 medium, 0.5 low, and below 0.5 the item is a moonshot.
    effort: person-months of the whole team, in the source at least 0.5; any one unit works as long as only
    scores in that unit are compared. Arguments are numbers or arrays and broadcast against each other.

    Unknown stays unknown: where an argument is None or nan, or effort is zero or negative, the result is
    nan in an array and None for single numbers, never 0. Raises ValueError naming the argument and the
    position for infinite numbers, for negative reach, impact or confidence, for confidence above 1 (a
    percentage), and where the result is too large for a float.

    Source: Sean McBride (Intercom), "RICE: Simple prioritization for product managers".
    """
    given = {"reach": reach, "impact": impact, "confidence": confidence, "effort": effort}
    numbers = {name: np.asarray(value, dtype=np.float64) for name, value in given.items()}
    for name, array in numbers.items():
        _refuse(name, array, np.isinf(array), "must be finite")
        if name != "effort":
            _refuse(name, array, array < 0, "must not be negative")
    _refuse("confidence", numbers["confidence"], numbers["confidence"] > 1, "must be a share between 0 and 1")
    work = np.where(numbers["effort"] > 0, numbers["effort"], np.nan)
    with np.errstate(over="ignore"):
        score = np.asarray(numbers["reach"] * numbers["impact"] * numbers["confidence"] / work)
    _refuse("the score", score, np.isinf(score), "is too large; check reach and effort")
    if score.ndim:
        return score
    return None if np.isnan(score) else float(score)


def _refuse(name: str, array: NDArray[np.float64], bad: NDArray[np.bool_], rule: str) -> None:
    if not bad.any():
        return
    place = tuple(int(i) for i in np.argwhere(bad)[0])
    where = f"[{', '.join(map(str, place))}]" if place else ""
    raise ValueError(f"{name}{where} is {array[place]}: it {rule}")
