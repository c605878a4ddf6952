"""`ThemeClusterer`: themes are Leiden communities of the neighbour graph; the data choose how many.

How many there are is asked of several graphs (`number`); Leiden (Traag, Waltman and van Eck 2019) finds them
in one. What has no near neighbours belongs to none, and is the same for `fit` and `predict`.
"""

from __future__ import annotations

from numbers import Integral
from typing import Any, NamedTuple, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from feedback_insights.themes.approximate import nearest_of_others
from feedback_insights.themes.communities import Labels
from feedback_insights.themes.graph import Vectors, nearest, shared_neighbour_graph
from feedback_insights.themes.leftovers import (
    UNASSIGNED,
    joined,
    taken_apart,
    without_chance,
    without_echoes,
    without_strangers,
)
from feedback_insights.themes.number import Granularity, Number, neighbours_for, number_of_themes, with_groups
from feedback_insights.themes.second import second_themes
from feedback_insights.themes.stability import regroupings, stability
from feedback_insights.themes.strangers import closeness, floor_of
from feedback_insights.themes.vectors import unit
from feedback_insights.themes.votes import Assignment, elected

__all__ = ["UNASSIGNED", "Labels", "ThemeClusterer"]

GRANULARITIES = get_args(Granularity)
GROUPED = 150_000  # of more vectors every second, third, ... is grouped; the others join their nearest ones


class _Found(NamedTuple):
    """What is known of distinct vectors."""

    assigned: Assignment
    resolution: float
    stability: NDArray[np.float64]
    floor: float


