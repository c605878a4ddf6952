"""RICE: reach, impact, confidence, effort."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from feedback_insights.arguments import Floats, numbers, plain, refuse
from feedback_insights.priority._aligned import Labels, aligned, bounded, labelled, positive


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
    people, strength, share, work = aligned(
        reach=numbers("reach", reach, low=0),
        impact=numbers("impact", impact, low=0),
        confidence=_share(confidence),
        effort=positive(numbers("effort", effort)),
    )
    with np.errstate(over="ignore"):
        score = np.asarray(people * strength * share / work)
    refuse("the score", score, np.isinf(score), "is too large; check reach and effort")
    return plain(score)


def rice_cv(
    reach: ArrayLike | None, impact: ArrayLike | None, confidence: ArrayLike | None, effort: ArrayLike | None
) -> float | Floats | None:
    """The relative error of a RICE score: ``sqrt(cv_R^2 + cv_I^2 + cv_C^2 + cv_E^2)``.

    Each argument is the coefficient of variation (standard deviation / mean) of that input, 0 where it is
    known exactly. First order and for independent errors: good up to about 0.3 each, beyond that draw
    (see `priority.uncertainty`). An unknown one makes the result None or nan. Raises ValueError for
    negative or infinite numbers.
    """
    errors = aligned(
        reach=numbers("reach", reach, low=0),
        impact=numbers("impact", impact, low=0),
        confidence=numbers("confidence", confidence, low=0),
        effort=numbers("effort", effort, low=0),
    )
    with np.errstate(over="ignore"):
        cv = np.hypot(np.hypot(errors[0], errors[1]), np.hypot(errors[2], errors[3]))
    return plain(bounded(np.asarray(cv), "the inputs"))


def moonshot(confidence: ArrayLike | None) -> bool | Labels | None:
    """Whether an item is a moonshot: its confidence is below 0.5. None where the confidence is unknown.

    One answer for a single number, else an array of True, False and None. Raises ValueError as `rice` does.
    """
    share = _share(confidence)
    found: bool | Labels | None = labelled([share < 0.5, share >= 0.5], [True, False])
    return found


def effort_flag(effort: ArrayLike | None) -> str | Labels:
    """What the source would say of an effort in person-months: it asks for 0.5, or whole numbers from 1.

    "ok", "below_minimum" (under 0.5), "not_whole", or "effort_missing" (None, nan, zero or negative). A flag
    only: `rice` divides by the effort as given. Raises ValueError for infinite numbers.
    """
    work = positive(numbers("effort", effort))
    conditions = [np.isnan(work), work < 0.5, (work != 0.5) & (work % 1 != 0), work > 0]
    flag: str | Labels = labelled(conditions, ["effort_missing", "below_minimum", "not_whole", "ok"])
    return flag


def _share(confidence: ArrayLike | None) -> Floats:
    share = numbers("confidence", confidence, low=0)
    refuse("confidence", share, share > 1, "must be a share between 0 and 1")
    return share
