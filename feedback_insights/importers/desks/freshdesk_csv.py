"""CSV exports of Freshdesk and Freshservice (formats spec 3): no replies, descriptions if chosen."""

from __future__ import annotations

from dataclasses import replace

from feedback_insights.files.tables import Row, Table
from feedback_insights.importers._declared import Adapt
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._roles import Layout
from feedback_insights.importers.desks._ticket_tables import TicketTable, cell_of
from feedback_insights.raw import SourceRecord

_FACES = (  # of the default survey, 1 to 7; shorter surveys use some of them
    "extremely unhappy", "very unhappy", "unhappy", "neutral", "happy", "very happy", "extremely happy",
)  # fmt: skip


class FreshdeskCsvImporter(TicketTable):
    """Reads the tickets of a CSV export."""

    ours = frozenset({"outbound email"})

    def adapt(self, table: Table, layout: Layout, reading: Reading) -> Adapt:
        """Read the survey's faces, and tell Freshservice from Freshdesk."""
        adapted = super().adapt(table, layout, reading)
        names = {name.lower() for name in table.names}
        named = reading.profile and reading.profile.source != self.profile.source
        is_service = {"urgency", "impact"} <= names and not named

        def surveyed(record: SourceRecord, row: Row) -> SourceRecord:
            record = adapted(record, row)
            face = cell_of(table, row, "survey results", "survey result")
            if face in _FACES:
                rating = float(_FACES.index(face) + 1)
                units = tuple(replace(unit, rating=rating) for unit in record.units)
                if record.state == "empty":
                    record = replace(record, state="rating_only")
                record = replace(record, units=units)
            return replace(record, source="freshservice") if is_service else record

        return surveyed


FRESHDESK_CSV = FreshdeskCsvImporter("freshdesk_csv")
