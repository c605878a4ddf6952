"""Commands that read files into a workspace."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from feedback_insights.cli import _options as options
from feedback_insights.cli._files import expand
from feedback_insights.cli._output import WITHOUT_HASH, Column, note, plain, print_rows, print_table
from feedback_insights.cli._progress import progress
from feedback_insights.records import STATES, FileReport, ImportReport
from feedback_insights.report.words import plural

if TYPE_CHECKING:
    from feedback_insights.workspace import (
        AccountsFile,
        AccountsReport,
        AliasReport,
        BacklogReport,
        TaxonomyReport,
        TiesReport,
    )


@click.command("import", short_help="Read exports into a workspace.")
@options.database
@options.exports
@options.reading
@options.settings
@options.strict
@options.printing
def import_(
    db: Path,
    exports: tuple[Path, ...],
    format_: str | None,
    profile: Path | None,
    settings_file: Path | None,
    strict: bool,
    output: str | None,
) -> None:
    """Read exports into the workspace DB; importing twice changes nothing.

    A folder stands for the files in it. Formats are recognized by content.
    """
    settings = options.read_settings(settings_file)
    files = expand(exports, besides=[db])
    with options.open_loading(db, settings=settings, strict=strict) as ws:
        with progress() as on_progress:
            report = ws.import_files(files, format=format_, profile=profile, on_progress=on_progress)
        print_files(report.files, output)
        tell_reading(report)
        check_strict(tell_warnings(report), strict)
    note(f"{report.added:,} new, {report.updated:,} changed; next: feedback-insights analyze {db}")


@click.command(short_help="Load the backlog.")
@options.database
@click.argument("file", type=options.FILE)
@click.option("--format", "format_", metavar="NAME", help="Format of the file; see `formats --backlogs`.")
@click.option("--profile", type=options.FILE, metavar="FILE", help="Says which column means what.")
@options.strict
def backlog(db: Path, file: Path, format_: str | None, profile: Path | None, strict: bool) -> None:
    """Load the backlog in FILE into the workspace DB, in place of the one before.

    The format is recognized by content: a tracker's export, YAML, Markdown, or any table with titles.
    """
    with options.open_loading(db, strict=strict) as ws:
        check_strict(tell_backlog(ws.load_backlog(file, format=format_, profile=profile)), strict)


@click.command(short_help="Load the themes to start from.")
@options.database
@click.argument("file", type=options.FILE, required=False)
@click.option("--from-backlog", is_flag=True, help="Start from the loaded backlog's items instead.")
@click.option("--clear", is_flag=True, help="Start from nothing again; seeded themes go on as ordinary ones.")
@options.strict
def taxonomy(db: Path, file: Path | None, from_backlog: bool, clear: bool, strict: bool) -> None:
    """Load the themes in FILE into the workspace DB to start from, in place of the ones before.

    FILE is a table (CSV, TSV, XLSX, JSON) with a column name, and, if you have them, description, examples,
    id and parent. Each line is a theme from the next analysis on; new themes grow beside them.
    """
    if sum(map(bool, (file, from_backlog, clear))) != 1:
        raise click.UsageError("give one of a FILE, --from-backlog or --clear")
    with options.open_loading(db, strict=strict, create=bool(file)) as ws:
        if clear:
            ws.clear_taxonomy()
        else:
            report = ws.load_taxonomy(file) if file else ws.load_taxonomy_from_backlog()
            check_strict(tell_taxonomy(report), strict)
    note(f"it holds from the next run: feedback-insights analyze {db}")


@click.command(short_help="Load which tickets belong to which backlog items.")
@options.database
@click.argument("file", type=options.FILE, required=False)
@click.option("--clear", is_flag=True, help="Forget the ties that were loaded.")
@options.strict
def ties(db: Path, file: Path | None, clear: bool, strict: bool) -> None:
    """Load the ties in FILE into the workspace DB, in place of the ones loaded before.

    FILE is the JSON of Zendesk's /api/v2/jira/links, or a table (CSV, TSV, XLSX, JSON) with a column of
    tickets (ticket id) and one of backlog items (feature id or issue key). Ties that stand in the exports and
    in the backlog are found without it.
    """
    if bool(file) == clear:
        raise click.UsageError("give a FILE or --clear")
    with options.open_loading(db, strict=strict, create=bool(file)) as ws:
        if file:
            check_strict(tell_ties(ws.load_ties(file)), strict)
        else:
            ws.clear_ties()
    note(f"it holds from the next run: feedback-insights analyze {db}")


@click.command(short_help="Load customer accounts: plan, revenue, seats, users.")
@options.database
@click.argument("files", type=options.FILE, nargs=-1, metavar="[FILE...]")
@click.option("--aliases", type=options.FILE, metavar="FILE", help="Which names are one person or account.")
@options.strict
def accounts(db: Path, files: tuple[Path, ...], aliases: Path | None, strict: bool) -> None:
    """Load the customer accounts in FILEs into the workspace DB, in place of the ones before.

    A FILE is a table of accounts, or the organizations, companies, users or contacts that Zendesk, Intercom,
    Freshdesk, Salesforce or HubSpot export, as they are. Several are one set.

    An alias file (--aliases) says which identifiers are one person or one account, where no export can tell.
    """
    if not files and not aliases:
        raise click.UsageError("give a file of accounts, --aliases FILE, or both")
    with options.open_loading(db, strict=strict) as ws:
        warnings = tell_accounts(ws.load_accounts(*files)) if files else 0
        warnings += tell_aliases(ws.load_aliases(aliases)) if aliases else 0
        check_strict(warnings, strict)


def print_files(files: Sequence[FileReport], output: str | None) -> None:
    """What became of the records of each file."""
    if output:
        print_rows([plain(file, without=WITHOUT_HASH) for file in files], output)
        return
    states = [state for state in STATES if any(file.ledger.states.get(state) for file in files)]
    unread = any(file.unread for file in files)
    columns = [
        Column("file"),
        Column("format"),
        Column("records", right=True),
        *(Column(state.replace("_", " "), right=True) for state in states),
        Column("items", right=True),
        *([Column("not read", right=True)] if unread else []),
    ]
    print_table(
        columns,
        [
            [
                file.file,
                file.format,
                f"{file.ledger.records:,}",
                *(f"{file.ledger.states.get(state, 0):,}" for state in states),
                f"{file.ledger.units:,}",
                *([f"{file.unread or 0:,}"] if unread else []),
            ]
            for file in files
        ],
    )


def tell_reading(report: ImportReport) -> None:
    """Note how each file was read, and why."""
    for file in report.files:
        if file.notes:
            note(f"{file.file}: {'; '.join(file.notes)}")


def tell_warnings(report: ImportReport) -> int:
    """Note what an import warns of and rejected; return how much that is."""
    told = [f"{file.file}: {line}" for file in report.files for line in (*file.limits, *file.warnings)]
    told += [
        f"{file.file}: {plural(count, 'record')} rejected; see the ledger for the reasons"
        for file in report.files
        if (count := file.ledger.states.get("rejected", 0))
    ]
    return _tell(told)


def tell_backlog(report: BacklogReport) -> int:
    """Note what was loaded and what it lacks; return the number of warnings."""
    note(
        f"{report.file}: {plural(report.features, 'backlog item')}, {report.with_effort:,} with effort"
        f" ({report.format})"
    )
    return _tell([f"{report.file}: {warning}" for warning in report.warnings])


def tell_taxonomy(report: TaxonomyReport) -> int:
    """Note what was loaded and what it lacks; return the number of warnings."""
    note(
        f"{report.file}: {plural(report.seeds, 'theme')} to start from,"
        f" {report.with_examples:,} with examples ({report.format})"
    )
    return _tell([f"{report.file}: {warning}" for warning in report.warnings])


def tell_ties(report: TiesReport) -> int:
    """Note what was loaded and what of it is not here; return the number of warnings."""
    note(f"{report.file}: {plural(report.ties, 'tie')} ({report.format})")
    unknown = (
        (report.unknown_tickets, "ticket", "among the feedback"),
        (report.unknown_items, "backlog item", "in the backlog"),
    )
    told = [
        f"{plural(len(names), what)} not {where}, such as {', '.join(names[:3])}"
        for names, what, where in unknown
        if names
    ]
    return _tell([f"{report.file}: {warning}" for warning in (*report.warnings, *told)])


def tell_accounts(report: AccountsReport) -> int:
    """Note what was loaded, what of it joined and what is odd; return the number of warnings."""
    for file in report.files:
        held = [
            plural(count, what, more)
            for count, what, more in (
                (file.accounts, "account", "accounts"),
                (file.people, "person", "people"),
            )
            if count
        ]
        note(f"{file.file}: {' and '.join(held)} ({file.format}){_joined(file) if report.heard else ''}")
    if len(report.files) > 1:
        note(f"together {plural(report.accounts, 'account')}, each organisation once")
    if not report.heard:
        note("no feedback is here yet; load them again after an import to see which of them it names")
    told = [f"{file.file}: {warning}" for file in report.files for warning in file.warnings]
    return _tell([*told, *report.notes])


def _joined(file: AccountsFile) -> str:
    apart = file.accounts + file.people - file.joined
    if not apart:
        return "; all joined with feedback"
    more = ", …" if apart > len(file.apart) else ""
    return f"; {file.joined:,} joined with feedback, {apart:,} did not: {', '.join(file.apart)}{more}"


def tell_aliases(report: AliasReport) -> int:
    """Note what was loaded; return the number of warnings."""
    note(f"{report.file}: {plural(report.lines, 'alias', 'aliases')}")
    return _tell([f"{report.file}: {warning}" for warning in report.warnings])


def _tell(warnings: Sequence[str]) -> int:
    for warning in warnings:
        note(f"warning: {warning}")
    return len(warnings)


def check_strict(warnings: int, strict: bool, *, kept: str = "nothing was kept") -> None:
    """With `--strict`, warnings end the command."""
    if strict and warnings:
        raise click.ClickException(f"{plural(warnings, 'warning')} with --strict; {kept}")
