"""Neighbours are exact for small sets and nearly so for large ones, and the same whoever computes them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix, identity

from feedback_insights.themes import approximate, graph, ranking
from feedback_insights.themes.graph import NOT_NEAR, nearest, shared_neighbour_graph


def crowd(n=2_000, *, themes=80, dim=48, seed=0):
    """Unit vectors around random centres."""
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(themes, dim))[random.integers(themes, size=n)]
    vectors += 0.7 * random.normal(size=(n, dim))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def slow_nearest(vectors, others, k, apart=None):
    """The definition: every cosine to six places, the largest first, of equals the lower row."""
    cosines = np.round(vectors @ others.T, 6)
    if apart is not None:
        cosines[apart[:, None] == apart] = NOT_NEAR
    order = np.argsort(-cosines, axis=1, kind="stable")[:, :k]
    return order, np.take_along_axis(cosines, order, axis=1)


@pytest.fixture
def large(monkeypatch):
    """Two thousand vectors count as very many, searched in several chunks and few of the lists."""
    monkeypatch.setattr(graph, "EXACT", 1_000)
    monkeypatch.setattr(approximate, "CHUNK", 300)
    monkeypatch.setattr(approximate, "PROBED", 8)
    monkeypatch.setattr(approximate, "FILLED", 4)


@pytest.mark.parametrize("k", [1, 4, 30])
@pytest.mark.parametrize("n", [40, 700])
def test_neighbours_are_those_of_the_definition(n, k):
    vectors = np.round(crowd(n, dim=5), 1)  # a coarse grid: many cosines are equal
    apart = np.arange(n) // 2
    for given in ((vectors, vectors[::2], k // 2 + 1), (vectors, vectors, k, apart)):
        rows, cosines = slow_nearest(*given)
        found, near = nearest(*given[:3], apart=apart if len(given) == 4 else None)
        assert np.array_equal(cosines, near)
        assert np.array_equal(rows, found)


def test_a_large_set_misses_few_neighbours(large):
    vectors = crowd()
    apart = np.arange(len(vectors))
    truth, _ = slow_nearest(vectors, vectors, 15, apart)
    found, cosines = nearest(vectors, vectors, 15, apart=apart)
    common = [len(set(a) & set(b)) for a, b in zip(truth, found, strict=True)]
    assert 0.95 < np.mean(common) / 15 < 1  # 1 would mean that nothing was left out to be quick
    exact = (vectors[:, None] * vectors[found]).sum(axis=2)
    assert np.allclose(cosines, exact, atol=2e-6)
    assert (np.diff(cosines, axis=1) <= 0).all()


def test_with_every_list_searched_a_large_set_is_exact(large, monkeypatch):
    monkeypatch.setattr(approximate, "PROBED", 2_000)
    vectors, apart = crowd(), np.arange(2_000) // 3
    rows, cosines = slow_nearest(vectors, vectors, 15, apart)
    found, near = nearest(vectors, vectors, 15, apart=apart)
    assert np.allclose(cosines, near, atol=2e-6)
    assert (rows == found).mean() > 0.999  # but for a last bit of a cosine here and there


def test_the_number_of_threads_does_not_matter(large, monkeypatch):
    vectors, apart = crowd(), np.arange(2_000) // 2
    answers = []
    for threads in (1, 2, 3):
        monkeypatch.setattr(ranking, "THREADS", threads)
        rows, cosines = nearest(vectors, vectors, 15, apart=apart)
        joined = shared_neighbour_graph(rows, cosines)
        answers.append((rows.tobytes(), cosines.tobytes(), joined.indices.tobytes(), joined.data.tobytes()))
    assert len(set(answers)) == 1


def test_parts_of_one_message_are_never_near_in_a_large_set(large):
    vectors = crowd()
    apart = np.arange(2_000) // 100
    rows, cosines = nearest(vectors, vectors, 15, apart=apart)
    near = cosines > NOT_NEAR
    assert near.mean() > 0.99
    assert not (near & (apart[rows] == apart[:, None])).any()


def test_one_large_message_has_no_neighbours(large):
    rows, cosines = nearest(crowd(), crowd(), 15, apart=np.zeros(2_000, np.int64))
    assert (cosines == NOT_NEAR).all()
    assert shared_neighbour_graph(rows, cosines).nnz == 0


def test_new_vectors_are_compared_with_every_one_of_a_large_set(large):
    vectors, new = crowd(), crowd(50, seed=1)
    assert np.array_equal(nearest(new, vectors, 5)[0], slow_nearest(new, vectors, 5)[0])


def test_others_are_searched_in_lists_too_but_not_those_of_the_same_message(large):
    vectors = crowd()
    apart = np.arange(len(vectors)) // 4
    new, old = np.arange(len(vectors)) % 2 > 0, np.arange(len(vectors)) % 2 == 0
    cosines = vectors[new] @ vectors[old].T
    cosines[apart[new][:, None] == apart[old]] = NOT_NEAR
    truth = np.argsort(-cosines, axis=1)[:, :15]
    found, near = approximate.nearest_of_others(vectors[new], apart[new], vectors[old], apart[old], 15)
    common = [len(set(a) & set(b)) for a, b in zip(truth, found, strict=True)]
    assert 0.9 < np.mean(common) / 15 < 1
    assert np.allclose(near, np.take_along_axis(cosines, found, axis=1), atol=2e-6)


def slow_graph(neighbours, cosines):
    """The share of common neighbours by sparse products: all pairs, then those that are joined."""
    n, k = neighbours.shape
    near = cosines.ravel() > NOT_NEAR
    rows = np.repeat(np.arange(n), k)[near]
    directed = csr_matrix((np.ones(near.sum()), (rows, neighbours.ravel()[near])), shape=(n, n))
    sets = (directed + identity(n)).tocsr()
    common = (sets @ sets.T).multiply(directed.maximum(directed.T)).tocsr()
    common.data = common.data / (2 * (k + 1) - common.data)
    common.sort_indices()
    return common


@pytest.mark.parametrize("marks", [1, 3_000, 2**25])  # the table holds one row, a few, all
def test_the_graph_holds_the_share_of_common_neighbours(marks, monkeypatch):
    monkeypatch.setattr(graph, "MARKS", marks)
    monkeypatch.setattr(graph, "SHARE", 90)
    vectors = crowd(400)
    rows, cosines = nearest(vectors, vectors, 12, apart=np.arange(400))
    missing = np.random.default_rng(0).random(rows.shape) < 0.1
    rows[missing], cosines[missing] = 0, NOT_NEAR
    found, truth = shared_neighbour_graph(rows, cosines), slow_graph(rows, cosines)
    assert np.array_equal(found.indptr, truth.indptr)
    assert np.array_equal(found.indices, truth.indices)
    assert np.allclose(found.data, truth.data, rtol=0, atol=1e-12)
    assert (found != found.T).nnz == 0
