"""The command that looks over the backlog itself."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feedback_insights.cli import _options as options
from feedback_insights.cli._output import Column, note, plain, print_rows, print_table
from feedback_insights.cli._scope import scoped, tell_scope, told
from feedback_insights.report.plan_words import CHECKS, check_share
from feedback_insights.scope import Scope

if TYPE_CHECKING:
    from feedback_insights.figures import Check, Hygiene

COLUMNS = [
    Column("what"), Column("item"), Column("and"), Column("chance", right=True), Column("people", right=True),
    Column("why"), Column("what to do"),
]  # fmt: skip


@click.command(short_help="What to look at in the backlog itself.")
@options.database
@scoped
@options.printing
def hygiene(db: Path, where: Mapping[str, Any], window: str | None, output: str | None) -> None:
    """List likely duplicates, items that nobody mentions, closed ones that came back, and stale ones.

    Each line says why it is there and what a person could do. Nothing is changed.
    """
    scope = Scope(where, window)
    with options.open_results(db) as ws:
        facts, found = ws.scope_facts(scope), ws.hygiene(scope)
        titles = {feature.id: feature.title for feature in ws.features()}
    tell_scope(facts)
    if output:
        rows = [
            plain(check)
            | {"title": titles[check.feature_id], "other_title": titles.get(check.other_id or "")}
            for check in found.checks
        ]
        print_rows(rows, output, scope=told(facts))
    elif found.checks:
        print_table(COLUMNS, [_row(check, titles) for check in found.checks])
    _tell(found, titles, db)


def _row(check: Check, titles: Mapping[str, str]) -> list[object]:
    other = f"{check.other_id} {titles.get(check.other_id, '')}".strip() if check.other_id else ""
    return [
        CHECKS[check.kind],
        f"{check.feature_id} {titles[check.feature_id]}",
        other,
        "" if check.probability is None else f"{check.probability:.2f}",
        check_share(check),
        check.why,
        check.todo,
    ]


def _tell(found: Hygiene, titles: Mapping[str, str], db: Path) -> None:
    if not titles:
        note(f"no backlog yet; load one with: feedback-insights backlog {db} FILE")
    elif not found.checks:
        note("nothing to look at")
    for told_note in found.notes:
        note(told_note)
