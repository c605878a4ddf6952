"""Notes and transcripts of usability sessions and interviews."""

from __future__ import annotations

from feedback_insights.importers._registry import Importer
from feedback_insights.importers.usability.notes import NOTES
from feedback_insights.importers.usability.transcript import TRANSCRIPT

IMPORTERS: tuple[Importer, ...] = (NOTES, TRANSCRIPT)
