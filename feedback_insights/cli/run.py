"""The whole job in one command, and its second half."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import click

from feedback_insights.cli import _options as options
from feedback_insights.cli._files import expand
from feedback_insights.cli._output import note, print_rows, terminal_width
from feedback_insights.cli._progress import progress
from feedback_insights.cli.decide import contradicted_note
from feedback_insights.cli.loading import (
    check_strict,
    tell_accounts,
    tell_aliases,
    tell_backlog,
    tell_taxonomy,
    tell_ties,
    tell_warnings,
)
from feedback_insights.cli.report import write_report
from feedback_insights.errors import FileProblem
from feedback_insights.report.parts import ReportData


@click.command(short_help="The whole job: import, group, match, rank, report.")
@options.exports
@click.option("--backlog", type=options.FILE, metavar="FILE", help="Backlog to rank; without, only themes.")
@click.option("--taxonomy", type=options.FILE, metavar="FILE", help="Themes to start from.")
@click.option(
    "--accounts",
    type=options.FILE,
    multiple=True,
    metavar="FILE",
    help="Customer accounts, organizations or users; may be given several times.",
)
@click.option("--aliases", type=options.FILE, metavar="FILE", help="Which names are one person or account.")
@click.option("--ties", type=options.FILE, metavar="FILE", help="Which tickets belong to which items.")
@click.option("--db", type=options.FILE, default=Path("feedback.db"), show_default=True, help="Workspace.")
@click.option("--out", type=options.FILE, default=Path("report"), show_default=True, help="Report folder.")
@click.option("--backlog-profile", type=options.FILE, metavar="FILE", help="Columns of the backlog.")
@options.reading
@options.settings
@options.encoder
@options.download
@options.strict
def run(
    exports: tuple[Path, ...],
    backlog: Path | None,
    taxonomy: Path | None,
    accounts: tuple[Path, ...],
    aliases: Path | None,
    ties: Path | None,
    db: Path,
    out: Path,
    backlog_profile: Path | None,
    format_: str | None,
    profile: Path | None,
    settings_file: Path | None,
    encoder: str | None,
    allow_download: bool,
    strict: bool,
) -> None:
    """Do the whole job: import, group, match with the backlog, rank, report.

    A folder stands for the files in it. Run it again to go on after an interruption, or with newer exports:
    the workspace keeps what it knows, and themes keep their ids.
    """
    settings = options.read_settings(settings_file, encoder=encoder, allow_download=allow_download)
    _check_before_work(needed=[backlog, taxonomy, *accounts, aliases, ties, backlog_profile], out=out)
    files = expand(exports, besides=[db, out, backlog, taxonomy, *accounts, aliases, ties])
    with options.open_workspace(db, settings=settings, create=True) as ws:
        with options.strictly(ws, db, strict):
            with progress() as on_progress:
                imported = ws.import_files(files, format=format_, profile=profile, on_progress=on_progress)
            warnings = tell_warnings(imported)
            if backlog:
                warnings += tell_backlog(ws.load_backlog(backlog, profile=backlog_profile))
            if taxonomy:
                warnings += tell_taxonomy(ws.load_taxonomy(taxonomy))
            if accounts:
                warnings += tell_accounts(ws.load_accounts(*accounts))
            if aliases:
                warnings += tell_aliases(ws.load_aliases(aliases))
            if ties:
                warnings += tell_ties(ws.load_ties(ties))
            check_strict(warnings, strict)
        with progress() as on_progress:
            found = ws.analyze(on_progress=on_progress)
        data = ws.report_data()
        file = write_report(data, out)
        contradicted = contradicted_note(ws, db)
    print_summary(data, db=db, report=file)
    if contradicted:
        note(contradicted)
    check_strict(len(found.notes), strict, kept="what was found is kept")


def _check_before_work(*, needed: Iterable[Path | None], out: Path) -> None:
    for file in needed:
        if file and not file.is_file():
            raise FileProblem(f"{file}: no such file; nothing was imported")
    if out.exists() and not out.is_dir():
        raise FileProblem(f"--out names a folder, and {out} is a file; nothing was imported")


@click.command(short_help="Group, match and rank what was imported.")
@options.database
@options.settings
@options.encoder
@options.download
@options.strict_analysis
@options.printing
def analyze(
    db: Path,
    settings_file: Path | None,
    encoder: str | None,
    allow_download: bool,
    strict: bool,
    output: str | None,
) -> None:
    """Group, match and rank what the workspace DB holds."""
    settings = options.read_settings(settings_file, encoder=encoder, allow_download=allow_download)
    with options.open_workspace(db, settings=settings) as ws:
        with progress() as on_progress:
            found = ws.analyze(on_progress=on_progress)
        data = None if output else ws.report_data()
        contradicted = contradicted_note(ws, db)
    if data:
        print_summary(data, db=db)
    elif output:
        print_rows([found], output)
    if contradicted:
        note(contradicted)
    check_strict(len(found.notes), strict, kept="what was found is kept")


def print_summary(data: ReportData, *, db: Path, report: Path | None = None) -> None:
    """At most thirty lines of what a run found; headings stand out on a terminal."""
    from feedback_insights.report.terminal import summary

    plain = "NO_COLOR" in os.environ
    for line in summary(data, width=terminal_width(), report=str(report or ""), db=str(db)):
        heading = not line.startswith((" ", "Next:", "Report:"))
        alert = line.startswith("! ")
        colour = "yellow" if alert else None
        click.echo(line if plain or not heading else click.style(line, bold=not alert, fg=colour))
