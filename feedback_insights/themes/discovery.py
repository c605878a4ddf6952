"""`ThemeClusterer`: themes are Leiden communities of the neighbour graph; the data choose how many.

How many there are is asked of several graphs (`number`); Leiden (Traag, Waltman and van Eck 2019) finds them
in one. What has no near neighbours belongs to none, and is the same for `fit` and `predict`.
"""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral
from typing import Any, NamedTuple, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from feedback_insights.themes.communities import Labels, silhouettes
from feedback_insights.themes.graph import NOT_NEAR, Vectors, nearest, shared_neighbour_graph
from feedback_insights.themes.number import Granularity, Number, neighbours_for, number_of_themes, with_groups
from feedback_insights.themes.second import second_themes
from feedback_insights.themes.stability import Regrouping, regroupings, stability
from feedback_insights.themes.vectors import unit

__all__ = ["UNASSIGNED", "Labels", "ThemeClusterer"]

UNASSIGNED = -1

GRANULARITIES = get_args(Granularity)
SMALL = 400  # below so many vectors one group cannot be judged
CHANCE = 0.35  # a group that is less stable is what was left over; groups in random clouds come to .2
LOST = 0.1  # share of the vectors that are in no theme at most, before such a group is kept nevertheless
JOIN_QUANTILE = 0.1  # what is left over must be as near to a theme as all but this share of its members
CLOSEST = 10  # neighbours by whose mean cosine a vector is called a stranger
LEAST = 0.05  # closeness counts from here
TIGHT = 0.15  # no spread is smaller: among near copies a paraphrase is no stranger
FAR = 2.5  # robust standard deviations below the middle (median absolute deviation, Hampel 1974)
STRANGERS = 0.07  # share of the vectors that are strangers, at most


class _Found(NamedTuple):
    """What is known of distinct vectors."""

    labels: Labels
    membership: NDArray[np.float64]
    second: Labels
    second_membership: NDArray[np.float64]
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
        self._apart = _apart(groups, inverse.ravel(), len(vectors))
        found, row = self._cluster(distinct, copies, None if own is None else bare), inverse.ravel()
        self.resolution_, self.stability_ = found.resolution, found.stability
        self._distinct, self._distinct_labels = distinct, found.labels
        self._floor = found.floor
        self.labels_, self.membership_ = found.labels[row], found.membership[row]
        self.second_, self.second_membership_ = found.second[row], found.second_membership[row]
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
        labels = self._distinct_labels[rows]
        votes = np.zeros((len(vectors), themes + 1))
        np.add.at(votes, (np.arange(len(vectors))[:, None], labels), np.maximum(cosines, 0))
        best = votes.argmax(axis=1)
        none = (_closeness(cosines) < self._floor) | (best == themes) | (votes.max(axis=1) <= 0)
        return np.where(none, UNASSIGNED, best)

    def _cluster(self, vectors: Vectors, copies: NDArray[np.int64], own: Vectors | None) -> _Found:
        n = len(vectors)
        none, zeros = np.full(n, UNASSIGNED), np.zeros(n)
        if n < 2:
            if vectors.any() and copies.sum() >= self.min_size:
                return _Found(np.zeros(n, np.int64), np.ones(n), none, zeros, 0.0, np.ones(1), -np.inf)
            return _Found(none, zeros, none, zeros, 0.0, np.zeros(0), np.inf)
        rows, cosines = nearest(vectors, vectors, neighbours_for(n), apart=self._apart)
        graph = shared_neighbour_graph(rows, cosines)
        wanted = self._wanted(vectors)
        labels, resolution = with_groups(
            graph, wanted.themes, start=wanted.resolution, seed=self.random_state
        )
        labels = labels if own is None else _without_echoes(vectors, own, labels)
        closeness = _closeness(cosines)
        floor = _floor(closeness)
        nothing = ~vectors.any(axis=1)  # a text that the encoder makes nothing of
        labels = _without_strangers(labels, nothing | (closeness < floor) & (copies < self.min_size))
        again = regroupings(rows, cosines, resolution, self.random_state)
        labels = _without_chance(vectors, labels, again)
        labels = _taken_apart(vectors, labels, _too_small(labels, copies, self.min_size))
        if not isinstance(self.granularity, str):
            labels = _joined(vectors, labels, self.granularity)
        labels = _largest_first(labels, copies, self.min_size)
        membership = np.where(labels == UNASSIGNED, 0.0, _inside(graph, labels))
        steady = stability(labels, again)
        return _Found(labels, membership, *second_themes(graph, labels), resolution, steady, floor)

    def _wanted(self, vectors: Vectors) -> Number:
        if isinstance(self.granularity, str):
            return number_of_themes(
                vectors, self._apart, granularity=self.granularity, seed=self.random_state
            )
        return Number(int(np.ceil(1.1 * self.granularity)) + 1, 1.0)  # some of them will not last


def _is_granularity(value: object) -> bool:
    if isinstance(value, Integral) and not isinstance(value, bool):
        return int(value) >= 2
    return value in GRANULARITIES


def _closeness(cosines: Vectors) -> NDArray[np.float64]:
    """Mean cosine of each vector to its nearest neighbours; -1 where it has none."""
    near = np.where(cosines > NOT_NEAR, cosines, np.nan)[:, :CLOSEST].astype(np.float64)
    known = ~np.isnan(near)
    return np.where(known.any(axis=1), np.nansum(near, axis=1) / np.maximum(known.sum(axis=1), 1), -1.0)


