"""Tables of survey responses: what their tools' profiles cannot say about columns and ids."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from string import digits

from feedback_insights.files import InputFile, Profile
from feedback_insights.files._csv import head_rows
from feedback_insights.files.columns import canonical, tidy
from feedback_insights.files.tables import Row, Table
from feedback_insights.importers._declared import Adapt, DeclaredTable
from feedback_insights.importers._known_tables import places
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._roles import ROLES, Layout
from feedback_insights.raw import Identity, RawFeedback, SourceRecord, short_hash

_OTHER = re.compile(r"\bother \(please specify\)|\bother, please specify", re.I)
_PIPED = re.compile(r"\{\{[^{}]*\}\}|\$\{[^{}]*\}")  # {{answer_42}}, {{field:abc}}
_BEFORE_MARK = re.compile(r" (?=[?!.,;:])")
_LONGEST_QUESTION = 4000  # letters


class SurveyTable(DeclaredTable):
    """Reads one tool's table of responses: its columns beyond the tool's own are the survey's questions."""

    ids_restart = False  # whether every survey numbers its responses from 1
    partial_without: Sequence[str] = ()  # a response in which none of these columns is filled is partial

    def adapt(self, table: Table, layout: Layout, reading: Reading) -> Adapt:
        """Keep surveys apart whose responses are only numbered, and name who answered."""
        given = reading.profile
        own = given is not None and given.source == self.profile.source
        instance = short_hash(self.questions(table)) if self.ids_restart and own else ""
        name = places(table, ["first name"])[:1] + places(table, ["last name"])[:1]

        def adapted(record: SourceRecord, row: Row) -> SourceRecord:
            units = tuple(_named(unit, [row.cells[place] for place in name]) for unit in record.units)
            return replace(record, instance=instance or record.instance, units=units)

        return adapted

    def questions(self, table: Table) -> list[str]:
        """Return the names of the columns that are not the tool's own, sorted: what tells surveys apart."""
        return sorted(name for name in map(canonical, table.names) if not self.is_fact(name))

    def is_fact(self, name: str) -> bool:
        """Tell whether a canonical name is one of the tool's own columns."""
        return name in self._names or name in map(canonical, self.profile.ignored)

    def closed(self, table: Table, place: int, cells: Sequence[str]) -> bool:
        """Tell whether a column holds ticks: its cells repeat the option it stands for."""
        prompt = tidy(table.header.prompts[place])
        options = {canonical(table.names[place]), canonical(prompt), canonical(prompt.rpartition(" / ")[2])}
        return bool(cells) and all(canonical(tidy(cell)) in options for cell in cells)

    def opened(self, table: Table, place: int) -> bool:
        """Tell whether a column's name says that it holds people's own words."""
        return _OTHER.search(table.header.prompts[place]) is not None

    def _table(self, file: InputFile, profile: Profile) -> Table:
        table = super()._table(file, profile)
        header, filled = table.header, _filled(table)
        ignored = set(places(table, [canonical(name) for name in profile.ignored]))
        roles = {canonical(name) for names in profile.columns(ROLES).values() for name in names}
        free = [p for p, n in enumerate(table.names) if p not in ignored and canonical(n) not in roles]
        opened = header.open | {place for place in free if self.opened(table, place)}
        names = frozenset(header.names)
        header = replace(
            header,
            prompts=tuple(question_text(prompt, names) for prompt in header.prompts),
            open=opened,
            closed=header.closed
            | ignored
            | {p for p in free if p not in opened and self.closed(table, p, filled[p])},
        )
        return Table(file, header)


def question_text(prompt: str, others: frozenset[str] = frozenset()) -> str:
    """Return a question without what its tool put into it: other answers, a number where it comes again."""
    if len(prompt) > _LONGEST_QUESTION:  # no question, but a page of text
        return tidy(prompt)
    text = tidy(_BEFORE_MARK.sub("", tidy(_PIPED.sub(" ", prompt)))).lstrip(",;: ") or prompt
    once = text.rstrip(digits)  # a number is what tools add to a question that is asked again
    once = once.removesuffix(" ") if once != text else text
    return once if once in others else text


def _filled(table: Table) -> list[list[str]]:
    """Return the filled cells of each column in the first part of the file."""
    rows = head_rows(table.file.head, table.header.delimiter)[table.header.row :]
    return [[row[p] for row in rows if p < len(row) and row[p].strip()] for p in range(len(table.names))]


def _named(unit: RawFeedback, names: Sequence[str]) -> RawFeedback:
    """Add a name that stands in two columns, where nothing else names the author."""
    name = " ".join(tidy(part) for part in names).strip()
    author = unit.author or Identity()
    return unit if author.name or not name else replace(unit, author=replace(author, name=name))
