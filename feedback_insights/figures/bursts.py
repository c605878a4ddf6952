"""The densest three days of what people say, and whether chance alone would heap up so much.

A day of outage, a campaign or one forum thread can carry a theme that nobody mentions otherwise. So every
theme tells the share of its three densest days, and where they are unusual, its counts and rank without them.

"Unusual" is Fisher's exact test on person-days (one person on one day counts once, however much they wrote),
stratified by source: had the theme's person-days been drawn by lot from all of each source, would so many
fall into the window? A survey that everybody answers in one week is therefore no burst. The tail is corrected
for looking at every window of the period (Bonferroni). Decision 014 tells why not a binomial test.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from feedback_insights.figures._ground import Ground
from feedback_insights.records import Burst

DAYS = 3
FEWEST_PEOPLE = 3  # in the window
CERTAINTY = 0.01  # family-wise


def burst_of(statement_ids: Iterable[str], ground: Ground) -> Burst | None:
    """The densest three days of some statements; None if none of them has a date. Ties: the earliest."""
    ids = list(statement_ids)
    days = Counter(day for id in ids if (day := ground.day(id)) is not None)
    if not days:
        return None
    first = max(sorted(days), key=lambda day: _within(days, day))
    window = {first + timedelta(days=n) for n in range(DAYS)}
    return Burst(
        first=first.isoformat(),
        last=(first + timedelta(days=DAYS - 1)).isoformat(),
        statements=_within(days, first),
        of=sum(days.values()),
        unusual=_unusual(ids, window, ground),
        customers=len(ground.people(id for id in ids if ground.day(id) not in window)),
    )


def burst_days(burst: Burst | None) -> tuple[str, ...]:
    """The days that are left out where it is asked what remains; none if nothing is unusual."""
    if burst is None or not burst.unusual:
        return ()
    first = date.fromisoformat(burst.first)
    return tuple((first + timedelta(days=n)).isoformat() for n in range(DAYS))


def ranked(bursts: dict[str, Burst | None], people: dict[str, int]) -> dict[str, Burst | None]:
    """Fill in each one's rank by people, and its rank when everybody's unusual days are left out."""
    left = {id: b.customers or 0 if b and b.unusual else people[id] for id, b in bursts.items()}
    return {
        id: burst and replace(burst, rank=_rank(people, id), rank_without=_rank(left, id))
        for id, burst in bursts.items()
    }


def _rank(people: dict[str, int], id: str) -> int:
    return 1 + sum(count > people[id] for count in people.values())


def _within(days: Counter[date], first: date) -> int:
    return sum(days[first + timedelta(days=n)] for n in range(DAYS))


def _unusual(ids: list[str], window: set[date], ground: Ground) -> bool:
    pairs = {
        (ground.source(id), day, ground.customer(id)) for id in ids if (day := ground.day(id)) is not None
    }
    inside = {pair for pair in pairs if pair[1] in window}
    if len({who for _, _, who in inside}) < FEWEST_PEOPLE:
        return False
    own = Counter(source for source, _, _ in pairs)
    strata = [
        (sum(spoken.values()), sum(spoken.get(day, 0) for day in window), own[source])
        for source, spoken in ground.spoken.items()
        if own[source]
    ]
    days = ground.days
    windows = max(1.0, ((days[-1] - days[0]).days + 1) / DAYS)
    return _tail(len(inside), strata) * windows < CERTAINTY


def _tail(k: int, strata: Iterable[tuple[int, int, int]]) -> float:
    """The chance of k or more in the window, where each stratum draws its share of all by lot."""
    import numpy as np
    from scipy.stats import hypergeom

    total = np.ones(1)
    for everybody, here, drawn in strata:
        total = np.convolve(total, hypergeom.pmf(np.arange(drawn + 1), everybody, here, drawn))
    return float(total[k:].sum())
