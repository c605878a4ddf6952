"""Request bodies for Jira's REST API: one per issue, and bulk edits grouped by value. Nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from feedback_insights.errors import SettingsError
from feedback_insights.exporters._registry import ExportFile
from feedback_insights.exporters.cells import json_lines
from feedback_insights.exporters.data import ExportData
from feedback_insights.exporters.entries import Entry, Ranking
from feedback_insights.exporters.fields import Cell
from feedback_insights.exporters.mapped import filled, profile_files

if TYPE_CHECKING:
    from feedback_insights.exporters.profiles import TargetFile, TargetProfile

MOST_ISSUES = 1000  # of one bulk request
BULK = "jira_bulk.ndjson"
_ISSUE = "/rest/api/3/issue/"
_BULK = "/rest/api/3/bulk/issues/fields"


@dataclass(frozen=True, slots=True)
class JiraRestExporter:
    """`jira_issues.ndjson`: a PUT per issue; `jira_bulk.ndjson`: the fields of numbers, grouped by value."""

    name: str = "jira_rest"
    description: str = "request bodies for Jira's REST API; the ids of the custom fields must be told"
    by_item: bool = True
    profiled: bool = True

    def files(self, data: ExportData) -> Iterator[ExportFile]:
        """Yield both. Raises `SettingsError` while no field is told."""
        return profile_files(self.name, data, _requests)


def _requests(file: TargetFile, profile: TargetProfile, ranking: Ranking) -> Iterator[ExportFile]:
    if not file.columns:
        raise SettingsError(
            "target 'jira_rest': say which custom field takes what, such as --field customfield_10042=score;"
            " GET /rest/api/3/field of your site lists the ids"
        )
    rows = [(entry, filled(file, entry, profile.target)) for entry in ranking.entries()]
    puts = [put for entry, fields in rows if (put := _put(entry, fields, profile))]
    yield ExportFile(file.name, json_lines(puts), len(puts))
    bulk = list(_bulk(file, rows, profile))
    yield ExportFile(BULK, json_lines(bulk), len(bulk))


def _put(entry: Entry, fields: Mapping[str, Cell], profile: TargetProfile) -> dict[str, Any] | None:
    """The body for one issue; None where there is nothing to say."""
    known = {name: cell for name, cell in fields.items() if cell is not None or profile.missing == "clear"}
    if not known:
        return None
    body: dict[str, Any] = {"fields": known}
    if profile.add_labels:
        body["update"] = {"labels": [{"add": label} for label in profile.add_labels]}
    path = f"{_ISSUE}{quote(entry.id, safe='')}"
    told = {"key": f"{entry.run}/issue/{entry.id}", "method": "PUT", "path": path, "body": body}
    return told | ({"reason": entry.change} if entry.change else {})


def _bulk(
    file: TargetFile, rows: Sequence[tuple[Entry, Mapping[str, Cell]]], profile: TargetProfile
) -> Iterator[dict[str, Any]]:
    """One request per field and value, of at most 1,000 issues; fields of text are in the other file only."""
    for name in file.columns:
        groups: dict[float | None, list[str]] = {}
        for entry, fields in rows:
            value = fields[name]
            if isinstance(value, int | float) or (value is None and profile.missing == "clear"):
                groups.setdefault(value, []).append(entry.id)
        if not any(value is not None for value in groups):
            continue  # a field of text, or nothing known: an emptying must not rest on a guess of the type
        for value, ids in sorted(groups.items(), key=lambda pair: (pair[0] is None, -(pair[0] or 0))):
            for start in range(0, len(ids), MOST_ISSUES):
                part = ids[start : start + MOST_ISSUES]
                key = f"{rows[0][0].run}/{name}/{'' if value is None else value}/{part[0]}"
                yield {"key": key, **_edit(name, value, part)}


def _edit(name: str, value: float | None, ids: Sequence[str]) -> dict[str, Any]:
    edited: dict[str, Any] = {"fieldId": name} | ({} if value is None else {"value": value})
    return {
        "method": "POST",
        "path": _BULK,
        "body": {
            "selectedActions": [name],
            "selectedIssueIdsOrKeys": list(ids),
            "editedFieldsInput": {"clearableNumberFields": [edited]},
            "sendBulkNotification": False,
        },
    }


JIRA_REST = JiraRestExporter()
