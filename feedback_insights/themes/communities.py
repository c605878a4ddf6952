"""Communities of a weighted graph, and how well a partition separates its vectors.

Leiden (Traag, Waltman and van Eck 2019) maximizes modularity; silhouettes (Rousseeuw 1987) judge the result.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from feedback_insights.themes.graph import Vectors

Labels = NDArray[np.int64]


def leiden(graph: Any, resolution: float, *, seed: int, trials: int = 1, iterations: int = 2) -> Labels:
    """Return a community per node of a symmetric CSR graph, numbered 0..; without edges, each its own."""
    from graspologic_native import leiden_csr

    n = graph.shape[0]
    if not graph.nnz:
        return np.arange(n)
    _, communities = leiden_csr(
        graph.indptr.astype(np.int64), graph.indices.astype(np.int32), graph.data, n,
        resolution=float(resolution), use_modularity=True, seed=seed, iterations=iterations, trials=trials,
    )  # fmt: skip
    raw = np.arange(n, 2 * n)  # a node without edges is its own
    raw[np.fromiter(communities.keys(), np.int64, len(communities))] = np.fromiter(
        communities.values(), np.int64, len(communities)
    )
    return np.unique(raw, return_inverse=True)[1].astype(np.int64)


def silhouettes(vectors: Vectors, labels: Labels) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return silhouettes of unit vectors by cosine distance, and those against leave-one-out centroids.

    Both are exact, of shape (n,), -1..1; 0 for a vector alone in its group. ``labels`` are 0.. without gaps.
    """
    from threadpoolctl import threadpool_limits

    n, size = len(vectors), np.bincount(labels)
    sums = np.zeros((len(size), vectors.shape[1]), np.float32)
    np.add.at(sums, labels, vectors)
    each = np.arange(n)
    with threadpool_limits(1, user_api="blas"):
        to_sums = vectors @ sums.T
    own = to_sums[each, labels]
    lonely = size[labels] == 1
    inside = 1 - (own - 1) / np.maximum(size[labels] - 1, 1)
    outside = 1 - to_sums / size
    outside[each, labels] = np.inf
    nearest_other = outside.min(axis=1)
    plain = (nearest_other - inside) / np.maximum(np.maximum(inside, nearest_other), 1e-9)

    norms = np.maximum(np.linalg.norm(sums, axis=1), 1e-9)
    rest = np.sqrt(np.maximum(norms[labels] ** 2 - 2 * own + 1, 1e-9))
    to_own = (own - 1) / rest
    to_others = to_sums / norms
    to_others[each, labels] = -1
    best_other = to_others.max(axis=1)
    centroid = (to_own - best_other) / np.maximum(1 - np.minimum(to_own, best_other), 1e-9)
    return np.where(lonely, 0, plain), np.where(lonely, 0, centroid)
