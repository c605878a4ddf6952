"""Backlog items that may be one and the same: how alike two are, and how much more than others are like them.

Fitted on duplicates that a public bug tracker marked; see `benchmarks/hygiene.py` for what that is worth.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from feedback_insights.records import Feature
from feedback_insights.roadmap.tree import Tree

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Vectors = NDArray[np.float32]
Matrix = NDArray[np.float64]

NEIGHBOURS = 10  # others that an item is compared with, to see how much one stands out
USUAL = 0.3  # how alike a neighbour is in a backlog too small to have ten
CUT = 0.05  # pairs below are not told; see `benchmarks/results`
WEIGHTS = (2.834, 9.375)  # of `MEASURES`
INTERCEPT = -6.774
MEASURES = ("alike", "stands out")
_BLOCK = 512  # rows at a time: of 10,000 items 20 MB
_WORD = re.compile(r"\w[\w.+#-]*\w")
_LETTERS = re.compile(r"\w+")
_STEPS = 100_000  # of likeness, from 0 to 1
_SHOWN = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two items that may be one and the same, in order of ids."""

    one: str
    other: str
    probability: float  # that a tracker's people would mark them so
    words: tuple[str, ...]  # the rarest that both titles have


def texts_of(features: Sequence[Feature]) -> tuple[list[str], list[str]]:
    """What is to be encoded of each item: its title, and its title with the description below."""
    titles = [feature.title.strip() or feature.id for feature in features]
    return titles, [f"{t}\n{f.description}".strip() for t, f in zip(titles, features, strict=True)]


def likely_duplicates(
    features: Sequence[Feature], titles: Vectors, documents: Vectors, *, tree: Tree, cut: float = CUT
) -> tuple[Pair, ...]:
    """Return pairs that are probably one and the same, most probable first.

    `titles` and `documents` are unit rows of `texts_of`, in the order of the features. What is part of the
    other, or a sibling of it, is no duplicate, unless both have the same title; nor is what is marked as one
    already. Ten thousand items take seconds.
    """
    order = sorted(range(len(features)), key=lambda at: features[at].id)
    known = [features[at] for at in order]
    if len(known) < 2:
        return ()
    rarity = Counter(word for feature in known for word in set(_words(feature.title)))
    found = []
    for one, other, measures in pair_measures(titles[order], documents[order], title_words(known)):
        first, second, chance = known[one], known[other], probability(measures)
        if chance >= cut and _may_be(first, second, tree):
            shared = sorted(set(_words(first.title)) & set(_words(second.title)))
            rarest = tuple(sorted(shared, key=lambda word: (rarity[word], word))[:_SHOWN])
            found.append(Pair(one=first.id, other=second.id, probability=chance, words=rarest))
    return tuple(sorted(found, key=lambda pair: (-pair.probability, pair.one, pair.other)))


def probability(measures: Sequence[float]) -> float:
    """The logistic model on `MEASURES`, 0..1."""
    total: float = INTERCEPT + sum(w * x for w, x in zip(WEIGHTS, measures, strict=True))
    return round(1 / (1 + exp(-total)), 4)


def pair_measures(
    titles: Vectors, documents: Vectors, words: csr_matrix
) -> Iterator[tuple[int, int, tuple[float, float]]]:
    """The measures of every item with its ten nearest, each pair once, by position.

    alike: the mean of the cosines of titles, of whole items and of title words weighted by rarity. stands
    out: that, above the mean of the ten others that are most like either.
    """
    nearest, values = _nearest(titles, documents, words)
    seen: set[tuple[int, int]] = set()
    for row in range(len(nearest)):
        for column, alike in zip(nearest[row].tolist(), values[row].tolist(), strict=True):
            pair = (min(row, column), max(row, column))
            if pair in seen:
                continue
            seen.add(pair)
            usual = (
                _usual(pair[0], pair[1], nearest, values) + _usual(pair[1], pair[0], nearest, values)
            ) / 2
            yield *pair, (alike, round(alike - usual, 6))


def _usual(row: int, but: int, nearest: NDArray[np.int64], values: Matrix) -> float:
    """How alike an item's ten nearest are to it, one of them left out."""
    nearest_ones = zip(nearest[row].tolist(), values[row].tolist(), strict=True)
    others = [value for column, value in nearest_ones if column != but][:NEIGHBOURS]
    total: float = sum(others) + USUAL * (NEIGHBOURS - len(others))
    return total / NEIGHBOURS


def _nearest(titles: Vectors, documents: Vectors, words: csr_matrix) -> tuple[NDArray[np.int64], Matrix]:
    """Per item its eleven nearest, or all others where there are fewer, and how alike they are.

    In double precision and rounded, and equals in order of position, so that no machine shows in it.
    """
    count, most = len(titles), min(NEIGHBOURS + 1, len(titles) - 1)
    nearest, values = np.zeros((count, most), np.int64), np.zeros((count, most))
    meaning = np.hstack([titles, documents]).astype(np.float64)
    turned = words.T.tocsr()
    for start in range(0, count, _BLOCK):
        rows = slice(start, start + _BLOCK)
        alike = meaning[rows] @ meaning.T + np.asarray((words[rows] @ turned).todense())
        steps = np.rint(alike / 3 * _STEPS).astype(np.int64)
        own = np.arange(len(steps))
        steps[own, own + start] = -10 * _STEPS
        place = steps * count - np.arange(count)
        best = np.argpartition(-place, most - 1, axis=1)[:, :most]
        best = np.take_along_axis(best, np.argsort(-np.take_along_axis(place, best, 1), axis=1), 1)
        nearest[rows], values[rows] = best, np.take_along_axis(steps, best, 1) / _STEPS
    return nearest, values


def _may_be(one: Feature, other: Feature, tree: Tree) -> bool:
    if other.id in one.duplicate_of or one.id in other.duplicate_of:
        return False
    return not tree.related(one.id, other.id) or same_title(one, other)


def same_title(one: Feature, other: Feature) -> bool:
    """Whether two items have the same title but for case, punctuation and spaces."""
    first, second = (_LETTERS.findall(item.title.casefold()) for item in (one, other))
    return bool(first) and first == second


def title_words(features: Sequence[Feature]) -> csr_matrix:
    """A unit row per title, of its words weighted by their rarity in the backlog."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    if not any(_words(feature.title) for feature in features):  # it has no rows without words
        from scipy.sparse import csr_matrix

        return csr_matrix((len(features), 1))
    reader = TfidfVectorizer(analyzer=_words, sublinear_tf=True, dtype=np.float64)
    return reader.fit_transform([feature.title for feature in features])


def _words(text: str) -> list[str]:
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return [word for word in _WORD.findall(text.casefold()) if word not in ENGLISH_STOP_WORDS]
