"""Topics of a Discourse forum as its own pages give them in JSON: ``/t/<slug>/<id>.json`` (unverified).

One topic is one record: what opened it is one piece of feedback, with the title, and what each further member
writes another one.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from feedback_insights.files import InputFile
from feedback_insights.files.dates import parse_date, zone_named
from feedback_insights.files.profile import Evidence
from feedback_insights.importers._conversation_reader import rejected_record
from feedback_insights.importers._json_records import Beside, JsonImporter
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._values import Json, as_list, as_text, at, dicts, kind_of, text_at
from feedback_insights.importers.community._threads import Post, Role, Thread, thread_record
from feedback_insights.raw import Identity, RawText, SourceRecord

_BEGINS = re.compile(r'"post_stream"\s*:\s*\{\s*"posts"\s*:\s*\[\s*(?:\{|\])')
_REGULAR, _WHISPER = "1", "4"  # kinds of posts; the others tell what moderators did
_OURS = ("admin", "moderator", "staff")


class DiscourseTopics(JsonImporter):
    """Reads topics: one document each, a list of them, or one a line."""

    name = "discourse_json"
    description = "Discourse: topics as JSON, with their posts"
    recognized_by = "JSON with post_stream.posts"
    evidence: Evidence = "unverified"
    how_to_get = "Discourse: add .json?print=true to the address of a topic and save what it gives"

    def claims(self, file: InputFile) -> float:
        """Return at least 1 if topics begin in it; one of them may be longer than what is looked at."""
        if file.container != "text" or not file.head.lstrip().startswith(("{", "[")):
            return 0.0
        found = _BEGINS.search(file.head)
        return (
            1.0 + 0.05 * sum(f'"{key}"' in file.head for key in ("cooked", "post_number")) if found else 0.0
        )

    def score(self, record: Json, within: str) -> float:
        """Return 1 for a topic."""
        return 1.0 if isinstance(at(record, "post_stream.posts"), list) else 0.0

    def reader(self, file: InputFile, beside: Beside, reading: Reading) -> _TopicReader:
        """Return what reads the topics of one file."""
        return _TopicReader(file, reading)


class _TopicReader:
    """Turns topics into records and keeps what was odd about them."""

    def __init__(self, file: InputFile, reading: Reading) -> None:
        self._file = file
        self._zone = zone_named(reading.settings.timezone)
        self._cut: list[str] = []
        self._undated = 0

    def warnings(self) -> list[str]:
        """Return what reading the topics showed."""
        told = [f"{what} are in it; save the topic with ?print=true" for what in sorted(self._cut)]
        if self._undated:
            told.append(f"{self._undated} posts have no time that can be read")
        return told

    def rejected(self, place: str, reason: str) -> SourceRecord:
        """Return the record of what is no topic."""
        return rejected_record(self._file, "discourse", place, reason)

    def record(self, value: Any, place: str) -> SourceRecord:
        """Return the record of one topic, in its state."""
        if not isinstance(at(value, "post_stream.posts"), list):
            other = "without posts" if isinstance(value, dict) else f"but {kind_of(value)}"
            return self.rejected(place, f"no topic {other}")
        posts = [
            self._post(post, number) for number, post in enumerate(dicts(at(value, "post_stream.posts")))
        ]
        number = text_at(value, "id") or place
        asked = len(as_list(at(value, "post_stream.stream")))
        if asked > len(posts):
            self._cut.append(f"topic {number}: {len(posts)} of {asked} posts")
        title = as_text(value.get("title"))
        return thread_record(
            self._file,
            Thread(
                source="discourse", instance="", external_id=number, place=f"topic {number}", posts=posts,
                opener="1", subject=RawText(text=title, field="title") if title else None,
                private="a personal message" if value.get("archetype") == "private_message" else "",
            ),
        )  # fmt: skip

    def _post(self, post: Json, place: int) -> Post:
        words, name, number = (
            as_text(post.get("cooked")),
            as_text(post.get("name")),
            as_text(post.get("user_id")),
        )
        handle, created = as_text(post.get("username")), self._time(post.get("created_at"))
        self._undated += created is None
        field = f"post_stream.posts[{place}].cooked"
        gone = post.get("user_deleted") is True or bool(post.get("deleted_at"))
        known = Identity(external_id=number or handle, name=name or handle) if number or handle else None
        return Post(
            id=as_text(post.get("post_number")) or f"{place + 1}", role="system" if gone else _role(post),
            text=RawText(text=words, markup="html", field=field, correspondence=place > 0)
            if words and not gone
            else None,  # an answer quotes what it answers, as a mail does
            author=known, names=tuple(sorted({text for text in (name, handle) if text})), created=created,
            edited=self._time(post.get("updated_at")), deleted=gone,
        )  # fmt: skip

    def _time(self, value: Any) -> datetime | None:
        parsed = parse_date(as_text(value) or "", zone=self._zone)
        return parsed.value if parsed else None


def _role(post: Json) -> Role:
    kind = as_text(post.get("post_type")) or _REGULAR
    if kind not in (_REGULAR, _WHISPER) or (as_text(post.get("user_id")) or "").startswith("-"):
        return "system"
    return "staff" if kind == _WHISPER or any(post.get(flag) is True for flag in _OURS) else "customer"


DISCOURSE_TOPICS = DiscourseTopics()
