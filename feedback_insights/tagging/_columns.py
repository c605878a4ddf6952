"""Columns that a head may read beside the hidden layers: what the words of a text say by themselves.

A mean over hidden layers blurs single words; a lexicon and a few patterns do not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

READ: Final = 1000  # characters; about what the encoder reads; the lexicon's time grows as their square
PLAIN: Final = 0.05  # a compound score so near 0 says nothing (its authors' threshold)
OFTEN: Final = 3  # more hits of one pattern than so many say no more


def columns(families: Sequence[str], texts: Sequence[str]) -> NDArray[np.float32]:
    """Return the columns of the named families side by side, shape (texts, columns); KeyError for others."""
    tables = [FAMILIES[name]([text[:READ] for text in texts]) for name in families]
    return np.hstack([np.zeros((len(texts), 0), np.float32), *tables])


def lexicon(texts: Sequence[str]) -> NDArray[np.float32]:
    """VADER's shares of negative, neutral and positive words and its compound score (Hutto and Gilbert 2014).

    With the compound score's sign and size: seven columns.
    """
    read = analyzer().polarity_scores
    rows = np.zeros((len(texts), 7), np.float32)
    for row, text in zip(rows, texts, strict=True):
        found = read(text)
        compound = found["compound"]
        row[:] = (
            found["neg"], found["neu"], found["pos"],
            compound, compound >= PLAIN, compound <= -PLAIN, abs(compound),
        )  # fmt: skip
    return rows


@cache
def analyzer() -> SentimentIntensityAnalyzer:
    """VADER, with its word list, loaded once."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return SentimentIntensityAnalyzer()


def cues(texts: Sequence[str]) -> NDArray[np.float32]:
    """How often each pattern of `COUNTED` is there (at most 3), whether each of `SEEN` is, and the length."""
    rows = np.zeros((len(texts), len(COUNTED) + len(SEEN) + 2), np.float32)
    for row, text in zip(rows, texts, strict=True):
        counts = [min(len(pattern.findall(text)), OFTEN) for pattern in COUNTED.values()]
        seen = [pattern.search(text) is not None for pattern in SEEN.values()]
        row[:] = *counts, *seen, np.log1p(len(text)), np.log1p(text.count("\n"))
    return rows


def _words(*phrases: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(phrases)})\b", re.IGNORECASE)


def _start(*phrases: str) -> re.Pattern[str]:
    return re.compile(rf"\A\W*(?:{'|'.join(phrases)})\b", re.IGNORECASE)


