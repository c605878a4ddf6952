"""Lists of things with named values, from CSV, a workbook, a JSON list or JSON lines, all read alike."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from feedback_insights.errors import FileProblem
from feedback_insights.files.columns import canonical, is_empty, tidy
from feedback_insights.files.jsons import LONGEST, JsonItem, json_items, parse_json
from feedback_insights.files.opening import InputFile
from feedback_insights.files.profile import Profile
from feedback_insights.files.tables import Known, open_table

_LISTS = frozenset(
    [
        "features",
        "issues",
        "items",
        "ideas",
        "cards",
        "tasks",
        "stories",
        "epics",
        "backlog",
        "accounts",
        "taxonomy",
        "themes",
        "categories",
        "companies",
        "customers",
        "organizations",
        "data",
        "results",
        "records",
        "nodes",
    ]
)
_NAMING = ("name", "title", "value", "displayName", "body", "comments", "nodes", "key", "login", "id")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row or item: canonical column name -> its values, of which there may be several."""

    place: str  # "row 3", "item 3", "line 3"
    values: Mapping[str, tuple[str, ...]]
    problem: str = ""

    def first(self, names: Sequence[str]) -> str:
        """Return the first value that says something under the names, best name first; else ""."""
        return next(
            (value for name in names for value in self.values.get(name, ()) if not is_empty(value)), ""
        )

    def all(self, names: Sequence[str]) -> list[str]:
        """Return every value that says something under the names."""
        return [value for name in names for value in self.values.get(name, ()) if not is_empty(value)]


@dataclass(frozen=True)
class Sheet:
    """The entries of a file."""

    kind: Literal["csv", "xlsx", "json", "yaml"]
    names: tuple[str, ...]  # as written
    entries: tuple[Entry, ...]
    warnings: tuple[str, ...] = ()


def read_sheet(
    file: InputFile, *, known: Known, profile: Profile | None = None, lists: Container[str] = _LISTS
) -> Sheet:
    """Read a whole file; broken rows and items become entries with a problem. Fits backlogs, not feedback.

    Of a workbook the visible sheet with the most known names is read, of a JSON object its list called as one
    of ``lists``. Raises `FileProblem` for other binary
    files, and a damaged workbook.
    """
    if file.container == "parquet":
        from feedback_insights.files.parquet import parquet_rows  # only where there is one

        file = parquet_rows(file)
    if file.container != "text":
        sheet, told = _best_sheet(file, known, profile)
        found = _table_sheet(sheet, known, profile)
        return replace(found, kind="xlsx", warnings=(*told, *found.warnings))
    if file.head.lstrip().startswith(("[", "{")):
        return _json_sheet(file, lists)
    return _table_sheet(file, known, profile)


def _best_sheet(file: InputFile, known: Known, profile: Profile | None) -> tuple[InputFile, tuple[str, ...]]:
    from feedback_insights.files.workbooks import Workbook, container_kind  # only where there is one

    if file.container != "zip":
        raise FileProblem(f"{file.name} is {container_kind(file)}")
    book = Workbook(file)
    if profile and profile.sheet:
        return book.named(profile.sheet), ()
    sheets = [(name, sheet) for name in book.visible if (sheet := book.sheet(name)) is not None]
    if not sheets:
        raise FileProblem(f"{file.name} has no filled sheet that is visible; nothing to read")
    names = [open_table(sheet, known=known, profile=profile).names for _, sheet in sheets]
    scores = [sum(known(canonical(name)) for name in set(columns)) for columns in names]
    best = scores.index(max(scores))
    others = ", ".join(repr(name) for place, (name, _) in enumerate(sheets) if place != best)
    told = (f"read sheet {sheets[best][0]!r}; not read: {others}",) if others else ()
    return sheets[best][1], told


def _table_sheet(file: InputFile, known: Known, profile: Profile | None) -> Sheet:
    table = open_table(file, known=known, profile=profile)
    forms = [canonical(name) for name in table.names]
    entries = []
    for row in table.rows():
        values: dict[str, tuple[str, ...]] = {}
        for form, cell in zip(forms, row.cells, strict=True):
            values[form] = (*values.get(form, ()), cell.strip())
        if row.state != "skipped" and (row.reason or any(row.cells)):
            entries.append(Entry(table.place(row), values, row.reason))
    return Sheet("csv", table.names, tuple(entries), tuple(table.warnings()))


def _json_sheet(file: InputFile, lists: Container[str]) -> Sheet:
    entries = [_entry(place, item) for place, item in _items(file, lists)]
    names = sorted({name for entry in entries for name in entry.values})
    return Sheet("json", tuple(names), tuple(entries))


def _items(file: InputFile, lists: Container[str]) -> Iterator[tuple[str, JsonItem]]:
    first = file.head.lstrip().partition("\n")[0]
    alone = parse_json(first.encode())[0]
    if isinstance(alone, dict) and not any(isinstance(alone[name], list) for name in alone if name in lists):
        for number, line in file.lines(longest=LONGEST):
            value, problem = parse_json(line) if line is not None else (None, "line too long")
            yield f"line {number}", JsonItem("", value, problem)
        return
    with file.text() as stream:
        for number, item in enumerate(json_items(stream, lists), 1):
            yield f"item {number}", item


def _entry(place: str, item: JsonItem) -> Entry:
    if item.problem or not isinstance(item.value, dict):
        return Entry(place, {}, item.problem or "not an object with named values")
    return entry_of(place, item.value)


def entry_of(place: str, value: Mapping[str, Any]) -> Entry:
    """The entry of an object with named values; what stands in its ``fields`` counts as its own."""
    flat = {**value, **(value["fields"] if isinstance(value.get("fields"), dict) else {})}
    return Entry(place, {canonical(key): tuple(_texts(value)) for key, value in flat.items()})


def _texts(value: Any) -> list[str]:
    if isinstance(value, list):
        return [text for part in value for text in _texts(part)]
    if isinstance(value, dict):
        if value.get("type") == "doc":
            return ["\n".join(_document(value))]
        return next((_texts(value[name]) for name in _NAMING if value.get(name) not in (None, "")), [])
    if value is None or isinstance(value, bool):
        return []
    if isinstance(value, float) and value.is_integer():
        return [str(int(value))]
    return [str(value).strip()]


def _document(node: Mapping[str, Any]) -> list[str]:
    """Return the paragraphs of an Atlassian document."""
    children = [child for child in node.get("content") or [] if isinstance(child, dict)]
    if any("text" in child for child in children):
        return [tidy(" ".join(str(child.get("text", "")) for child in children))]
    return [line for child in children for line in _document(child)]
