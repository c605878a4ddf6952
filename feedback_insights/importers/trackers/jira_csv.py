"""Jira's CSV export, with or without Service Management: one issue is one record (formats spec 3).

What reporters write, in the description and in comments, is feedback. The export does not say which comments
are internal: everybody else's are taken as staff's. Old exports do not say who wrote a comment: each is then
feedback of somebody unknown, but in a service desk's export, where it may be an internal note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from feedback_insights.files import InputFile, Profile
from feedback_insights.files.columns import canonical, is_empty, tidy
from feedback_insights.files.dates import parse_date
from feedback_insights.files.tables import Row, Table
from feedback_insights.importers._declared import Adapt, DeclaredTable
from feedback_insights.importers._known_tables import places
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._roles import Layout
from feedback_insights.importers._subjects import is_automatic_subject
from feedback_insights.importers.trackers._cleaned import CleanedTable
from feedback_insights.raw import RawFeedback, RawText, SourceRecord
from feedback_insights.references import issue_names

NO_COMMENTS = "holds no comments; export with all fields to have them"
NO_VISIBILITY = (
    "does not say which comments are internal (visibility_unknown): only the reporter's own are read"
)
NO_AUTHORS = (
    "does not say who wrote some comments, as old exports do not: they are read, staff's may be among them"
)
NO_SITE = (
    "the export does not name its Jira site: an issue that is also in a JSON export counts twice, so use "
    "one of the two; exports of two sites need a profile each, with a source of its own"
)
_NOISE = re.compile(r"(?:\{\}|\[\]|[\w.$]{1,200}@[0-9a-f]{4,16})\s*")  # Java objects as text
_USUAL = re.compile(r"\d{1,2}/[A-Z][a-z]{2}/\d\d(?:\d\d)? \d{1,2}:\d\d(?: [AP]M)?")
_WHEN = re.compile(r"\s*\d{1,4}[-/. ]")  # how the dates of comments begin
_DESK = ("satisfaction rating", "custom field (request type)")
_LINKS = ("inward issue link (", "outward issue link (")
_ROBOTS = frozenset({"automation for jira", "jira automation", "jira outlook", "opsgenie"})


class JiraCsv(DeclaredTable):
    """Reads the issues of Jira's CSV export."""

    def _table(self, file: InputFile, profile: Profile) -> Table:
        return CleanedTable(super()._table(file, profile), _noise)

    def adapt(self, table: Table, layout: Layout, reading: Reading) -> Adapt:
        """Return what adds the reporter's comments, what an issue is linked with, and the channel."""
        issues = _Issues(table, reading)
        reading.limit(NO_VISIBILITY if issues.comments else NO_COMMENTS)
        if not (reading.profile and reading.profile.source != "jira"):
            reading.warn(NO_SITE)
        return issues

    def told_by(self, adapt: Adapt) -> Sequence[str]:
        """Return how many comments nobody signed, and what became of them."""
        return adapt.warnings() if isinstance(adapt, _Issues) else ()


