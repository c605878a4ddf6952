"""In which order to build: what blocks comes first, else what scores best."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from heapq import heapify, heappop, heappush
from math import isnan

from feedback_insights.priority.platform._by_name import by_name
from feedback_insights.priority.platform._graph import read


def sequence(
    scores: Mapping[str, float | None], depends_on: Mapping[str, Iterable[str]], *, done: Iterable[str] = ()
) -> list[str]:
    """Put items in an order in which everything comes after what it depends on.

    Of what may come next the best score does; unknown ones (None, nan) after all others; ties by id. What is
    `done` blocks nothing and is left out. Raises ValueError as `enabling` does.

    Source: prioritization spec section 7.
    """
    score = by_name("scores", scores)
    needs, _ = read(score, depends_on, done)
    open_blockers = {item: len(blockers) for item, blockers in needs.items()}
    waiting: dict[str, list[str]] = {}
    for item, blockers in needs.items():
        for blocker in blockers:
            waiting.setdefault(blocker, []).append(item)
    ready = [_best_first(item, score) for item, number in open_blockers.items() if not number]
    heapify(ready)
    order: list[str] = []
    while ready:
        *_, item = heappop(ready)
        order.append(item)
        for other in waiting.get(item, ()):
            open_blockers[other] -= 1
            if not open_blockers[other]:
                heappush(ready, _best_first(other, score))
    return order


def _best_first(item: str, score: Mapping[str, float]) -> tuple[bool, float, str]:
    unknown = isnan(score[item])
    return unknown, 0.0 if unknown else -score[item], item
