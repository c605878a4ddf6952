"""Who was heard: answers as values with how many people gave each, one per customer."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import fsum
from typing import Any, get_args

import numpy as np
from numpy.typing import ArrayLike

from feedback_insights.arguments import Floats, numbers, refuse
from feedback_insights.surveys._forms import Form
from feedback_insights.surveys._moments import absent, instants, moments, of_length
from feedback_insights.surveys.metric import Keep

FEWEST = 5  # answers that a figure needs
SHORT = 5  # points of the short scales


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The values that count, ascending and so in no order of rows, and what became of the other answers."""

    values: Floats
    weights: Floats
    answers: int
    repeats: int = 0
    keep: Keep | None = None
    notes: tuple[str, ...] = ()

    @property
    def n(self) -> int:
        """How many count."""
        return int(self.weights.sum())


def ratings_in(form: Form, ratings: ArrayLike) -> Floats:
    """Read ratings; nan = no answer. Raises ValueError for what the scale does not have."""
    found = numbers("ratings", ratings)
    if found.ndim != 1:
        raise ValueError(f"ratings must be a list with one answer each, not of {found.ndim} dimensions")
    impossible = (found < form.low) | (found > form.high) | (np.floor(found) != found)
    rule = f"must be a whole number of the scale {form.scale}"
    refuse("ratings", found, impossible & ~np.isnan(found), rule)
    return found


def doubts(form: Form, ratings: Floats) -> tuple[str, ...]:
    """What speaks against the scale: nobody uses its upper half. A scale of 1..5 fits into a longer one."""
    given = ratings[~np.isnan(ratings)]
    if form.high <= SHORT or given.size < FEWEST or given.max() > SHORT:
        return ()
    return (f"no answer is above {SHORT}: was the question asked on {form.scale}?",)


def hear(values: Floats, *, customers: Any = None, dates: Any = None, keep: Keep | None = None) -> Heard:
    """One value per customer, from values of which nan is none.

    Raises ValueError where customers are named and `keep` does not say which of several answers counts.
    """
    rated = values[~np.isnan(values)]
    if customers is None:
        if keep is not None:
            raise ValueError("keep says which answer of a customer counts: it needs customers")
        return _heard(rated, answers=len(values))
    if keep not in get_args(Keep):
        raise ValueError(f"keep is {keep!r}: with customers it must be 'latest' or 'mean'")
    if keep == "latest" and dates is None:
        raise ValueError("keep='latest' needs dates")
    by_customer, unnamed = _rows_of(values, of_length("customers", customers, len(values)))
    if keep == "latest":
        when = instants(moments(dates, len(values)))
        by_customer = [latest(rows, when) for rows in by_customer]
    given = values.tolist()
    theirs = [[given[row] for row in rows] for rows in by_customer]
    tied = sum(len(set(some)) > 1 for some in theirs) if keep == "latest" else 0
    kept = [*(given[row] for row in unnamed), *(fsum(some) / len(some) for some in theirs)]
    whole = _heard(np.array(kept, dtype=np.float64), answers=len(values))
    return replace(whole, repeats=len(rated) - len(kept), keep=keep, notes=_notes(len(unnamed), tied))


def _heard(kept: Floats, *, answers: int) -> Heard:
    found, weights = np.unique(kept, return_counts=True)
    return Heard(values=found, weights=weights.astype(np.float64), answers=answers)


def _rows_of(values: Floats, customers: Sequence[Any]) -> tuple[list[list[int]], list[int]]:
    """The rated rows of each customer, and those of nobody named."""
    found: dict[Hashable, list[int]] = {}
    unnamed: list[int] = []
    for row in np.flatnonzero(~np.isnan(values)).tolist():
        if not isinstance(customers[row], Hashable):
            raise ValueError(f"customers[{row}] is {customers[row]!r}: it must be a name or a number")
        rows = unnamed if absent(customers[row]) else found.setdefault(customers[row], [])
        rows.append(row)
    return list(found.values()), unnamed


def latest(rows: Sequence[int], when: Sequence[datetime | None]) -> list[int]:
    """The rows of the latest moment; undated ones only where there are no others."""
    if len(rows) == 1:
        return list(rows)
    newest = max((moment for row in rows if (moment := when[row]) is not None), default=None)
    return [row for row in rows if when[row] == newest]


def _notes(unnamed: int, tied: int) -> tuple[str, ...]:
    told = []
    if unnamed:
        told.append(f"answers that name no customer, each counted as one: {unnamed}")
    if tied:
        told.append(
            f"customers with different answers at their latest time, of which the mean counts: {tied}"
        )
    return tuple(told)


def counted(form: Form, counts: Any, *, n: int | None, name: str = "counts", turn: bool = False) -> Heard:
    """Answers that somebody else counted: per point of the scale, or per class where that is enough.

    Raises ValueError for another number of counts, for what is no count, and where they do not add up to n.
    """
    found = whole_numbers(name, counts)
    points = np.arange(form.low, form.high + 1)
    if found.shape == points.shape:
        values = form.low + form.high - points if turn else points
    elif form.kind != "mean" and found.shape == (len(form.names),) and not turn:
        values = form.typical()
    else:
        classes = "" if form.kind == "mean" or turn else f", or {len(form.names)}: {', '.join(form.names)}"
        raise ValueError(f"{name} must be {len(points)} numbers, one for each of {form.scale}{classes}")
    total = int(found.sum())
    if n is not None and total != whole_numbers("n", n):
        raise ValueError(f"{name} add up to {total}, and n is {n}")
    order = np.argsort(values)
    return Heard(values=values[order], weights=found[order], answers=total)


def whole_numbers(name: str, counts: Any) -> Floats:
    """Read counts. Raises ValueError for what is no whole number, or negative."""
    found = numbers(name, counts, low=0)
    refuse(name, found, np.isnan(found) | (np.floor(found) != found), "must be a whole number")
    return found
