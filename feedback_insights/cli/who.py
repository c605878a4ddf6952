"""The command that lists who asked for a backlog item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feedback_insights.cli import _options as options
from feedback_insights.cli._output import Column, note, plain, print_rows, print_table
from feedback_insights.cli._scope import scoped, tell_scope, told
from feedback_insights.report.lines import one_line
from feedback_insights.report.words import VOICES, people
from feedback_insights.scope import Scope

if TYPE_CHECKING:
    from feedback_insights.figures import Asker

STANCE = {"for": "for", "against": "against", "unclear": "unclear", "unread": "language not read"}


@click.command(short_help="List who asked for a backlog item, to answer them.")
@options.database
@click.argument("feature")
@click.option("--all", "everybody", is_flag=True, help="Also those who count through a theme, less surely.")
@scoped
@options.printing
def who(
    db: Path,
    feature: str,
    everybody: bool,
    where: Mapping[str, Any],
    window: str | None,
    output: str | None,
) -> None:
    """List who asks for FEATURE or a part of it: one row a person, those against it last.

    Whose own words are sure enough to be answered; --all adds those who count through a theme only.

    With the words that count most and the ids and addresses of their records, by which they are found in the
    tool that they wrote to. People are pseudonyms: their names were never kept. An internal list:
    `min_people` withholds nothing of it.
    """
    scope = Scope(where, window)
    with options.open_results(db) as ws:
        facts, found = ws.scope_facts(scope), ws.who(feature, scope)
        decided = ws.roadmap_log().standing.get(feature)
        status = next((item.status for item in ws.features() if item.id == feature), None)
    unsure = 0 if everybody else sum(not one.sure for one in found)
    found = tuple(one for one in found if everybody or one.sure)
    tell_scope(facts)
    if output:
        state = {"backlog_status": status, "decided": decided.status if decided else None}
        print_rows([plain(one) | state for one in found], output, scope=told(facts))
    else:
        print_table(_COLUMNS, [_row(one) for one in found])
    _tell(found)
    if unsure:
        note(f"{people(unsure)} more count through a theme, less surely: --all")


_COLUMNS = [
    Column("person"), Column("account"), Column("audience"), Column("plan"), Column("channel"),
    Column("first"), Column("last"), Column("stance"), Column("about it", right=True), Column("record"),
    Column("words"),
]  # fmt: skip


def _row(one: Asker) -> list[object]:
    words = one_line(one.text)
    return [
        f"{one.person}{'?' if one.assumed else ''}",
        one.account_name or one.account or "–",
        ", ".join(one.audiences) or "–",
        one.plan or "–",
        ", ".join(one.channels or one.sources),
        one.first or "–",
        one.last or "–",
        STANCE[one.stance],
        f"{one.probability:.2f}",
        one.external_ids[0] + (f" +{len(one.external_ids) - 1}" if len(one.external_ids) > 1 else ""),
        f"“{words}”" if one.voice == "said" else f"{VOICES[one.voice]}: {words}",
    ]


def _tell(found: tuple[Asker, ...]) -> None:
    opposed = sum(one.stance == "against" for one in found)
    asking = _fewest(one for one in found if one.sure and one.stance != "against")
    against = f", {people(opposed)} against it" if opposed else ""
    verb = "asks" if asking == 1 else "ask"
    note((f"at least {people(asking)} {verb} for it" if asking else "nobody surely asks for it") + against)
    if any(one.assumed for one in found):
        note("person?: the export names nobody; each record has a row, those of one channel are one person's")


def _fewest(asking: Iterable[Asker]) -> int:
    """How many people these are at least, as the scores count them."""
    return len(
        {(one.channels or one.sources, one.account) if one.assumed else (one.person,) for one in asking}
    )
