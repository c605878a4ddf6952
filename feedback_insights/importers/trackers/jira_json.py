"""Jira's issues as its REST API gives them: pages of a search, or single issues (formats spec 3).

Texts are wiki markup in version 2 of the API and documents (ADF) in version 3. Comments that Jira Service
Management marks as internal are never feedback.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from feedback_insights.files import InputFile
from feedback_insights.files.adf import is_document
from feedback_insights.files.profile import Evidence
from feedback_insights.importers._conversation import Conversation, Role, Turn
from feedback_insights.importers._identities import identity
from feedback_insights.importers._json_records import Beside, JsonImporter, Lists, document_facts
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._values import Json, as_dict, as_list, as_text, at, dicts, text_at, texts_at
from feedback_insights.importers.trackers._issues import IssueReader, opening, titled
from feedback_insights.raw import Identity, Organisation, RawText, content_id
from feedback_insights.references import host_of, issue_names

_FIELDS = ("summary", "description", "status", "issuetype", "reporter", "created", "updated", "comment")
_PERSON = ("accountId", "key", "name", "emailAddress", "displayName")
_ORGANISATIONS = frozenset({"organizations", "customer", "customer name", "company"})
_SATISFACTION = frozenset({"satisfaction", "satisfaction rating"})


class JiraJson(JsonImporter):
    """Reads issues from JSON of the API."""

    name = "jira_json"
    description = "Jira issues and Jira Service Management requests: JSON of the REST API, version 2 or 3"
    recognized_by = 'JSON with an "issues" list of records with key and fields.summary'
    evidence: Evidence = "documented"
    how_to_get = "GET /rest/api/2/search?jql=...&fields=*all&expand=names of every page"
    lists = Lists(records=("issues",))
    page = frozenset({"startAt", "nextPageToken", "maxResults", "isLast"})

    def score(self, record: Json, within: str) -> float:
        """Return 1 and .05 per usual field for an issue of the API."""
        fields = record.get("fields")
        if not as_text(record.get("key")) or not isinstance(fields, dict) or "summary" not in fields:
            return 0.0
        return 1.0 + 0.05 * (sum(name in fields for name in _FIELDS) + ("self" in record))

    def reader(self, file: InputFile, beside: Beside, reading: Reading) -> IssueReader:
        """Return what reads the issues of one file."""
        return _Issues(file, reading, document_facts(file, self.lists))


class _Issues(IssueReader):
    source = "jira"
    keys = frozenset({"key", "fields"})

    def __init__(self, file: InputFile, reading: Reading, facts: Json) -> None:
        super().__init__(file, reading)
        self._facts = facts
        named = {as_text(name): key for key, name in as_dict(facts.get("names")).items()}
        self._custom = {name.casefold(): key for name, key in named.items() if name}
        self._cut = self._without_comments = 0

    def conversation(self, issue: Json, place: str) -> Conversation:
        fields = as_dict(issue.get("fields"))
        key = as_text(issue.get("key"))
        reporter = as_dict(fields.get("reporter"))
        author = _identity(reporter)
        role: Role = "system" if reporter.get("accountType") == "app" else "customer"
        body = _text(fields.get("description"), "fields.description")
        subject, turns = opening(titled(fields.get("summary"), "fields.summary"), body, role, author)
        comments = as_dict(fields.get("comment"))
        self._without_comments += "comment" not in fields
        self._cut += (_number(comments.get("total")) or 0) > len(as_list(comments.get("comments")))
        channel = "jira service management" if self._is_request(fields) else "jira"
        return Conversation(
            source=self.source, external_id=key or content_id([place]),
            instance=host_of(as_text(issue.get("self"))),
            place=f"issue {key}" if key else place, subject=subject,
            turns=(*turns, *_comments(comments, reporter, author)), customer=author,
            organisation=self._organisation(fields), names=tuple(_names(fields)),
            created=self.date(fields.get("created")), updated=self.date(fields.get("updated")),
            product=next(iter(texts_at(fields, "components", "name")), None), channel=channel,
            rating=self._rating(fields), url=_page(issue, key), refs=tuple(sorted(_links(fields))),
        )  # fmt: skip

    def warnings(self) -> list[str]:
        told = super().warnings()
        if self._cut:
            told.append(f"{self._cut} issues come without all of their comments; get these issues singly")
        if self._without_comments:
            told.append(f"{self._without_comments} issues come without comments: ask for fields=*all")
        total = _number(self._facts.get("total"))
        if (total or 0) > self._count or self._facts.get("isLast") is False:
            of = f" of {total:,} issues" if total else ""
            told.append(f"one page{of}, {self._count:,} issues; get the other pages too")
        return told

    def _fields_called(self, fields: Json, names: frozenset[str]) -> Iterator[Any]:
        return (fields.get(self._custom.get(name, "")) for name in sorted(names))

    def _organisation(self, fields: Json) -> Organisation | None:
        for value in self._fields_called(fields, _ORGANISATIONS):
            for one in value if isinstance(value, list) else [value]:
                name = text_at(one, "name", "value") if isinstance(one, dict) else as_text(one)
                if name:
                    return Organisation(external_id=text_at(one, "id"), name=name)
        return None

    def _rating(self, fields: Json) -> float | None:
        for value in self._fields_called(fields, _SATISFACTION):
            number = value.get("rating") if isinstance(value, dict) else value
            if isinstance(number, int | float) and not isinstance(number, bool) and 0 <= number <= 100:
                return float(number)
        return None

    def _is_request(self, fields: Json) -> bool:
        comments = dicts(at(fields, "comment.comments"))
        return "request type" in self._custom or any("jsdPublic" in comment for comment in comments)


def _text(value: Any, field: str) -> RawText | None:
    if is_document(value):
        return RawText(text=json.dumps(value, ensure_ascii=False), markup="adf", field=field)
    text = as_text(value)
    return RawText(text=text, markup="wiki", field=field, correspondence=True) if text else None


def _comments(comments: Json, reporter: Json, author: Identity | None) -> Iterator[Turn]:
    """Yield the comments: the reporter's, other customers' of the desk, and those of everybody else, ours."""
    for number, comment in enumerate(as_list(comments.get("comments"))):
        body = _text(as_dict(comment).get("body"), f"fields.comment.comments[{number}].body")
        if body is None:
            continue
        person = as_dict(comment.get("author"))
        role = _role(person, reporter)
        yield Turn(
            role=role, text=body, public=comment.get("jsdPublic") is not False,
            author=author if role == "customer" else _identity(person),
        )  # fmt: skip


def _role(person: Json, reporter: Json) -> Role:
    kind = person.get("accountType")
    if kind == "app":
        return "system"
    for key in _PERSON:
        if (known := as_text(person.get(key))) and as_text(reporter.get(key)):
            if known == as_text(reporter.get(key)):
                return "customer"
            break
    return "other" if kind == "customer" else "staff"


def _identity(person: Json) -> Identity | None:
    number = text_at(person, "accountId", "key", "name")
    return identity(number, text_at(person, "emailAddress"), text_at(person, "displayName"))


def _names(fields: Json) -> Iterator[str]:
    for key in ("assignee", "creator"):
        if name := text_at(fields, f"{key}.displayName"):
            yield name


def _links(fields: Json) -> Iterator[str]:
    for link in dicts(fields.get("issuelinks")):
        for side in ("inwardIssue", "outwardIssue"):
            yield from (f"issue:{name}" for name in issue_names(text_at(link, f"{side}.key") or ""))


def _page(issue: Json, key: str | None) -> str | None:
    """Return the page that a person opens, made from the API's address."""
    address = as_text(issue.get("self")) or ""
    site, found, _ = address.partition("/rest/api/")
    return f"{site}/browse/{key}" if found and key and site.startswith(("http://", "https://")) else None


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


JIRA_JSON = JiraJson()
