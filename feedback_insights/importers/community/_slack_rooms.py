"""The channels of a Slack export: their folders and the files of each day in them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from feedback_insights.files.archives import Archive
from feedback_insights.files.jsons import json_items, parse_json
from feedback_insights.importers._values import Json, as_text

USERS = ("users.json", "org_users.json")
_LISTS = {"channels.json": "", "groups.json": "", "dms.json": "direct", "mpims.json": "direct"}
HELPERS = frozenset({"groups.json", "dms.json", "mpims.json", "integration_logs.json", "canvases.json"})
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\.json")
_DIRECT = re.compile(r"D[A-Z0-9]{6,}|mpdm-.+")
_WHOLE = 4 << 20  # bytes; a day of more is read as a stream


@dataclass(frozen=True, slots=True)
class Room:
    """One channel and its days, the first one first."""

    id: str
    name: str
    direct: bool  # between a few people: no channel
    days: tuple[str, ...]


def is_unpacked(files: Iterable[str]) -> bool:
    """Tell whether files that lie side by side are the lists of an export, of channels and of users."""
    names = set(files)
    return not names.isdisjoint(USERS) and not names.isdisjoint(("channels.json", "groups.json"))


class SlackExport:
    """What lies where in the archive; its files may stand in a folder of their own."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        names = archive.members
        listed = [name for name in names if name.rpartition("/")[2] in USERS]
        self.root = min((name.rpartition("/")[0] for name in listed), key=len, default="")
        self.root += "/" if self.root else ""
        self._names = [name[len(self.root) :] for name in names if name.startswith(self.root)]
        self.top = frozenset(name for name in self._names if "/" not in name)
        self.unread: list[str] = []  # lists of which not all is read

    @property
    def is_one(self) -> bool:
        """Whether it is an export at all: its lists of channels and of users are there."""
        return is_unpacked(self.top)

    def users(self) -> Iterator[Json]:
        """Yield the users of all lists there are."""
        for name in USERS:
            yield from self._list(name)

    def rooms(self) -> Iterator[Room]:
        """Yield every folder with days in it, by name, listed or not."""
        known: dict[str, tuple[str, bool]] = {}
        for list_name, kind in _LISTS.items():
            for entry in self._list(list_name):
                id, name = as_text(entry.get("id")) or "", as_text(entry.get("name")) or ""
                known.update(dict.fromkeys(filter(None, (name, id)), (id or name, kind == "direct")))
        days: dict[str, list[str]] = {}
        for name in self._names:
            folder, _, day = name.rpartition("/")
            if folder and _DAY.fullmatch(day):
                days.setdefault(folder, []).append(self.root + name)
        for folder in sorted(days):
            id, direct = known.get(folder, (folder, _DIRECT.fullmatch(folder) is not None))
            yield Room(id, folder, direct, tuple(sorted(days[folder])))

    def messages(self, day: str) -> Iterable[Any]:
        """Return the messages of one day; for a broken one the `JsonItem` that says why."""
        if self._archive.size(day) <= _WHOLE:
            value, problem = parse_json(self._archive.read(day))
            if not problem and isinstance(value, list):
                return value
        return self._streamed(day)

    def _streamed(self, name: str) -> Iterator[Any]:
        with io.TextIOWrapper(self._archive.open(name), "utf-8-sig", errors="replace", newline="") as stream:
            for item in json_items(stream, ("messages",)):
                yield item if item.problem else item.value

    def _list(self, name: str) -> Iterator[Json]:
        """Yield the entries of a list; there are workspaces of a hundred thousand users."""
        broken = False
        for entry in self.messages(self.root + name) if name in self.top else ():
            if isinstance(entry, dict):
                yield entry
            broken = broken or not isinstance(entry, dict)
        if broken:
            self.unread.append(name)
