"""One row per theme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from statistics import fmean

from feedback_insights.figures import Change, Matrix, burst_days, grid, told_of
from feedback_insights.records import Theme, ThemeEvent
from feedback_insights.report._evidence import Evidence
from feedback_insights.report._months import months_of
from feedback_insights.report.parts import AreaRow, FeatureRef, Near, QuoteRow, ThemeRow
from feedback_insights.report.words import MADE, natural

MAJOR = 3
MOST_NEAR = 3
TOLD = {
    "revived": "came back",
    "seeded": "stands for a theme of the taxonomy from now on",
    "released": "no longer in the taxonomy, an ordinary theme from now on",
}


def theme_rows(
    evidence: Evidence, changes: Mapping[str, Change], matrix: Matrix | None
) -> tuple[ThemeRow, ...]:
    """All active themes, most people first; those that hardly hold together last."""
    themes = sorted(evidence.active.values(), key=lambda theme: (theme.unsettled, _most_people(theme)))
    return tuple(
        replace(
            _row(evidence, theme),
            change=changes.get(theme.id),
            participants=_participants(theme.id, matrix),
        )
        for theme in themes
    )


def _participants(theme_id: str, matrix: Matrix | None) -> tuple[str, ...]:
    """Who spoke of a theme, in the order of the matrix."""
    if matrix is None:
        return ()
    spoke = matrix.statements.get(theme_id, {})
    return tuple(name for name in matrix.participants if name in spoke)


def area_rows(evidence: Evidence, themes: Sequence[ThemeRow]) -> tuple[AreaRow, ...]:
    """The areas that hold a theme shown here, most people first."""
    areas = (t for t in evidence.analysis.themes if t.status == "active" and t.level == "area" and t.size)
    return tuple(
        AreaRow(
            id=area.id,
            name=area.name,
            people=area.customers,
            share=area.share,
            size=area.size,
            themes=tuple(theme.id for theme in themes if theme.area == area.id),
        )
        for area in sorted(areas, key=_most_people)
    )


def _most_people(theme: Theme) -> tuple[int, int, tuple[tuple[int, str], ...]]:
    return -theme.customers, -theme.size, natural(theme.id)


def _row(evidence: Evidence, theme: Theme) -> ThemeRow:
    worst = _worst_per_person(evidence, theme)
    withheld = evidence.withheld(theme.customers)
    return ThemeRow(
        id=theme.id,
        name=theme.name,
        area=theme.parent,
        size=theme.size,
        people=theme.customers,
        accounts=theme.accounts,
        share=theme.share,
        requests=theme.requests,
        burst=theme.burst,
        months=months_of(theme.statements, evidence, burst_days(theme.burst)),
        grid=grid(theme.statements, evidence.ground, "audience", "product"),
        near=_near(evidence, theme),
        mood=theme.mood,
        severity=fmean(worst) if worst else None,
        severe_people=sum(severity >= MAJOR for severity in worst),
        told=told_of(theme.statements, evidence.ground),
        stability=theme.stability,
        unsettled=theme.unsettled,
        keyphrases=theme.keyphrases,
        keyphrase_weights=theme.keyphrase_weights,
        fidelity=theme.fidelity,
        summary=None if withheld else _quoted(evidence, theme.summary),
        quotes=() if withheld else evidence.quotes(theme.quotes, most=len(theme.quotes)),
        dissent=None if withheld else _quoted(evidence, theme.dissent),
        withheld=withheld,
        features=_features(evidence, theme.id),
        history=tuple(_history(evidence, theme)),
    )


def _quoted(evidence: Evidence, statement_id: str | None) -> QuoteRow | None:
    return evidence.quotes([statement_id], most=1)[0] if statement_id else None


def _near(evidence: Evidence, theme: Theme) -> tuple[Near, ...]:
    """The themes that its statements nearly belong to."""
    memberships = evidence.analysis.memberships
    second = Counter(memberships[id].second or "" for id in theme.statements if id in memberships)
    found = [(count, id) for id, count in second.items() if id in evidence.active]
    return tuple(
        Near(id=id, name=evidence.active[id].name, statements=count)
        for count, id in sorted(found, key=lambda pair: (-pair[0], natural(pair[1])))[:MOST_NEAR]
    )


def _worst_per_person(evidence: Evidence, theme: Theme) -> list[int]:
    worst: dict[str, int] = {}
    for statement_id in theme.statements:
        tag = evidence.tags.get(statement_id)
        if tag and tag.severity is not None:
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


def _history(evidence: Evidence, theme: Theme) -> Iterator[str]:
    if theme.origin != "found":
        yield MADE[theme.origin]
    yield from (_event(event) for event in evidence.analysis.events if _tells(event, theme.id))


def _tells(event: ThemeEvent, theme_id: str) -> bool:
    return event.theme == theme_id and event.run != "R1"  # in the first run everything is new


def _event(event: ThemeEvent) -> str:
    others = ", ".join(event.others)
    if event.kind == "born":
        made = f"made by {event.by.removeprefix('person:')}" if event.by.startswith("person:") else "new"
        return f"{made}, out of {others}" if others else made
    if event.kind in TOLD:
        return TOLD[event.kind]
    return f"{event.kind} into {others}" if others else event.kind
