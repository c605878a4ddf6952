"""Shares by channel: what support, a survey and a forum say of one theme, side by side, then joined.

Counts of different channels are never added up: the loudest channel would decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt

from feedback_insights.statistics._by_name import amounts, parts
from feedback_insights.statistics.normal import critical
from feedback_insights.statistics.proportions import newcombe, wilson

_SUM = 1e-9  # how far the declared weights may be from 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelShare:
    """The share of one channel. None = nobody was heard there."""

    channel: str
    named: float
    heard: float
    share: float | None
    low: float | None  # Wilson
    high: float | None
    weight: float | None  # as declared


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelConflict:
    """Two channels whose shares differ by more than chance explains: the interval excludes 0."""

    one: str
    other: str
    difference: float  # share of one - share of other
    low: float  # Newcombe
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelTable:
    """All channels, their joint share by the declared weights, and where they disagree."""

    channels: tuple[ChannelShare, ...]
    share: float | None
    low: float | None
    high: float | None
    level: float
    method: str
    reason: str  # why there is no joint share: "", weights_missing or channel_unheard
    conflicts: tuple[ChannelConflict, ...]

    @property
    def channel_conflict(self) -> bool:
        """Whether any two channels disagree; the joint share then hides something."""
        return bool(self.conflicts)


def channel_shares(
    named: Mapping[str, float],
    heard: Mapping[str, float],
    weights: Mapping[str, float] | None = None,
    *,
    level: float = 0.95,
) -> ChannelTable:
    """Tell how many of the customers heard in each channel name a theme, and join the shares by weight.

    named, heard: customers per channel (`named` may be expected counts). weights: declared, each >= 0, sum 1;
    they are neither guessed nor scaled. The joint share is `sum w_c k_c / n_c`, with the interval
    `share -+ sqrt(sum w_c^2 (p_c - bound_c)^2)` from the channels' Wilson bounds, as Newcombe's for a
    difference. Two channels are in conflict if Newcombe's interval of their difference excludes 0.

    The joint share is None without weights, and where a channel with a weight heard nobody. Raises
    ValueError for numbers out of range, more named than heard, channels that `heard` does not have, and
    weights that do not name every channel or do not sum to 1 (within 1e-9).

    Source: prioritization spec 6.4; Zou and Donner 2008, "Construction of confidence limits about effect
    measures", Statistics in Medicine 27.
    """
    z = critical(level)
    people = amounts("heard", heard)
    counts = parts("named", named, people)
    declared = None if weights is None else _declared(weights, people)
    rows = tuple(_row(name, counts.get(name, 0.0), of, declared, z) for name, of in people.items())
    reason = _reason(rows, declared)
    share, low, high = (None, None, None) if reason else _joint(rows)
    return ChannelTable(
        channels=rows,
        share=share,
        low=low,
        high=high,
        level=level,
        method="channels joined by declared weights; Wilson intervals joined as Newcombe's",
        reason=reason,
        conflicts=tuple(_conflicts(rows, z)),
    )


def _declared(weights: Mapping[str, float], channels: Mapping[str, float]) -> dict[str, float]:
    found = amounts("weights", weights)
    if found.keys() != channels.keys():
        raise ValueError(f"weights name {sorted(found)}, the channels heard are {sorted(channels)}")
    if abs(sum(found.values()) - 1) > _SUM:
        raise ValueError(f"weights sum to {sum(found.values())}: they must sum to 1")
    return found


def _row(
    name: str, named: float, heard: float, weights: Mapping[str, float] | None, z: float
) -> ChannelShare:
    interval = wilson(named, heard, z)
    return ChannelShare(
        channel=name,
        named=named,
        heard=heard,
        share=named / heard if heard else None,
        low=interval[0] if interval else None,
        high=interval[1] if interval else None,
        weight=None if weights is None else weights[name],
    )


def _reason(rows: Sequence[ChannelShare], weights: Mapping[str, float] | None) -> str:
    if weights is None:
        return "weights_missing"
    return "channel_unheard" if any(row.weight and not row.heard for row in rows) else ""


def _joint(rows: Sequence[ChannelShare]) -> tuple[float, float, float]:
    """The weighted share with its bounds, of rows that all have what their weight needs."""
    share, below, above = 0.0, 0.0, 0.0
    for row in rows:
        if row.weight and row.share is not None and row.low is not None and row.high is not None:
            share += row.weight * row.share
            below += (row.weight * (row.share - row.low)) ** 2
            above += (row.weight * (row.high - row.share)) ** 2
    return share, max(0.0, share - sqrt(below)), min(1.0, share + sqrt(above))


def _conflicts(rows: Sequence[ChannelShare], z: float) -> Iterator[ChannelConflict]:
    for one, other in combinations(rows, 2):
        interval = newcombe(one.named, one.heard, other.named, other.heard, z)
        if interval and not interval[0] <= 0 <= interval[1]:
            yield ChannelConflict(
                one=one.channel,
                other=other.channel,
                difference=one.named / one.heard - other.named / other.heard,
                low=interval[0],
                high=interval[1],
            )
