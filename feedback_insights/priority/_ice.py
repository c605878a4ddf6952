"""ICE: impact, confidence, ease."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from feedback_insights.arguments import Floats, numbers, plain
from feedback_insights.priority._aligned import aligned, column, positive, same_length

Variant = Literal["product", "mean", "percent"]

_VARIANTS = ("product", "mean", "percent")
_EASIEST, _HARDEST = 0.5, 24.0  # person-months: ease 10 and ease 1


def ice(
    impact: ArrayLike | None, confidence: ArrayLike | None, ease: ArrayLike | None, *, variant: Variant
) -> float | Floats | None:
    """Score ideas by impact, confidence and ease; which of three formulas has to be said.

    "product": ``impact * confidence * ease``, each 1..10, so 1..1000. "mean": their average, 1..10.
    "percent": ``impact * confidence / 100 * ease`` with confidence from 0 to 100 %, so 0..100. Variants are
    not comparable and can rank differently. ICE has no reach: it says nothing about how many are helped.

    Arguments are numbers or arrays and broadcast against each other. Unknown ones (None, nan) give nan in an
    array and None for single numbers. Raises ValueError naming the argument and position for numbers out of
    range (a 0 is not on the scale), and for another variant.

    Sources: Sean Ellis and Morgan Brown, "Hacking Growth" (mean); Itamar Gilad, "Evidence-Guided" (product).
    """
    if variant not in _VARIANTS:
        raise ValueError(f"variant must be one of {', '.join(_VARIANTS)}, not {variant!r}")
    low, high = (0, 100) if variant == "percent" else (1, 10)
    strength, surety, ease_ = aligned(
        impact=numbers("impact", impact, low=1, high=10),
        confidence=numbers("confidence", confidence, low=low, high=high),
        ease=numbers("ease", ease, low=1, high=10),
    )
    if variant == "mean":
        return plain(np.asarray((strength + surety + ease_) / 3))
    score = strength * surety * ease_
    return plain(np.asarray(score / 100 if variant == "percent" else score))


def ease_from_effort(effort: ArrayLike | None) -> float | Floats | None:
    """Ease 1..10 from effort in person-months: ``10 - 9 * clip(ln(effort / .5) / ln(24 / .5), 0, 1)``.

    Half a month or less is 10, two years or more are 1, and each doubling between costs as much. Effort that
    is None, nan, zero or negative gives None or nan. Raises ValueError for infinite numbers. The anchors are
    this project's.
    """
    work = positive(numbers("effort", effort))
    fall = (np.log(work) - np.log(_EASIEST)) / np.log(_HARDEST / _EASIEST)
    return plain(np.asarray(10 - 9 * np.clip(fall, 0, 1)))


@dataclass(frozen=True, slots=True, kw_only=True)
class IceRatings:
    """One idea as several raters see it; each rater's own score is kept."""

    variant: str
    scores: tuple[float | None, ...]  # one per rater, in the order given; None = rated incompletely
    mean: float | None  # of the raters' scores, not the score of their mean ratings
    sd: float | None  # between raters, n - 1; None under two scores
    low: float | None  # the lowest and the highest rater's score
    high: float | None
    unscored: int  # raters who left something out


def ice_ratings(
    impact: ArrayLike | None, confidence: ArrayLike | None, ease: ArrayLike | None, *, variant: Variant
) -> IceRatings:
    """Score one idea once per rater, and keep how far the raters are apart.

    Arguments have one rating per rater. Two raters at 8 and 2 are not two raters at 5: the mean is the same,
    `sd`, `low` and `high` are not. Raises ValueError as `ice` does, and for lists of different lengths.
    """
    given = {
        "impact": column("impact", impact),
        "confidence": column("confidence", confidence),
        "ease": column("ease", ease),
    }
    same_length(**given)
    scores = np.asarray(ice(given["impact"], given["confidence"], given["ease"], variant=variant))
    known = scores[~np.isnan(scores)]
    return IceRatings(
        variant=variant,
        scores=tuple(None if np.isnan(score) else float(score) for score in scores),
        mean=float(known.mean()) if known.size else None,
        sd=float(known.std(ddof=1)) if known.size > 1 else None,
        low=float(known.min()) if known.size else None,
        high=float(known.max()) if known.size else None,
        unscored=int(scores.size - known.size),
    )
