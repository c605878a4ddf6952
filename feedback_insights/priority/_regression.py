"""Least squares with customers drawn anew, where a coefficient that the data cannot give is nan."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feedback_insights.arguments import Floats
from feedback_insights.priority.uncertainty import generator

_AT_ONCE = 100  # draws held in memory together
_BLOCK = 2048  # customers whose sums are made at once
_SINGULAR = 1e-10  # eigenvalues below this share of the largest are none
_GIVEN = 1e-6
_DUST = 1e-10  # a coefficient below this share of the outcome's range is 0, not one of the wrong sign


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fit:
    """Coefficients of the columns, and those of every draw; nan = not to be had from these rows."""

    coefficients: Floats  # (columns,)
    draws: Floats  # (draws, columns)


def fit(
    design: Floats, outcome: Floats, *, weight: Floats, customer: NDArray[np.int64], draws: int, seed: int
) -> Fit:
    """Weighted least squares of `outcome` on the columns of `design`; a draw takes whole customers.

    Rows come sorted by customer, numbered from 0. The columns hold the intercept.
    """
    from threadpoolctl import threadpool_limits

    rows = np.column_stack([design, outcome - np.average(outcome, weights=weight)])
    starts = np.searchsorted(customer, np.arange(customer[-1] + 2))
    drawn = np.empty((draws, design.shape[1]))
    rng = generator(seed, "customers")
    with threadpool_limits(1, user_api="blas"):  # its bits must not hang on the number of threads
        whole = _solve(_moments(rows, weight, starts, np.ones((1, len(starts) - 1))))[0]
        for start in range(0, draws, _AT_ONCE):
            counts = _resample(rng, len(starts) - 1)
            drawn[start : start + _AT_ONCE] = _solve(_moments(rows, weight, starts, counts))[: draws - start]
    dust = _DUST * np.ptp(outcome)
    return Fit(
        coefficients=np.where(np.abs(whole) <= dust, 0.0, whole),
        draws=np.where(np.abs(drawn) <= dust, 0.0, drawn),
    )


def _resample(rng: np.random.Generator, customers: int) -> Floats:
    """How often each customer comes up: (_AT_ONCE, customers)."""
    counts = np.empty((_AT_ONCE, customers))
    for draw in counts:
        draw[:] = np.bincount(rng.integers(0, customers, size=customers), minlength=customers)
    return counts


def _moments(rows: Floats, weight: Floats, starts: NDArray[np.int64], counts: Floats) -> Floats:
    """Weighted sums of products of all columns, one square for each line of `counts`."""
    width = rows.shape[1]
    one, other = np.triu_indices(width)
    total = np.zeros((len(counts), len(one)))
    for first in range(0, len(starts) - 1, _BLOCK):
        last = min(first + _BLOCK, len(starts) - 1)
        block = slice(starts[first], starts[last])
        products = rows[block][:, one] * rows[block][:, other] * weight[block, np.newaxis]
        total += counts[:, first:last] @ np.add.reduceat(products, starts[first:last] - starts[first])
    squares = np.empty((len(counts), width, width))
    squares[:, one, other] = squares[:, other, one] = total
    return squares


def _solve(moments: Floats) -> Floats:
    """Coefficients of each square; those that another column could take over are nan."""
    inner, outer = moments[:, :-1, :-1], moments[:, :-1, -1]
    inverse = np.linalg.pinv(inner, rcond=_SINGULAR, hermitian=True)
    found = np.asarray((inverse @ outer[:, :, np.newaxis])[:, :, 0])
    given = np.einsum("dij,dji->di", inverse, inner)
    found[np.abs(given - 1) > _GIVEN] = np.nan
    return found
