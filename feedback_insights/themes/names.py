"""Theme names out of the members' own words: no language model, the same name every time.

A name should cover much of its theme and little of the others (class-based TF-IDF, Grootendorst 2022), lie
near the theme's centre (as in KeyBERT), and read well aloud.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feedback_insights.themes._phrases import read
from feedback_insights.themes._reading import Phrase, Reading
from feedback_insights.themes._wording import casing, lowered, sentence_case

Embed = Callable[[Sequence[str]], NDArray[np.float32]]

READ = 60  # members that are read, most central first
SHORTLIST = 14  # candidates per theme that are embedded
KEYPHRASES = 5
NARROW = 0.08  # a word that fewer members have says less than the theme: "transfer from France"
CLOSE = 0.7  # of the best candidate's score; a name from lower down would not fit
SAME_WORDS, SAME_MEANING = 0.6, 0.88  # share of words in common, cosine: at or above, two names are one


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeText:
    """What a theme is named from."""

    statements: Sequence[str]  # texts, most central first
    vectors: NDArray[np.float32]  # (n, dim), a unit row per statement
    centroid: NDArray[np.float32]  # (dim,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A theme's name and up to five phrases that describe it."""

    name: str
    keyphrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    text: str
    lemmas: frozenset[str]
    score: float
    vector: NDArray[np.float64]  # empty until embedded


def read_themes(groups: Sequence[ThemeText]) -> list[list[Reading]]:
    """Read the most central statements of each theme: what `name_themes` and areas are named from."""
    return [read(tuple(group.statements[:READ])) for group in groups]


def name_themes(
    groups: Sequence[ThemeText], *, embed: Embed, readings: Sequence[Sequence[Reading]] | None = None
) -> tuple[Named, ...]:
    """Name every theme, in the order given; the names differ from each other.

    ``embed`` gives unit rows of the vectors' kind; ``readings`` are those of `read_themes`, if at hand. Where
    two themes would get nearly the same name, the larger one keeps it. A theme without a readable word is
    called by its first words, or "Unnamed theme".
    """
    readings = read_themes(groups) if readings is None else readings
    weights = _weights(readings)
    written = casing(reading for theme in readings for reading in theme)
    shortlists = [_shortlist(theme, weight, written) for theme, weight in zip(readings, weights, strict=True)]
    texts = sorted({candidate.text for candidates in shortlists for candidate in candidates})
    rows = np.asarray(embed(texts), np.float64) if texts else np.zeros((0, 1))
    vectors = dict(zip(texts, rows, strict=True))
    ranked = _ranked(groups, shortlists, vectors)
    return _distinct(groups, ranked)


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


def _shortlist(
    readings: Sequence[Reading], weight: Mapping[str, float], written: Mapping[str, str]
) -> list[_Candidate]:
    """The best candidates by words and grammar, best first; one per set of words."""
    found: dict[frozenset[str], Counter[Phrase]] = {}
    for reading in readings:
        for lemmas, phrase in {(phrase.lemmas, phrase) for phrase in reading.phrases}:
            found.setdefault(lemmas, Counter())[phrase] += 1
    share = Counter(lemma for reading in readings for lemma in reading.lemmas)
    candidates = []
    for lemmas, forms in found.items():
        best = max(forms, key=lambda form: (_weight(form) * forms[form], -len(form.words), form.words))
        words = sum(weight.get(lemma, 0.0) for lemma in lemmas) / (len(lemmas) + 0.6)
        together = sum(lemmas <= reading.lemmas for reading in readings) + sum(forms.values())
        support = min(together / len(readings), 0.5) * 2
        narrow = any(share[lemma] < NARROW * len(readings) for lemma in lemmas)
        extra = 0.03 * max(len(best.words) - 4, 0) + 0.1 * narrow
        score = best.grammar * (0.65 * words + 0.35 * support**0.5) - extra
        candidates.append(_Candidate(sentence_case(best.words, written), lemmas, score, np.empty(0)))
    candidates.sort(key=lambda candidate: (-round(candidate.score, 9), candidate.text))
    once = {candidate.text.lower(): candidate for candidate in reversed(candidates)}
    return [c for c in candidates if once[c.text.lower()] is c][:SHORTLIST]


def _weight(form: Phrase) -> float:
    """Of the ways to say one thing, a complaint counts more: "card doesn't work" before "card works"."""
    negated = any(word in ("not", "cannot") or word.endswith(("n't", "n’t")) for word in form.words)
    return form.grammar * (1.5 if negated else 1)


