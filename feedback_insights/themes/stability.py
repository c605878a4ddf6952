"""How surely a theme comes back when some of the statements are left out (after Hennig 2007)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from feedback_insights.themes.communities import Labels, leiden
from feedback_insights.themes.graph import NOT_NEAR, Indices, Vectors, shared_neighbour_graph
from feedback_insights.themes.ranking import side_by_side

REPEATS, REPEATS_OF_MANY = 10, 4
MANY = 30_000
KEPT = 0.8  # share of the vectors that a repeat sees


class Regrouping(NamedTuple):
    """The groups of a part of the vectors."""

    kept: NDArray[np.bool_]  # (n,), which vectors it saw
    labels: Labels  # of those


def regroupings(neighbours: Indices, cosines: Vectors, resolution: float, seed: int) -> list[Regrouping]:
    """Group other draws of the vectors: each leaves a fifth of them out and has a seed of its own.

    ``neighbours`` and ``cosines`` (n, k) are those of `nearest`.
    """
    n = len(neighbours)
    repeats = range(REPEATS if n <= MANY else REPEATS_OF_MANY)
    found: dict[int, Regrouping] = {}

    def repeat(at: int) -> None:
        kept = np.random.default_rng([seed, at]).random(n) < KEPT
        graph = shared_neighbour_graph(*_among(neighbours, cosines, kept))
        found[at] = Regrouping(kept, leiden(graph, resolution, seed=seed + at + 1))

    side_by_side(repeat, repeats)
    return [found[at] for at in repeats]


def stability(labels: Labels, again: Sequence[Regrouping]) -> NDArray[np.float64]:
    """Return, per theme, the share of its co-membership that other draws of the vectors recover, 0..1.

    Of all pairs that are in the theme, in a regrouping's groups of its members, or in both, it is the share
    that is in both; the mean over the regroupings. Planted groups come to .9 and more, groups in a random
    cloud to .2. Unassigned vectors (-1) have no part in it.
    """
    themes = int(labels.max(initial=-1)) + 1
    if not themes:
        return np.zeros(0)
    each = [_recovered(labels[one.kept], one.labels, themes) for one in again]
    return np.asarray(np.mean(each, axis=0))


def _among(neighbours: Indices, cosines: Vectors, kept: NDArray[np.bool_]) -> tuple[Indices, Vectors]:
    """The neighbour table of the kept rows alone, numbered anew."""
    number = np.cumsum(kept) - 1
    rows, near = neighbours[kept], kept[neighbours[kept]]
    return np.where(near, number[rows], 0), np.where(near, cosines[kept], np.float32(NOT_NEAR))


def _recovered(labels: Labels, again: Labels, themes: int) -> NDArray[np.float64]:
    from scipy.sparse import csr_matrix

    known = labels >= 0
    ones = np.ones(int(known.sum()))
    common = csr_matrix((ones, (labels[known], again[known])), shape=(themes, int(again.max(initial=0)) + 1))
    sizes = np.bincount(again[known], minlength=common.shape[1])
    own = np.asarray(common.sum(axis=1)).ravel()
    square = common.multiply(common)
    both = np.asarray(square.sum(axis=1)).ravel() - own
    in_theme = own * (own - 1)
    in_groups = common @ (sizes - 1.0)  # each member with all the others of its group
    return np.asarray(both / np.maximum(in_theme + in_groups - both, 1))
