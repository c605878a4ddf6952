"""Aspects as the arrays that a cache keeps: its rows are numbers, so letters are kept by code point."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from feedback_insights.embedding import Vectors
from feedback_insights.records import SENTIMENTS, Aspect

HEAD: Final = 5  # start, end, tone, probability, letters of the term; then the letters


def to_row(found: Sequence[Aspect]) -> Vectors:
    """One text's aspects as one row; float32 holds every offset and code point exactly."""
    values: list[float] = []
    for one in found:
        values += [one.start, one.end, SENTIMENTS.index(one.sentiment), one.probability, len(one.term)]
        values += map(ord, one.term)
    return np.array(values, dtype=np.float32)


def from_row(row: Vectors) -> tuple[Aspect, ...]:
    """The aspects of a row."""
    return tuple(_aspects(row.tolist()))


def _aspects(values: Sequence[float]) -> Iterator[Aspect]:
    at = 0
    while at < len(values):
        start, end, tone, probability, letters = values[at : at + HEAD]
        at += HEAD + int(letters)
        yield Aspect(
            start=int(start),
            end=int(end),
            term="".join(chr(int(code)) for code in values[at - int(letters) : at]),
            sentiment=SENTIMENTS[int(tone)],
            probability=round(probability, 4),
        )