COUNTED: Final = {
    "question mark": re.compile(r"\?"),
    "asks how": _words(
        "how (?:do|can|to|should|would|does|did|is|are|much|many|long)", "what(?:'s| is| are| does| do)",
        "where (?:is|are|do|can)", "which", "when (?:will|is|does)", "who",
    ),
    "asks whether": _words(
        "is (?:it|there|this|that)", "are there", "(?:can|could) (?:i|you|we|someone|anyone)", "does",
        "do (?:i|you|we)", "should (?:i|we)", "any (?:ideas?|plans|way|help|advice|suggestions)",
    ),
    "asks why": _words("why"),
    "seeks help": _words(
        "please help", "need help", "help me", "confused", "(?:not |un)sure", "wondering",
        "do(?: not|n'?t) understand", "trying to", "am i (?:missing|doing)", r"clarif\w+", "explain",
        "documentation", "thanks in advance", "any help", "appreciated", "expected behaviou?r", "by design",
        "intended", "(?:recommended|right) way", "best practice",
    ),
    "wishes": _words(
        "wish", "would (?:be (?:nice|great|good|cool|useful|helpful|awesome)|love|like|prefer)", "it'?d be",
        "please (?:add|support|make|allow|bring|consider|implement|include|give)",
        "should (?:have|be able|support|allow|let|remember|offer)", "could (?:use|you add|we have|we get)",
        "needs? (?:a|an|to|more|better)", "missing", "lacks?", "wants? (?:a|an|to)", "if only", "bring back",
        "let (?:me|us)", "no way to", "(?:5|five) stars (?:if|when)",
    ),
    "proposes": _words(
        "feature request", "propos(?:al|ed?)", "suggest(?:ion|s|ed)?", "enhancement", "improvement",
        "support (?:for|of)", "add (?:a|an|the|support|option|more|ability)", "adding", "implement", "expose",
        "allow(?:ing|s)?", "(?:option|ability) to", "alternatives?", "use case", "motivation",
        "would enable", "rfc",
    ),
    "fails": _words(
        r"crash\w*", r"error\w*", "exceptions?", r"fail\w*", "broken", "breaks?", r"bug\w*", r"freez\w*",
        "froze", r"hang\w*", "stuck", r"glitch\w*", r"segfault\w*", "traceback", r"wrong\w*",
        r"incorrect\w*", "lost", "loses", r"corrupt\w*", "regression",
    ),
    "does not work": _words(
        r"(?:(?:do|does|did|wo|ca)(?:n'?t| not)|cannot|never|no longer|stopped|not) (?:\w+ )?"
        r"(?:work|open|load|start|sync|save|show|connect|respond|log|play|let|find|display|function)\w*",
    ),
    "reproduces": _words(
        "to reproduce", r"reproduc\w+", "expected", "actual", "stack trace",
        r"(?:since|after) (?:the |this |my )?(?:last |latest )?(?:updat|upgrad|version)\w*",
    ),
    "praises": _words(
        r"love\w*", "great", "awesome", "amazing", "excellent", "fantastic", r"perfect\w*", "best", "nice",
        "good", "helpful", "wonderful", "brilliant", "easy", r"smooth\w*", "fun", "superb", "well done",
        "kudos", r"impress\w+", "works (?:great|well|fine|perfectly)",
    ),
    "hard to use": _words(
        r"confus\w+", "hard to", "difficult", "unclear", "hidden", "buried", r"hunt\w*", "where (?:is|to)",
        "took (?:me|us|him|her|them)", "too many", r"clutter\w*", "(?:un)?intuitive",
        "could(?:n'?t| not) find", "find the", r"overlook\w*", r"hesitat\w+", r"scroll\w*", "tiny", "clicks?",
    ),
    "resolved": _words(
        r"no (?:\w+ )?(?:crash|problem|issue|error|bug|trouble|complaint)\w*", "(?:fix|resolv|solv)ed",
        "not (?:a single|once)", "any ?more", "ha(?:ve|s)n'?t", r"never (?:had|lost|crash\w*|fail\w*)",
    ),
    "but": _words("but", "however", "although", "though", "except", "only thing", "just wish"),
    "account": _words(
        r"refund\w*", r"invoice\w*", r"charg\w+", r"cancel\w*", "subscription", "account", "password",
        "billing", r"price\w*", "money", r"pay\w*", "license", "delete my",
    ),
    "please": _words("please", "pls", "plz"),
    "code": re.compile(r"```|`[^`\n]+`|\w+\(\)|[{};]\s*$|==|=>|\bhttps?://", re.MULTILINE),
}  # fmt: skip
SEEN: Final = {
    "starts asking": _start(
        r"\[?question\]?", "how", "what", "where", "when", "why", "which", "who", "is", "are", "can", "could",
        "does", "do", "should", "will", "would", "any",
    ),
    "first line asks": re.compile(r"\A[^\n]*\?\s*(?:\n|\Z)"),
    "starts proposing": _start(
        r"\[?(?:feature|proposal|request|rfc|enhancement|suggestion)", "add", "support", "allow", "implement",
        "expose", "make", "provide", "enable", "improve", "option", "please",
    ),
    "ends asking": re.compile(r"\?\W*\Z"),
}  # fmt: skip
FAMILIES: Final[dict[str, Callable[[Sequence[str]], NDArray[np.float32]]]] = {
    "lexicon@1": lexicon,  # the number changes with what the columns hold: trained heads name it
    "cues@1": cues,
}
