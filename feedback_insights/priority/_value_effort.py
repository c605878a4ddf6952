"""Value against effort: four quadrants, between cuts that are declared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from feedback_insights.arguments import Floats, declared, numbers
from feedback_insights.priority._aligned import (
    Labels,
    aligned,
    column,
    labelled,
    positive,
    same_length,
)

QUADRANTS = ("quick win", "big bet", "fill-in", "time sink")


def quadrant(
    value: ArrayLike | None, effort: ArrayLike | None, *, value_cut: float, effort_cut: float
) -> str | Labels | None:
    """Name the quadrant: "quick win", "big bet", "fill-in" or "time sink"; None where something is unknown.

    Value at or above `value_cut` is high, effort at or below `effort_cut` is low. Quick win: high value, low
    effort; big bet: high, high; fill-in: low, low; time sink: low value, high effort. An effort that is None,
    nan, zero or negative is unknown. Cuts are declared beforehand, so that an item's quadrant does not depend
    on its neighbours (for cuts from the list itself see `quadrants`).

    One word for single numbers, else an array of words and None. Raises ValueError for infinite numbers and
    for cuts that are none.
    """
    found: str | Labels | None = labelled(_masks(value, effort, value_cut, effort_cut), QUADRANTS)
    return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Quadrants:
    """A list in quadrants, with the cuts that made them."""

    labels: Labels  # None = value or effort unknown
    value_cut: float | None  # None = nothing in the list is known
    effort_cut: float | None
    relative: bool  # the cuts are this list's medians: another item in it can move every label


def quadrants(
    value: ArrayLike,
    effort: ArrayLike,
    *,
    value_cut: float | None = None,
    effort_cut: float | None = None,
    relative: bool = False,
) -> Quadrants:
    """Put a list into quadrants: by declared cuts or, only with `relative=True`, by the list's own medians.

    Medians (over the items whose value and effort are both known) make half of every list look good, whatever
    it is worth; the result says `relative`. Raises ValueError as `quadrant` does, for lists of different
    lengths, without cuts, and for cuts together with `relative=True`.
    """
    worth, work = column("value", value), positive(column("effort", effort))
    same_length(value=worth, effort=work)
    if relative:
        if value_cut is not None or effort_cut is not None:
            raise ValueError("give either both cuts or relative=True, not both")
        known = ~np.isnan(worth) & ~np.isnan(work)
        if not known.any():
            return Quadrants(labels=np.full(worth.size, None), value_cut=None, effort_cut=None, relative=True)
        value_cut, effort_cut = float(np.median(worth[known])), float(np.median(work[known]))
    if value_cut is None or effort_cut is None:
        raise ValueError("declare value_cut and effort_cut, or take this list's medians with relative=True")
    labels: Any = quadrant(worth, work, value_cut=value_cut, effort_cut=effort_cut)
    return Quadrants(labels=labels, value_cut=value_cut, effort_cut=effort_cut, relative=relative)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuadrantChances:
    """How often an item falls into each quadrant over the draws, and what it may be called."""

    quick_win: float
    big_bet: float
    fill_in: float
    time_sink: float
    label: str  # the quadrant with at least the asked certainty, else "boundary"


def quadrant_probabilities(
    value: ArrayLike,
    effort: ArrayLike,
    *,
    value_cut: float,
    effort_cut: float,
    certainty: float = 0.8,
) -> list[QuadrantChances | None]:
    """Per item the share of draws in each quadrant; "boundary" where no quadrant reaches `certainty`.

    `value` and `effort` have one row per draw and one column per item (as in `priority.uncertainty`); one of
    them may be one number per item, taken as known. None for an item with an unknown draw, or with an effort
    of zero or less. Raises ValueError as `quadrant` does, without draws, and for a certainty that is not
    above 0.5 and at most 1.
    """
    if not 0.5 < declared("certainty", certainty) <= 1:
        raise ValueError(f"certainty is {certainty}: it must be above 0.5 and at most 1")
    inside = _masks(value, effort, value_cut, effort_cut)
    if inside[0].ndim != 2 or not len(inside[0]):
        raise ValueError("value must have one row per draw and one column per item, and at least one draw")
    shares = np.array([mask.mean(axis=0) for mask in inside]).T
    known = np.logical_or.reduce(inside).all(axis=0)
    return [_chances(share, certainty) if sure else None for share, sure in zip(shares, known, strict=True)]


def _masks(
    value: ArrayLike | None, effort: ArrayLike | None, value_cut: float, effort_cut: float
) -> list[NDArray[np.bool_]]:
    """In which of QUADRANTS each item is; in none where something is unknown."""
    worth, work = aligned(value=numbers("value", value), effort=positive(numbers("effort", effort)))
    least, most = declared("value_cut", value_cut), declared("effort_cut", effort_cut)
    high, low, dear, easy = worth >= least, worth < least, work > most, work <= most
    return [high & easy, high & dear, low & easy, low & dear]


def _chances(shares: Floats, certainty: float) -> QuadrantChances:
    best = int(shares.argmax())
    return QuadrantChances(
        quick_win=float(shares[0]),
        big_bet=float(shares[1]),
        fill_in=float(shares[2]),
        time_sink=float(shares[3]),
        label=QUADRANTS[best] if shares[best] >= certainty else "boundary",
    )
