"""Canny's posts, votes and comments, as its API gives them in JSON (unverified).

A post is what its author says. A vote stands for somebody on whose behalf the post's title was written; a
comment is its author's own words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from feedback_insights.files import InputFile
from feedback_insights.files.dates import parse_date, zone_named
from feedback_insights.files.profile import Evidence
from feedback_insights.importers._json_records import Beside, JsonImporter, Lists
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._subjects import with_subject
from feedback_insights.importers._values import Json, as_dict, as_text, at, dicts, kind_of, text_at, texts_at
from feedback_insights.raw import Identity, Organisation, RawFeedback, RawText, SourceRecord
from feedback_insights.records import Locator, State
from feedback_insights.references import host_of

_SIGNS = {
    "post": ({"title", "board"}, {"commentCount", "score", "details", "status", "tags", "category"}),
    "vote": ({"voter", "post"}, {"board", "created", "by", "zendeskTicket"}),
    "comment": ({"value", "post", "author"}, {"likeCount", "parentID", "board", "imageURLs"}),
}
_MORE = re.compile(r'"hasMore"\s*:\s*true')


class CannyImporter(JsonImporter):
    """Reads lists of posts, of votes or of comments."""

    name = "canny_json"
    description = "Canny: posts, votes or comments, as its API lists them"
    recognized_by = "JSON with posts that have board, commentCount and score; votes; comments on posts"
    evidence: Evidence = "unverified"
    how_to_get = "Canny's API: posts/list, votes/list and comments/list, saved as they come"
    lists = Lists(records=("posts", "votes", "comments"))

    def score(self, record: Json, within: str) -> float:
        """Return 1 and .05 per further sign for a post, a vote or a comment."""
        kind = _kind(record)
        if not kind or (kind == "post" and not {"commentCount", "score"} <= record.keys()):
            return 0.0
        return 1.0 + 0.05 * len(_SIGNS[kind][1] & record.keys()) if isinstance(_board(record), dict) else 0.0

    def reader(self, file: InputFile, beside: Beside, reading: Reading) -> _CannyReader:
        """Return what reads the records of one file."""
        return _CannyReader(file, reading)


class _CannyReader:
    """Turns what Canny lists into records and keeps what was odd about it."""

    def __init__(self, file: InputFile, reading: Reading) -> None:
        self._file = file
        self._zone = zone_named(reading.settings.timezone)
        self._undated = 0
        if _MORE.search(file.head):
            reading.warn("the list goes on: Canny says that it has more; get the following pages too")

    def warnings(self) -> list[str]:
        """Return what reading showed."""
        return [f"{self._undated} records have no time that can be read"] if self._undated else []

    def rejected(self, place: str, reason: str) -> SourceRecord:
        """Return the record of what is nothing of Canny's."""
        return self._record(place, "", "rejected", f"{place}: {reason}")

    def record(self, value: Any, place: str) -> SourceRecord:
        """Return the record of a post, a vote or a comment, in its state."""
        kind = _kind(value) if isinstance(value, dict) else ""
        if not kind:
            other = "of other keys" if isinstance(value, dict) else f"but {kind_of(value)}"
            return self.rejected(place, f"no post, vote or comment {other}")
        number = as_text(value.get("id")) or ""
        if not number:
            return self.rejected(place, f"a {kind} without id")
        name, host = f"{kind} {number}", _host(value)
        person = as_dict(value.get("voter" if kind == "vote" else "author"))
        if kind == "comment" and (value.get("internal") is True or value.get("private") is True):
            return self._record(name, host, "private", "an internal comment")
        if person.get("isAdmin") is True:
            return self._record(name, host, "staff", "by an admin")
        unit = self._unit(value, kind, number, person)
        if not unit.texts:
            return self._record(name, host, "empty", "no words in it")
        return self._record(name, host, "used", "", (unit,))

    def _record(
        self, place: str, host: str, state: State, reason: str, units: Sequence[RawFeedback] = ()
    ) -> SourceRecord:
        fields = " + ".join(text.field for unit in units for text in unit.texts)
        locator = Locator(file=self._file.name, sha256=self._file.sha256, record=place, field=fields)
        return SourceRecord(
            locator=locator, source="canny", instance=host, state=state, reason=reason, units=tuple(units)
        )

    def _unit(self, value: Json, kind: str, number: str, person: Json) -> RawFeedback:
        by = as_dict(value.get("by"))
        for_them = kind == "vote" or (bool(by) and by.get("id") != person.get("id"))
        names = {text_at(value, path) for path in ("by.name", "owner.name", "post.author.name")}
        return RawFeedback(
            external_id=number if kind != "vote" else text_at(value, "post.id") or number,
            question_id=f"vote {number}" if kind == "vote" else "",
            texts=tuple(_texts(value, kind)), voice="on_behalf_of" if for_them else "said",
            author=_identity(person), organisation=_organisation(person),
            names=tuple(sorted(name for name in names if name and name != person.get("name"))),
            created=self._time(value.get("created")), channel=as_text(_board(value).get("name")),
            url=text_at(value, "url", "post.url"),
            refs=tuple(sorted({f"issue:{key}" for key in texts_at(value, "jira.linkedIssues", "key")})),
        )  # fmt: skip

    def _time(self, value: Any) -> datetime | None:
        parsed = parse_date(as_text(value) or "", zone=self._zone)
        self._undated += parsed is None
        return parsed.value if parsed else None


def _kind(record: Json) -> str:
    return next((kind for kind, (needed, _) in reversed(_SIGNS.items()) if needed <= record.keys()), "")


def _board(record: Json) -> Json:
    return as_dict(record.get("board")) or as_dict(at(record, "post.board"))


def _host(record: Json) -> str:
    """Return the company's own site; every record tells it in some address."""
    return host_of(text_at(record, "url", "post.url", "board.url", "post.board.url"))


def _texts(value: Json, kind: str) -> list[RawText]:
    if kind == "comment":
        body = as_text(value.get("value"))
        return [RawText(text=body, field="value")] if body else []
    path = "post.title" if kind == "vote" else "title"
    title = text_at(value, path)
    subject = RawText(text=title, field=path) if title else None
    details = as_text(value.get("details")) if kind == "post" else None
    said = [RawText(text=details, markup="markdown", field="details")] if details else []
    return list(with_subject(subject, said))


def _identity(person: Json) -> Identity | None:
    number, email, name = (as_text(person.get(key)) for key in ("id", "email", "name"))
    return Identity(external_id=number, email=email, name=name) if number or email or name else None


def _organisation(person: Json) -> Organisation | None:
    for company in dicts(person.get("companies")):
        number, name = as_text(company.get("id")), as_text(company.get("name"))
        if number or name:
            return Organisation(external_id=number, name=name)
    return None


CANNY = CannyImporter()
