"""Themes, backlog items, scores and comparisons as flat rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from feedback_insights.exporters import rows
from feedback_insights.exporters.reasons import effort_reason, explained, theme_reason
from feedback_insights.exporters.selection import Selection, number
from feedback_insights.records import REQUEST_TYPES, Feature, Requests, Score, Theme


def theme_row(theme: Theme) -> rows.Theme:
    """One theme or area; a retired one has no figures."""
    active = theme.status == "active"
    share, mood = (theme.share, theme.mood) if active else (None, None)
    requests, burst = (theme.requests, theme.burst) if active else (None, None)
    asks = _requests(requests)
    return rows.Theme(
        id=theme.id,
        level=theme.level,
        name=theme.name,
        area_id=theme.parent,
        status=theme.status,
        successors=theme.successors,
        origin=theme.origin,
        keyphrases=theme.keyphrases,
        statements=theme.size if active else None,
        people=theme.customers if active else None,
        accounts=theme.accounts if active else None,
        heard=share.of if share else None,
        share=share.value if share else None,
        share_low=share.low if share else None,
        share_high=share.high if share else None,
        negative=mood.negative if mood else None,
        neutral=mood.neutral if mood else None,
        positive=mood.positive if mood else None,
        tone_unknown=mood.unknown if mood else None,
        mood=number(mood.mean if mood else None),
        bugs=asks["bug"],
        feature_requests=asks["feature_request"],
        questions=asks["question"],
        praise=asks["praise"],
        usability=asks["usability"],
        other=asks["other"],
        burst_first=date.fromisoformat(burst.first) if burst else None,
        burst_last=date.fromisoformat(burst.last) if burst else None,
        burst_statements=burst.statements if burst else None,
        dated_statements=burst.of if burst else None,
        burst_unusual=burst.unusual if burst else None,
        rank=burst.rank if burst else None,
        rank_without_bursts=burst.rank_without if burst else None,
        people_without_burst=burst.customers if burst else None,
        stability=number(theme.stability) if active else None,
        fidelity=number(theme.fidelity) if active else None,
        summary=theme.summary if active else None,
        quotes=theme.quotes if active else (),
        dissent=theme.dissent if active else None,
        reason=theme_reason(theme),
    )


def _requests(requests: Requests | None) -> dict[str, int | None]:
    return {name: getattr(requests, name) if requests else None for name in REQUEST_TYPES}


def feature_row(feature: Feature, selection: Selection) -> rows.Feature:
    """One backlog item, as the backlog has it."""
    effort = number(feature.effort)
    return rows.Feature(
        id=feature.id,
        title=feature.title,
        description=feature.description or None,
        status=feature.status,
        type=feature.type,
        parent_id=feature.parent,
        labels=feature.labels,
        effort=effort,
        effort_unit=selection.data.settings.priority.effort_unit,
        url=feature.url,
        depends_on=feature.depends_on,
        reason=effort_reason(feature, effort),
    )


def score_row(score: Score, selection: Selection) -> rows.Score:
    """One backlog item under one method."""
    value, calm, people = score.score, score.calm, score.inputs.get("people")
    return rows.Score(
        feature_id=score.feature_id,
        method=score.method,
        value=number(value.value),
        low=number(value.low),
        high=number(value.high),
        calculation=value.method or None,
        reason=value.reason or None,
        status=score.status,
        tier=score.tier,
        rank_low=score.rank_low,
        rank_high=score.rank_high,
        people=int(people.value) if people and people.value is not None else None,
        explanation=explained(score),
        evidence=selection.evidence(score),
        unusual_days=calm.days if calm else (),
        value_without_bursts=number(calm.value if calm else None),
        people_without_bursts=calm.people if calm else None,
        tier_without_bursts=calm.tier if calm else None,
        rank_low_without_bursts=calm.rank_low if calm else None,
        rank_high_without_bursts=calm.rank_high if calm else None,
    )


def input_rows(score: Score) -> Iterator[rows.ScoreInput]:
    """Every figure that a score is made from, by name."""
    for name, value in sorted(score.inputs.items()):
        yield rows.ScoreInput(
            feature_id=score.feature_id,
            method=score.method,
            input=name,
            value=number(value.value),
            low=number(value.low),
            high=number(value.high),
            basis=value.basis,
            calculation=value.method or None,
            reason=value.reason or None,
        )


def breakdown_rows(selection: Selection) -> Iterator[rows.Breakdown]:
    """Every theme under every value of the facet that was asked for."""
    breakdown = selection.data.breakdown
    if breakdown is None:
        return
    for theme in selection.themes:
        for value, share in breakdown.shares.get(theme.id, {}).items():
            yield rows.Breakdown(
                theme_id=theme.id,
                facet=breakdown.facet,
                value=value,
                people=share.count,
                heard=share.of,
                share=share.value,
                share_low=share.low,
                share_high=share.high,
            )


def change_rows(selection: Selection) -> Iterator[rows.Change]:
    """Every theme that was heard of in either period."""
    for theme in selection.themes:
        if (change := selection.data.changes.get(theme.id)) is None:
            continue
        now, before, difference = change.now, change.before, change.difference
        yield rows.Change(
            theme_id=theme.id,
            people=now.count,
            heard=now.of,
            share=now.value,
            people_before=before.count,
            heard_before=before.of,
            share_before=before.value,
            difference=number(difference.value),
            low=number(difference.low),
            high=number(difference.high),
            calculation=difference.method or None,
            reason=difference.reason or None,
            trend=change.trend,
        )
