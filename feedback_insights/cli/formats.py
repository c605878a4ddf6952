"""Commands about formats: which are known, by which profile, and a first profile for any table."""

from __future__ import annotations

from pathlib import Path

import click

from feedback_insights.cli import _options as options
from feedback_insights.cli._output import Column, print_rows, print_table


@click.command(short_help="List the formats that can be imported.")
@click.argument("name", required=False)
@click.option("--backlogs", is_flag=True, help="List those of backlogs instead.")
@options.printing
def formats(name: str | None, backlogs: bool, output: str | None) -> None:
    """List the formats that can be imported, how each is recognized, and how sure its facts are.

    Documented: from the vendor's pages; source: from a tool's code; seen: in public samples; measured: over
    many exports; unverified: from memory. With NAME, print the profile that such a table is read by: save it,
    change it, and name it with `import --profile`.
    """
    from feedback_insights.backlog import backlog_formats
    from feedback_insights.importers import format_profile
    from feedback_insights.importers import formats as feedback_formats

    if name:
        click.echo(format_profile(name), nl=False)
        return
    found = backlog_formats() if backlogs else feedback_formats()
    if output:
        print_rows(found, output)
        return
    columns = [Column(title) for title in ("format", "what it is", "sure", "recognized by")]
    print_table(columns, [[one.name, one.description, one.evidence, one.recognized_by] for one in found])


@click.command(short_help="Draft a profile for a table nobody knows.")
@click.argument("export", type=options.FILE)
@options.settings
def profile(export: Path, settings_file: Path | None) -> None:
    """Print a first profile for the table in EXPORT: which column is taken for what, and why.

    Correct it by hand, then: feedback-insights import DB EXPORT --profile FILE
    """
    from feedback_insights.importers import draft_profile

    click.echo(draft_profile(export, options.read_settings(settings_file).imports), nl=False)
