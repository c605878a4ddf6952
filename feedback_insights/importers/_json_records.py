"""The records of a tool's JSON: one a line, a list, or an object (an API page) that holds a list.

The same records come in all of these shapes, and as pages glued to a list or one a line. What stands beside
them (users, organizations) may be collected first. Files are read as streams, never held whole.
"""

from __future__ import annotations

import io
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, Protocol, TextIO

from feedback_insights.files import InputFile
from feedback_insights.files.archives import Archive, MemberFile
from feedback_insights.files.held import UTF8
from feedback_insights.files.jsons import LONGEST, JsonItem, closed, json_items, parse_json
from feedback_insights.files.profile import Evidence
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._values import Json, as_dict, as_text, dicts
from feedback_insights.raw import SourceRecord

_TRIED = 20
_SIDE_FILE = re.compile(r"(?:^|[/\W_])([a-z]+)(?:[\W_]*\d+)*\.(?:json|ndjson|jsonl)$")
_EMPTY_PAGE = 1 << 14  # letters that a page without records may have


@dataclass(frozen=True, slots=True)
class Lists:
    """What the lists of a tool's documents are called."""

    records: tuple[str, ...] = ()  # "conversations", "_embedded.conversations"
    beside: tuple[str, ...] = ()  # "users"

    @property
    def wrappers(self) -> frozenset[str]:
        """The objects of the root in which such lists lie."""
        return frozenset(name.partition(".")[0] for name in (*self.records, *self.beside) if "." in name)


class Beside:
    """What the document holds beside its records, by list and id."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Json] = {}

    def add(self, kind: str, value: Json, key: str = "id") -> None:
        """Take note of one entry of a list."""
        if number := as_text(value.get(key)):
            self._found[kind, number] = value

    def update(self, other: Beside) -> None:
        """Take over what is known elsewhere."""
        self._found.update(other._found)

    def get(self, kind: str, number: str | None) -> Json:
        """Return an entry; an empty one if it is not known."""
        return self._found.get((kind, number or ""), {})


class RecordReader(Protocol):
    """Turns the values of one file into records and keeps what was odd about them."""

    def record(self, value: Any, place: str) -> SourceRecord:
        """Return the record of one value, in its state; also of a value that is none of the tool's."""
        ...

    def rejected(self, place: str, reason: str) -> SourceRecord:
        """Return the record of what cannot be read."""
        ...

    def warnings(self) -> Sequence[str]:
        """Return what reading the values showed."""
        ...


class JsonImporter(ABC):
    """An importer of a tool's JSON. Subclasses say what a record looks like and what becomes of it."""

    name: str
    description: str
    recognized_by: str
    evidence: Evidence = "unverified"
    how_to_get: str = ""
    lists: Lists = Lists()
    page: frozenset[str] = frozenset()  # names beside an empty list of records that tell whose page it is

    @abstractmethod
    def score(self, record: Json, within: str) -> float:
        """Return 0 if it is none of the tool's records, at least 1 if it is, .05 more per further sign.

        ``within`` is the list of the document that it stands in; "" where it stands by itself.
        """

    @abstractmethod
    def reader(self, file: InputFile, beside: Beside, reading: Reading) -> RecordReader:
        """Return what reads the values of one file."""

    def claims(self, file: InputFile) -> float:
        """Return the best score of the first records."""
        if file.container != "text":
            return 0.0
        if not (file.head.lstrip().startswith(("{", "[")) or is_by_line(file.head, self.lists)):
            return 0.0
        tried = _first(file, self.lists)
        scores = (self.score(value, within) for within, value in tried if isinstance(value, dict))
        return max(scores, default=0.0) or (1.0 if self._is_empty_page(file.head) else 0.0)

    def _is_empty_page(self, head: str) -> bool:
        """Tell whether a file is a page of the tool's API on which no records are."""
        value = parse_json(head.encode())[0] if self.page and len(head) < _EMPTY_PAGE else None
        listed = _listed(value, self.lists)
        if not isinstance(value, dict) or listed is None or listed[1]:
            return False
        return not self.page.isdisjoint(value)

    def reads_beside(self, member: str) -> bool:
        """Tell whether a file of an archive holds what belongs to the records in others: ``users.json``."""
        return _side_list(member, self.lists) is not None

    def read(self, file: InputFile, reading: Reading) -> Iterator[SourceRecord]:
        """Yield one record per value, and a rejected one for what is none."""
        reader = self.reader(file, _beside(file, self.lists), reading)
        for place, item in records_in(file, self.lists):
            yield reader.rejected(place, item.problem) if item.problem else reader.record(item.value, place)
        for warning in reader.warnings():
            reading.warn(warning)


