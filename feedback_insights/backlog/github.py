"""GitHub's issues and projects (formats spec 3 and 8): REST API, ``gh --json``, the items of a project."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from feedback_insights.backlog._cells import changed, first_filled, markdown_text
from feedback_insights.backlog._document import Item, Json, count_at, objects_at, some, text_at, texts_at
from feedback_insights.backlog._features import Found, Meaning, features_of
from feedback_insights.backlog._formats import Content, Format, by_objects, made_features
from feedback_insights.backlog.table import ROLES
from feedback_insights.files.columns import canonical
from feedback_insights.files.sheets import Entry

Made = tuple[str, Mapping[str, Sequence[str]] | str]
_PAGE = re.compile(r"https?://[^/\s]+/(?:repos/)?([\w.-]+/[\w.-]+)/(issues|pull|pulls)/(\d+)")
_DUPLICATE = re.compile(r"^[ \t]*duplicate of[ \t]+(?:#|https?://\S+/issues/)(\d+)[ \t\r]*$", re.I | re.M)
_DEFAULTS = frozenset({30, 100, 500, 1000})  # lengths of lists that were probably cut off
_TYPES = (("type", "name"), ("issueType", "name"), ("type",))
_LISTS = ("", "items", "data")


def _is_rest(item: Json) -> bool:
    return {"number", "html_url", "state"} <= item.keys() and bool(text_at(item, "user", "login"))


def _is_gh(item: Json) -> bool:
    signs = "createdAt" in item or "reactionGroups" in item or bool(text_at(item, "author", "login"))
    address = text_at(item, "url")
    return {"number", "title"} <= item.keys() and signs and ("/issues/" in address or not address)


def _is_project_item(item: Json) -> bool:
    kind = text_at(item, "content", "type")
    return bool(text_at(item, "content", "number")) or (kind == "DraftIssue" and "title" in item)


def _read_issues(content: Content) -> Found:
    """Read issues of the API or of gh, whose names differ in style only."""
    items = content.document.items(*_LISTS)
    issues = [item for item in items if not _is_pull(item)]
    several = len({_repository(item) for item in issues if not item.problem}) > 1
    made = [_issue(item, several=several) for item in issues]
    drafts, warnings = made_features(content, made)
    return drafts, [*_told(items, issues, several=several), *warnings]


def _issue(item: Item, *, several: bool) -> Made:
    value = item.value
    if item.problem:
        return item.place, item.problem
    number, body = text_at(value, "number"), text_at(value, "body")
    shown = [one for one in objects_at(value, "comments") if one.get("isMinimized") is not True]
    comments = [text for one in shown if (text := markdown_text(text_at(one, "body")))]
    people = [value, *objects_at(value, "assignees"), *(one.get("author") for one in shown)]
    repository = _repository(item)
    prefix = f"{repository}#" if several and repository else ""
    duplicates = [found for text in (body, *comments) for found in _DUPLICATE.findall(text)]
    return item.place, {
        "id": some(prefix + number if number else ""),
        "title": (text_at(value, "title"),),
        "description": (markdown_text(body),),
        "status": (text_at(value, "state"),),
        "resolution": some(text_at(value, "state_reason"), text_at(value, "stateReason")),
        "type": some(*(text_at(value, *path) for path in _TYPES)),
        "parent": [prefix + found for found in _parents(value)][:1],
        "labels": texts_at(value, "labels"),
        "url": some(text_at(value, "html_url"), text_at(value, "url")),
        "comments": comments,
        "created": some(text_at(value, "created_at"), text_at(value, "createdAt")),
        "updated": some(text_at(value, "updated_at"), text_at(value, "updatedAt")),
        "resolved": some(text_at(value, "closed_at"), text_at(value, "closedAt")),
        "duplicate_of": [prefix + found for found in duplicates],
        "people": some(*(name for one in people for name in _names(one))),
    }


def _names(value: object) -> Iterator[str]:
    for path in (("login",), ("name",), ("user", "login"), ("author", "login"), ("author", "name")):
        yield text_at(value, *path)


def _parents(value: Json) -> Iterator[str]:
    if found := _PAGE.search(text_at(value, "parent_issue_url")):
        yield found[3]
    if number := text_at(value, "parent", "number"):
        yield number


def _repository(item: Item) -> str:
    address = text_at(item.value, "html_url") or text_at(item.value, "url")
    found = _PAGE.match(address)
    return found[1] if found else ""


def _is_pull(item: Item) -> bool:
    address = text_at(item.value, "html_url") or text_at(item.value, "url")
    return "pull_request" in item.value or "/pull/" in address


def _told(items: Sequence[Item], issues: Sequence[Item], *, several: bool) -> Iterator[str]:
    if pulls := len(items) - len(issues):
        yield f"{pulls} pull requests are no backlog items; left out"
    if several:
        yield "the issues are of several repositories: each goes by owner/repository#number"
    if len(items) in _DEFAULTS:
        yield f"exactly {len(items)} items, as a list that was cut off: ask for more (--limit, next page)"
    if counted := sum(count_at(item.value, "comments") for item in issues):
        yield f"{counted} comments are counted but not in this file; gh issue list --json comments has them"


def _read_project(content: Content) -> Found:
    if not content.is_json:
        return _read_table(content)
    items = content.document.items("items", "", "data")
    kept = [item for item in items if text_at(item.value, "content", "type") != "PullRequest"]
    drafts, warnings = made_features(content, [_project_item(item) for item in kept])
    return drafts, [*_project_told(content, items, len(items) - len(kept)), *warnings]


def _project_item(item: Item) -> Made:
    value = item.value
    if item.problem:
        return item.place, item.problem
    number, repository = text_at(value, "content", "number"), text_at(value, "content", "repository")
    repository = repository.removeprefix("https://github.com/")
    fields = {canonical(name): text_at(value, name) for name in sorted(value)}
    effort = next((fields[name] for name in ROLES["effort"] if fields.get(name)), "")
    return item.place, {
        "id": some(f"{repository}#{number}" if number else text_at(value, "id")),
        "title": some(text_at(value, "title"), text_at(value, "content", "title"))[:1],
        "description": (markdown_text(text_at(value, "content", "body")),),
        "status": (fields.get("status", ""),),
        "parent": some(text_at(value, "parent issue", "title"), fields.get("parent issue", "")),
        "labels": texts_at(value, "labels"),
        "effort": (effort,),
        "url": some(text_at(value, "content", "url")),
        "people": texts_at(value, "assignees"),
    }


def _project_told(content: Content, items: Sequence[Item], pulls: int) -> Iterator[str]:
    if pulls:
        yield f"{pulls} pull requests are no backlog items; left out"
    total = text_at(content.document.beside, "totalCount")
    if total.isdecimal() and total != str(len(items)):
        yield f"the file has {len(items)} of the project's {total} items: export it with --limit {total}"
    elif len(items) in _DEFAULTS:
        yield f"exactly {len(items)} items, as a list that was cut off: ask for more with --limit"
    yield "such a file holds no dates and no comments; issues exported with gh issue list --json do"


def _read_table(content: Content) -> Found:
    """Read a project's view as a table of titles and addresses."""
    sheet = content.sheet
    pulls = [e for e in sheet.entries if (found := _PAGE.match(e.first(["url"]))) and found[2] != "issues"]
    entries = tuple(_numbered(entry) for entry in sheet.entries if entry not in pulls)
    roles = {**ROLES, "id": ("number in words",), "effort": first_filled(sheet, ROLES["effort"])}
    roles["people"] = ("assignees", *ROLES["people"])
    drafts, warnings = features_of(replace(sheet, entries=entries), Meaning(roles=roles), content.order)
    told = [f"{len(pulls)} pull requests are no backlog items; left out"] if pulls else []
    return drafts, [*told, *warnings]


