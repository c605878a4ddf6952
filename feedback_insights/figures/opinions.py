"""How people stand to backlog items: for, against, unclear; and what speaks against an item."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from feedback_insights.records import Analysis, Stance
from feedback_insights.settings import settings_of_links
from feedback_insights.support import Grade, Graded, grades, opposed

CONTENT: Final = "content with what there is"  # the rule of who needs no change


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Different people by their stance. Who speaks for and against counts as unclear."""

    supporting: int = 0
    against: int = 0
    unclear: int = 0
    unread: int = 0  # only in languages that the rules do not read


class CounterEvidence(NamedTuple):
    """A statement against a backlog item, or content with what there is."""

    probability: float  # that it is about the item
    statement: str
    feature: str  # the item that it speaks of: at a level, of the parts the one it is most surely about


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinions:
    """Every backlog item's stances, people and counter-evidence. Empty for a run that did not look."""

    stances: Mapping[tuple[str, str], Stance]  # by (feature, statement); at a level see `opinions`
    features: Mapping[str, Stand]  # the people behind links that are sure enough to count, or would be
    themes: Mapping[tuple[str, str], Stand]  # by (feature, theme): the theme's people, where its link counts
    counter: Mapping[str, tuple[CounterEvidence, ...]]  # see `opinions`


def opinions(
    analysis: Analysis, person: Callable[[str], str], *, home: Mapping[str, str] | None = None
) -> Opinions:
    """Sort what is linked with each backlog item by its stance. ``person`` tells who said a statement.

    The counter-evidence is what is linked, however unsurely, and speaks against the item, surest first; then
    what is content with what there is, which still supports it: its link says that it is about the item, and
    its severity says how little it suffers.

    With ``home``, which says of an item what stands for it at a level, all this is told of the wholes: their
    people are those of all the parts, each once, and each statement is counter-evidence once. A statement's
    stance to a whole is the one to the part that it is most surely about, one that counts before others.
    """
    links, members, stances = analysis.links, analysis.memberships, analysis.stances
    linked, refused = grades(links, members, stances), opposed(links, members, stances)
    accept = settings_of_links(analysis.run.settings).accept
    heard: dict[tuple[str, str], list[tuple[bool, float, str, Stance]]] = defaultdict(list)
    sure: dict[str, list[Stance]] = defaultdict(list)
    counter: dict[str, dict[str, tuple[int, float, str]]] = defaultdict(dict)
    for one in stances:
        if (whole := _whole(one.feature_id, home)) is None:
            continue
        against, grade = _grade(one, refused), _grade(one, linked)
        found = against or grade or Grade(0.0, False)
        counts = grade is not None and grade.accepted
        heard[whole, one.statement_id].append((not counts, -found.probability, one.feature_id, one))
        if not (against or grade):
            continue
        if found.accepted or (against and found.probability >= accept):
            sure[whole].append(one)
        if against or one.rule == CONTENT:
            row = (0 if against else 1, -found.probability, one.feature_id)
            counter[whole][one.statement_id] = min(row, counter[whole].get(one.statement_id, row))
    return Opinions(
        stances={pair: min(rows, key=lambda row: row[:3])[3] for pair, rows in heard.items()},
        features={whole: _counted(group, person) for whole, group in sure.items()},
        themes={pair: _counted(group, person) for pair, group in _by_theme(analysis, home).items()},
        counter={whole: _surest_first(rows) for whole, rows in counter.items()},
    )


def _whole(feature: str, home: Mapping[str, str] | None) -> str | None:
    return feature if home is None else home.get(feature)


def _surest_first(rows: Mapping[str, tuple[int, float, str]]) -> tuple[CounterEvidence, ...]:
    ordered = sorted((kind, lost, id, part) for id, (kind, lost, part) in rows.items())
    return tuple(CounterEvidence(-lost, id, part) for _, lost, id, part in ordered)


def _grade(stance: Stance, graded: Graded) -> Grade | None:
    return graded.get(stance.statement_id, {}).get(stance.feature_id)


def _by_theme(analysis: Analysis, home: Mapping[str, str] | None) -> dict[tuple[str, str], list[Stance]]:
    pairs = {
        (link.feature_id, link.subject_id)
        for link in analysis.links
        if link.kind == "theme" and link.accepted
    }
    groups: dict[tuple[str, str], list[Stance]] = defaultdict(list)
    for one in analysis.stances:
        member, whole = analysis.memberships.get(one.statement_id), _whole(one.feature_id, home)
        if member and whole is not None and (one.feature_id, member.theme) in pairs:
            groups[whole, member.theme].append(one)
    return groups


def _counted(stances: Iterable[Stance], person: Callable[[str], str]) -> Stand:
    views: dict[str, set[str | None]] = defaultdict(set)
    for one in stances:
        views[person(one.statement_id)].add(one.stance)
    unread = sum(found == {None} for found in views.values())
    supporting = sum("for" in found and "against" not in found for found in views.values())
    against = sum("against" in found and "for" not in found for found in views.values())
    return Stand(
        supporting=supporting,
        against=against,
        unclear=len(views) - supporting - against - unread,
        unread=unread,
    )
