"""Survey tools: one response is one record, each open answer one piece of feedback."""

from __future__ import annotations

from feedback_insights.importers._registry import Importer
from feedback_insights.importers.surveys.qualtrics import QUALTRICS

IMPORTERS: tuple[Importer, ...] = (QUALTRICS,)
