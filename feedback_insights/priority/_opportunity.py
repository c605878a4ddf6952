"""The opportunity score: important and badly served, after Ulwick."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from feedback_insights.arguments import Floats, declared, numbers, plain
from feedback_insights.priority._aligned import Labels, aligned, labelled
from feedback_insights.statistics.normal import critical
from feedback_insights.statistics.proportions import Interval, wilson


def opportunity(importance: ArrayLike | None, satisfaction: ArrayLike | None) -> float | Floats | None:
    """Score outcomes by ``importance + max(importance - satisfaction, 0)``, from 0 to 20.

    importance and satisfaction: 10 times the share of respondents rating 4 or 5 of 5, so 0..10. Means of
    ratings from 1 to 10 are another scale and must not be mixed in. The max is taken outcome by outcome.

    Arguments are numbers or arrays and broadcast against each other; unknown ones give None or nan. Raises
    ValueError naming the argument and position for numbers outside 0..10.

    Source: Anthony Ulwick, "What Customers Want" (2005).
    """
    wanted, served = aligned(
        importance=numbers("importance", importance, low=0, high=10),
        satisfaction=numbers("satisfaction", satisfaction, low=0, high=10),
    )
    return plain(np.asarray(wanted + np.maximum(wanted - served, 0)))


def opportunity_band(score: ArrayLike | None) -> str | Labels | None:
    """Name the band: over 15 "extreme", 12 to 15 "high", 10 to 12 "worth considering", under 10 "low".

    12 itself is high and 10 itself worth considering. None where the score is unknown. Raises ValueError for
    scores outside 0..20.
    """
    # 8.2 + (8.2 - 4.4) is 12, and should be for a computer too
    array = np.round(numbers("score", score, low=0, high=20), 9)
    bands = ["extreme", "high", "worth considering", "low"]
    found: str | Labels | None = labelled([array > 15, array >= 12, array >= 10, array < 10], bands)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class TextOpportunity:
    """What free text says in place of a survey; never to be listed among opportunity scores."""

    opp_text: float | None
    low: float | None
    high: float | None
    importance: float | None  # 10 x share of the customers heard who raise the theme
    satisfaction: float | None  # 10 x share of those who are not negative about it
    method: str = ""
    reason: str = ""


def opp_text(customers: float, heard: float, non_negative: float, *, level: float = 0.90) -> TextOpportunity:
    """The opportunity formula on free text, in place of a survey.

    Of the customers `heard`, `customers` raise a theme, `non_negative` of these without a complaint; all are
    counts of unique customers, expected ones too. Those who write in chose to, mostly over what annoys them:
    the figure is inflated, good for an order within one channel at most. The interval joins the ends of two
    Wilson intervals and is wider than `level`. Nobody heard, or nobody raising the theme: None with a reason.
    Raises ValueError unless 0 <= non_negative <= customers <= heard.
    """
    z, theme = critical(level), declared("customers", customers, low=0)
    if not theme <= declared("heard", heard, low=0):
        raise ValueError(f"customers is {theme}: it must not be more than heard, {heard}")
    if not declared("non_negative", non_negative, low=0) <= theme:
        raise ValueError(f"non_negative is {non_negative}: it must not be more than customers, {theme}")
    raised, content = wilson(theme, heard, z), wilson(non_negative, theme, z)
    if raised is None or content is None:
        nothing = "nobody was heard" if raised is None else "nobody raises the theme"
        return TextOpportunity(
            opp_text=None, low=None, high=None, importance=None, satisfaction=None, reason=nothing
        )
    importance, satisfaction = 10 * theme / heard, 10 * non_negative / theme
    low, high = corners(raised, content)
    return TextOpportunity(
        opp_text=importance + max(importance - satisfaction, 0),
        low=low,
        high=high,
        importance=importance,
        satisfaction=satisfaction,
        method=f"formula on shares of customers; ends of two {100 * level:g} % Wilson intervals",
        reason="from free text: who writes in chose to, which inflates it",
    )


def corners(importance: Interval, satisfaction: Interval) -> tuple[float, float]:
    """The lowest and highest score while both shares stay in their intervals."""
    low = 10 * (importance[0] + max(importance[0] - satisfaction[1], 0))
    return low, 10 * (importance[1] + max(importance[1] - satisfaction[0], 0))
