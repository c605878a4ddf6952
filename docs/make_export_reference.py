"""Write what docs/export.md says of the columns, and the published JSON Schema, from the code itself.

Run: .venv/bin/python docs/make_export_reference.py
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from feedback_insights.exporters.schema import schema_text
from feedback_insights.exporters.tables import TABLES, Table

PAGE = Path(__file__).with_name("export.md")
SCHEMA = Path(__file__).parent / "schema" / "insights-1.schema.json"
START = "<!-- columns: made by docs/make_export_reference.py -->\n"
END = "<!-- end of columns -->\n"


def columns() -> str:
    """Return the part of the page that lists every table and column."""
    return "\n".join(part for table in TABLES for part in _table(table))


def page(text: str) -> str:
    """Return the page with that part brought up to date."""
    before, _, rest = text.partition(START)
    return f"{before}{START}\n{columns()}\n{END}{rest.partition(END)[2]}"


def schema() -> bytes:
    """Return the published JSON Schema."""
    return schema_text()


def _table(table: Table) -> Iterator[str]:
    yield f"### {table.name}\n"
    yield f"{table.meaning} Key: {', '.join(f'`{name}`' for name in table.key)}.\n"
    yield "| column | type | what it is |"
    yield "| --- | --- | --- |"
    for column in table.columns:
        kind = f"{column.type} or null" if column.nullable else column.type
        yield f"| `{column.name}` | {kind} | {column.meaning} |"
    yield ""


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8")), encoding="utf-8")
    SCHEMA.parent.mkdir(exist_ok=True)
    SCHEMA.write_bytes(schema())
