"""The tables of an export: which there are, what their columns are, and their rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from feedback_insights.exporters import candidate_rows as drafted
from feedback_insights.exporters import rows, tag_rows
from feedback_insights.exporters.candidates import candidate_rows
from feedback_insights.exporters.data import ExportData
from feedback_insights.exporters.items import item_row, link_row, statement_row
from feedback_insights.exporters.selection import Selection
from feedback_insights.exporters.table_rows import (
    breakdown_rows,
    change_rows,
    feature_row,
    input_rows,
    score_row,
    theme_row,
)
from feedback_insights.exporters.tags import aspect_rows, effect_rows, tone_row, urgency_rows

ColumnType = Literal["string", "int64", "float64", "bool", "timestamp[us, UTC]", "list<string>"]
_TYPES: dict[type, ColumnType] = {
    str: "string",
    int: "int64",
    float: "float64",
    bool: "bool",
    datetime: "timestamp[us, UTC]",
    date: "string",  # ISO: a day is no moment
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column, with its unit or meaning."""

    name: str
    type: ColumnType
    nullable: bool
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table, with a row of which `key` are the columns that no two rows share."""

    name: str
    key: tuple[str, ...]
    model: type[rows.Row]
    make: Callable[[Selection], Iterable[rows.Row]]
    wanted: Callable[[ExportData], bool] = lambda data: True

    @property
    def meaning(self) -> str:
        """What a row is."""
        return str(self.model.__doc__)

    @property
    def columns(self) -> tuple[Column, ...]:
        """In their order."""
        return tuple(
            Column(name, *_typed(field.annotation), str(field.description))
            for name, field in self.model.model_fields.items()
        )

    def rows(self, selection: Selection) -> Iterator[list[Any]]:
        """Every row: None, str, int, float, bool, datetime, or a tuple of str per column."""
        names = list(self.model.model_fields)
        for row in self.make(selection):
            yield [_plain(getattr(row, name)) for name in names]


TABLES = (
    Table(name="items", key=("id",), model=rows.Item, make=lambda s: (item_row(one, s) for one in s.items)),
    Table(
        name="statements",
        key=("id",),
        model=rows.Statement,
        make=lambda s: (statement_row(one, s) for one in s.statements),
    ),
    Table(name="urgency", key=("statement_id", "kind"), model=tag_rows.Urgency, make=urgency_rows),
    Table(name="effects", key=("statement_id", "number"), model=tag_rows.Effect, make=effect_rows),
    Table(name="aspects", key=("statement_id", "start"), model=tag_rows.Aspect, make=aspect_rows),
    Table(
        name="tones",
        key=("item_id", "theme_id"),
        model=tag_rows.Tone,
        make=lambda s: map(tone_row, s.tones),
    ),
    Table(name="themes", key=("id",), model=rows.Theme, make=lambda s: map(theme_row, s.themes)),
    Table(name="candidates", key=("id",), model=drafted.Candidate, make=candidate_rows),
    Table(
        name="links",
        key=("feature_id", "kind", "subject_id"),
        model=rows.Link,
        make=lambda s: (link_row(one, s) for one in s.links),
    ),
    Table(
        name="features",
        key=("id",),
        model=rows.Feature,
        make=lambda s: (feature_row(one, s) for one in s.features),
    ),
    Table(
        name="scores",
        key=("feature_id", "method"),
        model=rows.Score,
        make=lambda s: (score_row(one, s) for one in s.scores),
    ),
    Table(
        name="score_inputs",
        key=("feature_id", "method", "input"),
        model=rows.ScoreInput,
        make=lambda s: (row for score in s.scores for row in input_rows(score)),
    ),
    Table(
        name="breakdown",
        key=("theme_id", "value"),
        model=rows.Breakdown,
        make=breakdown_rows,
        wanted=lambda data: data.breakdown is not None,
    ),
    Table(
        name="changes",
        key=("theme_id",),
        model=rows.Change,
        make=change_rows,
        wanted=lambda data: data.before is not None,
    ),
)


def tables_of(data: ExportData) -> tuple[Table, ...]:
    """The tables that an export has: comparisons only where one was asked for."""
    return tuple(table for table in TABLES if table.wanted(data))


def _typed(annotation: Any) -> tuple[ColumnType, bool]:
    """The type of a column, and whether it may be null."""
    if get_origin(annotation) in (Union, UnionType):
        inner = [one for one in get_args(annotation) if one is not NoneType]
        return _typed(inner[0])[0], True
    if get_origin(annotation) is tuple:
        return "list<string>", False
    if get_origin(annotation) is Literal:
        return "string", False
    return _TYPES[annotation], False


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) and not isinstance(value, datetime) else value
