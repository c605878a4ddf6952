"""The term under which an aspect is counted: its words in lower case, as lemmas, without articles."""

from __future__ import annotations

from typing import Any, Final

from feedback_insights.tagging._spans import language

_POS: Final = {"N": "NOUN", "V": "VERB", "J": "ADJ", "R": "ADV"}
_DROPPED: Final = frozenset(("DT", "PDT", "PRP$", "PRP", "POS", "RB", "SYM", ",", ":", "_SP"))
_NOT_DOING: Final = frozenset("setting meeting building feeling thing string training heading king".split())


def term_of(doc: Any, start: int, end: int) -> str:
    """Make the term of tokens ``start`` to ``end``; never empty: the words themselves if nothing is left."""
    words = [_lemma(token) for token in doc[start:end] if token.tag_ not in _DROPPED]
    words = [word for word in words if any(c.isalnum() for c in word)]
    return " ".join(words) or " ".join(str(doc[start:end]).lower().split())


def _lemma(token: Any) -> str:
    """A word's lemma; of a noun that is a deed, the verb's: "searching", "voice messaging" -> "message"."""
    word = str(token.lower_)
    if token.tag_ in ("NN", "NNP") and word.endswith("ing") and word not in _NOT_DOING:
        return _looked_up(token, "VERB", word)
    pos = _POS.get(token.tag_[0])
    return _looked_up(token, pos, word) if pos and token.tag_ not in ("VB", "NN", "JJ", "RP") else word


def _looked_up(token: Any, pos: str, word: str) -> str:
    lemmatizer = language().get_pipe("lemmatizer")
    tables = lemmatizer.lookups
    known = tables.get_table("lemma_index")[pos.lower()]
    exceptions = tables.get_table("lemma_exc")[pos.lower()].get(word)
    if exceptions:
        return str(exceptions[0])
    for old, new in tables.get_table("lemma_rules")[pos.lower()]:
        form = word[: len(word) - len(old)] + new
        if word.endswith(old) and form in known:
            return str(form)
    return word if word in known else _cut(word)


def _cut(word: str) -> str:
    """A word that no list knows, without its ending: "syncs", "syncing" -> "sync"."""
    for ending in ("ing", "s"):
        if word.endswith(ending) and len(word) - len(ending) > 3 and not word.endswith(("ss", "us", "is")):
            return word.removesuffix(ending)
    return word
