"""Commands that print what the taggers say, and how surely."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feedback_insights.cli import _options as options
from feedback_insights.cli._output import Column, note, plain, print_rows, print_table
from feedback_insights.cli._scope import scoped, tell_scope, told
from feedback_insights.records import SENTIMENTS
from feedback_insights.report.lines import one_line
from feedback_insights.report.words import percent, plural, share_words
from feedback_insights.scope import AUDIENCES, Scope

if TYPE_CHECKING:
    from feedback_insights.figures import AdverseEffect, Certainty, ClassMix
    from feedback_insights.workspace import Workspace

TONES = (*SENTIMENTS, "unknown")


@click.command(short_help="How sure the tags are, and what ratings say beside them.")
@options.database
@click.argument(
    "what", type=click.Choice(["certainty", "ratings", "contradictions", "feedback"]), default="certainty"
)
@scoped
@options.printing
def tags(db: Path, what: str, where: Mapping[str, Any], window: str | None, output: str | None) -> None:
    """Show how sure the taggers are, or what stands beside their answers.

    \b
    certainty       answers by class, and whether their mix is another than the taggers'
    ratings         stars, NPS and CSAT beside the tone of the words, by file
    contradictions  records whose rating says one thing and whose words another
    feedback        the tone of each whole feedback, and of what it says about each theme
    """
    scope = Scope(where, window)
    with options.open_results(db) as ws:
        facts = ws.scope_facts(scope)
        tell_scope(facts)
        if output:
            print_rows(list(_ROWS[what](ws, scope)), output, scope=told(facts))
        else:
            _TABLES[what](ws, scope)


def _certainty_rows(ws: Workspace, scope: Scope) -> Iterator[dict[str, Any]]:
    for one in ws.certainties(scope):
        facts = {name: value for name, value in plain(one).items() if name != "classes"}
        for mix in one.classes:
            share = {"class": mix.name, "drifted": mix.drifted}
            yield facts | share | {k: v for k, v in plain(mix).items() if k != "name"}


def _rating_rows(ws: Workspace, scope: Scope) -> Iterator[dict[str, Any]]:
    for one in ws.ratings(scope)[0]:
        for band, tones in one.tones.items():
            counts = {tone: tones.get(tone, 0) if one.scale else None for tone in TONES}
            yield {
                "file": one.file, "records": one.records, "scale": plain(one.scale),
                "reason": one.reason or None, "rating": band,
            } | counts  # fmt: skip


def _contradiction_rows(ws: Workspace, scope: Scope) -> Iterator[dict[str, Any]]:
    for one in ws.ratings(scope)[1]:
        statement = ws.statement(one.statement_id)
        prompt = ws.feedback(statement.feedback_id).prompt or None
        yield plain(one) | {"text": statement.text, "prompt": prompt}


def _tone_rows(ws: Workspace, scope: Scope) -> Iterator[Any]:
    yield from ws.tones(scope)


_ROWS: Mapping[str, Callable[[Workspace, Scope], Iterator[Any]]] = {
    "certainty": _certainty_rows,
    "ratings": _rating_rows,
    "contradictions": _contradiction_rows,
    "feedback": _tone_rows,
}


def _certainty_table(ws: Workspace, scope: Scope) -> None:
    for at, one in enumerate(ws.certainties(scope)):
        if at:
            click.echo()
        click.echo(_sure(one))
        columns = [Column("class"), *(Column(name, right=True) for name in ("answers", "expected"))]
        columns += [
            Column("calibrated for", right=True),
            Column("estimated (90 %)", right=True),
            Column(""),
        ]
        print_table(columns, [_mix_row(mix) for mix in one.classes])
        if one.moved:
            note(
                f"{percent(one.moved, 1)} of the answers would be others if the probabilities followed this"
                " mix; they do not: nothing is corrected"
            )
    contradictions = len(ws.ratings(scope)[1])
    if contradictions:
        note(f"{plural(contradictions, 'record')} whose rating and words contradict: add contradictions")


def _sure(one: Certainty) -> str:
    parts = [plural(one.statements, "statement")]
    if one.threshold is not None:
        parts.append(f"{percent(one.confident, one.statements)} sure (from {one.threshold:.2f})")
    if one.unknown:
        parts.append(f"{one.unknown:,} unknown, in languages that it cannot read")
    return f"{one.tagger}: {', '.join(parts)}"


def _mix_row(mix: ClassMix) -> list[object]:
    shares = (mix.answers, mix.expected, mix.calibrated)
    told = ["–" if share is None else percent(share, 1) for share in shares]
    return [mix.name, *told, _estimate(mix), "another mix" if mix.drifted else ""]


def _estimate(mix: ClassMix) -> str:
    if mix.estimated is None or mix.low is None or mix.high is None:
        return "–"
    return f"{percent(mix.estimated, 1)} ({percent(mix.low, 1)}–{percent(mix.high, 1)})"


def _rating_table(ws: Workspace, scope: Scope) -> None:
    found, against = ws.ratings(scope)
    columns = [Column("file"), Column("scale"), Column("rating"), *(Column(t, right=True) for t in TONES)]
    rows: list[list[object]] = []
    for one in found:
        if one.scale is None:
            note(f"{one.file}: {one.reason}")
            continue
        scale = f"{one.scale.low:g}–{one.scale.high:g}"
        rows += [
            [one.file, scale, band, *(tones.get(tone, 0) for tone in TONES)]
            for band, tones in one.tones.items()
        ]
    print_table(columns, rows)
    if not found:
        note("nothing here was rated")
    if against:
        note(f"{plural(len(against), 'record')} whose rating and words contradict: add contradictions")


def _contradiction_table(ws: Workspace, scope: Scope) -> None:
    columns = [
        Column("file"), Column("record"), Column("rating", right=True), Column("words"),
        Column("probability", right=True), Column("clearest"), Column("asked"),
    ]  # fmt: skip
    found = ws.ratings(scope)[1]
    print_table(
        columns,
        [
            [
                one.file, one.record, f"{one.rating:g} of {one.scale.high:g}", one.sentiment,
                f"{one.probability:.2f}", one_line(ws.statement(one.statement_id).text),
                one_line(ws.feedback(ws.statement(one.statement_id).feedback_id).prompt),
            ]
            for one in found
        ],
    )  # fmt: skip
    if not found:
        note("no rating contradicts the words beside it")


def _tone_table(ws: Workspace, scope: Scope) -> None:
    columns = [
        Column("feedback"), Column("theme"), Column("tone"), Column("probability", right=True),
        Column("statements", right=True), Column("unknown", right=True),
    ]  # fmt: skip
    print_table(
        columns,
        [
            [
                tone.feedback_id, tone.theme or "", f"{tone.sentiment or 'unknown'}{', mixed' * tone.mixed}",
                f"{max(tone.probabilities):.2f}" if tone.probabilities else "–",
                tone.statements, tone.unknown,
            ]
            for tone in ws.tones(scope)
        ],
    )  # fmt: skip


_TABLES: Mapping[str, Callable[[Workspace, Scope], None]] = {
    "certainty": _certainty_table,
    "ratings": _rating_table,
    "contradictions": _contradiction_table,
    "feedback": _tone_table,
}


@click.command(short_help="What got worse, for whom, and the change that is blamed.")
@options.database
@scoped
@options.printing
def effects(db: Path, where: Mapping[str, Any], window: str | None, output: str | None) -> None:
    """List adverse effects: what got worse, for which audience, and the changes that people blame.

    By people, of those heard. Who complains chose to speak: it tells the order of things, not how common
    they are. `themes ID --statements` and `--json` lead to the words.
    """
    from feedback_insights.figures import in_short

    scope = Scope(where, window)
    with options.open_results(db) as ws:
        found, facts = ws.effects(scope), ws.scope_facts(scope)
        tell_scope(facts)
        if output:
            print_rows(found, output, scope=told(facts))
            return
        shown = in_short(found)
        audiences = [name for name in AUDIENCES if any(name in one.audiences for one in shown)]
        columns = [Column("effect"), Column("since"), Column("people", right=True)]
        columns += [*(Column(name, right=True) for name in audiences), Column("for example")]
        print_table(columns, [_effect_row(ws, one, audiences) for one in shown])
        if len(shown) < sum(bool(one.change) or one.change is None for one in found):
            note("every change that is named: --json")
        if not found:
            note("nothing here tells of anything that got worse")


def _effect_row(ws: Workspace, one: AdverseEffect, audiences: Sequence[str]) -> list[object]:
    counts = (one.audiences[name].count if name in one.audiences else 0 for name in audiences)
    return [
        one.kind if one.change is None else "",
        one.change or "",
        share_words(one.people) if one.change is None else one.people.count,
        *counts,
        one_line(ws.statement(one.statements[0]).text),
    ]
