"""What one statement gives to a name; and runs of words, for what the English grammar cannot read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from feedback_insights.themes._vocabulary import NOTHING

LONGEST = 6  # words of a phrase

WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+(?:['’.+#-][^\W_]+)*[+#]*")
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A candidate name as one statement has it."""

    words: tuple[str, ...]  # as shown, before casing
    lemmas: frozenset[str]  # of its content words
    grammar: float  # 0..1: how well it stands alone


@dataclass(frozen=True, slots=True)
class Reading:
    """What one statement gives to a name."""

    phrases: tuple[Phrase, ...]
    lemmas: frozenset[str]  # content lemmas of the whole statement
    inside: tuple[str, ...]  # words that do not open a sentence; they show how a word is written
    nouns: frozenset[tuple[str, ...]]  # words of those phrases that name a thing; none where that is unknown


def plain_reading(text: str) -> Reading:
    """Runs of one to four words, for what the English grammar cannot read."""
    phrases = []
    lemmas = set()
    for part in re.split(r"[^\w\s'’.+#-]+|[.](?:\s|$)", text):
        words = WORD.findall(part)
        for start, word in enumerate(words):
            if _content(word):
                lemmas.add(word.lower())
            for end in range(start + 1, min(start + LONGEST, len(words)) + 1):
                run = words[start:end]
                if _content(run[0]) and _content(run[-1]):
                    joined = ("".join(run),) if all(UNSPACED.match(w) for w in run) else tuple(run)
                    if len(joined) > 4 or (len(run) == 1 and UNSPACED.match(run[0])):
                        continue
                    content = frozenset(w.lower() for w in run if _content(w))
                    phrases.append(Phrase(joined, content, 0.9 if len(run) > 1 else 0.62))
    inside = tuple(WORD.findall(text)[1:])
    return Reading(tuple(dict.fromkeys(phrases)), frozenset(lemmas), inside, frozenset())


def _content(word: str) -> bool:
    """Whether a word of an unknown language may carry meaning: short words seldom do."""
    if UNSPACED.match(word):
        return True
    known = len(word) > 3 or (len(word) > 1 and word.isupper())
    return known and any(c.isalpha() for c in word) and word.lower() not in NOTHING and word != "someone"
