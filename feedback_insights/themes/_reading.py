"""What one statement gives to a name; and runs of words, for what the English grammar cannot read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from runpy import run_path

from feedback_insights.themes._vocabulary import EMPTY_TALK, JOINING, NOTHING

LONGEST = 6  # words of a phrase
LANGUAGES = ("da", "de", "es", "fi", "fr", "it", "nb", "nl", "pl", "pt", "ru", "sv", "tr", "uk")
SPOKEN = 0.15  # share of the words that must be small words of a language, for the texts to be in it

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
    sentence: bool = False  # whether it is a whole sentence, as far as the grammar can be read


def plain_reading(text: str, hollow: Collection[str] = ()) -> Reading:
    """Runs of one to four words, for what the English grammar cannot read.

    ``hollow`` words say nothing: a phrase neither starts nor ends with one, and reads worse with one inside.
    """
    phrases = []
    lemmas = set()
    for part in re.split(r"[^\w\s'’.+#-]+|[.](?:\s|$)", text):
        words = WORD.findall(part)
        for start, word in enumerate(words):
            if _content(word, hollow):
                lemmas.add(word.lower())
            for end in range(start + 1, min(start + LONGEST, len(words)) + 1):
                run = words[start:end]
                if _content(run[0], hollow) and _content(run[-1], hollow):
                    joined = ("".join(run),) if all(UNSPACED.match(w) for w in run) else tuple(run)
                    if len(joined) > 4 or (len(run) == 1 and UNSPACED.match(run[0])):
                        continue
                    content = frozenset(w.lower() for w in run if _content(w, hollow))
                    phrases.append(Phrase(joined, content, _aloud(run, hollow)))
    inside = tuple(WORD.findall(text)[1:])
    return Reading(tuple(dict.fromkeys(phrases)), frozenset(lemmas), inside, frozenset())


def _content(word: str, hollow: Collection[str]) -> bool:
    """Whether a word of an unknown language may carry meaning: short words seldom do."""
    if UNSPACED.match(word):
        return True
    known = len(word) > 3 or (len(word) > 1 and word.isupper())
    if not known or not any(c.isalpha() for c in word) or word == "someone":
        return False
    return not _hollow(word, NOTHING) and not _hollow(word, hollow)


def _hollow(word: str, words: Collection[str]) -> bool:
    """Whether the word is one of them, or ends in one after an apostrophe: "l'avere"."""
    low = word.lower().replace("’", "'")
    return low in words or ("'" in low and low.rpartition("'")[2] in words)


def _aloud(run: Sequence[str], hollow: Collection[str]) -> float:
    """How well a run of words stands alone; a small word may join two others ("tipo di file")."""
    if len(run) < 2:
        return 0.62
    return 0.9 - 0.25 * sum(_hollow(w, hollow) and w.lower() not in JOINING for w in run[1:-1])


def hollow_words(texts: Sequence[str]) -> frozenset[str]:
    """Words that say nothing in the language whose small words these texts use most; none if none fits."""
    words = Counter(word.lower() for text in texts for word in WORD.findall(text))
    small = {code: _small_words(code) for code in LANGUAGES} if words else {}
    known = {code: sum(words[word] for word in sorted(found & words.keys())) for code, found in small.items()}
    best = max(known, key=lambda code: (known[code], code), default="")
    return _hollow_in(best) if best and known[best] >= SPOKEN * words.total() else frozenset()


def is_foreign(text: str, hollow: Collection[str]) -> bool:
    """Whether a text has as many small words of the language of ``hollow`` as of English."""
    if not hollow:
        return False
    words, english = [word.lower() for word in WORD.findall(text)], _small_words("en")
    other = sum(word in hollow and word not in english for word in words)
    return 0 < other >= sum(word in english for word in words)


@cache
def _small_words(code: str) -> frozenset[str]:
    import spacy.lang

    # run as a file: to import it would load the language, seconds for all of them
    file = Path(spacy.lang.__path__[0]) / code / "stop_words.py"
    return frozenset(run_path(str(file))["STOP_WORDS"]) | EMPTY_TALK.get(code, frozenset())


def _hollow_in(code: str) -> frozenset[str]:
    """English too, which people mix in."""
    return _small_words(code) | _small_words("en")
