"""Customer satisfaction."""

from __future__ import annotations

from typing import Any, Literal

from numpy.typing import ArrayLike

from feedback_insights.surveys._forms import CSAT, Form
from feedback_insights.surveys._heard import counted, hear, ratings_in
from feedback_insights.surveys._measure import measure
from feedback_insights.surveys.metric import Keep, Metric

Variant = Literal["top2", "mean"]


def csat(
    ratings: ArrayLike,
    *,
    variant: Variant = "top2",
    customers: Any = None,
    dates: Any = None,
    keep: Keep | None = None,
    invited: int | None = None,
    level: float = 0.95,
) -> Metric:
    """Customer satisfaction of one wave, from ratings on 1..5 (None or nan: no answer).

    "top2" is ``100 (answers of 4 and 5) / n``, 0..100, with Wilson's interval. "mean" is the mean of the
    scale, 1..5, with a t interval over those who answered; it is another metric, and never compared with
    the first. customers, dates, keep, invited as in `nps`; a customer's mean is satisfied from 4 on. Below
    five who answered there are counts and no figure.

    Raises ValueError as `nps` does, and for another variant. Source: the top-two-box share as survey tools
    print it; Wilson 1927.
    """
    form = _form(variant)
    heard = hear(ratings_in(form, ratings), customers=customers, dates=dates, keep=keep)
    return measure(form, heard, invited=invited, level=level)


def csat_from_counts(
    counts: ArrayLike,
    *,
    variant: Variant = "top2",
    n: int | None = None,
    invited: int | None = None,
    level: float = 0.95,
) -> Metric:
    """Customer satisfaction from counts; otherwise as `csat`.

    counts: five numbers, of the answers 1, 2, 3, 4, 5; for "top2" also two: satisfied, others. n: how many
    answered in all, where the source says so. Raises ValueError for what is no count, and where the counts
    do not add up to n.
    """
    form = _form(variant)
    return measure(form, counted(form, counts, n=n), invited=invited, level=level)


def _form(variant: str) -> Form:
    if variant not in CSAT:
        raise ValueError(f"variant is {variant!r}: it must be 'top2' or 'mean'")
    return CSAT[variant]
