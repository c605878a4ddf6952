"""How surely a statement supports a feature: its own link and its theme's, with people's decisions last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from feedback_insights.records import Link, Membership, Sentiment


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """One statement that may ask for one feature."""

    feedback_id: str
    statement_id: str
    feature_id: str
    probability: float  # calibrated, 0..1, after people's decisions
    accepted: bool  # at or above the accept threshold, or confirmed by a person
    severity: int | None = None  # 0 cosmetic .. 4 blocker; None = unknown
    sentiment: Sentiment | None = None
    channel: str | None = None
    source: str = ""  # stands in for the channel where there is none


class Grade(NamedTuple):
    """The probability that a statement asks for a feature, and whether it counts."""

    probability: float
    accepted: bool


def grades(links: Iterable[Link], memberships: Mapping[str, Membership]) -> dict[str, dict[str, Grade]]:
    """Return statement id -> feature id -> grade.

    A statement supports a feature by its own link, or as a member of a theme that an accepted link ties to
    the feature: then with the link's probability times the strength of its membership, if that is more. It
    counts if either link is accepted. What a person said of the statement itself beats what was said of
    its theme; a theme link that a person confirmed counts as probability 1, one rejected takes the
    feature from all its members.
    """
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
            if mine is None or not _by_person(mine):
                found[statement][link.feature_id] = _through_theme(link, member.strength, mine)
    return {
        statement: {feature: grade for feature, grade in sorted(graded.items()) if grade.probability > 0}
        for statement, graded in sorted(found.items())
    }


def lifted(graded: Mapping[str, Mapping[str, Grade]], home: Mapping[str, str]) -> dict[str, dict[str, Grade]]:
    """The same grades for what each feature is part of: ``home`` says of a feature what stands for it.

    A statement that supports several parts supports the whole once, with the largest of their
    probabilities; it counts if it counts for any part. Features without a home are left out.
    """
    found: dict[str, dict[str, Grade]] = {}
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
    return link.decided_by != "model"


def _graded(link: Link) -> Grade:
    return (
        Grade(float(link.accepted), link.accepted)
        if _by_person(link)
        else Grade(link.probability, link.accepted)
    )


def _through_theme(link: Link, strength: float, mine: Link | None) -> Grade:
    direct = _graded(mine) if mine else Grade(0.0, False)
    if _by_person(link) and not link.accepted:
        return Grade(0.0, False)
    if not link.accepted:
        return direct
    shared = round((1.0 if _by_person(link) else link.probability) * strength, 4)
    return Grade(max(direct.probability, shared), True)
