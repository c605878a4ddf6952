"""What fits into a declared capacity: shared platform work against what single products ask for.

A reading of the scores, not a plan: by score, what blocks something first, and whatever still fits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Final

from feedback_insights.figures.platform import Platform, PlatformItem, open_needs
from feedback_insights.priority.platform import sequence
from feedback_insights.records import Feature, FeatureDecision, Score, Value

SHARED: Final = "shared"  # serves several products, or others of several products wait for it
UNDECIDED: Final = "undecided"  # nobody can tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """One open item and whether it fits."""

    feature_id: str
    group: str  # SHARED, UNDECIDED, or the product that asks for it
    effort: Value  # None = unknown
    taken: bool
    why: str  # "" where taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What one group asks for and gets."""

    items: int
    unestimated: int  # of these, without effort: in none of the sums
    asked: float  # effort of the others
    taken: float
    low: float  # 90 % ranges of the efforts taken, added up
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What fits into a capacity, best first, and what each group gets of it."""

    capacity: float | None  # None = none declared: nothing is taken
    shared: float | None  # the part of it that was declared for shared work
    method: str  # of the scores that the order is by
    fits: tuple[Fit, ...]
    groups: Mapping[str, Load]  # SHARED first, UNDECIDED last, products by name between
    reason: str = ""


def balance_of(
    features: Sequence[Feature],
    platform: Platform,
    scores: Iterable[Score],
    *,
    capacity: float | None,
    shared: float | None,
    closed: Mapping[str, str] | None = None,
) -> Balance:
    """Walk down the open items by score and take what fits, until the capacity is used.

    What is in progress comes first; else nothing comes before what it depends on. An item without effort is
    never taken: it is not free, it is unknown. With `shared`, that part of the capacity is for shared work
    and the rest for everything else; neither borrows from the other. `closed` are items that take none
    whatever the backlog says, and why (see `settled`). Raises ValueError naming a cycle.
    """
    by_id, ranked = {item.feature_id: item for item in platform.items}, list(scores)
    needs, _ = open_needs(features)
    value = {score.feature_id: score.score.value for score in ranked}
    effort = {score.feature_id: score.inputs["effort"] for score in ranked}
    groups = {id: _group(by_id[id], by_id) for id in needs}
    order = sequence({id: value.get(id) for id in needs}, needs)
    order.sort(key=lambda id: by_id[id].stage != "in_progress")  # stable
    room = _room(capacity, shared)
    fits, taken = list[Fit](), set[str]()
    for id in order:
        blockers = () if by_id[id].stage == "in_progress" else needs[id]  # it has been begun
        why = (closed or {}).get(id, "") or _why_not(blockers, effort[id], groups[id], room, taken)
        if not why:
            taken.add(id)
            room[_budget(groups[id], room)] -= effort[id].value or 0.0
        fits.append(Fit(feature_id=id, group=groups[id], effort=effort[id], taken=not why, why=why))
    return Balance(
        capacity=capacity,
        shared=shared,
        method=ranked[0].method if ranked else "",
        fits=tuple(fits),
        groups={
            name: _load([fit for fit in fits if fit.group == name]) for name in _ordered(groups.values())
        },
        reason="" if capacity is not None else "capacity_missing: declare what there is for the period ahead",
    )


def settled(decisions: Iterable[FeatureDecision]) -> dict[str, str]:
    """Items that people decided to be shipped or declined, for `balance_of`: no capacity goes into them."""
    return {
        one.feature_id: f"decided: {one.status}" for one in decisions if one.status in ("shipped", "declined")
    }


def _group(item: PlatformItem, items: Mapping[str, PlatformItem]) -> str:
    waiting = {items[id].product for id in item.unlocks if items[id].serves == "one"}
    if item.serves == "several" or len(waiting) > 1:
        return SHARED
    return item.product if item.serves == "one" and item.product else UNDECIDED


def _room(capacity: float | None, shared: float | None) -> dict[str, float]:
    """What is left, of all or of each part."""
    if capacity is None:
        return {}
    if shared is None:
        return {"": capacity}
    return {SHARED: capacity * shared, "": capacity * (1 - shared)}


def _budget(group: str, room: Mapping[str, float]) -> str:
    return group if group in room else ""


def _why_not(
    blockers: Sequence[str], effort: Value, group: str, room: Mapping[str, float], taken: set[str]
) -> str:
    if effort.value is None:
        return "no effort"
    if missing := [blocker for blocker in blockers if blocker not in taken]:
        return f"waits for {', '.join(missing)}"
    if not room:
        return "no capacity declared"
    left = room[_budget(group, room)]
    if effort.value > left:
        return f"needs {effort.value:g}, {max(left, 0):g} left"
    return ""


def _load(fits: Sequence[Fit]) -> Load:
    known = [fit for fit in fits if fit.effort.value is not None]
    taken = [fit.effort for fit in known if fit.taken]
    return Load(
        items=len(fits),
        unestimated=len(fits) - len(known),
        asked=fsum(fit.effort.value or 0.0 for fit in known),
        taken=fsum(effort.value or 0.0 for effort in taken),
        low=fsum(_end(effort.low, effort) for effort in taken),
        high=fsum(_end(effort.high, effort) for effort in taken),
    )


def _end(end: float | None, effort: Value) -> float:
    return (effort.value or 0.0) if end is None else end


def _ordered(groups: Iterable[str]) -> list[str]:
    return sorted(set(groups), key=lambda name: (name == UNDECIDED, name != SHARED, name))
