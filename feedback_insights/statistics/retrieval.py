"""How good ranked answers are: of the ids returned for an item, best first, which are right and where.

`returned` are one item's answers in order, `relevant` the right ones in any; ids are texts or whole numbers.
Where scores tie, break the tie before ranking, by something that does not know the truth.
Source: Manning, Raghavan, Schütze, Introduction to Information Retrieval, ch. 8.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass
from math import fsum
from typing import Any

import numpy as np

from feedback_insights.arguments import listed, whole
from feedback_insights.statistics.normal import critical
from feedback_insights.statistics.proportions import wilson

Ids = Iterable[str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingMean:
    """A figure averaged over items: only over those that have a right answer, a miss counting as 0."""

    value: float | None  # None: no item has a right answer
    low: float | None
    high: float | None
    items: int  # in the mean
    missed: int  # of these, with no right answer among the returned
    left_out: int  # without any right answer: ask whether they were left alone, not where the answer stands


def precision_at_k(returned: Ids, relevant: Ids, k: int) -> float:
    """The share of the first k that is right, 0..1: ``right among the first k / k``.

    Where fewer than k are returned the missing slots count as wrong; `precision_of_returned` leaves them out.
    Raises ValueError for k < 1, for an id returned twice, and for what is no list of ids.
    """
    depth = whole("k", k, low=1)
    return sum(_judged(returned, relevant).hits[:depth]) / depth


def precision_of_returned(returned: Ids, relevant: Ids, k: int) -> float | None:
    """The share of the first k that is right, of those there are: ``right / min(k, returned)``, 0..1.

    None where nothing is returned. It flatters a ranking that returns little: print `precision_at_k` too.
    Raises ValueError as `precision_at_k` does.
    """
    top = _judged(returned, relevant).hits[: whole("k", k, low=1)]
    return sum(top) / len(top) if top else None


def recall_at_k(returned: Ids, relevant: Ids, k: int) -> float | None:
    """The share of the right ones that is among the first k, 0..1; None where none is right.

    With more right ones than k it cannot reach 1. Raises ValueError as `precision_at_k` does.
    """
    judged, depth = _judged(returned, relevant), whole("k", k, low=1)
    return sum(judged.hits[:depth]) / judged.right if judged.right else None


def first_correct_rank(returned: Ids, relevant: Ids) -> int | None:
    """The place of the first right one, from 1; None where none is returned.

    Raises ValueError as `precision_at_k` does.
    """
    return _judged(returned, relevant).first


def reciprocal_rank(returned: Ids, relevant: Ids) -> float | None:
    """``1 / place of the first right one``, 0..1: 0 where none is returned, None where none is right.

    Raises ValueError as `precision_at_k` does.
    """
    judged = _judged(returned, relevant)
    if not judged.right:
        return None
    return 1 / judged.first if judged.first else 0.0


def average_precision(returned: Ids, relevant: Ids) -> float | None:
    """The mean, over all right ones, of the precision at the place of each, 0..1; None where none is right.

    A right one that is not returned adds 0 and stays in the mean. Cut `returned` yourself for a depth.
    Raises ValueError as `precision_at_k` does.
    """
    judged = _judged(returned, relevant)
    places = [place for place, hit in enumerate(judged.hits, start=1) if hit]
    precisions = (n / place for n, place in enumerate(places, start=1))
    return fsum(precisions) / judged.right if judged.right else None


def mean_reciprocal_rank(
    returned: Iterable[Ids], relevant: Iterable[Ids], *, level: float = 0.90
) -> RankingMean:
    """MRR: the mean of `reciprocal_rank` over items, given as one list of ids per item on either side.

    It is not the reciprocal of the mean rank, and misses stay in it with 0. Items with no right answer are
    left out and counted. The interval is Wilson's with the sum of the values as its count: no share between
    0 and 1 varies more than a yes-or-no of its mean, so it is at least wide enough for independent items.
    Raises ValueError as `precision_at_k` does, for sides of unequal length and for a level outside 0..1.
    """
    return _mean(reciprocal_rank, returned, relevant, level)


def mean_average_precision(
    returned: Iterable[Ids], relevant: Iterable[Ids], *, level: float = 0.90
) -> RankingMean:
    """MAP: the mean of `average_precision` over items; the rest is as in `mean_reciprocal_rank`."""
    return _mean(average_precision, returned, relevant, level)


def _mean(
    measure: Callable[[Ids, Ids], float | None],
    returned: Iterable[Ids],
    relevant: Iterable[Ids],
    level: float,
) -> RankingMean:
    z = critical(level)
    answers = _ordered("returned", returned, "lists of ids, one per item")
    truths = _ordered("relevant", relevant, "lists of ids, one per item")
    if len(answers) != len(truths):
        raise ValueError(f"returned has {len(answers)} items, relevant has {len(truths)}: they must be equal")
    found = []
    for place, (given, right) in enumerate(zip(answers, truths, strict=True)):
        try:
            found.append(measure(given, right))
        except ValueError as error:
            raise ValueError(f"item {place}: {error}") from None
    values = [value for value in found if value is not None]
    total = fsum(values)
    ends = wilson(min(total, len(values)), len(values), z)
    return RankingMean(
        value=total / len(values) if values else None,
        low=ends[0] if ends else None,
        high=ends[1] if ends else None,
        items=len(values),
        missed=values.count(0.0),
        left_out=len(found) - len(values),
    )


@dataclass(frozen=True, slots=True)
class _Judged:
    hits: list[bool]  # of each id returned whether it is right
    right: int  # how many there are to be found

    @property
    def first(self) -> int | None:
        return self.hits.index(True) + 1 if True in self.hits else None


def _judged(returned: Ids, relevant: Ids) -> _Judged:
    ids = _ids("returned", _ordered("returned", returned, "ids, best first"))
    right = frozenset(_ids("relevant", listed("relevant", relevant, "ids")))
    if len(set(ids)) < len(ids):
        place, again = next((i, one) for i, one in enumerate(ids) if one in ids[:i])
        raise ValueError(f"returned[{place}] is {again!r} again: an id stands in a ranking once")
    if ids and right and not {isinstance(one, str) for one in ids} & {isinstance(one, str) for one in right}:
        raise ValueError("returned and relevant can never match: one holds texts, the other whole numbers")
    return _Judged([one in right for one in ids], len(right))


def _ordered(name: str, values: Iterable[object], what: str) -> list[Any]:
    if isinstance(values, Set):
        raise ValueError(f"{name} must be a list of {what}: a set has no order")
    return listed(name, list(values) if getattr(values, "ndim", 1) > 1 else values, what)  # rows of a table


def _ids(name: str, values: list[Any]) -> list[str | int]:
    if set(map(type, values)) <= {str, int}:
        return values  # as usual; the look at each takes far longer
    for place, one in enumerate(values):
        if isinstance(one, bool | np.bool_) or not isinstance(one, str | int | np.integer):
            raise ValueError(f"{name}[{place}] is {one!r:.60}: an id is a text or a whole number")
    return values
