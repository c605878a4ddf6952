"""`ThemeClusterer`: themes are Leiden communities of the neighbour graph; the data choose how many.

Leiden (Traag, Waltman and van Eck 2019) runs at a ladder of resolutions; the partition whose silhouettes
are best is taken: twice the mean silhouette (Rousseeuw 1987, cosine) and once the centroid silhouette,
each relative to its best on the ladder. Below 400 vectors it is the mean silhouette alone, averaged over
several small neighbourhoods: centroids of three or four vectors say little. The neighbourhood grows with
the data, one neighbour per 80 vectors: with a fixed number of neighbours the graph of a large set is so
sparse that ever finer splits keep looking good.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from feedback_insights.themes.communities import Labels, leiden, silhouettes
from feedback_insights.themes.graph import Vectors, nearest, shared_neighbour_graph
from feedback_insights.themes.second import second_themes
from feedback_insights.themes.stability import stability

__all__ = ["UNASSIGNED", "Labels", "ThemeClusterer"]

UNASSIGNED = -1

LADDER = np.geomspace(0.3, 100, 44)
GRANULARITIES = ("coarse", "normal", "fine")
EQUALLY_GOOD = 0.015  # of partitions so near the best, the one with the fewest themes is taken
COARSER = FINER = 0.08  # how far below the best a coarser or finer partition may be
SMALL = 400  # below so many vectors one graph is chance: average several, with some leeway to finer ones
SMALL_NEIGHBOURHOODS = (3, 4, 5, 7)
PAST = 4  # so many times the groups of the best, and a fifth below it: the climb is over
SMALL_LEEWAY = 0.03
JOIN_QUANTILE = 0.1  # what is left over must be as near to a theme as all but this share of its members


class _Rung(NamedTuple):
    resolution: float
    labels: Labels
    groups: int
    silhouette: float
    centroid_silhouette: float


class _Found(NamedTuple):
    """What is known of distinct vectors."""

    labels: Labels
    membership: NDArray[np.float64]
    second: Labels
    second_membership: NDArray[np.float64]
    resolution: float
    stability: NDArray[np.float64]


class ThemeClusterer(ClusterMixin, BaseEstimator):  # type: ignore[misc]
    """Group unit vectors into themes; the number of themes comes from the data.

    Parameters
    ----------
    granularity : "coarse", "normal" or "fine"
    min_size : fewest vectors a theme may have (>= 2); smaller groups are unassigned
    random_state : seed; same vectors and seed give the same labels, whatever the order of the rows

    Attributes
    ----------
    labels_ : int array (n,), 0.. by size, -1 unassigned
    membership_ : float array (n,), 0..1: share of a vector's neighbour weight inside its theme
    second_ : int array (n,), the theme with the second largest share where it is close, else -1 (`second`)
    second_membership_ : float array (n,), 0..1: that share; 0 where there is none
    stability_ : float array (themes,), 0..1: share of 10 re-clusterings of a thinned graph in which the
        theme comes back with a Jaccard overlap of one half or more (Hennig 2007)
    resolution_ : the resolution chosen
    """

    def __init__(
        self,
        granularity: Literal["coarse", "normal", "fine"] = "normal",
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
        if self.granularity not in GRANULARITIES:
            raise ValueError(f"granularity must be one of {GRANULARITIES}, not {self.granularity!r}")
        if self.min_size < 2:
            raise ValueError(f"min_size must be 2 or more, not {self.min_size}")
        vectors = _unit(validate_data(self, X, dtype=np.float32))
        whole = vectors if own is None else np.hstack([vectors, _own(own, vectors)])
        # Identical texts once, in the order of their bytes: neither copies nor row order can matter.
        distinct, inverse, copies = np.unique(whole, axis=0, return_inverse=True, return_counts=True)
        distinct, bare = np.hsplit(distinct, [vectors.shape[1]])
        self._apart = _apart(groups, inverse.ravel(), len(vectors))
        found, row = self._cluster(distinct, copies, None if own is None else bare), inverse.ravel()
        self.resolution_, self.stability_ = found.resolution, found.stability
        self._distinct, self._distinct_labels = distinct, found.labels
        self._floor = _join_floor(distinct, found.labels, self._apart)
        self.labels_, self.membership_ = found.labels[row], found.membership[row]
        self.second_, self.second_membership_ = found.second[row], found.second_membership[row]
        return self

    def predict(self, X: ArrayLike) -> Labels:
        """Assign new vectors to the fitted themes by their nearest members, or abstain with -1."""
        check_is_fitted(self, "labels_")
        vectors = _unit(validate_data(self, X, dtype=np.float32, reset=False))
        members = self._distinct_labels != UNASSIGNED
        if not members.any():
            return np.full(len(vectors), UNASSIGNED)
        labels = self._distinct_labels[members]
        k = min(10, int(members.sum()))
        rows, cosines = nearest(vectors, self._distinct[members], k)
        votes = np.zeros((len(vectors), labels.max() + 1))
        np.add.at(votes, (np.arange(len(vectors))[:, None], labels[rows]), np.maximum(cosines, 0))
        best = votes.argmax(axis=1)
        return np.where(cosines[:, 0] >= self._floor, best, UNASSIGNED)

    def _cluster(self, vectors: Vectors, copies: NDArray[np.int64], own: Vectors | None) -> _Found:
        n = len(vectors)
        none, zeros = np.full(n, UNASSIGNED), np.zeros(n)
        if n < 2:
            if n and copies.sum() >= self.min_size:
                return _Found(np.zeros(n, np.int64), np.ones(n), none, zeros, 0.0, np.ones(1))
            return _Found(none, zeros, none, zeros, 0.0, np.zeros(0))
        k = int(np.clip(round(n / 80), min(4, n - 1), min(100, n - 1)))
        graph = shared_neighbour_graph(*nearest(vectors, vectors, k, apart=self._apart))
        chosen = self._choose(vectors, graph)
        labels = leiden(graph, chosen, seed=self.random_state, trials=4)
        labels = _without_rests(vectors, labels)
        labels = labels if own is None else _without_echoes(vectors, own, labels)
        membership = _inside(graph, labels)
        labels = _without_strays(vectors, labels, membership)
        labels = _largest_first(labels, copies, self.min_size)
        membership = np.where(labels == UNASSIGNED, 0.0, membership)
        steady = stability(graph, labels, chosen, self.random_state)
        return _Found(labels, membership, *second_themes(graph, labels), chosen, steady)

    def _choose(self, vectors: Vectors, graph: Any) -> float:
        rungs = _climb(vectors, graph, seed=self.random_state)
        if not rungs:
            return float(LADDER[0])
        if len(vectors) < SMALL:
            score, leeway = self._small_score(vectors, rungs), SMALL_LEEWAY
        else:
            score = 2 * _relative([r.silhouette for r in rungs])
            score, leeway = score + _relative([r.centroid_silhouette for r in rungs]), 0.0
        if self.granularity == "coarse":
            return rungs[int(_nearly_best(score, COARSER).min())].resolution
        leeway += FINER if self.granularity == "fine" else 0
        if not leeway:
            return rungs[int(_nearly_best(score, EQUALLY_GOOD).min())].resolution
        return rungs[int(_nearly_best(score, leeway).max())].resolution

    def _small_score(self, vectors: Vectors, rungs: list[_Rung]) -> NDArray[np.float64]:
        """Silhouette by number of groups, averaged over several small neighbourhoods and seeds."""
        at = np.log([r.groups for r in rungs])
        curves = []
        for k in SMALL_NEIGHBOURHOODS:
            near = nearest(vectors, vectors, min(k, len(vectors) - 1), apart=self._apart)
            graph = shared_neighbour_graph(*near)
            for seed in (self.random_state, self.random_state + 1):
                climb = _climb(vectors, graph, seed=seed)
                if climb:
                    curves.append(_along(at, climb))
        return np.asarray(np.nan_to_num(np.nanmean(curves, axis=0), nan=-1.0)) if curves else -at


def _nearly_best(score: NDArray[np.float64], leeway: float) -> NDArray[np.int64]:
    """Places whose score is at most a share below the best, which may be negative."""
    return np.flatnonzero(score >= score.max() - leeway * abs(score.max()))


def _along(at: NDArray[np.float64], climb: list[_Rung]) -> NDArray[np.float64]:
    """The climb's smoothed silhouette at the given log numbers of groups; nan where it never was."""
    groups = np.array([r.groups for r in climb])
    smooth = _smooth([r.silhouette for r in climb])
    distinct = np.unique(groups)
    best = [smooth[groups == g].max() for g in distinct]
    return np.asarray(np.interp(at, np.log(distinct), best, left=np.nan, right=np.nan))


