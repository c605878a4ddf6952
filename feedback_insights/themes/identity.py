"""Theme ids that last: each run's groups are matched with the known themes by the members they share.

Only statements that still exist and that some theme held before speak for identity. A theme that doubles
because new feedback came in is still the same theme; one whose statements were deleted is not weakened by it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from feedback_insights.records import ThemeEvent

HALF = 0.5  # a group with so much of a theme may carry its id
ALIKE = 0.3  # so may one this similar (Jaccard), which is what the largest of three parts has
PART = 0.25  # a group with so much of a theme is a part of it

Kind = Literal["born", "merged", "split", "revived", "retired"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """The ids of this run's groups, and what became of the themes known before."""

    ids: tuple[str, ...]  # per group, in the order given
    events: tuple[ThemeEvent, ...]  # by theme number
    successors: Mapping[str, tuple[str, ...]]  # vanished theme -> where its statements went, most first


@dataclass(frozen=True, slots=True)
class _Pair:
    """A group and a known theme that share statements."""

    group: int
    theme: str
    shared: int
    share: float  # of the theme's existing statements
    alike: float  # Jaccard, among statements that a theme held before

    @property
    def order(self) -> tuple[float, int, int, int]:
        return (-self.alike, -self.shared, _number(self.theme), self.group)


def match(
    groups: Sequence[Collection[str]],
    known: Mapping[str, Collection[str]],
    *,
    run: str,
    given: Collection[str],
    existing: Collection[str] | None = None,
    retired: Collection[str] = (),
    held: Mapping[str, Collection[str]] | None = None,
    ended: Collection[str] = (),
) -> Matched:
    """Give each group the id of the known theme it continues, or a new one that was never given.

    ``groups`` are disjoint, non-empty sets of statement ids. ``known`` holds the last members of the current
    themes and, for those that ``retired`` names, of themes that a group without another claim may revive.
    ``existing`` are the ids of all statements of this run, unassigned ones too; None takes every known member
    as existing. ``held`` are groups, empty ones too, that carry their ids whatever they share, and ``ended``
    themes that no group continues. The closest pairs are matched first, so the order of the groups does not
    matter. A theme that is neither matched nor retired before gets an event: merged into the theme that holds
    at least half of it, split among several that hold a quarter each, else retired. An id is T and a number.
    """
    order = sorted(range(len(groups)), key=lambda at: (-len(groups[at]), min(groups[at])))
    there = None if existing is None else frozenset(existing)
    members = {id: frozenset(m) if there is None else there & frozenset(m) for id, m in known.items()}
    gone = frozenset(retired)
    active = {id: m for id, m in members.items() if id not in gone}
    fixed = held or {}
    ordered = [*(frozenset(groups[at]) for at in order), *map(frozenset, fixed.values())]
    taken = dict(enumerate(fixed, start=len(order)))
    pairs = _pairs(ordered, active)
    free = [pair for pair in pairs if pair.theme not in ended]
    taken = _assign([pair for pair in free if pair.share >= HALF or pair.alike >= ALIKE], taken)
    taken = _assign(_heirs(free), taken)
    back = _pairs(ordered, {id: m for id, m in members.items() if id in gone and id not in ended})
    taken = _assign([pair for pair in back if pair.share >= HALF and pair.alike >= ALIKE], taken)
    last = max((_number(id) for id in (*given, *known, *fixed)), default=0)
    names = dict(taken)
    for group in range(len(ordered)):
        if group not in names:
            last += 1
            names[group] = f"T{last}"
    events, successors = _history(pairs, names, active, gone, run)
    by_place = {at: names[group] for group, at in enumerate(order)}  # those held come after
    return Matched(ids=tuple(by_place[at] for at in range(len(groups))), events=events, successors=successors)


def _number(id: str) -> int:
    return int(id[1:])


def _pairs(groups: Sequence[frozenset[str]], themes: Mapping[str, frozenset[str]]) -> list[_Pair]:
    """Every group with every theme it shares a statement with, closest first."""
    holders: dict[str, list[str]] = {}
    for id in sorted(themes, key=_number):
        for statement in themes[id]:
            holders.setdefault(statement, []).append(id)
    pairs = []
    for group, members in enumerate(groups):
        shared: dict[str, int] = {}
        old = 0
        for statement in members:
            held = holders.get(statement, ())
            old += bool(held)
            for id in held:
                shared[id] = shared.get(id, 0) + 1
        for id, count in shared.items():
            size = len(themes[id])
            pairs.append(_Pair(group, id, count, count / size, count / (size + old - count)))
    return sorted(pairs, key=lambda pair: pair.order)


def _heirs(pairs: Sequence[_Pair]) -> list[_Pair]:
    """Parts of a theme that fell into so many that none is half of it: one of them keeps the id."""
    main: dict[int, _Pair] = {}
    for pair in sorted(pairs, key=lambda pair: (-pair.shared, pair.order)):
        main.setdefault(pair.group, pair)
    return [pair for pair in pairs if pair.share >= PART and main[pair.group] is pair]


def _assign(pairs: Sequence[_Pair], taken: Mapping[int, str]) -> dict[int, str]:
    """Match greedily in the order of the pairs; a group or theme that is taken stays so."""
    matched = dict(taken)
    used = set(matched.values())
    for pair in pairs:
        if pair.group not in matched and pair.theme not in used:
            matched[pair.group] = pair.theme
            used.add(pair.theme)
    return matched


def _history(
    pairs: Sequence[_Pair],
    names: Mapping[int, str],
    active: Mapping[str, frozenset[str]],
    gone: frozenset[str],
    run: str,
) -> tuple[tuple[ThemeEvent, ...], dict[str, tuple[str, ...]]]:
    """What happened to every theme, and the successors of those that vanished."""
    parts: dict[str, list[_Pair]] = {}
    for pair in sorted(pairs, key=lambda pair: (-pair.shared, _number(names[pair.group]))):
        if pair.share >= PART:
            parts.setdefault(pair.theme, []).append(pair)
    events: list[tuple[Kind, str, tuple[str, ...]]] = []
    successors = {}
    present = frozenset(names.values())
    for id in sorted(active, key=_number):
        into = tuple(names[pair.group] for pair in parts.get(id, ()))
        if id in present:
            new = tuple(other for other in into if other not in active)
            if new:
                events.append(("split", id, new))
            continue
        if into and parts[id][0].share >= HALF:
            into = into[:1]
            events.append(("merged", id, into))
        else:
            events.append(("split", id, into) if len(into) > 1 else ("retired", id, ()))
        successors[id] = into
    for group, id in names.items():
        if id not in active:
            came = sorted({p.theme for ps in parts.values() for p in ps if p.group == group}, key=_number)
            events.append(("revived" if id in gone else "born", id, tuple(came)))
    events.sort(key=lambda event: _number(event[1]))
    return tuple(ThemeEvent(run=run, theme=id, kind=kind, others=o) for kind, id, o in events), successors
