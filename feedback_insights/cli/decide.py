"""What people decide about backlog items, and what newer evidence says of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

import click

from feedback_insights.cli import _options as options
from feedback_insights.cli._output import note, plain, print_rows, terminal_width
from feedback_insights.records import DECIDED, DecidedStatus
from feedback_insights.report.decision_words import STATUS, order_sentences, status_sentence, verdict_sentence
from feedback_insights.report.lines import cut, one_line
from feedback_insights.report.words import listing, plural

if TYPE_CHECKING:
    from feedback_insights.figures import RoadmapReview
    from feedback_insights.workspace import Workspace


def _read_day(ctx: click.Context, param: click.Parameter, given: str | None) -> date | None:
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        raise click.BadParameter(f"'{given}' is no day; write it like 2026-09-30") from None


@click.command(short_help="Keep decisions on backlog items; review them.")
@options.database
@click.argument("feature", required=False)
@click.argument("status", required=False, type=click.Choice(DECIDED), metavar="[STATUS]")
@click.option("--order", metavar="ID,ID,...", help="No status but the order chosen, first things first.")
@click.option("--why", default="", metavar="TEXT", help="The reason, for colleagues; users never see it.")
@click.option("--author", "--by", default="user", show_default=True, metavar="NAME", help="Who decides.")
@click.option(
    "--on", metavar="DAY", callback=_read_day, help="Day of the decision; by default the run's own date."
)
@click.option("--tell", default="", metavar="TEXT", help="The reason as users may read it.")
@click.option("--title", default="", metavar="TEXT", help="The title as users may read it.")
@click.option("--due", default="", metavar="PERIOD", help="What users may expect: 2026Q4, 2026-11.")
@options.printing
def decide(
    db: Path,
    feature: str | None,
    status: DecidedStatus | None,
    order: str | None,
    why: str,
    author: str,
    on: date | None,
    tell: str,
    title: str,
    due: str,
    output: str | None,
) -> None:
    """Keep the decision that FEATURE is accepted, planned, in_progress, shipped, declined or put off: later.

    Without a FEATURE: list every decision that stands, first those that newer evidence contradicts. Declining
    needs a reason (--why), and so does an order against the scores. The evidence of the day is kept, too.
    Decisions change no figure; `triage DB undo NUMBER` takes one back.
    """
    if order:
        if feature or tell or title or due or output:
            raise click.UsageError("--order goes with --why, --author and --on only")
        _choose(db, order, author=author, why=why, on=on)
    elif feature and status:
        if output:
            raise click.UsageError("--json and --csv go with the list of decisions")
        with options.open_results(db) as ws:
            made = ws.decide_feature(
                feature, status, author=author, reason=why, on=on, tell=tell, title=title, due=due
            )
        note(f"decision {made.id} is kept: {feature} {STATUS[status]}, {made.arguments['on']}")
    elif feature:
        raise click.UsageError(f"say what was decided: {', '.join(DECIDED)}")
    elif why or on or tell or title or due:
        raise click.UsageError("name the backlog item that was decided about, and its status")
    else:
        _review(db, output)


def _choose(db: Path, order: str, *, author: str, why: str, on: date | None) -> None:
    with options.open_results(db) as ws:
        chosen = [id.strip() for id in order.split(",") if id.strip()]
        made = ws.choose_order(chosen, author=author, reason=why, on=on)
    note(f"decision {made.id} is kept; on {made.arguments['on']} this order was chosen: {', '.join(chosen)}")


def _review(db: Path, output: str | None) -> None:
    with options.open_results(db) as ws:
        found = ws.roadmap_review()
    if output:
        rows = [{"kind": "status"} | plain(one) | {"told": verdict_sentence(one)} for one in found.items]
        if output == "json" and found.order:
            told = " ".join(order_sentences(found.order))
            rows.append({"kind": "order"} | plain(found.order) | {"told": told})
        print_rows(rows, output)
    else:
        for line in _lines(found):
            click.echo(line)
    if not found.items and not found.order:
        note(f"nothing is decided yet; start with: feedback-insights decide {db} FEATURE STATUS")
        return
    against = len(found.of("contradicted"))
    told = f"; {against:,} of them contradicted by newer evidence" if against else ""
    note(f"{plural(len(found.items), 'decision')}{told} (run {found.run}, as of {found.as_of or 'no date'})")


def contradicted_note(ws: Workspace, db: Path) -> str:
    """One line where newer evidence contradicts what was decided; else empty."""
    log = ws.roadmap_log()
    if not log.features and not log.orders:
        return ""
    found = ws.roadmap_review()
    named = [one.decision.feature_id for one in found.of("contradicted")]
    if found.order and found.order.verdict == "contradicted":
        named.append("the order chosen")
    if not named:
        return ""
    return f"decided, and contradicted by now: {listing(named)}; see: feedback-insights decide {db}"


def _lines(found: RoadmapReview) -> Iterator[str]:
    for one in found.items:
        yield cut(f"{one.decision.feature_id}  {one_line(one.title)}", 10**6)
        yield from _below(f"{status_sentence(one.decision)} (decision {one.decision.number})")
        yield from _below(_capital(verdict_sentence(one)))
        yield ""
    if found.order:
        first, *more = order_sentences(found.order)
        yield from _below(f"{first} (decision {found.order.order.number})", indent="")
        for line in more:
            yield from _below(_capital(line))


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _below(told: str, *, indent: str = "  ") -> list[str]:
    width = min(max(terminal_width(), 60), 120)
    return wrap(told, width, initial_indent=indent, subsequent_indent=f"{indent}  ")
