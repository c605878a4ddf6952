"""Courtesies and chasers: statements made of known phrases, fillers and names, and of nothing else."""

from __future__ import annotations

import re

from feedback_insights.normalize import _words
from feedback_insights.normalize._words import Phrases

_COURTESY = _words.phrases("courtesy")
_COURTESY_FILLERS = _words.words("courtesy_fillers")
_CHASER = _words.phrases("chaser")
_CHASER_FILLERS = _words.words("chaser_fillers")
_BEFORE_NAMES = _words.words("before_names")
_NUMBERS = _words.words("numbers")

_MAX_CHARACTERS = 300
_MAX_WORDS = 30  # nobody thanks for longer
_TOKEN = re.compile(r"\[[a-z]{2,6} \d{1,6}\]|\+\d+|[^\W_]+(?:[.'’-][^\W_]+)*")
_PRAISE = re.compile(r"\bbest\s+(?!regards|wishes)\w", re.IGNORECASE)  # "Best app ever", but "Best, Tom"
_CALL = re.compile(r"\W{0,3}(?:hello|hi|hey|hallo|allo|hola)\s{0,2}\?[\s?!]*", re.IGNORECASE)  # "hello?"
_FRIENDLY = re.compile(
    r"[\s:;()D👍🙏😊🙂🙌👋❤☺\ufe0f🏻🏼🏽🏾🏿-]*[👍🙏😊🙂🙌👋❤☺][\s:;()D👍🙏😊🙂🙌👋❤☺\ufe0f🏻🏼🏽🏾🏿-]*"
)


def is_courtesy(text: str) -> bool:
    """Tell whether a text is only a greeting, thanks, a sign-off or another pleasantry."""
    if not any(map(str.isalnum, text)):
        return len(text) <= _MAX_CHARACTERS and _FRIENDLY.fullmatch(text) is not None
    return not _CALL.fullmatch(text) and _is_made_of(text, _COURTESY, _COURTESY_FILLERS, {})


def is_chaser(text: str) -> bool:
    """Tell whether a text only asks for progress, courtesies around it aside."""
    if not any(map(str.isalnum, text)):
        return "?" in text
    return bool(_CALL.fullmatch(text)) or _is_made_of(text, _CHASER, _CHASER_FILLERS, _COURTESY)


def _is_made_of(text: str, wanted: Phrases, fillers: frozenset[str], beside: Phrases) -> bool:
    """Tell whether `text` holds one of the `wanted` phrases, and else only `beside`, fillers and names."""
    first = _TOKEN.search(text)
    if (
        first is None
        or len(text) > _MAX_CHARACTERS
        or not _is_known(_fold(first[0]), wanted, fillers, beside)
    ):
        return False
    tokens = _TOKEN.findall(text)
    if len(tokens) > _MAX_WORDS or _PRAISE.search(text):
        return False
    folded = [_fold(token) for token in tokens]
    found = False
    i = 0
    while i < len(tokens):
        length = _match(folded, i, wanted)
        found = found or length > 0
        length = length or _match(folded, i, beside)
        if not length and not (_is_filler(folded[i], fillers) or _is_name(tokens, folded, i)):
            return False
        i += length or 1
    return found


def _is_known(word: str, wanted: Phrases, fillers: frozenset[str], beside: Phrases) -> bool:
    return word in wanted or word in beside or word[0] == "+" or _is_filler(word, fillers)


def _is_filler(word: str, fillers: frozenset[str]) -> bool:
    return word in fillers or word[0] == "[" or _is_number(word)


def _match(folded: list[str], i: int, phrases: Phrases) -> int:
    """Return how many words the longest phrase at word `i` has; 0 = none."""
    for key in (folded[i], _class_of(folded[i])):
        for phrase in phrases.get(key, ()):
            if len(phrase) <= len(folded) - i and all(map(_fits, phrase, folded[i : i + len(phrase)])):
                return len(phrase)
    return 0


def _fits(pattern: str, word: str) -> bool:
    return pattern in (word, _class_of(word))


def _class_of(word: str) -> str:
    return "#" if _is_number(word) else "+#" if word[0] == "+" else ""


def _is_number(word: str) -> bool:
    return word.isdigit() or word in _NUMBERS


def _is_name(tokens: list[str], folded: list[str], i: int) -> bool:
    """Tell whether word `i` is a name: capitalized, at most three words behind a greeting or thanks."""
    for back in range(i, max(i - 3, 0), -1):
        if not tokens[back][0].isupper():
            return False
        if folded[back - 1] in _BEFORE_NAMES:
            return True
    return False


def _fold(token: str) -> str:
    return token.casefold().replace("’", "'")
