"""Why a backlog item stands where it stands, down to the exact words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import click

from feedback_insights.cli import _options as options
from feedback_insights.cli._level import BY_ID_ONLY
from feedback_insights.cli._output import plain, print_rows, terminal_width
from feedback_insights.cli._quotes import quote_lines
from feedback_insights.cli._scope import Sides, beside, scoped, tell_scope, told
from feedback_insights.records import Calm, Score, Value
from feedback_insights.report.lines import cut, shorten
from feedback_insights.report.stance_words import stance_words, stand_words
from feedback_insights.report.words import (
    because,
    change_words,
    decided,
    estimate,
    number,
    people,
    plural,
    ranks,
    share_interval,
)
from feedback_insights.scope import Scope

if TYPE_CHECKING:
    from feedback_insights.evidence import ExplainedLink, Explanation, Quote
    from feedback_insights.figures import Part
    from feedback_insights.roadmap import Rollup

LINKS, QUOTES, PARTS = 12, 20, 20  # shown; the rest is counted
UNSTABLE = frozenset({"sha256", "author", "account"})  # the pseudonyms are another workspace's by its key
FIRST = ("reach", "impact", "confidence", "effort", "people", "accounts_counted", "revenue")
TITLES = {"rice": "RICE", "value": "Value"}


@click.command(short_help="From a score down to the exact words behind it.")
@options.database
@click.argument("feature")
@scoped
@beside()
@options.printing
def explain(
    db: Path,
    feature: str,
    where: Mapping[str, Any],
    window: str | None,
    vs: str | None,
    by: str | None,
    output: str | None,
) -> None:
    """Walk from the score of FEATURE over its inputs and links to the exact words behind it."""
    scope = Scope(where, window)
    with options.open_results(db) as ws:
        found, facts = ws.explain(feature, scope), ws.scope_facts(scope)
        rollup = ws.rollup_of(feature) if found.parts else None
        sides = Sides.of(ws, scope, of="features", by=by, vs=vs, rollup=rollup)
    tell_scope(facts)
    if output:
        row = plain(found, without=UNSTABLE) | sides.fields(feature)
        print_rows([row], output, scope=told(facts))
        return
    sides.tell()
    for line in _lines(found, sides, rollup):
        click.echo(cut(line, 10**6))


def _lines(found: Explanation, sides: Sides, rollup: Rollup | None) -> Iterator[str]:
    feature = found.feature
    absent = rollup is not None and feature.id in rollup.absent
    yield f"{feature.id}  {BY_ID_ONLY if absent else feature.title}"
    facts = [feature.status, feature.url]
    if any(facts):
        yield "  " + " · ".join(fact for fact in facts if fact)
    for score in found.scores:
        yield ""
        yield _place(score)
        if score.calm and score.calm.days:
            yield f"  without its unusual days from {score.calm.days[0]} on: {_calm(score.calm)}"
    if found.why:
        yield ""
        yield from wrap(found.why, min(max(terminal_width(), 60), 120))
    yield from _sides(feature.id, sides)
    yield from _parts(found.parts)
    if found.scores:
        yield ""
        yield "Inputs"
        yield from _inputs(found.scores[0])
    yield ""
    accepted = sum(explained.link.accepted for explained in found.links)
    yield f"Links: {accepted:,} count, {len(found.links) - accepted:,} are too unsure"
    for explained in found.links[:LINKS]:
        yield from _link(explained, feature.id)
    if len(found.links) > LINKS:
        yield f"  and {len(found.links) - LINKS:,} more; all of them: --json"
    yield ""
    yield "Quotes" if found.quotes else "No quotes: nothing here asks for it with enough certainty"
    if found.stand:
        yield f"  {stand_words(found.stand)}"
    yield from _quotes(found.quotes, feature.id)
    if found.counter:
        yield ""
        yield "Counter-evidence: who speaks against it, or is content with what there is"
        yield from _quotes(found.counter, feature.id, stances=True)


def _quotes(quotes: Sequence[Quote], feature_id: str, *, stances: bool = False) -> Iterator[str]:
    for quote in quotes[:QUOTES]:
        yield from quote_lines(quote.statement, quote.feedback)
        part = "" if quote.feature_id == feature_id else quote.feature_id
        if quote.stance and (stances or quote.stance.stance != "for"):
            told = f"{stance_words(quote.stance)}; {quote.probability:.2f} about {part or 'it'}"
            yield f"      {told}"
        elif part:
            yield f"      for {part}"
    if len(quotes) > QUOTES:
        yield f"  and {len(quotes) - QUOTES:,} more; all of them: --json"


def _place(score: Score) -> str:
    name = TITLES.get(score.method, score.method)
    if score.score.value is None:
        return f"{name}: unknown, because {because(score.score.reason)}"
    tier = f", tier {score.tier}" if score.tier is not None else ""
    rank = f", rank {ranks(score.rank_low, score.rank_high)}" if score.rank_low is not None else ""
    return f"{name} {estimate(score.score)}, 90 %{tier}{rank}"


def _calm(calm: Calm) -> str:
    value = "unknown" if calm.value is None else number(calm.value)
    return f"{value}, {people(calm.people)}, rank {ranks(calm.rank_low, calm.rank_high)}"


def _sides(feature: str, sides: Sides) -> Iterator[str]:
    if sides.breakdown:
        yield ""
        yield f"People by {sides.facet}: {sides.by(feature) or 'nobody'}"
    if change := sides.changes.get(feature):
        yield ""
        told = f"People now {share_interval(change.now)}; before {share_interval(change.before)}"
        yield f"{told}: {change_words(change)}"


def _inputs(score: Score) -> Iterator[str]:
    names = [name for name in FIRST if name in score.inputs]
    names += [name for name in score.inputs if name not in FIRST]
    width = min(max(terminal_width(), 60), 120)
    for name in names:
        value = score.inputs[name]
        yield f"  {name.replace('_', ' '):<18} {estimate(value)}{_basis(value)}"
        told = "; ".join(filter(None, (value.method, because(value.reason))))
        yield from wrap(told, width, initial_indent=" " * 21, subsequent_indent=" " * 21)


def _basis(value: Value) -> str:
    return f"  {value.basis}" if value.basis and value.value is not None else ""


def _parts(parts: Sequence[Part]) -> Iterator[str]:
    if parts:
        yield ""
        yield f"Made of {plural(len(parts), 'item')}; whoever asks for several counts once in the whole"
        width = max(len(part.feature.id) for part in parts)
        for part in parts[:PARTS]:
            stage = f" · {part.stage.replace('_', ' ')}" if part.stage else ""
            yield f"  {part.feature.id:<{width}}  {people(part.people)}{stage}  {part.feature.title}"
        if len(parts) > PARTS:
            yield f"  and {len(parts) - PARTS:,} more; all of them: --json"


def _link(explained: ExplainedLink, feature_id: str) -> Iterator[str]:
    link = explained.link
    mark = "+" if link.accepted else "-"
    if explained.theme:
        what = f"theme {explained.theme.id} {explained.theme.name}, {people(explained.theme.customers)}"
    elif explained.statement:
        what = f"statement {shorten(explained.statement.text, 80)}"
    else:
        what = f"{link.kind} {link.subject_id}"
    part = "" if link.feature_id == feature_id else f" for {link.feature_id}"
    yield f"  {mark} {link.probability:.2f} {decided(link.decided_by)}{part}: {what}"
    if explained.stand:
        yield f"      {stand_words(explained.stand)}"
    if explained.stance:
        yield f"      {stance_words(explained.stance)}"
    if explained.words:
        yield f"      shared words: {', '.join(_shared(explained))}"


def _shared(explained: ExplainedLink) -> Iterator[str]:
    """Each word with the item's own where it is another, and where in the item it stands."""
    for words, met in zip_longest(explained.words, explained.met):
        if met is None:
            yield words
        elif met.words.lower() == words:
            yield f"{words} ({met.field.replace('_', ' ')})"
        else:
            yield f"{words} → {met.words.lower()} ({met.field.replace('_', ' ')})"
