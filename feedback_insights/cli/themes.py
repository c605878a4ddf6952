"""The command that prints the themes of a run, within a scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feedback_insights.cli import _options as options
from feedback_insights.cli._output import Column, note, print_rows, print_table
from feedback_insights.cli._scope import PARTICIPANT, Sides, beside, merged, scoped, tell_scope, told
from feedback_insights.cli._theme import burst_words, matrix_table, one_theme, requests_words
from feedback_insights.records import Tag, Theme
from feedback_insights.report.words import mood_word, natural, one_line, share_words
from feedback_insights.scope import Scope

if TYPE_CHECKING:
    from feedback_insights.figures import Matrix
    from feedback_insights.workspace import Workspace


@click.command(short_help="List the themes, or show one with its quotes.")
@options.database
@click.argument("theme", required=False, metavar="[ID]")
@click.option("--areas", is_flag=True, help="List the areas above the themes.")
@click.option("--statements", is_flag=True, help="List the statements of the theme called ID, for triage.")
@scoped
@beside(participants=True)
@options.printing
def themes(
    db: Path,
    theme: str | None,
    areas: bool,
    statements: bool,
    where: Mapping[str, Any],
    window: str | None,
    vs: str | None,
    by: str | None,
    output: str | None,
) -> None:
    """List the themes, or show the one called ID with its quotes."""
    if by == PARTICIPANT and (theme or areas):
        raise click.UsageError(f"--by {PARTICIPANT} is for the list of themes: leave out ID and --areas")
    if statements and not theme:
        raise click.UsageError("--statements needs the ID of a theme")
    scope = Scope(where, window)
    with options.open_results(db) as ws:
        facts = ws.scope_facts(scope)
        found = [ws.theme(theme, scope)] if theme else ws.areas(scope) if areas else ws.themes(scope)
        matrix = ws.participants(scope) if by == PARTICIPANT else None
        sides = Sides.of(ws, scope, of="themes", by=None if by == PARTICIPANT else by, vs=vs)
        if not theme:
            found += _silent_now(ws, scope, sides, "area" if areas else "theme", found)
            found += ws.silent_themes() if scope.everything and not areas else []
        tell_scope(facts)
        if output:
            rows = merged(found, sides, lambda one: str(one.id))
            print_rows([row | _participants(matrix, row["id"]) for row in rows], output, scope=told(facts))
            return
        sides.tell()
        if statements:
            _statement_table(ws, found[0])
        elif theme:
            for line in one_theme(ws, found[0], scope, sides):
                click.echo(line)
        elif by == PARTICIPANT:
            matrix_table(_settled_first(found), matrix)
        else:
            _theme_table(found, sides)


def _statement_table(ws: Workspace, theme: Theme) -> None:
    strengths = ws.strengths(theme)
    columns = [
        Column("statement"), Column("strength", right=True), Column("tone"), Column("asks"), Column("words"),
    ]  # fmt: skip
    print_table(
        columns,
        [
            [id, f"{strengths.get(id, 0):.2f}", *_answers(ws.tag(id)), one_line(ws.statement(id).text)]
            for id in theme.statements
        ],
    )


def _answers(tag: Tag | None) -> list[str]:
    """Tone and type with their probabilities; "unknown" where the language is not read."""
    if tag is None:
        return ["–", "–"]
    found = ((tag.sentiment, tag.probabilities), (tag.request_type, tag.request_probabilities))
    return [f"{name} {max(chances):.2f}" if name and chances else "unknown" for name, chances in found]


def _silent_now(ws: Workspace, scope: Scope, sides: Sides, level: str, found: Sequence[Theme]) -> list[Theme]:
    """Themes that people spoke of in the other period only, in the order of how many they were."""
    shown = {theme.id for theme in found}
    before = {id: change.before.count for id, change in sides.changes.items() if id not in shown}
    silent = [
        ws.theme(id, scope) for id in sorted(before, key=lambda id: (-before[id], natural(id))) if before[id]
    ]
    return [theme for theme in silent if theme.level == level and theme.status == "active"]


def _participants(matrix: Matrix | None, theme_id: str) -> dict[str, Any]:
    if matrix is None:
        return {}
    spoke = dict(matrix.statements.get(theme_id, {}))
    return {"participants": {"count": len(spoke), "of": len(matrix.participants), "statements": spoke}}


def _theme_table(found: Sequence[Theme], sides: Sides) -> None:
    dated = any(theme.burst for theme in found)
    columns = [
        Column("id"),
        Column("name"),
        Column("people", right=True),
        *sides.columns,
        Column("said", right=True),
        Column("mood"),
        Column("asks"),
        *([Column("densest 3 days")] if dated else []),
    ]
    print_table(columns, [_theme_row(theme, sides, dated=dated) for theme in _settled_first(found)])
    if any(theme.unsettled for theme in found):
        note("~ unsettled: with other statements left out it would be another group")


def _settled_first(found: Sequence[Theme]) -> list[Theme]:
    return sorted(found, key=lambda theme: theme.unsettled)


def _theme_row(theme: Theme, sides: Sides, *, dated: bool) -> list[object]:
    return [
        theme.id,
        f"{theme.name} ~" if theme.unsettled else theme.name,
        share_words(theme.share) if theme.share else theme.customers,
        *sides.cells(theme.id),
        theme.size,
        mood_word(theme.mood) if theme.size else "–",
        requests_words(theme.requests, most=2),
        *([burst_words(theme.burst, theme.share.of if theme.share else None)] if dated else []),
    ]
