"""What the sheets of an Excel workbook share: their list, their texts, and which styles show a date."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from feedback_insights.errors import FileProblem
from feedback_insights.files._xml import XmlReader
from feedback_insights.files.cells import unescaped
from feedback_insights.files.packages import Package

WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_LARGEST_TEXTS = 128 << 20  # letters of all shared texts; they are held in memory
_MOST_STYLES = 1 << 16
_MOST_SHEETS = 1 << 10

Shown = Literal["", "date", "duration"]

_DATES = frozenset((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)))  # numbers of built-in formats
_DURATION = 46
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.')
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.I)
_BRACKETS = re.compile(r"\[[^\]]*\]")
_DATE_LETTER = re.compile(r"[dmyhs]", re.I)


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet of cells and the part of the archive that holds it."""

    name: str
    part: str
    visible: bool


@dataclass
class Book:
    """What is needed to read any sheet of a workbook."""

    package: Package
    sheets: list[SheetPart] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    styles: list[Shown] = field(default_factory=list)  # by number
    from_1904: bool = False  # days are counted from there, as on old Macs


def read_book(package: Package) -> Book:
    """Read a workbook up to its sheets. Raises `FileProblem` if it is damaged or too large."""
    book, parts = Book(package), {part.lower(): part for part in package.parts}
    if _RELATIONS not in parts:
        raise package.damaged("it does not say where its sheets are")
    relations = _Relations(package, parts[_RELATIONS])
    relations.read()
    _Sheets(book, parts, relations.found).read()
    for kind, target in relations.found.values():
        if target in parts and kind == "sharedStrings" and not book.texts:
            _Texts(book, parts[target]).read()
        elif target in parts and kind == "styles" and not book.styles:
            _Styles(book, parts[target]).read()
    return book


class _Relations(XmlReader):
    """Which part an id stands for: its kind and its name, in lower case."""

    def __init__(self, package: Package, part: str) -> None:
        super().__init__(package, part)
        self.found: dict[str, tuple[str, str]] = {}

    def started(self, name: str, attributes: Mapping[str, str]) -> None:
        if self.local[name] == "Relationship" and attributes.get("TargetMode") != "External":
            path = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", "")))
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.found[attributes.get("Id", "")] = kind, path.lstrip("/").lower()


class _Sheets(XmlReader):
    """The list of the sheets."""

    def __init__(
        self, book: Book, parts: Mapping[str, str], relations: Mapping[str, tuple[str, str]]
    ) -> None:
        super().__init__(book.package, parts[WORKBOOK])
        self._book, self._parts, self._relations = book, parts, relations

    def started(self, name: str, attributes: Mapping[str, str]) -> None:
        if self.local[name] == "workbookPr":
            self._book.from_1904 = attributes.get("date1904", "") in ("1", "true")
        elif self.local[name] == "sheet":
            self._add(attributes.get("name", ""), attributes)

    def _add(self, name: str, attributes: Mapping[str, str]) -> None:
        relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
        kind, target = self._relations.get(relation, ("worksheet", ""))
        if kind != "worksheet":  # a sheet with a chart, a dialog or a macro
            return
        if target not in self._parts:
            raise self.package.damaged(f"sheet {name!r} is missing")
        visible = attributes.get("state", "visible") == "visible"
        self._book.sheets.append(SheetPart(name, self._parts[target], visible))
        if len(self._book.sheets) > _MOST_SHEETS:
            raise FileProblem(f"{self.package.name} has more than {_MOST_SHEETS} sheets; split it")


class _Texts(XmlReader):
    """The texts that cells refer to by number."""

    def __init__(self, book: Book, part: str) -> None:
        super().__init__(book.package, part)
        self._texts, self._pieces = book.texts, list[str]()
        self._letters = 0
        self._aside = 0  # how a text is pronounced is told within it

    def started(self, name: str, attributes: Mapping[str, str]) -> None:
        if self.local[name] == "t" and not self._aside:
            self.text = []
        elif self.local[name] == "rPh":
            self._aside += 1

    def ended(self, name: str) -> None:
        tag = self.local[name]
        if tag == "t":
            self._pieces.append(self.taken())
        elif tag == "rPh":
            self._aside -= 1
        elif tag == "si":
            self._add(unescaped("".join(self._pieces)))
            self._pieces.clear()

    def _add(self, text: str) -> None:
        self._texts.append(text)
        self._letters += len(text) + 50  # what even an empty text takes
        if self._letters > _LARGEST_TEXTS:
            raise FileProblem(f"{self.package.name} holds too much text to be read at once; split it")


class _Styles(XmlReader):
    """How the cells' styles show numbers."""

    def __init__(self, book: Book, part: str) -> None:
        super().__init__(book.package, part)
        self._styles = book.styles
        self._formats: dict[str, str] = {}
        self._in_cells = False

    def started(self, name: str, attributes: Mapping[str, str]) -> None:
        tag = self.local[name]
        number = attributes.get("numFmtId", "0")
        if tag == "numFmt":
            self._formats[number] = attributes.get("formatCode", "")
        elif tag == "cellXfs":
            self._in_cells = True
        elif tag == "xf" and self._in_cells:
            self._styles.append(_shown(number, self._formats.get(number)))
        if len(self._formats) + len(self._styles) > _MOST_STYLES:
            raise FileProblem(f"{self.package.name} has more than {_MOST_STYLES:,} styles; save it as CSV")

    def ended(self, name: str) -> None:
        self._in_cells = self._in_cells and self.local[name] != "cellXfs"


def _shown(number: str, code: str | None) -> Shown:
    """Tell how numbers in a format are shown; a format of one's own has a code."""
    if code is None:
        built_in = int(number) if number.isdecimal() and len(number) < 4 else 0
        return "duration" if built_in == _DURATION else "date" if built_in in _DATES else ""
    first = _LITERAL.sub("", code[:1000].partition(";")[0])
    if _ELAPSED.search(first):
        return "duration"
    return "date" if _DATE_LETTER.search(_BRACKETS.sub("", first)) else ""
