"""Asana's CSV (formats spec 8): parents and blockers by name, sections as columns of a board."""

from __future__ import annotations

from dataclasses import replace

from feedback_insights.backlog._cells import changed, finished, first_filled, ids_by_name, named_in
from feedback_insights.backlog._features import Found, Meaning, features_of
from feedback_insights.backlog._formats import Content, Format, by_columns
from feedback_insights.backlog.table import ROLES

_BLOCKED = ("blocked by (dependencies)", "blocked by")
_ROLES = {
    "id": ("task id",), "title": ("name",), "description": ("notes",), "labels": ("tags",),
    "status": ("status in words",), "created": ("created at",), "updated": ("last modified",),
    "resolved": ("completed at",), "people": ("assignee", "assignee email"), "parent": ("parent id",),
    "depends_on": ("blocker ids",), "type": ROLES["type"], "product": ROLES["product"],
    "customer_words": ROLES["customer_words"], "duplicate_of": ROLES["duplicate_of"],
    "tickets": ROLES["tickets"], "url": ROLES["url"],
}  # fmt: skip


def _read(content: Content) -> Found:
    sheet = content.sheet
    known, several = ids_by_name(sheet.entries, "task id", "name")
    entries, unclear = [], set()
    for entry in sheet.entries:
        parent = entry.first(["parent task"])
        blockers = [name for cell in entry.all(_BLOCKED) for name in named_in(cell, known)]
        unclear |= several & {parent, *blockers}
        status = entry.first(["status", "stage", "section/column"])
        if entry.first(["completed at"]):
            status = finished(status, "Completed")
        entries.append(
            changed(
                entry,
                status_in_words=status,
                parent_id="" if parent in several else known.get(parent, parent),
                blocker_ids=[known.get(name, name) for name in blockers if name not in several],
            )
        )
    meaning = Meaning(
        roles={**_ROLES, "effort": first_filled(sheet, ROLES["effort"])}, between={"depends_on": ""}
    )
    drafts, warnings = features_of(replace(sheet, entries=tuple(entries)), meaning, content.order)
    told = [
        f"several tasks are called {name!r}, and the file names parents and blockers by name only; left open"
        for name in sorted(several & unclear)
    ]
    return drafts, [*warnings, *told]


ASANA_CSV = Format(
    name="asana_csv",
    description="Asana: the tasks of a project as CSV, or as Google Sheets take them",
    recognized_by="columns Task ID, Section/Column and Last Modified",
    how_to_get="The menu beside the project's name > Export/Print > CSV",
    evidence="seen",
    claims=by_columns(
        {"task id", "section/column", "last modified"},
        helpful={"parent task", "assignee email", "blocked by (dependencies)", "projects"},
    ),
    read=_read,
)
