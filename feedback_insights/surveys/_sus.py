"""System Usability Scale."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from feedback_insights.arguments import Floats, numbers, refuse
from feedback_insights.surveys._forms import SUS
from feedback_insights.surveys._heard import hear
from feedback_insights.surveys._measure import measure
from feedback_insights.surveys._moments import listed
from feedback_insights.surveys.metric import Keep, Metric

ITEMS = 10
_SUMS = "is no item of 1..5: SUS is made from the ten items of each respondent, not from sums"


def sus(
    answers: Any,
    *,
    customers: Any = None,
    dates: Any = None,
    keep: Keep | None = None,
    invited: int | None = None,
    level: float = 0.95,
) -> Metric:
    """System Usability Scale: the mean of the respondents' scores, 0..100, with a t interval; no percentage.

    answers: a row of ten items per respondent, in the order of the questionnaire (odd items positive, even
    ones negative), each 1..5; or the ten items of a single respondent. `scores` of the result has each
    respondent's score as `sus_scores` makes it, None where it cannot be made; those count as missing.
    customers, dates, keep, invited as in `nps`; of several sheets the scores count. Below five who can be
    scored there is no mean.

    Raises ValueError for numbers that are no answers: infinite ones, above 10, or one or two in place of
    ten, which are sums. Source: Brooke 1996.
    """
    scores = _scores(_sheets(answers))
    found = measure(
        SUS, hear(scores, customers=customers, dates=dates, keep=keep), invited=invited, level=level
    )
    told = f"{found.missing} of {found.answers} respondents without ten items of 1..5, and so without a score"
    return replace(found, scores=_plain(scores), notes=(*found.notes, told) if found.missing else found.notes)


def sus_scores(answers: Any) -> tuple[float | None, ...]:
    """The score of each respondent: ``2.5 (sum of odd items (x - 1) + sum of even items (5 - x))``.

    None for a respondent without exactly ten items that are whole numbers 1..5. Arguments and errors as
    in `sus`.
    """
    return _plain(_scores(_sheets(answers)))


def _plain(scores: Floats) -> tuple[float | None, ...]:
    return tuple(None if np.isnan(score) else float(score) for score in scores)


def _sheets(answers: Any) -> list[list[Any]]:
    """Rows of items; ten numbers alone are one row."""
    rows = listed("answers", answers)
    if not any(hasattr(row, "__len__") and not isinstance(row, str) for row in rows):
        return [rows] if rows else []
    return [[] if row is None else listed(f"answers[{place}]", row) for place, row in enumerate(rows)]


def _scores(sheets: list[list[Any]]) -> Floats:
    """nan = no score."""
    for place, sheet in enumerate(sheets):
        if len(sheet) != ITEMS:
            _refuse_sums(f"answers[{place}]", numbers(f"answers[{place}]", sheet))
    whole = [sheet if len(sheet) == ITEMS else [np.nan] * ITEMS for sheet in sheets]
    items = numbers("answers", whole).reshape(-1, ITEMS)
    refuse("answers", items, items > ITEMS, _SUMS)
    usable = ((items >= 1) & (items <= 5) & (np.floor(items) == items)).all(axis=1)
    scores = 2.5 * ((items[:, 0::2] - 1).sum(axis=1) + (5 - items[:, 1::2]).sum(axis=1))
    return np.asarray(np.where(usable, scores, np.nan))


def _refuse_sums(name: str, sheet: Floats) -> None:
    refuse(name, sheet, sheet > ITEMS, _SUMS)
    if sheet.size in (1, 2) and not np.isnan(sheet).all():
        raise ValueError(f"{name} has {sheet.size} numbers: {_SUMS.partition(': ')[2]}")
