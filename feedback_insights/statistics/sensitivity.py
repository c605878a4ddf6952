"""What an answer hangs on: which input moves an item most, and which weight would swap the top two."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from feedback_insights.arguments import Floats, numbers
from feedback_insights.statistics.acceptability import Smaa, read_weights, weighted_sums
from feedback_insights.statistics.resampling import tail_points


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One input of one item at its low and its high value, all others at their medians; None = not ranked."""

    input: str
    low: float
    high: float
    score_low: float | None  # the item's score at the low value
    score_high: float | None
    rank_low: float | None  # the item's rank at the low value; 1 is best
    rank_high: float | None

    @property
    def rank_change(self) -> float:
        """How many ranks apart; infinite where the item has no rank at one end."""
        return _apart(self.rank_low, self.rank_high)

    @property
    def score_change(self) -> float:
        """How far the scores are apart."""
        return _apart(self.score_low, self.score_high)


def _apart(low: float | None, high: float | None) -> float:
    if low is None or high is None:
        return 0.0 if low is high else np.inf
    return abs(high - low)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tornado:
    """An item with all inputs at their medians, and what each of them can do to it, the largest first."""

    score: float | None
    rank: float | None
    bars: tuple[Bar, ...]


def tornado(
    score: Callable[..., ArrayLike | None],
    inputs: Mapping[str, ArrayLike],
    item: int = 0,
    *,
    level: float = 0.90,
) -> Tornado:
    """Move each input of an item from its 5 % to its 95 % value, all others at the median.

    score: called with every input by name, as an array of one number per item; returns the scores, larger is
    better (`priority.rice`). inputs: a table of draws x items; draws x 1 for what all items share, moved for
    all at once; or one number per item, or one for all, which has no draws and gets no bar. item: its
    column. Bars come by change in rank, then in score, then by name. Tied items share the mean of
    their ranks; an item whose score is nan has none. A nan among the draws is left out of the percentiles.

    Raises ValueError for inputs whose numbers of items differ, no draws, an item outside, infinite numbers
    and a level outside 0..1. Prioritization spec 6.8.
    """
    read = {name: numbers(f"inputs[{name!r}]", values) for name, values in inputs.items()}
    low, high = tail_points(level)
    items = _items(read)
    if not 0 <= item < items:
        raise ValueError(f"item is {item}: it must be one of {items}, numbered from 0")
    middle = {name: _quantile(values, 0.5) for name, values in read.items()}
    base = _standing(score, middle, item, items)
    bars = []
    for name in [name for name, values in read.items() if values.ndim == 2]:
        place = item if middle[name].size > 1 or items == 1 else 0
        ends = [_quantile(read[name], point)[place] for point in (low, high)]
        moved = [
            _standing(score, middle | {name: _with(middle[name], place, end)}, item, items) for end in ends
        ]
        (score_low, rank_low), (score_high, rank_high) = moved
        bars.append(
            Bar(
                input=name,
                low=float(ends[0]),
                high=float(ends[1]),
                score_low=score_low,
                score_high=score_high,
                rank_low=rank_low,
                rank_high=rank_high,
            )
        )
    bars.sort(key=lambda bar: (-bar.rank_change, -bar.score_change, bar.input))
    return Tornado(score=base[0], rank=base[1], bars=tuple(bars))


def _items(inputs: Mapping[str, Floats]) -> int:
    for name, values in inputs.items():
        if values.ndim > 2 or not values.size:
            raise ValueError(f"inputs[{name!r}] must be draws x items or one per item, not {values.shape}")
    sizes = {values.shape[-1] for values in inputs.values() if values.ndim} | {1}
    if len(sizes - {1}) > 1:
        raise ValueError(f"inputs are of {' and '.join(map(str, sorted(sizes - {1})))} items")
    return max(sizes)


def _quantile(values: Floats, point: float) -> Floats:
    """Per item; what has no draws is what it is."""
    if values.ndim < 2:
        return values
    return np.array(
        [np.quantile(c[~np.isnan(c)], point) if not np.isnan(c).all() else np.nan for c in values.T]
    )


def _with(values: Floats, place: int, value: float) -> Floats:
    changed = values.copy()
    changed[place] = value
    return changed


