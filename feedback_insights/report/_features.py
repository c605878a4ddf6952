"""One row per backlog item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from feedback_insights.figures import Platform, burst_days, burst_of, grid
from feedback_insights.priority import ItemStanding, reason_sentence
from feedback_insights.records import Score
from feedback_insights.report._evidence import Evidence
from feedback_insights.report._months import months_of
from feedback_insights.report.parts import FeatureRow, QuoteRow, ThemeRef
from feedback_insights.report.words import natural, people, plural
from feedback_insights.roadmap import stage_of

QUOTES = 5
COUNTER_QUOTES = 3
SUREST = 12  # statements among which varied quotes are looked for
Order = tuple[float, float, float, tuple[tuple[int, str], ...]]


def feature_rows(
    evidence: Evidence,
    basis: str,
    platform: Platform | None = None,
    standings: Mapping[str, ItemStanding] | None = None,
    *,
    asked: Mapping[str, Sequence[str]],
    in_full: int,
) -> tuple[FeatureRow, ...]:
    """All backlog items, best first; the unranked and unasked ones last. The first `in_full` with details.

    `asked` are the statements that count for each, as `View.subjects` tells.
    """
    places = {item.feature_id: item for item in platform.items} if platform else {}
    scores = {(score.feature_id, score.method): score for score in evidence.analysis.scores}
    ranked = sorted((s for (_, method), s in scores.items() if method == basis), key=_place)
    crowds = _crowds(evidence, ranked, asked)
    return tuple(
        replace(
            _row(
                evidence,
                placed=score,
                rice=scores[score.feature_id, "rice"],
                crowd=crowds.get(score.feature_id, 0),
            ),
            place=places.get(score.feature_id),
            **_standing((standings or {}).get(score.feature_id)),
            **(_when_and_where(asked.get(score.feature_id, ()), evidence) if number < in_full else {}),
        )
        for number, score in enumerate(ranked)
        if score.feature_id in evidence.features
    )


def _place(score: Score) -> Order:
    tier, value, reach, id = score.place
    return tier, value, reach, natural(id)


def _standing(standing: ItemStanding | None) -> dict[str, Any]:
    return {"standing": standing.sentence, "first": standing.first} if standing else {}


def _when_and_where(statements: Sequence[str], evidence: Evidence) -> dict[str, Any]:
    """The months and the cells of audience and product from which it was asked for."""
    if not statements:
        return {}
    burst = burst_of(statements, evidence.ground)
    return {
        "grid": grid(statements, evidence.ground, "audience", "product"),
        "months": months_of(statements, evidence, burst_days(burst)),
        "burst": burst,
    }


def _crowds(
    evidence: Evidence, scores: Sequence[Score], asked: Mapping[str, Sequence[str]]
) -> Mapping[str, int]:
    """How many different people asked for each feature on its unusual days."""
    unusual = {score.feature_id: set(score.calm.days) for score in scores if score.calm and score.calm.days}
    if not unusual:
        return {}
    ground = evidence.ground
    return {
        feature: ground.fewest(id for id in asked.get(feature, ()) if _iso(ground.day(id)) in days)
        for feature, days in unusual.items()
    }


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _row(evidence: Evidence, *, placed: Score, rice: Score, crowd: int) -> FeatureRow:
    feature = evidence.features[placed.feature_id]
    quotes, withheld = _quotes(evidence, feature.id)
    counter, held = _counter(evidence, feature.id)
    return FeatureRow(
        id=feature.id,
        title=feature.title,
        url=feature.url,
        backlog_status=feature.status,
        tier=placed.tier,
        rank_low=placed.rank_low,
        rank_high=placed.rank_high,
        status=rice.status,
        rice=rice.score,
        inputs=placed.inputs,
        reason=reason_sentence(placed),
        themes=_themes(evidence, feature.id),
        quotes=quotes,
        withheld=withheld,
        stand=evidence.opinions.features.get(feature.id),
        counter=counter,
        counter_withheld=held,
        calm=placed.calm,
        crowd=crowd,
        stage=stage_of(feature),
    )


def _quotes(evidence: Evidence, feature_id: str) -> tuple[tuple[QuoteRow, ...], str]:
    asking = [
        link.subject_id
        for link in evidence.asking_for.get(feature_id, ())
        if link.kind == "statement" and link.subject_id in evidence.statements
    ]
    if not asking:
        return (), ""
    withheld = evidence.withheld(len({evidence.customer(statement) for statement in asking}))
    about = evidence.features[feature_id]
    if withheld:
        return (), withheld
    return evidence.quotes(_varied(asking, evidence), most=QUOTES, about=about), ""


def _varied(statements: Sequence[str], evidence: Evidence) -> list[str]:
    """The surest first of each audience, product and channel, then the others as they stand."""
    first: dict[tuple[str, ...], str] = {}
    for id in statements[:SUREST]:
        item = evidence.statements[id].feedback_id
        place = tuple(evidence.ground.facets.of(facet, item) for facet in ("audience", "product", "channel"))
        first.setdefault(place, id)
    return list(dict.fromkeys([*first.values(), *statements]))


def _counter(evidence: Evidence, feature_id: str) -> tuple[tuple[QuoteRow, ...], str]:
    """What speaks against it; words of a theme of few people are kept back, and counted."""
    against = evidence.opinions.counter.get(feature_id, ())
    found = [one.statement for one in against if one.statement in evidence.statements]
    open_ = [id for id in found if evidence.may_quote(id)]
    rows = evidence.quotes(open_, most=COUNTER_QUOTES, about=evidence.features[feature_id])
    kept = len(found) - len(open_)
    fewer = f"fewer than {people(evidence.min_people)}"
    return rows, f"{plural(kept, 'statement')} not quoted: {fewer} speak of the same." if kept else ""


def _themes(evidence: Evidence, feature_id: str) -> tuple[ThemeRef, ...]:
    themes = evidence.active
    return tuple(
        ThemeRef(
            id=link.subject_id,
            name=themes[link.subject_id].name,
            people=themes[link.subject_id].customers,
            probability=link.probability,
            decided_by=link.decided_by,
        )
        for link in evidence.asking_for.get(feature_id, ())
        if link.kind == "theme" and link.subject_id in themes
    )
