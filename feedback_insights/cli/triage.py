"""What people decide: kept in a log for ever, replayed on every run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from feedback_insights.cli import _options as options
from feedback_insights.cli._output import note

Command = Callable[..., None]


statements = click.option(
    "--statement",
    "statements",
    multiple=True,
    required=True,
    metavar="ID",
    help="A statement, as `themes DB THEME --statements` lists them; may be given several times.",
)


def decision(command: Command) -> Command:
    """What every decision takes: the workspace, who decides and why."""
    author = click.option(
        "--by", "--author", "by", default="user", show_default=True, metavar="NAME", help="Who decides."
    )
    reason = click.option("--reason", default="", metavar="TEXT", help="Why; kept in the log.")
    return author(reason(click.pass_obj(command)))


@click.group(short_help="Rename, make, change, dismiss themes; confirm, reject links; undo.")
@options.database
@click.pass_context
def triage(ctx: click.Context, db: Path) -> None:
    """Decide by hand; decisions survive every later run.

    Called as: feedback-insights triage DB rename T12 "exporting large boards"
    """
    ctx.obj = db


@triage.command()
@click.argument("theme")
@click.argument("name")
@decision
def rename(db: Path, theme: str, name: str, by: str, reason: str) -> None:
    """Call THEME by another NAME."""
    _decide(db, "rename", theme, name, by=by, reason=reason)


@triage.command()
@click.argument("feature")
@click.argument("subject")
@decision
def confirm(db: Path, feature: str, subject: str, by: str, reason: str) -> None:
    """Say that SUBJECT, a theme or statement, does ask for FEATURE."""
    _decide(db, "confirm", feature, subject, by=by, reason=reason)


@triage.command()
@click.argument("feature")
@click.argument("subject")
@decision
def reject(db: Path, feature: str, subject: str, by: str, reason: str) -> None:
    """Say that SUBJECT, a theme or statement, does not ask for FEATURE."""
    _decide(db, "reject", feature, subject, by=by, reason=reason)


@triage.command()
@click.argument("feature")
@click.argument("subject")
@decision
def unsure(db: Path, feature: str, subject: str, by: str, reason: str) -> None:
    """Say that nobody can tell whether SUBJECT asks for FEATURE; it is not asked again."""
    _decide(db, "unsure", feature, subject, by=by, reason=reason)


@triage.command()
@click.argument("file", type=options.FILE)
@decision
def answers(db: Path, file: Path, by: str, reason: str) -> None:
    """Take the answers of FILE: `links DB --review --csv` with its column `answer` filled.

    yes, no or unsure; empty cells are left open. All of the file is taken or, where something is wrong with
    it, nothing. Taking it twice changes nothing.
    """
    with options.open_workspace(db) as ws:
        told = ws.take_answers(file, author=by, reason=reason)
    note(
        f"{told.taken} answers taken, {told.known} known already, {told.open} open"
        + (f"; they hold from the next run: feedback-insights analyze {db}" if told.taken else "")
    )


@triage.command()
@click.argument("name")
@statements
@decision
def new(db: Path, name: str, statements: tuple[str, ...], by: str, reason: str) -> None:
    """Make a theme called NAME of chosen statements.

    Statements that say nearly the same join it; nothing but undo ends it.
    """
    _decide(db, "new", name, *statements, by=by, reason=reason)


@triage.command()
@click.argument("theme")
@statements
@decision
def add(db: Path, theme: str, statements: tuple[str, ...], by: str, reason: str) -> None:
    """Say that statements belong to THEME, and to no other."""
    _decide(db, "add", theme, *statements, by=by, reason=reason)


@triage.command()
@click.argument("theme")
@statements
@decision
def remove(db: Path, theme: str, statements: tuple[str, ...], by: str, reason: str) -> None:
    """Say that statements do not belong to THEME; what is in no other theme is unassigned."""
    _decide(db, "remove", theme, *statements, by=by, reason=reason)


@triage.command()
@click.argument("theme")
@decision
def dismiss(db: Path, theme: str, by: str, reason: str) -> None:
    """Say that THEME is no feature, so that it is no longer drafted as a backlog item.

    It stays among the themes. When twice as many people speak of it, it is named again.
    """
    _decide(db, "dismiss", theme, by=by, reason=reason)


@triage.command("set")
@click.argument("feature")
@click.argument("input_", metavar="INPUT")
@click.argument("value")
@decision
def set_(db: Path, feature: str, input_: str, value: str, by: str, reason: str) -> None:
    """Give FEATURE a number or range for INPUT, such as effort 1-3, in place of what is known."""
    with options.open_workspace(db) as ws:
        decision = ws.decide("set", feature, input_, value, author=by, reason=reason)
    note(f"decision {decision.id} is kept; it holds at once: feedback-insights scores {db}")


@triage.command()
@click.argument("decision")
@decision
def undo(db: Path, decision: str, by: str, reason: str) -> None:
    """Take the DECISION with this number back; both stay in the log.

    Once: to undo the undo makes it stand again.
    """
    _decide(db, "undo", decision, by=by, reason=reason)


def _decide(db: Path, verb: str, *arguments: str, by: str, reason: str) -> None:
    with options.open_workspace(db) as ws:
        decision = ws.decide(verb, *arguments, author=by, reason=reason)
        outdated = ws.outdated
        number = verb == "undo" and any(
            one.verb == "set" and str(one.id) == arguments[0] for one in ws.decisions()
        )
    if number:
        note(f"decision {decision.id} is kept; it holds at once: feedback-insights scores {db}")
    elif verb == "undo" and not outdated:
        note(f"decision {decision.id} is kept; decision {arguments[0]} no longer stands")
    elif verb == "dismiss":  # it changes no figure
        note(f"decision {decision.id} is kept; {arguments[0]} is no longer drafted")
    else:
        note(f"decision {decision.id} is kept; it holds from the next run: feedback-insights analyze {db}")
