"""Tables of what researchers noted, which nobody said in these words."""

from __future__ import annotations

from dataclasses import replace

from feedback_insights.files.tables import Row, Table
from feedback_insights.importers._declared import Adapt, DeclaredTable
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._roles import Layout
from feedback_insights.raw import SourceRecord


class ObservedTable(DeclaredTable):
    """Reads one tool's table of observations."""

    def adapt(self, table: Table, layout: Layout, reading: Reading) -> Adapt:
        """Say of every unit that it was observed."""

        def observed(record: SourceRecord, row: Row) -> SourceRecord:
            return replace(record, units=tuple(replace(unit, voice="observed") for unit in record.units))

        return observed
