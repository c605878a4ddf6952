"""What an item is worth for the items that wait for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan

from feedback_insights.arguments import single
from feedback_insights.priority.platform._by_name import by_name
from feedback_insights.priority.platform._graph import Needs, read
from feedback_insights.priority.platform._walk import enabled_parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Enabling:
    """One item's own value and what it makes possible; None = unknown, and `reason` says why."""

    direct: float | None
    enabled: float | None
    total: float | None  # direct + enabled
    at_least: float  # the enabled part of those items whose value is known
    reason: str = ""


def enabling(
    values: Mapping[str, float | None],
    depends_on: Mapping[str, Iterable[str]],
    *,
    gamma: float = 0.5,
    done: Iterable[str] = (),
) -> dict[str, Enabling]:
    """Value items by what they are worth themselves and what waits for them, per id, sorted.

    ``total = V_f + sum over descendants g of gamma ** distance(f, g) * V_g / (open blockers of g)``: an item
    that `depends_on` others is their descendant, each descendant counts once at its shortest distance, and
    sharing among its open blockers keeps it from counting twice.

    `values` are >= 0 on any one scale; one that is None or nan is unknown, and with it the enabled part of
    all it waits for. `gamma` is in 0..1. What is `done` blocks nothing, waits for nothing and enables nothing
    any more; it need not have a value. Raises ValueError naming the id for negative or infinite values and
    for ids that are neither valued nor done, and naming the cycle that the smallest id on any is on.

    Source: prioritization spec section 7. Check: A blocks B (6) and C (4), and D blocks C, too: A enables
    .5 * 6 + .5 * 4 / 2 = 4.
    """
    worth = by_name("values", values, low=0)
    decay = single("gamma", gamma, low=0, high=1)
    if isnan(decay):
        raise ValueError("gamma is unknown; it must be between 0 and 1")
    needs, order = read(worth, depends_on, done)
    parts = enabled_parts(needs, worth, decay)
    unknown = _first_unknown(needs, order, worth)
    return {item: _result(worth[item], parts.get(item, 0.0), unknown.get(item, "")) for item in worth}


def _result(direct: float, enabled: float, unknown: str) -> Enabling:
    gaps = ["value_unknown"] if isnan(direct) else []
    gaps += [f"enabled_unknown: {unknown} has no value"] if unknown else []
    return Enabling(
        direct=None if isnan(direct) else direct,
        enabled=None if unknown else enabled,
        total=None if gaps else direct + enabled,
        at_least=enabled,
        reason="; ".join(gaps),
    )


def _first_unknown(needs: Needs, order: Sequence[str], worth: Mapping[str, float]) -> dict[str, str]:
    """Of each item the first by id of its descendants whose value is unknown."""
    found: dict[str, str] = {}
    for item in reversed(order):  # those that wait before those they wait for
        mine = [found[item]] if item in found else []
        mine += [item] if isnan(worth[item]) else []
        for blocker in needs[item] if mine else ():
            found[blocker] = min(*mine, found.get(blocker, mine[0]))
    return found
