"""Salesforce cases: ``Case.csv`` of the data export with API names, and reports with labels (formats spec 3).

A report ends in lines that are no cases: a total, the report's name, who may read it.
"""

from __future__ import annotations

from feedback_insights.files.tables import Row, Table
from feedback_insights.importers._declared import Adapt
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._roles import Layout
from feedback_insights.importers.desks._ticket_tables import TicketTable, cell_of, without_units
from feedback_insights.raw import SourceRecord

_TRUE = ("1", "true")


class SalesforceCaseImporter(TicketTable):
    """Reads the cases of a data export or a report."""

    def adapt(self, table: Table, layout: Layout, reading: Reading) -> Adapt:
        """Skip what a report ends in, and what was deleted."""
        adapted = super().adapt(table, layout, reading)

        def case(record: SourceRecord, row: Row) -> SourceRecord:
            if len(row.cells) > 1 and not any(cell.strip() for cell in row.cells[1:]):
                return without_units(record, "skipped", "report footer")
            record = adapted(record, row)
            if cell_of(table, row, "is deleted") in _TRUE:
                return without_units(record, "deleted", "in the recycle bin")
            return record

        return case


SALESFORCE_CASE = SalesforceCaseImporter("salesforce_case")
