"""JSON of any size, record by record: a broken record costs itself, not the rest of the file.

Streaming parsers stop at the first error and some spend memory on nesting without end. Here each record is
cut out of a window over the file and decoded on its own; a broken one is reported and stepped over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Generator, Iterator
from dataclasses import dataclass
from typing import Any, TextIO

import orjson

LONGEST = 64 << 20  # letters (or bytes of a line) that one record may take
_CHUNK = 1 << 16
_STRUCTURE = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|["{}\[\]]', re.S)
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[,"{}\[\]]', re.S)
_SCALAR_END = re.compile(r"[,\]}\n]")
_BLANK = re.compile(r"[\s\ufeff,]*")
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class JsonItem:
    """One record of a JSON document, or why it cannot be read."""

    path: str  # "tickets[3]", "[3]"; "" for the document itself
    value: Any = None
    problem: str = ""

    @property
    def index(self) -> int:
        """Place in its list, from 0; 0 for the document itself."""
        return int(self.path[self.path.rfind("[") + 1 : -1] or 0) if self.path.endswith("]") else 0


def parse_json(line: bytes) -> tuple[Any, str]:
    """Return ``(value, "")`` or ``(None, what is wrong)``; NaN and half surrogate pairs are accepted."""
    try:
        return orjson.loads(line), ""
    except orjson.JSONDecodeError as error:
        reason = str(error)
    try:
        return _scrubbed(json.loads(line)), ""
    except (ValueError, RecursionError):
        return None, f"not JSON: {reason}"


def closed(text: str) -> str:
    """Return the beginning of a document as a document: up to its last comma, with the brackets closed.

    What is cut off in the middle of a value is left out; a text without a comma is returned as it is.
    """
    open_brackets: list[str] = []
    end, closing = len(text), ""
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token == '"':  # cut off within a text
            break
        if token in "{[":
            open_brackets.append("}" if token == "{" else "]")
        elif token in "}]" and open_brackets:
            open_brackets.pop()
        elif token == "," and open_brackets:
            end, closing = match.start(), "".join(reversed(open_brackets))
    return text[:end] + closing


def json_items(
    stream: TextIO, collections: Container[str] = (), *, wrappers: Container[str] = (), rest: bool = False
) -> Iterator[JsonItem]:
    """Yield the records of a document: the items of a list at its root, or of the root's ``collections``.

    Lists inside the root's ``wrappers`` count as the root's own: ``data.reviews``. A root object without any
    of these lists is itself one record; with ``rest`` its other values are one beside such lists too.
    """
    window = _Window(stream)
    while letter := window.peek():
        if letter == "[":
            window.at += 1
            yield from _elements(window, "")
        elif letter == "{":
            yield from _root(window, collections, wrappers, rest)
        else:
            value, problem = _value(window)
            yield JsonItem("", value, problem)


class _Window:
    """The part of the text under way; grows on demand, forgets what has been read."""

    def __init__(self, stream: TextIO) -> None:
        self.text, self.at, self.ended = "", 0, False
        self._stream = stream

    def grow(self) -> None:
        rest = self.text[self.at :]
        more = self._stream.read(max(_CHUNK, len(rest)))
        self.ended = not more
        self.text, self.at = rest + more, 0

    def peek(self) -> str:
        """Return the next letter that is neither blank nor a comma; "" at the end."""
        while True:
            match = _BLANK.match(self.text, self.at)
            self.at = match.end() if match else self.at
            if self.at < len(self.text):
                return self.text[self.at]
            if self.ended:
                return ""
            self.grow()


def _elements(window: _Window, prefix: str) -> Iterator[JsonItem]:
    number, problem = 0, ""
    while (letter := window.peek()) != "]":
        path = f"{prefix}[{number}]"
        if not letter:
            if not problem:
                yield JsonItem(path, problem="the file ends in the middle of a list")
            return
        value, problem = _value(window)
        yield JsonItem(path, value, problem)
        number += 1
    window.at += 1


def _root(
    window: _Window, collections: Container[str], wrappers: Container[str], always: bool
) -> Iterator[JsonItem]:
    rest, streamed, problem = yield from _members(window, "", collections, wrappers)
    if problem:
        window.at, window.ended = len(window.text), True
        yield JsonItem("", problem=f"{problem}; the rest of the file was not read")
    elif rest and (always or not streamed):
        yield JsonItem("", rest)


def _members(
    window: _Window, prefix: str, collections: Container[str], wrappers: Container[str]
) -> Generator[JsonItem, None, tuple[dict[str, Any], bool, str]]:
    """Yield the items of an object's lists; return its other values, if there were lists, and a problem."""
    window.at += 1
    rest: dict[str, Any] = {}
    streamed = False
    while (letter := window.peek()) != "}":
        if not letter:
            return rest, streamed, "" if streamed else "the file ends in the middle of a record"
        key, problem = _value(window)
        if problem or not isinstance(key, str) or window.peek() != ":":
            expected = f"not JSON: a name and a colon were expected before {window.peek()!r}"
            return rest, streamed, problem or expected
        window.at += 1
        opening, inner = window.peek(), False
        if opening == "[" and prefix + key in collections:
            window.at += 1
            inner = True
            yield from _elements(window, prefix + key)
        elif opening == "{" and not prefix and key in wrappers:
            rest[key], inner, problem = yield from _members(window, f"{key}.", collections, ())
        else:
            rest[key], problem = _value(window)
        streamed |= inner
        if problem:
            return rest, streamed, problem
    window.at += 1
    return rest, streamed, ""


def _value(window: _Window) -> tuple[Any, str]:
    """Decode the value that begins here and step over it, whether or not it decodes."""
    if not window.peek():
        return None, "the file ends in the middle of a record"
    while True:
        try:
            value, end = _DECODER.raw_decode(window.text, window.at)
            if end < len(window.text) or window.ended:
                escaped = window.text.find("\\u", window.at, end) >= 0
                window.at = end
                return _scrubbed(value) if escaped else value, ""
        except (ValueError, RecursionError) as error:
            if end := _end(window):
                window.at = end
                return None, f"not JSON: {_why(error)}"
        if window.ended:
            window.at = len(window.text)
            return None, "the file ends in the middle of a record"
        if len(window.text) - window.at > LONGEST:
            window.at, window.ended = len(window.text), True
            return (
                None,
                f"a record of more than {LONGEST >> 20} million letters; the rest of the file was not read",
            )
        window.grow()


def _why(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return error.msg.lower()
    return "nested too deeply" if isinstance(error, RecursionError) else "a number is too long"


def _end(window: _Window) -> int:
    """Return where the broken value ends by its brackets; 0 if that cannot be seen yet."""
    text, start = window.text, window.at
    if text[start] not in '{["':
        found = _SCALAR_END.search(text, start + 1)
        return found.start() if found else 0
    depth = 0
    for match in _STRUCTURE.finditer(text, start):
        token = match.group()
        if token == '"':  # not closed yet
            return 0
        if token[0] != '"':
            depth += 1 if token in "{[" else -1
        if depth <= 0:
            return match.end()
    return 0


def _scrubbed(value: Any) -> Any:
    """Replace half surrogate pairs, which no file and no database can hold."""
    if isinstance(value, str):
        return (
            value if value.isascii() else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        )
    if isinstance(value, list):
        return [_scrubbed(item) for item in value]
    if isinstance(value, dict):
        return {_scrubbed(key): _scrubbed(item) for key, item in value.items()}
    return value
