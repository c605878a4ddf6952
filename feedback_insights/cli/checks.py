"""Commands that prove the figures: is every quote still there, and where did every record go?"""

from __future__ import annotations

from pathlib import Path

import click

from feedback_insights.cli import _options as options
from feedback_insights.cli._output import WITHOUT_HASH, Column, note, plain, print_rows, print_table
from feedback_insights.cli.loading import print_files
from feedback_insights.report.lines import cut
from feedback_insights.report.words import plural

OUTCOMES = ("proven", "moved", "gone", "contradicted")
MEANING = {
    "proven": "the export still says exactly this",
    "moved": "the export lies elsewhere now, with the same bytes",
    "gone": "the export is nowhere to be found",
    "contradicted": "the export is there and says something else",
}
SHOWN = 20


@click.command(short_help="Check every quote against the exports.")
@options.database
@click.option(
    "--search", multiple=True, type=options.FILE, metavar="DIR", help="Look for moved exports here, too."
)
@options.printing
def verify(db: Path, search: tuple[Path, ...], output: str | None) -> None:
    """Re-read the exports and check every quote; exits 1 if a record says something else now."""
    with options.open_workspace(db) as ws:
        found = ws.verify(search=search)
    findings = {outcome: getattr(found, outcome) for outcome in OUTCOMES}
    if output:
        rows = [{"outcome": name, **plain(one)} for name, all_ in findings.items() for one in all_]
        print_rows(rows, output)
    else:
        print_table(
            [Column("outcome"), Column("statements", right=True), Column("meaning")],
            [[name, f"{len(all_):,}", MEANING[name]] for name, all_ in findings.items()],
        )
    if found.contradicted:
        first = found.contradicted[0]
        where = f"{first.file}, {first.record}: {first.detail}"
        raise click.ClickException(
            cut(f"{plural(len(found.contradicted), 'statement')} contradicted; first: {where}", 10**6)
        )


@click.command(short_help="Account for every record.")
@options.database
@click.option("--rejected", is_flag=True, help="List the rejected records and why.")
@options.printing
def ledger(db: Path, rejected: bool, output: str | None) -> None:
    """Account for every record of every file: each is in exactly one state."""
    with options.open_workspace(db) as ws:
        files, refused = ws.ledger(), ws.rejected()
    if not rejected:
        print_files(files, output)
    elif output:
        print_rows([plain(one, without=WITHOUT_HASH) for one in refused], output)
        return
    if output:
        return
    columns = [Column("file"), Column("record"), Column("field"), Column("rejected because")]
    shown = refused if rejected else refused[:SHOWN]
    if shown:
        if not rejected:
            click.echo("")
        print_table(
            columns, [[one.locator.file, one.locator.record, one.locator.field, one.reason] for one in shown]
        )
    if len(shown) < len(refused):
        note(f"{len(refused) - len(shown):,} more rejected records: feedback-insights ledger {db} --rejected")
