"""The linker's figures as its reports have them (worked out by `feedback_insights.statistics`); baselines."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from feedback_insights.linking._words import words
from feedback_insights.records import Feature
from feedback_insights.statistics import (
    first_correct_rank,
    mean_reciprocal_rank,
    recall_at_k,
    risk_coverage,
    wilson,
)
from feedback_insights.statistics.calibration import ReliabilityTable

Array = NDArray[np.float64]


def order(scores: Array) -> NDArray[np.intp]:
    """Best first, equal scores in order of position."""
    return np.argsort(-scores, kind="stable")


def listed(scores: Array, truth: NDArray[np.int8] | Array) -> tuple[list[int], list[int]]:
    """The columns of one text, best first, and the right ones; those marked -1 are left out."""
    ranked = order(scores)
    return ranked[truth[ranked] >= 0].tolist(), np.flatnonzero(truth == 1).tolist()


def ranking(scores: Array, truth: NDArray[np.int8]) -> dict[str, float]:
    """hit@3, hit@10, MRR, recall@10 over texts that have a right feature; pairs marked -1 are left out."""
    asked, first = _asked(scores, truth), places_of(scores, truth)
    return {
        "texts": len(first),
        "hit@3": float((first <= 3).mean()),
        "hit@10": float((first <= 10).mean()),
        "MRR": mean_reciprocal_rank([one[0] for one in asked], [one[1] for one in asked]).value,
        "recall@10": float(np.mean([recall_at_k(found, right, 10) for found, right in asked])),
    }


def places_of(scores: Array, truth: NDArray[np.int8]) -> Array:
    """The place of the first right feature, for each text that has one."""
    return np.array([first_correct_rank(*one) for one in _asked(scores, truth)], dtype=float)


def _asked(scores: Array, truth: NDArray[np.int8]) -> list[tuple[list[int], list[int]]]:
    return [listed(row, right) for row, right in zip(scores, truth, strict=True) if (right == 1).any()]


def bins_of(table: ReliabilityTable) -> list[dict[str, float]]:
    """A calibration table as the report has it."""
    return [
        {"low": b.low, "high": b.high, "pairs": b.pairs, "predicted": b.predicted, "right": b.observed}
        for b in table.bins
    ]


def accepted_at(probability: Array, truth: Array, thresholds: Sequence[float]) -> list[dict[str, float]]:
    """For each threshold: the pairs accepted, which share of them is right, and of the right is accepted.

    Where nothing is accepted shares are 0.
    """
    return [
        {
            "threshold": row.threshold,
            "accepted": row.accepted,
            "coverage": row.coverage,
            "precision": row.precision or 0.0,
            "precision_low": (wilson(row.right, row.accepted, 1.96) or (0.0, 1.0))[0],
            "recall": row.recall or 0.0,
        }
        for row in risk_coverage(probability, truth, thresholds)
    ]


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
