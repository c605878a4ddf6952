"""Linear's CSV (formats spec 8): six shapes of its header, dates as JavaScript writes them."""

from __future__ import annotations

from dataclasses import replace

from feedback_insights.backlog._cells import archived_from, archived_warning, changed, markdown_text
from feedback_insights.backlog._features import Found, Meaning, features_of
from feedback_insights.backlog._formats import Content, Format, by_columns

_MEANING = Meaning(
    roles={
        "id": ("id",), "title": ("title",), "description": ("description",), "status": ("status",),
        "parent": ("parent issue", "project"), "labels": ("labels",), "effort": ("estimate",),
        "created": ("created",), "updated": ("updated",), "resolved": ("completed", "canceled"),
        "depends_on": ("blocked by",), "duplicate_of": ("duplicate of",), "people": ("creator", "assignee"),
    },
    plain=markdown_text,
)  # fmt: skip


def _read(content: Content) -> Found:
    entries, archived = [], 0
    for entry in content.sheet.entries:
        status = entry.first(["status"])
        if entry.first(["archived"]) and archived_from(status) != status:
            entry, archived = changed(entry, status=archived_from(status)), archived + 1
        entries.append(entry)
    drafts, warnings = features_of(replace(content.sheet, entries=tuple(entries)), _MEANING, content.order)
    return drafts, [*warnings, *archived_warning(archived, "issues")]


LINEAR_CSV = Format(
    name="linear_csv",
    description="Linear: issues as CSV; without a parent issue, an issue's project is its parent",
    recognized_by="columns ID, Team, Title, Cycle Number, Triaged and Canceled",
    how_to_get="Settings > Administration > Export data, or a view's menu > Export issues as CSV",
    evidence="measured",
    claims=by_columns(
        {"id", "team", "title", "cycle number", "triaged", "canceled"},
        helpful={"uuid", "roadmaps", "initiatives", "sla status", "parent issue", "duplicate of"},
    ),
    read=_read,
)
