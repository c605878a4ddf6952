"""Pareto: which items no other beats on every axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from feedback_insights.arguments import Floats, numbers

_SIGN = {"max": 1.0, "min": -1.0}
_BLOCK = 512  # items compared with all others at once


@dataclass(frozen=True, slots=True, kw_only=True)
class ParetoFront:
    """Items by their places in the table."""

    front: tuple[int, ...]  # nothing dominates them
    dominated: tuple[int, ...]
    not_compared: tuple[int, ...]  # unknown on some axis


def pareto(values: ArrayLike, directions: Sequence[str]) -> ParetoFront:
    """Find the items that no other dominates: at least as good on every axis, and better on one.

    values: items x axes. directions: per axis "max" (larger is better: value) or "min" (effort, risk).
    Equal items do not dominate one another: all are kept. An item that is unknown on an axis is not
    compared with any, and listed apart.

    Raises ValueError for infinite numbers, a value that is no table, and directions that are not one per
    axis. Prioritization spec 6.9.
    """
    table = _turned("values", values, directions, 2)
    known = np.asarray(~np.isnan(table).any(axis=1))
    beaten = np.zeros(len(table), dtype=bool)
    beaten[known] = _dominated(table[known])
    return ParetoFront(
        front=_places(known & ~beaten), dominated=_places(beaten), not_compared=_places(~known)
    )


def pareto_probability(draws: ArrayLike, directions: Sequence[str]) -> Floats:
    """P(no other item dominates it), per item, over joint draws x items x axes.

    nan = unknown on some axis in some draw: not compared with any. Raises ValueError as `pareto` does, and
    for no draws.
    """
    table = _turned("draws", draws, directions, 3)
    if not len(table):
        raise ValueError("draws must be at least one")
    known = np.asarray(~np.isnan(table).any(axis=(0, 2)))
    chance = np.full(table.shape[1], np.nan)
    chance[known] = 1 - np.mean([_dominated(draw) for draw in table[:, known]], axis=0)
    return chance


def _turned(name: str, values: ArrayLike, directions: Sequence[str], dimensions: int) -> Floats:
    """The table with larger better on every axis."""
    table = numbers(name, values)
    if wrong := [d for d in directions if d not in _SIGN]:
        raise ValueError(f'directions has {wrong[0]!r}: each must be "max" or "min"')
    if table.shape == (0,):  # an empty backlog
        table = table.reshape(*[0] * (dimensions - 1), len(directions))
    if table.ndim != dimensions or not directions or table.shape[-1] != len(directions):
        raise ValueError(f"{name} must have one column per direction, {len(directions)}, not {table.shape}")
    return table * [_SIGN[direction] for direction in directions]


def _dominated(table: Floats) -> NDArray[np.bool_]:
    beaten = np.zeros(len(table), dtype=bool)
    for start in range(0, len(table), _BLOCK):
        rows = table[start : start + _BLOCK]
        no_worse = np.ones((len(rows), len(table)), dtype=bool)
        better = np.zeros_like(no_worse)
        for mine, all_on_axis in zip(rows.T, table.T, strict=True):
            no_worse &= all_on_axis >= mine[:, np.newaxis]
            better |= all_on_axis > mine[:, np.newaxis]
        beaten[start : start + _BLOCK] = (no_worse & better).any(axis=1)
    return beaten


def _places(chosen: NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(int(place) for place in np.flatnonzero(chosen))
