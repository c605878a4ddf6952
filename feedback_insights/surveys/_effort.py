"""Customer Effort Score, in its three forms."""

from __future__ import annotations

from typing import Any, Literal

from numpy.typing import ArrayLike

from feedback_insights.surveys._forms import CES, Form
from feedback_insights.surveys._heard import counted, doubts, hear, ratings_in
from feedback_insights.surveys._measure import measure
from feedback_insights.surveys.metric import Keep, Metric

Variant = Literal["mean", "share", "index"]


def ces(
    ratings: ArrayLike,
    *,
    variant: Variant,
    points: int = 7,
    reversed: bool = False,
    customers: Any = None,
    dates: Any = None,
    keep: Keep | None = None,
    invited: int | None = None,
    level: float = 0.95,
) -> Metric:
    """Customer Effort Score of one wave, high = easy. Three forms that have no common scale:

    "mean"  the mean of 1..7, with a t interval over those who answered
    "share" ``100 (answers of 5, 6, 7) / n``, or of 4 and 5 with ``points=5``; 0..100, Wilson
    "index" ``100 (share of 6, 7 - share of 1, 2, 3)``, -100..100, adjusted Wald as in `nps`

    ratings: whole numbers 1..points, None or nan for no answer. reversed: the question was asked in the
    older wording, in which high means much effort; the answers are turned round (x becomes
    ``points + 1 - x``) and the result says so. customers, dates, keep, invited as in `nps`. Below five who
    answered there are counts and no figure.

    Raises ValueError as `nps` does, and for a form that a scale of so many points does not have. Source:
    help pages of survey tools that print one form each; Dixon, Freeman and Toman 2010 for the wording.
    """
    form = _form(variant, points)
    given = ratings_in(form, ratings)
    values = form.low + form.high - given if reversed else given
    heard = hear(values, customers=customers, dates=dates, keep=keep)
    return measure(form, heard, invited=invited, level=level, reversed=reversed, notes=doubts(form, given))


def ces_from_counts(
    counts: ArrayLike,
    *,
    variant: Variant,
    points: int = 7,
    reversed: bool = False,
    n: int | None = None,
    invited: int | None = None,
    level: float = 0.95,
) -> Metric:
    """Customer Effort Score from counts; otherwise as `ces`.

    counts: one number per point, of the answers 1, 2, ... ; also the classes alone: easy, others for
    "share", and easy, neutral, difficult for "index". n: how many answered in all, where the source says
    so. Raises ValueError for what is no count, and where the counts do not add up to n.
    """
    form = _form(variant, points)
    heard = counted(form, counts, n=n, turn=reversed)
    return measure(form, heard, invited=invited, level=level, reversed=reversed)


def _form(variant: str, points: int) -> Form:
    if variant not in {name for name, _ in CES}:
        raise ValueError(f"variant is {variant!r}: it must be 'mean', 'share' or 'index'")
    if (variant, points) not in CES:
        known = " or ".join(str(size) for name, size in sorted(CES) if name == variant)
        raise ValueError(f"points is {points}: the form {variant!r} is made from a scale of {known}")
    return CES[variant, points]
