"""Nearest neighbours among very many vectors: compared with those of the nearest lists only.

The vectors are dealt to lists by k-means centres, and every vector is compared with all members of the few
lists whose centres are nearest to it (inverted lists: Sivic and Zisserman 2003; Jégou, Douze and Schmid
2011), in matrix products of whole lists with whole groups of vectors. Then it meets those whose neighbour it
is, and the neighbours of its neighbours (Dong, Moses and Li 2011), as far as they are on other lists: half of
what was missed is found at a third of the cost of twice as many lists. Cosines are of the whole vectors, so
that they are as exact as without lists; only a neighbour may be missed.

It is plain numpy because that was fastest: 100,000 vectors of 384 numbers took 8 s of processor time, those
of faiss-cpu 1.15 about 70 (IVF-flat), 27 (HNSW) and 25 (IVF with product quantization), at a recall of .99
(the last .98). Its answer is the same for any number of threads by construction.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from feedback_insights.themes.ranking import (
    HAIR,
    NOT_NEAR,
    best,
    ranked,
    side_by_side,
)
from feedback_insights.themes.vectors import Indices, Vectors, unit

PROBED = 32  # lists that a vector is compared with
LISTS = 3.0  # times the square root of the number of vectors
FILLED = 8  # a list has so many times k members on average, at least
LENGTH = 128  # numbers of a vector that decide its list; all-MiniLM-L6-v2 loses nothing by it
SAMPLE = 32  # vectors per list that the centres are found with
ROUNDS = 4  # of k-means
BLOCK = 2048
CHUNK = 2**15  # vectors whose neighbours are gathered at once
MEET = 15  # so many nearest neighbours are asked for as many of theirs
FEW = 512  # vectors that meet them at once
LOWER = 2**32 - 1  # the right half of an integer that stands for a pair


class _Lists(NamedTuple):
    """Which vectors are on which list, and the lists that each who asks is compared with."""

    probed: Indices  # (n, lists probed), the nearest first: that of the vector itself, where it is a member
    members: Indices  # list by list
    starts: Indices  # where each list begins among them, and the end


def nearest_in_lists(vectors: Vectors, k: int, *, apart: Indices) -> tuple[Indices, Vectors]:
    """Return for each of n unit vectors its k nearest others and their cosine, shapes (n, k), nearest first.

    As `graph.nearest` of the vectors with themselves, and rounded, ordered and filled as there, but some
    neighbours are missed: see ``benchmarks/scale.py``. The same vectors in the same order give the same
    answer, whatever the number of threads.
    """
    lists = _lists(vectors, k)
    return _improved(vectors, apart, *_searched(vectors, apart, vectors, apart, lists, k), lists)


def nearest_of_others(
    vectors: Vectors, apart: Indices, others: Vectors, others_apart: Indices, k: int
) -> tuple[Indices, Vectors]:
    """Return the k nearest of ``others`` for each of n other vectors, as `nearest_in_lists` does.

    Those with the same number in ``apart`` and ``others_apart`` are never near each other. More neighbours
    are missed than there, because nobody asks the neighbours' neighbours.
    """
    return _searched(vectors, apart, others, others_apart, _lists(others, k, vectors), k)


def _lists(members: Vectors, k: int, asking: Vectors | None = None) -> _Lists:
    """Deal ``members`` to lists; choose those that ``asking`` (or the members) are compared with."""
    from threadpoolctl import threadpool_limits

    n = len(members)
    count = int(np.clip(min(LISTS * np.sqrt(n), n / (FILLED * k)), 1, n))
    with threadpool_limits(1, user_api="blas"):  # its bits must not hang on the number of threads
        basis = _basis(members)
        centres = _centres(members[:: max(1, n // (SAMPLE * count))] @ basis, count)
    probed = _probed(members, basis, centres, min(PROBED, count) if asking is None else 1)
    dealt = _grouped(probed[:, 0], count)
    return _Lists(probed if asking is None else _probed(asking, basis, centres, min(PROBED, count)), *dealt)


def _searched(
    vectors: Vectors, apart: Indices, others: Vectors, others_apart: Indices, lists: _Lists, k: int
) -> tuple[Indices, Vectors]:
    rows = np.empty((len(vectors), k), np.int64)
    cosines = np.empty((len(vectors), k), np.float32)

    def search(at: int) -> None:
        chunk = slice(at, at + CHUNK)
        asking = _Lists(lists.probed[chunk], lists.members, lists.starts)
        rows[chunk], cosines[chunk] = _search(vectors[chunk], apart[chunk], others, others_apart, asking, k)

    side_by_side(search, range(0, len(vectors), CHUNK))
    return rows, cosines


def _search(
    vectors: Vectors, apart: Indices, others: Vectors, others_apart: Indices, lists: _Lists, k: int
) -> tuple[Indices, Vectors]:
    """The nearest of ``others`` on the lists that each of at most `CHUNK` vectors is compared with.

    What each finds on its own list is a floor for what it is to find on the others: few cosines pass it.
    """
    probed, members, starts = lists
    floor = np.full(len(probed), NOT_NEAR, np.float32)
    found: list[tuple[Indices, Indices, Vectors]] = []
    for own, asked in ((True, probed[:, :1]), (False, probed[:, 1:])):
        order, ends = _grouped(asked.ravel(), len(starts) - 1)
        for number in np.flatnonzero(np.diff(ends)):
            asking = order[ends[number] : ends[number + 1]] // asked.shape[1]
            there = members[starts[number] : starts[number + 1]]
            cosines = vectors[asking] @ others[there].T
            if own and len(there) > k:
                cosines[apart[asking, None] == others_apart[there]] = NOT_NEAR
                floor[asking] = np.partition(cosines, len(there) - k, axis=1)[:, len(there) - k] - HAIR
            hits = np.flatnonzero(cosines >= floor[asking, None])
            rows, places = np.divmod(hits, max(len(there), 1))
            rows, columns = asking[rows], there[places]
            met = apart[rows] != others_apart[columns]
            found.append((rows[met], columns[met], cosines.ravel()[hits[met]]))
    rows, columns, values = (np.concatenate(part) for part in zip(*found, strict=True))
    return ranked(rows, columns, values, len(probed), k)


def _improved(
    vectors: Vectors, apart: Indices, rows: Indices, cosines: Vectors, lists: _Lists
) -> tuple[Indices, Vectors]:
    """The nearest of the neighbours found, of those whose neighbour each is, and of their neighbours."""
    n, k = rows.shape
    near = cosines > NOT_NEAR
    asked = np.repeat(np.arange(n), k)[near.ravel()]
    order, ends = _grouped(rows[near], n)
    back, back_cosines = asked[order], cosines[near][order]  # whose neighbour each is
    better, better_cosines = np.empty_like(rows), np.empty_like(cosines)

    def improve(at: int) -> None:
        few = slice(at, min(at + FEW, n))
        size, returned = few.stop - at, slice(ends[at], ends[few.stop])
        one, other = _further(rows, near, few, lists)
        met = apart[one + at] != apart[other]
        one, other = one[met], other[met]
        further = np.einsum("ij,ij->i", vectors[one + at], vectors[other])
        ones = (np.nonzero(near[few])[0], np.repeat(np.arange(size), np.diff(ends[at : few.stop + 1])), one)
        others = (rows[few][near[few]], back[returned], other)
        pairs = np.concatenate(ones) << 32 | np.concatenate(others)
        values = np.concatenate((cosines[few][near[few]], back_cosines[returned], further))
        pairs, first = np.unique(pairs, return_index=True)
        better[few], better_cosines[few] = ranked(pairs >> 32, pairs & LOWER, values[first], size, k)

    side_by_side(improve, range(0, n, FEW))
    return better, better_cosines


def _further(rows: Indices, near: NDArray[np.bool_], few: slice, lists: _Lists) -> tuple[Indices, Indices]:
    """The neighbours of a few vectors' neighbours that are on none of the lists those were compared with."""
    theirs = rows[few, :MEET]
    those = rows[theirs, :MEET]
    size = len(theirs)
    seen = np.zeros((size, len(lists.starts) - 1), np.bool_)
    np.put_along_axis(seen, lists.probed[few], True, axis=1)
    fresh = ~seen[np.arange(size)[:, None, None], lists.probed[those, 0]]
    fresh &= near[few, :MEET, None] & near[theirs, :MEET]
    pairs = np.unique(np.nonzero(fresh)[0] << 32 | those[fresh])
    return pairs >> 32, pairs & LOWER


