"""Scores from what a run found, with and without the unusual days of each feature."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from feedback_insights.figures._ground import Ground
from feedback_insights.figures.bursts import burst_days, burst_of
from feedback_insights.priority import load_severity_error, score_rice
from feedback_insights.records import Calm, Feature, Link, Membership, Score, Stance
from feedback_insights.roadmap import Rollup
from feedback_insights.settings import PrioritySettings
from feedback_insights.supplied import SuppliedInputs
from feedback_insights.support import Grade, Graded, Support, grades, lifted


def asking(
    links: Iterable[Link],
    memberships: Mapping[str, Membership],
    ground: Ground,
    stances: Iterable[Stance] = (),
    *,
    home: Mapping[str, str] | None = None,
    accept: float = 0.0,
) -> dict[str, tuple[str, ...]]:
    """The statements here that count for each feature, surest first, then by id.

    With `home`, for what stands for each feature at a level; with `accept`, only those that reach this
    probability themselves, not those that count as members of a linked theme alone.
    """
    found: dict[str, list[tuple[float, str]]] = defaultdict(list)
    graded = grades(links, memberships, stances)
    for statement, grades_here in (graded if home is None else lifted(graded, home)).items():
        for feature, grade in grades_here.items():
            if grade.accepted and grade.probability >= accept and statement in ground.statements:
                found[feature].append((-grade.probability, statement))
    return {feature: tuple(id for _, id in sorted(rows)) for feature, rows in sorted(found.items())}


def score_backlog(
    features: Sequence[Feature],
    links: Iterable[Link],
    memberships: Mapping[str, Membership],
    ground: Ground,
    settings: PrioritySettings,
    stances: Iterable[Stance] = (),
    *,
    rollup: Rollup | None = None,
    supplied: SuppliedInputs | None = None,
    accept: float = 0.0,
) -> tuple[Score, ...]:
    """Score every feature on this ground by RICE and by reach; `supplied` is what people gave.

    Who has no link of probability `accept` or more counts among the people "at most" only.

    Where a feature, or another, has unusual days, each score also tells what is left without them (`calm`).
    With `rollup`, what stands at its level is scored, each on the evidence for all of its parts together:
    whoever asks for two of them counts once.
    """
    features = features if rollup is None else rollup.features
    efforts = {} if rollup is None else rollup.effort_notes
    if not features:
        return ()
    evidence = evidence_of(features, links, memberships, ground, stances, rollup=rollup, accept=accept)
    told: Mapping[str, Any] = {"efforts": efforts, "supplied": supplied, "error": load_severity_error()}
    scores = score_rice(features, evidence, ground.directory, settings, **told)
    days = _unusual_days(evidence, ground)
    if not days:
        return tuple(scores)
    kept = [row for row in evidence if _day(row, ground) not in days.get(row.feature_id, ())]
    without = score_rice(features, _counting(kept), ground.directory, settings, **told)
    left = {(score.feature_id, score.method): score for score in without}
    return tuple(
        replace(score, calm=_calm(left[score.feature_id, score.method], days.get(score.feature_id, ())))
        for score in scores
    )


def evidence_of(
    features: Sequence[Feature],
    links: Iterable[Link],
    memberships: Mapping[str, Membership],
    ground: Ground,
    stances: Iterable[Stance] = (),
    *,
    rollup: Rollup | None = None,
    accept: float = 0.0,
) -> list[Support]:
    """What supports each feature on this ground, or what stands at the level of `rollup`."""
    home = {f.id: f.id for f in features} if rollup is None else rollup.home
    return _evidence(home, grades(links, memberships, stances), ground, accept)


def _evidence(home: Mapping[str, str], graded: Graded, ground: Ground, accept: float) -> list[Support]:
    """What counts for each feature; unsure links to a part that nobody surely asks for count for no whole."""
    here = {id: graded[id] for id in ground.statements if id in graded}
    asked = {feature for found in here.values() for feature, grade in found.items() if grade.accepted}
    counted = lifted(here, {feature: home[feature] for feature in asked if feature in home})
    return [
        _support(id, feature, grade, ground, accept)
        for id, found in counted.items()
        for feature, grade in found.items()
    ]


def _counting(rows: Sequence[Support]) -> list[Support]:
    """Where no link is sure enough to count, many unsure ones must not add up to a rank."""
    asked = {row.feature_id for row in rows if row.accepted}
    return [row for row in rows if row.feature_id in asked]


def _support(id: str, feature: str, grade: Grade, ground: Ground, accept: float) -> Support:
    item, tag = ground.feedback[ground.statements[id].feedback_id], ground.tags[id]
    return Support(
        feedback_id=item.id,
        statement_id=id,
        feature_id=feature,
        probability=grade.probability,
        accepted=grade.accepted,
        sure=grade.probability >= accept,
        severity=tag.severity,
        sentiment=tag.sentiment,
        channel=item.channel,
        source=item.source,
    )


def _unusual_days(evidence: Sequence[Support], ground: Ground) -> dict[str, tuple[str, ...]]:
    asked: dict[str, list[str]] = defaultdict(list)
    for row in evidence:
        if row.accepted:
            asked[row.feature_id].append(row.statement_id)
    found = {feature: burst_days(burst_of(ids, ground)) for feature, ids in sorted(asked.items())}
    return {feature: days for feature, days in found.items() if days}


def _day(row: Support, ground: Ground) -> str:
    day = ground.day(row.statement_id)
    return day.isoformat() if day else ""


def _calm(score: Score, days: tuple[str, ...]) -> Calm:
    return Calm(
        days=days,
        value=score.score.value,
        people=int(score.inputs["people"].value or 0),
        tier=score.tier,
        rank_low=score.rank_low,
        rank_high=score.rank_high,
    )
