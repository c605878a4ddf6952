"""How surely a statement supports a feature: by its links and its stance, with people's decisions last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from feedback_insights.records import Link, Membership, Sentiment, Stance

Graded = dict[str, dict[str, "Grade"]]  # statement id -> feature id -> grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """One statement that may ask for one feature."""

    feedback_id: str
    statement_id: str
    feature_id: str
    probability: float  # calibrated, 0..1, after people's decisions and ties
    accepted: bool  # at or above the accept threshold, tied by a tool, confirmed, or by a linked theme
    sure: bool = True  # of what is accepted: at or above the accept threshold by itself
    severity: int | None = None  # 0 cosmetic .. 4 blocker; None = unknown
    sentiment: Sentiment | None = None
    channel: str | None = None
    source: str = ""  # stands in for the channel where there is none


class Grade(NamedTuple):
    """The probability that a statement asks for a feature, and whether it counts."""

    probability: float
    accepted: bool


def grades(
    links: Iterable[Link], memberships: Mapping[str, Membership], stances: Iterable[Stance] = ()
) -> Graded:
    """Return statement id -> feature id -> grade of what supports a feature.

    A statement supports a feature by its own link, or as a member of a theme that an accepted link ties to
    the feature: then with the link's probability times the strength of its membership, if that is more. It
    counts if either link is accepted. What a person said of the statement itself beats what was said of
    its theme; a theme link that a person confirmed counts as probability 1, one rejected takes the
    feature from all its members. A tie that a tool holds counts as probability 1 too, and gives way to people
    only.

    A statement that speaks against a feature does not support it, whatever its links say, unless a person
    or a tool tied that very statement to it: see `opposed`.
    """
    listed = list(links)
    refused = _refused(listed, stances)
    return _filtered(_all_grades(listed, memberships), lambda pair: pair not in refused)


def opposed(
    links: Iterable[Link], memberships: Mapping[str, Membership], stances: Iterable[Stance]
) -> Graded:
    """What `grades` leaves out because it speaks against the feature, with the grade it would have had."""
    listed = list(links)
    refused = _refused(listed, stances)
    return _filtered(_all_grades(listed, memberships), refused.__contains__)


def tied(links: Iterable[Link], memberships: Mapping[str, Membership]) -> set[tuple[str, str]]:
    """Every (statement, feature) that a link ties: its own, or one of its theme that is accepted."""
    of_theme: dict[str, list[str]] = defaultdict(list)
    found: set[tuple[str, str]] = set()
    for link in links:
        if link.kind == "statement":
            found.add((link.subject_id, link.feature_id))
        elif link.accepted:
            of_theme[link.subject_id].append(link.feature_id)
    for statement, member in memberships.items():
        found.update((statement, feature) for feature in of_theme.get(member.theme, ()))
    return found


def counting(links: Iterable[Link], stances: Iterable[Stance]) -> tuple[Link, ...]:
    """The links, those of statements that speak against the feature accepted no more."""
    listed = list(links)
    refused = _refused(listed, stances)
    return tuple(
        replace(link, accepted=False)
        if link.kind == "statement" and (link.subject_id, link.feature_id) in refused
        else link
        for link in listed
    )


def _refused(links: Iterable[Link], stances: Iterable[Stance]) -> set[tuple[str, str]]:
    """(statement, feature) that speak against, without those that somebody tied all the same."""
    against = {(one.statement_id, one.feature_id) for one in stances if one.stance == "against"}
    if not against:
        return against
    return against - {
        (link.subject_id, link.feature_id) for link in links if link.kind == "statement" and _is_decided(link)
    }


def _filtered(found: Graded, wanted: Callable[[tuple[str, str]], bool]) -> Graded:
    kept = {
        statement: {feature: grade for feature, grade in graded.items() if wanted((statement, feature))}
        for statement, graded in found.items()
    }
    return {statement: graded for statement, graded in kept.items() if graded}


def _all_grades(links: Iterable[Link], memberships: Mapping[str, Membership]) -> Graded:
    of_theme: dict[str, list[Link]] = defaultdict(list)
    own: dict[str, dict[str, Link]] = defaultdict(dict)
    for link in links:
        if link.kind == "theme":
            of_theme[link.subject_id].append(link)
        else:
            own[link.subject_id][link.feature_id] = link
    found: dict[str, dict[str, Grade]] = defaultdict(dict)
    for statement, direct in own.items():
        found[statement] = {feature: _graded(link) for feature, link in direct.items()}
    for statement, member in memberships.items():
        for link in of_theme.get(member.theme, ()):
            mine = own[statement].get(link.feature_id) if statement in own else None
            if mine is None or not _by_person(mine):  # a tool's: stays, unless a person rejected the theme
                found[statement][link.feature_id] = _through_theme(link, member.strength, mine)
    return {
        statement: {feature: grade for feature, grade in sorted(graded.items()) if grade.probability > 0}
        for statement, graded in sorted(found.items())
    }


def lifted(graded: Mapping[str, Mapping[str, Grade]], home: Mapping[str, str]) -> Graded:
    """The same grades for what each feature is part of: ``home`` says of a feature what stands for it.

    A statement that supports several parts supports the whole once, with the largest of their
    probabilities; it counts if it counts for any part. Features without a home are left out.
    """
    found: Graded = {}
    for statement, grades_here in graded.items():
        whole: dict[str, Grade] = {}
        for feature, grade in grades_here.items():
            if (target := home.get(feature)) is not None:
                held = whole.get(target, grade)
                whole[target] = Grade(
                    max(held.probability, grade.probability), held.accepted or grade.accepted
                )
        if whole:
            found[statement] = dict(sorted(whole.items()))
    return found


def _by_person(link: Link) -> bool:
    return link.decided_by.startswith("person:")


def _is_decided(link: Link) -> bool:
    """By a person or, as a tie, by a tool."""
    return link.decided_by != "model"


def _graded(link: Link) -> Grade:
    return (
        Grade(float(link.accepted), link.accepted)
        if _is_decided(link)
        else Grade(link.probability, link.accepted)
    )


def _through_theme(link: Link, strength: float, mine: Link | None) -> Grade:
    direct = _graded(mine) if mine else Grade(0.0, False)
    if _by_person(link) and not link.accepted:
        return Grade(0.0, False)
    if not link.accepted:
        return direct
    shared = round((1.0 if _is_decided(link) else link.probability) * strength, 4)
    return Grade(max(direct.probability, shared), True)
