"""Tables of tickets, one a row: facts, the subject, and what it was opened with if that was exported.

None of them holds replies, so a fuller export of the same tickets always counts before them.
"""

from __future__ import annotations

import re
from dataclasses import replace

from feedback_insights.files.columns import canonical
from feedback_insights.files.tables import Row, Table
from feedback_insights.importers._declared import Adapt, DeclaredTable
from feedback_insights.importers._known_tables import places
from feedback_insights.importers._refs import tag_refs
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._roles import Layout
from feedback_insights.importers.desks._reader import NO_SITE, before_any_full
from feedback_insights.raw import RawFeedback, SourceRecord
from feedback_insights.records import State
from feedback_insights.references import issue_names

_NO_REPLIES = "holds no replies: of each ticket only what it was opened with"
_CALLED = ("phone", "call", "voice")  # how channels of telephone calls begin


class TicketTable(DeclaredTable):
    """A desk's table of tickets. Subclasses name its own facts."""

    opened_with: tuple[str, ...] = ("description",)  # the columns of messages
    is_counted = True  # whether ids are counted per site, which the export does not name
    ours: frozenset[str] = frozenset()  # channels in which staff write first

    def adapt(self, table: Table, layout: Layout, reading: Reading) -> Adapt:
        """Tell telephone calls and outreach from what customers write."""
        if self.is_counted and reading.profile and reading.profile.source == self.profile.source:
            reading.warn(NO_SITE)
        given = reading.profile.channel if reading.profile else None
        described = bool(places(table, self.opened_with))
        reading.limit(_NO_REPLIES if described else f"{_NO_REPLIES}, and of that the subject only")

        def adapted(record: SourceRecord, row: Row) -> SourceRecord:
            record = replace(record, updated=before_any_full(record.updated))
            channel = {(unit.channel or "").lower() for unit in record.units}
            if channel & self.ours:
                return without_units(record, "staff", "written to the customer by staff")
            refs = _refs(table, row, record)
            units = (replace(unit, refs=tuple(sorted(refs.union(unit.refs)))) for unit in record.units)
            return replace(record, units=tuple(_by_channel(unit, given) for unit in units))

        return adapted


def without_units(record: SourceRecord, state: State, reason: str) -> SourceRecord:
    """Return a record in another state than used."""
    locator = replace(record.locator, field="")
    return replace(record, state=state, reason=reason, units=(), locator=locator)


def cell_of(table: Table, row: Row, *names: str) -> str:
    """Return what stands in the first filled of some columns, in lower case."""
    cells = (row.cells[place].strip() for place in places(table, [canonical(name) for name in names]))
    return next((cell.lower() for cell in cells if cell), "")


def _by_channel(unit: RawFeedback, given: str | None) -> RawFeedback:
    """Let what was told on the telephone be on the customer's behalf, as it is in the desk's JSON."""
    channel = given or (unit.channel or "").lower() or None
    if not (channel or "").startswith(_CALLED):
        return replace(unit, channel=channel)
    return replace(unit, channel=channel, question_id="on behalf", voice="on_behalf_of")


def _refs(table: Table, row: Row, record: SourceRecord) -> set[str]:
    """What the words and the tags name."""
    texts = (text.text for unit in record.units for text in unit.texts)
    tags = (row.cells[place] for place in places(table, ["tags"]))
    return {
        *(f"issue:{name}" for text in texts for name in issue_names(text)),
        *(ref for cell in tags for ref in tag_refs(re.split(r"[\s,;]+", cell))),
    }
