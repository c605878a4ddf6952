"""Quotes on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from feedback_insights.records import Feedback, Statement
from feedback_insights.report.lines import cut, one_line
from feedback_insights.report.words import VOICES


def quote_lines(statement: Statement, feedback: Feedback, tags: Sequence[str] = ()) -> list[str]:
    """What was asked; the exact words, in quotation marks if somebody said them; and where they stand.

    Below them what the taggers say of them, each with how sure they are.
    """
    words = one_line(statement.text)
    said = f"“{words}”" if feedback.voice == "said" else f"{VOICES[feedback.voice]}: {words}"
    place, prompt = feedback.locator, one_line(feedback.prompt or "")
    asked = [f"  asked: {cut(prompt, 240)}"] if prompt else []
    field = "" if one_line(place.field) == prompt else place.field
    where = [place.file, place.record, field, feedback.url or ""]
    tagged = [f"    {one_line(' · '.join(tags))}"] if tags else []
    return [*asked, f"  {said}", f"    {' · '.join(one_line(part) for part in where if part)}", *tagged]
