"""Gathers what a report shows from what a run found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from feedback_insights.directory import Directory
from feedback_insights.records import Analysis, Feature, Feedback, FileReport, StatementKind
from feedback_insights.report._evidence import Evidence
from feedback_insights.report._features import feature_rows, ranked_by
from feedback_insights.report._made import made
from feedback_insights.report._notes import notes, problems
from feedback_insights.report._themes import theme_rows
from feedback_insights.report.parts import ReportData, Scope, ThemeRow
from feedback_insights.report.words import natural
from feedback_insights.settings import Settings

__all__ = ["ReportData", "gather"]

_KINDS: tuple[StatementKind, ...] = ("content", "courtesy", "chaser", "machine")


def gather(
    analysis: Analysis,
    *,
    feedback: Sequence[Feedback],
    features: Sequence[Feature],
    directory: Directory,
    files: Sequence[FileReport],
    settings: Settings,
) -> ReportData:
    """Count, order and quote what one run found.

    `feedback` is everything the run read, `files` every imported export, `settings` those of the run. Order
    of the arguments' elements does not matter.
    """
    evidence = Evidence.of(analysis, feedback, features, directory, settings.report.min_people)
    scope = _scope(analysis, feedback, directory, files)
    themes = theme_rows(evidence)
    basis = ranked_by(analysis.scores, settings.priority)
    rows = feature_rows(evidence, basis)
    currency = _currency(directory)
    return ReportData(
        run=analysis.run.id,
        scope=scope,
        files=tuple(sorted(files, key=lambda file: (natural(file.file), file.sha256))),
        problems=problems(files, analysis.run),
        notes=notes(scope, rows, directory, settings),
        basis=basis,
        features=rows,
        themes=themes,
        uncovered=tuple(
            theme.id for theme in sorted(themes, key=_asks_little) if rows and not theme.features
        ),
        methods=_methods(analysis),
        currency=currency,
        effort_unit=settings.priority.effort_unit,
        made=made(analysis.run),
        draws=settings.priority.draws,
        accept=settings.links.accept,
        certainty=settings.priority.tier_certainty,
        top_features=settings.report.top_features,
        top_themes=settings.report.top_themes,
    )


def _asks_little(theme: ThemeRow) -> tuple[bool, bool]:
    """Praise is no gap in the backlog, and what hardly holds together is none to build on."""
    return theme.loose, theme.praise


def _scope(
    analysis: Analysis, feedback: Sequence[Feedback], directory: Directory, files: Sequence[FileReport]
) -> Scope:
    dates = sorted(item.created.date() for item in feedback if item.created)
    kinds = Counter(statement.kind for statement in analysis.statements)
    heard = directory.people(item.id for item in feedback)
    assigned = sum(
        statement.kind == "content" and statement.id in analysis.memberships
        for statement in analysis.statements
    )
    return Scope(
        first=dates[0] if dates else None,
        last=dates[-1] if dates else None,
        as_of=analysis.run.as_of,
        undated=len(feedback) - len(dates),
        records=sum(file.ledger.records for file in files),
        feedback=len(feedback),
        people=heard.count,
        assumed=heard.assumed,
        accounts=directory.accounts_heard(item.id for item in feedback),
        statements=len(analysis.statements),
        kinds={kind: kinds[kind] for kind in _KINDS if kinds[kind]},
        assigned=assigned,
        unassigned=kinds["content"] - assigned,
        languages=_ordered(item.lang or "?" for item in feedback),
        sources=_ordered(item.source for item in feedback),
    )


def _ordered(names: Iterable[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(names).items(), key=lambda pair: (-pair[1], pair[0])))


def _methods(analysis: Analysis) -> tuple[tuple[str, tuple[tuple[str, int], ...]], ...]:
    outcomes: dict[str, list[str]] = {}
    for score in analysis.scores:
        outcomes.setdefault(score.method, []).append(score.status)
    return tuple((method, _ordered(found)) for method, found in sorted(outcomes.items()))


def _currency(directory: Directory) -> str | None:
    found = {account.currency for account in directory.accounts.values() if account.arr is not None}
    return next(iter(found)) if len(found) == 1 else None
