"""What must come before what: read, and refused where it runs in a circle."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

import numpy as np

from feedback_insights.priority.platform._by_name import names

Needs = dict[str, tuple[str, ...]]  # open item -> the open items that block it, both sorted

_SHOWN = 12  # items of a cycle that an error names


def read(
    items: Collection[str], depends_on: Mapping[str, Iterable[str]], done: Iterable[str]
) -> tuple[Needs, list[str]]:
    """What blocks every open item, and the open items in an order that has every blocker first.

    Raises ValueError naming the item for an id that is not known, or the cycle.
    """
    over = _ids("done", done)
    known = over.union(items)
    listed = names("depends_on", depends_on)
    blockers = {item: _ids(f"depends_on[{item!r}]", depends_on[item]) for item in listed}
    for item, ids in blockers.items():
        if item not in known:
            raise ValueError(f"depends_on names {item!r}, which is not among the items")
        if strange := sorted(ids - known):
            raise ValueError(f"depends_on[{item!r}] names {strange[0]!r}, which is not among the items")
    still = [item for item in sorted(items) if item not in over]
    needs = {item: tuple(sorted(blockers.get(item, over) - over)) for item in still}
    try:
        return needs, list(TopologicalSorter(needs).static_order())
    except CycleError:
        raise ValueError(_told(_cycle(needs))) from None


def _ids(argument: str, ids: Iterable[str]) -> set[str]:
    if isinstance(ids, str) or not isinstance(ids, Iterable):
        raise ValueError(f"{argument} must be a list of ids, not {ids!r}")
    listed = list(ids)
    if wrong := [one for one in listed if not isinstance(one, str)]:
        raise ValueError(f"{argument} must hold ids as text, not {wrong[0]!r}")
    return set(listed)


def _cycle(needs: Needs) -> list[str]:
    """The shortest cycle through the smallest id that is on any; of equals the first by ids."""
    start, others = _smallest_circle(needs)
    came_from: dict[str, str] = {}
    ring = [start]
    for item in ring:  # grows while it is walked: breadth first
        for blocker in needs[item]:
            if blocker == start:
                return _back(item, came_from)
            if blocker in others and blocker not in came_from:
                came_from[blocker] = item
                ring.append(blocker)
    raise AssertionError("a strongly connected part has a cycle through each of its items")


def _back(last: str, came_from: Mapping[str, str]) -> list[str]:
    path = [last]
    while path[-1] in came_from:
        path.append(came_from[path[-1]])
    return path[::-1]


def _smallest_circle(needs: Needs) -> tuple[str, set[str]]:
    """The smallest id on any cycle, and all ids that it depends on and that depend on it."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    ids = list(needs)
    number = {item: n for n, item in enumerate(ids)}
    rows = [number[item] for item in ids for _ in needs[item]]
    columns = [number[blocker] for item in ids for blocker in needs[item]]
    graph = csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(ids), len(ids)))
    part = connected_components(graph, directed=True, connection="strong")[1]
    size = np.bincount(part)
    start = next(n for n, item in enumerate(ids) if size[part[n]] > 1 or item in needs[item])
    return ids[start], {ids[n] for n in np.flatnonzero(part == part[start])}


def _told(cycle: list[str]) -> str:
    shown = cycle if len(cycle) <= _SHOWN else [*cycle[:_SHOWN], f"... ({len(cycle)} items)"]
    return f"depends_on runs in a cycle, each depending on the next: {' -> '.join([*shown, cycle[0]])}"
