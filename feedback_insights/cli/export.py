"""Results as files for other tools."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feedback_insights.cli import _options as options
from feedback_insights.cli._names import a_target
from feedback_insights.cli._output import Column, note, print_rows, print_table
from feedback_insights.cli._scope import beside, scoped, tell_scope
from feedback_insights.exporters import (
    Exporter,
    ExportOptions,
    by_item,
    check_options,
    evidence_of,
    exporter_named,
    exporters,
    methods_of,
    profiled,
    write_export,
)
from feedback_insights.scope import Scope

if TYPE_CHECKING:
    from feedback_insights.exporters.profiles import TargetProfile
    from feedback_insights.figures import MinChange, Moves
    from feedback_insights.workspace import Workspace


@click.command(short_help="Write the results as files for other tools.")
@options.database
@click.option(
    "--to",
    "target",
    callback=a_target,
    required=True,
    metavar="TARGET",
    help="json, csv, sheets, jira_csv, ...; see `targets`.",
)
@click.option(
    "-o", "--out", type=options.FILE, required=True, metavar="PATH", help="Folder, new or an export's."
)
@click.option(
    "--profile",
    type=options.FILE,
    metavar="FILE.toml",
    help="Which column takes what; `targets TARGET` prints the one in use, to be changed.",
)
@click.option(
    "--field",
    "fields",
    multiple=True,
    metavar="COLUMN=FIELD",
    help="Fill one column otherwise, or one more: customfield_10042=score. May be given several times.",
)
@click.option("--excel", is_flag=True, help="CSV with a byte order mark, so that Excel reads it as UTF-8.")
@click.option(
    "--changed-since", "since", metavar="RUN", help="Only backlog items that moved since an earlier run: R3."
)
@click.option(
    "--min-change",
    type=click.Choice(["tier", "rank", "score"]),
    help="The least that counts as moved, with --changed-since.  [default: tier]",
)
@scoped
@beside()
@options.settings
def export(
    db: Path,
    target: str,
    out: Path,
    profile: Path | None,
    fields: tuple[str, ...],
    excel: bool,
    since: str | None,
    min_change: MinChange | None,
    where: Mapping[str, Any],
    window: str | None,
    vs: str | None,
    by: str | None,
    settings_file: Path | None,
) -> None:
    """Write what the workspace's last run found as files for TARGET; prints their paths.

    The folder is the export's own: an earlier export there is replaced; where anything else lies, nothing is
    written. manifest.json says what the files were made from. Nothing is sent anywhere.
    """
    exporter, scope = exporter_named(target), Scope(where, window)  # told before the work
    _check_since(since, min_change, scope)
    chosen = ExportOptions(profile=_profile(exporter, profile, fields), excel=excel)
    check_options(exporter, chosen, moved=since is not None)
    settings = options.read_settings(settings_file)
    with options.open_results(db, settings=settings) as ws:
        moves = _moves(ws, since, min_change)
        data = ws.export_data(scope, vs=vs, by=by, methods=methods_of(exporter, chosen.profile))
    tell_scope(data.facts)
    for method, why in data.refused.items():
        note(f"without {method}: {why}")
    if moves is not None:
        _tell_moves(moves)
    known = evidence_of(exporter, chosen.profile)
    if set(known.split(", ")) & {"unverified", "second-hand"}:
        note(
            f"the format of '{target}' is {known}: try it on a few items first; to change it,"
            f" copy what `feedback-insights targets {target}` prints and name it with --profile"
        )
    written = write_export(
        data, target, out, options=ExportOptions(profile=chosen.profile, excel=excel, moves=moves)
    )
    if by_item(exporter) and (vs or by):
        note(
            f"--vs and --by change nothing here: '{target}' has no place for them; json, csv and parquet have"
        )
    if excel and not any(path.suffix == ".csv" for path in written):
        note(f"--excel changes nothing here: '{target}' writes no CSV")
    for path in written:
        click.echo(str(path))


@click.command(short_help="List the targets of `export`, or print a target's profile.")
@click.argument("target", callback=a_target, required=False)
@options.printing
def targets(target: str | None, output: str | None) -> None:
    """List what `export --to` can write, and how surely each tool's format is known.

    documented: read on the vendor's pages or in its code; second-hand: in other people's code; unverified:
    from memory; ours: no other tool's format. With TARGET, print its profile: save it, change it, and name it
    with `export --profile`.
    """
    if target is not None:
        _print_profile(exporter_named(target))
        return
    rows = [
        {
            "target": name,
            "format": evidence_of(one) or None,
            "profile": profiled(one),
            "changed_since": by_item(one),
            "description": one.description,
        }
        for name, one in exporters().items()
    ]
    if output:
        print_rows(rows, output)
        return
    columns = [Column(title) for title in ("target", "format", "profile", "changed since", "description")]
    print_table(columns, [_listed(row) for row in rows])


def _listed(row: Mapping[str, Any]) -> list[object]:
    return ["yes" if cell is True else "–" if cell in (False, None) else cell for cell in row.values()]


def _print_profile(exporter: Exporter) -> None:
    from feedback_insights.exporters.profiles import shipped_text

    check_options(exporter, ExportOptions(), profile=True)
    click.echo(shipped_text(exporter.name), nl=False)


def _profile(exporter: Exporter, file: Path | None, fields: Iterable[str]) -> TargetProfile | None:
    """The profile of a file, or the shipped one, with the fields that the command line tells."""
    given = dict(_split(field) for field in fields)
    if file is None and not given:
        return None
    from feedback_insights.exporters.profiles import load_target_profile, shipped

    check_options(exporter, ExportOptions(), profile=True)
    found = shipped(exporter.name) if file is None else load_target_profile(file, exporter.name)
    return found.with_fields(given)


def _split(field: str) -> tuple[str, str]:
    name, separator, value = field.partition("=")
    if not separator or not name.strip() or not value.strip():
        raise click.UsageError(f"--field takes COLUMN=FIELD, such as customfield_10042=score, not {field!r}")
    return name.strip(), value.strip()


def _check_since(since: str | None, min_change: str | None, scope: Scope) -> None:
    if since is None and min_change is not None:
        raise click.UsageError("--min-change needs --changed-since RUN")
    if since is not None and not scope.everything:
        raise click.UsageError(
            "--changed-since compares runs over everything they read; leave out --where and --window"
        )


def _moves(ws: Workspace, since: str | None, min_change: MinChange | None) -> Moves | None:
    return None if since is None else ws.moves(since, min_change=min_change or "tier")


def _tell_moves(moves: Moves) -> None:
    items = len({feature for feature, _ in moves.moves})
    note(f"moved since {moves.since}, by {moves.level} or more: {items:,} backlog items")
