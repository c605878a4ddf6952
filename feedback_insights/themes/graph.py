"""The neighbour graph: who is near whom, weighed by the neighbours they share.

Cosine neighbours alone make hubs; the share of common neighbours (Jaccard) does not depend on how dense
a region is, which is what lets one resolution serve a tight and a loose theme alike
(shared nearest neighbours: Jarvis and Patrick 1973).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Vectors = NDArray[np.float32]
Indices = NDArray[np.int64]

BLOCK = 2048  # rows whose similarities are held at once: 2048 x 100,000 floats are 800 MB
NOT_NEAR = -2.0
ROWS_AT_ONCE = 1024  # rows of the shared-neighbour product held at once


def nearest(
    vectors: Vectors, others: Vectors, k: int, *, apart: Indices | None = None
) -> tuple[Indices, Vectors]:
    """Return the k nearest rows of ``others`` and their cosine, each of shape (n, k), nearest first.

    ``apart`` numbers the rows where ``vectors`` and ``others`` are the same: rows with one number are never
    near each other (a row and itself, at least; also the statements of one message). What is no neighbour
    at all has cosine -2.

    Similarities are rounded to six places and ties go to the lower row, so that the answer does not
    hang on the last bits of a matrix product. One BLAS thread, for the same reason.
    """
    from threadpoolctl import threadpool_limits

    n = len(vectors)
    rows = np.empty((n, k), np.int64)
    cosines = np.empty((n, k), np.float32)
    with threadpool_limits(1, user_api="blas"):
        for at in range(0, n, BLOCK):
            part = np.round(vectors[at : at + BLOCK] @ others.T, 6)
            if apart is not None:
                part[apart[at : at + BLOCK, None] == apart[None, :]] = NOT_NEAR
            best = _top(part, k)
            rows[at : at + BLOCK] = best
            cosines[at : at + BLOCK] = np.take_along_axis(part, best, axis=1)
    return rows, cosines


def _top(similarity: Vectors, k: int) -> Indices:
    """Columns of the k largest per row, ties to the lower column."""
    width = similarity.shape[1]
    reach = min(width, k + 16)  # ties at the border: look a little further, then sort exactly
    near = np.argpartition(-similarity, reach - 1, axis=1)[:, :reach] if reach < width else None
    near = np.tile(np.arange(width), (len(similarity), 1)) if near is None else np.sort(near, axis=1)
    values = np.take_along_axis(similarity, near, axis=1)
    order = np.argsort(-values, axis=1, kind="stable")[:, :k]
    return np.take_along_axis(near, order, axis=1).astype(np.int64)


def shared_neighbour_graph(neighbours: Indices, cosines: Vectors) -> csr_matrix:
    """Return the symmetric graph of an (n, k) neighbour table: Jaccard share of common neighbours."""
    from scipy.sparse import csr_matrix, identity

    n, k = neighbours.shape
    near = cosines.ravel() > NOT_NEAR
    ones = np.ones(int(near.sum()), np.float32)
    rows = np.repeat(np.arange(n), k)[near]
    directed = csr_matrix((ones, (rows, neighbours.ravel()[near])), shape=(n, n))
    sets = (directed + identity(n, dtype=np.float32, format="csr")).tocsr()
    pattern = directed.maximum(directed.T).tocsr()
    parts = [
        (sets[at : at + ROWS_AT_ONCE] @ sets.T).multiply(pattern[at : at + ROWS_AT_ONCE]).tocoo()
        for at in range(0, n, ROWS_AT_ONCE)
    ]
    row = np.concatenate([part.row + i * ROWS_AT_ONCE for i, part in enumerate(parts)])
    col = np.concatenate([part.col for part in parts])
    common = np.concatenate([part.data for part in parts]).astype(np.float64)
    weights = common / (2 * (k + 1) - common)
    graph = csr_matrix((weights, (row, col)), shape=(n, n))
    graph.sort_indices()  # canonical edges: Leiden's answer moves with their order
    return graph