def records_in(file: InputFile, lists: Lists) -> Iterator[tuple[str, JsonItem]]:
    """Yield the records of a file with their places: ``line 3``, ``item 3``."""
    if not is_by_line(file.head, lists):
        with file.text() as stream:
            for number, item in enumerate(_items(stream, lists), 1):
                yield file.place("item", number), item
        return
    for number, line in file.lines(longest=LONGEST):
        place = file.place("line", number)
        if line is None:
            yield place, JsonItem("", problem=f"longer than {LONGEST >> 20} MiB")
            continue
        value, problem = parse_json(line)
        if problem or (found := _listed(value, lists)) is None:
            yield place, JsonItem("", value, problem)
            continue
        path, values = found
        for count, one in enumerate(values):
            yield f"{place} item {count + 1}", JsonItem(f"{path}[{count}]", one)


def document_facts(file: InputFile, lists: Lists) -> Json:
    """Return what the root of one document says besides its lists: totals, names of fields."""
    if not file.head.lstrip().startswith("{") or is_by_line(file.head, lists):
        return {}
    with file.text() as stream:
        found = [
            item.value
            for item in json_items(stream, lists.records, wrappers=lists.wrappers, rest=True)
            if not item.path
        ]
    return as_dict(found[-1]) if found else {}


def is_by_line(head: str, lists: Lists) -> bool:
    """Tell NDJSON from one document: its lines are records, or pages of them, on their own."""
    lines = [line for line in head.split("\n")[:-1] if line.strip()][:_TRIED]
    if not lines or lines[0].lstrip().startswith("["):
        return False
    first = parse_json(lines[0].encode())[0]
    if isinstance(first, dict):
        return len(lines) > 1 or _listed(first, lists) is None
    return sum(line.startswith("{") and _parses(line) for line in lines) >= min(2, len(lines) - 1) > 0


def _items(stream: TextIO, lists: Lists) -> Iterator[JsonItem]:
    """Yield the records of a document; a list of pages is a list of their records."""
    for item in json_items(stream, lists.records, wrappers=lists.wrappers):
        found = None if _list_of(item.path) else _listed(item.value, lists)
        if found is None:
            yield item
            continue
        path, values = found
        for number, value in enumerate(values):
            yield JsonItem(f"{path}[{number}]", value)


def _listed(value: Any, lists: Lists) -> tuple[str, list[Any]] | None:
    """Return the list of records that a page holds, and its name."""
    for name in lists.records:
        found = value
        for part in name.split("."):
            found = found.get(part) if isinstance(found, dict) else None
        if isinstance(found, list):
            return name, found
    return None


def _first(file: InputFile, lists: Lists) -> Iterator[tuple[str, Any]]:
    """Yield the first records of the head that decode, and the lists they stand in."""
    if is_by_line(file.head, lists):
        for line in file.head.split("\n")[:_TRIED]:
            value = parse_json(line.encode())[0]
            name, values = _listed(value, lists) or ("", [value])
            yield from ((name, one) for one in values[:_TRIED])
        return
    tried = 0
    for item in islice(_items(io.StringIO(file.head), lists), _TRIED):
        tried += not item.problem
        yield _list_of(item.path), item.value
    if not tried:  # a first record that is longer than the head
        for item in islice(_items(io.StringIO(closed(file.head)), lists), _TRIED):
            yield _list_of(item.path), item.value


def _list_of(path: str) -> str:
    return path.rpartition("[")[0]


def _parses(line: str) -> bool:
    return isinstance(parse_json(line.encode())[0], dict)


def _beside(file: InputFile, lists: Lists) -> Beside:
    """Collect what a document, or the pages that stand one a line, hold beside their records.

    Full exports hold it in files of their own in the same archive.
    """
    beside = Beside()
    if lists.beside and isinstance(file, MemberFile):
        packed = InputFile(file.path, file.name, file.sha256, UTF8, zipped=False, container="zip")
        beside.update(_of_archive(packed, lists))
    if not lists.beside or not file.head.lstrip().startswith("{"):
        return beside
    if is_by_line(file.head, lists):
        if not any(f'"{name}"' in file.head for name in lists.beside):
            return beside  # records, no pages
        for _, line in file.lines(longest=LONGEST):
            page = parse_json(line)[0] if line else None
            for name in lists.beside:
                _add_all(beside, name, page.get(name) if isinstance(page, dict) else None)
        return beside
    with file.text() as stream:
        for item in json_items(stream, (*lists.records, *lists.beside), wrappers=lists.wrappers):
            if (kind := _list_of(item.path)) in lists.beside:
                _add_all(beside, kind, [item.value])
    return beside


@lru_cache(maxsize=1)
def _of_archive(packed: InputFile, lists: Lists) -> Beside:
    """Collect the lists that have files of their own in an archive; once for all files with records in it."""
    beside = Beside()
    with Archive(packed) as archive:
        for name in archive.members:
            kind = _side_list(name, lists)
            if kind and (member := archive.member(name)):
                for _, item in records_in(member, Lists(records=(kind,))):
                    _add_all(beside, kind, [item.value])
    return beside


def _side_list(member: str, lists: Lists) -> str | None:
    """Return the list that a file of an archive is named after: ``export/users-2.json`` after "users"."""
    match = _SIDE_FILE.search(member.casefold())
    return match[1] if match and match[1] in lists.beside else None


def _add_all(beside: Beside, kind: str, values: Any) -> None:
    for value in dicts(values):
        beside.add(kind, value)
