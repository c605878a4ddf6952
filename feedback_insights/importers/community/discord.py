"""Discord channels, as DiscordChatExporter writes them to JSON: one file per channel or thread.

One message is one record: what answers what is told by few, and a chat has no other units (formats spec 7).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from feedback_insights.files import InputFile
from feedback_insights.files.dates import parse_date, zone_named
from feedback_insights.files.jsons import JsonItem, json_items
from feedback_insights.files.profile import Evidence
from feedback_insights.importers._conversation_reader import rejected_record
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._values import Json, as_dict, as_text, dicts, kind_of, text_at, texts_at
from feedback_insights.importers.community._staff import is_staff_role
from feedback_insights.importers.community._threads import Post, Role, Thread, thread_record
from feedback_insights.raw import Identity, RawText, SourceRecord

_WRITTEN = frozenset({"Default", "Reply"})  # every other type tells what happened: joins, pins, calls
_DECODER = json.JSONDecoder()
_NAMES = ("nickname", "name")


class DiscordImporter:
    """Reads the messages of one channel as a stream; what stands before them says which channel it is."""

    name = "discord_json"
    description = "Discord: a channel as DiscordChatExporter writes it to JSON"
    recognized_by = "a JSON object with guild, channel, messages and exportedAt or messageCount"
    evidence: Evidence = "source"
    how_to_get = "DiscordChatExporter: choose the channels and JSON as the format"

    def claims(self, file: InputFile) -> float:
        """Return 1 and .05 per further sign if it begins as such a file does."""
        if file.container != "text" or not file.head.lstrip().startswith("{"):
            return 0.0
        front = _Front(file.head)
        if not (front.guild and front.channel and '"messages"' in file.head):
            return 0.0
        signs = sum(f'"{name}"' in file.head for name in ("exportedAt", "messageCount", "dateRange"))
        return 1.0 + 0.05 * signs if signs else 0.0

    def read(self, file: InputFile, reading: Reading) -> Iterator[SourceRecord]:
        """Yield one record per message; direct messages are private."""
        front = _Front(file.head)
        reader = _Messages(file, front, reading)
        limits = {"after": "from", "before": "up to"}
        if told := [f"{word} {at}" for key, word in limits.items() if (at := as_text(front.dates.get(key)))]:
            reading.limit(f"{front.place}: only messages {' '.join(told)}")
        with file.text() as stream:
            for number, item in enumerate(json_items(stream, ("messages",)), 1):
                yield reader.record(item, file.place("message", number))
        for warning in reader.warnings():
            reading.warn(warning)


class _Front:
    """What stands before the messages: the server, the channel, the dates asked for."""

    def __init__(self, head: str) -> None:
        before = head.partition('"messages"')[0]
        self.guild, self.channel, self.dates = (
            _named(before, name) for name in ("guild", "channel", "dateRange")
        )

    @property
    def place(self) -> str:
        """The channel's name; a thread's after that of its channel."""
        name, parent = text_at(self.channel, "name") or "?", text_at(self.channel, "category")
        within = "thread" in (text_at(self.channel, "type") or "").lower()
        return f"#{parent}: {name}" if within and parent else f"#{name}"

    @property
    def is_direct(self) -> bool:
        """Whether it is a talk between a few people."""
        return (text_at(self.channel, "type") or "").startswith("Direct")


@dataclass
class _Messages:
    """Turns messages into records and keeps what was odd about them."""

    file: InputFile
    front: _Front
    reading: Reading
    direct: int = 0
    undated: int = 0

    def warnings(self) -> Iterator[str]:
        """Yield what reading the messages showed."""
        if self.direct:
            yield f"direct messages are private and not read: {self.direct}"
        if self.undated:
            yield f"{self.undated} messages have no time that can be read"

    def record(self, item: JsonItem, place: str) -> SourceRecord:
        """Return the record of one message, in its state."""
        message = item.value
        number = as_text(message.get("id")) if isinstance(message, dict) else None
        if number is None:
            other = "without id" if isinstance(message, dict) else f"but {kind_of(message)}"
            return self._rejected(place, item.problem or f"no message {other}")
        guild, channel = (text_at(part, "id") or "" for part in (self.front.guild, self.front.channel))
        private = "a direct message" if self.front.is_direct else ""
        self.direct += bool(private)
        where = "/".join((guild if guild != "0" else "@me", channel, number))
        return thread_record(
            self.file,
            Thread(
                source="discord", instance=guild, external_id=number, place=f"message {number}",
                posts=(self._post(message, number),), opener=number, private=private,
                channel=self.front.place, url=f"https://discord.com/channels/{where}",
            ),
        )  # fmt: skip

    def _post(self, message: Json, number: str) -> Post:
        author, words = as_dict(message.get("author")), as_text(message.get("content"))
        names = [text for person in (author, *dicts(message.get("mentions"))) for text in _names(person)]
        created = self._time(message.get("timestamp"))
        self.undated += created is None
        return Post(
            id=number, role=_role(message, author),
            text=RawText(text=words, markup="markdown", field="content") if words else None,
            author=_identity(author), names=tuple(sorted(set(names))), created=created,
            edited=self._time(message.get("timestampEdited")),
        )  # fmt: skip

    def _time(self, value: Any) -> datetime | None:
        parsed = parse_date(as_text(value) or "", zone=zone_named(self.reading.settings.timezone))
        return parsed.value if parsed else None

    def _rejected(self, place: str, reason: str) -> SourceRecord:
        return rejected_record(self.file, "discord", place, reason)


def _role(message: Json, author: Json) -> Role:
    if message.get("type", "Default") not in _WRITTEN or author.get("isBot") is True:
        return "system"
    return "staff" if is_staff_role(texts_at(author, "roles", "name")) else "customer"


def _names(person: Json) -> list[str]:
    return [name for key in _NAMES if (name := as_text(person.get(key)))]


def _identity(author: Json) -> Identity | None:
    number, names = as_text(author.get("id")), _names(author)
    return Identity(external_id=number, name=names[0] if names else None) if number or names else None


def _named(text: str, name: str) -> Json:
    """Return the object of a name at the beginning of a document that need not be whole."""
    found = re.search(rf'"{name}"\s*:\s*(?=\{{)', text)
    try:
        return as_dict(_DECODER.raw_decode(text, found.end())[0]) if found else {}
    except (ValueError, RecursionError):
        return {}


DISCORD = DiscordImporter()
