"""The cells of one sheet of an Excel workbook, row by row, each as the text that it shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from feedback_insights.errors import FileProblem
from feedback_insights.files._book import Book, Shown
from feedback_insights.files._xml import XmlReader
from feedback_insights.files.cells import cell_text, unescaped

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384  # Excel's own
_LAST_DAY = 2_958_466  # the first one of the year 10000
_LEAP = 60  # the 29th of February 1900, which Excel alone knows
_1904 = 1462
_TEXTS = frozenset(("str", "inlineStr", "d"))


def sheet_rows(book: Book, part: str) -> Iterator[tuple[int, dict[int, str]]]:
    """Yield the number of every row in which something stands, and its cells by column, both from 0.

    Raises `FileProblem` if the sheet is damaged or larger than Excel lets one become.
    """
    cells = _Cells(book, part)
    for _ in cells.pieces():
        yield from cells.rows
        cells.rows.clear()


class _Cells(XmlReader):
    """Gathers the cells of the rows under way."""

    def __init__(self, book: Book, part: str) -> None:
        super().__init__(book.package, part)
        self.rows: list[tuple[int, dict[int, str]]] = []
        self._book = book
        self._columns = _Columns()
        self._row, self._column = -1, -1
        self._cells: dict[int, str] = {}
        self._kind, self._style = "", ""
        self._pieces: list[str] = []
        self._aside = 0  # how a text is pronounced is told within it

    def started(self, name: str, attributes: Mapping[str, str]) -> None:
        tag = self.local[name]
        if tag == "c":
            letters = attributes.get("r", "").rstrip("0123456789")
            self._column = self._columns[letters] if letters else self._column + 1
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
            self._pieces.clear()
            if self._column >= MOST_COLUMNS:
                raise self._too_large()
        elif tag == "v" or (tag == "t" and not self._aside):
            self.text = []
        elif tag == "row":
            self._start_row(attributes.get("r", ""))
        elif tag == "rPh":
            self._aside += 1

    def ended(self, name: str) -> None:
        tag = self.local[name]
        if tag in ("v", "t"):
            self._pieces.append(self.taken())
        elif tag == "c":
            if shown := self._shown("".join(self._pieces), self._kind):
                self._cells[self._column] = shown
        elif tag == "rPh":
            self._aside -= 1
        elif tag == "row" and self._cells:
            self.rows.append((self._row, self._cells))
            self._cells = {}

    def _start_row(self, number: str) -> None:
        row = int(number) - 1 if number.isdecimal() and len(number) < 9 else self._row + 1
        self._row, self._column = max(row, self._row + 1), -1
        if self._row >= MOST_ROWS:
            raise self._too_large()

    def _shown(self, value: str, kind: str) -> str:
        if not value:
            return ""
        if kind == "s":
            return self._shared(value)
        if kind in _TEXTS:
            return unescaped(value)
        if kind == "b":
            return "true" if value.strip() in ("1", "true") else "false"
        if kind == "e":  # an error, such as #N/A
            return ""
        return self._number(value)

    def _shared(self, number: str) -> str:
        texts = self._book.texts
        place = int(number) if number.isdecimal() and len(number) < 12 else -1
        if not 0 <= place < len(texts):
            raise self.package.damaged(f"a cell shows text number {number[:20]!r}, which is not there")
        return texts[place]

    def _number(self, value: str) -> str:
        styles = self._book.styles
        style = int(self._style) if self._style.isdecimal() and len(self._style) < 9 else 0
        shown = styles[style] if style < len(styles) else ""
        if not shown and value.isdecimal() and len(value) < 16 and value[0] != "0":
            return value
        try:
            number = float(f"{float(value):.15g}")  # as many digits as Excel itself keeps
        except ValueError:
            return value.strip()
        return _moment(number, shown, self._book.from_1904) if shown else cell_text(number)

    def _too_large(self) -> FileProblem:
        return FileProblem(f"{self.package.name} has a sheet larger than Excel's own limits; refused")


class _Columns(dict[str, int]):
    """The number of a column, from 0, by its letters; what are no letters lies outside every sheet."""

    def __missing__(self, letters: str) -> int:
        number = 0
        for letter in letters[:4].upper():
            number = number * 26 + (ord(letter) - 64 if "A" <= letter <= "Z" else MOST_COLUMNS)
        column = self[letters] = number - 1
        return column


def _moment(number: float, shown: Shown, from_1904: bool) -> str:
    """Return a number of days as the date, the time or the duration that it is shown as."""
    days = number + (_1904 if from_1904 else 0)
    if number < 0 or days >= _LAST_DAY:
        return cell_text(number)
    span = timedelta(milliseconds=round(number * 86_400_000))
    if shown == "duration":
        return cell_text(span)
    if number < 1:
        return (datetime.min + span).isoformat()[len("0001-01-01T") :]
    moment = datetime(1899, 12, 31 if days < _LEAP else 30) + timedelta(milliseconds=round(days * 86_400_000))
    return cell_text(moment.date() if moment.isoformat().endswith("T00:00:00") else moment)
