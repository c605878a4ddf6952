"""Help desks: tickets and conversations with customers."""

from __future__ import annotations

from feedback_insights.importers._registry import Importer
from feedback_insights.importers.desks.freshdesk_csv import FRESHDESK_CSV
from feedback_insights.importers.desks.freshdesk_json import FRESHDESK
from feedback_insights.importers.desks.front_json import FRONT
from feedback_insights.importers.desks.gorgias_json import GORGIAS
from feedback_insights.importers.desks.helpscout_json import HELPSCOUT
from feedback_insights.importers.desks.hubspot_csv import HUBSPOT_CSV
from feedback_insights.importers.desks.hubspot_json import HUBSPOT_JSON
from feedback_insights.importers.desks.intercom_json import INTERCOM
from feedback_insights.importers.desks.salesforce_case import SALESFORCE_CASE
from feedback_insights.importers.desks.salesforce_json import SALESFORCE_JSON
from feedback_insights.importers.desks.zendesk import ZENDESK
from feedback_insights.importers.desks.zendesk_csv import ZENDESK_CSV
from feedback_insights.importers.desks.zendesk_view_csv import ZENDESK_VIEW_CSV
from feedback_insights.importers.desks.zendesk_xml import ZENDESK_XML

IMPORTERS: tuple[Importer, ...] = (
    FRESHDESK, FRESHDESK_CSV, FRONT, GORGIAS, HELPSCOUT, HUBSPOT_CSV, HUBSPOT_JSON, INTERCOM, SALESFORCE_CASE,
    SALESFORCE_JSON, ZENDESK, ZENDESK_CSV, ZENDESK_VIEW_CSV, ZENDESK_XML,
)  # fmt: skip
