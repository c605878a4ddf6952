"""Feedback joined into people: by external id, then by e-mail address, then by the alias file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from feedback_insights.records import Feedback

_REFERENCE = "ref:"  # what only an alias file finds people by
_ALIASES = "alias file"

Pair = tuple[tuple[str, ...], tuple[str, ...]]


def number_customers(
    ordered: Sequence[Feedback], person_keys: Mapping[str, tuple[str, ...]], aliases: Sequence[Pair]
) -> tuple[dict[str, int], set[int], tuple[str, ...]]:
    """Number the people behind the feedback, given in order of its ids, from 0.

    Returns feedback id -> person, the people assumed to be one per record, and notes on alias lines that
    could not be applied.
    """
    people = _People()
    assumed = set()
    for item in ordered:
        keys = _keys(item, person_keys)
        record = f"record:{item.source}\x1f{item.external_id}"
        people.add([key for key in keys if not key.startswith(_REFERENCE)] or [record])
        people.refer([key for key in keys if key.startswith(_REFERENCE)])
        if not keys:
            assumed.add(people.last)
    notes = people.apply(aliases)
    roots = [people.root(at) for at in range(len(ordered))]
    number = {root: n for n, root in enumerate(dict.fromkeys(roots))}
    of_item = {item.id: number[root] for item, root in zip(ordered, roots, strict=True)}
    return of_item, {number[people.root(at)] for at in assumed}, notes


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
