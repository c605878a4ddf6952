"""The backlog at one level: what stands there, and which items speak for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import fsum, isfinite

from feedback_insights.errors import NotFound
from feedback_insights.records import Feature
from feedback_insights.roadmap.levels import NOUN, Level
from feedback_insights.roadmap.stages import CLOSED, stage_of
from feedback_insights.roadmap.tree import Tree


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rollup:
    """What the backlog's items are counted for at one level.

    Evidence is rolled up, figures are never added: who asks for two parts of a whole is one of its people.
    """

    level: Level
    home: Mapping[str, str]  # item -> what stands for it; items above the level are in none
    features: tuple[Feature, ...]  # what stands at the level, by id; efforts are those of the wholes
    effort_notes: Mapping[str, str]  # how an effort came about, or why there is none
    parts: Mapping[str, tuple[str, ...]]  # whole -> everything in it, itself left out
    alone: frozenset[str]  # stand for themselves: they are part of nothing at that level
    absent: frozenset[str]  # of the wholes, those that the backlog names as parents and does not hold
    left_out: tuple[str, ...]  # stand above the level and in nothing at it

    @classmethod
    def of(cls, tree: Tree, level: Level) -> Rollup:
        """Roll a backlog up. Raises `NotFound` if it has nothing of that level."""
        if level not in tree.levels.values():
            raise NotFound(f"nothing in the backlog is {_one(level)}; it has {tree.counts() or 'no items'}")
        return cls._made(tree, level, tree.at(level))

    @classmethod
    def at_item(cls, tree: Tree, id: str) -> Rollup:
        """Roll up to the level of one item, and to that item itself, also where it is part of another one."""
        level = tree.levels[id]
        home = tree.at(level)
        home |= dict.fromkeys([id, *tree.below(id)], id)
        return cls._made(tree, level, home)

    @classmethod
    def _made(cls, tree: Tree, level: Level, home: Mapping[str, str]) -> Rollup:
        wholes = sorted(set(home.values()))
        efforts = _efforts(tree)
        parts: dict[str, list[str]] = {whole: [] for whole in wholes}
        for item, whole in sorted(home.items()):
            if item != whole:
                parts[whole].append(item)
        return cls(
            level=level,
            home=dict(home),
            features=tuple(_whole(tree, id, parts[id], efforts[id][0]) for id in wholes),
            effort_notes={id: efforts[id][1] for id in wholes if efforts[id][1]},
            parts={id: tuple(found) for id, found in parts.items()},
            alone=frozenset(id for id in wholes if tree.levels[id] != level),
            absent=tree.absent.intersection(wholes),
            left_out=tuple(id for id in tree.features if id not in home and id not in tree.absent),
        )


def _one(level: Level) -> str:
    noun = NOUN[level][0]
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _whole(tree: Tree, id: str, parts: list[str], effort: float | None) -> Feature:
    feature = replace(tree.features[id], effort=effort)
    if id not in tree.absent:
        return feature
    return replace(feature, status=_status([tree.features[part] for part in parts]))


def _status(parts: list[Feature]) -> str | None:
    """What the items in something say of it where the backlog does not hold it itself."""
    stages = {stage_of(part) for part in parts}
    if stages and stages <= CLOSED:
        return f"{'Done' if 'done' in stages else 'Declined'} (all items in it)"
    return "In progress (items in it)" if "in_progress" in stages else None


def _efforts(tree: Tree) -> dict[str, tuple[float | None, str]]:
    """Each item's own effort, else the sum of its parts' where all are known; and what to say of it."""
    found: dict[str, tuple[float | None, str]] = {}
    for start in tree.features:
        line = [start]
        while line:
            at = line[-1]
            own, parts = tree.features[at].effort, tree.children.get(at, ())
            if not parts or _is_effort(own):
                found[line.pop()] = (own, "")
            elif waiting := [part for part in parts if part not in found]:
                line += waiting
            else:
                found[line.pop()] = _sum([found[part][0] for part in parts])
    return found


def _sum(efforts: list[float | None]) -> tuple[float | None, str]:
    known = [effort for effort in efforts if effort is not None and _is_effort(effort)]
    if len(known) == len(efforts):
        return fsum(known), f"sum of the {len(known)} items in it" if len(known) > 1 else "of the item in it"
    lacking = len(efforts) - len(known)
    verb = "lacks" if lacking == 1 else "lack"
    return None, f"no effort of its own, and {lacking} of the {len(efforts)} items in it {verb} one"


def _is_effort(effort: float | None) -> bool:
    return effort is not None and isfinite(effort) and effort > 0
