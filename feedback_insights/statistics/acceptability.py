"""SMAA: how a weighted ranking fares over all the weights that nobody rules out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from feedback_insights.arguments import Floats, declared, numbers, refuse, whole
from feedback_insights.statistics.ranks import pairwise
from feedback_insights.statistics.resampling import generator


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Smaa:
    """Stochastic multicriteria acceptability of items; those with an unknown utility have nan everywhere."""

    acceptability: Floats  # [item, rank - 1]: share of the draws; rows and columns of ranked items sum to 1
    central_weights: tuple[Floats | None, ...]  # per item: mean weights when it is first; None = never first
    pairwise: Floats  # [item, other]: share of the draws with item above other, a tie counts half
    draws: int


def smaa(
    utilities: ArrayLike,
    weights: ArrayLike | None = None,
    *,
    concentration: float = 20.0,
    draws: int = 10_000,
    seed: int = 0,
) -> Smaa:
    """Rank items by ``sum_j w_j u_j`` under random weights: SMAA-2.

    utilities: items x criteria, or draws x items x criteria where they are uncertain themselves; larger is
    better, on scales that may be added up (0..1 between declared anchors). Weights are uniform over all that
    are >= 0 and sum to 1, or Dirichlet(concentration * weights) around stated ones: mean w_j, standard
    deviation sqrt(w_j (1 - w_j) / (concentration + 1)), and a stated 0 stays 0. `draws` is rounded up to
    a multiple of the utilities' own draws, each of which meets as many weightings. The shares have a standard
    error of at most 0.5 / sqrt(draws). Tied items share their ranks equally.

    An item with an unknown utility is not ranked: nan, and None for its weights; the others are ranked among
    themselves. Raises ValueError for infinite numbers, other shapes, weights that are negative, unknown, too
    few or do not sum to 1 (within 1e-9), concentration <= 0 and draws < 1. Source: Lahdelma and Salminen
    2001; Tervonen and Figueira 2008, "A survey on stochastic multicriteria acceptability analysis methods".
    """
    table = numbers("utilities", utilities)
    table = table[np.newaxis] if table.ndim == 2 else table
    if table.ndim != 3 or not table.shape[0] or not table.shape[2]:
        raise ValueError(
            f"utilities must be a table, items x criteria, or several, not {np.shape(utilities)}"
        )
    rounds = -(-whole("draws", draws, low=1) // len(table))
    drawn = _weightings(weights, table.shape[-1], rounds * len(table), concentration, seed)
    parts = np.split(drawn, rounds if len(table) > 1 else 1)
    scores = np.concatenate([weighted_sums(table, part) for part in parts])
    ranked = ~np.isnan(scores).any(axis=0)
    acceptability, central = _placed(scores, drawn, ranked)
    return Smaa(
        acceptability=acceptability,
        central_weights=central,
        pairwise=pairwise(scores),
        draws=len(scores),
    )


def read_weights(weights: ArrayLike, criteria: int) -> Floats:
    """Weights of so many criteria. Raises ValueError unless known, >= 0 and of sum 1 (within 1e-9)."""
    read = numbers("weights", weights, low=0)
    refuse("weights", read, np.isnan(read), "must be known")
    if read.shape != (criteria,):
        raise ValueError(f"weights must be one per criterion, {criteria} of them, not {read.shape}")
    if abs(read.sum() - 1) > 1e-9:
        raise ValueError(f"weights sum to {read.sum():.10g}: they must sum to 1")
    return read


def weighted_sums(utilities: Floats, weights: Floats) -> Floats:
    """``sum_j w_j u_j`` over the last axis, criterion after criterion, so that equal rows stay equal."""
    total = np.zeros(np.broadcast_shapes(utilities.shape[:-1], (*weights.shape[:-1], 1)))
    for criterion in range(utilities.shape[-1]):
        total += weights[..., [criterion]] * utilities[..., criterion]
    return total


def _weightings(
    weights: ArrayLike | None, criteria: int, draws: int, concentration: float, seed: int
) -> Floats:
    if declared("concentration", concentration) <= 0:
        raise ValueError(f"concentration is {concentration}: it must be above 0")
    alpha = np.ones(criteria) if weights is None else concentration * read_weights(weights, criteria)
    drawn = np.zeros((draws, criteria))
    drawn[:, alpha > 0] = generator(seed, "weights").dirichlet(alpha[alpha > 0], size=draws)
    return drawn


def _placed(
    scores: Floats, weights: Floats, ranked: NDArray[np.bool_]
) -> tuple[Floats, tuple[Floats | None, ...]]:
    """Rank acceptability and central weights; tied items share the ranks that they take together."""
    from scipy.stats import rankdata

    items = scores.shape[1]
    acceptability = np.full((items, items), np.nan)
    central: list[Floats | None] = [None] * items
    columns = np.flatnonzero(ranked)
    if columns.size:
        acceptability[columns] = 0.0
        first = rankdata(-scores[:, columns], method="min", axis=1)
        last = rankdata(-scores[:, columns], method="max", axis=1)
    for at, column in enumerate(columns):
        share = 1 / (last[:, at] - first[:, at] + 1)
        begun = np.bincount(first[:, at] - 1, weights=share, minlength=items + 1)
        ended = np.bincount(last[:, at], weights=share, minlength=items + 1)
        acceptability[column] = np.maximum(np.cumsum(begun - ended)[:-1], 0) / len(scores)
        leads = first[:, at] == 1
        if leads.any():
            central[column] = weights[leads].mean(axis=0)
    return acceptability, tuple(central)
