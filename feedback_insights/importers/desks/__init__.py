"""Help desks: tickets and conversations with customers."""

from __future__ import annotations

from feedback_insights.importers._registry import Importer
from feedback_insights.importers.desks.zendesk import ZENDESK
from feedback_insights.importers.desks.zendesk_csv import ZENDESK_CSV

IMPORTERS: tuple[Importer, ...] = (ZENDESK, ZENDESK_CSV)
