"""Stances and met words as people read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from feedback_insights.records import Stance
from feedback_insights.report.lines import one_line
from feedback_insights.report.words import people

if TYPE_CHECKING:  # loads numpy
    from feedback_insights.figures import Stand

_VIEWS = {"for": "for it", "against": "against it", "unclear": "unclear"}


def stand_words(stand: Stand) -> str:
    """How people stand to something: "5 people for, 1 against, 2 unclear"."""
    counts = {
        "against": stand.against,
        "unclear": stand.unclear,
        "in another language": stand.unread,
    }
    rest = [f"{count:,} {name}" for name, count in counts.items() if count or name == "against"]
    return ", ".join([f"{people(stand.supporting)} for", *rest])


def stance_words(stance: Stance) -> str:
    """How a statement stands to an item, why, and by which words: 'against it: no need, “no more”'."""
    if stance.stance is None:
        return f"stance unknown: {stance.rule}"
    quoted = " … ".join(f"“{one_line(words)}”" for words in stance.words)
    return ", ".join(filter(None, (f"{_VIEWS[stance.stance]}: {stance.rule}", quoted)))


def marked(text: str, marks: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """Cut a text at its marked places, sorted and apart: (part, whether it is marked)."""
    at = 0
    for start, end in marks:
        if start > at:
            yield text[at:start], False
        yield text[start:end], True
        at = end
    if at < len(text):
        yield text[at:], False
