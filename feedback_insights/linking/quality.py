"""How good the links are, from the answers so far: precision and recall with intervals.

A stratified estimate (Cochran, Sampling Techniques, ch. 5): every stratum of the listed pairs counts with its
size in this run, its share of right pairs known from a random sample (`strata`). Answered pairs are known and
only the others uncertain, so that with every pair answered the interval closes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from feedback_insights.linking.answers import Listed
from feedback_insights.linking.strata import Floats, Shares, strata
from feedback_insights.records import Value
from feedback_insights.statistics.proportions import Z90

WIDTH = 0.08  # half the width at which precision is known well enough
DRAWS = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkQuality:
    """Precision and recall of the links as they count now, people's decisions included; 90 % intervals."""

    precision: Value  # of the accepted links, the share that is right
    recall: Value  # of the right ones among all pairs that the model listed, the share that is accepted
    accepted: int  # links that count now, of the listed pairs
    listed: int
    answers: int  # yes or no, on listed pairs
    sampled: int  # of these, those that speak for the pairs not answered
    left: int | None  # more answers until precision is known to +-WIDTH; None = no link is accepted

    @property
    def line(self) -> str:
        """The estimate in one line."""
        told = f"from {self.answers} answer{'s' * (self.answers != 1)}"
        if self.precision.value is None:
            return f"precision and recall unknown: {self.precision.reason}"
        shown = f"precision {_shown(self.precision)}, recall {_shown(self.recall)}, {told}"
        return f"{self.left} left, {shown}" if self.left is not None else shown


def _shown(value: Value) -> str:
    if value.value is None or value.low is None or value.high is None:
        return f"unknown ({value.reason})"
    middle, low, high = (f"{x:.2f}".removeprefix("0") for x in (value.value, value.low, value.high))
    return f"{middle} ({low}–{high})"


def link_quality(pairs: Sequence[Listed]) -> LinkQuality:
    """Estimate from `listed_pairs`. Unknown until a sampled answer is there."""
    shares = Shares(strata(pairs))
    known = [p.answer.right for p in pairs if p.answer and p.answer.right is not None]
    confirmed = sum(known)
    accepted = confirmed + sum(s.unknown for s in shares.strata if s.accepted)
    sampled = sum(s.yes + s.no for s in shares.strata)
    precision, recall = _estimates(shares, confirmed, accepted, sampled)
    return LinkQuality(
        precision=precision,
        recall=recall,
        accepted=accepted,
        listed=len(pairs),
        answers=len(known),
        sampled=sampled,
        left=_left(shares, confirmed, accepted),
    )


def _estimates(shares: Shares, confirmed: int, accepted: int, sampled: int) -> tuple[Value, Value]:
    if not accepted:
        unknown = Value(value=None, reason="no link is accepted" if shares.strata else "there are no links")
        return unknown, unknown
    if not sampled and any(s.unknown for s in shares.strata):
        unknown = Value(value=None, reason="no pair drawn by lot is answered yet")
        return unknown, unknown
    taken, missed = _right(shares, confirmed)
    method = f"stratified by probability, 90 % interval of {DRAWS} draws from a beta-binomial posterior"
    whole = taken + missed
    recall = np.divide(taken, whole, out=np.ones(DRAWS), where=whole > 0)
    return (
        _value(taken / accepted, method),
        _value(recall, f"{method}; of the right pairs that the model listed at all"),
    )


def _right(shares: Shares, confirmed: int) -> tuple[Floats, Floats]:
    """Draws of how many accepted pairs are right, and how many of the others."""
    draws = shares.draws(DRAWS)
    accepted = np.array([s.accepted for s in shares.strata], dtype=bool)
    return confirmed + draws[:, accepted].sum(axis=1), draws[:, ~accepted].sum(axis=1)


def _value(draws: Floats, method: str) -> Value:
    low, high = np.quantile(draws, (0.05, 0.95))
    ends = round(float(draws.mean()), 4), round(float(low), 4), round(float(high), 4)
    return Value(value=ends[0], low=min(ends[1], ends[0]), high=max(ends[2], ends[0]), method=method)


def _left(shares: Shares, confirmed: int, accepted: int) -> int | None:
    """How many more draws make the interval of precision narrow enough, as far as can be foreseen.

    The uncertainty of each stratum shrinks as its sample grows; what the strata share in keeping.
    """
    if not accepted:
        return None
    taken = [at for at, s in enumerate(shares.strata) if s.accepted]
    more = dict.fromkeys(taken, 0)
    now = float(np.var(_right(shares, confirmed)[0]))
    apart = sum(shares.variance(at) for at in taken)
    goal = (WIDTH * accepted / Z90) ** 2 * min(apart / now, 1.0) if now else 0.0
    while now and sum(shares.variance(at, more[at]) for at in taken) > goal:
        gains = {at: shares.variance(at, n) - shares.variance(at, n + 1) for at, n in more.items()}
        more[max(taken, key=lambda at: gains[at])] += 1
    return sum(more.values())
