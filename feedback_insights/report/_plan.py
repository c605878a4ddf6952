"""The backlog as a plan, as a report shows it."""

from __future__ import annotations

from collections.abc import Sequence

from feedback_insights.figures import Hygiene, Return, Reviewed, RoadmapReview, View, progress_of
from feedback_insights.figures.hygiene import KINDS
from feedback_insights.records import Feature
from feedback_insights.report._evidence import Evidence
from feedback_insights.report.decision_words import order_sentences, status_sentence, verdict_sentence
from feedback_insights.report.parts import FeatureRow
from feedback_insights.report.plan_parts import DecidedRow, Plan, PlanRow
from feedback_insights.report.plan_words import coming, returned
from feedback_insights.report.words import people
from feedback_insights.roadmap import CLOSED


def plan_of(
    evidence: Evidence,
    view: View,
    features: Sequence[Feature],
    rows: Sequence[FeatureRow],
    hygiene: Hygiene,
    review: RoadmapReview | None,
) -> Plan:
    """Tell apart what is coming, came back or was declined, what was decided, and what to look at."""
    progress = progress_of(features, view)
    titles = {feature.id: feature.title for feature in features}
    back = tuple(_returned(evidence, one, titles) for one in progress.came_back)
    declined = tuple(_returned(evidence, one, titles, declined=True) for one in progress.declined)
    told = {row.id for row in (*back, *declined)}
    return Plan(
        coming=tuple(
            PlanRow(id=one.feature_id, title=titles[one.feature_id], told=coming(one))
            for one in progress.coming
        ),
        came_back=back,
        declined=declined,
        closed=tuple(
            PlanRow(id=row.id, title=row.title, told=f"{row.stage}, {people(row.people)}")
            for row in rows
            if row.supported and row.stage in CLOSED and row.id not in told
        ),
        checks={kind: found for kind in KINDS if (found := hygiene.of(kind))},
        notes=hygiene.notes,
        titles=titles,
        decided=tuple(_decided(one) for one in review.items) if review else (),
        order=tuple(map(_sentence, order_sentences(review.order))) if review and review.order else (),
    )


def _decided(one: Reviewed) -> DecidedRow:
    return DecidedRow(
        id=one.decision.feature_id,
        title=one.title,
        told=status_sentence(one.decision),
        verdict=one.verdict,
        newer=_sentence(verdict_sentence(one)),
    )


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].removesuffix('.')}."


def _returned(evidence: Evidence, one: Return, titles: dict[str, str], *, declined: bool = False) -> PlanRow:
    withheld = evidence.withheld(one.people)
    quotable = [id for id in one.statements if evidence.may_quote(id)]
    return PlanRow(
        id=one.feature_id,
        title=titles[one.feature_id],
        told=returned(one, declined=declined),
        quotes=() if withheld else evidence.quotes(quotable, most=1, about=evidence.features[one.feature_id]),
        withheld=withheld,
    )
