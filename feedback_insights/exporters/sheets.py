"""One method's scores as a table whose last figure can be reckoned from the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from feedback_insights.exporters.entries import Entry, Ranking, method_name
from feedback_insights.exporters.recipes import Recipe, recipe_of
from feedback_insights.exporters.selection import number

FIRST_INPUT = 3  # columns before the inputs


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One item: its inputs and score, unrounded; None = unknown."""

    id: str
    title: str
    status: str | None
    inputs: tuple[float | None, ...]
    score: float | None
    note: str  # why there is no score; empty = there is one
    low: float | None
    high: float | None
    tier: int | None
    ranks: str | None
    made: tuple[str, ...]  # how each input came about, or why it is missing
    change: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The scores of one method, best first."""

    method: str
    title: str  # "RICE"
    recipe: Recipe | None  # None = no formula of ours gives these scores from these inputs
    inputs: tuple[str, ...]
    lines: tuple[Line, ...]
    moved: bool

    @property
    def header(self) -> list[str]:
        """The columns: the inputs from `FIRST_INPUT` on, then the score."""
        names = [name.replace("_", " ").capitalize() for name in self.inputs]
        return [
            "Feature id", "Feature", "Status", *names, self.title, "Note", "Low (90 %)", "High (90 %)",
            "Tier", "Rank", *(f"{name} from" for name in names), *(["Moved because"] if self.moved else []),
        ]  # fmt: skip

    def cells(self, line: Line) -> list[str | float | int | None]:
        """One line as the CSV has it."""
        return [
            line.id, line.title, line.status, *line.inputs, line.score, line.note, line.low, line.high,
            line.tier, line.ranks, *line.made, *([line.change] if self.moved else []),
        ]  # fmt: skip


def sheet_of(ranking: Ranking) -> Sheet:
    """The sheet of a ranking's method, with live formulas where a recipe gives every score."""
    scores = [one for one in ranking.material.ranked if one.method == ranking.method]
    recipe = recipe_of(ranking.method, scores)
    inputs = recipe.inputs if recipe else tuple(sorted({name for score in scores for name in score.inputs}))
    return Sheet(
        method=ranking.method,
        title=method_name(ranking.method),
        recipe=recipe,
        inputs=inputs,
        lines=tuple(_line(entry, inputs) for entry in ranking.entries()),
        moved=ranking.data.options.moves is not None,
    )


def _line(entry: Entry, inputs: tuple[str, ...]) -> Line:
    given = entry.score.inputs if entry.score else {}
    values = tuple(number(given[name].value) if name in given else None for name in inputs)
    made = (
        given[name].method or given[name].reason if name in given else "not among the inputs"
        for name in inputs
    )
    return Line(
        id=entry.feature.id,
        title=entry.feature.title,
        status=entry.feature.status,
        inputs=values,
        score=number(entry.value),
        note="" if entry.value is not None else "; ".join(_gaps(inputs, values)) or (entry.why_blank or ""),
        low=number(entry.low),
        high=number(entry.high),
        tier=entry.tier,
        ranks=entry.ranks,
        made=tuple(made),
        change=entry.change,
    )


def _gaps(inputs: tuple[str, ...], values: tuple[float | None, ...]) -> Iterator[str]:
    """The same words that the formulas of the workbook say."""
    for name, value in zip(inputs, values, strict=True):
        if value is None:
            yield gap(name)


def gap(name: str) -> str:
    """What a blank input is called: "effort missing"."""
    return f"{name.replace('_', ' ')} missing"
