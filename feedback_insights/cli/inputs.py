"""The command that asks for numbers and takes them: efforts, and what replaces the evidence's inputs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feedback_insights.cli import _options as options
from feedback_insights.cli._files import write
from feedback_insights.cli._output import Column, note, plain, print_rows, print_table, to_csv
from feedback_insights.cli._scope import scoped, tell_scope, told
from feedback_insights.errors import FileProblem
from feedback_insights.records import Value
from feedback_insights.report.words import because, estimate, number, plural
from feedback_insights.scope import Scope

if TYPE_CHECKING:
    from feedback_insights.figures import Estimate
    from feedback_insights.workspace import InputsReport


@click.command(short_help="What to estimate first; take efforts and other numbers from a file.")
@options.database
@click.argument("file", type=options.FILE, required=False)
@click.option("--template", type=options.FILE, metavar="FILE.csv", help="Write a table to fill in.")
@click.option("--author", "--by", metavar="NAME", help="Whose numbers they are; kept in the log.")
@click.option("--reason", default="", metavar="TEXT", help="Why, where a row does not say.")
@click.option(
    "--scale",
    metavar="shirts|points|FILE",
    help="How sizes are read as efforts: shirts is XS 1, S 2, M 4, L 8, XL 16, XXL 32; FILE is TOML.",
)
@options.settings
@scoped
@options.printing
def inputs(
    db: Path,
    file: Path | None,
    template: Path | None,
    author: str | None,
    reason: str,
    scale: str | None,
    settings_file: Path | None,
    where: Mapping[str, Any],
    window: str | None,
    output: str | None,
) -> None:
    """List the backlog's inputs, the item whose estimate matters most first, or take the numbers in FILE.

    FILE is the template with numbers (2), ranges (1-3) or sizes filled in. All of it is taken or, where
    something is wrong with it, nothing; twice changes nothing. Numbers hold at once and are decisions:
    `triage DB undo NUMBER` takes one back.
    """
    if file and (template or output or where or window):
        raise click.UsageError("FILE is taken for everything: no --template, --json, --csv or scope with it")
    settings = options.read_settings(settings_file)
    if file:
        if not author:
            raise click.UsageError("say whose numbers they are: --author NAME")
        with options.open_workspace(db, settings=settings) as ws:
            report = ws.take_inputs(file, author=author, reason=reason, scale=scale)
        _tell(report, db)
        return
    if author or reason or scale:
        raise click.UsageError("--author, --reason and --scale go with a FILE of numbers")
    scope = Scope(where, window)
    with options.open_results(db, settings=settings) as ws:
        found, facts = ws.estimates(scope), ws.scope_facts(scope)
    tell_scope(facts)
    if template and template.exists():
        raise FileProblem(f"{template} is there already, and may hold numbers; name another file")
    if template:
        write(template, to_csv([_row(one) for one in found]).decode())
        note(f"{plural(len(found), 'item')} written to {template}; fill in its empty columns, then:")
        note(f"  feedback-insights inputs {db} {template} --author NAME")
    elif output:
        print_rows([plain(one) for one in found], output, scope=told(facts))
    else:
        _print(found)


def _tell(report: InputsReport, db: Path) -> None:
    if report.scale:
        note(f"efforts by {report.scale}")
    for column in report.ignored:
        note(f"warning: {report.file}: column {column} is no input and was not read")
    note(
        f"{report.file}: {plural(report.taken, 'number')} taken, {report.known:,} known already,"
        f" {plural(report.open, 'row')} without one"
    )
    if report.taken:
        note(f"they hold at once; see: feedback-insights scores {db}")
    elif report.open and not report.known:
        note("nothing is filled in: write numbers into a column such as effort and take it again")
    elif not report.known:
        note(f"it has no rows; make a table to fill: feedback-insights inputs {db} --template FILE.csv")


def _print(found: list[Estimate]) -> None:
    print_table(
        [
            Column("feature"),
            Column("effort"),
            Column("moves it by", right=True),
            Column("reach (90 %)"),
            Column("impact"),
            Column("confidence", right=True),
            Column("title"),
        ],
        [
            [
                one.feature.id,
                _effort(one),
                "–" if one.places is None else f"{one.places:.1f} places",
                _known(one.values["reach"]),
                _known(one.values["impact"]),
                _known(one.values["confidence"]),
                one.feature.title,
            ]
            for one in found
        ],
    )
    if any(one.need == "estimate" for one in found):
        note("an effort that is missing may be anything between the lowest and the highest that is known")


def _effort(one: Estimate) -> str:
    value = one.values["effort"]
    if value.value is None:
        return {"estimate": "estimate it", "no evidence": "missing", "closed": "closed"}.get(
            one.need, "missing"
        )
    return f"{number(value.value)}" + (" (closed)" if one.need == "closed" else "")


def _known(value: Value) -> str:
    return "missing" if value.value is None else estimate(value)


def _row(one: Estimate) -> dict[str, Any]:
    """A row of the template: what is known, then empty cells."""
    from feedback_insights.workspace import KNOWN, TO_FILL

    row: dict[str, Any] = {
        "feature_id": one.feature.id,
        "title": one.feature.title,
        "status": one.feature.status,
        "need": one.need,
        "places": None if one.places is None else round(one.places, 2),
    }
    for name in KNOWN:
        value = one.values[name]
        row |= {
            f"{name}_now": _short(value.value),
            f"{name}_low": _short(value.low),
            f"{name}_high": _short(value.high),
            f"{name}_from": _source(value),
        }
    return row | dict.fromkeys((*TO_FILL, "reason"))


def _short(value: float | None) -> str | None:
    return None if value is None else f"{value:.4g}"


def _source(value: Value) -> str:
    """Where a number comes from: "observed", "supplied: backlog, ...", "missing: effort missing"."""
    told = {"supplied": value.method, "missing": because(value.reason)}.get(value.basis or "", "")
    return f"{value.basis}: {told}" if told else value.basis or ""