def _ranked(
    groups: Sequence[ThemeText],
    shortlists: Sequence[Sequence[_Candidate]],
    vectors: Mapping[str, NDArray[np.float64]],
) -> list[list[_Candidate]]:
    """Candidates by words, grammar and meaning together, best first."""
    if not vectors:
        return [[] for _ in groups]
    centres = np.stack([np.asarray(group.centroid, np.float64) for group in groups])
    centres /= np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-12)
    ranked = []
    for at, candidates in enumerate(shortlists):
        scored = []
        for candidate in candidates:
            vector = vectors[candidate.text]
            near = centres @ vector
            others = np.delete(near, at)
            clear = float(near[at] - others.max()) if len(others) else 0.0
            members = np.asarray(groups[at].vectors[:READ], np.float64) @ vector
            covers = float((members >= 0.5).mean()) if len(members) else 0.0
            meaning = 0.6 * float(near[at]) + 0.2 * covers + 0.6 * float(np.clip(clear, -0.2, 0.2))
            total = round(candidate.score + meaning, 6)
            scored.append(_Candidate(candidate.text, candidate.lemmas, total, vector))
        ranked.append(sorted(scored, key=lambda c: (-c.score, c.text)))
    return ranked


def _distinct(groups: Sequence[ThemeText], ranked: Sequence[Sequence[_Candidate]]) -> tuple[Named, ...]:
    """Names from the largest theme down, each unlike those already given."""
    order = sorted(
        range(len(groups)), key=lambda at: (-len(groups[at].statements), tuple(groups[at].statements))
    )
    given: list[_Candidate] = []
    names: dict[int, Named] = {}
    taken: set[str] = set()
    for at in order:
        phrases = _keyphrases(ranked[at])
        chosen = _free(ranked[at], given)
        if chosen is not None:
            given.append(chosen)
        name = chosen.text if chosen is not None else _combined(phrases, groups[at].statements, taken)
        numbered = (f"{name} ({n})" for n in range(2, len(groups) + 2))
        name = next(option for option in (name, *numbered) if option.lower() not in taken)
        taken.add(name.lower())
        first = [chosen.text] if chosen is not None else []
        keys = tuple(dict.fromkeys([*first, *(phrase.text for phrase in phrases)])) or (name,)
        names[at] = Named(name=name, keyphrases=keys[:KEYPHRASES])
    return tuple(names[at] for at in range(len(groups)))


def _free(ranked: Sequence[_Candidate], given: Sequence[_Candidate]) -> _Candidate | None:
    """The best candidate unlike every name given; failing that, one with words of its own."""
    good = [c for c in ranked if c.score >= CLOSE * ranked[0].score]
    for candidate in good:
        if not any(_alike(candidate, other) for other in given):
            return candidate
    said = {other.lemmas for other in given}
    return next((c for c in good if len(c.lemmas) > 1 and c.lemmas not in said and not _echo(c, given)), None)


def _echo(one: _Candidate, given: Sequence[_Candidate]) -> bool:
    """Whether the candidate means the same as a name given, whatever its words."""
    return any(_cosine(one, other) >= 0.95 for other in given)


def _alike(one: _Candidate, other: _Candidate) -> bool:
    shared = len(one.lemmas & other.lemmas) / len(one.lemmas | other.lemmas)
    return shared >= SAME_WORDS or _cosine(one, other) >= SAME_MEANING


def _cosine(one: _Candidate, other: _Candidate) -> float:
    return round(float(one.vector @ other.vector), 6)


def _keyphrases(ranked: Sequence[_Candidate]) -> list[_Candidate]:
    """The best phrases that differ from each other, filled up with those that differ less."""
    picked: list[_Candidate] = []
    for candidate in ranked:
        if not any(_alike(candidate, other) for other in picked):
            picked.append(candidate)
    names = {candidate.text for candidate in picked}
    return [*picked, *(candidate for candidate in ranked if candidate.text not in names)][:KEYPHRASES]


def _combined(phrases: Sequence[_Candidate], statements: Sequence[str], taken: set[str]) -> str:
    """A name for a theme whose own phrases are all taken: "A: b", or its first words."""
    if not phrases:
        first = next(
            (" ".join(text.split()[:6]) for text in statements if any(c.isalnum() for c in text)), ""
        )
        return first[:60] or "Unnamed theme"
    best = phrases[0]
    others = [phrase for phrase in phrases[1:] if not phrase.lemmas & best.lemmas]
    names = [f"{best.text}: {lowered(other.text)}" for other in others]
    return next((name for name in names if name.lower() not in taken), best.text)
