"""Theme names out of the members' own words: no language model, the same name every time.

A name should cover much of its theme and little of the others (class-based TF-IDF, Grootendorst 2022), lie
near the theme's centre (as in KeyBERT), and read well aloud. The keyphrases are chosen as a set, to
say with the name what the theme says.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from feedback_insights.themes._candidates import Candidate, shared, shortlists
from feedback_insights.themes._phrases import read
from feedback_insights.themes._reading import Reading
from feedback_insights.themes._wording import lowered

Embed = Callable[[Sequence[str]], NDArray[np.float32]]

READ = 60  # members that are read, most central first
SAYS = 0.4  # cosine from which a statement says what a phrase says
KEYPHRASES = 5
ECHO = 0.95  # cosine at which a name means the same as another, whatever their words
REPEATS = 0.92  # and at which a keyphrase adds nothing to another
FEWEST = 4  # keyphrases, even where they lead away from the centre
VAGUE = 0.1  # share of the statements that must say a name of one word
SPOKEN_BY = 2  # statements that say a keyphrase at least
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
    """A theme's name and up to five phrases that describe it, the name first where it is one."""

    name: str
    keyphrases: tuple[str, ...]
    weights: tuple[float, ...] = ()  # per phrase, 0..1: share of the theme's statements that say it


def read_themes(groups: Sequence[ThemeText]) -> list[list[Reading]]:
    """Read the most central statements of each theme: what `name_themes` and areas are named from."""
    return [read(tuple(group.statements[:READ])) for group in groups]


def name_themes(
    groups: Sequence[ThemeText],
    *,
    embed: Embed,
    readings: Sequence[Sequence[Reading]] | None = None,
    among: Collection[str] | None = None,
) -> tuple[Named, ...]:
    """Name every theme, in the order given; the names differ from each other.

    ``embed`` gives unit rows of the vectors' kind; ``readings`` are those of `read_themes`, if at hand;
    ``among`` the only phrases to choose from. Where two themes would get nearly the same name, the larger one
    keeps it. A theme without a readable word is called by its first words, or "Unnamed theme".
    """
    readings = read_themes(groups) if readings is None else readings
    lists = shortlists(readings, among)
    texts = sorted({candidate.text for candidates in lists for candidate in candidates})
    rows = np.asarray(embed(texts), np.float64) if texts else np.zeros((0, 1))
    vectors = dict(zip(texts, rows, strict=True))
    ranked = _ranked(groups, readings, lists, vectors)
    return _distinct(groups, ranked)


def phrases_considered(readings: Sequence[Sequence[Reading]]) -> set[str]:
    """Every phrase that `name_themes` embeds for these readings."""
    return {candidate.text for candidates in shortlists(readings, None) for candidate in candidates}


def _ranked(
    groups: Sequence[ThemeText],
    readings: Sequence[Sequence[Reading]],
    lists: Sequence[Sequence[Candidate]],
    vectors: Mapping[str, NDArray[np.float64]],
) -> list[list[Candidate]]:
    """Candidates by words, grammar and meaning together, best first."""
    if not vectors:
        return [[] for _ in groups]
    centres = np.stack([np.asarray(group.centroid, np.float64) for group in groups])
    centres /= np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-12)
    ranked = []
    for at, candidates in enumerate(lists):
        rows = (
            np.stack([vectors[c.text] for c in candidates]) if candidates else np.zeros((0, centres.shape[1]))
        )
        near = np.round(rows @ centres.T, 6)
        others = np.delete(near, at, axis=1).max(axis=1, initial=-1.0) if len(groups) > 1 else near[:, at]
        clear = np.clip(near[:, at] - others, -0.3, 0.3)
        says = _says(candidates, rows, groups[at], readings[at])
        meaning = 1.5 * near[:, at] + 0.1 * says + clear
        scored = [
            replace(c, score=round(c.score + float(m), 6), vector=vectors[c.text], says=float(share))
            for c, m, share in zip(candidates, meaning, says, strict=True)
        ]
        ranked.append(sorted(scored, key=lambda c: (-c.score, c.text)))
    return ranked


