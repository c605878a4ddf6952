"""Any backlog with titles: a CSV table, a JSON list or JSON lines, by its columns' names or by a profile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from feedback_insights.backlog._drafts import Draft
from feedback_insights.backlog._facts import (
    DATES,
    Dates,
    ids_in,
    texts_of,
    ticket_columns,
    ticket_ids,
    tickets_named,
)
from feedback_insights.errors import FileProblem, SettingsError
from feedback_insights.files import InputFile, Profile
from feedback_insights.files.amounts import read_number
from feedback_insights.files.columns import canonical, tidy
from feedback_insights.files.dates import DateOrder
from feedback_insights.files.markup import html_text, is_html
from feedback_insights.files.sheets import Entry, Sheet
from feedback_insights.records import Feature
from feedback_insights.roadmap import status_words

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


def read(
    file: InputFile, sheet: Sheet, profile: Profile | None, order: DateOrder = "auto"
) -> tuple[list[Draft], list[str]]:
    """Return a draft per row, and warnings. Raises `FileProblem` if no column holds titles."""
    roles = _roles(file, sheet, profile)
    drafts: list[Draft] = []
    warnings: list[str] = []
    roles["tickets"] = ticket_columns(sheet, roles["tickets"], warnings)
    dates = Dates(sheet, {role: roles[role] for role in DATES}, order, warnings)
    for entry in sheet.entries:
        if entry.problem:
            drafts.append(Draft(entry.place, problem=entry.problem))
        elif "pull request" in entry.values:
            warnings.append(f"{entry.place} is a pull request; left out")
        elif not (title := tidy(entry.first(roles["title"]))):
            drafts.append(Draft(entry.place, problem="no title"))
        else:
            feature = _feature(entry, title, roles, dates, warnings)
            drafts.append(Draft(entry.place, feature, people=tuple(entry.all(roles["people"]))))
    return drafts, [*warnings, *dates.warnings()]


def read_effort(entry: Entry, value: str, warnings: list[str]) -> float | None:
    """Return an effort; one that is no number is unknown, with a warning that names the row."""
    if not value:
        return None
    effort, problem = read_number(value)
    if problem:
        warnings.append(f"{entry.place}: effort {problem}; taken as unknown")
    return effort


def _feature(
    entry: Entry, title: str, roles: Mapping[str, Sequence[str]], dates: Dates, warnings: list[str]
) -> Feature:
    description, comments = entry.first(roles["description"]), texts_of(entry.all(roles["comments"]))
    number = tidy(entry.first(roles["id"]))
    tickets = {id for cell in entry.all(roles["tickets"]) for id in ticket_ids(cell)}
    return Feature(
        id=number,
        title=_plain(title),
        description=_plain(description),
        status=status_words(
            tidy(entry.first(roles["status"])), resolution=tidy(entry.first(roles["resolution"]))
        ),
        type=tidy(entry.first(roles["type"])) or None,
        parent=tidy(entry.first(roles["parent"])) or None,
        labels=_several(entry, roles["labels"]),
        effort=read_effort(entry, entry.first(roles["effort"]), warnings),
        url=entry.first(roles["url"]) or None,
        depends_on=_several(entry, roles["depends_on"]),
        comments=tuple(_plain(comment) for comment in comments),
        customer_words=tuple(_plain(words) for words in texts_of(entry.all(roles["customer_words"]))),
        product=tidy(entry.first(roles["product"])) or None,
        created=dates.read(entry, "created"),
        updated=dates.read(entry, "updated"),
        resolved=dates.read(entry, "resolved"),
        duplicate_of=ids_in(entry.all(roles["duplicate_of"]), besides=number),
        tickets=tuple(sorted(tickets | tickets_named([description, *comments]))),
    )


def _plain(text: str) -> str:
    return html_text(text) if is_html(text) else text


def _several(entry: Entry, names: Sequence[str]) -> tuple[str, ...]:
    return ids_in(entry.all(names))


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
