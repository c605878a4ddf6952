"""What the words around a span say of it, as numbers: a lexicon over its clause, cues, how it is put."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
from numpy.typing import NDArray

from feedback_insights.tagging._columns import COUNTED, PLAIN, READ, analyzer
from feedback_insights.tagging._spans import Words, words_set

_REACH: Final = 8  # tokens on either side that may belong to a span's clause
_NEAR: Final = 3
_OFTEN: Final = 2
_BREAKS: Final = words_set("but however although though whereas except yet while because so . ! ? ; ...")
_NEGATIONS: Final = words_set("not n't no never cannot cant dont wont nt without")
_ABLE: Final = words_set("can able lets allows allow let")
_LIKED: Final = words_set("love like enjoy loved liked appreciate")
_BEING: Final = frozenset(("is", "are", "was", "were", "'s"))
_MODAL: Final = words_set("if would could should wish when will")
_FAULTS: Final = re.compile(
    r"\b(?:slow(?:er|ly)?|lag(?:s|gy)?|sluggish|late|delay(?:s|ed)?|useless|unusable|unreliable|empty|blank"
    r"|missing|gone|too (?!bad)\w+|forever|ages|hours|confusing|clunky|buggy|poor(?:ly)?|cheap|expensive"
    r"|outdated|twice|again and again|keeps? \w+ing|stopp?(?:s|ed)|never|rejects?|ignores?|breaks|broke"
    r"|takes? (?:\w+ ){0,2}(?:long|minutes)|worse|hard|noisy|loud|instead of|nothing)\b",
    re.IGNORECASE,
)
_MERITS: Final = re.compile(
    r"\b(?:fast(?:er)?|quick(?:ly|er)?|eas(?:y|ier|ily)|smooth(?:ly)?|reliabl[ey]|simple|clear|handy|useful"
    r"|intuitive|accurate|flawless(?:ly)?|seamless(?:ly)?|instant(?:ly)?|perfect(?:ly)?|solid|spot on"
    r"|well|saves?|just works?|works? (?:great|fine|well)|finally|convenient|impressive|clean|modern)\b",
    re.IGNORECASE,
)
_CUES: Final = (
    _FAULTS,
    _MERITS,
    *(
        COUNTED[name]
        for name in (
            "fails", "does not work", "praises", "hard to use", "wishes", "resolved", "please", "asks how",
        )
    ),
)  # fmt: skip
ROW: Final = 19 + len(_CUES)
TONE: Final = 3


def row_of(read: Words, start: int, end: int, whole: float) -> NDArray[np.float64]:
    """What is said of tokens ``start`` to ``end``, shape (ROW,); ``whole`` is VADER's score of the text."""
    left, right = _clause(read, start, end, _REACH)
    text = read.slice(left, right)
    near = read.slice(*_clause(read, start, end, _NEAR))
    clause = whole if (left, right) == (0, len(read.words)) else whole_score(text)
    scores = (whole, clause, clause if near == text else whole_score(near))
    words, before = set(read.words[left:right]), set(read.words[max(0, start - 4) : start])
    return np.array([
        *(each for value in scores for each in (value, value >= PLAIN, value <= -PLAIN)),
        *(min(len(cue.findall(text)), _OFTEN) for cue in _CUES),
        not words.isdisjoint(_NEGATIONS),
        not before.isdisjoint(_NEGATIONS),
        read.tags[start].startswith("V"),
        not before.isdisjoint(_ABLE),
        not before.isdisjoint(_LIKED),
        right > end and read.words[end] in _BEING,
        min(read.text.count("!"), 3),
        not words.isdisjoint(_MODAL),
        np.log(len(read.words)),
        left > 0 or right < len(read.words),
    ], dtype=np.float64)  # fmt: skip


def whole_score(text: str) -> float:
    """VADER's compound score of a text (Hutto and Gilbert 2014), in [-1, 1]."""
    return float(analyzer().polarity_scores(text[:READ])["compound"])


def _clause(read: Words, start: int, end: int, reach: int) -> tuple[int, int]:
    """Up to ``reach`` tokens on either side, no further than a word that turns the sentence."""
    words, left, right = read.words, start, end
    while left > 0 and start - left < reach and words[left - 1] not in _BREAKS:
        left -= 1
    while right < len(words) and right - end < reach and words[right] not in _BREAKS:
        right += 1
    return left, right
