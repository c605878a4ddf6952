"""What several tools' cells have in common: people, estimates in time, archived and finished items."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from feedback_insights.files.amounts import read_number
from feedback_insights.files.columns import is_empty
from feedback_insights.files.sheets import Entry, Sheet
from feedback_insights.roadmap import CLOSED
from feedback_insights.roadmap.stages import stage_of_words

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_HEX_ID = re.compile(r"[0-9a-f]{24}")
_NO_RESPONSE = re.compile(r"^_No response_\s*$", re.M)


def markdown_text(text: str) -> str:
    """Markdown without what its readers never see: comments, and the empty answers of GitHub's forms."""
    if "<!--" in text or "_No response_" in text:
        text = re.sub(r"\n{3,}", "\n\n", _NO_RESPONSE.sub("", _COMMENT.sub("", text)))
    return text.replace("\r\n", "\n").strip()


def changed(entry: Entry, **values: str | Sequence[str]) -> Entry:
    """The entry with other values under some names; "_" stands for a blank."""
    new = {
        name.replace("_", " "): (value,) if isinstance(value, str) else tuple(value)
        for name, value in values.items()
    }
    return replace(entry, values={**entry.values, **new})


def is_true(value: str) -> bool:
    """Whether a cell says yes."""
    return value.strip().lower() in ("true", "yes", "1", "t", "y")


def archived_from(status: str) -> str:
    """The status of what was put away: its own where closed; else nobody knows."""
    return status if stage_of_words(status) in CLOSED else f"Archived from {status}" if status else "Archived"


def finished(status: str, word: str) -> str:
    """The status of what is marked as done apart from its status: "Completed (Mobile)"."""
    if stage_of_words(status) in CLOSED:
        return status
    return f"{word} ({status})" if status else word


def archived_warning(count: int, what: str) -> list[str]:
    """Say that what was archived may have been done or dropped."""
    told = f"{count} archived {what} had no closed status: whether they were done or dropped is not known"
    return [told] if count else []


def person_parts(cell: str) -> list[str]:
    """The name and the address in "Name <mail>"."""
    name, _, address = cell.strip().removesuffix(">").partition("<")
    return [part.strip() for part in (name, address) if part.strip()]


def first_filled(sheet: Sheet, names: Sequence[str]) -> list[str]:
    """The first of some columns in which anything stands: two efforts mean different things."""
    return [name for name in names if any(entry.first([name]) for entry in sheet.entries)][:1]


def in_hours(
    sheet: Sheet, points: Sequence[str], time: str, per_hour: float
) -> tuple[Sheet, list[str], list[str]]:
    """Where nobody gives points, take a column of times as hours: the sheet, effort's column, warnings."""
    if (found := first_filled(sheet, points)) or not first_filled(sheet, [time]):
        return sheet, found, []
    entries = []
    for entry in sheet.entries:
        amount = read_number(entry.first([time]))[0]
        value = "" if not amount else f"{amount / per_hour:g}"
        entries.append(changed(entry, effort_in_hours=value))
    told = [f"no points: effort is {time!r}, in hours"]
    return replace(sheet, entries=tuple(entries)), ["effort in hours"], told


def born(id: str) -> str:
    """The day on which an id of 24 hex digits was made: its first eight are seconds; "" for others."""
    if not _HEX_ID.fullmatch(id):
        return ""
    return datetime.fromtimestamp(int(id[:8], 16), UTC).date().isoformat()


def ids_by_name(entries: Sequence[Entry], id: str, name: str) -> tuple[dict[str, str], set[str]]:
    """Which id each name has, and the names that several have."""
    found: dict[str, str] = {}
    several = set()
    for entry in entries:
        called, number = entry.first([name]), entry.first([id])
        if called and found.setdefault(called, number) != number:
            several.add(called)
    return {called: number for called, number in found.items() if called not in several}, several


def named_in(cell: str, known: Mapping[str, str]) -> list[str]:
    """The names in a cell that joins them by commas, though some hold commas: the longest known ones."""
    parts = [part.strip() for part in cell.split(",") if not is_empty(part)]
    found, at = [], 0
    while at < len(parts):
        ends = range(min(len(parts), at + 8), at, -1)
        end = next((end for end in ends if ", ".join(parts[at:end]) in known), at + 1)
        found.append(", ".join(parts[at:end]))
        at = end
    return found
