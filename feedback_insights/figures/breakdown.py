"""Shares side by side: by the values of a facet, over two facets, and over two periods."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Literal

from feedback_insights.figures._ground import Ground, share
from feedback_insights.records import Share, Value
from feedback_insights.scope import ENTITY_FACETS, OTHER, UNKNOWN
from feedback_insights.statistics.proportions import Z90, newcombe

Subjects = Mapping[str, Iterable[str]]  # theme, feature or link -> its statements
MOST, FEWEST = 8, 3  # of more values than that, those with fewer people heard do not stand for themselves
SHOWN = 12  # values of an entity facet that a table has room for
Trend = Literal["more", "less", "unclear"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdown:
    """For every subject and value: how many of the people heard there speak of it."""

    facet: str
    heard: Mapping[str, int]  # value -> people heard there; most frequent first, "other", "unknown" last
    shares: Mapping[str, Mapping[str, Share]]  # subject -> value -> share
    named: Share | None = None  # of an entity facet: people who named any value, of all heard

    @property
    def shown(self) -> tuple[str, ...]:
        """The values that a table has room for: of an entity facet the twelve most frequent, else all."""
        return tuple(self.heard)[: None if self.named is None else SHOWN]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A share now and in the period before."""

    now: Share
    before: Share
    difference: Value  # of the shares; the interval is Newcombe's, 90 %
    trend: Trend  # "more" or "less" only where the interval leaves out 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """People by two facets at once."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[str, Mapping[str, Share]]  # row -> column -> share of the people heard in the cell


def break_down(subjects: Subjects, ground: Ground, facet: str, *, fewest: int = 1) -> Breakdown:
    """Split the people behind each subject by a facet. A person counts for every value they spoke under.

    Of more than eight values, those under which fewer than three people were heard stand together as "other",
    so that job titles and odd spellings do not crowd out the rest; those of an entity facet all stand for
    themselves, and who named none is under none of them; values that fewer than `fewest` people named are
    left out. Raises `ScopeError` for a facet that is not one.
    """
    names = _gathered(facet, ground, fewest=fewest)
    heard = {name: len(people) for name, people in _named(names, facet, ground.feedback, ground).items()}
    shares = {}
    for subject, statements in subjects.items():
        behind = _named(names, facet, _feedback_of(statements, ground), ground)
        shares[subject] = {name: share(len(behind.get(name, ())), heard[name]) for name in _order(names)}
    return Breakdown(
        facet=facet,
        heard={name: heard[name] for name in _order(names)},
        shares=shares,
        named=_anything(facet, ground) if facet in ENTITY_FACETS else None,
    )


def compare(subjects: Subjects, now: Ground, before: Ground) -> dict[str, Change]:
    """How the share of people who speak of each subject changed between two grounds.

    The two periods are taken as independent samples, although people may have spoken in both.
    """
    return {subject: _change(list(ids), now, before) for subject, ids in subjects.items()}


def grid(statements: Iterable[str] | None, ground: Ground, rows: str, columns: str) -> Grid:
    """How many of the people heard in each cell are behind the statements; None = everybody heard.

    Values under which few were heard stand together, as in `break_down`.
    """
    down, across = (_gathered(facet, ground) for facet in (rows, columns))
    heard = _cells(ground.feedback, ground, (rows, down), (columns, across))
    asked = ground.feedback if statements is None else _feedback_of(statements, ground)
    behind = _cells(asked, ground, (rows, down), (columns, across))
    cells = {
        row: {
            column: share(len(behind.get((row, column), ())), len(heard.get((row, column), ())))
            for column in _order(across)
        }
        for row in _order(down)
    }
    return Grid(rows=_order(down), columns=_order(across), cells=cells)


def _gathered(facet: str, ground: Ground, *, fewest: int = 1) -> dict[str, str]:
    """Each value and the name it stands under, most frequent first."""
    values = ground.facets.values(facet, ground.feedback)
    people = _people_by(facet, ground.feedback, ground)
    if facet in ENTITY_FACETS:
        shown = (value for value in values if len(people[value]) >= fewest)
        return {value: value for value in sorted(shown, key=lambda value: (-len(people[value]), value))}
    few = len(values) <= MOST
    rare = {value for value in values if not few and value != UNKNOWN and len(people[value]) < FEWEST}
    return {value: OTHER if value in rare and len(rare) > 1 else value for value in values}


def _anything(facet: str, ground: Ground) -> Share:
    """How many of the people heard named any value."""
    found = _people_by(facet, ground.feedback, ground).values()
    return share(len(set().union(*found)), ground.heard)


def _order(names: Mapping[str, str]) -> tuple[str, ...]:
    """Names once, "other" and "unknown" last."""
    found = dict.fromkeys(names.values())
    return tuple(sorted(found, key=lambda name: (name == UNKNOWN, name == OTHER)))


def _change(ids: list[str], now: Ground, before: Ground) -> Change:
    return change_between(
        *(share(len(g.people(id for id in ids if id in g.statements)), g.heard) for g in (now, before))
    )


def change_between(now: Share, before: Share) -> Change:
    """What changed between two shares of people heard; the two groups are taken as independent."""
    ends = newcombe(now.count, now.of, before.count, before.of, Z90)
    return Change(now=now, before=before, difference=_difference(now, before, ends), trend=_trend(ends))


def _difference(now: Share, before: Share, ends: tuple[float, float] | None) -> Value:
    if ends is None or now.value is None or before.value is None:
        return Value(value=None, reason="nobody was heard in one of the periods")
    method = "difference of the shares of people heard; 90 % Newcombe"
    return Value(value=now.value - before.value, low=ends[0], high=ends[1], method=method)


def _trend(ends: tuple[float, float] | None) -> Trend:
    if ends is None:
        return "unclear"
    return "more" if ends[0] > 0 else "less" if ends[1] < 0 else "unclear"


def _feedback_of(statements: Iterable[str], ground: Ground) -> set[str]:
    return {ground.statements[id].feedback_id for id in statements if id in ground.statements}


def _people_by(facet: str, feedback: Iterable[str], ground: Ground) -> dict[str, set[str]]:
    people: dict[str, set[str]] = {}
    for id in feedback:
        for value in ground.facets.values_of(facet, id):
            people.setdefault(value, set()).add(ground.directory.customer[id])
    return people


def _named(
    names: Mapping[str, str], facet: str, feedback: Iterable[str], ground: Ground
) -> dict[str, set[str]]:
    people: dict[str, set[str]] = {}
    for value, found in _people_by(facet, feedback, ground).items():
        if value in names:
            people.setdefault(names[value], set()).update(found)
    return people


def _cells(
    feedback: Iterable[str],
    ground: Ground,
    rows: tuple[str, Mapping[str, str]],
    columns: tuple[str, Mapping[str, str]],
) -> dict[tuple[str, str], set[str]]:
    (down, row), (across, column) = rows, columns
    people: dict[tuple[str, str], set[str]] = {}
    for id in feedback:
        for place in product(ground.facets.values_of(down, id), ground.facets.values_of(across, id)):
            cell = (row[place[0]], column[place[1]])
            people.setdefault(cell, set()).add(ground.directory.customer[id])
    return people
