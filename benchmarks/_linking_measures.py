"""Ranking and calibration figures (prioritization spec, section 8), and the two baselines."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feedback_insights.linking._words import words
from feedback_insights.records import Feature

Array = NDArray[np.float64]


def order(scores: Array) -> NDArray[np.intp]:
    """Best first, equal scores in order of position."""
    return np.argsort(-scores, kind="stable")


def ranking(scores: Array, truth: NDArray[np.int8]) -> dict[str, float]:
    """hit@3, hit@10, MRR, recall@10 over texts that have a right feature; pairs marked -1 are left out."""
    first, found = places_of(scores, truth), []
    for row, right in _asked(scores, truth):
        ranked = [j for j in order(row) if right[j] >= 0]
        found.append(np.mean([place <= 10 for place, j in enumerate(ranked, start=1) if right[j] == 1]))
    return {
        "texts": len(first),
        "hit@3": float((first <= 3).mean()),
        "hit@10": float((first <= 10).mean()),
        "MRR": float((1 / first).mean()),
        "recall@10": float(np.mean(found)),
    }


def places_of(scores: Array, truth: NDArray[np.int8]) -> Array:
    """The place of the first right feature, for each text that has one."""
    return np.array(
        [
            next(n for n, j in enumerate((j for j in order(row) if right[j] >= 0), 1) if right[j] == 1)
            for row, right in _asked(scores, truth)
        ],
        dtype=float,
    )


def _asked(scores: Array, truth: NDArray[np.int8]) -> list[tuple[Array, NDArray[np.int8]]]:
    return [(row, right) for row, right in zip(scores, truth, strict=True) if (right == 1).any()]


def average_precision(scores: Array, truth: Array) -> float:
    """Mean precision at the places of the right ones."""
    right = truth[order(scores)] == 1
    return float((np.cumsum(right) / np.arange(1, len(right) + 1))[right].mean())


@dataclass(frozen=True)
class Bin:
    """One row of a calibration table."""

    low: float
    high: float
    pairs: int
    predicted: float
    right: float


def calibration_table(
    probability: Array, truth: Array, *, bins: int = 10, equal_mass: bool = False
) -> list[Bin]:
    """The non-empty bins, of equal width in [0, 1] or of equal size."""
    if equal_mass:
        parts = [part for part in np.array_split(order(-probability), bins) if len(part)]
    else:
        at = np.minimum((probability * bins).astype(int), bins - 1)
        parts = [part for part in (np.flatnonzero(at == i) for i in range(bins)) if len(part)]
    return [
        Bin(
            float(probability[part].min()),
            float(probability[part].max()),
            len(part),
            float(probability[part].mean()),
            float(truth[part].mean()),
        )
        for part in parts
    ]


def calibration_error(table: Sequence[Bin]) -> float:
    """ECE: the mean distance of predicted and real share, weighted by the pairs in each bin."""
    total = sum(row.pairs for row in table)
    return sum(row.pairs / total * abs(row.predicted - row.right) for row in table)


def brier(probability: Array, truth: Array) -> float:
    """Mean squared error of the probabilities."""
    return float(np.mean((probability - truth) ** 2))


def wilson_low(right: int, n: int, z: float = 1.96) -> float:
    """Lower end of Wilson's 95 % interval of a share."""
    if n == 0:
        return 0.0
    share = right / n
    middle = share + z * z / (2 * n)
    return (middle - z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))) / (1 + z * z / n)


def risk_coverage(probability: Array, truth: Array, thresholds: Sequence[float]) -> list[dict[str, float]]:
    """For each threshold: the pairs accepted, which share of them is right, and of the right is accepted."""
    found = []
    for threshold in thresholds:
        taken = probability >= threshold
        right = int(truth[taken].sum())
        found.append(
            {
                "threshold": threshold,
                "accepted": int(taken.sum()),
                "coverage": float(taken.mean()),
                "precision": right / max(int(taken.sum()), 1),
                "precision_low": wilson_low(right, int(taken.sum())),
                "recall": right / max(int(truth.sum()), 1),
            }
        )
    return found


def bm25(texts: Sequence[str], features: Sequence[Feature], *, k1: float = 1.2, b: float = 0.75) -> Array:
    """BM25 of texts against title, description and labels, with the backlog's own word counts."""
    held = [Counter(words(" ".join((f.title, f.description, *f.labels)))) for f in features]
    items = Counter(stem for bag in held for stem in bag)
    length = np.array([bag.total() for bag in held])
    norm = k1 * (1 - b + b * length / max(length.mean(), 1))
    weight: dict[str, list[tuple[int, float]]] = {}
    for j, bag in enumerate(held):
        for stem, n in bag.items():
            rarity = math.log(1 + (len(features) - items[stem] + 0.5) / (items[stem] + 0.5))
            weight.setdefault(stem, []).append((j, rarity * n * (k1 + 1) / (n + norm[j])))
    scores = np.zeros((len(texts), len(features)))
    for i, text in enumerate(texts):
        for stem in sorted(set(words(text))):
            for j, value in weight.get(stem, ()):
                scores[i, j] += value
    return scores


def precision_at(scores: Array, truth: Array, k: int = 10) -> float:
    """The share of right ones among the first k."""
    return float((truth[order(scores)][:k] == 1).mean())


def tfidf(texts: Sequence[str], features: Sequence[Feature]) -> Array:
    """Cosine of TF-IDF, as scikit-learn makes it: English stop words, words as written."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(stop_words="english", sublinear_tf=True)
    items = vectorizer.fit_transform([f"{f.title}\n{f.description}" for f in features])
    return np.asarray((vectorizer.transform(list(texts)) @ items.T).todense())


def reciprocal_ranks(*scores: Array, k: int = 60) -> Array:
    """Reciprocal rank fusion of several scores of the same pairs."""
    places = [np.argsort(np.argsort(-score, axis=1, kind="stable"), axis=1) + 1 for score in scores]
    return np.asarray(sum(1 / (k + place) for place in places))
