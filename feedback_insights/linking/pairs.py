"""What is known about a text and a backlog item side by side: measures, each on a scale of its own.

Every measure is absolute or nearly so: it compares a pair with public word counts and with the level of the
whole backlog, never with the best rival, so that another backlog item hardly moves it. Of a large backlog
only the items nearest to a text, by words or by vectors, are compared closely.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from feedback_insights.linking._wording import Indices, Matrix, Said, Wording
from feedback_insights.linking._words import WordTable, sentences
from feedback_insights.machine_text import prose
from feedback_insights.records import Feature

Embed = Callable[[Sequence[str]], NDArray[np.float32]]  # unit rows, one per text

MEASURES = ("closeness", "crowd", "title_said", "title_share", "description_told")
"""The last axis of what `Pairs` measures.

closeness: how many standard deviations the pair's likeness lies above the cosines that this text reaches with
the backlog. Likeness is the mean cosine with the title, the whole item and its nearest sentence, and `WORDS`
times the mean of three likenesses by words: TF-IDF cosine with the title and with the whole item, cosine of
the runs of three to five letters with the title's. crowd: the level of those cosines; high when everything in
the backlog is about the same. title_said: 1 if the
text has every informative word of the title. title_share: the share of the title's rarity it has (0..1).
description_told: how much of what the text says stands outside the title, 1 from a good word or two, less
where the pair is not close: a word in common may be chance (0..1). The last three fade to 0 from 30 items to
1,000: of many titles a longer text has the words of some by chance.
"""

REFERENCE_ITEMS: Final = 30
_NEAR_ENOUGH: Final = 3.0  # closeness from which words of the description count in full
_GOOD_WORD: Final = 0.2  # share of a text's rarity; of a short one that is five nats
_MANY_ITEMS: Final = 1000
WORDS: Final = 0.6  # chosen on the sets that may train: docs/decisions/027-linking-measures.md
_NEAR: Final = 24  # items per text that are compared closely: the nearest by vectors,
_WORDED: Final = 16  # and by words;
_SAID: Final = 12  # customers' words of an item that are compared
_FEW: Final = 64  # a backlog of so few is compared whole


@dataclass(frozen=True, slots=True)
class Level:
    """What cosines are like before anything is known of a backlog, worth ``weight`` backlog items."""

    mean: float
    variance: float
    weight: float = 10.0


@dataclass(frozen=True, slots=True)
class Density:
    """How alike the items of one backlog are: what is usual, and the least and most that was trained on."""

    mean: float
    low: float
    high: float
    weight: float = 10.0


class Chosen(NamedTuple):
    """Pairs that are compared: positions of texts, in order, and of items."""

    rows: Indices
    columns: Indices


class Pairs:
    """A backlog made ready to be compared with texts. Columns are the features in order of id.

    ``yardstick``: the backlog that levels, rarity and size are taken from; None: this one. Measured by the
    same yardstick, a pair's figures depend on its text and its item alone, whatever else changes.
    """

    def __init__(
        self,
        features: Sequence[Feature],
        embed: Embed,
        table: WordTable,
        yardstick: Sequence[Feature] | None = None,
    ) -> None:
        self.features = sorted(features, key=lambda feature: feature.id)
        known = {feature.id: feature for feature in (yardstick or self.features)}
        basis = [known[id] for id in sorted(known)]
        own = basis == self.features
        self.size = len(basis)
        self.wording = Wording(self.features, table, None if own else basis)
        many = math.log(max(self.size, 1) / REFERENCE_ITEMS) / math.log(_MANY_ITEMS / REFERENCE_ITEMS)
        self._covered = 1.0 - min(max(many, 0.0), 1.0)  # what covering a title's words is worth here
        self._inside = np.array([_is_told_by(known.get(feature.id), feature) for feature in self.features])
        self._set_items(embed)
        self._set_level(self._whole if own else _wholes(basis, embed))

    def _set_items(self, embed: Embed) -> None:
        parts = [
            [_title(feature), *sentences(_told(feature)), *feature.customer_words[:_SAID]]
            for feature in self.features
        ]
        self._starts = np.cumsum([0, *(len(group) for group in parts)])
        self._parts = np.asarray(embed([part for group in parts for part in group]), dtype=np.float32)
        self._whole = _wholes(self.features, embed)

    def _set_level(self, basis: Matrix) -> None:
        """What tells a text's mean and deviation over the yardstick without looking at its items again."""
        self._sum = basis.sum(axis=0)
        self._square = basis.T @ basis
        self._own = float((basis**2).sum())

    def density(self, usual: Density) -> float:
        """The mean cosine of the backlog's items with each other, kept within what was trained on.

        One number for the whole backlog: it tells a backlog of near-synonyms from one of distinct items.
        """
        pairs = float(self._sum @ self._sum) - self._own  # ordered pairs of distinct items
        others = usual.weight + self.size - 1
        mean = (usual.weight * usual.mean + pairs / self.size) / others
        return round(min(max(mean, usual.low), usual.high), 6)

    def choose(self, vectors: NDArray[Any], said: Said) -> Chosen:
        """The pairs worth comparing: all of a small backlog, else the nearest by vectors and by words."""
        texts, items = len(vectors), len(self.features)
        if items <= _FEW:
            return Chosen(np.repeat(np.arange(texts), items), np.tile(np.arange(items), texts))
        near = np.round(np.asarray(vectors, dtype=np.float64) @ self._whole.T, 4)  # alone as in company
        worded = self.wording.likeness(said).tocsr()
        worded.sort_indices()
        rows, columns = [], []
        for row in range(texts):
            here = slice(worded.indptr[row], worded.indptr[row + 1])
            by_words = worded.indices[here][_top(worded.data[here], _WORDED)]
            found = np.union1d(_top(near[row], _NEAR), by_words)
            rows.append(np.full(len(found), row))
            columns.append(found)
        return Chosen(np.concatenate(rows).astype(np.intp), np.concatenate(columns).astype(np.intp))

    def measures(self, vectors: NDArray[Any], said: Said, chosen: Chosen, level: Level) -> Matrix:
        """The `MEASURES` of the chosen pairs: shape (pairs, MEASURES)."""
        texts = np.asarray(vectors, dtype=np.float64)
        cosine, best = self._cosines(texts, chosen)
        mean, deviation = self._others(texts, chosen, cosine, level)
        worded = self.wording.of_pairs(said, chosen.rows, chosen.columns)
        likeness = (2 * cosine + best) / 3 + WORDS * worded[:, 3:].mean(axis=1)
        closeness = (likeness - mean) / deviation
        near = np.clip(closeness / _NEAR_ENOUGH, 0.0, 1.0)
        told = near * np.minimum(worded[:, 2] / _GOOD_WORD, 1.0)
        covered = self._covered * np.column_stack([worded[:, :2], told])
        return np.column_stack([closeness, mean, covered])

    def of_texts(self, texts: Sequence[str], vectors: NDArray[Any], level: Level) -> Matrix:
        """The measures of every text with every feature: shape (texts, features, `MEASURES`)."""
        n = len(self.features)
        chosen = Chosen(np.repeat(np.arange(len(texts)), n), np.tile(np.arange(n), len(texts)))
        with one_thread():
            found = self.measures(vectors, self.wording.read(texts), chosen, level)
        return found.reshape(len(texts), n, len(MEASURES))

    def cosines(self, vectors: NDArray[Any]) -> Matrix:
        """The mean cosines of vectors with titles and whole items: (vectors, features)."""
        with one_thread():
            return np.round(np.asarray(vectors, dtype=np.float64) @ self._whole.T, 6)

    def standing(self, centre: NDArray[Any], level: Level) -> Matrix:
        """How far each item stands out for one vector: (features,), in standard deviations."""
        every = np.arange(len(self.features))
        text = np.asarray(centre, dtype=np.float64)
        cosine = np.round(self._whole @ text, 6)
        mean, deviation = self._others(text[None], Chosen(np.zeros_like(every), every), cosine, level)
        return np.asarray((cosine - mean) / deviation)

    def _cosines(self, texts: Matrix, chosen: Chosen) -> tuple[Matrix, Matrix]:
        """The cosines with the whole item and with its nearest sentence, pair by pair.

        Text by text, so that no figure depends on what else is compared.
        """
        whole, best = np.empty(len(chosen.rows)), np.empty(len(chosen.rows))
        counts = np.diff(self._starts)
        ends = np.searchsorted(chosen.rows, np.arange(len(texts) + 1))
        for text, first, last in zip(texts, ends, ends[1:], strict=False):
            columns = chosen.columns[first:last]
            if not len(columns):
                continue
            whole[first:last] = self._whole[columns] @ text
            size = counts[columns]
            begin = np.cumsum(size) - size
            parts = np.arange(size.sum()) + np.repeat(self._starts[columns] - begin, size)
            best[first:last] = np.maximum.reduceat(self._parts[parts] @ text.astype(np.float32), begin)
        return np.round(whole, 6), np.round(best, 6)

    def _others(self, texts: Matrix, chosen: Chosen, cosine: Matrix, level: Level) -> tuple[Matrix, Matrix]:
        """Mean and deviation of the cosines of a pair's text with the other items of the yardstick.

        The prior level counts as ``level.weight`` further items, so that small backlogs have a level too.
        """
        total = np.round(texts @ self._sum, 6)[chosen.rows]
        square = np.einsum("ij,jk,ik->i", texts, self._square, texts, optimize=True)
        inside = self._inside[chosen.columns]
        own = np.where(inside, cosine, 0.0)  # an item that is not in the yardstick leaves nothing out
        others = level.weight + self.size - inside
        mean = (level.weight * level.mean + total - own) / others
        prior = level.weight * (level.variance + level.mean**2)
        variance = (prior + np.round(square, 6)[chosen.rows] - own**2) / others - mean**2
        return mean, np.sqrt(np.maximum(variance, 1e-3))


