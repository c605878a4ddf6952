"""Azure DevOps' CSV of a query (formats spec 8): trees in title columns, people as "Name <mail>", HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from feedback_insights.backlog._cells import changed, first_filled, person_parts
from feedback_insights.backlog._features import Found, Meaning, features_of
from feedback_insights.backlog._formats import Content, Format, by_columns
from feedback_insights.backlog.table import ROLES
from feedback_insights.files.sheets import Entry

_TITLE = re.compile(r"title \d{1,2}")
_PEOPLE = ("assigned to", "created by", "changed by")
_EFFORT = ("story points", "effort", "size", "original estimate")
_ROLES = {
    "id": ("id",), "title": ("title",), "description": ("description", "repro steps"), "status": ("state",),
    "resolution": ("resolved reason", "reason"), "type": ("work item type",), "parent": ("parent",),
    "labels": ("tags",), "product": ("area path",), "created": ("created date",),
    "updated": ("changed date",), "resolved": ("closed date", "resolved date", "state change date"),
    "people": _PEOPLE, "tickets": ROLES["tickets"], "customer_words": ROLES["customer_words"],
    "depends_on": ROLES["depends_on"], "duplicate_of": ROLES["duplicate_of"], "url": ROLES["url"],
}  # fmt: skip


def _read(content: Content) -> Found:
    sheet = content.sheet
    titles = sorted((n for n in content.names if _TITLE.fullmatch(n)), key=lambda name: int(name[6:]))
    entries = _tree(sheet.entries, titles) if titles else sheet.entries
    effort = first_filled(sheet, _EFFORT)
    meaning = Meaning(roles={**_ROLES, "effort": effort}, between={"labels": ";", "people": ""})
    drafts, warnings = features_of(
        replace(sheet, entries=tuple(map(_with_people, entries))), meaning, content.order
    )
    if effort == ["original estimate"]:
        warnings.append("no points: effort is the original estimate, in hours")
    return drafts, warnings


def _tree(entries: Sequence[Entry], titles: Sequence[str]) -> list[Entry]:
    """Give each row its title, and the row above it of which it is a part.

    The deeper the column, the deeper the item; a parent is the last row with a title further left.
    """
    found, line = [], dict[int, tuple[str, str]]()  # depth -> title and id of the last row there
    for entry in entries:
        filled = [depth for depth, name in enumerate(titles) if entry.first([name])]
        if filled:
            depth = filled[-1]
            title = entry.first([titles[depth]])
            line = {at: known for at, known in line.items() if at < depth}
            parent = entry.first(["parent"]) or _above(entry, filled, titles, line)
            entry = changed(entry, title=title, parent=parent)
            line[depth] = (title, entry.first(["id"]) or title)
        found.append(entry)
    return found


def _above(
    entry: Entry, filled: Sequence[int], titles: Sequence[str], line: dict[int, tuple[str, str]]
) -> str:
    if len(filled) > 1:  # the row spells out its parents itself
        named = entry.first([titles[filled[-2]]])
        title, id = line.get(filled[-2], ("", ""))
        return id if title == named else named
    return line[max(line)][1] if line else ""


def _with_people(entry: Entry) -> Entry:
    parts = {name: [part for cell in entry.all([name]) for part in person_parts(cell)] for name in _PEOPLE}
    return replace(entry, values={**entry.values, **{name: tuple(found) for name, found in parts.items()}})


AZURE_CSV = Format(
    name="azure_csv",
    description="Azure DevOps: the result of a query as CSV, flat or as a tree",
    recognized_by="columns ID, Work Item Type, Title or Title 1, and State",
    how_to_get="Boards > Queries > a query's menu > Export to CSV; name the columns you need in the query",
    evidence="documented",
    claims=by_columns(
        {"id", "work item type", "title", "state"},
        {"id", "work item type", "title 1", "state"},
        helpful={"area path", "iteration path", "assigned to", "tags"},
    ),
    read=_read,
)
