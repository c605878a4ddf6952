"""The term under which an aspect is counted: its words in lower case, as lemmas, without articles."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from feedback_insights.tagging._spans import Words, language, words_set

_POS: Final = {"NNS": "noun", "NNPS": "noun", "VBZ": "verb", "VBD": "verb", "VBN": "verb", "VBG": "verb"}
_DROPPED: Final = frozenset(("DT", "PDT", "PRP$", "PRP", "POS", "RB", "SYM", "_SP"))
_NO_DEEDS: Final = words_set(  # nouns that only look like one
    "setting meeting building feeling thing string training heading king ring evening morning nothing"
    " something anything everything ceiling wiring pricing billing sibling spring wing shipping clothing"
)
_NO_NAMES: Final = words_set(  # adjectives that tell no feature from another
    "new newest latest current recent updated old whole entire own other same actual certain several many few"
    " great good nice bad awesome amazing terrible horrible slow"
)
_AS_THEY_ARE: Final = frozenset(("data", "media", "news"))


def term_of(read: Words, start: int, end: int) -> str:
    """Make the term of tokens ``start`` to ``end``; never empty: the words themselves if nothing is left."""
    kept = [at for at in range(start, end) if read.tags[at] not in _DROPPED]
    words = [_lemma(read, at) for at in kept if read.words[at] not in _NO_NAMES]
    words = [word for word in words if any(c.isalnum() for c in word)]
    return " ".join(words) or " ".join(read.words[start:end])


def _lemma(read: Words, at: int) -> str:
    """A word's lemma; of a noun that is a deed, the verb's: "voice messaging" -> "voice message"."""
    word, tag = read.words[at], read.tags[at]
    if word in _AS_THEY_ARE or (tag == "VBN" and read.kinds[at + 1 : at + 2] == "N"):  # "saved notes"
        return word
    if tag in ("NN", "NNP") and word.endswith("ing") and word not in _NO_DEEDS:
        return _looked_up(word, "verb", or_cut=False)
    return _looked_up(word, _POS[tag]) if tag in _POS else word


@lru_cache(maxsize=4096)
def _looked_up(word: str, pos: str, *, or_cut: bool = True) -> str:
    """The lemma by spaCy's English tables: exceptions first, then the first rule that gives a known word."""
    exceptions, rules, known = _tables(pos)
    if word in exceptions:
        return exceptions[word][0]
    forms = (word.removesuffix(old) + new for old, new in rules if word.endswith(old))
    return next(
        (form for form in forms if form in known), _cut(word) if or_cut and word not in known else word
    )


@lru_cache(maxsize=2)
def _tables(pos: str) -> tuple[Mapping[str, list[str]], list[tuple[str, str]], frozenset[str]]:
    tables = language().get_pipe("lemmatizer").lookups
    exceptions, rules, known = (tables.get_table(f"lemma_{name}")[pos] for name in ("exc", "rules", "index"))
    return exceptions, rules, frozenset(known)


def _cut(word: str) -> str:
    """A word that no table knows, without its ending: "syncs", "syncing" -> "sync", "retries" -> "retry"."""
    if word.endswith("ies") and len(word) > 4:
        return word.removesuffix("ies") + "y"
    for ending in ("ing", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4 and not word.endswith(("ss", "us", "is")):
            return word.removesuffix(ending)
    return word