class ThemeClusterer(ClusterMixin, BaseEstimator):  # type: ignore[misc]
    """Group unit vectors into themes; the number of themes comes from the data.

    Parameters
    ----------
    granularity : "coarse", "normal" or "fine", or a wanted number of themes (>= 2), which is met wherever the
        data hold so many groups
    min_size : fewest vectors a theme may have (>= 2); smaller groups are unassigned
    random_state : seed; same vectors and seed give the same labels, whatever the order of the rows

    Attributes
    ----------
    labels_ : int array (n,), 0.. by size, -1 unassigned
    membership_ : float array (n,), 0..1: share of a vector's neighbour weight inside its theme
    second_ : int array (n,), the theme with the second largest share where it is close, else -1 (`second`)
    second_membership_ : float array (n,), 0..1: that share; 0 where there is none
    stability_ : float array (themes,), 0..1: share of the theme's co-membership that clusterings of
        four fifths of the vectors recover; planted groups .9 and more, random ones .2 (`stability`)
    resolution_ : the resolution chosen
    """

    def __init__(
        self,
        granularity: Granularity | int = "normal",
        *,
        min_size: int = 2,
        random_state: int = 0,
    ) -> None:
        self.granularity = granularity
        self.min_size = min_size
        self.random_state = random_state

    def fit(
        self, X: ArrayLike, y: object = None, *, groups: ArrayLike | None = None, own: ArrayLike | None = None
    ) -> ThemeClusterer:
        """Find the themes of ``X``, shape (n, dim). Raises ValueError for NaN or a wrong parameter.

        ``groups`` (n,) names what each vector is a part of, such as a message: parts of one whole are
        never taken for neighbours, because a theme is what several wholes have in common.
        ``own`` (n, dim) is what each text says by itself, where ``X`` holds more, such as the question that
        it answers: a group that only the question holds together is no theme.
        """
        if not _is_granularity(self.granularity):
            raise ValueError(
                f"granularity must be one of {GRANULARITIES} or a number from 2, not {self.granularity!r}"
            )
        if self.min_size < 2:
            raise ValueError(f"min_size must be 2 or more, not {self.min_size}")
        vectors = unit(validate_data(self, X, dtype=np.float32))
        whole = vectors if own is None else np.hstack([vectors, _own(own, vectors)])
        # Identical texts once, in the order of their bytes: neither copies nor row order can matter.
        distinct, inverse, copies = np.unique(whole, axis=0, return_inverse=True, return_counts=True)
        distinct, bare = np.hsplit(distinct, [vectors.shape[1]])
        row = inverse.ravel()
        apart = _apart(groups, row, len(vectors))
        part = slice(None, None, -(-len(distinct) // GROUPED) or 1)
        self._distinct, own_words = distinct[part], None if own is None else bare[part]
        found = self._cluster(self._distinct, copies[part], own_words, apart[part])
        if len(distinct) > GROUPED:
            found = _with_the_others(found, distinct, copies, apart, part)
        self._distinct_labels, self._floor = found.assigned.labels[part], found.floor
        self.resolution_, self.stability_ = found.resolution, found.stability
        labels, membership, second, second_membership = found.assigned
        self.labels_, self.membership_ = labels[row], membership[row]
        self.second_, self.second_membership_ = second[row], second_membership[row]
        return self

    def predict(self, X: ArrayLike) -> Labels:
        """Assign new vectors to the fitted themes by their nearest members, or abstain with -1."""
        check_is_fitted(self, "labels_")
        vectors = unit(validate_data(self, X, dtype=np.float32, reset=False))
        themes = int(self._distinct_labels.max(initial=UNASSIGNED)) + 1
        if not themes:
            return np.full(len(vectors), UNASSIGNED)
        k = min(neighbours_for(max(len(self._distinct), 2)), len(self._distinct))
        rows, cosines = nearest(vectors, self._distinct, k)
        return elected(self._distinct_labels[rows], cosines, themes, self._floor).labels

    def _cluster(
        self, vectors: Vectors, copies: NDArray[np.int64], own: Vectors | None, apart: Labels
    ) -> _Found:
        n = len(vectors)
        none, zeros = np.full(n, UNASSIGNED), np.zeros(n)
        if n < 2:
            if vectors.any() and copies.sum() >= self.min_size:
                alone = Assignment(np.zeros(n, np.int64), np.ones(n), none, zeros)
                return _Found(alone, 0.0, np.ones(1), -np.inf)
            return _Found(Assignment(none, zeros, none, zeros), 0.0, np.zeros(0), np.inf)
        rows, cosines = nearest(vectors, vectors, neighbours_for(n), apart=apart)
        graph = shared_neighbour_graph(rows, cosines)
        wanted = self._wanted(vectors, apart)
        labels, resolution = with_groups(
            graph, wanted.themes, start=wanted.resolution, seed=self.random_state
        )
        labels = labels if own is None else without_echoes(vectors, own, labels)
        close = closeness(cosines)
        floor = floor_of(close)
        nothing = ~vectors.any(axis=1)  # a text that the encoder makes nothing of
        labels = without_strangers(labels, nothing | (close < floor) & (copies < self.min_size))
        again = regroupings(rows, cosines, resolution, self.random_state)
        labels = without_chance(vectors, labels, again)
        labels = taken_apart(vectors, labels, _too_small(labels, copies, self.min_size))
        if not isinstance(self.granularity, str):
            labels = joined(vectors, labels, self.granularity)
        labels = _largest_first(labels, copies, self.min_size)
        membership = np.where(labels == UNASSIGNED, 0.0, _inside(graph, labels))
        assigned = Assignment(labels, membership, *second_themes(graph, labels))
        return _Found(assigned, resolution, stability(labels, again), floor)

    def _wanted(self, vectors: Vectors, apart: Labels) -> Number:
        if isinstance(self.granularity, str):
            return number_of_themes(vectors, apart, granularity=self.granularity, seed=self.random_state)
        return Number(int(np.ceil(1.1 * self.granularity)) + 1, 1.0)  # some of them will not last


def _is_granularity(value: object) -> bool:
    if isinstance(value, Integral) and not isinstance(value, bool):
        return int(value) >= 2
    return value in GRANULARITIES


def _with_the_others(
    found: _Found, vectors: Vectors, copies: NDArray[np.int64], apart: Labels, part: slice
) -> _Found:
    """Give the vectors that were not grouped themselves the theme of their nearest ones that were."""
    grouped = np.zeros(len(vectors), np.bool_)
    grouped[part] = True
    k, themes = neighbours_for(int(grouped.sum())), len(found.stability)
    rows, cosines = nearest_of_others(vectors[~grouped], apart[~grouped], vectors[part], apart[part], k)
    others = elected(found.assigned.labels[rows], cosines, themes, found.floor)
    labels, membership, second, second_membership = (
        _interleaved(grouped, known, voted) for known, voted in zip(found.assigned, others, strict=True)
    )
    size = np.bincount(labels[labels >= 0], weights=copies[labels >= 0], minlength=themes)
    order = np.argsort(-size, kind="stable")
    number = np.append(np.argsort(order), UNASSIGNED)  # its last entry is that of the unassigned
    whole = Assignment(number[labels], membership, number[second], second_membership)
    return _Found(whole, found.resolution, found.stability[order], found.floor)


def _interleaved(first: NDArray[np.bool_], ones: NDArray[Any], others: NDArray[Any]) -> NDArray[Any]:
    whole = np.empty(len(first), ones.dtype)
    whole[first], whole[~first] = ones, others
    return whole


def _inside(graph: Any, labels: Labels) -> NDArray[np.float64]:
    edges = graph.tocoo()
    same = labels[edges.row] == labels[edges.col]
    total = np.bincount(edges.row, weights=edges.data, minlength=len(labels))
    inside = np.bincount(edges.row, weights=edges.data * same, minlength=len(labels))
    return np.asarray(inside / np.maximum(total, 1e-12))


def _sizes(labels: Labels, copies: NDArray[np.int64]) -> dict[int, int]:
    """How many vectors each group holds, copies included."""
    return {int(g): int(copies[labels == g].sum()) for g in np.unique(labels[labels != UNASSIGNED])}


def _too_small(labels: Labels, copies: NDArray[np.int64], min_size: int) -> Labels:
    return np.array([g for g, size in _sizes(labels, copies).items() if size < min_size], np.int64)


def _largest_first(labels: Labels, copies: NDArray[np.int64], min_size: int) -> Labels:
    """Renumber by size (copies count), ties by first member; too small ones become unassigned."""
    sizes = _sizes(labels, copies)
    first = {g: int(np.flatnonzero(labels == g)[0]) for g in sizes}
    order = sorted((g for g in sizes if sizes[g] >= min_size), key=lambda g: (-sizes[g], first[g]))
    number = {g: i for i, g in enumerate(order)}
    return np.array([number.get(int(g), UNASSIGNED) for g in labels], np.int64)


def _own(own: ArrayLike, vectors: Vectors) -> Vectors:
    found = np.asarray(own, np.float32)
    if found.shape != vectors.shape:
        raise ValueError(f"own must have the shape of X, {vectors.shape}, not {found.shape}")
    return unit(found)


def _apart(groups: ArrayLike | None, inverse: Labels, n: int) -> Labels:
    """A number per distinct vector; equal numbers are never neighbours. Copies in two groups stand alone."""
    distinct = int(inverse.max()) + 1 if n else 0
    alone = np.arange(distinct)
    if groups is None:
        return alone
    names = np.asarray(groups)
    if names.shape != (n,):
        raise ValueError(f"groups must have one entry per row of X: {n}, not {names.shape}")
    numbers = np.unique(names, return_inverse=True)[1]
    low, high = np.full(distinct, n), np.full(distinct, -1)
    np.minimum.at(low, inverse, numbers)
    np.maximum.at(high, inverse, numbers)
    return np.where(low == high, low + distinct, alone)
