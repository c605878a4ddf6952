"""Zendesk: the full JSON export (one ticket a line), incremental API pages, and what people re-wrap of them.

One ticket is one record and one piece of feedback: the requester's public turns. Agents' turns and internal
notes are never feedback. Facts about the format: formats spec 3.
"""

from __future__ import annotations

import re

from feedback_insights.files import InputFile
from feedback_insights.files.profile import Evidence
from feedback_insights.importers._json_records import Beside, JsonImporter, Lists
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._values import Json
from feedback_insights.importers.desks._zendesk_tickets import TicketReader

_KEYS = frozenset(
    {"requester_id", "submitter_id", "via", "satisfaction_rating", "raw_subject", "assignee_id", "brand_id",
     "organization_id", "ticket_form_id", "comments", "requester", "custom_fields"}
)  # fmt: skip
_WORDS = frozenset({"subject", "description", "comments"})
_API_URL = re.compile(r"/api/v2/tickets/\d+")
_OTHER_DESKS = frozenset({"responder_id", "uri"})  # of Freshdesk and Gorgias, whose tickets look alike


class ZendeskImporter(JsonImporter):
    """Reads Zendesk tickets from NDJSON and JSON."""

    name = "zendesk_ndjson"
    description = "Zendesk tickets: JSON export (NDJSON), incremental API pages, or a list of tickets"
    recognized_by = (
        'JSON with a "ticket" object, a "tickets" list, or tickets with requester_id and an API url'
    )
    evidence: Evidence = "documented"
    how_to_get = (
        "Admin Center > Account > Tools > Reports > Export: JSON (once Zendesk has enabled exports), or the "
        "incremental export API"
    )
    lists = Lists(records=("tickets",), beside=("users", "organizations"))
    page = frozenset({"end_of_stream", "next_page", "after_cursor"})

    def score(self, record: Json, within: str) -> float:
        """Return 1 for a ticket by its keys and its address in the API, and .05 per sign."""
        ticket = record.get("ticket", record)
        if not isinstance(ticket, dict) or _OTHER_DESKS & ticket.keys():
            return 0.0
        by_url = bool(_API_URL.search(str(ticket.get("url", ""))))
        signs = len(_KEYS & ticket.keys())
        if signs < (1 if by_url or ticket is not record else 2) or not _WORDS & ticket.keys():
            return 0.0
        return 1.0 + 0.05 * (min(signs, 5) + by_url)

    def reader(self, file: InputFile, beside: Beside, reading: Reading) -> TicketReader:
        """Return what reads tickets."""
        return TicketReader(file, beside, reading)


ZENDESK = ZendeskImporter()
