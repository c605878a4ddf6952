"""The command that prints which statements and themes are linked to which backlog items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feedback_insights.cli import _options as options
from feedback_insights.cli._candidates import show_candidates
from feedback_insights.cli._level import level_option, must_be_known, tell_level
from feedback_insights.cli._output import Column, note, plain, print_rows, print_table
from feedback_insights.cli._review import print_review, reviewing, wants_review
from feedback_insights.cli._scope import Sides, beside, merged, scoped, tell_scope, told
from feedback_insights.records import Link
from feedback_insights.report.lines import one_line
from feedback_insights.report.link_words import reliability
from feedback_insights.report.tie_words import agreement, gaps
from feedback_insights.scope import Scope

if TYPE_CHECKING:
    from feedback_insights.figures import Opinions
    from feedback_insights.workspace import Workspace


@click.command(short_help="Who asks for which backlog item, and how surely.")
@options.database
@click.option("--feature", metavar="ID", help="Only links to this backlog item.")
@click.option("--accepted", is_flag=True, help="Only links that count.")
@level_option
@click.option("--candidates", is_flag=True, help="Themes that no item covers, as drafts of new items.")
@click.option("--draft", metavar="ID", help="One draft in full, as Markdown to paste; ID of its theme.")
@reviewing
@scoped
@beside()
@options.printing
def links(
    db: Path,
    feature: str | None,
    accepted: bool,
    level: str | None,
    candidates: bool,
    draft: str | None,
    review: bool,
    count: int | None,
    where: Mapping[str, Any],
    window: str | None,
    vs: str | None,
    by: str | None,
    output: str | None,
) -> None:
    """List how probably statements and themes ask for backlog items, or what to review or to add."""
    scope = Scope(where, window)
    narrowed = bool(feature or accepted or level or candidates or draft or vs or by or not scope.everything)
    if wants_review(review, count, narrowed=narrowed):
        print_review(db, count or 20, output)
        return
    if candidates or draft:
        if feature or accepted or level or vs or by or (draft and output):
            raise click.UsageError("--candidates takes a scope, --json and --csv; --draft a scope")
        show_candidates(db, scope, draft, output)
        return
    with options.open_results(db) as ws:
        facts = ws.scope_facts(scope)
        rollup = ws.rollup(level) if level else None
        if feature:
            must_be_known(ws, feature, rollup)
        found = [
            link
            for link in ws.links(scope, level=level)
            if (not feature or link.feature_id == feature) and (link.accepted or not accepted)
        ]
        sides = Sides.of(ws, scope, of="links", by=by, vs=vs)
        words = {} if output else {link.subject_id: _words(ws, link) for link in found}
        counts, opinions = ws.run().counts, ws.opinions(scope, level=level)
        trust = tuple(reliability(ws.run()))
    tell_scope(facts)
    if rollup:
        tell_level(rollup)
    for line in filter(None, (*trust, agreement(counts), *gaps(counts))):
        note(line)
    if output:
        rows = merged(found, sides, lambda link: str(link.subject_id))
        stances = [_stance(link, opinions) for link in found]
        print_rows([row | one for row, one in zip(rows, stances, strict=True)], output, scope=told(facts))
        return
    sides.tell()
    _table(found, sides, words, opinions)


def _table(found: Sequence[Link], sides: Sides, words: Mapping[str, str], opinions: Opinions) -> None:
    columns = [
        Column("feature"),
        Column("probability", right=True),
        Column("counts"),
        Column("stance"),
        Column("decided by"),
        Column("kind"),
        Column("subject"),
        *sides.columns,
        Column("words"),
    ]
    surest = sorted(found, key=lambda link: (link.feature_id, not link.accepted, -link.probability))
    print_table(columns, [_link_row(link, sides, words[link.subject_id], opinions) for link in surest])


def _words(ws: Workspace, link: Link) -> str:
    """What a linked theme is called, or what a linked statement says."""
    if link.kind == "theme":
        return ws.theme(link.subject_id).name
    return one_line(ws.statement(link.subject_id).text)


def _stance(link: Link, opinions: Opinions) -> dict[str, Any]:
    """How a statement, or a theme's people, stand to the item; null where it was not looked at."""
    stance = opinions.stances.get((link.feature_id, link.subject_id)) if link.kind == "statement" else None
    stand = opinions.themes.get((link.feature_id, link.subject_id)) if link.kind == "theme" else None
    return {
        "stance": stance.stance if stance else None,
        "stance_rule": stance.rule if stance else None,
        "stance_words": list(stance.words) if stance else [],
        "stand": plain(stand),
    }


def _stance_cell(link: Link, opinions: Opinions) -> str:
    """The stance where the link counts, or does not because of it; one too unsure may be about nothing."""
    if link.kind == "theme":
        stand = opinions.themes.get((link.feature_id, link.subject_id))
        return f"{stand.supporting:,} for, {stand.against:,} against" if stand else "–"
    stance = opinions.stances.get((link.feature_id, link.subject_id))
    view = stance.stance if stance else None
    return view if view and (link.accepted or view == "against") else "–"


def _link_row(link: Link, sides: Sides, words: str, opinions: Opinions) -> list[object]:
    return [
        link.feature_id,
        f"{link.probability:.2f}",
        "yes" if link.accepted else "no",
        _stance_cell(link, opinions),
        link.decided_by,
        link.kind,
        link.subject_id,
        *sides.cells(link.subject_id),
        words,
    ]
