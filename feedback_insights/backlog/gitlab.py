"""GitLab's issues (formats spec 3 and 8): its CSV by e-mail, and its API. Weight is effort."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from feedback_insights.backlog._cells import changed, in_hours, is_true, markdown_text
from feedback_insights.backlog._document import Item, Json, count_at, objects_at, some, text_at, texts_at
from feedback_insights.backlog._features import Found, Meaning, features_of
from feedback_insights.backlog._formats import Content, Format, by_columns, by_objects, made_features
from feedback_insights.files.sheets import Entry

Made = tuple[str, Mapping[str, Sequence[str]] | str]
_PAGE = re.compile(r"https?://[^/\s]+/(.+?)/(?:-/)?(?:issues|work_items)/(\d+)")
_SECONDS_PER_HOUR = 3600
_ROLES = {
    "id": ("number",), "title": ("title",), "description": ("description",), "status": ("status", "state"),
    "category": ("state",), "type": ("type",), "parent": ("parent in words",), "labels": ("labels",),
    "url": ("url",), "created": ("created at (utc)",), "updated": ("updated at (utc)",),
    "resolved": ("closed at (utc)",), 
    "people": ("author", "author username", "assignee", "assignee username"),
}  # fmt: skip


def _read_csv(content: Content) -> Found:
    sheet = content.sheet
    several = len({_project(entry) for entry in sheet.entries if not entry.problem}) > 1
    numbers = {entry.first(["id"]): _number(entry, several=several) for entry in sheet.entries}
    entries = tuple(
        changed(entry, number=_number(entry, several=several), parent_in_words=_parent(entry, numbers))
        for entry in sheet.entries
    )
    sheet, effort, told = in_hours(
        replace(sheet, entries=entries), ["weight"], "time estimate", _SECONDS_PER_HOUR
    )
    meaning = Meaning(
        roles={**_ROLES, "effort": effort}, between={"labels": ",", "people": ","}, plain=markdown_text
    )
    drafts, warnings = features_of(sheet, meaning, content.order)
    hidden = sum(is_true(entry.first(["confidential"])) for entry in entries)
    return drafts, [*_told(several, hidden), "such a file holds no comments", *told, *warnings]


def _told(several: bool, hidden: int) -> Iterator[str]:
    if several:
        yield "the issues are of several projects: each goes by project#number"
    if hidden:
        yield f"{hidden} issues are confidential in GitLab; here they are items like the others"


def _project(entry: Entry) -> str:
    found = _PAGE.match(entry.first(["url"]))
    return found[1] if found else ""


def _number(entry: Entry, *, several: bool) -> str:
    """The number that people know an issue by; the id that the whole site counts is the last resort."""
    found = _PAGE.match(entry.first(["url"]))
    number = entry.first(["iid"]) or (found[2] if found else "") or entry.first(["issue id", "id"])
    return f"{found[1]}#{number}" if several and found else number


def _parent(entry: Entry, numbers: Mapping[str, str]) -> str:
    """A parent by its number where it is in the file; an epic has a title only: its number is a group's."""
    above = entry.first(["parent id"])
    return numbers.get(above) or entry.first(["parent title", "parent iid", "parent id"])


def _is_issue(item: Json) -> bool:
    return {"iid", "project_id", "web_url"} <= item.keys()


def _read_json(content: Content) -> Found:
    items = content.document.items("", "issues", "items", "data")
    several = len({text_at(item.value, "project_id") for item in items if not item.problem}) > 1
    weights = any(text_at(item.value, "weight") for item in items)
    made = [_issue(item, several=several, weights=weights) for item in items]
    drafts, warnings = made_features(content, made)
    return drafts, [*_json_told(items, several=several, weights=weights), *warnings]


def _issue(item: Item, *, several: bool, weights: bool) -> Made:
    value = item.value
    if item.problem:
        return item.place, item.problem
    page = _PAGE.match(text_at(value, "web_url"))
    prefix = f"{page[1]}#" if several and page else ""
    same = _PAGE.search(text_at(value, "_links", "closed_as_duplicate_of").replace("/api/v4/projects", ""))
    people = [value.get("author"), value.get("assignee"), *objects_at(value, "assignees")]
    return item.place, {
        "id": some(prefix + text_at(value, "iid")),
        "title": (text_at(value, "title"),),
        "description": (markdown_text(text_at(value, "description")),),
        "status": (text_at(value, "state"),),
        "type": some(text_at(value, "issue_type"), text_at(value, "type")),
        "parent": some(text_at(value, "epic", "title"), text_at(value, "epic_iid")),
        "labels": texts_at(value, "labels"),
        "effort": (text_at(value, "weight") if weights else _hours(value),),
        "url": (text_at(value, "web_url"),),
        "created": (text_at(value, "created_at"),),
        "updated": (text_at(value, "updated_at"),),
        "resolved": (text_at(value, "closed_at"),),
        "duplicate_of": (prefix + same[2],) if same else (),
        "people": some(*(text_at(one, name) for one in people for name in ("name", "username"))),
    }


def _hours(value: Json) -> str:
    seconds = count_at(value, "time_stats", "time_estimate")
    return f"{seconds / _SECONDS_PER_HOUR:g}" if seconds else ""


def _json_told(items: Sequence[Item], *, several: bool, weights: bool) -> Iterator[str]:
    hidden = sum(item.value.get("confidential") is True for item in items)
    yield from _told(several, hidden)
    if not weights and any(_hours(item.value) for item in items):
        yield "no weights: effort is the time estimate, in hours"
    if len(items) in (20, 100):
        yield f"exactly {len(items)} issues, as a page of the API has: take the next pages, too"
    if any(count_at(item.value, "user_notes_count") for item in items):
        yield "comments are counted but not in this file"


GITLAB_CSV = Format(
    name="gitlab_csv",
    description="GitLab: issues as CSV; weight is effort",
    recognized_by="columns Author Username, Created At (UTC) and Confidential",
    how_to_get="A project's Plan > Issues > the menu > Export as CSV; it comes by e-mail",
    evidence="documented",
    claims=by_columns(
        {"author username", "created at (utc)", "confidential"}, helpful={"iid", "milestone", "weight"}
    ),
    read=_read_csv,
)
GITLAB_JSON = Format(
    name="gitlab_json",
    description="GitLab: issues as its API gives them; weight is effort",
    recognized_by="JSON objects with iid, project_id and web_url",
    how_to_get="glab api --paginate 'projects/ID/issues?per_page=100' > issues.json",
    evidence="documented",
    claims=by_objects(
        _is_issue, "", "issues", "items", "data", helpful={"user_notes_count", "upvotes", "weight"}
    ),
    read=_read_json,
)
