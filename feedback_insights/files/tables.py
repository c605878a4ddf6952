"""Tables: where the header is, which rows are records, and cells by position (names may repeat).

Handles what exports do (formats spec 1): lines above the header, ``sep=;``, several header rows, repeated
names, short and long rows, headers in the middle of glued files, report footers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from feedback_insights.errors import FileProblem
from feedback_insights.files._csv import NO_DELIMITER, head_rows, raw_rows, sep_line, vote_delimiter
from feedback_insights.files.columns import canonical, tidy
from feedback_insights.files.opening import InputFile
from feedback_insights.files.profile import Profile

_HEADER_WITHIN = 30  # rows
_FOOTER = re.compile(
    r"^(grand totals?\b.*|confidential information - do not distribute|copyright (©|\(c\)).*)$", re.I
)
_OPEN = re.compile(r'^open-ended response$|^\{"ImportId":"[^"]*_TEXT"', re.I)

Known = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Row:
    """One row under the header, as wide as the header."""

    number: int  # 1 = the first row of the file
    cells: tuple[str, ...]
    state: Literal["data", "skipped", "rejected"] = "data"
    reason: str = ""


@dataclass(frozen=True)
class Header:
    """Where the table begins and what its columns are called."""

    names: tuple[str, ...]  # as written, whitespace collapsed; "column 3" where there is no name
    row: int  # rows up to and including the last one of the header
    delimiter: str
    prompts: tuple[str, ...]  # the questions' full texts, where a second header row has them; else the names
    first: tuple[str, ...] = ()  # the header row as it stands
    at: int = 0  # the row of the names; 0 = there is none
    open: frozenset[int] = frozenset()  # columns that the survey tool itself marks as free text
    closed: frozenset[int] = frozenset()  # columns of lists: choices, tags


@dataclass
class RowCounts:
    """What was odd about the rows, for warnings."""

    short: int = 0
    long: int = 0
    examples: list[int] = field(default_factory=list)

    def note(self, number: int, *, short: bool) -> None:
        if short:
            self.short += 1
        else:
            self.long += 1
            self.examples = [*self.examples, number][:3]


class Table:
    """A delimited table that can be read again from the start."""

    blank_is_record = False  # whether a row in which nothing stands is a record

    def __init__(self, file: InputFile, header: Header) -> None:
        self.file = file
        self.header = header
        self.counts = RowCounts()
        self._ended = False  # whether a report's total was read: what stands alone under it is no record

    @property
    def names(self) -> tuple[str, ...]:
        return self.header.names

    @property
    def lasting(self) -> tuple[int, ...]:
        """Return the columns that the next export of the same thing will surely have too."""
        return tuple(range(len(self.names)))

    def place(self, row: Row) -> str:
        """Return what a row without an id of its own is called: ``row 17``, ``sheet Answers, row 17``."""
        return self.file.place("row", row.number)

    def column(self, name: str) -> int | None:
        """Return the position of a column by its name as written, else canonically; None if absent."""
        wanted = tidy(name)
        if wanted in self.names:
            return self.names.index(wanted)
        forms = [canonical(known) for known in self.names]
        return forms.index(canonical(name)) if canonical(name) in forms else None

    def rows(self) -> Iterator[Row]:
        """Yield every row under the header, each as wide as the header."""
        self.counts, self._ended = RowCounts(), False
        width = len(self.names)
        with self.file.text() as stream:
            for raw in raw_rows(stream, self.header.delimiter, width=width):
                if raw.number <= self.header.row:
                    continue
                if raw.problem:
                    yield Row(raw.number, ("",) * width, "rejected", raw.problem)
                else:
                    yield self._row(raw.number, raw.cells)

    def _row(self, number: int, cells: tuple[str, ...]) -> Row:
        width = len(self.names)
        if cells == self.header.first:
            return Row(number, self._fit(cells), "skipped", "header row again")
        filled = [cell for cell in cells if cell and not cell.isspace()]
        if len(filled) == 1 and width > 1 and (self._ended or _FOOTER.match(filled[0].strip())):
            self._ended = True
            return Row(number, self._fit(cells), "skipped", "report footer")
        surplus = any(cell.strip() for cell in cells[width:])
        if filled and (len(cells) < width or surplus):
            self.counts.note(number, short=not surplus)
        return Row(number, self._fit(cells))

    def _fit(self, cells: tuple[str, ...]) -> tuple[str, ...]:
        """Pad a short row; what is too much goes to the last column, so that no text is lost."""
        width = len(self.names)
        if len(cells) == width:
            return cells
        if any(cell.strip() for cell in cells[width:]):
            tail = self.header.delimiter.join(cells[width - 1 :]).rstrip(self.header.delimiter)
            return (*cells[: width - 1], tail)
        return cells[:width] + ("",) * (width - len(cells))

    def warnings(self) -> list[str]:
        """Return what reading the rows showed."""
        found = []
        if self.counts.short:
            found.append(f"{self.counts.short} rows have fewer cells than the header; padded")
        if self.counts.long:
            rows = ", ".join(str(number) for number in self.counts.examples)
            found.append(
                f"{self.counts.long} rows have more cells than the header (row {rows}): "
                "the surplus went to the last column, and cells may be shifted"
            )
        return found


def open_table(file: InputFile, *, known: Known, profile: Profile | None = None) -> Table:
    """Find a table's header. ``known`` tells whether a canonical name is one that the caller has a use for.

    Raises `FileProblem` if the profile names a header row that the file does not have.
    """
    profile = profile or Profile()
    if file.delimiter:
        profile = profile.model_copy(update={"delimiter": file.delimiter})
    return Table(file, find_header(file.head, file.name, known=known, profile=profile))


def find_header(head: str, file_name: str, *, known: Known, profile: Profile) -> Header:
    """Find the header in the first part of a file."""
    delimiter = profile.delimiter or vote_delimiter(head, known)
    rows = head_rows(head, delimiter)
    if profile.header_row == 0:
        width = max((len(row) for row in rows), default=1)
        names = tuple(f"column {n}" for n in range(1, width + 1))
        return Header(names, profile.skip_rows, delimiter, names)
    if profile.header_row and profile.header_row > len(rows):
        raise FileProblem(f"{file_name} has no row {profile.header_row}; the profile's header_row names it")
    at = profile.header_row - 1 if profile.header_row else _header_place(rows, known, bool(sep_line(head)))
    first = rows[at] if at < len(rows) else []
    if sum(bool(cell.strip()) for cell in first) == 1 and not profile.delimiter and delimiter != NO_DELIMITER:
        rows, delimiter = head_rows(head, NO_DELIMITER), NO_DELIMITER
        first = rows[at]
    more, prompts = _more_header_rows(rows[at : at + 3]) if not profile.header_row else (0, [])
    marked = [
        place for row in rows[at + 1 : at + 1 + more] for place, cell in enumerate(row) if _OPEN.match(cell)
    ]
    names = _named(first)
    texts = tuple(tidy(text) for text, _ in zip([*prompts, *[""] * len(names)], names, strict=False))
    names = tuple(
        text or name if name.startswith("column ") else name for text, name in zip(texts, names, strict=True)
    )
    asked = tuple(text or name for text, name in zip(texts, names, strict=True))
    return Header(
        names,
        at + 1 + max(more, profile.skip_rows),
        delimiter,
        asked,
        tuple(first),
        at + 1,
        frozenset(marked),
    )


def _header_place(rows: list[list[str]], known: Known, after_sep: bool) -> int:
    """Return which of the first rows is the header: the one with most known names among the wide ones."""
    top = rows[:_HEADER_WITHIN]
    widths = [
        max((place for place, cell in enumerate(row, 1) if cell.strip()), default=0) for row in rows[:200]
    ]
    if not widths or not max(widths):
        return 0
    usual = Counter(sorted((width for width in widths if width), reverse=True)).most_common(1)[0][0]
    best, best_score = None, -1
    for number, row in enumerate(top):
        if widths[number] < max(1, usual / 2) or (after_sep and number == 0):
            continue
        score = sum(known(name) for name in {canonical(cell) for cell in row})
        if score > best_score:
            best, best_score = number, score
    return best or 0


def _more_header_rows(rows: list[list[str]]) -> tuple[int, list[str]]:
    """Return how many further header rows there are, and the questions they spell out.

    Qualtrics: names, question texts, then ``{"ImportId": …}``. SurveyMonkey: questions on the first column of
    each, then the options.
    """
    marks = [cell.startswith('{"ImportId"') for row in rows[2:3] for cell in row if cell.strip()]
    if sum(marks) >= 3 and all(marks):
        return 2, rows[1]
    if len(rows) < 2 or not rows[0]:
        return 0, []
    top, second = rows[0], rows[1]
    gaps = [i for i, cell in enumerate(top) if not cell.strip()]
    labels = [cell for cell in second if tidy(cell).lower() in ("response", "open-ended response")]
    usual = len(labels) >= 3 and len(labels) * 2 >= len(top)
    if canonical(top[0]) == "respondent id":  # SurveyMonkey's own: no response lacks it
        labels, usual = labels or [cell for cell in second if cell.strip()], True
    if second and not second[0].strip() and labels and (gaps or usual):
        return 1, _spread(top, second)
    return 0, []


def _spread(top: list[str], second: list[str]) -> list[str]:
    """Name each column ``question / option``; a question stands on the first of its columns only."""
    question, names = "", []
    for place, cell in enumerate(top):
        option = tidy(second[place]) if place < len(second) else ""
        question = tidy(cell) or (question if option else "")
        plain = option.lower() in ("", "response", "open-ended response")
        names.append(question if plain else f"{question} / {option}")
    return names


def _named(cells: list[str]) -> tuple[str, ...]:
    return tuple(tidy(cell) or f"column {number}" for number, cell in enumerate(cells, 1))
