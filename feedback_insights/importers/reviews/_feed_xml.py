"""Apple's reviews feed as XML: its entries as the JSON feed has them. Document types are refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from xml.parsers import expat

from feedback_insights.errors import FileProblem
from feedback_insights.files import InputFile

_CHUNK = 1 << 16
_KEPT = frozenset({"id", "title", "content", "updated", "im:rating", "im:version", "im:name"})
_LONGEST = 1 << 20  # letters of one text


def is_feed(head: str) -> bool:
    """Tell whether a file begins as such a feed."""
    start = head.lstrip()
    return start.startswith("<") and "<feed" in head and ("<im:rating" in head or "customerreviews" in head)


def feed_entries(file: InputFile) -> Iterator[dict[str, Any] | str]:
    """Yield the entries, and at last why the rest cannot be read, if it cannot."""
    entries = _Entries(file)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = entries.started
    parser.EndElementHandler = entries.ended
    parser.CharacterDataHandler = entries.read
    parser.StartDoctypeDeclHandler = entries.refuse
    with file.text() as stream:
        try:
            while chunk := stream.read(_CHUNK):
                parser.Parse(chunk)
                yield from entries.taken()
            parser.Parse("", True)
        except (expat.ExpatError, ValueError) as error:
            yield from entries.taken()
            yield f"not XML from here on: {error}"


class _Entries:
    """Collects what stands in each entry."""

    def __init__(self, file: InputFile) -> None:
        self._file = file
        self._path: list[str] = []
        self._entry: dict[str, Any] | None = None
        self._text: list[str] = []
        self._size = 0
        self._done: list[dict[str, Any]] = []

    def taken(self) -> list[dict[str, Any]]:
        done, self._done = self._done, []
        return done

    def started(self, name: str, attributes: Mapping[str, str]) -> None:
        self._path.append(name)
        self._text, self._size = [], 0
        if name == "entry":
            self._entry = {}

    def read(self, text: str) -> None:
        self._size += len(text)
        if self._entry is not None and self._size <= _LONGEST:
            self._text.append(text)

    def ended(self, name: str) -> None:
        path, text = tuple(self._path), "".join(self._text)
        self._path.pop()
        self._text = []
        if self._entry is None:
            return
        if name == "entry":
            self._done.append(self._entry)
            self._entry = None
        elif path[-2:] == ("author", "name"):
            self._entry["author"] = {"name": {"label": text}}
        elif name in _KEPT and path[-2:-1] == ("entry",):
            self._entry.setdefault(name, {"label": text})  # of two contents the first is the plain one

    def refuse(self, *_: object) -> None:
        raise FileProblem(f"{self._file.name} holds XML with a document type; refused")
