"""One row per theme."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean, median

from feedback_insights.records import Theme, ThemeEvent
from feedback_insights.report._evidence import Evidence
from feedback_insights.report.parts import FeatureRef, ThemeRow
from feedback_insights.report.words import natural

MAJOR = 3


LOOSE = 0.85  # of the middle theme's strength


def theme_rows(evidence: Evidence) -> tuple[ThemeRow, ...]:
    """All active themes, most people first; those that hardly hold together last."""
    loose = _loose(evidence, list(evidence.active.values()))
    themes = sorted(evidence.active.values(), key=lambda theme: (theme.id in loose, _most_people(theme)))
    return tuple(_row(evidence, theme, loose=theme.id in loose) for theme in themes)


def _loose(evidence: Evidence, themes: Sequence[Theme]) -> set[str]:
    """Themes whose statements have many of their neighbours elsewhere, next to the other themes."""
    memberships = evidence.analysis.memberships
    strengths = {
        theme.id: fmean(memberships[s][1] for s in theme.statements if s in memberships)
        for theme in themes
        if any(s in memberships for s in theme.statements)
    }
    middle = median(strengths.values()) if strengths else 0.0
    return {theme for theme, strength in strengths.items() if strength < LOOSE * middle}


def _most_people(theme: Theme) -> tuple[int, int, tuple[tuple[int, str], ...]]:
    return -theme.customers, -theme.size, natural(theme.id)


def _row(evidence: Evidence, theme: Theme, *, loose: bool) -> ThemeRow:
    worst = _worst_per_person(evidence, theme)
    withheld = evidence.withheld(theme.customers)
    return ThemeRow(
        id=theme.id,
        name=theme.name,
        size=theme.size,
        people=theme.customers,
        mood=theme.mood,
        severity=fmean(worst) if worst else None,
        severe_people=sum(severity >= MAJOR for severity in worst),
        stability=theme.stability,
        loose=loose,
        keyphrases=theme.keyphrases,
        quotes=() if withheld else evidence.quotes(theme.quotes, most=len(theme.quotes)),
        withheld=withheld,
        features=_features(evidence, theme.id),
        history=tuple(_event(event) for event in evidence.analysis.events if _tells(event, theme.id)),
    )


def _worst_per_person(evidence: Evidence, theme: Theme) -> list[int]:
    worst: dict[str, int] = {}
    for statement_id in theme.statements:
        if tag := evidence.tags.get(statement_id):
            who = evidence.customer(statement_id)
            worst[who] = max(worst.get(who, 0), tag.severity)
    return list(worst.values())


def _features(evidence: Evidence, theme_id: str) -> tuple[FeatureRef, ...]:
    return tuple(
        FeatureRef(
            id=link.feature_id,
            title=evidence.features[link.feature_id].title,
            probability=link.probability,
            decided_by=link.decided_by,
        )
        for link in evidence.asked_by.get(theme_id, ())
        if link.kind == "theme" and link.feature_id in evidence.features
    )


def _tells(event: ThemeEvent, theme_id: str) -> bool:
    return event.theme == theme_id and event.run != "R1"  # in the first run everything is new


def _event(event: ThemeEvent) -> str:
    others = ", ".join(event.others)
    if event.kind == "born":
        return f"new, out of {others}" if others else "new"
    if event.kind == "revived":
        return "came back"
    return f"{event.kind} into {others}" if others else event.kind
