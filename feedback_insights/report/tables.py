"""Tables of shares of people, ready to be shown: rows, columns, counts and how dark each cell is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedback_insights.records import Share
from feedback_insights.report.parts import ReportData
from feedback_insights.report.tag_parts import EffectRow
from feedback_insights.scope import AUDIENCES, UNKNOWN
from feedback_insights.statistics.proportions import Z90, wilson

if TYPE_CHECKING:
    from feedback_insights.figures import Grid

STEPS = (0.02, 0.05, 0.1, 0.2, 0.4)  # low ends of a share's interval from which a cell is darker
FEWEST = 5  # people heard in a cell; below, it stays white
NOBODY = Share(count=0, of=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """How many of the people heard there; `of` is 0 where nobody was heard, `tint` 0 to 5."""

    count: int
    of: int
    tint: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A name with its cells."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under the names of their columns; "unknown" is always the last of both."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def unknown_only(self) -> bool:
        """Whether no export says anything of either facet."""
        return len(self.columns) == len(self.rows) == 1


def heard_table(data: ReportData) -> Table:
    """Who was heard: audience by product, people of everybody in the scope."""
    return _grid(data.grid, of=data.scope.people)


def theme_table(grid: Grid) -> Table:
    """Who speaks of a theme: people of those heard in the same cell."""
    return _grid(grid)


def facet_table(data: ReportData) -> dict[str, tuple[Cell, ...]]:
    """The themes' cells under each value of the facet asked for, by theme."""
    if data.breakdown is None:
        return {}
    found = ((theme.id, data.breakdown.shares.get(theme.id, {})) for theme in data.themes)
    return {id: _cells(shares, data.breakdown.shown) for id, shares in found}


def _grid(grid: Grid, *, of: int | None = None) -> Table:
    columns, rows = _with_unknown(grid.columns), _with_unknown(grid.rows)
    found = {row: _of_all(grid.cells.get(row, {}), columns, of) for row in rows}
    return Table(
        columns=columns, rows=tuple(Row(name=row, cells=_cells(found[row], columns)) for row in rows)
    )


def _of_all(shares: Mapping[str, Share], columns: Iterable[str], of: int | None) -> Mapping[str, Share]:
    """The counts out of everybody, not of those in the cell; where nobody is, nobody was heard."""
    if of is None:
        return shares
    counts = {column: shares[column].count for column in columns if column in shares}
    return {column: Share(count=count, of=of) for column, count in counts.items() if count}


def _with_unknown(names: tuple[str, ...]) -> tuple[str, ...]:
    return (*(name for name in names if name != UNKNOWN), UNKNOWN)


def _cells(shares: Mapping[str, Share], columns: Iterable[str]) -> tuple[Cell, ...]:
    return tuple(_cell(shares.get(column, NOBODY)) for column in columns)


def _cell(share: Share) -> Cell:
    """Tinted by the low end of the share's interval, so that one of two people does not shout."""
    ends = wilson(share.count, share.of, Z90) if share.of >= FEWEST else None
    tint = sum(ends[0] >= step for step in STEPS) if ends and share.count else 0
    return Cell(count=share.count, of=share.of, tint=tint)


def audiences(effects: Iterable[EffectRow]) -> list[str]:
    """The platform's audiences that suffer an effect; who is of none of them counts in all people only."""
    found = {name for row in effects for name in row.audiences}
    return [name for name in AUDIENCES if name in found]
