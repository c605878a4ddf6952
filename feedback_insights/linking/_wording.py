"""What words tell about a text and a backlog item: sparse tables of a backlog, asked for single pairs.

Rarity comes from public texts (`WordTable`), so that another backlog item hardly moves a figure.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from feedback_insights.linking._words import FeatureWords, WordTable, item_texts, spoken
from feedback_insights.records import Feature

Matrix = NDArray[np.float64]
Indices = NDArray[np.intp]
Spoken = list[tuple[str, str]]  # (stem, the word as written), as `spoken` gives them

_LONG: Final = 25.0  # nats: texts with less rarity than this have their description share taken of this much
_GRAMS: Final = (3, 4, 5)
_BLOCK: Final = 1 << 18  # pairs compared at once


class Said(NamedTuple):
    """The words of some texts as sparse rows: stems, their weights, their spelling; and their rarity."""

    stems: Any
    weights: Any
    spelling: Any
    mass: Matrix


class Wording:
    """The words of a backlog. Rows and columns are texts and items in the order given.

    ``basis``: the items in which words are counted; None: these.
    """

    def __init__(
        self, features: Sequence[Feature], table: WordTable, basis: Sequence[Feature] | None = None
    ) -> None:
        told = [_told(feature) for feature in features]
        found = [_words_of(*both) for both in told]
        counted = found if basis is None else [_words_of(*_told(feature)) for feature in basis]
        self._table, self._n = table, len(counted)
        self._items = Counter(stem for one in counted for stem in one.title | one.extra)
        stems = sorted({stem for one in found for stem in one.title | one.extra})
        self._stems = {stem: i for i, stem in enumerate(stems)}
        rarity = {stem: self._rarity(stem) for stem in self._stems}
        mass = [sum(rarity[stem] for stem in sorted(one.title)) for one in found]
        self._title_share = self._by_stem(
            {s: rarity[s] / total for s in one.title} for one, total in zip(found, mass, strict=True)
        )
        self._title_said = self._by_stem({s: 1 / len(one.title) for s in one.title} for one in found)
        self._extra = self._by_stem({s: rarity[s] for s in one.extra} for one in found)
        self._title = self._by_stem(_unit(self._weights(title)) for title, _ in told)
        self._whole = self._by_stem(_unit(self._weights(title + others)) for title, others in told)
        self._both = self._title + self._whole
        grams = [_unit(self._grams(title)) for title, _ in told]
        self._gram_column = {gram: i for i, gram in enumerate(sorted({g for row in grams for g in row}))}
        self._spelling = _sparse(grams, self._gram_column)

    def read(self, texts: Iterable[str]) -> Said:
        """The words of texts as this backlog knows them."""
        said = [spoken(text) for text in texts]
        stems = [sorted({stem for stem, _ in row}) for row in said]
        return Said(
            self._by_stem(dict.fromkeys(row, 1.0) for row in stems),
            self._by_stem(_unit(self._weights(row)) for row in said),
            _sparse([_unit(self._grams(row)) for row in said], self._gram_column),
            np.array([sum(map(self._rarity, row)) for row in stems]),
        )

    def likeness(self, said: Said) -> Any:
        """A first look at all pairs that share a word: (texts, items), sparse, higher is nearer."""
        return said.weights @ self._both.T

    def of_pairs(self, said: Said, rows: Indices, columns: Indices) -> Matrix:
        """Likeness by words, shape (pairs, 6): title_said, title_share, description_share, then TF-IDF cosine
        with the title, with the whole item, and cosine of spelling with the title."""
        parts = []
        for at in range(0, len(rows), _BLOCK):
            r, c = rows[at : at + _BLOCK], columns[at : at + _BLOCK]
            whole = _met(said.stems, self._title_said, r, c) > 1 - 1e-9
            told = _met(said.stems, self._extra, r, c) / np.maximum(said.mass, _LONG)[r]
            parts.append(
                np.stack(
                    [
                        whole,
                        _met(said.stems, self._title_share, r, c),
                        told,
                        _met(said.weights, self._title, r, c),
                        _met(said.weights, self._whole, r, c),
                        _met(said.spelling, self._spelling, r, c),
                    ],
                    axis=-1,
                )
            )
        return np.round(np.concatenate(parts), 6) if parts else np.zeros((0, 6))

    def _rarity(self, stem: str) -> float:
        return self._table.rarity(stem, items_with=self._items.get(stem, 0), items=self._n)

    def _weights(self, said: Sequence[tuple[str, str]]) -> dict[str, float]:
        """TF-IDF with the rarity of public texts; a word said again counts as much as its logarithm."""
        counts = Counter(stem for stem, _ in said)
        return {stem: (1 + math.log(n)) * self._rarity(stem) for stem, n in sorted(counts.items())}

    def _grams(self, said: Sequence[tuple[str, str]]) -> dict[str, float]:
        """Runs of letters, as telling as their words: "resume", "resuming" and "resumes" meet."""
        found: dict[str, float] = {}
        for stem, word in sorted(set(said)):
            weight, framed = self._rarity(stem), f" {word} "
            for size in _GRAMS:
                for at in range(max(len(framed) - size, 0) + 1):
                    gram = framed[at : at + size]
                    found[gram] = found.get(gram, 0.0) + weight
        return found

    def _by_stem(self, rows: Iterable[Mapping[str, float]]) -> Any:
        return _sparse(rows, self._stems)


def _told(feature: Feature) -> tuple[Spoken, Spoken]:
    """The words of an item's title, and of everything else it says."""
    title, *others = item_texts(feature)
    return spoken(title), spoken("\n".join(others))


def _words_of(title: Spoken, others: Spoken) -> FeatureWords:
    return FeatureWords.of((stem for stem, _ in title), (stem for stem, _ in others))


def _unit(row: Mapping[str, float]) -> dict[str, float]:
    length = math.sqrt(math.fsum(value * value for value in row.values()))
    return {key: value / length for key, value in row.items()} if length else {}


def _sparse(rows: Iterable[Mapping[str, float]], column: Mapping[str, int]) -> Any:
    """A CSR matrix; keys that the backlog does not have are left out."""
    from scipy.sparse import csr_matrix

    values: list[float] = []
    columns: list[int] = []
    ends = [0]
    for row in rows:
        known = sorted((column[key], value) for key, value in row.items() if key in column)
        columns += [at for at, _ in known]
        values += [value for _, value in known]
        ends.append(len(values))
    return csr_matrix((values, columns, ends), shape=(len(ends) - 1, len(column)))


def _met(texts: Any, items: Any, rows: Indices, columns: Indices) -> Matrix:
    """The product of row pairs of two sparse matrices."""
    return np.asarray(texts[rows].multiply(items[columns]).sum(axis=1), dtype=np.float64).ravel()
