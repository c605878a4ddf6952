"""The best few of many similarities per row, the same on every run: rounded, ties to the lower column.

A similarity, its row and its column are packed into one integer whose order is the order wanted, so that one
plain sort ranks all rows of a block at once.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from feedback_insights.themes.vectors import Indices, Vectors

NOT_NEAR = -2.0
HAIR = np.float32(2e-6)  # two similarities that are equal when rounded differ by less
THREADS = min(4, os.cpu_count() or 1)  # each holds a block of similarities

# From the right: 25 bits for a column, 22 for a similarity from the largest down, 16 for a row.
_COLUMN, _CODE = 25, 47
_MILLION = np.float32(1e6)  # similarities count to six places
_ZERO = 1_500_000  # the code of a similarity of 0, so that those from -2 to 1.5 have one


def best(similarity: Vectors, k: int) -> tuple[Indices, Vectors]:
    """Return the k columns of the largest values of each row, and those, as `ranked` does."""
    rows, width = similarity.shape
    groups = max(4 * k, 64)
    depth = width // groups
    if depth < 2:
        at = np.arange(similarity.size)
    else:
        # At least k values of a row are no smaller than the k-th largest of its groups' peaks. Two quick
        # passes over the block find them, about k and a tenth a row; a partial sort of every row took
        # three times as long.
        peaks = similarity[:, : depth * groups].reshape(rows, depth, groups).max(axis=1)
        floor = np.partition(peaks, groups - k, axis=1)[:, groups - k]
        at = np.flatnonzero(similarity >= (floor - HAIR)[:, None])
    return ranked(*np.divmod(at, width), similarity.ravel()[at], rows, k)


def ranked(rows: Indices, columns: Indices, similarities: Vectors, n: int, k: int) -> tuple[Indices, Vectors]:
    """Return the k columns of the largest similarities of rows 0..n-1, and those, rounded to six places.

    The first three name one similarity (-2..1) each, in any order; there are at most 2**16 rows and 2**25
    columns. Both results have shape (n, k), the largest first; of equals, the lower column. A row with too
    few is filled with column 0 and `NOT_NEAR`.
    """
    code = _ZERO - np.rint(similarities * _MILLION).astype(np.int64)
    packed = rows << _CODE | code << _COLUMN | columns
    packed.sort()
    ends = np.searchsorted(packed, np.arange(n + 1) << _CODE)
    at = ends[:-1, None] + np.arange(k)
    missing = at >= ends[1:, None]
    top = np.append(packed, 0)[np.where(missing, len(packed), at)]
    code = top >> _COLUMN & (1 << _CODE - _COLUMN) - 1
    rounded = (_ZERO - code).astype(np.float32) / _MILLION
    return np.where(missing, 0, top & (1 << _COLUMN) - 1), np.where(missing, np.float32(NOT_NEAR), rounded)


def side_by_side(work: Callable[[int], None], starts: Sequence[int]) -> None:
    """Call ``work`` with each start on `THREADS` threads.

    Every call has one BLAS thread and the same shapes whatever the number of threads, so that the bits of its
    matrix products do not depend on how many work at once.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1, user_api="blas"):
        if len(starts) == 1:
            work(starts[0])
            return
        with ThreadPoolExecutor(THREADS) as pool:
            for _ in pool.map(work, starts):
                pass
