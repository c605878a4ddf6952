"""Gathers what a report shows from what a run found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from feedback_insights.directory import Directory
from feedback_insights.figures import (
    Balance,
    Change,
    Frameworks,
    Hygiene,
    Platform,
    RoadmapReview,
    ThemeDecisions,
    View,
    adverse_effects,
    balance_of,
    break_down,
    certainties,
    check_backlog,
    compare,
    draft_candidates,
    grid,
    in_short,
    participants,
    platform_of,
    rated,
    scope_facts,
    settled,
)
from feedback_insights.priority import ItemStanding, ranked_by
from feedback_insights.records import Analysis, Feature, FileReport, StatementKind
from feedback_insights.report._evidence import Evidence
from feedback_insights.report._features import feature_rows
from feedback_insights.report._made import made
from feedback_insights.report._notes import limits, notes, problems
from feedback_insights.report._plan import plan_of
from feedback_insights.report._tags import contradiction_rows, effect_rows
from feedback_insights.report._themes import area_rows, theme_rows
from feedback_insights.report.link_words import reliability
from feedback_insights.report.parts import Extent, ReportData, ThemeRow
from feedback_insights.report.tie_words import agreement, gaps
from feedback_insights.report.words import natural
from feedback_insights.settings import PlatformSettings, Settings

__all__ = ["ReportData", "gather"]

_KINDS: tuple[StatementKind, ...] = ("content", "courtesy", "chaser", "machine")


def gather(
    view: View,
    *,
    features: Sequence[Feature],
    files: Sequence[FileReport],
    settings: Settings,
    before: View | None = None,
    by: str | None = None,
    decided: ThemeDecisions | None = None,
    hygiene: Hygiene | None = None,
    review: RoadmapReview | None = None,
    standings: Mapping[str, ItemStanding] | None = None,
    frameworks: Frameworks | None = None,
) -> ReportData:
    """Count, order and quote what one run found within a scope.

    `files` are every imported export, `settings` those of the run, `before` the same filter over another
    period, `by` a facet to split the themes by, `decided` what people decided of themes (None: nothing),
    `hygiene` a look at the backlog (None: without a search for duplicates), `review` what was decided about
    its items (None: nothing), `standings` what would change the place of each, `frameworks`
    all of them side by side. Order of the arguments' elements does not matter.
    """
    analysis, ground = view.analysis, view.ground
    evidence = Evidence.of(analysis, ground, features, settings.report.min_people)
    matrix = participants(list(evidence.active.values()), ground)
    changes = _changes(view, before)
    themes = theme_rows(evidence, changes, matrix)
    basis = ranked_by(analysis.scores, settings.priority)
    platform = platform_of(features, view, settings.platform)
    rows = feature_rows(
        evidence,
        basis,
        platform,
        standings,
        asked=view.subjects("features"),
        in_full=settings.report.top_features,
    )
    scope = _extent(view, files)
    ratings, contradictions = rated(ground)
    candidates = draft_candidates(view, features, settings.report, decided or ThemeDecisions())
    return ReportData(
        run=analysis.run.id,
        scope=scope,
        limits=limits(_by_name(files), scope),
        areas=area_rows(evidence, themes),
        grid=grid(None, ground, "audience", "product"),
        breakdown=(
            break_down(view.subjects("themes"), ground, by, fewest=settings.report.min_people) if by else None
        ),
        before=_extent(before, files) if before else None,
        gone=_gone(evidence, before, changes, features, settings),
        matrix=matrix,
        files=_by_name(files),
        problems=problems(files, analysis.run),
        notes=notes(scope, rows, ground.directory, settings, silent=_silent(analysis)),
        basis=basis,
        features=rows,
        themes=themes,
        candidates=candidates,
        plan=plan_of(
            evidence, view, features, rows, hygiene or check_backlog(features, view, settings.hygiene), review
        ),
        uncovered=tuple(
            one.theme for one in sorted(candidates.drafts, key=lambda one: one.unsettled) if features
        ),
        effects=effect_rows(evidence, in_short(adverse_effects(ground))),
        taggers=certainties(analysis.tags, analysis.run.settings, ground.customer),
        rated=ratings,
        contradictions=contradiction_rows(evidence, contradictions),
        methods=_methods(analysis),
        currency=_currency(ground.directory),
        effort_unit=settings.priority.effort_unit,
        made=made(analysis.run),
        min_people=settings.report.min_people,
        draws=settings.priority.draws,
        reliability=tuple(reliability(analysis.run)),
        certainty=settings.priority.tier_certainty,
        top_features=settings.report.top_features,
        top_themes=settings.report.top_themes,
        known=platform.known,
        frameworks=frameworks,
        balance=_balance(view, features, platform, settings.platform, review),
        ties=tuple(filter(None, (agreement(analysis.run.counts), *gaps(analysis.run.counts)))),
    )


def _balance(
    view: View,
    features: Sequence[Feature],
    platform: Platform,
    settings: PlatformSettings,
    review: RoadmapReview | None,
) -> Balance | None:
    """What fits, where a capacity is declared and the dependencies run in no circle."""
    if settings.capacity is None or platform.cycle:
        return None
    return balance_of(
        features,
        platform,
        [score for score in view.analysis.scores if score.method == "rice"],
        capacity=settings.capacity,
        shared=settings.shared,
        closed=settled(one.decision for one in review.items) if review else None,
    )


def _by_name(files: Sequence[FileReport]) -> tuple[FileReport, ...]:
    return tuple(sorted(files, key=lambda file: (natural(file.file), file.sha256)))


def _changes(view: View, before: View | None) -> dict[str, Change]:
    if before is None:
        return {}
    subjects = before.subjects("themes") | {
        id: (*before.subjects("themes").get(id, ()), *statements)
        for id, statements in view.subjects("themes").items()
    }
    return compare(subjects, view.ground, before.ground)


def _gone(
    evidence: Evidence,
    before: View | None,
    changes: Mapping[str, Change],
    features: Sequence[Feature],
    settings: Settings,
) -> tuple[ThemeRow, ...]:
    """Themes that people spoke of in the other period only, as they were then."""
    if before is None:
        return ()
    then = Evidence.of(before.analysis, before.ground, features, settings.report.min_people)
    return tuple(row for row in theme_rows(then, changes, None) if row.id not in evidence.active)


def _extent(view: View, files: Sequence[FileReport]) -> Extent:
    analysis, facts = view.analysis, scope_facts(view)
    feedback = list(view.ground.feedback.values())
    kinds = Counter(statement.kind for statement in analysis.statements)
    assigned = sum(s.kind == "content" and s.id in analysis.memberships for s in analysis.statements)
    foreign = {item.id: item.lang or "?" for item in feedback if not analysis.run.reads(item.lang)}
    unread = sum(
        s.kind == "content" and s.feedback_id in foreign and s.id not in analysis.memberships
        for s in analysis.statements
    )
    return Extent(
        where=tuple(sorted(facts.where.items())),
        window=facts.window,
        first=facts.first,
        last=facts.last,
        as_of=analysis.run.as_of,
        undated=facts.undated,
        without_person=facts.without_person,
        without_account=facts.without_account,
        records=sum(file.ledger.records for file in files),
        feedback=facts.feedback,
        in_sessions=sum(bool(item.session) for item in feedback),
        people=facts.people,
        assumed=facts.assumed,
        accounts=facts.accounts,
        statements=len(analysis.statements),
        kinds={kind: kinds[kind] for kind in _KINDS if kinds[kind]},
        assigned=assigned,
        unassigned=kinds["content"] - assigned - unread,
        unread=unread,
        unread_languages=_ordered(foreign.values()),
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


def _silent(analysis: Analysis) -> list[str]:
    """Names of the seeded themes that nobody here speaks of."""
    return [t.name for t in analysis.themes if t.origin == "seed" and t.status == "active" and not t.size]