def _title(feature: Feature) -> str:
    return feature.title.strip() or feature.id


def _told(feature: Feature) -> str:
    return prose(feature.description) if feature.description else ""


def _is_told_by(known: Feature | None, feature: Feature) -> bool:
    """Whether the yardstick has an item with the same words; an effort or a status makes it no other item."""
    return known is not None and (_title(known), _told(known)) == (_title(feature), _told(feature))


def _wholes(features: Sequence[Feature], embed: Embed) -> Matrix:
    """Rows whose products with a text's vector are its mean cosines with title and whole item."""
    titles = [_title(feature) for feature in features]
    documents = [
        f"{title}\n{_told(feature)}".strip() for title, feature in zip(titles, features, strict=True)
    ]
    rows = np.asarray(embed([*titles, *documents]), dtype=np.float64)
    return (rows[: len(titles)] + rows[len(titles) :]) / 2


def _top(scores: NDArray[Any], most: int) -> Indices:
    """Positions of the highest scores; of equal ones at the edge the first."""
    if len(scores) <= most:
        return np.arange(len(scores))
    edge = np.partition(scores, len(scores) - most)[len(scores) - most]
    above = np.flatnonzero(scores > edge)
    return np.concatenate([above, np.flatnonzero(scores == edge)[: most - len(above)]])


def one_thread() -> AbstractContextManager[object]:
    """Sums must not depend on how many cores there are."""
    from threadpoolctl import threadpool_limits

    limits: AbstractContextManager[object] = threadpool_limits(1, user_api="blas")
    return limits
