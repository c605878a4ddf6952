"""Scores that stand beside others: every framework side by side, and numbers that are only supposed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feedback_insights.cli._output import Column, note, plain, print_rows, print_table
from feedback_insights.cli._scope import tell_scope, told
from feedback_insights.records import Score
from feedback_insights.report.framework_words import comparison_notes, left_out_notes
from feedback_insights.report.words import estimate, ranks
from feedback_insights.scope import Scope

if TYPE_CHECKING:
    from feedback_insights.figures import Frameworks
    from feedback_insights.workspace import Workspace


def show_frameworks(
    ws: Workspace, scope: Scope, level: str | None, variant: str | None, output: str | None
) -> None:
    """Where frameworks agree and where not: ranks among the items that all of them score."""
    found, facts = ws.frameworks(scope, level=level, variant=variant), ws.scope_facts(scope)
    titles = {f.id: f.title for f in (ws.rollup(level).features if level else ws.features())}
    tell_scope(facts)
    if output:
        print_rows(_comparison_rows(found, titles), output, scope=told(facts))
    elif found.comparison is not None:
        _print_comparison(found, titles)
    for line in left_out_notes(found):
        note(line)
    if found.comparison is None:
        note("fewer than two frameworks rank two items: there is nothing to compare")


def _comparison_rows(found: Frameworks, titles: dict[str, str]) -> list[dict[str, Any]]:
    if found.comparison is None:
        return []
    names = found.comparison.frameworks
    return [
        {
            "feature_id": row.id,
            "title": titles.get(row.id, ""),
            "ranks": dict(zip(names, row.ranks, strict=True)),
            "spread": row.spread,
            "quadrant": found.quadrants.get(row.id),
        }
        for row in found.comparison.rows
    ]


def _print_comparison(found: Frameworks, titles: dict[str, str]) -> None:
    compared = found.comparison
    assert compared is not None
    print_table(
        [
            Column("feature"),
            *(Column(name, right=True) for name in compared.frameworks),
            Column("apart", right=True),
            *([Column("quadrant")] if found.quadrants else []),
            Column("title"),
        ],
        [
            [
                row.id,
                *(f"{place:g}" for place in row.ranks),
                f"{row.spread:g}",
                *([found.quadrants.get(row.id, "–")] if found.quadrants else []),
                titles.get(row.id, ""),
            ]
            for row in compared.rows
        ],
    )
    for line in comparison_notes(compared):
        note(line)


def show_suppositions(
    ws: Workspace,
    method: str,
    scope: Scope,
    level: str | None,
    variant: str | None,
    supposing: tuple[str, ...],
    output: str | None,
) -> None:
    """What scores and ranks would be, beside what they are; nothing is kept."""
    now = {score.feature_id: score for score in ws.scores(method, scope, level=level, variant=variant)}
    then = ws.scores(method, scope, level=level, variant=variant, supposing=supposing)
    facts = ws.scope_facts(scope)
    titles = {f.id: f.title for f in (ws.rollup(level).features if level else ws.features())}
    tell_scope(facts)
    if output:
        rows = [plain(now[one.feature_id]) | {"what_if": plain(one)} for one in then]
        print_rows(rows, output, scope=told(facts))
    else:
        print_table(
            [
                Column("rank"),
                Column("rank if"),
                Column("feature"),
                Column(f"{method} (90 %)"),
                Column(f"{method} if"),
                Column("status if"),
                Column("title"),
            ],
            [_beside(now[one.feature_id], one, titles.get(one.feature_id, "")) for one in then],
        )
    note(f"supposed: {', '.join(supposing)}; nothing is kept. To keep it: feedback-insights triage DB set")


def _beside(now: Score, then: Score, title: str) -> list[object]:
    same = now.score.value == then.score.value
    return [
        ranks(now.rank_low, now.rank_high),
        ranks(then.rank_low, then.rank_high),
        now.feature_id,
        estimate(now.score),
        "same" if same else estimate(then.score),
        then.status.replace("_", " "),
        title,
    ]
