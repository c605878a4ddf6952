"""Answers as the cells of an export have them: numbers, labelled points, nothing; never guessed."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from feedback_insights.files.columns import is_empty, tidy

_NUMBER = re.compile(r"([0-9]{1,3})(?:[.,]0{1,2})?")
_LABELLED = re.compile(r"([0-9]{1,3})(?:\s*[-–—=:.()]\s*|\s+)(\D*[^\W\d]\D*)")
_RANGE = re.compile(r"(or|to|and|plus|oder|bis|und|ou|et|y|o|a|à)\b", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """The cells of one column, read."""

    values: tuple[int | None, ...]  # None = no answer, or not read
    unread: tuple[int, ...]  # places of cells that say something else than a point of the scale


def read_cells(
    cells: Sequence[str | None], *, low: int, high: int, labelled: bool = False, missing: Collection[str] = ()
) -> Cells:
    """Read answers on a scale of whole numbers from low to high.

    A cell is a number (8, or 8.0 as spreadsheets have it), or it says nothing: empty, "N/A", "-" and the
    like, or one of the texts in `missing` ("Prefer not to say"). labelled: the number leads a label, as in
    "9 - very likely"; a label that holds a second number or reads as a range ("9 or more") stays unread.
    """
    nothing = {tidy(text).casefold() for text in missing}
    values: list[int | None] = []
    unread = []
    for place, cell in enumerate(cells):
        text = tidy(cell or "")
        silent = is_empty(text) or text.casefold() in nothing
        value = None if silent else _number(text, labelled)
        known = value is not None and low <= value <= high
        values.append(value if known else None)
        if not (silent or known):
            unread.append(place)
    return Cells(values=tuple(values), unread=tuple(unread))


def _number(text: str, labelled: bool) -> int | None:
    if match := _NUMBER.fullmatch(text):
        return int(match[1])
    match = _LABELLED.fullmatch(text) if labelled else None
    return int(match[1]) if match and not _RANGE.match(match[2]) else None
