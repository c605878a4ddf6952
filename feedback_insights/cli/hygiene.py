"""The command that looks over the backlog itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import click

from feedback_insights.cli import _options as options
from feedback_insights.cli._output import note, plain, print_rows, terminal_width
from feedback_insights.cli._scope import scoped, tell_scope, told
from feedback_insights.report.plan_words import CHECKS, check_share
from feedback_insights.report.words import cut, one_line
from feedback_insights.scope import Scope

if TYPE_CHECKING:
    from feedback_insights.figures import Check, Hygiene


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
        for line in _lines(found, titles):
            click.echo(line)
    _tell(found, titles, db)


def _lines(found: Hygiene, titles: Mapping[str, str]) -> Iterator[str]:
    """What there is of each kind, with its reason and what to do below it."""
    for number, kind in enumerate(dict.fromkeys(check.kind for check in found.checks)):
        if number:
            yield ""
        checks = found.of(kind)
        yield f"{CHECKS[kind].capitalize()}: {len(checks):,}"
        for check in checks:
            yield cut(f"  {_named(check, titles)}", 10**6)
            yield from _below("why", check.why)
            yield from _below("do", check.todo)


def _named(check: Check, titles: Mapping[str, str]) -> str:
    ids = [check.feature_id, *([check.other_id] if check.other_id else [])]
    items = " and ".join(f"{id} {one_line(titles.get(id, ''))}".strip() for id in ids)
    alike = "" if check.probability is None else f" · {check.probability:.2f} likely the same"
    return f"{items}{alike} · people {check_share(check)}"


def _below(label: str, told: str) -> list[str]:
    width = min(max(terminal_width(), 60), 120)
    return wrap(one_line(told), width, initial_indent=f"    {label:<4} ", subsequent_indent=" " * 9)


def _tell(found: Hygiene, titles: Mapping[str, str], db: Path) -> None:
    if not titles:
        note(f"no backlog yet; load one with: feedback-insights backlog {db} FILE")
    elif not found.checks:
        note("nothing to look at")
    for told_note in found.notes:
        note(told_note)
