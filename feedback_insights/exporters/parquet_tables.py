"""Parquet: one file per table, with exact types and what every column means."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from feedback_insights.errors import SettingsError
from feedback_insights.exporters._registry import ExportFile
from feedback_insights.exporters.data import ExportData
from feedback_insights.exporters.document import scope_of
from feedback_insights.exporters.manifest import FORMAT_VERSION
from feedback_insights.exporters.selection import Selection
from feedback_insights.exporters.tables import Table, tables_of

if TYPE_CHECKING:
    import pyarrow

ROW_GROUP = 100_000  # rows, in every table
PREFIX = "feedback_insights."  # of the names in the files' metadata


@dataclass(frozen=True, slots=True)
class ParquetExporter:
    """Parquet 2.6, Snappy, 100,000 rows a group; every file tells its table, run and scope."""

    name: str = "parquet"
    description: str = "one Parquet file per table, with exact types; needs pyarrow"
    evidence: str = "ours"

    def files(self, data: ExportData) -> Iterator[ExportFile]:
        """Yield the tables. Raises `SettingsError` without pyarrow."""
        try:
            from pyarrow import parquet
        except ImportError as error:
            raise SettingsError(
                "the target 'parquet' needs pyarrow; run: pip install 'feedback-insights[parquet]'"
            ) from error
        selection = Selection.of(data)
        for table in tables_of(data):
            filled, sink = _filled(table, selection), io.BytesIO()
            parquet.write_table(filled, sink, version="2.6", compression="snappy", row_group_size=ROW_GROUP)
            yield ExportFile(f"{table.name}.parquet", sink.getvalue(), filled.num_rows)


def _filled(table: Table, selection: Selection) -> pyarrow.Table:
    import pyarrow as arrow

    schema = _schema(table, selection.data)
    rows = list(table.rows(selection))
    columns = zip(*rows, strict=True) if rows else ((),) * len(schema)
    arrays = [arrow.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
    return arrow.Table.from_arrays(arrays, schema=schema)


def _schema(table: Table, data: ExportData) -> pyarrow.Schema:
    import pyarrow as arrow

    types = {
        "string": arrow.string(),
        "int64": arrow.int64(),
        "float64": arrow.float64(),
        "bool": arrow.bool_(),
        "timestamp[us, UTC]": arrow.timestamp("us", tz="UTC"),
        "list<string>": arrow.list_(arrow.field("element", arrow.string(), nullable=False)),
    }
    fields = [
        arrow.field(one.name, types[one.type], nullable=one.nullable, metadata={"meaning": one.meaning})
        for one in table.columns
    ]
    return arrow.schema(fields, metadata=_metadata(table, data))


def _metadata(table: Table, data: ExportData) -> dict[str, Any]:
    import orjson

    told: dict[str, str | bytes] = {
        "format_version": str(FORMAT_VERSION),
        "table": table.name,
        "meaning": table.meaning,
        "run": data.view.analysis.run.id,
    }
    for name, facts in (("scope", data.facts), ("before", data.before)):
        if facts:
            shown = scope_of(facts).model_dump(mode="json")
            told[name] = orjson.dumps(shown, option=orjson.OPT_SORT_KEYS)
    return {f"{PREFIX}{name}": value for name, value in told.items()}


PARQUET = ParquetExporter()
