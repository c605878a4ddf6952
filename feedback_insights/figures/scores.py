"""Scores from what a run found, with and without the unusual days of each feature."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from feedback_insights.figures._ground import Ground
from feedback_insights.figures.bursts import burst_days, burst_of
from feedback_insights.priority import score_rice
from feedback_insights.records import Calm, Feature, Link, Membership, Score, Stance
from feedback_insights.settings import PrioritySettings
from feedback_insights.support import Graded, Support, grades


def asking(
    links: Iterable[Link],
    memberships: Mapping[str, Membership],
    ground: Ground,
    stances: Iterable[Stance] = (),
) -> dict[str, tuple[str, ...]]:
    """The statements here that count for each feature, surest first, then by id."""
    found: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for statement, graded in grades(links, memberships, stances).items():
        for feature, grade in graded.items():
            if grade.accepted and statement in ground.statements:
                found[feature].append((-grade.probability, statement))
    return {feature: tuple(id for _, id in sorted(rows)) for feature, rows in sorted(found.items())}


def score_backlog(
    features: Sequence[Feature],
    links: Iterable[Link],
    memberships: Mapping[str, Membership],
    ground: Ground,
    settings: PrioritySettings,
    stances: Iterable[Stance] = (),
) -> tuple[Score, ...]:
    """Score every feature on this ground, by every method there is.

    Where a feature, or another, has unusual days, each score also tells what is left without them (`calm`).
    """
    if not features:
        return ()
    graded = grades(links, memberships, stances)
    evidence = list(_evidence({f.id for f in features}, graded, ground))
    scores = score_rice(features, evidence, ground.directory, settings)
    days = _unusual_days(evidence, ground)
    if not days:
        return tuple(scores)
    kept = [row for row in evidence if _day(row, ground) not in days.get(row.feature_id, ())]
    without = score_rice(features, _counting(kept), ground.directory, settings)
    left = {(score.feature_id, score.method): score for score in without}
    return tuple(
        replace(score, calm=_calm(left[score.feature_id, score.method], days.get(score.feature_id, ())))
        for score in scores
    )


def _evidence(known: set[str], graded: Graded, ground: Ground) -> Iterator[Support]:
    rows = (
        _support(statement_id, feature, grade.probability, grade.accepted, ground)
        for statement_id in ground.statements
        for feature, grade in graded.get(statement_id, {}).items()
        if feature in known
    )
    return iter(_counting(list(rows)))


def _counting(rows: Sequence[Support]) -> list[Support]:
    """Where no link is sure enough to count, many unsure ones must not add up to a rank."""
    asked = {row.feature_id for row in rows if row.accepted}
    return [row for row in rows if row.feature_id in asked]


def _support(id: str, feature: str, probability: float, accepted: bool, ground: Ground) -> Support:
    item, tag = ground.feedback[ground.statements[id].feedback_id], ground.tags[id]
    return Support(
        feedback_id=item.id,
        statement_id=id,
        feature_id=feature,
        probability=probability,
        accepted=accepted,
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
