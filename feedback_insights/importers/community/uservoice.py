"""UserVoice's full export of suggestions: one row per idea and voter (formats spec 7).

The idea is said by its creator. Each further voter stands beside it as somebody on whose behalf the idea's
title was written: a person and an organisation that ask for it, whose own words nobody knows.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from feedback_insights.files.columns import is_empty
from feedback_insights.files.tables import Row, Table
from feedback_insights.importers._declared import Adapt, DeclaredTable
from feedback_insights.importers._known_tables import places
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._roles import Layout
from feedback_insights.raw import Identity, Organisation, RawFeedback, RawText, SourceRecord, content_id

_VOTER = {
    "email": ("user email address", "user email"),
    "name": ("user name",),
    "id": ("user id", "user external id", "user guid"),
    "organisation": ("user account name", "account name", "account", "organization"),
    "organisation id": ("user account id", "account id", "account external id"),
    "creator": ("idea creator email address",),
    "idea": ("idea id",),
    "title": ("idea title",),
}


class UserVoiceIdeas(DeclaredTable):
    """Adds the voters: a row holds an idea, which comes again in each row, and one of those who want it."""

    def adapt(self, table: Table, layout: Layout, reading: Reading) -> Adapt:
        """Keep an idea in one of its rows, whatever their order, and the voter of each."""
        voters = _Voters(table)
        for row in table.rows():
            if row.state == "data":
                voters.look(row)

        def adapted(record: SourceRecord, row: Row) -> SourceRecord:
            if record.state not in ("used", "empty"):
                return record
            number = voters.cell(row, "idea")
            record = replace(record, locator=replace(record.locator, record=table.place(row)))
            ideas = record.units if voters.holds_idea(row) else ()
            vote = voters.vote(row, record, number)
            record = replace(record, updated=None)  # it was the time of the vote
            units = (*ideas, *([vote] if vote else []))
            if units:
                return replace(record, state="used", reason="", units=units)
            if record.state == "used":
                return replace(
                    record, state="duplicate", reason=f"idea {number} again, no further voter", units=()
                )
            return record

        return adapted


@dataclass
class _Voters:
    """Who votes, by the columns of the table that tell it."""

    table: Table
    _rows: dict[str, tuple[bool, bool, str]] = field(default_factory=dict)  # by idea: whose row holds it
    _held: set[str] = field(default_factory=set)  # the ideas that had that row

    def __post_init__(self) -> None:
        self._places = {role: places(self.table, names)[:1] for role, names in _VOTER.items()}

    def cell(self, row: Row, role: str) -> str:
        """Return what a row says; "" where nothing stands or no such column is."""
        return next((row.cells[at].strip() for at in self._places[role] if not is_empty(row.cells[at])), "")

    def look(self, row: Row) -> None:
        """Take note of a row before any is read: the creator's holds an idea, else the first by address."""
        number, key = self.cell(row, "idea"), self._key(row)
        self._rows[number] = min(key, self._rows.get(number, key))

    def holds_idea(self, row: Row) -> bool:
        """Tell whether this is the row in which its idea is kept; true once for each."""
        number = self.cell(row, "idea")
        if number in self._held or self._key(row) != self._rows[number]:
            return False
        self._held.add(number)
        return True

    def _key(self, row: Row) -> tuple[bool, bool, str]:
        email, creator = (self.cell(row, role).lower() for role in ("email", "creator"))
        voter = email or self.cell(row, "id")
        return not (email and email == creator), not voter, voter

    def vote(self, row: Row, record: SourceRecord, number: str) -> RawFeedback | None:
        """Return what a voter asks for; None where it is the creator, or nobody."""
        email, name, id = (self.cell(row, role) for role in ("email", "name", "id"))
        title = self.cell(row, "title")
        if not (email or id) or not title or not number:
            return None
        if email.lower() == self.cell(row, "creator").lower() != "":
            return None
        idea = record.units[0] if record.units else None
        at = self._places["title"][0]
        return RawFeedback(
            external_id=number, question_id=f"vote {content_id([number, id or email.lower()])}",
            texts=(RawText(text=title, field=self.table.names[at]),), voice="on_behalf_of",
            author=Identity(external_id=id or None, email=email or None, name=name or None),
            organisation=self._organisation(row), names=_names(idea),
            created=record.updated, channel=idea.channel if idea else None,
        )  # fmt: skip

    def _organisation(self, row: Row) -> Organisation | None:
        name, number = self.cell(row, "organisation"), self.cell(row, "organisation id")
        return Organisation(external_id=number or None, name=name or None) if name or number else None


def _names(idea: RawFeedback | None) -> tuple[str, ...]:
    return tuple(filter(None, (idea.author.name if idea and idea.author else None,)))


USERVOICE = UserVoiceIdeas("uservoice_csv")
