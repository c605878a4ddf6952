"""The neighbour graph: who is near whom, weighed by the neighbours they share.

Cosine neighbours alone make hubs; the share of common neighbours (Jaccard) does not depend on how dense
a region is, which is what lets one resolution serve a tight and a loose theme alike
(shared nearest neighbours: Jarvis and Patrick 1973).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from feedback_insights.themes.approximate import nearest_in_lists
from feedback_insights.themes.ranking import NOT_NEAR, best, side_by_side
from feedback_insights.themes.vectors import Indices, Vectors

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

__all__ = ["EXACT", "NOT_NEAR", "Indices", "Vectors", "nearest", "shared_neighbour_graph"]

EXACT = 30_000  # rows up to which every pair is compared; they take about as long as 60,000 in lists
BLOCK = 512  # rows whose similarities are held at once: 512 x 30,000 floats are 60 MB a thread
CELLS = 2**25  # but no more similarities than this
MARKS = 2**25  # bytes of the table that says which rows are in which neighbourhood
SHARE = 2**13  # rows whose edges a thread counts with one table


def nearest(
    vectors: Vectors, others: Vectors, k: int, *, apart: Indices | None = None
) -> tuple[Indices, Vectors]:
    """Return the k nearest rows of ``others`` and their cosine, each of shape (n, k), nearest first.

    ``apart`` numbers the rows where ``vectors`` and ``others`` are the same: rows with one number are never
    near each other (a row and itself, at least; also the statements of one message). What is no neighbour
    at all has cosine -2, and its row says nothing.

    Rows are unit vectors. Similarities are rounded to six places and ties go to the lower row, so that the
    answer does not hang on the last bits of a matrix product. Every pair is compared, unless ``vectors`` and
    ``others`` are the same more than `EXACT` rows: then see `nearest_in_lists`. New vectors are always
    compared with all, so that their answer does not depend on what else is asked.
    """
    if apart is not None and len(vectors) > EXACT:
        return nearest_in_lists(vectors, k, apart=apart)
    n = len(vectors)
    rows = np.empty((n, k), np.int64)
    cosines = np.empty((n, k), np.float32)
    alike = None if apart is None else _Alike(apart)
    block = int(np.clip(CELLS // max(len(others), 1), 16, BLOCK))

    def compare(at: int) -> None:
        part = vectors[at : at + block] @ others.T
        if alike is not None:
            part[alike.pairs(at, len(part))] = NOT_NEAR
        rows[at : at + block], cosines[at : at + block] = best(part, k)

    side_by_side(compare, range(0, n, block))
    return rows, cosines


class _Alike:
    """Finds the pairs of rows that have the same number."""

    def __init__(self, numbers: Indices) -> None:
        self._order = np.argsort(numbers, kind="stable")
        ordered = numbers[self._order]
        self._first = np.searchsorted(ordered, numbers)
        self._count = np.searchsorted(ordered, numbers, side="right") - self._first

    def pairs(self, at: int, length: int) -> tuple[Indices, Indices]:
        """All pairs of one of the rows at, at + 1, ... (counted from 0) and any row."""
        first, count = self._first[at : at + length], self._count[at : at + length]
        rows = np.repeat(np.arange(length), count)
        place = np.arange(len(rows)) - np.repeat(np.cumsum(count) - count, count)
        return rows, self._order[first[rows] + place]


def shared_neighbour_graph(neighbours: Indices, cosines: Vectors) -> csr_matrix:
    """Return the symmetric graph of an (n, k) neighbour table: Jaccard share of common neighbours.

    Two rows are joined where one is a neighbour of the other; a row belongs to its own neighbourhood. The
    weight is 1 / (2k + 1) .. 1, its edges are in canonical order: Leiden's answer moves with their order.
    """
    from scipy.sparse import csr_matrix

    n, k = neighbours.shape
    near = cosines > NOT_NEAR
    whole = np.empty((n, k + 1), np.int64)  # each row's neighbourhood; n stands for nobody
    whole[:, 0] = np.arange(n)
    whole[:, 1:] = np.where(near, neighbours, n)
    low, high = _edges(neighbours, near)
    common = _common(whole, low, high)
    weights = common / (2 * (k + 1) - common)
    starts = np.searchsorted(low, np.arange(n + 1))
    upper = csr_matrix((weights, high.astype(np.int32), starts.astype(np.int32)), shape=(n, n))
    graph = (upper + upper.T).tocsr()
    graph.sort_indices()
    return graph


def _edges(neighbours: Indices, near: NDArray[np.bool_]) -> tuple[Indices, Indices]:
    """Both ends of every pair of neighbours once, the lower row first, in order."""
    n, k = neighbours.shape
    one, other = np.repeat(np.arange(n), k)[near.ravel()], neighbours[near]
    pairs = np.minimum(one, other) * n + np.maximum(one, other)
    pairs.sort()
    pairs = pairs[np.append(True, pairs[1:] != pairs[:-1])] if len(pairs) else pairs
    return np.divmod(pairs, max(n, 1))


def _common(whole: Indices, low: Indices, high: Indices) -> NDArray[np.float64]:
    """How many rows two neighbourhoods have in common, for every edge; ``low`` is in order.

    The neighbourhoods of a few rows are marked in a table of bytes, and the members of their partners'
    looked up there: k look-ups an edge. Products of sparse matrices meet all pairs that share a
    neighbour, joined or not.
    """
    n = len(whole)
    few = int(np.clip(MARKS // (n + 1), 1, 256))
    ends = np.searchsorted(low, np.arange(n + 1))
    common = np.empty(len(low))

    def count(start: int) -> None:
        marks = np.zeros(few * (n + 1), np.bool_)
        for at in range(start, min(start + SHARE, n), few):
            members = whole[at : at + few]
            places = members + (np.arange(len(members)) * (n + 1))[:, None]
            marks[places[members < n]] = True
            edges = slice(ends[at], ends[min(at + few, n)])
            sought = whole[high[edges]] + ((low[edges] - at) * (n + 1))[:, None]
            common[edges] = marks[sought].sum(axis=1)
            marks[places] = False

    side_by_side(count, range(0, n, SHARE))
    return common
