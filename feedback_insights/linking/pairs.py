"""What is known about a text and a backlog item side by side: five measures, each on a scale of its own.

Every measure is absolute or nearly so: it compares a pair with public word counts and with the level of the
whole backlog, never with the best rival, so that another backlog item hardly moves it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feedback_insights.linking._words import FeatureWords, WordTable, sentences, words
from feedback_insights.records import Feature

Embed = Callable[[Sequence[str]], NDArray[np.float32]]  # unit rows, one per text
Matrix = NDArray[np.float64]

MEASURES = ("closeness", "crowd", "title_said", "title_share", "description_share")
"""The last axis of `Pairs.of_texts`.

closeness: how many standard deviations the pair's cosine lies above what this text reaches with the other
items. crowd: that level itself; high when everything in the backlog is about the same. title_said: 1 if the
text has every informative word of the title. title_share: the share of the title's rarity it has (0..1).
description_share: the share of the text's own rarity that stands in the description or labels only (0..1).
"""

_LONG = 25.0  # nats: texts with less rarity than this have their description share taken of this much


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


class Pairs:
    """A backlog made ready to be compared with texts. Columns are the features in order of id."""

    def __init__(self, features: Sequence[Feature], embed: Embed, table: WordTable) -> None:
        self.features = sorted(features, key=lambda feature: feature.id)
        self._table = table
        self._set_vectors(embed)
        self._set_words([FeatureWords.of(feature) for feature in self.features])

    def _set_vectors(self, embed: Embed) -> None:
        titles = [feature.title.strip() or feature.id for feature in self.features]
        documents = [f"{t}\n{f.description}".strip() for t, f in zip(titles, self.features, strict=True)]
        parts = [[t, *sentences(f.description)] for t, f in zip(titles, self.features, strict=True)]
        flat = [part for group in parts for part in group]
        self._starts = np.cumsum([0, *(len(group) for group in parts)])[:-1]
        rows = np.asarray(embed([*titles, *documents, *flat]), dtype=np.float64)
        n = len(titles)
        self._whole = rows[:n] + rows[n : 2 * n]  # cosines with title and document, summed
        self._parts = rows[2 * n :]

    def _set_words(self, found: list[FeatureWords]) -> None:
        items = Counter(stem for feature in found for stem in feature.title | feature.extra)
        self._column = {stem: i for i, stem in enumerate(sorted(items))}
        self._items = items
        rarity = {stem: self._rarity(stem) for stem in sorted(items)}
        mass = [sum(rarity[stem] for stem in sorted(feature.title)) for feature in found]
        self._title_share = self._sparse(
            {s: rarity[s] / total for s in f.title} for f, total in zip(found, mass, strict=True)
        ).T
        self._title_said = self._sparse({s: 1 / len(f.title) for s in f.title} for f in found).T
        self._extra = self._sparse({s: rarity[s] for s in f.extra} for f in found).T

    def _rarity(self, stem: str) -> float:
        return self._table.rarity(stem, items_with=self._items.get(stem, 0), items=len(self.features))

    def _sparse(self, rows: Iterable[dict[str, float]]) -> Any:
        """Word weights as a CSR matrix, words the backlog does not have left out."""
        from scipy.sparse import csr_matrix

        values: list[float] = []
        columns: list[int] = []
        ends = [0]
        for row in rows:
            known = sorted((self._column[stem], value) for stem, value in row.items() if stem in self._column)
            columns += [column for column, _ in known]
            values += [value for _, value in known]
            ends.append(len(values))
        return csr_matrix((values, columns, ends), shape=(len(ends) - 1, len(self._column)))

    def cosines(self, vectors: NDArray[Any]) -> Matrix:
        """The mean cosine of each vector with title, whole item and best description sentence.

        In double precision and rounded, so that neither batch nor machine shows in the result.
        """
        rows = np.asarray(vectors, dtype=np.float64)
        best = np.maximum.reduceat(rows @ self._parts.T, self._starts, axis=1)
        return np.round((rows @ self._whole.T + best) / 3, 6)

    def density(self, usual: Density) -> float:
        """The mean cosine of the backlog's items with each other, kept within what was trained on.

        One number for the whole backlog: it tells a backlog of near-synonyms from one of distinct items.
        """
        n = len(self.features)
        alike = self._whole.sum(axis=0)
        pairs = (float(alike @ alike) - float((self._whole**2).sum())) / 4  # ordered pairs of distinct items
        others = usual.weight + n - 1
        mean = (usual.weight * usual.mean + pairs / n) / others
        return round(min(max(mean, usual.low), usual.high), 6)

    def of_texts(self, texts: Sequence[str], vectors: NDArray[Any], level: Level) -> Matrix:
        """The measures of every text with every feature: shape (texts, features, `MEASURES`)."""
        said = [frozenset(words(text)) for text in texts]
        spoken = self._sparse(dict.fromkeys(stems, 1.0) for stems in said)
        mass = np.array([sum(self._rarity(stem) for stem in sorted(stems)) for stems in said])
        share = np.asarray((spoken @ self._title_share).todense())
        whole = np.asarray((spoken @ self._title_said).todense())
        extra = np.asarray((spoken @ self._extra).todense())
        closeness, crowd = stand_out(self.cosines(vectors), level)
        told = extra / np.maximum(mass, _LONG)[:, None]
        return np.stack([closeness, crowd, whole > 1 - 1e-9, share, told], axis=-1)


def stand_out(cosines: Matrix, level: Level) -> tuple[Matrix, Matrix]:
    """How far each cosine stands out from the row's others, in standard deviations, and the others' mean.

    The prior level counts as ``level.weight`` further items, so that small backlogs have a level too.
    """
    others = level.weight + cosines.shape[1] - 1
    mean = (level.weight * level.mean + cosines.sum(axis=1, keepdims=True) - cosines) / others
    prior = level.weight * (level.variance + level.mean**2)
    square = (prior + (cosines**2).sum(axis=1, keepdims=True) - cosines**2) / others
    deviation = np.sqrt(np.maximum(square - mean**2, 1e-3))
    return (cosines - mean) / deviation, mean
