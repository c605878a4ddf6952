"""Results as files for other tools."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from feedback_insights.cli import _options as options
from feedback_insights.cli._scope import beside, scoped, tell_scope
from feedback_insights.exporters import exporter_named, write_export
from feedback_insights.scope import Scope


@click.command(short_help="Write the results as files for other tools.")
@options.database
@click.option(
    "--to", "target", required=True, metavar="TARGET", help="json, csv, parquet, or an installed one."
)
@click.option(
    "-o", "--out", type=options.FILE, required=True, metavar="PATH", help="Folder, new or an export's."
)
@scoped
@beside()
@options.settings
def export(
    db: Path,
    target: str,
    out: Path,
    where: Mapping[str, Any],
    window: str | None,
    vs: str | None,
    by: str | None,
    settings_file: Path | None,
) -> None:
    """Write what the workspace's last run found as files for TARGET; prints their paths.

    The folder is the export's own: an earlier export there is replaced; where anything else lies, nothing is
    written. manifest.json says what the files were made from.
    """
    exporter_named(target)  # before the work
    settings = options.read_settings(settings_file)
    scope = Scope(where, window)
    with options.open_results(db, settings=settings) as ws:
        data = ws.export_data(scope, vs=vs, by=by)
    tell_scope(data.facts)
    for path in write_export(data, target, out):
        click.echo(str(path))
