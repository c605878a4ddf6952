"""Evaluation tables: which category a pair of answers is, and how many of each there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from feedback_insights.arguments import numbers, refuse
from feedback_insights.priority.kano.answers import Labels, Pair, read_pairs

Category = Literal["A", "O", "M", "I", "R", "Q"]
Table = Literal["classic", "pouliot"]
Counts = Mapping[str, int]

CATEGORIES: tuple[Category, ...] = ("A", "O", "M", "I", "R", "Q")
BY_RANK: tuple[Category, ...] = ("M", "O", "A", "I", "R", "Q")  # of equal counts the first one goes before
_TABLES = {  # rows: functional 1..5; within a row: dysfunctional 1..5
    "classic": "QAAAO RIIIM RIIIM RIIIM RRRRQ",
    "pouliot": "QAAAO RQIIM RIIIM RIIQM RRRRQ",
}
_CELLS: Mapping[str, Mapping[Pair, Category]] = {
    name: {
        (row, column): next(category for category in CATEGORIES if category == letter)
        for row, letters in enumerate(rows.split(), 1)
        for column, letter in enumerate(letters, 1)
    }
    for name, rows in _TABLES.items()
}
_MOST = 2**53  # beyond, not every whole number is a float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many respondents fall into each category."""

    counts: Counts  # all six
    dropped: int | None = None  # respondents with an answer missing; None = not known
    unanswered: int | None = None  # of them, those with neither answer

    @property
    def n(self) -> int:
        """Respondents with both answers."""
        return sum(self.counts.values())


def category(
    functional: object,
    dysfunctional: object,
    *,
    labels: Labels | None = None,
    swapped: bool = False,
    inverted: bool = False,
    table: Table = "classic",
) -> Category | None:
    """The category of one respondent's pair of answers; None if one of them is missing.

    table: "classic" is Kano's, on whose every cell Sauerwein et al. 1996, Xu et al. 2009, Witell et al. 2013
    and Muchtiar et al. 2018 agree. In "pouliot" (Pouliot in Berger et al. 1993, p. 33) it is questionable,
    not indifferent, to expect a feature and to expect its absence, or to live with both. Other arguments as
    for `evaluate`. Raises ValueError for an unknown answer or table.
    """
    pairs = read_pairs([functional], [dysfunctional], labels=labels, swapped=swapped, inverted=inverted)
    return _cells(table).get(pairs[0])


def tally(pairs: Iterable[Pair], table: str) -> Tally:
    """Count pairs by category; one with an answer missing is dropped, and counted as that."""
    cells, found = _cells(table), Counter(pairs)
    counts: dict[str, int] = dict.fromkeys(CATEGORIES, 0)
    for pair, count in found.items():
        if pair in cells:
            counts[cells[pair]] += count
    dropped = found.total() - sum(counts.values())
    return Tally(counts=counts, dropped=dropped, unanswered=found[None, None])


def _cells(table: str) -> Mapping[Pair, Category]:
    if table not in _CELLS:
        raise ValueError(f"table is {table!r}: it must be one of {', '.join(_CELLS)}")
    return _CELLS[table]


def read_counts(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts by category handed to a public function: all six, one that is not named is 0.

    Raises ValueError for another name, and for what is no whole number from 0 on.
    """
    if not isinstance(counts, Mapping):
        raise ValueError(f"counts must map categories to counts, not be of type {type(counts).__name__}")
    if unknown := [name for name in counts if name not in CATEGORIES]:
        raise ValueError(f"counts has {unknown[0]!r}; the categories are {', '.join(CATEGORIES)}")
    return {name: _whole(f"counts[{name!r}]", counts.get(name, 0)) for name in CATEGORIES}


def _whole(name: str, count: object) -> int:
    value = numbers(name, count, low=0)  # type: ignore[arg-type]
    if value.ndim:
        raise ValueError(f"{name} must be one number")
    refuse(name, value, value != value.round(), "must be a whole number of respondents")
    refuse(name, value, value > _MOST, "is more respondents than can be counted")
    return int(value)


def ranked(counts: Counts, among: Iterable[Category] = CATEGORIES) -> list[Category]:
    """Categories from the largest count down; equal ones as M > O > A > I > R > Q."""
    return sorted(among, key=lambda category: (-counts[category], BY_RANK.index(category)))
