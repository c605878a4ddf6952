"""Commands that print what a run found."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from feedback_insights.cli import _options as options
from feedback_insights.cli._output import Column, note, print_rows, print_table
from feedback_insights.cli._quotes import quote_lines
from feedback_insights.records import Score, Theme
from feedback_insights.report.words import cut, estimate, mood_word, number, people, plural, ranks

if TYPE_CHECKING:
    from feedback_insights.workspace import Workspace


@click.command(short_help="List the themes, or show one with its quotes.")
@options.database
@click.argument("theme", required=False, metavar="[ID]")
@options.printing
def themes(db: Path, theme: str | None, output: str | None) -> None:
    """List the themes, or show the one called ID with its quotes."""
    with options.open_workspace(db) as ws:
        found = [ws.theme(theme)] if theme else ws.themes()
        if output:
            print_rows(found, output)
        elif theme:
            for line in _one_theme(ws, found[0]):
                click.echo(line)
        else:
            _theme_table(found)


def _theme_table(found: Sequence[Theme]) -> None:
    columns = [
        Column("id"),
        Column("people", right=True),
        Column("statements", right=True),
        Column("mood"),
        Column("name"),
    ]
    print_table(columns, [[t.id, t.customers, t.size, mood_word(t.mood), t.name] for t in found])


def _one_theme(ws: Workspace, theme: Theme) -> list[str]:
    lines = [f"{theme.id}  {theme.name}"]
    if theme.status != "active":
        lines.append(f"{theme.status}; now: {', '.join(theme.successors) or 'nothing'}")
    lines.append(f"at least {people(theme.customers)}, {plural(theme.size, 'statement')}, {_mood(theme)}")
    if theme.keyphrases:
        lines.append(f"about: {', '.join(theme.keyphrases)}")
    for statement_id in theme.quotes:
        statement = ws.statement(statement_id)
        lines += ["", *quote_lines(statement, ws.feedback(statement.feedback_id))]
    asked = [link for link in ws.links() if link.subject_id == theme.id and link.accepted]
    if asked:
        titles = {feature.id: feature.title for feature in ws.features()}
        lines += ["", "In the backlog:"]
        lines += [f"  {link.probability:.2f}  {link.feature_id}  {titles[link.feature_id]}" for link in asked]
    return [cut(line, 10**6) for line in lines]


def _mood(theme: Theme) -> str:
    mood = theme.mood
    if mood is None:
        return mood_word(mood)
    counts = f"{mood.negative:,} negative, {mood.neutral:,} neutral, {mood.positive:,} positive"
    return f"{mood_word(mood)} ({counts})"


@click.command(short_help="Who asks for which backlog item, and how surely.")
@options.database
@click.option("--feature", metavar="ID", help="Only links to this backlog item.")
@click.option("--accepted", is_flag=True, help="Only links that count.")
@options.printing
def links(db: Path, feature: str | None, accepted: bool, output: str | None) -> None:
    """List how probably statements and themes ask for backlog items."""
    with options.open_workspace(db) as ws:
        found = [
            link
            for link in ws.links()
            if (not feature or link.feature_id == feature) and (link.accepted or not accepted)
        ]
    if output:
        print_rows(found, output)
        return
    columns = [
        Column("feature"),
        Column("probability", right=True),
        Column("counts"),
        Column("decided by"),
        Column("kind"),
        Column("subject"),
    ]
    print_table(
        columns,
        [
            [
                link.feature_id,
                f"{link.probability:.2f}",
                "yes" if link.accepted else "no",
                link.decided_by,
                link.kind,
                link.subject_id,
            ]
            for link in found
        ],
    )


@click.command(short_help="Rank the backlog, with intervals.")
@options.database
@click.option(
    "--method", default="rice", show_default=True, metavar="NAME", help="Framework, such as rice or value."
)
@options.printing
def scores(db: Path, method: str, output: str | None) -> None:
    """Rank the backlog, with intervals; items that cannot be scored stay listed."""
    with options.open_workspace(db) as ws:
        found = ws.scores(method)
        titles = {feature.id: feature.title for feature in ws.features()}
    if output:
        print_rows(found, output)
        return
    if not found:
        note(f"no backlog yet; load one with: feedback-insights backlog {db} FILE")
    columns = [
        Column("tier", right=True),
        Column("rank"),
        Column(f"{method} (90 %)"),
        Column("people", right=True),
        Column("effort", right=True),
        Column("status"),
        Column("feature"),
    ]
    print_table(columns, [_score_row(score, titles) for score in found])


def _score_row(score: Score, titles: dict[str, str]) -> list[object]:
    effort = score.inputs["effort"].value
    return [
        "–" if score.tier is None else score.tier,
        ranks(score.rank_low, score.rank_high),
        estimate(score.score),
        number(score.inputs["people"].value or 0),
        "effort?" if effort is None else number(effort),
        score.status.replace("_", " "),
        f"{score.feature_id} {titles.get(score.feature_id, '')}",
    ]
