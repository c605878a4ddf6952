"""Lists of organisations, users and contacts that tools export beside their tickets, told by their names.

They are no feedback: `backlog.side_files` reads who the customers are from them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from feedback_insights.files._side_formats import LISTS, SideFormat, Values, format_of, values_of
from feedback_insights.files.held import beginning
from feedback_insights.files.jsons import LONGEST, json_items, parse_json
from feedback_insights.files.opening import InputFile
from feedback_insights.files.sheets import read_sheet
from feedback_insights.files.tables import open_table

__all__ = ["SideFormat", "Values", "format_of", "list_format", "list_records"]

_TRIED = 20
_ANY_NAME = frozenset(
    {
        "id", "name", "email", "record id", "company name", "company domain name", "full name", "domains",
        "account id", "last name", "first name", "website", "owner id", "is deleted", "company",
    }
)  # fmt: skip


def list_format(file: InputFile) -> SideFormat | None:
    """Return the tool's list that a file is by most of its first records; None for any other file.

    Raises `FileProblem` for a damaged workbook or Parquet file.
    """
    first = beginning(file) if file.container == "text" else file
    tried = [
        format_of(values)[0] for _, values, problem in islice(list_records(first), _TRIED) if not problem
    ]
    counts = Counter(found for found in tried if found)
    if not counts or 2 * sum(counts.values()) <= len(tried):
        return None
    return counts.most_common(1)[0][0]


def list_records(file: InputFile) -> Iterator[tuple[str, Values, str]]:
    """Yield the place and the named values of every record, or what is wrong with it."""
    if file.container == "parquet":
        from feedback_insights.files.parquet import parquet_rows  # only where there is one

        file = parquet_rows(file)
    for place, value, problem in _raw(file):
        if problem or isinstance(value, Mapping):
            yield place, values_of(value) if not problem else {}, problem
        else:
            yield place, {}, "not an object with named values"


def _raw(file: InputFile) -> Iterator[tuple[str, Any, str]]:
    if file.container != "text":
        for entry in read_sheet(file, known=_ANY_NAME.__contains__).entries:
            yield entry.place, {name: values[0] for name, values in entry.values.items()}, entry.problem
    elif not file.head.lstrip().startswith(("{", "[")):
        table = open_table(file, known=_ANY_NAME.__contains__)
        for row in table.rows():
            if row.state != "skipped" and any(row.cells):
                yield table.place(row), dict(zip(table.names, row.cells, strict=True)), row.reason
    elif isinstance(parse_json(file.head.lstrip().partition("\n")[0].encode())[0], dict):
        yield from _lines(file)
    else:
        with file.text() as stream:
            for number, item in enumerate(json_items(stream, LISTS), 1):
                yield f"item {number}", item.value, item.problem


def _lines(file: InputFile) -> Iterator[tuple[str, Any, str]]:
    """Yield what stands one a line: records, or pages of them."""
    for number, line in file.lines(longest=LONGEST):
        value, problem = parse_json(line) if line is not None else (None, f"longer than {LONGEST >> 20} MiB")
        pages = (_named(value, name) for name in LISTS)
        listed = [page for page in pages if isinstance(page, list)]
        for count, one in enumerate((one for page in listed for one in page), 1):
            yield f"line {number} item {count}", one, ""
        if not listed:
            yield f"line {number}", value, problem


def _named(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, Mapping) else None
