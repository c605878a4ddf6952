"""Any backlog with titles: a CSV table, a JSON list or JSON lines, by its columns' names or by a profile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from feedback_insights.backlog._features import Found, Meaning, features_of
from feedback_insights.errors import FileProblem, SettingsError
from feedback_insights.files import InputFile, Profile
from feedback_insights.files.columns import canonical
from feedback_insights.files.dates import DateOrder
from feedback_insights.files.sheets import Sheet

_NAMES = {
    "title": (
        "title, summary, name, feature, idea, feature name, feature title, idea name, idea title, "
        "issue title, ticket name, task name, card name, epic name, headline, subject, title 1, title "
        "2, title 3, title 4"
    ),
    "id": (
        "id, key, feature id, feature key, issue key, issue id, idea id, reference, ref, feature "
        "reference #, idea reference #, task id, card id, item id, work item id, ticket id, iid, "
        "number, uuid"
    ),
    "description": (
        "description, details, body, notes, desc, text, content, feature description, idea "
        "description, issue description, task content, card description, user story"
    ),
    "status": "status, state, stage, feature status, idea status, workflow state, list name",
    "resolution": "resolution, state reason, close reason, closed reason, resolution reason",
    "type": "type, issue type, work item type, feature type, item type, kind",
    "parent": (
        "parent key, parent id, parent, parent issue, parent task, epic link, epic id, epic, initiative"
    ),
    "labels": "labels, label, tags, tag, feature tags",
    "effort": (
        "effort, story points, story point estimate, estimate, size, points, weight, effort estimate, "
        "estimated effort, effort (points), effort (days), effort (weeks), person weeks, person days, "
        "person months"
    ),
    "url": "html url, web url, url, link, permalink, short url, feature url, card url",
    "comments": "comments, comment",
    "customer_words": (
        "customer words, customer quotes, customer quote, voice of customer, voice of the customer, user "
        "quotes, user quote, customer feedback, user feedback, customer verbatims, verbatims, quotes"
    ),
    "product": (
        "product, product name, component/s, components, component, product area, area path, area, module"
    ),
    "created": (
        "created, created at, created date, create date, date created, created time, creation date, created "
        "on, created at (utc)"
    ),
    "updated": (
        "updated, updated at, last updated, updated date, last modified, modified, changed date, updated at "
        "(utc), date last activity, last updated at"
    ),
    "resolved": (
        "resolved, resolved at, resolved date, resolution date, completed, completed at, completion date, "
        "closed at, closed, closed date, date closed, closed at (utc), done at"
    ),
    "duplicate_of": "duplicate of, duplicates, is duplicate of, merged into, merged with",
    "tickets": (
        "tickets, linked tickets, ticket ids, support tickets, zendesk tickets, zendesk ticket ids, external "
        "tickets, customer requests, linked conversations, conversations, customer tickets"
    ),
    "people": "reporter, requester, assignee, assigned to, owner, owners, creator, created by, author",
    "depends_on": "depends on, dependencies, depends_on, blocked by, blocked by (dependencies), blockers",
}
ROLES: Mapping[str, tuple[str, ...]] = {
    role: tuple(dict.fromkeys(canonical(name) for name in names.split(", ")))
    for role, names in _NAMES.items()
}
_KNOWN = frozenset(name for names in ROLES.values() for name in names)


def known_name(name: str) -> bool:
    """Tell whether a canonical column name is one that a backlog has."""
    return name in _KNOWN or name.startswith("custom field (")


def read(file: InputFile, sheet: Sheet, profile: Profile | None, order: DateOrder = "auto") -> Found:
    """Return a draft per row, and warnings. Raises `FileProblem` if no column holds titles."""
    roles = _roles(file, sheet, profile)
    pulls = [entry.place for entry in sheet.entries if "pull request" in entry.values]
    kept = tuple(entry for entry in sheet.entries if "pull request" not in entry.values)
    drafts, warnings = features_of(replace(sheet, entries=kept), Meaning(roles=roles), order)
    return drafts, [*(f"{place} is a pull request; left out" for place in pulls), *warnings]


def _roles(file: InputFile, sheet: Sheet, profile: Profile | None) -> dict[str, list[str]]:
    """Return role -> canonical column names, best first; of ids and effort only one column."""
    here = {canonical(name) for name in sheet.names}
    given = profile.columns(ROLES) if profile else {}
    for names in given.values():
        if absent := [name for name in names if canonical(name) not in here]:
            raise SettingsError(
                f"profile: {file.name} has no column {absent[0]!r}; it has: {', '.join(sheet.names[:20])}"
            )
    roles = {
        role: [
            canonical(name) for name in (given.get(role, ()) if given else names) if canonical(name) in here
        ]
        for role, names in ROLES.items()
    }
    if not sheet.entries:
        raise FileProblem(f"{file.name} has no rows under its header")
    if not roles["title"] and not all(entry.problem for entry in sheet.entries):
        raise FileProblem(
            f"{file.name}: no column of titles among: {', '.join(sheet.names[:12])}; "
            'name one in a profile: [map] title = "..."'
        )
    if {"node id", "number"} <= here and "id" in roles["id"]:  # GitHub: people know issues by their number
        roles["id"].remove("id")
    for role in ("id", "effort"):  # never mix two columns: their values mean different things
        filled = [name for name in roles[role] if any(entry.first([name]) for entry in sheet.entries)]
        roles[role] = filled[:1]
    return roles
