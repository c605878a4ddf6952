"""Jira's JSON (formats spec 3 and 8): pages of a search, texts as wiki markup or Atlassian documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from feedback_insights.backlog._document import Item, Json, count_at, objects_at, some, text_at, texts_at
from feedback_insights.backlog._facts import ticket_ids, tickets_named
from feedback_insights.backlog._features import Found
from feedback_insights.backlog._formats import Content, Format, by_objects, made_features
from feedback_insights.backlog.table import ROLES
from feedback_insights.files.adf import document_html, is_document
from feedback_insights.files.columns import canonical
from feedback_insights.files.markup import html_text
from feedback_insights.files.wiki import wiki_text

Made = tuple[str, Mapping[str, Sequence[str]] | str]
_LISTS = ("issues", "", "data")
_SITE = re.compile(r"^(https?://[^/\s]+(?:/[\w-]+)*?)/rest/")
_POINTS = ("story points", "story point estimate", *ROLES["effort"])
_REPEATS = frozenset({"duplicate", "cloners"})
_ITEM = re.compile(r"<li>(?:<p>)?")
_SECONDS_PER_HOUR = 3600
_PEOPLE = ("reporter", "assignee", "creator")


def _is_issue(item: Json) -> bool:
    return "key" in item and bool(text_at(item, "fields", "summary"))


def _read(content: Content) -> Found:
    items = content.document.items(*_LISTS)
    names = content.document.beside.get("names")
    issues = _Issues(items, names if isinstance(names, Mapping) else {})
    drafts, warnings = made_features(content, [issues.made(item) for item in items])
    return drafts, [*issues.told(content.document.beside), *warnings]


class _Issues:
    def __init__(self, items: Sequence[Item], names: Mapping[str, Any]) -> None:
        fields = [item.value.get("fields") for item in items]
        keys = {str(key) for one in fields if isinstance(one, Mapping) for key in one}
        self._items = items
        self._called = {key: canonical(str(names.get(key, key))) for key in sorted(keys)}
        self._nameless = not names and any(key.startswith("customfield_") for key in keys)
        self._points = any(self._named(one, _POINTS) for one in fields)
        self._hours = any(text_at(one, "timeoriginalestimate") for one in fields)

    def made(self, item: Item) -> Made:
        fields, key = item.value.get("fields"), text_at(item.value, "key")
        if not isinstance(fields, Mapping) or not text_at(fields, "summary"):
            return item.place, item.problem or "no summary"
        comments = objects_at(fields, "comment", "comments")
        said = [text for one in comments if (text := _plain(one.get("body")))]
        described = _plain(fields.get("description"))
        links = objects_at(fields, "issuelinks")
        return item.place, {
            "id": some(key),
            "title": (text_at(fields, "summary"),),
            "description": (described,),
            "status": some(text_at(fields, "status", "name")),
            "category": some(text_at(fields, "status", "statusCategory", "name")),
            "resolution": some(text_at(fields, "resolution", "name")),
            "type": some(text_at(fields, "issuetype", "name")),
            "parent": some(text_at(fields, "parent", "key"), *self._named(fields, ("epic link",)))[:1],
            "labels": texts_at(fields, "labels"),
            "effort": some(self._effort(fields)),
            "url": some(_page(text_at(item.value, "self"), key)),
            "comments": said,
            "customer_words": self._named(fields, ROLES["customer_words"]),
            "product": some(", ".join(sorted(texts_at(fields, "components")))),
            "created": some(text_at(fields, "created")),
            "updated": some(text_at(fields, "updated")),
            "resolved": some(text_at(fields, "resolutiondate")),
            "duplicate_of": list(_linked(links, _REPEATS, "outwardIssue")),
            "depends_on": list(_linked(links, {"blocks"}, "inwardIssue")),
            "tickets": self._tickets(fields, [described, *said]),
            "people": some(*_people(fields, comments)),
        }

    def _effort(self, fields: Any) -> str:
        if self._points:
            return next(iter(self._named(fields, _POINTS)), "")
        seconds = count_at(fields, "timeoriginalestimate")
        return f"{seconds / _SECONDS_PER_HOUR:g}" if seconds else ""

    def _named(self, fields: Any, names: Iterable[str]) -> tuple[str, ...]:
        """The values of the custom fields that are called so, which only an expanded file tells."""
        wanted = frozenset(names)
        keys = [key for key, name in sorted(self._called.items()) if name in wanted]
        return some(*(_plain(fields.get(key)) for key in keys)) if isinstance(fields, Mapping) else ()

    def _tickets(self, fields: Any, texts: Sequence[str]) -> list[str]:
        columns = [name for name in self._called.values() if "zendesk" in name and "ticket" in name]
        linked = {id for cell in self._named(fields, columns) for id in ticket_ids(cell, source="zendesk")}
        return sorted(linked | tickets_named(texts))

    def told(self, beside: Mapping[str, Any]) -> Iterator[str]:
        total = count_at(beside, "total")
        if total > len(self._items):
            yield f"the file has {len(self._items)} of {total} issues: take the next pages, too"
        elif beside.get("isLast") is False:
            yield "the file is a page that others follow: take them, too"
        if not self._points and self._hours:
            yield "no story points: effort is the original estimate, in hours"
        elif self._nameless:
            yield (
                "the custom fields have no names here, so that story points and the like are unknown: "
                "ask the API for expand=names"
            )
        cut = sum(_left_out(item.value) for item in self._items)
        if cut:
            yield f"{cut} comments are counted but not in this file"


def _left_out(issue: Json) -> int:
    here = len(objects_at(issue, "fields", "comment", "comments"))
    return max(0, count_at(issue, "fields", "comment", "total") - here)


def _plain(value: Any) -> str:
    """The text of a field: a document, wiki markup, an option, several of them."""
    if isinstance(value, Mapping):
        if is_document(value):
            return html_text(_ITEM.sub("<li>- ", document_html(value)))
        return text_at(value, "value") or text_at(value, "name")
    if isinstance(value, list):
        return ", ".join(text for part in value if not isinstance(part, list) and (text := _plain(part)))
    return wiki_text(text_at(value))


def _linked(links: Sequence[Json], kinds: Iterable[str], side: str) -> Iterator[str]:
    for link in links:
        key = text_at(link, side, "key")
        if key and text_at(link, "type", "name").lower() in kinds:
            yield key


def _page(self_url: str, key: str) -> str:
    site = _SITE.match(self_url)
    return f"{site[1]}/browse/{key}" if site and key else ""


def _people(fields: Any, comments: Sequence[Json]) -> Iterator[str]:
    said = [comment.get("author") for comment in comments]
    for one in [*(fields.get(name) for name in _PEOPLE), *said]:
        yield from (text_at(one, "displayName"), text_at(one, "emailAddress"), text_at(one, "name"))


JIRA_JSON = Format(
    name="jira_json",
    description="Jira: issues as its API gives them, version 2 or 3",
    recognized_by="JSON issues with key and fields.summary",
    how_to_get="GET /rest/api/3/search/jql?jql=...&fields=*all&expand=names, every page",
    evidence="documented",
    claims=by_objects(_is_issue, *_LISTS, helpful={"names", "schema", "startAt", "nextPageToken"}),
    read=_read,
)
