"""ClickUp's CSV (formats spec 8): milliseconds, lists in brackets, comments as JSON in a cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from feedback_insights.backlog._cells import changed, in_hours, markdown_text
from feedback_insights.backlog._document import objects_at, text_at
from feedback_insights.backlog._features import Found, Meaning, features_of
from feedback_insights.backlog._formats import Content, Format, by_columns
from feedback_insights.files.jsons import parse_json
from feedback_insights.files.sheets import Entry

_MS_PER_HOUR = 3_600_000
_POINTS = ("story points", "sprint points", "points", "effort", "estimate")
_ROLES = {
    "id": ("task id",), "title": ("task name",), "description": ("task content", "task description"),
    "status": ("status",), "type": ("task type",), "parent": ("parent id",), "labels": ("tags",),
    "created": ("date created", "date created(ms)"), "updated": ("date updated",),
    "resolved": ("date closed", "date done"), "comments": ("comment texts",), "url": ("task url", "url"),
    "people": ("assignees", "comment authors", "creator"), "depends_on": ("blocked by", "depends on"),
}  # fmt: skip


def _read(content: Content) -> Found:
    sheet = replace(content.sheet, entries=tuple(map(_with_comments, content.sheet.entries)))
    sheet, effort, told = in_hours(sheet, _POINTS, "time estimated", _MS_PER_HOUR)
    meaning = Meaning(roles={**_ROLES, "effort": effort}, between={"people": ","}, plain=markdown_text)
    drafts, warnings = features_of(sheet, meaning, content.order)
    return drafts, [*told, *warnings]


def _with_comments(entry: Entry) -> Entry:
    texts, authors = list[str](), list[str]()
    for cell in entry.all(["comments"]):
        found = _comments(cell)
        texts += [text for text, _ in found]
        authors += [author for _, author in found if author]
    return changed(entry, comment_texts=texts, comment_authors=authors)


def _comments(cell: str) -> Sequence[tuple[str, str]]:
    """The texts and authors of comments that stand as JSON in a cell; other text is one comment."""
    value, problem = parse_json(cell.encode("utf-8", "replace"))
    if problem or not isinstance(value, list):
        return [] if not problem else [(cell, "")]
    return [(text_at(one, "text"), text_at(one, "by")) for one in objects_at({"": value}, "")]


CLICKUP_CSV = Format(
    name="clickup_csv",
    description="ClickUp: the tasks of a workspace or a list as CSV",
    recognized_by="columns Task ID, Task Name and Task Content",
    how_to_get="Settings > Imports / Exports > Export, or a list view's menu > Export",
    evidence="seen",
    claims=by_columns(
        {"task id", "task name", "task content"},
        helpful={"space name", "folder name", "list name", "assignees"},
    ),
    read=_read,
)