def _floor(closeness: NDArray[np.float64]) -> float:
    """The closeness below which a vector is a stranger. In logarithms: closeness is a share of agreement."""
    logs = np.log(np.maximum(closeness, LEAST))
    middle = float(np.median(logs))
    spread = max(1.4826 * float(np.median(np.abs(logs - middle))), TIGHT)
    at_most = float(np.sort(closeness)[int(STRANGERS * len(closeness))])
    return round(min(float(np.exp(middle - FAR * spread)), at_most), 6)


def _without_strangers(labels: Labels, stranger: NDArray[np.bool_]) -> Labels:
    """Unassign strangers, and groups of which they are the most."""
    grouped = labels != UNASSIGNED
    size = np.bincount(labels[grouped], minlength=1)
    strange = np.bincount(labels[grouped], weights=stranger[grouped], minlength=len(size))
    lost = np.append(2 * strange > size, False)  # the last one is that of the unassigned
    return np.where(stranger | lost[labels], UNASSIGNED, labels)


def _joined(vectors: Vectors, labels: Labels, wanted: int) -> Labels:
    """Join the nearest groups, by the mean cosine between their members, until so many are left."""
    labels = labels.copy()
    themes = np.unique(labels[labels != UNASSIGNED])
    sums = np.stack([vectors[labels == theme].sum(axis=0, dtype=np.float64) for theme in themes])
    sizes = np.array([(labels == theme).sum() for theme in themes], np.float64)
    while len(themes) > wanted:
        means = sums / sizes[:, None]
        cosine = np.round(means @ means.T, 6)
        np.fill_diagonal(cosine, -np.inf)
        one, other = sorted(divmod(int(cosine.argmax()), len(themes)))
        labels[labels == themes[other]] = themes[one]
        sums[one] += sums[other]
        sizes[one] += sizes[other]
        themes, sums, sizes = (np.delete(each, other, axis=0) for each in (themes, sums, sizes))
    return labels


def _inside(graph: Any, labels: Labels) -> NDArray[np.float64]:
    edges = graph.tocoo()
    same = labels[edges.row] == labels[edges.col]
    total = np.bincount(edges.row, weights=edges.data, minlength=len(labels))
    inside = np.bincount(edges.row, weights=edges.data * same, minlength=len(labels))
    return np.asarray(inside / np.maximum(total, 1e-12))


def _without_echoes(vectors: Vectors, own: Vectors, labels: Labels) -> Labels:
    """Take apart groups that only a question holds together.

    Most of their members are nearest to their own group's centre as they were read, and nearer to another
    one's by their own words.
    """
    grouped = labels != UNASSIGNED
    found, number = np.unique(labels[grouped], return_inverse=True)
    if len(vectors) < SMALL or len(found) < 2:
        return labels
    size = np.bincount(number)
    at_home, by_themselves = (
        np.bincount(number, weights=silhouettes(each[grouped], number)[1] > 0) / size
        for each in (vectors, own)
    )
    return _taken_apart(own, labels, found[(at_home >= 0.5) & (by_themselves < 0.5)])


def _without_chance(vectors: Vectors, labels: Labels, again: Sequence[Regrouping]) -> Labels:
    """Take apart groups that other draws of the vectors do not bring back, the least stable first.

    Not those that would leave more than a tenth of all in no theme, and none in small sets, where no group is
    that stable. Once only: what joins another group unsettles it a little.
    """
    if len(vectors) < SMALL:
        return labels
    themes, number = np.unique(labels[labels != UNASSIGNED], return_inverse=True)
    dense = np.full(len(labels), UNASSIGNED)
    dense[labels != UNASSIGNED] = number
    steady = np.round(stability(dense, again), 6)
    weak = themes[np.argsort(steady, kind="stable")][: int((steady < CHANCE).sum())]
    if not len(weak):
        return labels
    near = _nearness(vectors, labels)
    parted: list[int] = []
    kept = labels
    for theme in weak:
        without = _given_up(labels, np.array([*parted, theme]), near)
        if (without == UNASSIGNED).mean() <= LOST:
            parted, kept = [*parted, int(theme)], without
    return kept


def _taken_apart(vectors: Vectors, labels: Labels, groups: Labels) -> Labels:
    """Give up groups, see `_given_up`."""
    return _given_up(labels, groups, _nearness(vectors, labels)) if len(groups) else labels


class _Nearness(NamedTuple):
    """How near every vector is to every group, and to each of them nine in ten of its own members."""

    groups: Labels  # (groups,)
    cosines: Vectors  # (n, groups)
    usual: NDArray[np.float64]  # (groups,)


def _nearness(vectors: Vectors, labels: Labels) -> _Nearness:
    groups = np.unique(labels[labels != UNASSIGNED])
    centres = unit(np.stack([vectors[labels == group].sum(axis=0) for group in groups]))
    cosines = np.round(vectors @ centres.T, 6)
    usual = [np.quantile(cosines[labels == group, at], JOIN_QUANTILE) for at, group in enumerate(groups)]
    return _Nearness(groups, cosines, np.array(usual))


def _given_up(labels: Labels, groups: Labels, near: _Nearness) -> Labels:
    """Give up groups: their members join the nearest of the others if they are as near to it as nine in ten
    of its own, else none."""
    rest, left = np.isin(labels, groups), ~np.isin(near.groups, groups)
    if not rest.any() or not left.any():
        return labels
    cosines = near.cosines[np.ix_(rest, left)]
    best = cosines.argmax(axis=1)
    joins = cosines[np.arange(len(cosines)), best] >= near.usual[left][best]
    kept = labels.copy()
    kept[rest] = np.where(joins, near.groups[left][best], UNASSIGNED)
    return kept


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
