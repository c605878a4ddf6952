"""Backlog items of the JSON document, with their scores."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from feedback_insights.exporters import document as doc
from feedback_insights.exporters.quotes import Quotes
from feedback_insights.exporters.reasons import effort_reason, explained
from feedback_insights.exporters.selection import Selection, number
from feedback_insights.exporters.theme_parts import figure_of, input_of, references
from feedback_insights.records import Calm, Score


def feature_parts(selection: Selection, quotes: Quotes) -> Iterator[doc.Feature]:
    """The backlog, by id."""
    scores: dict[str, list[doc.Score]] = {}
    for score in selection.scores:
        scores.setdefault(score.feature_id, []).append(_score(score, selection))
    linked = references(selection.links, themes=False)
    for feature in selection.features:
        effort = number(feature.effort)
        yield doc.Feature(
            id=feature.id,
            title=feature.title,
            description=feature.description or None,
            status=feature.status,
            type=feature.type,
            parent=feature.parent,
            labels=feature.labels,
            effort=effort,
            effort_unit=selection.data.settings.priority.effort_unit,
            url=feature.url,
            depends_on=feature.depends_on,
            scores=tuple(scores.get(feature.id, ())),
            themes=linked.get(feature.id, ()),
            quotes=quotes.feature(feature.id),
            stand=quotes.stand(feature.id),
            counter=quotes.counter(feature.id),
            reason=effort_reason(feature, effort),
        )


def _score(score: Score, selection: Selection) -> doc.Score:
    return doc.Score(
        method=score.method,
        score=figure_of(score.score),
        status=score.status,
        tier=score.tier,
        rank_low=score.rank_low,
        rank_high=score.rank_high,
        explanation=explained(score),
        inputs={name: input_of(value) for name, value in score.inputs.items()},
        evidence=selection.evidence(score),
        without_bursts=_place(score.calm) if score.calm else None,
    )


def _place(calm: Calm) -> doc.Place:
    return doc.Place(
        days=tuple(map(date.fromisoformat, calm.days)),
        value=number(calm.value),
        people=calm.people,
        tier=calm.tier,
        rank_low=calm.rank_low,
        rank_high=calm.rank_high,
    )
