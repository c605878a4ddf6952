"""The report as a file."""

from __future__ import annotations

from pathlib import Path

import click

from feedback_insights.cli import _options as options
from feedback_insights.cli._files import write
from feedback_insights.report.parts import ReportData


@click.command(short_help="Write report.html.")
@options.database
@click.option("-o", "--out", type=options.FILE, default=Path("report"), show_default=True, help="Folder.")
@options.settings
def report(db: Path, out: Path, settings_file: Path | None) -> None:
    """Write report.html on the workspace's last run; prints its path."""
    settings = options.read_settings(settings_file)
    with options.open_workspace(db, settings=settings) as ws:
        data = ws.report_data()
    click.echo(str(write_report(data, out)))


def write_report(data: ReportData, folder: Path) -> Path:
    """Write the report into a folder; an older one is replaced at once or stays."""
    from feedback_insights.report.html import render

    file = folder / "report.html"
    write(file, render(data))
    return file