def _numbered(entry: Entry) -> Entry:
    found = _PAGE.match(entry.first(["url"]))
    return changed(entry, number_in_words=f"{found[1]}#{found[3]}" if found else "")


_JSON_SIGNS = by_objects(_is_project_item, "items", "", helpful={"totalCount", "status", "repository"})


def _claims_project(content: Content) -> float:
    if content.is_json:
        return _JSON_SIGNS(content)
    if not {"title", "url", "assignees", "status"} <= content.names:
        return 0.0
    return 1.0 if any(_PAGE.match(entry.first(["url"])) for entry in content.sheet.entries[:50]) else 0.0


GITHUB_REST = Format(
    name="github_rest",
    description="GitHub: issues as its API gives them",
    recognized_by="JSON objects with number, html_url, state and user.login",
    how_to_get="gh api --paginate 'repos/OWNER/REPO/issues?state=all&per_page=100' > issues.json",
    evidence="source",
    claims=by_objects(_is_rest, *_LISTS, helpful={"node_id", "author_association", "reactions"}),
    read=_read_issues,
)
GITHUB_GH = Format(
    name="github_gh",
    description="GitHub: issues as its command line writes them, with comments if asked for",
    recognized_by="JSON objects with number, title and one of createdAt, author.login, reactionGroups",
    how_to_get=(
        "gh issue list --state all --limit 5000 --json number,title,body,state,stateReason,labels,url,author,"
        "assignees,comments,createdAt,updatedAt,closedAt > issues.json"
    ),
    evidence="source",
    claims=by_objects(_is_gh, *_LISTS, helpful={"stateReason", "reactionGroups", "closedAt"}),
    read=_read_issues,
)
GITHUB_PROJECT = Format(
    name="github_project",
    description="GitHub: the items of a project, with its fields; or a view as a table",
    recognized_by="JSON items with content.number, or columns Title, URL, Assignees, Status of issues",
    how_to_get="gh project item-list NUMBER --owner OWNER --limit 5000 --format json > items.json",
    evidence="unverified",
    claims=_claims_project,
    read=_read_project,
)
