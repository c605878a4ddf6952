"""How people stand to backlog items: for, against, unclear; and what speaks against an item."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from feedback_insights.records import Analysis, Stance
from feedback_insights.support import Grade, Graded, grades, opposed

CONTENT: Final = "content with what there is"  # the rule of who needs no change


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Different people by their stance. Who speaks for and against counts as unclear."""

    supporting: int = 0
    against: int = 0
    unclear: int = 0
    unread: int = 0  # only in languages that the rules do not read


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinions:
    """Every backlog item's stances, people and counter-evidence. Empty for a run that did not look."""

    stances: Mapping[tuple[str, str], Stance]  # by (feature, statement)
    features: Mapping[str, Stand]  # the people behind links that are sure enough to count, or would be
    themes: Mapping[tuple[str, str], Stand]  # by (feature, theme): the theme's people, where its link counts
    counter: Mapping[str, tuple[tuple[float, str], ...]]  # (probability, statement), see `opinions`


def opinions(analysis: Analysis, person: Callable[[str], str]) -> Opinions:
    """Sort what is linked with each backlog item by its stance. ``person`` tells who said a statement.

    The counter-evidence is what is linked, however unsurely, and speaks against the item, surest first; then
    what is content with what there is, which still supports it: its link says that it is about the item, and
    its severity says how little it suffers.
    """
    links, members, stances = analysis.links, analysis.memberships, analysis.stances
    linked, refused = grades(links, members, stances), opposed(links, members, stances)
    accept = analysis.run.settings.get("links", {}).get("accept")
    sure: dict[str, list[Stance]] = defaultdict(list)
    counter: dict[str, list[tuple[int, float, str]]] = defaultdict(list)
    for one in stances:
        against, grade = _grade(one, refused), _grade(one, linked)
        if (found := against or grade) is None:
            continue
        if found.accepted or (against and accept is not None and found.probability >= accept):
            sure[one.feature_id].append(one)
        if against or one.rule == CONTENT:
            counter[one.feature_id].append((0 if against else 1, -found.probability, one.statement_id))
    return Opinions(
        stances={(one.feature_id, one.statement_id): one for one in stances},
        features={feature: _counted(group, person) for feature, group in sure.items()},
        themes={pair: _counted(group, person) for pair, group in _by_theme(analysis).items()},
        counter={
            feature: tuple((-probability, id) for _, probability, id in sorted(rows))
            for feature, rows in counter.items()
        },
    )


def _grade(stance: Stance, graded: Graded) -> Grade | None:
    return graded.get(stance.statement_id, {}).get(stance.feature_id)


def _by_theme(analysis: Analysis) -> dict[tuple[str, str], list[Stance]]:
    pairs = {
        (link.feature_id, link.subject_id)
        for link in analysis.links
        if link.kind == "theme" and link.accepted
    }
    groups: dict[tuple[str, str], list[Stance]] = defaultdict(list)
    for one in analysis.stances:
        member = analysis.memberships.get(one.statement_id)
        if member and (one.feature_id, member.theme) in pairs:
            groups[one.feature_id, member.theme].append(one)
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
