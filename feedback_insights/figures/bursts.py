"""The densest three days of what people say, and whether chance alone would heap up so much.

A day of outage, a campaign or one forum thread can carry a theme that nobody mentions otherwise. So every
theme tells the share of its three densest days, and where they are unusual, its counts and rank without them.

"Unusual" is a binomial test on person-days (one person on one day counts once, however much they wrote): of
the theme's n, k fall into the window; each would with the share that the same source's other person-days have
there, so that a survey that everybody answers in one week is no burst. The tail is corrected for looking at
every window of the period (Bonferroni).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from feedback_insights.figures._ground import Ground
from feedback_insights.records import Burst

DAYS = 3
FEWEST_PEOPLE = 3  # in the window
CERTAINTY = 0.01  # family-wise
PRIOR = 10.0  # person-days of evenly spread talk that a source counts as having beside the others' own


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
    own, here = (Counter(source for source, _, _ in some) for some in (pairs, inside))
    expected = sum(
        own[source] * _elsewhere(ground.spoken[source], window, own[source], here[source])
        for source in sorted(own)
    )
    days = ground.days
    windows = max(1.0, ((days[-1] - days[0]).days + 1) / DAYS)
    return _tail(len(inside), len(pairs), expected / len(pairs)) * windows < CERTAINTY


def _elsewhere(spoken: Mapping[date, int], window: set[date], own: int, own_inside: int) -> float:
    """The share of a source's person-days in the window, the theme's own left out."""
    length = (max(spoken) - min(spoken)).days + 1
    others = sum(spoken.values()) - own
    inside = sum(spoken.get(day, 0) for day in window) - own_inside
    return (inside + PRIOR * min(1.0, DAYS / length)) / (others + PRIOR)


def _tail(k: int, n: int, p: float) -> float:
    from scipy.stats import binom

    return float(binom.sf(k - 1, n, p))
