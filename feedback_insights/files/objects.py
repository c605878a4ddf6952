"""Tables whose rows are JSON objects: of a list, of an object that holds one, or one a line.

They are read as a stream, several times over; no file is held whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from feedback_insights.errors import FileProblem
from feedback_insights.files.columns import canonical
from feedback_insights.files.flatten import flatten
from feedback_insights.files.held import RowsFile
from feedback_insights.files.jsons import LONGEST, json_items, parse_json
from feedback_insights.files.opening import InputFile
from feedback_insights.files.profile import Profile
from feedback_insights.files.tables import Header, Known, Row, Table

_LISTS = (  # what lists of feedback are called, best first
    "responses", "survey_responses", "feedback", "feedbacks", "reviews", "submissions", "comments", "ratings",
    "tickets", "issues", "conversations", "messages", "posts", "entries", "records", "results", "items",
    "data", "rows", "documents", "values", "list", "nodes", "hits",
)  # fmt: skip
_ALSO_NESTED = frozenset(("comments", "ratings", "messages", "posts", "items", "values", "list", "nodes"))
_WRAPPERS = frozenset(("data", "response", "result", "results", "payload", "hits", "_embedded", "embedded"))
_MOST_COLUMNS = 5000
_TRIED_LINES = 20
_FEW = 10  # objects that a single record may have in its lists: replies, attachments


class _AnyName:
    def __contains__(self, name: object) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Shape:
    """Where in a file the records are."""

    by_line: bool = False
    path: str = ""  # of the list in a document; "" = the document itself, or the list that it is
    others: tuple[str, ...] = ()  # lists of objects that are not read


class ObjectTable(Table):
    """A table whose columns are the names in any of its objects; they are in alphabetical order."""

    blank_is_record = True

    def __init__(self, file: InputFile, shape: Shape, header: Header, lasting: tuple[int, ...]) -> None:
        super().__init__(file, header)
        self.shape = shape
        self._lasting = lasting
        self._left_out: Counter[str] = Counter()

    @property
    def lasting(self) -> tuple[int, ...]:
        """Return the columns that at least half of the objects have."""
        return self._lasting

    def rows(self) -> Iterator[Row]:
        """Yield a row per object, and a rejected one for what is none."""
        self._left_out = Counter()
        blank = ("",) * len(self.names)
        for number, value, problem in _items(self.file, self.shape):
            if problem:
                yield Row(number, blank, "rejected", problem)
                continue
            flat = flatten(value)
            self._left_out.update(flat.left_out)
            yield Row(number, tuple(flat.cells.get(name, "") for name in self.names))

    def place(self, row: Row) -> str:
        """Return what a row without an id of its own is called: ``line 3``, ``item 3``."""
        return self.file.place("line" if self.shape.by_line else "item", row.number)

    def warnings(self) -> list[str]:
        """Return what reading the objects showed."""
        told = []
        if self.shape.others:
            others = ", ".join(repr(name) for name in self.shape.others)
            told.append(f"read the list {self.shape.path!r}; not read: {others}")
        if self._left_out:
            names = sorted(self._left_out, key=lambda name: (-self._left_out[name], name))
            shown = ", ".join(repr(name) for name in names[:5]) + (", …" if len(names) > 5 else "")
            told.append(f"lists of objects inside a record are not read: {shown}")
        return told


def looks_like_json(file: InputFile) -> bool:
    """Tell whether a file begins as JSON does."""
    return isinstance(file, RowsFile) or file.head.lstrip().startswith(("{", "["))


def open_objects(file: InputFile, *, known: Known, profile: Profile | None = None) -> ObjectTable:
    """Find the records of a JSON file and their names. ``known`` is as for `open_table`.

    Raises `FileProblem` if the file is no JSON, has several lists of objects and none that is surely the
    records', or more than 5,000 different names.
    """
    if not looks_like_json(file):
        begin = " ".join(file.head.split())[:40]
        raise FileProblem(f"{file.name} is no JSON: it begins with {begin!r}; choose another --format NAME")
    shape = _shape(file, known, profile.records if profile else None)
    seen: Counter[str] = Counter()
    parts: dict[str, str] = {}
    lists: set[str] = set()
    count = 0
    for _, value, problem in _items(file, shape):
        if not problem:
            flat = flatten(value)
            count += 1
            seen.update(flat.cells.keys())
            parts.update(flat.names)
            lists |= flat.lists
            if len(seen) > _MOST_COLUMNS:
                raise FileProblem(f"{file.name} has over {_MOST_COLUMNS} different names; it is no table")
    names = tuple(sorted(seen))
    closed = frozenset(place for place, name in enumerate(names) if name in lists)
    header = Header(names, 0, "", tuple(parts[name] for name in names), closed=closed)
    lasting = tuple(place for place, name in enumerate(names) if seen[name] * 2 >= count)
    return ObjectTable(file, shape, header, lasting)


def _items(file: InputFile, shape: Shape) -> Iterator[tuple[int, Any, str]]:
    """Yield the number and the value of every record, or what is wrong with it."""
    for number, value, problem in _lines(file) if shape.by_line else _elements(file, shape.path):
        if problem or isinstance(value, Mapping):
            yield number, value, problem
        else:
            reason = value if isinstance(file, RowsFile) and isinstance(value, str) else ""
            yield number, None, reason or "not an object with named values"


def _lines(file: InputFile) -> Iterator[tuple[int, Any, str]]:
    for number, line in file.lines(longest=LONGEST):
        value, problem = parse_json(line) if line is not None else (None, f"longer than {LONGEST >> 20} MiB")
        yield number, value, problem


def _elements(file: InputFile, path: str) -> Iterator[tuple[int, Any, str]]:
    number = 0
    lists = _AnyName() if path else ()
    with file.text() as stream:
        for item in json_items(stream, lists, wrappers=_WRAPPERS if path else ()):
            in_list = not path or item.path.startswith(f"{path}[")
            if in_list or (item.problem and not item.path):
                number += 1
                yield number, item.value, item.problem


def _shape(file: InputFile, known: Known, wanted: str | None) -> Shape:
    if isinstance(file, RowsFile):
        return Shape(by_line=True)
    if wanted:
        return Shape(path=wanted)
    lines = [line for line in file.head.split("\n")[:-1] if line.strip()]
    objects = [value for value in (_alone(line) for line in lines[:_TRIED_LINES]) if value is not None]
    if len(lines) > 1 and 2 * len(objects) >= min(len(lines), _TRIED_LINES):
        return Shape(by_line=True)
    whole = objects[0] if len(lines) == 1 and objects else _alone(file.head)
    if file.head.lstrip().startswith("[") or (whole is not None and _is_record(whole, known)):
        return Shape()
    emptied = next((name for name in _LISTS if whole is not None and whole.get(name) == []), "")
    return _list_shape(file, emptied)


def _alone(text: str) -> Mapping[str, Any] | None:
    value = parse_json(text.encode())[0]
    return value if isinstance(value, Mapping) else None


def _is_record(value: Mapping[str, Any], known: Known) -> bool:
    """Tell a record, which has few objects in its lists if any, from an envelope around a list of records."""
    lists = {name: _objects_in(inner) for name, inner in value.items()}
    fields = sum(known(canonical(name)) for name in flatten(value).cells)
    if not any(lists.values()):
        inside = [value[name] for name in value if name in _WRAPPERS]
        emptied = fields < 2 and any(value[name] == [] for name in value if name in _LISTS)
        return not emptied and not any(
            isinstance(inner, Mapping) and any(map(_objects_in, inner.values())) for inner in inside
        )
    decisive = (lists[name] for name in lists if name in _LISTS and name not in _ALSO_NESTED)
    if any(decisive) or sum(lists.values()) > _FEW:
        return False
    return fields >= 2


def _objects_in(value: Any) -> int:
    return sum(isinstance(item, Mapping) for item in value) if isinstance(value, list) else 0


def _list_shape(file: InputFile, emptied: str) -> Shape:
    found: Counter[str] = Counter()
    with file.text() as stream:
        for item in json_items(stream, _AnyName(), wrappers=_WRAPPERS):
            if item.path.endswith("]"):
                found[item.path[: item.path.rfind("[")]] += isinstance(item.value, Mapping)
    lists = sorted(name for name, count in found.items() if count)
    if not lists:
        return Shape(path=min(found) if len(found) == 1 else emptied)
    usual = [name for wanted in _LISTS for name in lists if name.rpartition(".")[2] == wanted]
    if not usual and len(lists) > 1:
        shown = ", ".join(repr(name) for name in lists[:8])
        raise FileProblem(
            f"{file.name} has several lists of objects: {shown}; "
            f"name one in a profile: records = {lists[0]!r}"
        )
    chosen = (usual or lists)[0]
    return Shape(path=chosen, others=tuple(name for name in lists if name != chosen))
