"""Ranks: who is first, and where frameworks disagree about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from feedback_insights.arguments import Floats, listed
from feedback_insights.priority._aligned import column

_SAME = 1e-9  # scores closer than this share of themselves differ by rounding only


def ranks(scores: ArrayLike) -> Floats:
    """Rank scores, the highest is 1; ties share the mean of their ranks, unknown ones (None, nan) have none.

    Scores within a billionth of each other are ties: the same sum in another order of adding is the same
    score. Order and other columns of a table play no part. Raises ValueError for infinite scores and for
    anything but a list.
    """
    array = column("scores", scores)
    places = np.full(array.size, np.nan)
    known = np.flatnonzero(~np.isnan(array))
    if not known.size:
        return places
    order = known[np.argsort(-array[known], kind="stable")]
    falling = array[order]
    with np.errstate(over="ignore"):
        gaps = falling[:-1] - falling[1:]
    apart = gaps > _SAME * np.maximum(np.abs(falling[:-1]), np.abs(falling[1:]))
    group = np.concatenate([[0], np.cumsum(apart)])
    sizes = np.bincount(group)
    places[order] = (np.cumsum(sizes) - (sizes - 1) / 2)[group]
    return places


@dataclass(frozen=True, slots=True, kw_only=True)
class RankRow:
    """Where one item stands in each framework."""

    id: str
    ranks: tuple[float, ...]  # in the order of RankComparison.frameworks

    @property
    def spread(self) -> float:
        """How far the frameworks are apart about this item; 0 = they agree."""
        return max(self.ranks) - min(self.ranks)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RankComparison:
    """Frameworks side by side; nothing is blended into one order."""

    frameworks: tuple[str, ...]
    rows: tuple[RankRow, ...]  # by the first framework, then id
    not_compared: tuple[str, ...]  # a framework has no score for them
    tau: Floats  # Kendall's tau-b between the frameworks: 1 same order, -1 reversed; nan = all tied

    @property
    def disputed(self) -> tuple[RankRow, ...]:
        """The items that frameworks rank differently, the widest apart first."""
        rows = [row for row in self.rows if row.spread > 0]
        return tuple(sorted(rows, key=lambda row: (-row.spread, row.id)))


def compare_frameworks(scores: Mapping[str, ArrayLike], ids: Sequence[str] | None = None) -> RankComparison:
    """Set the ranks of several frameworks side by side, and say where they disagree.

    `scores` has one list per framework, higher is better, all over the same items; `ids` names these
    (default: their positions). Ranks are among the items that every framework scores; the others are listed
    apart. Raises ValueError for fewer than two frameworks, lists of different lengths, ids that occur twice.
    """
    if not isinstance(scores, Mapping) or len(scores) < 2:
        raise ValueError("a comparison needs two frameworks or more, each with its scores")
    table = [column(name, values) for name, values in scores.items()]
    names = list(map(str, range(table[0].size) if ids is None else listed("ids", ids)))
    for name, values in zip(scores, table, strict=True):
        if values.size != len(names):
            raise ValueError(f"{name} has {values.size} scores for {len(names)} items")
    if len(set(names)) < len(names):
        raise ValueError(f"id {max(names, key=names.count)!r} occurs twice")
    known = ~np.isnan(np.array(table)).any(axis=0)
    placed = np.array([ranks(values[known]) for values in table])
    rows = [
        RankRow(id=name, ranks=tuple(map(float, places)))
        for name, places in zip(np.array(names, dtype=object)[known], placed.T, strict=True)
    ]
    return RankComparison(
        frameworks=tuple(scores),
        rows=tuple(sorted(rows, key=lambda row: (row.ranks[0], row.id))),
        not_compared=tuple(sorted(np.array(names, dtype=object)[~known])),
        tau=_tau(placed),
    )


def _tau(placed: Floats) -> Floats:
    from scipy.stats import kendalltau

    size = len(placed)
    matrix = np.full((size, size), np.nan)
    for i in range(size):
        for j in range(i, size):
            if placed.shape[1] > 1 and np.ptp(placed[i]) and np.ptp(placed[j]):
                matrix[i, j] = matrix[j, i] = kendalltau(placed[i], placed[j]).statistic
    return matrix
