"""The sample run as drafts of backlog items see it: one theme, HOOKS, has no item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import report_sample as sample

from feedback_insights.directory import Directory, resolve
from feedback_insights.figures import ThemeDecisions, draft_candidates
from feedback_insights.records import Analysis, Candidates, Decision, Feature, Feedback, RequestType
from feedback_insights.scope import Scope
from feedback_insights.settings import Settings
from feedback_insights.triage import VERBS

NOTHING = ThemeDecisions()


def analysed(
    items: Sequence[Feedback] | None = None, features: Sequence[Feature] = sample.FEATURES
) -> tuple[Analysis, list[Feedback]]:
    items = list(items or sample.feedback())
    return sample.in_full(sample.analysis(items, people(items), features, Settings())), items


def people(items: Sequence[Feedback]) -> Directory:
    return resolve(items, {i.id: (i.account,) for i in items if i.account}, sample.ACCOUNTS)


def drafted(
    found: Analysis | None = None,
    *,
    items: Sequence[Feedback] | None = None,
    features: Sequence[Feature] = sample.FEATURES,
    decided: ThemeDecisions = NOTHING,
    scope: Scope = sample.EVERYTHING,
    report: dict[str, Any] | None = None,
) -> Candidates:
    made, said = analysed(items, features)
    settings = Settings.from_dict({"report": report or {}})
    view = sample.view(found or made, said, people(said), features, settings, scope)
    return draft_candidates(view, features, settings.report, decided)


def asking(found: Analysis, theme: str, *types: RequestType | None, severity: int = 0) -> Analysis:
    """The same run with other requests in one theme."""
    ids = next(one for one in found.themes if one.id == theme).statements
    asked = dict(zip(ids, types, strict=True))
    tags = (
        replace(tag, request_type=asked[tag.statement_id], severity=severity)
        if tag.statement_id in asked
        else tag
        for tag in found.tags
    )
    return replace(found, tags=tuple(tags))


def log(*lines: str) -> list[Decision]:
    decisions = []
    for id, line in enumerate(lines, start=1):
        author, verb, *values = line.split(" ")
        arguments = dict(zip(VERBS[verb], values, strict=True))
        decisions.append(Decision(id=id, author=author, verb=verb, arguments=arguments, reason="because"))
    return decisions
