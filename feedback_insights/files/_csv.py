"""Rows of a delimited file, whatever its quotes do (formats spec 1, rules 3 and 5)."""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TextIO

from feedback_insights.files.columns import canonical

DELIMITERS = (",", ";", "\t", "|")
NO_DELIMITER = "\x1f"  # for files of one column, whose commas are text
_LONGEST_CELL = 16 << 20
_LONGEST_LINE = 1 << 20  # longer lines are fed in pieces
_MOST_REPAIRS = 200  # a file with more open quotation marks is not read further
_SEP_LINE = re.compile(r'^"?sep=([,;\t|:^~])"?\s*$', re.I)


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as the file has it; ``problem`` says why it cannot be read."""

    number: int  # 1 = the first row of the file
    cells: tuple[str, ...]
    problem: str = ""


class _Lines:
    """Feeds lines to the csv module, remembers those of the row under way, and can take lines back."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._again: deque[str] = deque()
        self.taken: list[str] = []
        self.ended = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._stream.readline(_LONGEST_LINE)
        if not line:
            self.ended = True
            raise StopIteration
        self.taken.append(line)
        return line

    def take_back(self, lines: list[str]) -> None:
        self._again.extendleft(reversed(lines))
        self.ended = False


def raw_rows(stream: TextIO, delimiter: str, *, width: int = 0) -> Iterator[RawRow]:
    """Yield every row that is not blank.

    A quotation mark that is never closed would swallow the rest of the file: where the swallowed lines are
    rows of the expected ``width`` they are read again and only the first one is refused.
    """
    csv.field_size_limit(_LONGEST_CELL)
    lines = _Lines(stream)
    reader = csv.reader(lines, delimiter=delimiter)
    number = repairs = 0
    while True:
        lines.taken.clear()
        try:
            cells, problem = next(reader), ""
        except StopIteration:
            return
        except csv.Error as error:
            cells, problem = [], f"not a table row: {error}"
        number += 1
        if lines.ended:
            problem = "a quotation mark is opened in this row and never closed"
        if problem:
            rest = lines.taken[1:]
            if repairs < _MOST_REPAIRS and _are_rows(rest, delimiter, width):
                repairs += 1
                lines.take_back(rest)
                reader = csv.reader(lines, delimiter=delimiter)
            yield RawRow(number, (), problem)
        elif cells:
            yield RawRow(number, tuple(cells))


def sep_line(text: str) -> str | None:
    """Return the delimiter that Excel's first line ``sep=;`` names."""
    match = _SEP_LINE.match(text.partition("\n")[0].rstrip("\r"))
    return match[1] if match else None


def vote_delimiter(head: str, known: Callable[[str], bool]) -> str:
    """Return the delimiter that makes known names of the header, and under which the rows agree best."""
    if named := sep_line(head):
        return named
    scores = {delimiter: _score(head_rows(head, delimiter)[:60], known) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: scores[delimiter])
    return best if scores[best] else NO_DELIMITER


def _score(rows: list[list[str]], known: Callable[[str], bool]) -> float:
    """Return how many known names a row of the head has, plus how well the rows agree on their width."""
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    widths = [len(row) for row in rows]
    wide = [width for width in widths if width > 1]
    if not wide:
        return 0.0
    names = max(sum(known(name) for name in {canonical(cell) for cell in row}) for row in rows[:30])
    usual = max(set(wide), key=lambda width: (wide.count(width), width == widths[0], width))
    share = widths.count(usual) / len(widths)
    fits = share > 0.5 or widths[0] > 2 or widths[0] == usual
    return (names if names > 1 else 0) + (share * (1 + min(usual, 20) / 20) if fits else 0)


def head_rows(head: str, delimiter: str) -> list[list[str]]:
    """Return the complete rows of a file's first part; the whole file ends in a line end."""
    csv.field_size_limit(_LONGEST_CELL)
    rows: list[list[str]] = []
    lines = list(io.StringIO(head, newline=""))
    whole = lines if head.endswith(("\n", "\r")) or len(lines) < 2 else lines[:-1]
    reader = csv.reader(whole, delimiter=delimiter)
    try:
        for row in reader:
            rows.append(row)
            if len(rows) >= 2000:
                break
    except csv.Error:
        return rows
    return rows


def _are_rows(lines: list[str], delimiter: str, width: int) -> bool:
    if not lines or width < 2:
        return False
    fit = sum(line.count(delimiter) >= width - 1 for line in lines)
    return fit * 2 >= len(lines)
