"""Write what docs/export.md says of the columns, docs/export-targets.md of what fills them, and the published
JSON Schema, from the code itself.

Run: .venv/bin/python docs/make_export_reference.py
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from feedback_insights.exporters import Exporter, evidence_of, exporters, profiled
from feedback_insights.exporters.fields import ASK, FIELDS, INPUT, TEXT, split_field
from feedback_insights.exporters.profiles import TargetFile, shipped
from feedback_insights.exporters.schema import schema_text
from feedback_insights.exporters.tables import TABLES, Table

PAGE = Path(__file__).with_name("export.md")
SCHEMA = Path(__file__).parent / "schema" / "insights-1.schema.json"
START = "<!-- columns: made by docs/make_export_reference.py -->\n"
END = "<!-- end of columns -->\n"
TARGETS_PAGE = Path(__file__).with_name("export-targets.md")
PARTS = ("targets", "columns", "fields")  # of that page, each between two marks


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


def targets_page(text: str) -> str:
    """Return the page of targets with its generated parts brought up to date."""
    made = {"targets": _targets(), "columns": _mappings(), "fields": _fields()}
    for name in PARTS:
        start, end = f"<!-- {name}: made by docs/make_export_reference.py -->\n", f"<!-- end of {name} -->\n"
        before, _, rest = text.partition(start)
        text = f"{before}{start}\n" + "\n".join(made[name]) + f"\n\n{end}{rest.partition(end)[2]}"
    return text


def _targets() -> Iterator[str]:
    yield "| target | how sure the format is | only what moved | what is written |"
    yield "| --- | --- | --- | --- |"
    for name, one in exporters().items():
        moved = "yes" if getattr(one, "by_item", False) else ""
        yield f"| `{name}` | {evidence_of(one)} | {moved} | {one.description} |"


def _mappings() -> Iterator[str]:
    for name, one in exporters().items():
        if profiled(one):
            yield from _mapping(name, one)


def _mapping(name: str, exporter: Exporter) -> Iterator[str]:
    profile = shipped(name)
    yield f"**`{name}`**: {profile.about}."
    if profile.tiers:
        told = ", ".join(f"tier {n}: {word}" for n, word in enumerate(profile.tiers, 1))
        yield f"Priority by {told} and beyond."
    for file in profile.file:
        yield ""
        yield from _file(file, file.evidence or profile.evidence)
    yield ""


def _file(file: TargetFile, evidence: str) -> Iterator[str]:
    if not file.columns:
        what = "its columns, see above" if file.name.endswith(".csv") else "request bodies, see above"
        yield f"`{file.name}` ({evidence}): {what}."
        return
    yield f"`{file.name}` ({evidence}):"
    if file.key:
        posted = f", `method` POST, `path` {file.path}" if file.path else ""
        yield f"Each line has a `key`, RUN/{file.key}/ITEM{posted}, and as `body`:"
    if file.tiers:
        yield f"Priority here: {', '.join(map(str, file.tiers))}."
    yield ""
    yield "| column or key | filled with | what it is |"
    yield "| --- | --- | --- |"
    for name, field in file.columns.items():
        yield f"| `{name}` | `{field}` | {_meaning(field)} |"


def _meaning(field: str) -> str:
    if field.startswith((TEXT, ASK)):
        return "to be told by you" if field.startswith(ASK) else "the text behind `text:`"
    name = split_field(field)[1]
    return f"the score's input {name.removeprefix(INPUT)}" if name.startswith(INPUT) else FIELDS[name].meaning


def _fields() -> Iterator[str]:
    yield "| field | what it is |"
    yield "| --- | --- |"
    for name, field in FIELDS.items():
        yield f"| `{name}` | {field.meaning} |"
    yield "| `input.NAME` | one of the score's inputs by its name: `input.severity` |"
    yield "| `METHOD:FIELD` | the same by another method: `value:score`, `wsjf:tier` |"
    yield "| `text:WORDS` | the words as they stand |"


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
    TARGETS_PAGE.write_text(targets_page(TARGETS_PAGE.read_text("utf-8")), encoding="utf-8")
    SCHEMA.parent.mkdir(exist_ok=True)
    SCHEMA.write_bytes(schema())
