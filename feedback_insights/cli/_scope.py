"""What figures are about: the options of a scope, and how a scope and its comparisons read in a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import click

from feedback_insights.cli._output import Column, note, plain
from feedback_insights.errors import ScopeError
from feedback_insights.report.words import change_words, people, period, plural, share_words
from feedback_insights.scope import ALL_FACETS, PREVIOUS, Scope, Window, parse_where

if TYPE_CHECKING:
    from feedback_insights.figures import Breakdown, Change, ScopeFacts
    from feedback_insights.roadmap import Rollup
    from feedback_insights.workspace import Workspace

Command = TypeVar("Command", bound=Callable[..., Any])
PARTICIPANT = "participant"


def _read_where(ctx: click.Context, param: click.Parameter, given: tuple[str, ...]) -> Mapping[str, Any]:
    try:
        return Scope(parse_where(given)).where
    except ScopeError as error:
        raise click.BadParameter(str(error)) from error


def _read_window(ctx: click.Context, param: click.Parameter, given: str | None) -> str | None:
    try:
        if given and not (param.name == "vs" and given.strip().lower() == PREVIOUS):
            Window.parse(given, as_of=date(2000, 1, 1))
    except ScopeError as error:
        raise click.BadParameter(str(error)) from error
    return given


def scoped(command: Command) -> Command:
    """`--where` and `--window`."""
    where = click.option(
        "--where", multiple=True, metavar="FACET=VALUE", callback=_read_where,
        help=f"Only this feedback; {', '.join(ALL_FACETS)}. May be given several times.",
    )  # fmt: skip
    window = click.option(
        "--window", metavar="PERIOD", callback=_read_window,
        help="Only this period: 2026Q3, 2026-09, 2026-W36, 2026-07-01..2026-08-15, 90d.",
    )  # fmt: skip
    return where(window(command))


def beside(*, participants: bool = False) -> Callable[[Command], Command]:
    """`--vs` and `--by`."""
    facets = [*ALL_FACETS, PARTICIPANT] if participants else list(ALL_FACETS)
    vs = click.option(
        "--vs", metavar="PERIOD", callback=_read_window,
        help=f"Beside another period; '{PREVIOUS}' is as long, just before.",
    )  # fmt: skip
    by = click.option("--by", type=click.Choice(facets), metavar="FACET", help="Split the people by a facet.")
    return lambda command: vs(by(command))


@dataclass(frozen=True, slots=True)
class Sides:
    """The columns that `--by` and `--vs` add to a table of subjects."""

    breakdown: Breakdown | None
    changes: Mapping[str, Change]

    @classmethod
    def of(
        cls,
        ws: Workspace,
        scope: Scope,
        *,
        of: Any,
        by: str | None = None,
        vs: str | None = None,
        rollup: Rollup | None = None,
    ) -> Sides:
        return cls(
            breakdown=ws.breakdown(by, of=of, scope=scope, rollup=rollup) if by else None,
            changes=ws.compare(vs, of=of, scope=scope, rollup=rollup) if vs else {},
        )

    @property
    def columns(self) -> list[Column]:
        """Titles: the other period, then the values of the facet with how many were heard there."""
        before = [Column("before", right=True), Column("change")] if self.changes else []
        return [*before, *(Column(f"{value} (of {count:,})", right=True) for value, count in self._heard())]

    def cells(self, subject: str) -> list[object]:
        """The cells of one subject."""
        found: list[object] = []
        if self.changes:
            change = self.changes.get(subject)
            found += [share_words(change.before), change_words(change)] if change else ["–", ""]
        if self.breakdown:
            shares = self.breakdown.shares.get(subject, {})
            found += [shares[value].count if value in shares else 0 for value, _ in self._heard()]
        return found

    def _heard(self) -> list[tuple[str, int]]:
        """The values that are shown, and how many people were heard under each."""
        return (
            [(value, self.breakdown.heard[value]) for value in self.breakdown.shown] if self.breakdown else []
        )

    @property
    def facet(self) -> str:
        """The facet that people are split by, in words."""
        return self.breakdown.facet.replace("_", " ") if self.breakdown else ""

    def by(self, subject: str) -> str:
        """The split of one subject in one line: "end_user 6 of 9, developer 0 of 5"."""
        shares = self.breakdown.shares.get(subject, {}) if self.breakdown else {}
        shown = ((value, shares[value]) for value, _ in self._heard() if value in shares)
        return ", ".join(f"{value} {share.count} of {share.of}" for value, share in shown)

    def tell(self) -> None:
        """Say on stderr how many people name anything at all, and what a table has no room for."""
        if self.breakdown and self.breakdown.named:
            more = len(self.breakdown.heard) - len(self.breakdown.shown)
            left_out = f"; {more:,} more values: --json" if more else ""
            named = self.breakdown.named
            note(f"By {self.facet}: {named.count:,} of {people(named.of)} name one{left_out}")

    def fields(self, subject: str) -> dict[str, Any]:
        """The same for programs."""
        found: dict[str, Any] = {}
        if self.changes:
            found["change"] = plain(self.changes.get(subject))
        if self.breakdown:
            found["by"] = {self.breakdown.facet: plain(self.breakdown.shares.get(subject, {}))}
        return found


def tell_scope(facts: ScopeFacts) -> None:
    """Say on stderr what the figures are about."""
    note(scope_line(facts))


def told(facts: ScopeFacts) -> ScopeFacts | None:
    """What data for programs says of its scope: nothing where it is everything."""
    return facts if facts.where or facts.window else None


def scope_line(facts: ScopeFacts) -> str:
    """A scope in one line: "audience developer · 1 Jul – 30 Sep 2026 · 402 items, at least 57 people"."""
    filters = [
        f"{facet.replace('_', ' ')} {' or '.join(values)}" for facet, values in facts.where.items()
    ] or ["everything"]
    size = f"{plural(facts.feedback, 'item')}, at least {people(facts.people)}"
    undated = f"; {facts.undated:,} without a date left out" if facts.window and facts.undated else ""
    return f"Scope: {' · '.join([*filters, period(facts.first, facts.last), size])}{undated}"


def merged(rows: Sequence[Any], sides: Sides, key: Callable[[Any], str]) -> list[dict[str, Any]]:
    """Records with what `--by` and `--vs` add to them."""
    return [plain(row) | sides.fields(key(row)) for row in rows]
