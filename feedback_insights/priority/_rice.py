"""RICE: reach, impact, confidence, effort."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from feedback_insights.arguments import Floats, numbers, plain, refuse


def rice(
    reach: ArrayLike | None,
    impact: ArrayLike | None,
    confidence: ArrayLike | None,
    effort: ArrayLike | None,
) -> float | Floats | None:
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
    people = numbers("reach", reach, low=0)
    strength = numbers("impact", impact, low=0)
    share = numbers("confidence", confidence, low=0)
    refuse("confidence", share, share > 1, "must be a share between 0 and 1")
    work = numbers("effort", effort)
    with np.errstate(over="ignore"):
        score = np.asarray(people * strength * share / np.where(work > 0, work, np.nan))
    refuse("the score", score, np.isinf(score), "is too large; check reach and effort")
    return plain(score)
