"""Quotes on a terminal."""

from __future__ import annotations

from feedback_insights.records import Feedback, Statement
from feedback_insights.report.html import VOICES
from feedback_insights.report.words import one_line


def quote_lines(statement: Statement, feedback: Feedback) -> list[str]:
    """The exact words, in quotation marks only if somebody said them, and where they stand."""
    words = one_line(statement.text)
    said = f"“{words}”" if feedback.voice == "said" else f"{VOICES[feedback.voice]}: {words}"
    place = feedback.locator
    where = [place.file, place.record, place.field, feedback.url or ""]
    return [f"  {said}", f"    {' · '.join(one_line(part) for part in where if part)}"]
