"""The command line: `feedback-insights`."""

from __future__ import annotations

import io
import sys

import click

from feedback_insights import __version__
from feedback_insights.cli._friendly import FriendlyGroup


@click.group(cls=FriendlyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="feedback-insights")
def cli() -> None:
    """From messy feedback exports to a ranked backlog that you can defend, quote by quote.

    Everything runs on this machine. Start with:

    \b
        feedback-insights run EXPORT... --backlog FILE

    Data goes to stdout, progress and notes to stderr. Exit status: 0 done, 1 told why, 2 wrong usage,
    130 interrupted.
    """


def main() -> None:
    """Run the command line; letters that the terminal cannot show become question marks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    cli(prog_name="feedback-insights")


def _add_commands() -> None:
    from feedback_insights.cli import (
        checks,
        decide,
        explain,
        export,
        formats,
        hygiene,
        inputs,
        kano,
        links,
        loading,
        platform,
        publish,
        report,
        run,
        scores,
        survey,
        tags,
        themes,
        train,
        triage,
        who,
    )

    commands = (
        run.run,
        loading.import_,
        loading.backlog,
        loading.taxonomy,
        loading.ties,
        loading.accounts,
        formats.formats,
        formats.profile,
        run.analyze,
        themes.themes,
        links.links,
        scores.scores,
        inputs.inputs,
        survey.survey,
        kano.kano,
        hygiene.hygiene,
        platform.platform,
        tags.tags,
        tags.effects,
        explain.explain,
        who.who,
        decide.decide,
        publish.reply,
        publish.publish,
        report.report,
        export.export,
        export.targets,
        checks.verify,
        checks.ledger,
        triage.triage,
        train.train,
    )
    for command in commands:
        cli.add_command(command)


_add_commands()
