"""Long lists of ids, kept once and in chunks. No SQL here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from zlib import crc32

from feedback_insights._rows import Row, short, to_json


class IdLists:
    """Long lists of ids, kept once and in chunks, so that one more id costs one chunk and not the list.

    A chunk ends after an id whose checksum says so; an insertion moves no other chunk's border.
    """

    def __init__(self) -> None:
        self.lists: dict[str, str] = {}
        self.chunks: dict[str, str] = {}

    def add(self, ids: Iterable[str]) -> str:
        """Note a list and return its key."""
        keys = []
        for chunk in _chunks(ids):
            text = to_json(chunk)
            keys.append(short(text))
            self.chunks[keys[-1]] = text
        listed = to_json(keys)
        key = short(listed)
        self.lists[key] = listed
        return key

    def take(self) -> tuple[list[Row], list[Row]]:
        """The rows noted since the last time: chunks and lists."""
        rows = list(self.chunks.items()), list(self.lists.items())
        self.chunks, self.lists = {}, {}
        return rows


def _chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    for id in ids:
        chunk.append(id)
        if crc32(id.encode("utf-8", "replace")) % 32 == 0:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
