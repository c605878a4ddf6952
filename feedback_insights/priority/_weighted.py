"""Weighted scoring: the weighted sum and the weighted product of criteria between declared anchors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Literal, cast

import numpy as np
from numpy.typing import ArrayLike

from feedback_insights.arguments import Floats, listed, numbers, plain, refuse, single
from feedback_insights.priority._criteria import (
    Anchors,
    Criterion,
    declared_weights,
    outside_anchors,
    utility,
)


def weighted_sum(
    values: ArrayLike, weights: ArrayLike, *, anchors: Sequence[Anchors] | None = None
) -> float | Floats | None:
    """Score items by ``sum_j w_j * u_j``: one criterion per column (or the criteria of one item).

    Weights are >= 0 and sum to 1. Values are utilities from 0 to 1, or on any scale with `anchors`, one pair
    per criterion (see `utility`; direction is in the anchors, never in a negative weight). Where a criterion
    of positive weight is unknown (None, nan) the score is None or nan: never renormalized (`weighted_score`
    gives its bounds). Raises ValueError for weights that sum to anything but 1 (within 1e-9), values outside
    0..1 without anchors, and shapes that do not fit.
    """
    shares, utilities = _read(values, weights, anchors)
    return plain(_per_item(utilities * shares))


def weighted_product(
    values: ArrayLike, weights: ArrayLike, *, anchors: Sequence[Anchors] | None = None
) -> float | Floats | None:
    """Score items by ``prod_j u_j ^ w_j``, which punishes one weak criterion; arguments as `weighted_sum`.

    Sum and product can name different winners. Utilities must be above 0: with a 0 every other criterion
    would be void, so declare the anchor below the worst that can be. Raises ValueError as `weighted_sum`.
    """
    shares, utilities = _read(values, weights, anchors)
    refuse("values", utilities, utilities <= 0, "must have a utility above 0 in a product; move the anchor")
    return plain(np.exp(_per_item(np.log(utilities) * shares)))


def _read(values: ArrayLike, weights: ArrayLike, anchors: Sequence[Anchors] | None) -> tuple[Floats, Floats]:
    """Weights and utilities of the criteria that count at all."""
    shares, table = declared_weights(weights), numbers("values", values)
    if table.ndim not in (1, 2) or table.shape[-1] != shares.size:
        raise ValueError(f"values must have {shares.size} criteria in each row, not shape {table.shape}")
    if anchors is None:
        refuse("values", table, (table < 0) | (table > 1), "must be between 0 and 1 unless anchors are given")
    else:
        given = listed("anchors", anchors, "anchors, one pair per criterion")
        if len(given) != shares.size:
            raise ValueError(f"anchors must be one per criterion, {shares.size}, not {len(given)}")
        read = [utility(table[..., j], cast(Anchors, pair)) for j, pair in enumerate(given)]
        table = np.stack([np.asarray(u, dtype=np.float64) for u in read], axis=-1)
    counts = shares > 0
    return shares[counts], table[..., counts]


def _per_item(terms: Floats) -> Floats:
    """Sums that are exact, so that neither other items nor the order of criteria can move them."""
    sums = [fsum(row) for row in terms.reshape(-1, terms.shape[-1]).tolist()]
    return np.array(sums).reshape(terms.shape[:-1])


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionPart:
    """What one criterion gives to a score."""

    name: str
    weight: float
    value: float | None
    utility: float | None  # None = the value is missing
    clipped: bool  # the value lies beyond the anchors


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightedScore:
    """One item's weighted score, its weights, and what is missing or clipped in it."""

    score: float | None  # None = a criterion that counts is missing
    low: float  # with every missing criterion at its worst
    high: float  # and at its best; equal to the score where nothing is missing
    method: str  # "sum" or "product"
    parts: tuple[CriterionPart, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(part.name for part in self.parts if part.utility is None)

    @property
    def clipped(self) -> tuple[str, ...]:
        return tuple(part.name for part in self.parts if part.clipped)


def weighted_score(
    values: Mapping[str, float | None],
    criteria: Sequence[Criterion],
    *,
    method: Literal["sum", "product"] = "sum",
) -> WeightedScore:
    """Score one item with all that belongs to the figure: parts, weights, missing and clipped criteria.

    A criterion that is not among `values`, None or nan is missing: the score is None, and `low` and `high`
    hold it at a utility of 0 and of 1. Raises ValueError as `weighted_sum` and `weighted_product` do, for
    values without a criterion, two criteria of one name, and another method.
    """
    if method not in ("sum", "product"):
        raise ValueError(f"method must be sum or product, not {method!r}")
    if not isinstance(values, Mapping):
        raise ValueError(f"values must map criteria to numbers, not be of type {type(values).__name__}")
    criteria = cast(list[Criterion], listed("criteria", criteria, "criteria"))
    names = [criterion.name for criterion in criteria]
    if strangers := sorted(set(values) - set(names), key=str):
        raise ValueError(f"{strangers[0]!r} is no criterion; known are {', '.join(names)}")
    if len(set(names)) < len(names):
        raise ValueError(f"criterion {max(names, key=names.count)!r} occurs twice")
    weights = declared_weights([criterion.weight for criterion in criteria])
    parts = tuple(_part(criterion, values.get(criterion.name)) for criterion in criteria)
    combine = weighted_product if method == "product" else weighted_sum
    lacking = any(part.utility is None and part.weight > 0 for part in parts)
    high = _filled(combine, parts, weights, 1.0)
    if not lacking:
        return WeightedScore(score=high, low=high, high=high, method=method, parts=parts)
    # with a missing criterion at its worst a product is 0, whatever the others are
    low = 0.0 if method == "product" else _filled(combine, parts, weights, 0.0)
    return WeightedScore(score=None, low=low, high=high, method=method, parts=parts)


def _filled(
    combine: Callable[..., float | Floats | None], parts: Sequence[CriterionPart], weights: Floats, u: float
) -> float:
    """The score with every missing criterion at the utility u."""
    score = combine([u if part.utility is None else part.utility for part in parts], weights)
    return float(cast(float, score))


def _part(criterion: Criterion, given: float | None) -> CriterionPart:
    value = single(criterion.name, given)
    read = utility(value, criterion.anchors)
    return CriterionPart(
        name=criterion.name,
        weight=criterion.weight,
        value=None if np.isnan(value) else value,
        utility=read if isinstance(read, float) else None,
        clipped=bool(outside_anchors(value, criterion.anchors)),
    )


def criteria_correlation(values: ArrayLike) -> Floats:
    """Pearson correlations between the criteria (columns), over the items where both are known.

    Criteria that move together (reach, revenue, votes) count one thing several times. nan where fewer than
    three items have both, or one of them is the same everywhere. Raises ValueError for anything but a table.
    """
    table = numbers("values", values)
    if table.ndim != 2:
        raise ValueError(f"values must be a table, one row per item, not of shape {table.shape}")
    size = table.shape[1]
    matrix = np.full((size, size), np.nan)
    for i in range(size):
        for j in range(i, size):
            matrix[i, j] = matrix[j, i] = _correlation(table[:, i], table[:, j])
    return matrix


def _correlation(one: Floats, other: Floats) -> float:
    both = ~np.isnan(one) & ~np.isnan(other)
    if both.sum() < 3 or not np.ptp(one[both]) or not np.ptp(other[both]):
        return float("nan")
    return float(np.corrcoef(one[both], other[both])[0, 1])
