"""HubSpot tickets from its CRM API: objects with properties (formats spec 3)."""

from __future__ import annotations

from feedback_insights.files import InputFile
from feedback_insights.files.markup import is_html
from feedback_insights.files.profile import Evidence
from feedback_insights.importers._conversation import Conversation, Role, Turn
from feedback_insights.importers._json_records import Beside, JsonImporter, Lists
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._values import Json, as_dict, as_text, text_at
from feedback_insights.importers.desks._reader import DeskReader, body_of, subject_of
from feedback_insights.raw import Markup

_SIGNS = frozenset({"hs_pipeline_stage", "hs_pipeline", "hs_ticket_priority", "hs_ticket_category"})
_LIMIT = "holds no replies: of each ticket only what it was opened with, and no contacts"


class HubspotJsonImporter(JsonImporter):
    """Reads tickets as HubSpot's CRM API returns them."""

    name = "hubspot_json"
    description = "HubSpot tickets: objects of its CRM API"
    recognized_by = "JSON with results whose properties have subject or content and hs_pipeline_stage"
    evidence: Evidence = "unverified"
    how_to_get = "GET /crm/v3/objects/tickets?properties=subject,content,hs_pipeline_stage,source_type"
    lists = Lists(records=("results",))

    def score(self, record: Json, within: str) -> float:
        """Return 1 for a ticket by its properties, and .05 per further sign."""
        properties = as_dict(record.get("properties"))
        signs = len(_SIGNS & properties.keys())
        if not signs or not {"subject", "content"} & properties.keys():
            return 0.0
        return 1.0 + 0.05 * (signs + ("archived" in record))

    def reader(self, file: InputFile, beside: Beside, reading: Reading) -> DeskReader:
        """Return what reads tickets."""
        reading.limit(_LIMIT)
        return _Tickets(file, beside, reading)


class _Tickets(DeskReader):
    source = "hubspot"
    unit = "ticket"
    keys = frozenset({"properties"})

    def conversation(self, value: Json, place: str) -> Conversation:
        properties, number = as_dict(value.get("properties")), self.number(value, "id")
        content = as_text(properties.get("content")) or ""
        markup: Markup = "html" if is_html(content) else "plain"
        text = body_of(properties, {"content": markup}, "properties.")
        channel = (as_text(properties.get("source_type")) or "").lower()
        role: Role = "reported" if channel == "phone" else "customer"
        archived = value.get("archived") is True
        return Conversation(
            source=self.source, external_id=number, place=self.place(number, place),
            state="deleted" if archived else "used", reason="archived" if archived else "",
            turns=(Turn(role=role, text=text),) if text else (), subject=subject_of(properties, "subject"),
            created=self.date(text_at(value, "properties.createdate", "createdAt")),
            updated=self.date(text_at(value, "properties.hs_lastmodifieddate", "updatedAt")),
            channel=channel or None, url=as_text(value.get("url")),
        )  # fmt: skip


HUBSPOT_JSON = HubspotJsonImporter()
