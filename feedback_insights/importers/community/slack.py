"""Slack's workspace exports: a zip with lists of channels and users, and a file per channel and day.

One thread is one record (formats spec 7): a message without answers is a thread of its own. What a customer
says in it is one piece of feedback, what each further customer says another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from feedback_insights.errors import FileProblem
from feedback_insights.files import InputFile
from feedback_insights.files.archives import Archive
from feedback_insights.files.jsons import JsonItem
from feedback_insights.files.mrkdwn import mentioned
from feedback_insights.files.profile import Evidence
from feedback_insights.importers._conversation_reader import rejected_record
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._values import Json, as_text, kind_of, text_at
from feedback_insights.importers.community._slack_people import People, is_bot
from feedback_insights.importers.community._slack_rooms import HELPERS, Room, SlackExport
from feedback_insights.importers.community._slack_threads import OpenThreads, Posts, seconds
from feedback_insights.importers.community._slack_words import shares, words_of
from feedback_insights.importers.community._threads import Post, Role, Thread, thread_record
from feedback_insights.raw import SourceRecord

_SAID = frozenset({"me_message", "file_share", "thread_broadcast"})  # kinds of messages that people write
_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^<>]*)?>")
_DIRECT = "a direct message"


class SlackImporter:
    """Reads the zip as a whole, from the disk, a channel and a day at a time."""

    name = "slack_zip"
    description = "Slack: the zip of a workspace export, threads of several days put together"
    recognized_by = "a zip with channels.json and users.json (or org_users.json)"
    evidence: Evidence = "documented"
    how_to_get = (
        "Slack: Tools & settings > Workspace settings > Import/export data > Export; give the zip as it is"
    )

    def claims(self, file: InputFile) -> float:
        """Return 1 and .05 per further list of an export if the archive is one."""
        if file.container != "zip":
            return 0.0
        try:
            with Archive(file) as archive:
                export = SlackExport(archive)
                return 1.0 + 0.05 * len(HELPERS & export.top) if export.is_one else 0.0
        except FileProblem:  # whoever reads the file as an archive says what is wrong with it
            return 0.0

    def read(self, file: InputFile, reading: Reading) -> Iterator[SourceRecord]:
        """Yield one record per thread. Raises `FileProblem` where the archive is damaged."""
        with Archive(file) as archive:
            export = SlackExport(archive)
            people = People(export.users())
            told = _Told()
            for room in export.rooms():
                yield from _read_room(file, export, room, people, told)
            told.say(export, people, archive.refused, reading)


class _Told:
    """What readers of a report should know."""

    def __init__(self) -> None:
        self.direct = self.staff = self.used = self.undated = self.shared = 0

    def see(self, record: SourceRecord, room: Room) -> None:
        self.direct += room.direct
        self.staff += record.state == "staff"
        self.used += record.state == "used"

    def say(self, export: SlackExport, people: People, refused: tuple[str, ...], reading: Reading) -> None:
        if export.top.isdisjoint(("groups.json", "dms.json", "mpims.json")):
            reading.limit("holds public channels only: no private channels and no direct messages")
        if export.unread:
            reading.warn(f"not read whole, as they are damaged: {', '.join(export.unread)}")
        if refused:
            reading.warn(f"{len(refused)} files whose names lead out of the archive are refused")
        if self.direct:
            reading.warn(f"direct messages are private and not read: {self.direct} threads")
        if self.undated:
            reading.warn(f"{self.undated} messages have no time that can be read")
        if self.shared:
            reading.warn(
                "messages of others that customers shared are not read as words of those who shared them: "
                f"in {self.shared} messages"
            )
        if people.staff_domains and self.staff:
            at = " and ".join(people.staff_domains)
            reading.warn(
                f"everybody at {at}, as those who run the workspace are, counts as staff; threads without a "
                f"word of a customer: {self.staff}" + ("" if self.used else ", which is all")
            )


def _read_room(
    file: InputFile, export: SlackExport, room: Room, people: People, told: _Told
) -> Iterator[SourceRecord]:
    threads = OpenThreads()

    def record(found: Posts) -> SourceRecord:
        made = thread_record(file, _thread(*found, room, people))
        told.see(made, room)
        return made

    for day in room.days:
        for number, message in enumerate(export.messages(day), 1):
            ts = as_text(message.get("ts")) if isinstance(message, dict) else None
            if ts is None:
                yield _rejected(file, f"{day}, message {number}", message)
                continue
            post = _post(message, ts, people)
            told.undated += post.created is None
            told.shared += post.role == "customer" and not room.direct and shares(message)
            for found in threads.add(message, post):
                yield record(found)
        yield from map(record, threads.day_is_over())
    yield from map(record, threads.rest())


def _thread(key: str, posts: tuple[Post, ...], room: Room, people: People) -> Thread:
    first = posts[0].id
    name = room.id if room.direct else f"#{room.name}"  # who talks to whom is nobody's business
    return Thread(
        source="slack", instance=people.workspace, external_id=f"{room.id}/{key}", opener=key,
        place=f"{name}, thread {key}" if first == key else f"{name}, thread {key} from {first}", posts=posts,
        channel=name, private=_DIRECT if room.direct else "",
    )  # fmt: skip


def _post(message: Json, ts: str, people: People) -> Post:
    person, subtype = people.of_message(message), message.get("subtype")
    words, edited = words_of(message), message.get("edited")
    named = person.names if person else ()
    if words and "<@" in words.text:
        others = [found for id in mentioned(words.text) if (found := people.get(id))]
        named = tuple(sorted({*named, *(name for other in others for name in other.names)}))
        words = replace(words, text=_MENTION.sub(partial(_named, people), words.text))
    role: Role = "customer"
    if (subtype and subtype not in _SAID) or message.get("hidden") is True or is_bot(message, person):
        role = "system"
    elif person and person.is_staff:
        role = "staff"
    return Post(
        id=ts, role=role, text=words,
        author=person.identity if person else None, organisation=person.organisation if person else None,
        names=named, created=_time(ts), edited=_time(text_at(edited, "ts") or "") if edited else None,
        deleted=subtype == "tombstone",
    )  # fmt: skip


def _named(people: People, found: re.Match[str]) -> str:
    """Put somebody's name in place of their id."""
    person = people.get(found[1])
    return f"<@{found[1]}|{person.identity.name}>" if person and person.identity.name else found[0]


def _time(ts: str) -> datetime | None:
    value = seconds(ts)
    return datetime.fromtimestamp(value, UTC) if 0 < value < 1 << 33 else None


def _rejected(file: InputFile, place: str, found: Any) -> SourceRecord:
    if isinstance(found, JsonItem):
        reason = found.problem
    else:
        reason = "a message without ts" if isinstance(found, dict) else f"no message but {kind_of(found)}"
    return rejected_record(file, "slack", place, reason)


SLACK = SlackImporter()
