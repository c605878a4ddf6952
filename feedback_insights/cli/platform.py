"""The command that looks at the backlog between products, audiences and the platform itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feedback_insights.cli import _options as options
from feedback_insights.cli._output import Column, note, plain, print_rows, table
from feedback_insights.cli._scope import scoped, tell_scope, told
from feedback_insights.report.platform_words import (
    balance_head,
    breadth_words,
    coverage_words,
    enabling_words,
    harm_words,
    load_words,
    refusals,
    serves_words,
)
from feedback_insights.report.words import number
from feedback_insights.scope import Scope

if TYPE_CHECKING:
    from feedback_insights.figures import Balance, Platform


@click.command(short_help="Whom each item serves and leaves out, what may be harmed, what fits.")
@options.database
@click.option("--capacity", type=float, metavar="EFFORT", help="What there is for the period ahead.")
@click.option(
    "--shared",
    type=click.FloatRange(0, 1),
    metavar="SHARE",
    help="Part of it for what serves several products.",
)
@scoped
@options.printing
def platform(
    db: Path,
    capacity: float | None,
    shared: float | None,
    where: Mapping[str, Any],
    window: str | None,
    output: str | None,
) -> None:
    """Show which products and audiences each item serves, and what fits into a declared capacity.

    Figures by product or audience are refused where too few of the people heard have a known one.
    """
    scope = Scope(where, window)
    if capacity is not None and not 0 < capacity < float("inf"):
        raise click.BadParameter(
            f"{capacity:g} is no capacity; give a number above 0", param_hint="--capacity"
        )
    with options.open_results(db) as ws:
        facts, found = ws.scope_facts(scope), ws.platform(scope)
        balance = ws.balance(scope, capacity=capacity, shared=shared, platform=found)
        titles = {feature.id: feature.title for feature in ws.features()}
        unit = ws.settings.priority.effort_unit
    tell_scope(facts)
    if output:
        fits = {fit.feature_id: fit for fit in balance.fits}
        rows = [
            plain(item) | {"title": titles[item.feature_id], "fit": plain(fits.get(item.feature_id))}
            for item in found.items
        ]
        print_rows(rows, output, scope=told(facts))
    elif found.items:
        for line in [*_table(found, titles), "", *_balance(balance, titles, unit)]:
            click.echo(line)
    else:
        note(f"no backlog yet; load one with: feedback-insights backlog {db} FILE")
    for line in (*coverage_words(found.known), *refusals(found), *found.notes):
        note(line)


def _table(found: Platform, titles: Mapping[str, str]) -> list[str]:
    columns = [
        Column("feature"), Column("people, at most", right=True), Column("serves"), Column("breadth (90 %)"),
        Column("nobody asks among"), Column("may harm"), Column("in people, enables"), Column("title"),
    ]  # fmt: skip
    return table(
        columns,
        [
            [
                item.feature_id,
                number(item.people),
                serves_words(item),
                breadth_words(item.breadth),
                ", ".join(item.left_out) or "–",
                harm_words(item.harm) or "–",
                enabling_words(item),
                titles[item.feature_id],
            ]
            for item in found.items
            if item.people or item.unlocks
        ],
    )


def _balance(balance: Balance, titles: Mapping[str, str], unit: str) -> Iterator[str]:
    yield balance_head(balance, unit)
    yield from table(
        [Column("group"), Column("items", right=True), Column("asked", right=True), Column("fits (range)")],
        [load_words(name, load) for name, load in balance.groups.items()],
    )
    if balance.capacity is None:
        return
    yield ""
    yield from table(
        [Column("feature"), Column("group"), Column("effort", right=True), Column("fits"), Column("title")],
        [
            [
                fit.feature_id,
                fit.group,
                "effort?" if fit.effort.value is None else number(fit.effort.value),
                "yes" if fit.taken else fit.why,
                titles[fit.feature_id],
            ]
            for fit in balance.fits
        ],
    )
