"""Drafts of backlog items on a terminal, as data, and as Markdown."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from feedback_insights.cli import _options as options
from feedback_insights.cli._output import Column, note, print_rows, print_table
from feedback_insights.cli._scope import tell_scope, told
from feedback_insights.errors import NotFound
from feedback_insights.records import CandidateFeature, Candidates
from feedback_insights.report.drafts import NO_BACKLOG, confirm, left_out, markdown
from feedback_insights.report.words import people, requests_words, share_words
from feedback_insights.scope import Scope
from feedback_insights.triage import must_be_one_of

if TYPE_CHECKING:
    from feedback_insights.figures import ScopeFacts


def show_candidates(db: Path, scope: Scope, draft: str | None, output: str | None) -> None:
    """Print all drafts as a table or as data, or one as Markdown."""
    with options.open_results(db) as ws:
        facts, found = ws.scope_facts(scope), ws.candidates(scope)
    if draft:
        click.echo(markdown(_one(found, draft), str(db)), nl=False)
        return
    tell_scope(facts)
    if output:
        _print_data(found, output, facts)
    else:
        _print_table(found)
    _tell(found, db)


def _one(found: Candidates, wanted: str) -> CandidateFeature:
    theme = wanted.removeprefix("candidate:")
    known = {one.theme: one for one in (*found.drafts, *found.nothing_to_build)}
    if theme in {one.theme for one in found.dismissed}:
        raise NotFound(f"{theme} was dismissed as no feature; see `triage undo`")
    must_be_one_of("draft", theme, known)
    return known[theme]


def _print_data(found: Candidates, output: str, facts: ScopeFacts) -> None:
    """Drafts, then what is nothing to build; CSV has the columns of the export's table."""
    from feedback_insights.exporters.candidates import candidate_row

    every = (*found.drafts, *found.nothing_to_build)
    rows = every if output == "json" else [candidate_row(one).model_dump() for one in every]
    print_rows(rows, output, scope=told(facts))


def _print_table(found: Candidates) -> None:
    columns = [
        Column("theme"), Column("people", right=True), Column("said", right=True), Column("asks"),
        Column("parent"), Column("nearest"), Column("draft"),
    ]  # fmt: skip
    print_table(columns, [_row(one) for one in found.drafts])
    if any(one.unsettled for one in found.drafts):
        note("~ unsettled: with other statements left out it would be another group")


def _row(one: CandidateFeature) -> list[object]:
    near = one.nearest[0] if one.nearest else None
    return [
        one.theme,
        share_words(one.share) if one.share else one.people,
        one.statements,
        requests_words(one.requests, most=2) or "unknown",
        one.parent.feature_id or "–",
        f"{near.feature_id} {near.probability:.2f}" if near else "–",
        f"{one.title} ~" if one.unsettled else one.title,
    ]


def _tell(found: Candidates, db: Path) -> None:
    if not found.backlog:
        note(NO_BACKLOG)
    elif not found.drafts:
        note("no theme is drafted as a new backlog item")
    for one in found.nothing_to_build:
        note(f"no draft: {one.theme} {one.title} ({people(one.people)}): {one.nothing_to_build}")
    for line in left_out(found):
        note(line)
    near = [one for one in found.drafts if one.nearest]
    if near:
        one = max(near, key=lambda one: one.nearest[0].probability)
        note(f"{one.theme} and {one.nearest[0].feature_id} the same? {confirm(one.nearest[0], one, str(db))}")
    if found.drafts:
        note(f"a draft in full: feedback-insights links {quote(str(db))} --draft {found.drafts[0].theme}")