def _standing(
    score: Callable[..., ArrayLike | None], inputs: Mapping[str, Floats], item: int, items: int
) -> tuple[float | None, float | None]:
    """The item's score and rank."""
    scores = numbers("the score", score(**inputs))
    if scores.shape not in ((), (1,), (items,)):
        raise ValueError(f"the score must be one number per item, {items}, not {scores.shape}")
    scores = np.broadcast_to(scores, (items,))
    mine = scores[item]
    if np.isnan(mine):
        return None, None
    return float(mine), float(1 + (scores > mine).sum() + ((scores == mine).sum() - 1) / 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightSwap:
    """The weight at which the leader and a rival swap, the other weights keeping their proportions."""

    criterion: int
    weight: float  # as stated
    swap_at: float | None  # both are equal here and swapped beyond; None = nowhere between 0 and 1
    leader: int
    rival: int

    @property
    def change(self) -> float | None:
        """How far the weight must move, at least."""
        return None if self.swap_at is None else self.swap_at - self.weight


def weight_swaps(
    utilities: ArrayLike, weights: ArrayLike, *, leader: int | None = None, rival: int | None = None
) -> tuple[WeightSwap, ...]:
    """The smallest change of each weight alone that swaps the top two of ``sum_j w_j u_j``; in closed form.

    With weight t on criterion j the others are renormalised to ``(1 - t) w_k / (1 - w_j)``, so the lead is
    ``t d_j + (1 - t) r``, where d is the leader's utilities minus the rival's and
    ``r = sum_(k != j) w_k d_k / (1 - w_j)``: it ends at ``t = r / (r - d_j)``. utilities: items x criteria,
    larger is better. leader, rival: other items than the first and the second of the list (by score, then
    by place).

    Empty where fewer than two items can be scored. A weight of 1 leaves nothing to renormalise: no swap.
    Raises ValueError for an item that is unknown or its own rival, infinite numbers, and weights as `smaa`
    does.
    """
    table = numbers("utilities", utilities)
    if table.ndim != 2 or not table.shape[1]:
        raise ValueError(f"utilities must be items x criteria, not {table.shape}")
    stated = read_weights(weights, table.shape[1])
    scores = weighted_sums(table, stated)
    order = [int(n) for n in np.argsort(-scores, kind="stable") if not np.isnan(scores[n])]
    for name, item in (("leader", leader), ("rival", rival)):
        if item is not None and item not in order:
            raise ValueError(f"{name} is {item}: no such item has a score")
    if leader is not None and leader == rival:
        raise ValueError(f"leader and rival are both {leader}")
    if len(order) < 2:
        return ()
    first = leader if leader is not None else next(n for n in order if n != rival)
    second = rival if rival is not None else next(n for n in order if n != first)
    ahead = table[first] - table[second]
    return tuple(
        WeightSwap(
            criterion=j,
            weight=float(stated[j]),
            swap_at=_swap_at(ahead, stated, j),
            leader=first,
            rival=second,
        )
        for j in range(stated.size)
    )


def _swap_at(ahead: Floats, weights: Floats, criterion: int) -> float | None:
    rest = 1 - weights[criterion]
    if rest <= 0:
        return None
    others = float(np.delete(weights * ahead, criterion).sum() / rest)
    slope = others - float(ahead[criterion])
    where = others / slope if slope else -1.0
    return where if 0 < where < 1 else None


def weighting_headline(
    found: Smaa, swaps: Sequence[WeightSwap], items: Sequence[str], criteria: Sequence[str]
) -> str:
    """One sentence on the leader of `swaps`, of which the smallest change is told.

    "Export: first in 62% of weightings; loses to Search when revenue weight exceeds .41". Pass the
    swaps with every rival to have the nearest of all. Raises ValueError for no swaps, several leaders, or
    names that are too few.
    """
    leaders = {swap.leader for swap in swaps}
    named = max((swap.criterion for swap in swaps), default=0) < len(criteria)
    if len(leaders) != 1 or len(items) != len(found.acceptability) or not named:
        raise ValueError("a headline takes the swaps of one leader, and a name for every item and criterion")
    [leader] = leaders
    opening = f"{items[leader]}: first in {_share(found.acceptability[leader, 0])} of weightings"
    near = min(swaps, key=lambda s: np.inf if s.change is None else round(abs(s.change), 9))
    if near.swap_at is None or near.change is None:
        return f"{opening}; no single weight makes it lose to {items[near.rival]}"
    if abs(near.change) < 1e-12:
        return f"{opening}; tied with {items[near.rival]}"
    side = "falls below" if near.change < 0 else "exceeds"
    limit = f"{near.swap_at:.2f}".removeprefix("0")
    return f"{opening}; loses to {items[near.rival]} when {criteria[near.criterion]} weight {side} {limit}"


def _share(share: float) -> str:
    if 0 < share < 0.005:
        return "under 1%"
    return "over 99%" if 0.995 <= share < 1 else f"{share:.0%}"
