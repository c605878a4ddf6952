"""The report as a file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from feedback_insights.cli import _options as options
from feedback_insights.cli._files import write
from feedback_insights.cli._scope import beside, scoped
from feedback_insights.report.parts import ReportData
from feedback_insights.scope import Scope


@click.command(short_help="Write report.html.")
@options.database
@click.option("-o", "--out", type=options.FILE, default=Path("report"), show_default=True, help="Folder.")
@scoped
@beside()
@options.settings
def report(
    db: Path,
    out: Path,
    where: Mapping[str, Any],
    window: str | None,
    vs: str | None,
    by: str | None,
    settings_file: Path | None,
) -> None:
    """Write report.html on the workspace's last run; prints its path."""
    settings = options.read_settings(settings_file)
    scope = Scope(where, window)
    with options.open_results(db, settings=settings) as ws:
        data = ws.report_data(scope, vs=vs, by=by)
    click.echo(str(write_report(data, out)))


def write_report(data: ReportData, folder: Path) -> Path:
    """Write the report into a folder; an older one is replaced at once or stays."""
    from feedback_insights.report.html import render

    file = folder / "report.html"
    write(file, render(data))
    return file
