"""The review list: which links to ask a person about, and how good the links are by the answers so far."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feedback_insights.cli import _options as options
from feedback_insights.cli._output import Column, note, plain, print_rows, print_table
from feedback_insights.report.words import one_line

if TYPE_CHECKING:
    from feedback_insights.linking.quality import LinkQuality
    from feedback_insights.linking.review import Question

_WHY = {"teaches": "changes much", "drawn": "drawn by lot"}


def reviewing(command: options.Command) -> options.Command:
    """`--review` and how many pairs it lists."""
    review = click.option(
        "--review", is_flag=True, help="List the pairs whose answer teaches most, to confirm or reject."
    )
    count = click.option(
        "--count", type=click.IntRange(min=1), metavar="N", help="How many pairs to review; 20 if not said."
    )
    return review(count(command))


def wants_review(review: bool, count: int | None, *, narrowed: bool) -> bool:
    """Whether the review list is asked for. Raises a usage error for options that do not go together."""
    if review and narrowed:
        raise click.UsageError("--review asks about all links: leave out what narrows or compares them")
    if count and not review:
        raise click.UsageError("--count goes with --review")
    return review


def print_review(db: Path, count: int, output: str | None) -> None:
    """Print the pairs to ask, and below them what the answers so far say of the links."""
    with options.open_results(db) as ws:
        asked, quality = ws.review(count), ws.link_quality()
        titles = {feature.id: feature.title for feature in ws.features()}
    if output:
        rows = [_row(question, titles) for question in asked]
        print_rows(rows, output, scope={"quality": plain(quality) | {"line": quality.line}})
        note(quality.line)
        return
    print_table(
        [Column("", right=True), Column("feature"), Column("subject"), Column("probability", right=True),
         Column("counts"), Column("people", right=True), Column("at stake", right=True),
         Column("asked because"), Column("title"), Column("words")],
        [_cells(question, titles) for question in asked],
    )  # fmt: skip
    click.echo("")
    click.echo(quality.line)
    _tell_how(db, asked, quality)


def _row(question: Question, titles: dict[str, str]) -> dict[str, Any]:
    row: dict[str, Any] = plain(question)
    first = {name: row.pop(name) for name in ("number", "feature_id")}
    return {**first, "title": titles.get(question.feature_id, ""), **row, "answer": ""}


def _cells(question: Question, titles: dict[str, str]) -> list[object]:
    return [
        question.number,
        question.feature_id,
        question.subject_id,
        f"{question.probability:.2f}",
        "yes" if question.accepted else "no",
        question.people,
        f"{question.stake:.1f}",
        _WHY[question.why],
        one_line(titles.get(question.feature_id, "")),
        one_line(question.words),
    ]


def _tell_how(db: Path, asked: list[Question], quality: LinkQuality) -> None:
    """The two commands for the first pair, and the way for many."""
    if not asked:
        note("nothing is left to ask: every pair that the model listed is answered")
        return
    file, pair = shlex.quote(str(db)), shlex.join([asked[0].feature_id, asked[0].subject_id])
    for verb in ("confirm", "reject"):
        note(f"number 1: feedback-insights triage {file} {verb} {pair} --reason review --by NAME")
    note(
        f"many: links {file} --review --csv > review.csv, fill the column answer with yes, no or unsure, then"
    )
    note(f"feedback-insights triage {file} answers review.csv --by NAME; analyze {file} learns from them")
    if quality.left:
        note(f"{quality.left} left: answers, drawn by lot, until precision is known to about ±.08")
