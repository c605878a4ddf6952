"""From which probability on answers may be relied on: what is accepted, and how much of it is right.

`probability` holds what was said (0..1), `truth` what came true (1 or 0, True or False), pair by pair; their
order has no effect.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from feedback_insights.arguments import declared
from feedback_insights.statistics._outcomes import known, outcomes
from feedback_insights.statistics.normal import critical
from feedback_insights.statistics.proportions import wilson


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskCoverage:
    """What comes of accepting every pair at or above a threshold."""

    threshold: float
    pairs: int  # in all
    accepted: int
    right: int  # of the accepted
    of: int  # right ones in all, accepted or not
    low: float | None  # Wilson's interval of the precision; None: nothing is accepted
    high: float | None

    @property
    def coverage(self) -> float:
        """The share of the pairs that is accepted."""
        return self.accepted / self.pairs

    @property
    def precision(self) -> float | None:
        """The share of the accepted that is right; None: nothing is accepted."""
        return self.right / self.accepted if self.accepted else None

    @property
    def risk(self) -> float | None:
        """The share of the accepted that is wrong."""
        return (self.accepted - self.right) / self.accepted if self.accepted else None

    @property
    def recall(self) -> float | None:
        """The share of the right ones that is accepted; None: none is right."""
        return self.right / self.of if self.of else None


def risk_coverage(
    probability: ArrayLike, truth: ArrayLike, thresholds: ArrayLike | None = None, *, level: float = 0.90
) -> tuple[RiskCoverage, ...]:
    """One row per threshold, in the order given; by default every probability that occurs, highest first.

    Pairs at or above a threshold are accepted, so equal probabilities are accepted together. Without pairs
    there is no row. Raises ValueError as `brier_score` does, and for thresholds that are no probabilities.
    """
    p, y = outcomes(probability, truth)
    z = critical(level)
    cuts = np.unique(p)[::-1] if thresholds is None else known("thresholds", thresholds)
    order = np.argsort(-p, kind="stable")
    right = np.concatenate([[0], np.cumsum(y[order])]).astype(int)
    taken = len(p) - np.searchsorted(p[order[::-1]], cuts, side="left")
    return tuple(
        _row(float(cut), len(p), int(n), int(right[n]), int(right[-1]), z)
        for cut, n in zip(cuts, taken, strict=True)
        if len(p)
    )


def _row(threshold: float, pairs: int, accepted: int, right: int, of: int, z: float) -> RiskCoverage:
    low, high = wilson(right, accepted, z) or (None, None)
    return RiskCoverage(
        threshold=threshold, pairs=pairs, accepted=accepted, right=right, of=of, low=low, high=high
    )


def abstention_threshold(
    probability: ArrayLike,
    truth: ArrayLike,
    *,
    target: float = 0.9,
    thresholds: ArrayLike | None = None,
    level: float = 0.90,
) -> RiskCoverage | None:
    """The threshold that accepts most while the lower end of the precision's interval reaches the target.

    None where no threshold does, or without pairs. Candidates are as in `risk_coverage`. It is chosen where
    it looks best, so its own row flatters: take it on one part of the customers and report
    ``risk_coverage(p, y, [found.threshold])`` on the other. Raises ValueError as `risk_coverage` does, and
    for a target outside 0..1.
    """
    goal = declared("target", target, low=0, high=1)
    rows = risk_coverage(probability, truth, thresholds, level=level)
    fit = [row for row in rows if row.low is not None and row.low >= goal]
    return max(fit, key=lambda row: (row.accepted, -row.threshold), default=None)
