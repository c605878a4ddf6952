"""What a text names exactly: API endpoints, errors, versions, devices and plans, in one spelling each.

Found by their form and by the words beside them. Nothing is guessed: what is named in another way is missed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from feedback_insights.entities import _devices, _endpoints, _errors, _plans, _versions
from feedback_insights.entities._around import HIDDEN
from feedback_insights.records import Entity

__all__ = ["entities"]

_PLACEHOLDER = re.compile(r"\[[a-z]{2,12} \d{1,6}\]")


def entities(text: str, plans: Collection[str] = ()) -> tuple[Entity, ...]:
    """Everything a text names, in order and disjoint; ``plans`` are the names of the plans that are sold.

    What was masked (`[email 1]`) is never an entity; inside a path it counts as an id.
    """
    looked = _PLACEHOLDER.sub(lambda match: HIDDEN * len(match[0]), text)
    return tuple(_disjoint(_found(looked, plans)))


def _found(text: str, plans: Collection[str]) -> Iterator[Entity]:
    """The surer kinds first: of two that overlap, the first one stays."""
    yield from _endpoints.found(text)
    yield from _errors.found(text)
    yield from _versions.found(text)
    yield from _devices.found(text)
    yield from _plans.found(text, plans)


def _disjoint(every: Iterator[Entity]) -> list[Entity]:
    ranked = sorted(enumerate(every), key=lambda pair: (pair[1].start, pair[0]))
    kept: list[tuple[int, Entity]] = []
    for rank, entity in ranked:
        while kept and kept[-1][1].end > entity.start and kept[-1][0] > rank:
            kept.pop()
        if not kept or kept[-1][1].end <= entity.start:
            kept.append((rank, entity))
    return [entity for _, entity in kept]
