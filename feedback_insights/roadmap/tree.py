"""Which backlog item is part of which, and what stands for an item at a level."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from feedback_insights.records import Feature
from feedback_insights.roadmap.levels import HEIGHT, NOUN, Level, level_of_type

Parents = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tree:
    """The backlog by parents; every answer is in order of ids, and the order of the features is nothing.

    A parent that is named but not in the backlog is there too, known by its id only (`absent`). Where
    parents go in a circle, the link of the circle's first id is left out; `notes` names every circle.
    """

    features: Mapping[str, Feature]  # by id; with those known by their id only
    parents: Mapping[str, str]  # child -> parent
    children: Mapping[str, tuple[str, ...]]  # of those that have any
    levels: Mapping[str, Level]
    absent: frozenset[str]
    notes: tuple[str, ...]  # circles, and items that are their own parent

    @classmethod
    def of(cls, features: Sequence[Feature]) -> Tree:
        """Read the parents of a backlog: by id, else by the title of the only item that has it."""
        known = {feature.id: feature for feature in sorted(features, key=lambda f: f.id)}
        parents, notes = _without_circles(_named_parents(known))
        absent = frozenset(parents.values()) - known.keys()
        everything = known | {id: Feature(id, id) for id in absent}
        children: dict[str, list[str]] = defaultdict(list)
        for child, parent in sorted(parents.items()):
            children[parent].append(child)
        found = {id: tuple(children[id]) for id in sorted(children)}
        return cls(
            features=dict(sorted(everything.items())),
            parents=parents,
            children=found,
            levels=_levels(everything, parents, found, absent),
            absent=absent,
            notes=tuple(notes),
        )

    def above(self, id: str) -> Iterator[str]:
        """The item's parent, its parent's parent and so on."""
        while (parent := self.parents.get(id)) is not None:
            yield parent
            id = parent

    def below(self, id: str) -> tuple[str, ...]:
        """Everything that is part of an item, at any depth, in order of ids."""
        found: list[str] = []
        waiting = list(self.children.get(id, ()))
        while waiting:
            one = waiting.pop()
            found.append(one)
            waiting += self.children.get(one, ())
        return tuple(sorted(found))

    def related(self, one: str, other: str) -> bool:
        """Whether one is part of the other, or both are parts of one parent."""
        mine, theirs = self.parents.get(one), self.parents.get(other)
        return one in self.above(other) or other in self.above(one) or (mine is not None and mine == theirs)

    def at(self, level: Level) -> dict[str, str]:
        """What stands for each item of the backlog at a level, by item.

        The topmost item of that level that it is part of, itself included; else the topmost item below the
        level: it has nothing above it there. What stands higher than the level and is part of nothing there
        is left out.
        """
        found = {}
        for id in self.features:
            line = [id, *self.above(id)]
            tops = [one for one in line if self.levels[one] == level]
            if tops:
                found[id] = tops[-1]
            elif HEIGHT[self.levels[id]] <= HEIGHT[level] and id not in self.absent:
                below = (o for o in line if HEIGHT[self.levels[o]] <= HEIGHT[level] and o not in self.absent)
                found[id] = list(below)[-1]
        return found

    def counts(self) -> str:
        """How many items there are of each level: "3 epics, 32 stories"."""
        found = Counter(self.levels.values())
        told = [(level, found[level]) for level in NOUN if found[level]]
        return ", ".join(f"{count:,} {NOUN[level][count != 1]}" for level, count in told)


def _named_parents(known: Mapping[str, Feature]) -> Parents:
    ids = _only([(id.casefold(), id) for id in known])
    titles = _only([(" ".join(f.title.casefold().split()), id) for id, f in known.items()])
    found = {}
    for id, feature in known.items():
        given = (feature.parent or "").strip()
        if given:
            plain = " ".join(given.casefold().split())
            found[id] = given if given in known else ids.get(plain) or titles.get(plain) or given
    return found


def _only(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """What only one id is called."""
    times = Counter(name for name, _ in pairs)
    return {name: id for name, id in pairs if times[name] == 1}


def _without_circles(parents: Parents) -> tuple[Parents, list[str]]:
    notes = [f"{id} names itself as its parent; taken as having none" for id in parents if parents[id] == id]
    kept = {id: parent for id, parent in parents.items() if id != parent}
    settled: set[str] = set()
    for start in sorted(kept):
        line: dict[str, None] = {}
        at: str | None = start
        while at is not None and at not in settled and at not in line:
            line[at] = None
            at = kept.get(at)
        if at is not None and at in line:
            circle = list(line)[list(line).index(at) :]
            first = min(circle)
            turned = circle[circle.index(first) :] + circle[: circle.index(first)]
            notes.append(
                f"the parents {' > '.join([*turned, first])} go in a circle; {first} is taken as having none"
            )
            del kept[first]
        settled |= line.keys()
    return kept, notes


def _levels(
    features: Mapping[str, Feature],
    parents: Mapping[str, str],
    children: Mapping[str, tuple[str, ...]],
    absent: frozenset[str],
) -> dict[str, Level]:
    """By type; else by what is in an item: epics make an initiative, stories an epic, sub-tasks a story."""
    found: dict[str, Level] = {}

    def settle(id: str) -> None:
        line = [id]
        while line:
            at = line[-1]
            waiting = [child for child in children.get(at, ()) if child not in found]
            if waiting and _typed(features[at]) is None:
                line += waiting
            else:
                found[at] = _typed(features[at]) or _by_parts([found[c] for c in children.get(at, ())])
                line.pop()

    for id in sorted(features):
        if id not in found:
            settle(id)
    return dict(sorted(found.items()))


def _typed(feature: Feature) -> Level | None:
    return level_of_type(feature.type)


def _by_parts(parts: Sequence[Level]) -> Level:
    if not parts:
        return "story"
    highest = max(HEIGHT[level] for level in parts)
    return "initiative" if highest >= HEIGHT["epic"] else "epic" if highest == HEIGHT["story"] else "story"
