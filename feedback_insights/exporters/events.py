"""NDJSON events with the names of CloudEvents 1.0: scores, themes and links, one a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from feedback_insights.exporters._registry import ExportFile
from feedback_insights.exporters.cells import json_lines
from feedback_insights.exporters.data import ExportData
from feedback_insights.exporters.reasons import explained
from feedback_insights.exporters.selection import Selection, number
from feedback_insights.figures import Move
from feedback_insights.records import Link, Score, Theme, Value

SOURCE = "feedback-insights"


@dataclass(frozen=True, slots=True)
class EventsExporter:
    """`events.ndjson`; the `id` of an event is its idempotency key: the run, the type and the subject.

    Without an earlier run to compare with, everything there is is told as if it were new.
    """

    name: str = "events"
    description: str = "NDJSON events (CloudEvents names): feature.score.updated, theme.created, link.added"
    evidence: str = "ours"
    by_item: bool = True

    def files(self, data: ExportData) -> Iterator[ExportFile]:
        """Yield the events: themes, then links, then scores, each by id."""
        selection = Selection.of(data)
        events = [*_themes(selection), *_links(selection), *_scores(selection)]
        yield ExportFile("events.ndjson", json_lines(events), len(events))


def _event(data: ExportData, kind: str, subject: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    run = data.view.analysis.run
    return {
        "specversion": "1.0",
        "id": f"{run.id}/{kind}/{subject}",
        "type": kind,
        "source": _source(data),
        "subject": subject,
        "datacontenttype": "application/json",
        "data": {"run": run.id, **facts},
    } | ({"time": f"{run.as_of}T00:00:00Z"} if run.as_of else {})


def _source(data: ExportData) -> str:
    """Who tells it; within a scope, about what, so that no two events of one source share an id."""
    where = [(facet, value) for facet, values in sorted(data.facts.where.items()) for value in sorted(values)]
    window = [("window", data.facts.window)] if data.facts.window else []
    return f"{SOURCE}?{urlencode([*where, *window])}" if where or window else SOURCE


def _themes(selection: Selection) -> Iterator[dict[str, Any]]:
    moves = selection.data.options.moves
    for theme in selection.themes:
        if theme.status == "active" and (moves is None or theme.id not in moves.known_themes):
            yield _event(selection.data, "theme.created", theme.id, _theme(theme))


def _theme(theme: Theme) -> dict[str, Any]:
    return {
        "name": theme.name,
        "level": theme.level,
        "area": theme.parent,
        "people": theme.customers,
        "accounts": theme.accounts,
        "statements": theme.size,
        "keyphrases": theme.keyphrases,
    }


def _links(selection: Selection) -> Iterator[dict[str, Any]]:
    moves = selection.data.options.moves
    for link in selection.links:
        key = (link.feature_id, link.kind, link.subject_id)
        if link.accepted and (moves is None or key not in moves.known_links):
            subject = f"{link.feature_id}/{link.kind}/{link.subject_id}"
            yield _event(selection.data, "link.added", subject, _link(link))


def _link(link: Link) -> dict[str, Any]:
    return {
        "feature": link.feature_id,
        "kind": link.kind,
        "subject": link.subject_id,
        "probability": link.probability,
        "decided_by": link.decided_by,
    }


def _scores(selection: Selection) -> Iterator[dict[str, Any]]:
    """One event per item, with all methods; with an earlier run, of those that moved."""
    options = selection.data.options
    moves = options.moves.moves if options.moves else None
    found: dict[str, dict[str, Any]] = {}
    for score in sorted(selection.scores, key=lambda score: (score.feature_id, score.method)):
        move = moves.get((score.feature_id, score.method)) if moves is not None else None
        if moves is None or move is not None:
            facts = _score(score, selection) | ({"change": _change(move)} if move else {})
            found.setdefault(score.feature_id, {})[score.method] = facts
    titles = {feature.id: feature.title for feature in selection.features}
    for feature_id, scores in found.items():
        facts = {"title": titles[feature_id], "scores": scores}
        yield _event(selection.data, "feature.score.updated", feature_id, facts)


def _score(score: Score, selection: Selection) -> dict[str, Any]:
    return {
        **_value(score.score),
        "status": score.status,
        "tier": score.tier,
        "rank_low": score.rank_low,
        "rank_high": score.rank_high,
        "explanation": explained(score),
        "inputs": {name: _value(value) for name, value in score.inputs.items()},
        "evidence": selection.evidence(score),
    }


def _value(value: Value) -> dict[str, Any]:
    return {
        "value": number(value.value),
        "low": number(value.low),
        "high": number(value.high),
        "reason": value.reason or None,
    }


def _change(move: Move) -> dict[str, Any]:
    before = move.before
    return {
        "what": move.what,
        "reason": move.reason,
        "value_before": number(before.score.value) if before else None,
        "tier_before": before.tier if before else None,
        "ranks_before": [before.rank_low, before.rank_high] if before else None,
    }


EVENTS = EventsExporter()
