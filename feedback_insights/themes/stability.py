"""How surely a theme comes back when its graph is thinned (Hennig 2007)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from feedback_insights.themes.communities import Labels, leiden

REPEATS = 10
DROPPED = 0.1  # share of the edges that a repeat goes without


def stability(graph: Any, labels: Labels, resolution: float, seed: int) -> NDArray[np.float64]:
    """Return, per theme, the share of repeats in which it comes back with a Jaccard overlap of one half.

    A repeat drops a tenth of the edges and moves the seed. Unassigned members (-1) have no part in it.
    """
    themes = int(labels.max()) + 1
    back = np.zeros(themes)
    for repeat in range(REPEATS):
        thinned = _thinned(graph, np.random.default_rng([seed, repeat]))
        again = leiden(thinned, resolution, seed=seed + repeat + 1)
        back += _best_overlap(labels, again, themes) >= 0.5
    return back / REPEATS


def _thinned(graph: Any, random: np.random.Generator) -> Any:
    from scipy.sparse import csr_matrix, triu

    upper = triu(graph, k=1).tocoo()
    keep = random.random(upper.nnz) >= DROPPED
    half = csr_matrix((upper.data[keep], (upper.row[keep], upper.col[keep])), shape=graph.shape)
    whole = (half + half.T).tocsr()
    whole.sort_indices()
    return whole


def _best_overlap(labels: Labels, again: Labels, themes: int) -> NDArray[np.float64]:
    from scipy.sparse import csr_matrix

    known = labels >= 0
    ones = np.ones(int(known.sum()))
    common = csr_matrix((ones, (labels[known], again[known])), shape=(themes, int(again.max()) + 1)).toarray()
    size, other = common.sum(axis=1, keepdims=True), np.bincount(again[known], minlength=common.shape[1])
    return np.asarray((common / np.maximum(size + other - common, 1)).max(axis=1))
