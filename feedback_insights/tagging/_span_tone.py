"""What the words around a span say of it, as numbers: a lexicon over its clause, cues, how it is put."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from feedback_insights.tagging._columns import COUNTED, PLAIN, READ, analyzer

_REACH: Final = 8  # tokens on either side that may belong to a span's clause
_NEAR: Final = 3
_OFTEN: Final = 2
_BREAKS: Final = frozenset(
    "but however although though whereas except yet while because so . ! ? ; ...".split()
)
_NEGATIONS: Final = frozenset("not n't no never cannot cant dont wont nt without".split())
_ABLE: Final = frozenset("can able lets allows allow let".split())
_LIKED: Final = frozenset("love like enjoy loved liked appreciate".split())
_BEING: Final = frozenset(("is", "are", "was", "were", "'s"))
_MODAL: Final = frozenset("if would could should wish when will".split())
_CUES: Final = ("fails", "does not work", "praises", "hard to use", "wishes", "resolved", "please", "asks how")
ROW: Final = 19 + len(_CUES)
TONE: Final = 3


def row_of(doc: Any, start: int, end: int, whole: float) -> NDArray[np.float64]:
    """What is said of tokens ``start`` to ``end``, shape (ROW,); ``whole`` is VADER's score of the text."""
    left, right = _clause(doc, start, end, _REACH)
    close = _clause(doc, start, end, _NEAR)
    clause, near = _score(doc, left, right), _score(doc, *close)
    text = _slice(doc, left, right)
    words = {doc[at].lower_ for at in range(left, right)}
    before = {doc[at].lower_ for at in range(max(0, start - 4), start)}
    return np.array([
        *(each for value in (whole, clause, near) for each in (value, value >= PLAIN, value <= -PLAIN)),
        *(min(len(COUNTED[cue].findall(text)), _OFTEN) for cue in _CUES),
        bool(words & _NEGATIONS),
        bool(before & _NEGATIONS),
        doc[start].tag_.startswith("V"),
        bool(before & _ABLE),
        bool(before & _LIKED),
        right > end and doc[end].lower_ in _BEING,
        min(doc.text.count("!"), 3),
        bool(words & _MODAL),
        np.log(len(doc)),
        left > 0 or right < len(doc),
    ], dtype=np.float64)  # fmt: skip


def whole_score(text: str) -> float:
    """VADER's compound score of a text (Hutto and Gilbert 2014), in [-1, 1]."""
    return float(analyzer().polarity_scores(text[:READ])["compound"])


def _clause(doc: Any, start: int, end: int, reach: int) -> tuple[int, int]:
    left, right = start, end
    while left > 0 and start - left < reach and doc[left - 1].lower_ not in _BREAKS:
        left -= 1
    while right < len(doc) and right - end < reach and doc[right].lower_ not in _BREAKS:
        right += 1
    return left, right


def _slice(doc: Any, start: int, end: int) -> str:
    return str(doc.text[doc[start].idx : doc[end - 1].idx + len(doc[end - 1])])


def _score(doc: Any, start: int, end: int) -> float:
    return float(analyzer().polarity_scores(_slice(doc, start, end))["compound"])
