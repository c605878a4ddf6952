"""Confidence sets for ranks: where an item may truly stand, given estimates with their errors.

Unlike percentiles of ranks over draws (`rank_intervals`), which are too narrow where items are close, these
sets hold the true rank at least as often as they say. Two items are told apart only if the difference of
their estimates is too large for its error, all comparisons taken together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from feedback_insights.arguments import Floats, fraction, numbers, refuse, whole
from feedback_insights.statistics.resampling import generator

Pairs = NDArray[np.bool_]  # [j, k]: of j and k


@dataclass(frozen=True, slots=True, kw_only=True)
class RankSet:
    """The ranks low .. high that an item may truly have; 1 is best."""

    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Comparison:
    """All pairs of the items that can be ranked."""

    gaps: Floats  # [j, k]: how many errors the estimate of j lies above that of k
    spread: Floats  # [j, k]: the error of that difference
    noise: Floats  # (draws, items): joint errors of the estimates
    level: float


def marginal_rank_sets(
    estimates: ArrayLike, errors: ArrayLike, level: float = 0.95, *, draws: int = 2000, seed: int = 0
) -> list[RankSet | None]:
    """Per item, ranks that hold its true rank with probability `level`: for asking about one item.

    estimates: one number per item, larger is better. errors: their standard errors, if the estimates are
    independent; else their covariance matrix, of joint bootstrap draws `numpy.cov(draws, rowvar=False)`.
    The errors are taken as normal. The ranks of an item start below all items that are surely better and
    end above all that are surely worse, by one-sided tests of every other item against it with the
    bootstrap quantile of the largest error, stepped down (Romano and Wolf 2005).

    None = not ranked (an unknown estimate or error). Raises ValueError for infinite numbers, negative
    errors, a matrix that is no covariance matrix, a level outside 0..1 and draws below 1. Source: Mogstad,
    Romano, Shaikh, Wilhelm 2023, section 3; R package csranks.
    """
    ranked, comparison = _read(estimates, errors, level, draws, seed)
    sets = []
    for item in range(int(ranked.sum())):
        family = np.zeros(comparison.gaps.shape, dtype=bool)
        family[item] = family[:, item] = True
        sets.append(_ranks(_surely_above(comparison, family), item))
    return _placed(sets, ranked)


def simultaneous_rank_sets(
    estimates: ArrayLike, errors: ArrayLike, level: float = 0.95, *, draws: int = 2000, seed: int = 0
) -> list[RankSet | None]:
    """Per item, ranks that hold the true ranks of all items at once with probability `level`.

    For reading the whole list; wider than `marginal_rank_sets`, whose arguments and errors it shares.
    """
    ranked, comparison = _read(estimates, errors, level, draws, seed)
    above = _surely_above(comparison, np.ones(comparison.gaps.shape, dtype=bool))
    return _placed([_ranks(above, item) for item in range(len(above))], ranked)


def _read(
    estimates: ArrayLike, errors: ArrayLike, level: float, draws: int, seed: int
) -> tuple[Pairs, _Comparison]:
    values, given = np.atleast_1d(numbers("estimates", estimates)), np.atleast_1d(numbers("errors", errors))
    if values.ndim != 1 or given.shape not in (values.shape, values.shape * 2):
        raise ValueError(f"errors must be one per estimate, or a square of them, not {given.shape}")
    if given.ndim == 1:
        refuse("errors", given, given < 0, "must not be negative")
    covariance = given if given.ndim == 2 else np.diag(given**2)
    ranked = ~(np.isnan(values) | np.isnan(covariance.diagonal()))
    values, covariance = values[ranked], covariance[np.ix_(ranked, ranked)]
    noise = generator(seed, "rank sets").standard_normal((whole("draws", draws, low=1), len(values)))
    noise = noise @ _root(covariance) if given.ndim == 2 else noise * given[ranked]
    spread = np.sqrt(
        np.maximum(np.add.outer(covariance.diagonal(), covariance.diagonal()) - 2 * covariance, 0)
    )
    with np.errstate(divide="ignore", invalid="ignore"):  # no error: surely above, or equal (nan)
        gaps = np.subtract.outer(values, values) / spread
    return ranked, _Comparison(gaps=gaps, spread=spread, noise=noise, level=fraction("level", level))


def _root(covariance: Floats) -> Floats:
    """A matrix whose product with its transpose is the covariance matrix."""
    rule = "errors must be a covariance matrix: symmetric, complete, with no negative variance"
    if np.isnan(covariance).any() or not np.allclose(covariance, covariance.T):
        raise ValueError(rule)
    variances, axes = np.linalg.eigh(covariance)
    if variances.size and variances[0] < -1e-8 * max(variances[-1], 0.0) - 1e-300:
        raise ValueError(rule)
    return np.asarray((axes * np.sqrt(np.maximum(variances, 0))).T)


def _surely_above(comparison: _Comparison, family: Pairs) -> Pairs:
    """[j, k] of the family of which j is above k for sure; tests that fail leave room for the others."""
    left = family & ~np.eye(len(family), dtype=bool)
    above = np.zeros_like(family)
    while left.any():
        limit = np.quantile(_largest_error(comparison, left), comparison.level)
        new = left & (comparison.gaps > max(float(limit), 0.0))
        if not new.any():
            break
        above |= new
        left &= ~new
    return above


def _largest_error(comparison: _Comparison, pairs: Pairs) -> Floats:
    """Per draw, the largest error of a difference among the pairs, in units of its own spread."""
    largest = np.full(len(comparison.noise), -np.inf)
    for item, others in enumerate(pairs & (comparison.spread > 0)):
        if others.any():
            apart = comparison.noise[:, [item]] - comparison.noise[:, others]
            largest = np.maximum(largest, (apart / comparison.spread[item, others]).max(axis=1))
    return np.where(np.isinf(largest), 0.0, largest)


def _ranks(above: Pairs, item: int) -> RankSet:
    return RankSet(low=1 + int(above[:, item].sum()), high=len(above) - int(above[item].sum()))


def _placed(sets: list[RankSet], ranked: Pairs) -> list[RankSet | None]:
    found = iter(sets)
    return [next(found) if yes else None for yes in ranked]
