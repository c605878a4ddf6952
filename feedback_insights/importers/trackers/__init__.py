"""Issue trackers, whose issues customers write."""

from __future__ import annotations

from feedback_insights.importers._registry import Importer

IMPORTERS: tuple[Importer, ...] = ()