def _distinct(
    groups: Sequence[ThemeText],
    ranked: Sequence[Sequence[Candidate]],
) -> tuple[Named, ...]:
    """Names from the largest theme down, each unlike those already given."""
    order = sorted(
        range(len(groups)), key=lambda at: (-len(groups[at].statements), tuple(groups[at].statements))
    )
    given: list[Candidate] = []
    names: dict[int, Named] = {}
    taken: set[str] = set()
    for at in order:
        chosen = _free(ranked[at], given)
        phrases = _keyphrases(chosen, ranked[at], groups[at])
        if chosen is not None:
            given.append(chosen)
        name = _called(chosen, phrases) if chosen else _combined(phrases, groups[at].statements, taken)
        numbered = (f"{name} ({n})" for n in range(2, len(groups) + 2))
        name = next(option for option in (name, *numbered) if option.lower() not in taken)
        taken.add(name.lower())
        names[at] = Named(
            name=name,
            keyphrases=tuple(phrase.text for phrase in phrases) or (name,),
            weights=tuple(round(phrase.says, 3) for phrase in phrases) or (0.0,),
        )
    return tuple(names[at] for at in range(len(groups)))


def _called(chosen: Candidate, phrases: Sequence[Candidate]) -> str:
    """The name; one word that few members say does not tell a theme, and gets a second phrase beside it."""
    second = next((c for c in phrases if not c.lemmas & chosen.lemmas), None)
    if len(chosen.text.split()) > 1 or chosen.says >= VAGUE or second is None:
        return chosen.text
    return f"{chosen.text} / {second.text}"


def _free(ranked: Sequence[Candidate], given: Sequence[Candidate]) -> Candidate | None:
    """The best candidate unlike every name given; failing that, one with words of its own."""
    good = [c for c in ranked if c.score >= CLOSE * ranked[0].score]
    for candidate in good:
        if not any(_alike(candidate, other) for other in given):
            return candidate
    said = {other.lemmas for other in given}
    return next((c for c in good if len(c.lemmas) > 1 and c.lemmas not in said and not _echo(c, given)), None)


def _echo(one: Candidate, given: Sequence[Candidate]) -> bool:
    """Whether the candidate means the same as a name given, whatever its words."""
    return any(_cosine(one, other) >= ECHO for other in given)


def _alike(one: Candidate, other: Candidate) -> bool:
    return shared(one, other) >= SAME_WORDS or _cosine(one, other) >= SAME_MEANING


def _cosine(one: Candidate, other: Candidate) -> float:
    return round(float(one.vector @ other.vector), 6)


def _keyphrases(name: Candidate | None, ranked: Sequence[Candidate], group: ThemeText) -> list[Candidate]:
    """The name, then always the phrase that brings their mean nearest to the theme's centre.

    Phrases that one statement alone says, or that only repeat one picked before, are left out.
    """
    picked = [name] if name is not None else list(ranked[:1])
    centre, least = np.asarray(group.centroid, np.float64), SPOKEN_BY / max(len(group.statements), 1)
    while len(picked) < KEYPHRASES:
        fresh = [c for c in ranked if c.says >= least and not any(_repeats(c, other) for other in picked)]
        if not fresh:
            break
        total = np.sum([c.vector for c in picked], axis=0)
        best = max(fresh, key=lambda c: (_towards(total + c.vector, centre), c.score, c.text))
        if len(picked) >= FEWEST and _towards(total + best.vector, centre) < _towards(total, centre):
            break
        picked.append(best)
    return picked


def _repeats(one: Candidate, other: Candidate) -> bool:
    return one.lemmas <= other.lemmas or _cosine(one, other) >= REPEATS


def _towards(vector: NDArray[np.float64], centre: NDArray[np.float64]) -> float:
    return round(float(vector @ centre) / max(float(np.linalg.norm(vector)), 1e-12), 6)


def _says(
    candidates: Sequence[Candidate], rows: NDArray[np.float64], group: ThemeText, readings: Sequence[Reading]
) -> NDArray[np.float64]:
    """Per phrase, the share of the theme's statements that say it: nearly its meaning, or all its words."""
    if not len(group.statements):
        return np.zeros(len(candidates))
    says = np.round(np.asarray(group.vectors) @ rows.T.astype(np.float32), 5) >= SAYS
    for column, candidate in enumerate(candidates):
        says[: len(readings), column] |= [candidate.lemmas <= reading.lemmas for reading in readings]
    return np.asarray(says.mean(axis=0), np.float64)


def _combined(phrases: Sequence[Candidate], statements: Sequence[str], taken: set[str]) -> str:
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
