"""What the three header rows of a Qualtrics export say about its columns: names, questions, ImportIds."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from feedback_insights.files import InputFile, Profile
from feedback_insights.files._csv import head_rows
from feedback_insights.files.columns import canonical, tidy
from feedback_insights.files.dates import parse_date
from feedback_insights.files.jsons import parse_json
from feedback_insights.files.markup import html_text, is_html
from feedback_insights.files.tables import Table, open_table
from feedback_insights.importers._roles import known_name

Kind = Literal["fact", "text", "closed", "embedded", "left out"]

FACTS = {  # canonical name -> ImportId
    "start date": "startDate", "end date": "endDate", "status": "status", "ip address": "ipAddress",
    "progress": "progress", "duration (in seconds)": "duration", "finished": "finished",
    "recorded date": "recordedDate", "response id": "_recordId", "recipient last name": "recipientLastName",
    "recipient first name": "recipientFirstName", "recipient email": "recipientEmail",
    "external reference": "externalDataReference", "external data reference": "externalDataReference",
    "location latitude": "locationLatitude", "location longitude": "locationLongitude",
    "distribution channel": "distributionChannel", "user language": "userLanguage",
    "response set": "responseSet",  # of old exports
}  # fmt: skip
_MARK = '{"ImportId"'
_QUESTION = re.compile(r"(?:\w+_)?QID\d+")
_TEXT = re.compile(r"(?:\w+_)?QID\d+[\w#]*_TEXT")
_DERIVED = re.compile(
    r"_NPS_GROUP$|_DO(?:_|$)|_(?:FIRST_CLICK|LAST_CLICK|PAGE_SUBMIT|CLICK_COUNT|BROWSER|VERSION|OS|RESOLUTION)$|"
    r" - (?:Parent )?Topics?$| - (?:Topic )?Sentiment\b.*$| - Actionab\w+$"
)
_FORM_FIELD = re.compile(r"(?:\w+_)?QID\d+(?:#\d+)?(?:_\d+){1,2}")
_PIPED = re.compile(r"\$\{[^{}]*\}")
_BEFORE_MARK = re.compile(r"\s+(?=[?!.,;:])")
_PART = re.compile(r"\s+-\s+(?:Text|Selected Choice)$")


@dataclass(frozen=True, slots=True)
class SurveyColumn:
    """One column of the export."""

    place: int
    name: str
    import_id: str  # the name, where the export has no ImportIds
    kind: Kind
    zone: str = ""  # of a column of dates
    may_be_open: bool = False  # a form field or a cell of a grid: only its answers tell


class Survey:
    """The table under the header rows, and its columns."""

    def __init__(
        self,
        table: Table,
        columns: Sequence[SurveyColumn],
        prompts: Sequence[str],
        header_rows: Sequence[Sequence[str]],
        has_ids: bool,
    ) -> None:
        self.table, self.columns, self.has_ids = table, tuple(columns), has_ids
        self.header_rows = frozenset(tuple(row) for row in header_rows)  # under the names
        self._prompts = tuple(prompts)
        self._facts = {c.import_id: c.place for c in reversed(self.columns) if c.kind == "fact"}

    def fact(self, import_id: str) -> tuple[int, ...]:
        """Return the column of one of Qualtrics' own facts, if it is there."""
        return (self._facts[import_id],) if import_id in self._facts else ()

    def of_kind(self, *kinds: Kind) -> list[SurveyColumn]:
        """Return the columns of some kinds, in their order."""
        return [column for column in self.columns if column.kind in kinds]

    def prompt(self, column: SurveyColumn) -> str:
        """Return the question as asked; the column's name where no row says it."""
        return self._prompts[column.place]


def known_column(name: str) -> bool:
    """Tell whether a canonical name is one of Qualtrics' own or has a role in any table."""
    return name in FACTS or known_name(name)


def open_survey(file: InputFile, profile: Profile | None) -> Survey:
    """Find the header rows: all three, or as many as somebody has left in the file.

    Raises `FileProblem` if the profile names a header row that the file does not have.
    """
    table = open_table(file, known=known_column, profile=profile)
    rows = head_rows(file.head, table.header.delimiter)[: table.header.at + 2]
    below = rows[table.header.at :] if table.header.at else []
    marked = next((n for n, row in enumerate(below) if any(c.startswith(_MARK) for c in row)), None)
    ids = below[marked] if marked is not None else []
    texts = below[0] if marked == 1 or (marked is None and _are_questions(table, below)) else []
    header_rows = marked + 1 if marked is not None else int(bool(texts))
    if table.header.at and table.header.row < table.header.at + header_rows:
        asked = {"header_row": table.header.at, "skip_rows": header_rows, "delimiter": table.header.delimiter}
        table = open_table(file, known=known_column, profile=(profile or Profile()).model_copy(update=asked))
    prompts = _wide([question_text(text) for text in texts], table.names)
    cells = _wide(ids, [""] * len(table.names))
    columns = [
        _column(place, *found, bool(ids)) for place, found in enumerate(zip(table.names, cells, strict=True))
    ]
    return Survey(table, columns, prompts, below[:header_rows], bool(ids))


def question_text(cell: str) -> str:
    """Return a question as people read it: no HTML, no piped text, no note on which part of it this is."""
    text = html_text(cell) if is_html(cell) else html.unescape(cell)
    return _PART.sub("", tidy(_BEFORE_MARK.sub("", tidy(_PIPED.sub(" ", text)))))


def _wide(cells: Sequence[str], otherwise: Sequence[str]) -> list[str]:
    """Return a row as wide as the table, with something else where it says nothing."""
    padded = [*cells[: len(otherwise)], *[""] * (len(otherwise) - len(cells))]
    return [cell or other for cell, other in zip(padded, otherwise, strict=True)]


def _are_questions(table: Table, below: Sequence[Sequence[str]]) -> bool:
    """Tell question texts from a response where the row of ImportIds is gone: only a response has dates."""
    dated = [p for p, name in enumerate(table.names) if canonical(name) in ("start date", "end date")]
    cells = [below[0][place].strip() for place in dated if below and place < len(below[0])]
    return any(cells) and not any(
        parse_date(cell, order="mdy") or parse_date(cell, order="dmy") for cell in cells
    )


def _column(place: int, name: str, cell: str, has_ids: bool) -> SurveyColumn:
    value = parse_json(cell.encode())[0] if cell.startswith("{") else None
    told = value if isinstance(value, dict) else {}
    number, choice, zone = (str(told.get(key) or "") for key in ("ImportId", "choiceId", "timeZone"))
    has_id = bool(number)
    if choice and not number.endswith("_TEXT"):  # a column per choice: all of them have the question's id
        number = f"{number}_{choice}"
    number = number or FACTS.get(canonical(name), name)
    kind = _kind(number, has_id)
    field = _FORM_FIELD.fullmatch(number) is not None and not choice
    return SurveyColumn(
        place, name, number, kind, zone, may_be_open=kind == "closed" and (field or not has_ids)
    )


def _kind(number: str, has_id: bool) -> Kind:
    if number in FACTS.values():
        return "fact"
    if has_id and _TEXT.fullmatch(number):
        return "text"
    if number.startswith("Q_") or _DERIVED.search(number):
        return "left out"
    if has_id and _QUESTION.match(number):
        return "left out" if "_TEXT" in number else "closed"  # the former is what Text iQ made of a text
    if not has_id and number.endswith("_TEXT"):
        return "text"
    return "embedded" if has_id or known_name(canonical(number)) else "closed"
