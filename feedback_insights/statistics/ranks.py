"""What draws say of a ranking: rank intervals, the chance to be on top, pairwise chances, tiers.

Draws are a table with one row per draw and one column per item, larger is better, and a row is one joint
draw of all items. A column with a nan in any row is an item that is not ranked; the others are ranked
among themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from feedback_insights.arguments import Floats, declared, numbers, whole
from feedback_insights.statistics.resampling import tail_points


@dataclass(frozen=True, slots=True, kw_only=True)
class RankInterval:
    """Where an item stands over the draws; 1 is best, ties share the mean of their ranks."""

    median: float
    low: float  # 5 % point, or that of another level
    high: float  # 95 % point


def rank_intervals(draws: ArrayLike, level: float = 0.90) -> list[RankInterval | None]:
    """Rank the items in every draw, the largest first: median rank and the middle `level` of the ranks.

    None = not ranked (its column has a nan). Intervals under-cover near ties: items whose true values are
    close look surer than they are; `marginal_rank_sets` does not. Raises ValueError for draws that
    are no table, or infinite. Prioritization spec 6.7.
    """
    from scipy.stats import rankdata

    table, ranked = read_draws(draws)
    intervals: list[RankInterval | None] = [None] * table.shape[1]
    if not ranked.any():
        return intervals
    ranks = rankdata(-table[:, ranked], method="average", axis=1)
    low, high = tail_points(level)
    medians = np.median(ranks, axis=0)
    ends = np.quantile(ranks, [low, high], axis=0, method="inverted_cdf")
    for column, median, (low, high) in zip(np.flatnonzero(ranked), medians, ends.T, strict=True):
        intervals[int(column)] = RankInterval(median=float(median), low=float(low), high=float(high))
    return intervals


def probability_top(draws: ArrayLike, k: int) -> Floats:
    """P(among the best k), per item; nan = not ranked. Items tied at the border share its places.

    The chances of the ranked items add up to k. A `k` beyond their number gives 1 for all of them.
    Raises ValueError for a k that is not a whole number of at least 1, and as `rank_intervals` does.
    """
    from scipy.stats import rankdata

    places = whole("k", k, low=1)
    table, ranked = read_draws(draws)
    chance = np.full(table.shape[1], np.nan)
    if ranked.any():
        first = rankdata(-table[:, ranked], method="min", axis=1)
        last = rankdata(-table[:, ranked], method="max", axis=1)
        chance[ranked] = np.clip((places + 1 - first) / (last - first + 1), 0, 1).mean(axis=0)
    return chance


def pairwise(draws: ArrayLike) -> Floats:
    """P(row's item above column's): (items, items); nan = not ranked.

    A tie counts half, so the diagonal is .5 and P(a above b) + P(b above a) = 1. Raises ValueError as
    `rank_intervals` does.
    """
    table, ranked = read_draws(draws)
    chance = np.full((table.shape[1], table.shape[1]), np.nan)
    places = np.flatnonzero(ranked)
    items = np.ascontiguousarray(table.T[places])
    for at, place in enumerate(places):
        wins = _wins(items[at], items[at:])
        chance[place, places[at:]] = wins / len(table)
        chance[places[at:], place] = (len(table) - wins) / len(table)
    return chance


def tiers(draws: ArrayLike, order: Sequence[int] | None = None, certainty: float = 0.9) -> list[int]:
    """Cut a list into tiers that the draws can tell apart: tier numbers from 1, in the order given.

    `order` is the list, best first, as column numbers; by default the columns as they stand. Walks down
    the list; an item joins the tier of its head unless P(head above it) is at least `certainty`, and then
    heads the next tier. Raises ValueError for an item that is not ranked or no column, for a certainty
    outside 0..1, and as `rank_intervals` does. Prioritization spec 6.7.
    """
    table, ranked = read_draws(draws)
    declared("certainty", certainty, low=0, high=1)
    tier: list[int] = []
    head = -1
    for column in _columns(range(table.shape[1]) if order is None else order, ranked):
        if head < 0 or _wins(table[:, head], table[:, [column]].T)[0] / len(table) >= certainty:
            head = column
            tier.append(tier[-1] + 1 if tier else 1)
        else:
            tier.append(tier[-1])
    return tier


def _columns(order: Sequence[int], ranked: NDArray[np.bool_]) -> list[int]:
    columns = [whole("a column of order", column, low=0) for column in order]
    for column in columns:
        if column >= ranked.size:
            raise ValueError(f"order names column {column}; there are {ranked.size}, numbered from 0")
        if not ranked[column]:
            raise ValueError(f"column {column} has draws that are nan; only ranked items have tiers")
    if len(set(columns)) < len(columns):
        raise ValueError(f"order names column {max(columns, key=columns.count)} twice")
    return columns


def _wins(one: Floats, others: Floats) -> Floats:
    """The draws with one above each of the others, whose rows are items; a tie counts half."""
    more, equal = np.count_nonzero(one > others, axis=1), np.count_nonzero(one == others, axis=1)
    return np.asarray(more + equal / 2)


def read_draws(draws: ArrayLike) -> tuple[Floats, NDArray[np.bool_]]:
    """The table of draws, and which of its items can be ranked."""
    table = numbers("draws", draws)
    if table.ndim != 2 or not len(table):
        raise ValueError(
            f"draws must be a table, a row per draw (at least one) and a column per item, not {table.shape}"
        )
    return table, np.asarray(~np.isnan(table).any(axis=0))