def _climb(vectors: Vectors, graph: Any, *, seed: int) -> list[_Rung]:
    """Partitions at rising resolution, until groups average fewer than about two vectors."""
    rungs = []
    for resolution in LADDER:
        labels = leiden(graph, resolution, seed=seed)
        groups = int(labels.max()) + 1
        if groups > len(vectors) / 2.2:
            break
        if groups > 1:
            plain, centroid = (float(each.mean()) for each in silhouettes(vectors, labels))
            rungs.append(_Rung(float(resolution), labels, groups, plain, centroid))
            best = max(range(len(rungs)), key=lambda i: rungs[i].silhouette)
            if groups > PAST * rungs[best].groups and rungs[-1].silhouette < 0.8 * rungs[best].silhouette:
                break
    return rungs


def _smooth(values: list[float]) -> NDArray[np.float64]:
    """Each rung with its neighbours (1, 2, 1)."""
    plain = np.asarray(values, np.float64)
    if len(plain) <= 4:
        return plain
    return np.asarray(np.convolve(np.pad(plain, 1, mode="edge"), [0.25, 0.5, 0.25], "valid"))


def _relative(values: list[float]) -> NDArray[np.float64]:
    """Smoothed, as a share of the best."""
    smooth = _smooth(values)
    return np.asarray(smooth / max(abs(smooth.max()), 1e-9))


