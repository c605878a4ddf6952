"""The CSV export of a Zendesk view (formats spec 3): which columns it has, the view decides."""

from __future__ import annotations

from feedback_insights.importers.desks._ticket_tables import TicketTable


class ZendeskViewImporter(TicketTable):
    """Reads the tickets of a view: their subjects, for a view holds no messages."""


ZENDESK_VIEW_CSV = ZendeskViewImporter("zendesk_view_csv")
