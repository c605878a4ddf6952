"""JSON objects as rows of a table: nested values become columns named by their path, ``customer.email``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from feedback_insights.files.cells import cell_text
from feedback_insights.files.columns import canonical, tidy

_DEEPEST = 16
_ASKED = ("question", "question text", "question title", "prompt")  # beside one of _ANSWERS
_ANSWERS = (
    "answer", "answer text", "answers", "response", "value", "values", "text", "comment", "choice", "choices",
)  # fmt: skip
_NAMED = ("name", "key", "label", "title", "field")  # beside one of _VALUES
_VALUES = ("value", "values", "answer", "response")
_SAYING = (
    "free response", "text", "label", "labels", "value", "values", "title", "name", "choice", "choices",
    "select one", "select many", "scale", "ref", "id",
)  # fmt: skip


@dataclass(slots=True)
class Flat:
    """One object as cells, and which of its lists no cell can hold."""

    cells: dict[str, str] = field(default_factory=dict)  # path -> text; a question's text -> its answer
    names: dict[str, str] = field(default_factory=dict)  # path -> its last part
    lists: set[str] = field(default_factory=set)  # the paths whose text was joined from a list
    left_out: set[str] = field(default_factory=set)
    _repeated: Counter[str] = field(default_factory=Counter)

    def put(self, path: str, name: str, value: Any) -> None:
        """Fill a cell; a second value of one name gets a cell of its own: ``Comment 2``."""
        wanted, text = path, _said(value)
        while self.cells.get(path) and text not in ("", self.cells[path]):
            self._repeated[wanted] += 1
            path = f"{wanted} {self._repeated[wanted] + 1}"
        self.cells[path] = self.cells.get(path) or text
        self.names[path] = name
        if text and isinstance(value, list):
            self.lists.add(path)


def flatten(record: Mapping[str, Any]) -> Flat:
    """Return an object of JSON values as cells.

    Lists of plain values are joined, lists of questions with answers become a cell per question; other lists
    of objects, and what lies more than 16 levels deep, are left out.
    """
    flat = Flat()
    answers = list(_fill(flat, record, "", 0))
    fields = set(flat.cells)
    for path, question, answer in answers:
        flat.put(f"{path}.{question}" if question in fields else question, question, answer)
    return flat


def _fill(flat: Flat, record: Mapping[str, Any], above: str, depth: int) -> Iterator[tuple[str, str, Any]]:
    """Fill in plain values; yield where, what was asked and what was answered."""
    for key in sorted(record):
        name, value = tidy(key), record[key]
        path = f"{above}.{name}" if above else name
        if isinstance(value, Mapping) and value:
            if depth < _DEEPEST:
                yield from _fill(flat, value, path, depth + 1)
            else:
                flat.left_out.add(path)
        elif isinstance(value, list) and any(isinstance(item, Mapping | list) for item in value):
            pairs = [_pair(item) for item in value]
            if all(pair is not None for pair in pairs):
                yield from ((path, *pair) for pair in pairs if pair)
            else:
                flat.left_out.add(path)
        else:
            flat.put(path, name, value)


def _pair(item: Any) -> tuple[str, Any] | None:
    """Return a question and its answer, or a field and its value."""
    if not isinstance(item, Mapping):
        return None
    keys = {canonical(key): key for key in sorted(item, reverse=True)}
    for asking, answering in ((_ASKED, _ANSWERS), (_NAMED, _VALUES)):
        asked = next((keys[name] for name in asking if name in keys), None)
        answer = next((keys[name] for name in answering if name in keys), None)
        if asked is not None and answer is not None and (question := tidy(_said(item[asked]))):
            return question, item[answer]
    return None


def _said(value: Any, depth: int = 0) -> str:
    """Return what a value says: itself, its parts joined, or of an object the part that is its text."""
    if depth > _DEEPEST:
        return ""
    if isinstance(value, list):
        return "; ".join(text for part in value if (text := _said(part, depth + 1)))
    if isinstance(value, Mapping):
        keys = {canonical(key): key for key in sorted(value, reverse=True)}
        texts = (_said(value[keys[name]], depth + 1) for name in _SAYING if name in keys)
        return next((text for text in texts if text), "")
    return cell_text(value)
