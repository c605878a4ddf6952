"""HubSpot's export of a view of tickets (formats spec 3): the columns are the view's own choice."""

from __future__ import annotations

from feedback_insights.importers.desks._ticket_tables import TicketTable


class HubspotCsvImporter(TicketTable):
    """Reads the tickets of a CSV or Excel export."""

    is_counted = False
    opened_with = ("ticket description", "description")


HUBSPOT_CSV = HubspotCsvImporter("hubspot_csv")
