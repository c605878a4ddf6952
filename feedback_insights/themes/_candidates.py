"""What a theme may be called: phrases of its members, best first by their words and grammar alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feedback_insights.themes._reading import Phrase, Reading
from feedback_insights.themes._wording import casing, sentence_case

SHORTLIST = 18  # candidates per theme that are embedded
VARIED = 0.3  # what a candidate loses for having all its words in common with a better one
NARROW = 0.08  # a word that fewer members have says less than the theme: "transfer from France"
# identifiers, which a program is told and not a reader
CODE = re.compile(r"_|[a-z][A-Z]\w*[a-z][A-Z]|[A-Za-z]-?\d{3}|\d{3}-[A-Za-z]")
FEW = 4  # statements, of which one may well be the only one to say something


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase of a theme's members that may become its name or a keyphrase."""

    text: str
    lemmas: frozenset[str]
    score: float
    vector: NDArray[np.float64]  # empty until embedded
    says: float = 0.0  # share of the theme's statements that say it, once embedded


def shortlists(readings: Sequence[Sequence[Reading]], among: Collection[str] | None) -> list[list[Candidate]]:
    """Per theme the phrases worth embedding, best first; out of ``among`` where that is given."""
    written = casing(reading for theme in readings for reading in theme)
    return [
        _varied([c for c in _candidates(theme, weight, written) if among is None or c.text in among])
        for theme, weight in zip(readings, _weights(readings), strict=True)
    ]


def _weights(readings: Sequence[Sequence[Reading]]) -> list[dict[str, float]]:
    """Per theme, how much of it a word covers and how little of the others; the best word has 1."""
    shares = []
    for theme in readings:
        counts = Counter(lemma for reading in theme for lemma in reading.lemmas)
        shares.append({lemma: count / len(theme) for lemma, count in counts.items()})
    total: dict[str, float] = {}
    for share in shares:
        for lemma in sorted(share):
            total[lemma] = total.get(lemma, 0.0) + share[lemma]
    weights = []
    for share in shares:
        weight = {w: p * float(np.log1p(len(shares) / total[w])) for w, p in share.items()}
        best = max(weight.values(), default=1.0)
        weights.append({w: value / best for w, value in weight.items()})
    return weights


def _candidates(
    readings: Sequence[Reading], weight: Mapping[str, float], written: Mapping[str, str]
) -> list[Candidate]:
    """All candidates by words and grammar, best first; one per set of words."""
    found: dict[frozenset[str], Counter[Phrase]] = {}
    for reading in readings:
        for lemmas, phrase in {(phrase.lemmas, phrase) for phrase in reading.phrases}:
            found.setdefault(lemmas, Counter())[phrase] += 1
    share = Counter(lemma for reading in readings for lemma in reading.lemmas)
    candidates = []
    for lemmas, forms in found.items():
        best = max(forms, key=lambda form: (_weight(form) * forms[form], -len(form.words), form.words))
        words = sum(weight.get(lemma, 0.0) for lemma in lemmas) / (len(lemmas) + 0.6)
        together = sum(lemmas <= reading.lemmas for reading in readings)
        support = min((together + sum(forms.values())) / len(readings), 0.5) * 2
        narrow = any(share[lemma] < NARROW * len(readings) for lemma in lemmas)
        once_only = together < 2 and len(readings) > FEW
        extra = 0.03 * max(len(best.words) - 4, 0) + 0.1 * narrow + 0.1 * once_only
        extra += 0.15 * any(CODE.search(word) for word in best.words)
        score = best.grammar * (0.65 * words + 0.35 * support**0.5) - extra
        candidates.append(Candidate(sentence_case(best.words, written), lemmas, score, np.empty(0)))
    candidates.sort(key=lambda candidate: (-round(candidate.score, 9), candidate.text))
    once = {_spelled(candidate): candidate for candidate in reversed(candidates)}
    return [c for c in candidates if once[_spelled(c)] is c]


def _spelled(candidate: Candidate) -> str:
    """The phrase whatever its hyphens: "top-up" is "top up"."""
    return candidate.text.lower().replace("-", " ")


def _varied(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The best candidates, those first that do not repeat the words of a better one."""
    left = list(candidates[: 4 * SHORTLIST])
    repeats = [0.0] * len(left)
    picked: list[Candidate] = []
    while left and len(picked) < SHORTLIST:
        worth = [round(c.score - VARIED * repeated, 9) for c, repeated in zip(left, repeats, strict=True)]
        at = worth.index(max(worth))
        best = left.pop(at)
        repeats.pop(at)
        picked.append(best)
        repeats = [max(r, shared(c, best)) for c, r in zip(left, repeats, strict=True)]
    return picked


def _weight(form: Phrase) -> float:
    """Of the ways to say one thing, a complaint counts more: "card doesn't work" before "card works"."""
    negated = any(word in ("not", "cannot") or word.endswith(("n't", "n’t")) for word in form.words)
    return form.grammar * (1.5 if negated else 1)


def shared(one: Candidate, other: Candidate) -> float:
    """Share of the words of both that both have."""
    return len(one.lemmas & other.lemmas) / len(one.lemmas | other.lemmas)
