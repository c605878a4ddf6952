"""Shortcut's CSV (formats spec 8): times of a zone that stands in a column of its own, lists by ";"."""

from __future__ import annotations

import re
from dataclasses import replace

from feedback_insights.backlog._cells import (
    archived_from,
    archived_warning,
    changed,
    finished,
    is_true,
    markdown_text,
)
from feedback_insights.backlog._features import Found, Meaning, features_of
from feedback_insights.backlog._formats import Content, Format, by_columns
from feedback_insights.files.sheets import Entry

_DATES = ("created at", "updated at", "completed at")
_ZONED = re.compile(r"(?:Z|[+-]\d{2}:?\d{2})$")
_MEANING = Meaning(
    roles={
        "id": ("id",), "title": ("name",), "description": ("description",), "status": ("state",),
        "type": ("type",), "parent": ("epic",), "labels": ("labels",), "effort": ("estimate",),
        "product": ("product area",), "created": ("created at",), "updated": ("updated at",),
        "resolved": ("completed at",), "tickets": ("external tickets",), "people": ("requester", "owners"),
    },
    between={"labels": ";", "people": ";"},
    plain=markdown_text,
)  # fmt: skip


def _read(content: Content) -> Found:
    entries, archived, blocked = [], 0, 0
    for entry in content.sheet.entries:
        status = entry.first(["state"])
        if is_true(entry.first(["is completed"])):
            status = finished(status, "Completed")
        if is_true(entry.first(["is archived"])):
            archived += archived_from(status) != status
            status = archived_from(status)
        blocked += is_true(entry.first(["is blocked"]))
        entries.append(changed(_with_tasks(_zoned(entry)), state=status))
    drafts, warnings = features_of(replace(content.sheet, entries=tuple(entries)), _MEANING, content.order)
    if blocked:
        warnings.append(f"{blocked} stories are marked as blocked; by what, such a file does not say")
    return drafts, [*warnings, *archived_warning(archived, "stories")]


def _zoned(entry: Entry) -> Entry:
    offset = entry.first(["utc offset"])
    if not offset:
        return entry
    dates = {name: entry.first([name]) for name in _DATES}
    told = {name: date for name, date in dates.items() if date and not _ZONED.search(date)}
    return changed(entry, **{name: f"{date} {offset}" for name, date in told.items()})


def _with_tasks(entry: Entry) -> Entry:
    tasks = [task.strip() for cell in entry.all(["tasks"]) for task in cell.split(";") if task.strip()]
    if not tasks:
        return entry
    lines = "\n".join(f"- {task}" for task in tasks)
    return changed(entry, description=f"{entry.first(['description'])}\n\n{lines}".strip())


SHORTCUT_CSV = Format(
    name="shortcut_csv",
    description="Shortcut: stories as CSV; a story's epic is its parent",
    recognized_by="columns id, name, requester, is_completed and utc_offset",
    how_to_get="Settings > Export, or a page of stories > Export to CSV",
    evidence="seen",
    claims=by_columns(
        {"id", "name", "requester", "is completed", "utc offset"},
        helpful={"epic state", "custom fields", "external tickets", "workflow"},
    ),
    read=_read,
)
