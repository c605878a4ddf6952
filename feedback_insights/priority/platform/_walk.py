"""The enabled part of every item: walks from many items at once, one step farther each time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feedback_insights.arguments import Floats
from feedback_insights.priority.platform._graph import Needs

Ints = NDArray[np.int64]

_PAIRS = 10_000_000  # pairs of an item and a descendant that are kept track of together
_UNSEEN = 2.0**-54  # what is no more than this part of a sum leaves the sum as it is, to the last bit


def enabled_parts(needs: Needs, worth: Mapping[str, float], gamma: float) -> dict[str, float]:
    """Sum ``gamma ** distance * value / open blockers`` over each item's descendants, unknown values as 0.

    Raises ValueError where a sum is too large for a float.
    """
    waiting = _Waiting.of(needs, worth)
    sources = np.flatnonzero(np.diff(waiting.start))
    reached = np.full(min(_PAIRS, sources.size * len(needs)) + len(needs), -1, dtype=np.int32)
    sums = np.zeros(len(needs))
    step = max(1, _PAIRS // max(len(needs), 1))
    for first in range(0, sources.size, step):
        block = sources[first : first + step]
        with np.errstate(over="ignore"):
            sums[block] = _walked(waiting, block, gamma, reached)
    found = dict(zip(needs, sums.tolist(), strict=True))
    if large := [item for item, part in found.items() if part == np.inf]:
        raise ValueError(f"what {large[0]!r} enables is too large; check the values")
    return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Waiting:
    """Who waits for whom, by number: those that wait for n are items[start[n] : start[n + 1]]."""

    start: Ints
    items: Ints
    weight: Floats  # value over open blockers; 0 where unknown

    @classmethod
    def of(cls, needs: Needs, worth: Mapping[str, float]) -> _Waiting:
        number = {item: n for n, item in enumerate(needs)}
        pairs = sorted((number[b], number[item]) for item, blockers in needs.items() for b in blockers)
        blocker, item = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        share = np.array([max(len(blockers), 1) for blockers in needs.values()])
        return cls(
            start=np.searchsorted(blocker, np.arange(len(needs) + 1)).astype(np.int64),
            items=item,
            weight=np.nan_to_num([worth[item] for item in needs]) / share,
        )

    def behind(self, nodes: Ints) -> tuple[Ints, Ints]:
        """Who waits for each node: its place among `nodes`, and the number of the one who waits."""
        counts = self.start[nodes + 1] - self.start[nodes]
        place = np.repeat(np.arange(nodes.size), counts)
        first = np.repeat(self.start[nodes] - np.cumsum(counts) + counts, counts)
        return place, self.items[first + np.arange(place.size)]


def _walked(waiting: _Waiting, sources: Ints, gamma: float, reached: NDArray[np.int32]) -> Floats:
    """The sums of these sources. `reached` is -1 for every pair before and after.

    A walk ends where all that could still come leaves its sum as it is.
    """
    size, rest = waiting.weight.size, waiting.weight.sum()
    sums, factor = np.zeros(sources.size), 1.0
    origin, node, touched = np.arange(sources.size), sources, []
    while origin.size:
        factor *= gamma
        place, node = waiting.behind(node)
        origin = origin[place]
        pair = origin * size + node
        new = reached[pair] < 0
        pair, origin, node = pair[new], origin[new], node[new]
        ticket = np.arange(pair.size, dtype=np.int32)
        reached[pair] = ticket  # of equal pairs the last one's stands
        once = reached[pair] == ticket
        touched.append(pair[once])
        origin, node = origin[once], node[once]
        sums += factor * np.bincount(origin, waiting.weight[node], minlength=sources.size)
        going = factor * gamma * rest > sums * _UNSEEN
        origin, node = origin[going[origin]], node[going[origin]]
    for pair in touched:
        reached[pair] = -1
    return sums
