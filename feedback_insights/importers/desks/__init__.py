"""Help desks: tickets and conversations with customers."""

from __future__ import annotations

from feedback_insights.importers._registry import Importer
from feedback_insights.importers.desks.freshdesk_json import FRESHDESK
from feedback_insights.importers.desks.front_json import FRONT
from feedback_insights.importers.desks.gorgias_json import GORGIAS
from feedback_insights.importers.desks.helpscout_json import HELPSCOUT
from feedback_insights.importers.desks.intercom_json import INTERCOM
from feedback_insights.importers.desks.zendesk import ZENDESK
from feedback_insights.importers.desks.zendesk_csv import ZENDESK_CSV

IMPORTERS: tuple[Importer, ...] = (
    FRESHDESK, FRONT, GORGIAS, HELPSCOUT, INTERCOM, ZENDESK, ZENDESK_CSV,
)  # fmt: skip
