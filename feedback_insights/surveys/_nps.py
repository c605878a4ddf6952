"""Net Promoter Score."""

from __future__ import annotations

from typing import Any, get_args

from numpy.typing import ArrayLike

from feedback_insights.surveys._forms import NPS
from feedback_insights.surveys._heard import counted, doubts, hear, ratings_in, whole_numbers
from feedback_insights.surveys._intervals import Net
from feedback_insights.surveys._measure import measure
from feedback_insights.surveys.metric import Keep, Metric


def nps(
    ratings: ArrayLike,
    *,
    customers: Any = None,
    dates: Any = None,
    keep: Keep | None = None,
    invited: int | None = None,
    level: float = 0.95,
    interval: Net = "adjusted_wald",
) -> Metric:
    """Net Promoter Score of one wave: ``100 (P - D)``, -100..100.

    P is the share of promoters (9 and 10), D of detractors (0 to 6). ratings: whole numbers of the scale
    0..10 as the question offered it, None or nan for no answer. Answers to another scale are no NPS: 1..10
    and 1..5 fit into 0..10 and cannot be told by themselves; the result notes where nobody is above 5.

    customers, keep: one answer per customer, the "latest" (by `dates`; a date alone is the start of its day)
    or the "mean" of theirs, which is a promoter's from 9 on and a detractor's up to 6. invited: how many
    were asked, for the response rate. Below five who answered there are counts and no figure.

    interval: "adjusted_wald" adds 3 answers, 3/4 at either end, and then takes
    ``z sqrt((p + d - (p - d)^2) / n)`` around the adjusted score; "wald" adds none, and has no width where
    all agree. Both end at -100 and 100; `level` is 0.95 as in the published examples.

    Raises ValueError naming argument and position for numbers that the scale does not have, for lists of
    different lengths, and for customers without `keep`. Source: Reichheld 2003; Rocks 2016, compared by
    MeasuringU 2021.
    """
    _known(interval)
    given = ratings_in(NPS, ratings)
    heard = hear(given, customers=customers, dates=dates, keep=keep)
    return measure(NPS, heard, invited=invited, level=level, interval=interval, notes=doubts(NPS, given))


def nps_from_counts(
    promoters: int,
    passives: int,
    detractors: int,
    *,
    n: int | None = None,
    invited: int | None = None,
    level: float = 0.95,
    interval: Net = "adjusted_wald",
) -> Metric:
    """Net Promoter Score from counts, in this order; otherwise as `nps`.

    n: how many answered in all, where the source says so. Raises ValueError for what is no count, and where
    the counts do not add up to n.
    """
    _known(interval)
    given = {"promoters": promoters, "passives": passives, "detractors": detractors}
    for name, count in given.items():
        if whole_numbers(name, count).ndim:
            raise ValueError(f"{name} must be one number")
    heard = counted(NPS, list(given.values()), n=n, name=", ".join(given))
    return measure(NPS, heard, invited=invited, level=level, interval=interval)


def _known(interval: str) -> None:
    if interval not in get_args(Net):
        raise ValueError(f"interval is {interval!r}: it must be 'adjusted_wald' or 'wald'")
