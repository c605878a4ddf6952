"""Targets whose files a profile describes: columns of CSV, or keys of JSON lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from feedback_insights.errors import SettingsError
from feedback_insights.exporters._registry import ExportFile
from feedback_insights.exporters.cells import csv_file, json_lines
from feedback_insights.exporters.data import ExportData
from feedback_insights.exporters.entries import Entry, Ranking
from feedback_insights.exporters.fields import Cell

if TYPE_CHECKING:
    from feedback_insights.exporters.profiles import TargetFile, TargetProfile

    Requests = Callable[[TargetFile, TargetProfile, Ranking], Iterator[ExportFile]]

MOVED = "Moved because"


@dataclass(frozen=True, slots=True)
class MappedExporter:
    """Backlog items with their scores, in the columns of one tool."""

    name: str
    description: str
    by_item: bool = True
    profiled: bool = True

    def files(self, data: ExportData) -> Iterator[ExportFile]:
        """Yield the files of the profile. Raises `SettingsError` where it must say more."""
        return profile_files(self.name, data)


def profile_files(target: str, data: ExportData, requests: Requests | None = None) -> Iterator[ExportFile]:
    """The files of the profile that was given, or of the shipped one: what `requests` makes goes first."""
    from feedback_insights.exporters.profiles import shipped

    profile = data.options.profile or shipped(target)
    ranking = Ranking.by(data, profile)
    for file in profile.file:
        if file.format == "requests" and requests is not None:
            yield from requests(file, profile, ranking)
    yield from _mapped(profile, ranking)


def _mapped(profile: TargetProfile, ranking: Ranking) -> Iterator[ExportFile]:
    """The CSV files and JSON lines of a profile."""
    for file in profile.file:
        if file.format == "requests":
            continue
        file, here = _telling_moves(file, ranking), replace(ranking, tiers=file.tiers or ranking.tiers)
        rows = [
            (entry, row) for entry in here.entries() if (row := _row(file, entry, profile.target)) is not None
        ]
        whole = file.rows_per_file or max(1, len(rows))
        for number, start in enumerate(range(0, max(1, len(rows)), whole), 1):
            name = file.name if len(rows) <= whole else _numbered(file.name, number)
            yield _file(name, file, rows[start : start + whole], ranking.data)


def _telling_moves(file: TargetFile, ranking: Ranking) -> TargetFile:
    """With a column for the reason at the end of a CSV of what moved, if the profile has none."""
    if ranking.data.options.moves is None or file.format != "csv" or "change" in file.columns.values():
        return file
    return file.model_copy(update={"columns": {**file.columns, MOVED: "change"}})


def _numbered(name: str, number: int) -> str:
    stem, _, ending = name.rpartition(".")
    return f"{stem}-{number}.{ending}"


def filled(file: TargetFile, entry: Entry, target: str) -> dict[str, Cell]:
    """The cells of an item by column. Raises `SettingsError` naming the column whose field cannot be had."""
    cells: dict[str, Cell] = {}
    for name, field in file.columns.items():
        try:
            cells[name] = entry.cell(field)
        except SettingsError as error:
            raise SettingsError(
                f"target '{target}', {file.name}, {name}: {error};"
                f" say it with --field '{name}=...' or --profile"
            ) from None
    return cells


def _row(file: TargetFile, entry: Entry, target: str) -> list[Cell] | None:
    """The cells of an item in order; None where one that the file requires is missing."""
    cells = filled(file, entry, target)
    return None if any(cells[name] in (None, ()) for name in file.required) else list(cells.values())


def _file(
    name: str, file: TargetFile, found: Sequence[tuple[Entry, Sequence[Cell]]], data: ExportData
) -> ExportFile:
    rows = [row for _, row in found]
    if file.format == "ndjson":
        objects = (
            _wrapped(file, entry, _nested(zip(file.columns, row, strict=True))) for entry, row in found
        )
        return ExportFile(name, json_lines(objects), len(rows))
    widths = _widths(file, rows)
    header = [name for name, width in widths for _ in range(width)]
    lines = [
        [
            cell
            for cell, (_, width) in zip(row, widths, strict=True)
            for cell in _spread(cell, width, file.join)
        ]
        for row in rows
    ]
    return ExportFile(name, csv_file([header, *lines], excel=data.options.excel), len(rows))


def _widths(file: TargetFile, rows: Sequence[Sequence[Cell]]) -> list[tuple[str, int]]:
    """How many columns each name takes: one, or as many as the longest list of a repeated one."""
    return [
        (name, max((len(found) for row in rows if isinstance(found := row[at], tuple)), default=1) or 1)
        if name in file.repeat
        else (name, 1)
        for at, name in enumerate(file.columns)
    ]


def _spread(cell: Cell, width: int, join: str) -> list[Cell]:
    if not isinstance(cell, tuple):
        return [cell, *[None] * (width - 1)]
    return [join.join(cell)] if width == 1 else [*cell, *[None] * (width - len(cell))]


def _nested(pairs: Iterable[tuple[str, Cell]]) -> dict[str, Any]:
    """Keys with dots as objects in objects; what is unknown is left out."""
    found: dict[str, Any] = {}
    for name, cell in pairs:
        if cell is None:
            continue
        *outer, last = name.split(".")
        inner = found
        for part in outer:
            inner = inner.setdefault(part, {})
        inner[last] = cell
    return found


def _wrapped(file: TargetFile, entry: Entry, body: dict[str, Any]) -> dict[str, Any]:
    """The body beside its idempotency key, and where it is posted, if the profile says so."""
    if file.key is None:
        return body
    posted = {"method": "POST", "path": file.path} if file.path else {}
    return {"key": f"{entry.run}/{file.key}/{entry.feature.id}", **posted, "body": body}


JIRA_CSV = MappedExporter("jira_csv", "CSV for Jira's importer: issues by key, with scores and priority")
LINEAR = MappedExporter("linear", "variables for Linear's issueUpdate, and a CSV for its importer")
AHA = MappedExporter("aha", "CSV for Aha!'s import, mapped by hand there")
AIRFOCUS = MappedExporter("airfocus", "CSV for airfocus' import, mapped by hand there")
CANNY = MappedExporter("canny", "bodies for creating posts in Canny")