def _probed(vectors: Vectors, basis: Vectors, centres: Vectors, k: int) -> Indices:
    """The k lists nearest to every vector, shape (n, k); its own, whose member it is, is the first."""
    probed = np.empty((len(vectors), k), np.int64)

    def probe(at: int) -> None:
        cosines = np.asarray(vectors[at : at + BLOCK] @ basis @ centres.T, np.float32)
        probed[at : at + BLOCK] = best(cosines, k)[0]

    side_by_side(probe, range(0, len(vectors), BLOCK))
    return probed


def _basis(vectors: Vectors) -> Vectors:
    """The directions in which a sample of the vectors reaches furthest, shape (dim, LENGTH or dim)."""
    sample = vectors[:: max(1, len(vectors) // 20_000)].astype(np.float64)
    directions = np.linalg.eigh(sample.T @ sample)[1]
    return directions[:, ::-1][:, :LENGTH].astype(np.float32)


def _centres(sample: Vectors, lists: int) -> Vectors:
    """Unit centres of the sample by k-means, shape (lists, length); the first ones are members of it."""
    centres = unit(sample[np.linspace(0, len(sample) - 1, lists).astype(np.int64)])
    nearest = np.empty(len(sample), np.int64)

    def assign(at: int) -> None:
        nearest[at : at + BLOCK] = (sample[at : at + BLOCK] @ centres.T).argmax(axis=1)

    for _ in range(ROUNDS):
        side_by_side(assign, range(0, len(sample), BLOCK))
        members, starts = _grouped(nearest, lists)
        filled = np.flatnonzero(np.diff(starts))
        centres[filled] = unit(np.add.reduceat(sample[members], starts[filled], axis=0))
    return centres


def _grouped(numbers: Indices, groups: int) -> tuple[Indices, Indices]:
    """Places by their number, and where each of the numbers 0..groups-1 begins; the last entry is the end."""
    order = np.argsort(numbers, kind="stable")
    return order, np.searchsorted(numbers[order], np.arange(groups + 1))
