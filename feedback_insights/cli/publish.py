"""Commands that answer users: a reply to paste, pages to publish."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from feedback_insights.cli import _options as options
from feedback_insights.cli._files import write
from feedback_insights.cli._output import note
from feedback_insights.errors import NotFound
from feedback_insights.report.words import listing, plural

if TYPE_CHECKING:
    from feedback_insights.figures import Published


@click.command(short_help="Draft a reply to those who asked for a backlog item.")
@options.database
@click.argument("feature")
@options.settings
def reply(db: Path, feature: str, settings_file: Path | None) -> None:
    """Print a reply to everybody who asked for FEATURE, as Markdown, to be read and sent by hand.

    It says what was heard, decided and announced: no name, no date that nobody declared. `who` lists whom to
    send it to.
    """
    from feedback_insights.answers import reply as draft

    settings = options.read_settings(settings_file)
    with options.open_results(db, settings=settings) as ws:
        item = ws.public_item(feature)
    click.echo(draft(item), nl=False)
    if not item.tell:
        note(f"it lacks a reason in words for users; give one with: decide {db} {feature} STATUS --tell")


@click.command(short_help="Write a roadmap and a changelog for users.")
@options.database
@click.option("-o", "--out", type=options.FILE, required=True, metavar="DIR", help="Folder for both pages.")
@click.option("--quotes", is_flag=True, help="Show exact words, too, where enough people are behind them.")
@options.settings
def publish(db: Path, out: Path, quotes: bool, settings_file: Path | None) -> None:
    """Write roadmap.html and changelog.html for users: what was decided, never who asked; prints their paths.

    Only items that somebody decided on are in them, with the titles and reasons written for users. Counts,
    phrases and quotes stand only where at least `report.publish_people` people are behind them.
    """
    from feedback_insights.answers import changelog_page, roadmap_page

    settings = options.read_settings(settings_file)
    with options.open_results(db, settings=settings) as ws:
        found = ws.published()
    _tell(found)
    if not found.items:
        raise NotFound(
            "nothing is decided that could be shown; start with:"
            f" feedback-insights decide {db} FEATURE STATUS --tell TEXT"
        )
    made = {"roadmap.html": roadmap_page(found, quotes=quotes)}
    made["changelog.html"] = changelog_page(found, quotes=quotes)
    for name, page in made.items():
        write(out / name, page)
        click.echo(str(out / name))


def _tell(found: Published) -> None:
    for id, why in found.left_out.items():
        note(f"{id} is left out: {why}")
    if found.untold:
        without = f"{plural(len(found.untold), 'item')} without a reason for users ({listing(found.untold)})"
        note(f"{without}; give one with: decide ... --tell TEXT")
