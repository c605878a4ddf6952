"""Notes and transcripts of usability sessions and interviews."""

from __future__ import annotations

from feedback_insights.importers._declared import declared
from feedback_insights.importers._registry import Importer
from feedback_insights.importers.usability.docx import DOCX_NOTES
from feedback_insights.importers.usability.notes import NOTES
from feedback_insights.importers.usability.observed import ObservedTable
from feedback_insights.importers.usability.task_records import TASK_RECORDS
from feedback_insights.importers.usability.transcript import TRANSCRIPT

IMPORTERS: tuple[Importer, ...] = (
    DOCX_NOTES, NOTES, TASK_RECORDS, TRANSCRIPT,
    *declared(
        "condens_csv", "dovetail_csv", "maze_csv", "usertesting_csv"
    ),
    ObservedTable("lookback_csv"), ObservedTable("stickies_csv"),
)  # fmt: skip