class _Issues:
    """What of an issue a profile cannot say."""

    def __init__(self, table: Table, reading: Reading) -> None:
        forms = [canonical(name) for name in table.names]
        self.comments = places(table, ["comment", "comments"])
        self._reporter = places(table, ["reporter", "reporter id", "reporter (email)"])
        self._title = places(table, ["summary"])
        self._key = places(table, ["issue key"])
        self._described = places(table, ["description"])
        self._links = [place for place, form in enumerate(forms) if form.startswith(_LINKS)]
        self._is_desk = any(form in forms for form in _DESK)
        given = reading.profile and reading.profile.channel
        self._channel = given or ("jira service management" if self._is_desk else "jira")
        self._names = table.names
        self._limit = reading.limit
        self._unsigned = 0

    def warnings(self) -> list[str]:
        """Return what was done with comments that nobody signed."""
        if not self._unsigned:
            return []
        done = (
            "not read, for they may be internal notes of the service desk"
            if self._is_desk
            else "each read as words of somebody unknown, who may be staff"
        )
        return [f"comments that do not say who wrote them, as in old exports: {self._unsigned}, {done}"]

    def __call__(self, record: SourceRecord, row: Row) -> SourceRecord:
        if record.state != "used":
            return record
        title, reporter = _first(row, self._title), self._people(row)
        if is_automatic_subject(title) or reporter & _ROBOTS:
            return replace(record, state="system", reason="automatic message", units=())
        comments = list(self._comments(row))
        own = [said for author, said in comments if author.casefold() in reporter]
        authors = {author for author, _ in comments if author and not any(map(str.isdigit, author))}
        refs = self._refs(row, [said.text for _, said in comments])
        units = tuple(
            replace(
                unit, texts=(*unit.texts, *(() if unit.question_id else own)), channel=self._channel,
                names=tuple(sorted({*unit.names, *authors} - {unit.author.name if unit.author else None})),
                refs=tuple(sorted({*unit.refs, *refs})),
            )
            for unit in record.units
        )  # fmt: skip
        units += tuple(self._of_nobody(units, [said for author, said in comments if not author], authors))
        fields = " + ".join(text.field for unit in units for text in unit.texts)
        return replace(record, units=units, locator=replace(record.locator, field=fields))

    def _of_nobody(
        self, units: Sequence[RawFeedback], unsigned: Sequence[RawText], authors: set[str]
    ) -> Iterator[RawFeedback]:
        """Yield a unit for each comment that nobody signed: it may be the reporter's or anybody's."""
        self._unsigned += len(unsigned)
        if not unsigned or self._is_desk:
            return
        self._limit(NO_AUTHORS)
        unit = units[0]
        reporter = unit.author.name if unit.author and unit.author.name else ""
        names = {*unit.names, *authors, reporter} - {""}
        for number, said in enumerate(unsigned, 1):
            yield replace(
                unit, question_id=f"unsigned comment {number}", prompt="", texts=(said,), author=None,
                organisation=None, rating=None, names=tuple(sorted(names)),
            )  # fmt: skip

    def _people(self, row: Row) -> set[str]:
        """Return what the reporter goes by."""
        return {tidy(row.cells[place]).casefold() for place in self._reporter if row.cells[place].strip()}

    def _comments(self, row: Row) -> Iterator[tuple[str, RawText]]:
        """Yield the comments with their authors; "" where a cell does not say, as in old exports."""
        for place in self.comments:
            cell = row.cells[place]
            if is_empty(cell):
                continue
            author, text = _comment(cell)
            yield author, RawText(text=text, markup="wiki", field=self._names[place], correspondence=True)

    def _refs(self, row: Row, comments: list[str]) -> set[str]:
        """Return the other issues that it is linked with or that its texts name."""
        linked = [row.cells[place] for place in self._links if not is_empty(row.cells[place])]
        said = [_first(row, self._title), _first(row, self._described), *comments]
        found = {name for text in (*linked, *said) for name in issue_names(text)}
        return {f"issue:{name}" for name in found - {_first(row, self._key)}}


def _comment(cell: str) -> tuple[str, str]:
    """Split ``date;author;text`` into author and text, which may hold more ";"; old files hold bare text."""
    when, _, rest = cell.partition(";")
    author, separator, text = rest.partition(";")
    if separator and _WHEN.match(when) and (_USUAL.fullmatch(when) or _is_date(when)):
        return tidy(author), text.strip()
    return "", cell


def _is_date(text: str) -> bool:
    return bool(parse_date(text, order="dmy") or parse_date(text, order="mdy"))


def _noise(row: Row) -> list[int]:
    return [
        place
        for place, cell in enumerate(row.cells)
        if cell and ("@" in cell or cell[0] in "{[") and _NOISE.fullmatch(cell)
    ]


def _first(row: Row, columns: tuple[int, ...]) -> str:
    return row.cells[columns[0]].strip() if columns else ""


JIRA_CSV = JiraCsv("jira_csv")
