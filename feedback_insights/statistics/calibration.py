"""Whether probabilities are right as often as they say.

`probability` holds what was said (0..1), `truth` what came true (1 or 0, True or False), pair by pair; their
order has no effect. Fit a calibration on some customers and measure it on others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import fsum, sqrt
from typing import Literal, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from feedback_insights.arguments import Floats, numbers, whole
from feedback_insights.statistics._outcomes import outcomes
from feedback_insights.statistics.normal import critical
from feedback_insights.statistics.proportions import wilson

Norm = Literal["l1", "l2", "max"]
Bins = int | ArrayLike


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliabilityBin:
    """Pairs of like probability: what was said of them, and what share came true, with Wilson's interval."""

    low: float  # the least and the greatest probability in it
    high: float
    pairs: int
    right: int
    predicted: float  # mean probability
    observed: float  # right / pairs
    observed_low: float
    observed_high: float

    @property
    def gap(self) -> float:
        """How much was promised too much; negative: too little."""
        return self.predicted - self.observed


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliabilityTable:
    """The bins that hold something, by rising probability."""

    bins: tuple[ReliabilityBin, ...]
    pairs: int
    level: float  # of the bins' intervals

    def error(self, norm: Norm = "l1") -> float | None:
        """The calibration error, as `calibration_error` says; None without pairs."""
        if norm not in _NORMS:
            raise ValueError(f"norm is {norm!r}: it must be one of {', '.join(_NORMS)}")
        return _NORMS[norm]([(b.pairs / self.pairs, abs(b.gap)) for b in self.bins]) if self.bins else None


# Of each bin its share of the pairs and its distance.
_NORMS: dict[str, Callable[[list[tuple[float, float]]], float]] = {
    "l1": lambda bins: fsum(share * gap for share, gap in bins),
    "l2": lambda bins: sqrt(fsum(share * gap**2 for share, gap in bins)),
    "max": lambda bins: max(gap for _, gap in bins),
}


def brier_score(probability: ArrayLike, truth: ArrayLike) -> float | None:
    """The mean squared error of probabilities, ``mean((p - y)^2)``: 0 best, 1 worst; None without pairs.

    Saying the base rate b every time scores b (1 - b): compare with that. Raises ValueError naming argument
    and position for a probability outside 0..1, a truth other than 0 and 1, and nan in either.
    Source: Brier 1950, two classes, one of them counted.
    """
    p, y = outcomes(probability, truth)
    return fsum(((p - y) ** 2).tolist()) / len(p) if len(p) else None


def calibration_error(
    probability: ArrayLike,
    truth: ArrayLike,
    *,
    bins: Bins = 10,
    equal_mass: bool = False,
    norm: Norm = "l1",
) -> float | None:
    """ECE: how far the said probabilities are from the shares that came true, 0..1, bin by bin.

    With a bin's distance ``|mean p - mean y|`` and n_b of the n pairs: `l1` is ``sum n_b/n distance`` (the
    expected calibration error), `l2` the root of ``sum n_b/n distance^2``, `max` the greatest distance. Empty
    bins have no part in any. Bins are as in `reliability_table`. None without pairs.

    More bins or fewer pairs make it larger by chance alone: compare only figures with equal bins and like n.
    Raises ValueError as `reliability_table` does. Source: Guo et al. 2017; Kumar et al. 2019 for `l2`.
    """
    return reliability_table(probability, truth, bins=bins, equal_mass=equal_mass).error(norm)


def reliability_table(
    probability: ArrayLike,
    truth: ArrayLike,
    *,
    bins: Bins = 10,
    equal_mass: bool = False,
    level: float = 0.90,
) -> ReliabilityTable:
    """What was said and what came true, in bins of like probability; empty bins are left out.

    `bins` is a number of bins of equal width over 0..1, or their rising edges from 0 to 1; a probability on
    an edge belongs to the upper bin, 1 to the last. With `equal_mass` the bins hold equally many pairs (the
    first ones one more where that does not come out even), but equal probabilities always share a bin.

    Raises ValueError naming argument and position for a probability outside 0..1, a truth other than 0 and 1,
    and nan in either; for unequal lengths, for no bins, and for a level outside 0..1.
    """
    p, y = outcomes(probability, truth)
    z, at = critical(level), _equal_mass(p, bins) if equal_mass else _between(p, _edges(bins))
    order = np.argsort(at, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(at[order])) + 1) if len(p) else []
    return ReliabilityTable(
        bins=tuple(_bin(p[part], int(y[part].sum()), z) for part in parts), pairs=len(p), level=level
    )


def _bin(p: Floats, right: int, z: float) -> ReliabilityBin:
    low, high = wilson(right, len(p), z) or (0.0, 1.0)  # a bin holds something
    return ReliabilityBin(
        low=float(p.min()),
        high=float(p.max()),
        pairs=len(p),
        right=right,
        predicted=fsum(p.tolist()) / len(p),
        observed=right / len(p),
        observed_low=low,
        observed_high=high,
    )


def _edges(bins: Bins) -> Floats:
    edges = numbers("bins", bins)
    if edges.ndim == 0:
        number = whole("bins", cast(int, bins), low=1)
        return np.arange(number + 1) / number  # 3 / 10 is the float .3, 3 * .1 is not
    if edges.ndim != 1 or len(edges) < 2 or edges[0] != 0 or edges[-1] != 1 or not (np.diff(edges) > 0).all():
        raise ValueError(f"bins must be a number of bins, or edges that rise from 0 to 1, not {bins!r}")
    return edges


def _between(p: Floats, edges: Floats) -> NDArray[np.intp]:
    return np.minimum(np.searchsorted(edges, p, side="right") - 1, len(edges) - 2)


def _equal_mass(p: Floats, bins: Bins) -> NDArray[np.intp]:
    """Bin by place in the order; all equal probabilities go where the first of them does."""
    number = min(whole("bins", cast(int, bins), low=1), max(len(p), 1))
    sizes = [len(part) for part in np.array_split(p, number)]
    first = np.searchsorted(np.sort(p), p, side="left")
    return np.searchsorted(np.cumsum(sizes), first, side="right")