def _inside(graph: Any, labels: Labels) -> NDArray[np.float64]:
    edges = graph.tocoo()
    same = labels[edges.row] == labels[edges.col]
    total = np.bincount(edges.row, weights=edges.data, minlength=len(labels))
    inside = np.bincount(edges.row, weights=edges.data * same, minlength=len(labels))
    return np.asarray(inside / np.maximum(total, 1e-12))


def _without_rests(vectors: Vectors, labels: Labels) -> Labels:
    """Take apart groups whose members are nearer to another group than to each other: what was left over.

    Such a group has a mean silhouette of zero or less; on labelled sets its purity was a third of a theme's.
    In small sets silhouettes are too rough to tell.
    """
    if len(vectors) < SMALL or labels.max() < 1:
        return labels
    means = np.bincount(labels, weights=silhouettes(vectors, labels)[0]) / np.bincount(labels)
    return _taken_apart(vectors, labels, np.flatnonzero(means <= 0))


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


def _taken_apart(vectors: Vectors, labels: Labels, groups: Labels) -> Labels:
    """Give up groups: their members join the nearest of the others if they are as near to it as nine in ten
    of its own, else none."""
    grouped, rest = labels != UNASSIGNED, np.isin(labels, groups)
    if not rest.any() or rest[grouped].all():
        return labels
    themes = np.unique(labels[grouped & ~rest])
    kept = np.where(rest, UNASSIGNED, labels)
    centres = _unit(np.stack([vectors[kept == theme].sum(axis=0) for theme in themes]))
    cosines = np.round(vectors @ centres.T, 6)
    near = np.array(
        [np.quantile(cosines[kept == theme, at], JOIN_QUANTILE) for at, theme in enumerate(themes)]
    )
    best = cosines.argmax(axis=1)
    joins = rest & (cosines[np.arange(len(vectors)), best] >= near[best])
    return np.where(joins, themes[best], kept)


def _without_strays(vectors: Vectors, labels: Labels, membership: NDArray[np.float64]) -> Labels:
    """Unassign what sits far from its theme's centre and has its neighbours elsewhere."""
    size = np.bincount(labels + 1)  # the unassigned come first
    sums = np.zeros((len(size), vectors.shape[1]), np.float32)
    np.add.at(sums, labels + 1, vectors)
    own = (vectors * sums[labels + 1]).sum(axis=1)
    norms = np.linalg.norm(sums, axis=1)[labels + 1]
    cosine = (own - 1) / np.sqrt(np.maximum(norms**2 - 2 * own + 1, 1e-9))
    middle = np.median(cosine)
    spread = 1.4826 * np.median(np.abs(cosine - middle))
    stray = (cosine < middle - 2 * spread) & (membership < 0.5)
    return np.where(stray, UNASSIGNED, labels)


def _largest_first(labels: Labels, copies: NDArray[np.int64], min_size: int) -> Labels:
    """Renumber by size (copies count), ties by first member; too small ones become unassigned."""
    found = np.unique(labels[labels != UNASSIGNED])
    sizes = {int(g): int(copies[labels == g].sum()) for g in found}
    first = {int(g): int(np.flatnonzero(labels == g)[0]) for g in found}
    order = sorted((g for g in sizes if sizes[g] >= min_size), key=lambda g: (-sizes[g], first[g]))
    number = {g: i for i, g in enumerate(order)}
    return np.array([number.get(int(g), UNASSIGNED) for g in labels], np.int64)


def _join_floor(vectors: Vectors, labels: Labels, apart: Labels) -> float:
    """How near a new vector's nearest member must be: nearer than that of all but 5 % of the members."""
    of_themes = labels != UNASSIGNED
    members = vectors[of_themes]
    if len(members) < 2:
        return 0.5
    return float(np.quantile(nearest(members, members, 1, apart=apart[of_themes])[1][:, 0], 0.05))


def _own(own: ArrayLike, vectors: Vectors) -> Vectors:
    found = np.asarray(own, np.float32)
    if found.shape != vectors.shape:
        raise ValueError(f"own must have the shape of X, {vectors.shape}, not {found.shape}")
    return _unit(found)


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


def _unit(vectors: NDArray[np.float32]) -> Vectors:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-12), np.float32)
