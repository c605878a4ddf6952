"""Files for other tools: what a run found within a scope, as JSON, CSV or Parquet, with a manifest beside.

An exporter turns `ExportData` into named files of bytes; `write_export` puts them into a folder, whole or not
at all. The same data give the same bytes, whatever the order of its elements.
"""

from __future__ import annotations

from feedback_insights.exporters._registry import Exporter, ExportFile, exporter_named, exporters
from feedback_insights.exporters.data import ExportData, person_ids
from feedback_insights.exporters.folder import write_export

__all__ = [
    "ExportData", "ExportFile", "Exporter", "exporter_named", "exporters", "person_ids", "write_export",
]  # fmt: skip
