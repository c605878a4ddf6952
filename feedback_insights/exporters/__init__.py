"""Files for other tools: what a run found within a scope, in the shape that each reads, a manifest beside.

An exporter turns `ExportData` into named files of bytes; `write_export` puts them into a folder, whole or not
at all. The same data give the same bytes, whatever the order of its elements.
"""

from __future__ import annotations

from feedback_insights.exporters._registry import (
    Exporter,
    ExportFile,
    by_item,
    evidence_of,
    exporter_named,
    exporters,
    methods_of,
    profiled,
)
from feedback_insights.exporters.data import ExportData, person_ids
from feedback_insights.exporters.folder import check_options, write_export
from feedback_insights.exporters.options import ExportOptions

__all__ = [
    "ExportData", "ExportFile", "ExportOptions", "Exporter", "by_item", "check_options", "evidence_of",
    "exporter_named", "exporters", "methods_of", "person_ids", "profiled", "write_export",
]  # fmt: skip
