"""One theme on a terminal, and the table of participants."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from feedback_insights.cli._output import Column, note, print_table
from feedback_insights.cli._quotes import quote_lines
from feedback_insights.cli._scope import Sides
from feedback_insights.records import Theme
from feedback_insights.report.lines import cut, one_line
from feedback_insights.report.sentences import told_lines
from feedback_insights.report.tag_words import tag_words
from feedback_insights.report.words import (
    MADE,
    burst_words,
    mood_word,
    out_of_ten,
    people,
    period,
    plural,
    requests_words,
    share_interval,
    share_of,
    weighted,
)
from feedback_insights.scope import Scope

if TYPE_CHECKING:
    from feedback_insights.figures import Matrix
    from feedback_insights.workspace import Workspace

__all__ = ["burst_words", "matrix_table", "one_theme", "requests_words"]


def one_theme(ws: Workspace, theme: Theme, scope: Scope, sides: Sides) -> list[str]:
    """Everything a run says about one theme in a scope."""
    lines = [f"{theme.id}  {theme.name}", *_place(ws, theme)]
    lines.append(f"at least {people(theme.customers)}, {plural(theme.size, 'statement')}, {_mood(theme)}")
    lines += _figures(theme)
    lines += _sides(theme, sides)
    lines += _told(ws, theme)
    lines += [f"{title.lower()}: {'; '.join(told)}" for title, told in told_lines(ws.told(theme, scope))]
    lines += _below(ws, theme, scope)
    for statement_id in theme.quotes:
        lines += ["", *_quote(ws, statement_id)]
    if theme.dissent:
        lines += ["", "One disagrees:", *_quote(ws, theme.dissent)]
    asked = [link for link in ws.links(scope) if link.subject_id == theme.id and link.accepted]
    if asked:
        titles = {feature.id: feature.title for feature in ws.features()}
        lines += ["", "In the backlog:"]
        lines += [f"  {link.probability:.2f}  {link.feature_id}  {titles[link.feature_id]}" for link in asked]
    return [cut(line, 10**6) for line in lines]


def _quote(ws: Workspace, statement_id: str) -> list[str]:
    statement, tag = ws.statement(statement_id), ws.tag(statement_id)
    tags = tag_words(tag, ws.run().settings) if tag else ()
    return quote_lines(statement, ws.feedback(statement.feedback_id), tags)


def _told(ws: Workspace, theme: Theme) -> Iterator[str]:
    """What the theme says, in one line, in phrases, and how well these tell it."""
    if theme.summary:
        yield f"in one line: “{one_line(ws.statement(theme.summary).text)}”"
    if theme.keyphrases:
        heard = theme.share.of if theme.share else None
        phrases = weighted(theme.keyphrases, theme.keyphrase_weights, theme.size, heard)
        yield f"about: {', '.join(phrases)}"
    if theme.stability is not None:
        unsettled = ": unsettled" if theme.unsettled else ""
        yield f"other draws of the statements bring back {out_of_ten(theme.stability)} of it{unsettled}"
    if theme.fidelity is not None:
        yield f"its name and phrases alone find {out_of_ten(theme.fidelity)} statements again"


def _place(ws: Workspace, theme: Theme) -> Iterator[str]:
    if theme.status != "active":
        yield f"{theme.status}; now: {', '.join(theme.successors) or 'nothing'}"
    if theme.origin != "found":
        yield MADE[theme.origin]
    if theme.parent:
        yield f"in area {theme.parent} {ws.theme(theme.parent).name}"


def _mood(theme: Theme) -> str:
    mood = theme.mood
    if mood is None:
        return mood_word(mood)
    counts = f"{mood.negative:,} negative, {mood.neutral:,} neutral, {mood.positive:,} positive"
    unknown = f", {mood.unknown:,} unknown" if mood.unknown else ""
    return f"{mood_word(mood)} ({counts}{unknown})"


def _figures(theme: Theme) -> Iterator[str]:
    if theme.share and theme.share.of:
        yield f"of the people heard: {share_interval(theme.share)}"
    if theme.requests:
        yield f"asks: {requests_words(theme.requests)}"
    burst, heard = theme.burst, theme.share.of if theme.share else None
    if burst is None:
        return
    span = period(date.fromisoformat(burst.first), date.fromisoformat(burst.last))
    dense = f"densest three days: {span}, {share_of(burst.statements, burst.of, heard)} of its statements"
    if burst.unusual:
        dense += f"; unusual: without them {people(burst.customers or 0)}, rank {burst.rank_without}"
        dense += f" instead of {burst.rank}"
    yield dense


def _sides(theme: Theme, sides: Sides) -> Iterator[str]:
    if sides.breakdown and theme.id in sides.breakdown.shares:
        yield f"by {sides.facet}: {sides.by(theme.id)}"
    if change := sides.changes.get(theme.id):
        yield f"before: {share_interval(change.before)}; {sides.cells(theme.id)[1]}"


def _below(ws: Workspace, theme: Theme, scope: Scope) -> Iterator[str]:
    if theme.level != "area":
        return
    yield "themes in it:"
    for one in ws.themes(scope):
        if one.parent == theme.id:
            yield f"  {one.id}  {people(one.customers)}  {one.name}"


def matrix_table(themes: Sequence[Theme], matrix: Matrix | None) -> None:
    """Themes by participants: how many statements; the first column says how many of them spoke of it."""
    if matrix is None:
        note("no sessions in this scope: nothing here comes from interviews or tests with participants")
        return
    spoken = [theme for theme in themes if matrix.count(theme.id)]
    columns = [
        Column("id"),
        Column("participants", right=True),
        *(Column(name, right=True) for name in matrix.participants),
        Column("name"),
    ]
    print_table(columns, [_matrix_row(theme, matrix) for theme in spoken])


def _matrix_row(theme: Theme, matrix: Matrix) -> list[object]:
    counts = matrix.statements[theme.id]
    cells = [counts.get(name, "·") for name in matrix.participants]
    return [theme.id, f"{len(counts)} of {len(matrix.participants)}", *cells, theme.name]
