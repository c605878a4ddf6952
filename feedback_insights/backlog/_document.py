"""JSON documents of trackers: their lists of objects, whole, and what stands beside them.

The same items come as a list, one a line, as an object (an API page) that holds lists, or as pages glued
together. Of a damaged document what can be read is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from feedback_insights.files import InputFile
from feedback_insights.files.jsons import LONGEST, JsonItem, json_items, parse_json

LISTS = frozenset(
    {"issues", "items", "cards", "lists", "actions", "checklists", "members", "results", "data"}
)
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Item:
    """One object of a list, or why it is none."""

    place: str  # "item 3", "line 3"
    value: Json = field(default_factory=dict)
    problem: str = ""


@dataclass(slots=True)
class Document:
    """The lists of a document by name; "" are the objects that stand in no list of that name."""

    lists: dict[str, list[Item]] = field(default_factory=dict)
    beside: dict[str, Any] = field(default_factory=dict)  # what the root has but its lists; of the first page
    pages: int = 0  # objects that hold lists

    def items(self, *names: str) -> list[Item]:
        """The objects of all of these lists that there are."""
        return [item for name in names for item in self.lists.get(name, ())]

    def add(self, name: str, value: Any, problem: str = "", *, place: str = "") -> None:
        """Take in one value of a list; a list of lists is one."""
        if isinstance(value, list) and not problem:
            for part in value:
                self.add(name, part, place=place)
            return
        known = self.lists.setdefault(name, [])
        if not isinstance(value, dict):
            problem = problem or "not an object with named values"
        known.append(Item(place or f"item {len(known) + 1}", {} if problem else value, problem))


def read_document(file: InputFile) -> Document:
    """Read a whole JSON file. Broken objects become items with a problem."""
    found = Document()
    if _is_by_line(file.head):
        for number, line in file.lines(longest=LONGEST):
            value, problem = parse_json(line) if line is not None else (None, "line too long")
            if isinstance(value, dict) and _is_page(value):
                _take_page(found, value)
            else:
                found.add("", value, problem, place=f"line {number}")
        return found
    broken = False
    with file.text() as stream:
        for item in json_items(stream):
            if _is_page(item.value):
                _take_page(found, item.value)
            elif item.problem and not item.path:
                broken = True
            else:
                found.add("", item.value, item.problem)
    return _saved(file) if broken else found


def _saved(file: InputFile) -> Document:
    """Read a document that does not parse as a whole, list by list."""
    found = Document()
    with file.text() as stream:
        for item in json_items(stream, LISTS):
            found.add(_list_of(item), item.value, item.problem)
    return found


def _list_of(item: JsonItem) -> str:
    return item.path.partition("[")[0]


def _is_by_line(head: str) -> bool:
    first = parse_json(head.lstrip().partition("\n")[0].encode())[0]
    return isinstance(first, dict) and not _is_page(first)


def _is_page(value: Any) -> bool:
    return isinstance(value, dict) and any(isinstance(value.get(name), list) for name in LISTS)


def _take_page(found: Document, page: Mapping[str, Any]) -> None:
    found.pages += 1
    for name, value in page.items():
        if isinstance(value, list) and name in LISTS:
            found.lists.setdefault(name, [])
            for part in value:
                found.add(name, part)
        else:
            found.beside.setdefault(name, value)


def text_at(value: Any, *path: str) -> str:
    """The text or number at a path of names; "" where there is none."""
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None or isinstance(value, bool | Mapping | list) else str(value).strip()


def count_at(value: Any, *path: str) -> int:
    """The whole number at a path of names; 0 where there is none, or none that counts anything."""
    text = text_at(value, *path)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else 0


def objects_at(value: Any, *path: str) -> list[Json]:
    """The objects of the list at a path of names."""
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return [part for part in value if isinstance(part, Mapping)] if isinstance(value, list) else []


def texts_at(value: Any, *path: str) -> tuple[str, ...]:
    """The texts of the list at a path of names; of objects their names."""
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    parts = value if isinstance(value, list) else []
    return some(*(text_at(part, "name") if isinstance(part, Mapping) else text_at(part) for part in parts))


def some(*values: str) -> tuple[str, ...]:
    """Those of some texts that say something, each once."""
    return tuple(dict.fromkeys(value for value in values if value))


def share_of(items: Sequence[Item], test: Any, *, tried: int = 20) -> float:
    """The share of the first objects that pass a test."""
    first = [item.value for item in items if not item.problem][:tried]
    return sum(bool(test(value)) for value in first) / len(first) if first else 0.0
