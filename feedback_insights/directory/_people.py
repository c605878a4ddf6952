"""Feedback joined into people: by external id, then by e-mail address, then by the alias file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from feedback_insights.directory._known import KnownPerson
from feedback_insights.records import Feedback

_REFERENCE = "ref:"  # what only an alias file finds people by
_ALIASES = "alias file"

Pair = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Numbered:
    """The people behind the feedback, numbered from 0 in order of its ids."""

    of_item: Mapping[str, int]  # feedback id -> person
    assumed: frozenset[int]  # the people assumed to be one per record
    known: Sequence[int | None]  # per person of the files of people, who that is here
    notes: tuple[str, ...]  # on what could not be applied


def number_customers(
    ordered: Sequence[Feedback],
    person_keys: Mapping[str, tuple[str, ...]],
    aliases: Sequence[Pair],
    known: Sequence[KnownPerson] = (),
) -> Numbered:
    """Number the people behind the feedback, given in order of its ids."""
    people = _People()
    assumed = set()
    for item in ordered:
        keys = _keys(item, person_keys)
        record = f"record:{item.source}\x1f{item.external_id}"
        people.add([key for key in keys if not key.startswith(_REFERENCE)] or [record])
        people.refer([key for key in keys if key.startswith(_REFERENCE)])
        if not keys:
            assumed.add(people.last)
    found, unclear = people.know(known)
    notes = (*unclear, *people.apply(aliases))
    roots = [people.root(at) for at in range(len(ordered))]
    number = {root: n for n, root in enumerate(dict.fromkeys(roots))}
    of_item = {item.id: number[root] for item, root in zip(ordered, roots, strict=True)}
    return Numbered(
        of_item,
        frozenset(number[people.root(at)] for at in assumed),
        [None if at is None else number[people.root(at)] for at in found],
        notes,
    )


def _keys(item: Feedback, person_keys: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    if item.id in person_keys:
        return person_keys[item.id]
    return () if item.author is None else (f"author:{item.author}",)


class _People:
    """Items joined by the keys they share (union-find); the first item of a person stands for it."""

    def __init__(self) -> None:
        self._parent: list[int] = []
        self._holder: dict[str, int] = {}  # key -> an item that has it
        self._referred: dict[str, list[int]] = {}

    @property
    def last(self) -> int:
        """The item added last."""
        return len(self._parent) - 1

    def root(self, item: int) -> int:
        while self._parent[item] != item:
            self._parent[item] = self._parent[self._parent[item]]
            item = self._parent[item]
        return item

    def add(self, keys: Sequence[str]) -> None:
        """Add an item and join it with all that share one of its keys."""
        self._parent.append(len(self._parent))
        for key in keys:
            self._unite(self._holder.setdefault(key, self.last), self.last)

    def refer(self, keys: Sequence[str]) -> None:
        """Let an alias file find the last item by these keys."""
        for key in keys:
            self._referred.setdefault(key, []).append(self.last)

    def know(self, known: Sequence[KnownPerson]) -> tuple[list[int | None], tuple[str, ...]]:
        """Join what each person of a file wrote; return an item of each, and a note on unclear numbers.

        A number without a site ("ref:") counts only where no two people here have it.
        """
        found: list[int | None] = []
        for person in known:
            held = [self._holder[key] for key in person.keys if key in self._holder]
            found.append(held[0] if held else None)
            for item in held[1:]:
                self._unite(held[0], item)
        referred = [
            {self.root(item) for key in person.keys for item in self._referred.get(key, ())}
            for person in known
        ]
        for number, roots in enumerate(referred):
            if len(roots) == 1:
                (item,) = roots
                self._unite(item, at if (at := found[number]) is not None else item)
                found[number] = item
        unclear = sum(len(roots) > 1 for roots in referred)
        note = f"{unclear} people of the accounts files are numbers that several people here have; not joined"
        return found, (f"{note} by number",) if unclear else ()

    def apply(self, aliases: Sequence[Pair]) -> tuple[str, ...]:
        """Join what each line names; return notes on the lines that name nobody, or several people."""
        nobody = several = 0
        named: dict[tuple[str, ...], int] = {}  # a name that is no person's may still gather its aliases
        for name, alias in aliases:
            who, other = self._found(name), self._found(alias)
            several += len(who) > 1 or len(other) > 1
            if len(who) > 1 or len(other) != 1:
                nobody += not other
                continue
            first = who.pop() if who else named.setdefault(name, min(other))
            self._unite(first, other.pop())
        lines = f"of {len(aliases)} lines about people"
        notes = [f"{_ALIASES}: {nobody} {lines} fit nobody here"] if nobody else []
        if several:
            notes.append(f"{_ALIASES}: {several} {lines} fit several people and were not applied")
        return tuple(notes)

    def _found(self, keys: Sequence[str]) -> set[int]:
        held = {self.root(self._holder[key]) for key in keys if key in self._holder}
        return held | {self.root(item) for key in keys for item in self._referred.get(key, ())}

    def _unite(self, one: int, other: int) -> None:
        first, second = sorted((self.root(one), self.root(other)))
        self._parent[second] = first
