"""Which words of a text met which words of a backlog item."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from feedback_insights.linking._words import unmasked, words
from feedback_insights.records import Feature, Met

_TOKEN: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_JOINT: Final = re.compile(r"[ \-‐‑]")
_SHORTEST: Final = 5  # letters of a word that may be written in two: "time line", "e-mail"


def met_words(text: str, feature: Feature) -> tuple[Met, ...]:
    """Pair the words of a text with those of an item, in the text's order.

    Words meet that have the same stem ("exporting", "exports"), also where one is written in two ("time
    line"). Common words do not count. Of several fields the first holds: title, description, labels,
    comments, what customers said.
    """
    known = _vocabulary(feature)
    found, at = [], 0
    for start, end, stem, joined in _spans(text):
        if start >= at and (own := known.get((stem, False)) or (None if joined else known.get((stem, True)))):
            found.append(Met(start=start, end=end, field=own[0], words=own[1]))
            at = end
    return tuple(found)


@lru_cache(maxsize=64)  # a long item is asked about once per quote
def _vocabulary(feature: Feature) -> dict[tuple[str, bool], tuple[str, str]]:
    """(Stem, whether of two words in one) -> (field, the item's own words)."""
    fields: Sequence[tuple[str, Sequence[str]]] = (
        ("title", (feature.title,)),
        ("description", (feature.description,)),
        ("labels", feature.labels),
        ("comments", feature.comments),
        ("customer_words", feature.customer_words),
    )
    known: dict[tuple[str, bool], tuple[str, str]] = {}
    for field, texts in fields:
        for text in texts:
            for start, end, stem, joined in _spans(text):
                known.setdefault((stem, joined), (field, text[start:end]))
    return known


def _spans(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """Place and stem of every informative word, and of every two as if written in one (True)."""
    tokens = list(_TOKEN.finditer(unmasked(text)))
    for number, token in enumerate(tokens):
        following = tokens[number + 1] if number + 1 < len(tokens) else None
        if following and _JOINT.fullmatch(text[token.end() : following.start()]):
            joined = token[0] + following[0]
            if len(joined) >= _SHORTEST and (stems := words(joined)):
                yield token.start(), following.end(), stems[0], True
        if stems := words(token[0]):
            yield token.start(), token.end(), stems[0], False
