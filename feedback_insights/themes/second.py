"""The theme that a vector nearly belongs to: where the second largest share of its neighbours is."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from feedback_insights.themes.communities import Labels

NONE = -1
SHARE = 0.25  # of the vector's neighbour weight that a second theme must hold at least
OF_FIRST = 0.4  # of what the first theme holds


def second_themes(graph: Any, labels: Labels) -> tuple[Labels, NDArray[np.float64]]:
    """Return each node's second theme and the share of the node's neighbour weight in it; -1 and 0 for none.

    A second theme holds at least a quarter of the weight and at least two fifths of what the node's own theme
    holds; of equals, the lower number. An unassigned node (-1) has none. Both of shape (n,).
    """
    return second_of(*_shares(graph, labels), labels)


def second_of(
    rows: Labels, themes: Labels, shares: NDArray[np.float64], labels: Labels
) -> tuple[Labels, NDArray[np.float64]]:
    """Return the same from the shares: ``themes[i]`` holds ``shares[i]`` of the weight of ``rows[i]``."""
    own = np.zeros(len(labels))
    mine = themes == labels[rows]
    own[rows[mine]] = shares[mine]
    close = ~mine & (labels[rows] >= 0) & (shares >= SHARE) & (shares >= np.round(OF_FIRST * own[rows], 9))
    rows, themes, shares = rows[close], themes[close], shares[close]
    best_last = np.lexsort((-themes, shares, rows))  # the last one written to a row stays
    second, membership = np.full(len(labels), NONE), np.zeros(len(labels))
    second[rows[best_last]], membership[rows[best_last]] = themes[best_last], shares[best_last]
    return second, membership


def _shares(graph: Any, labels: Labels) -> tuple[Labels, Labels, NDArray[np.float64]]:
    """Every node with every theme that holds some of its neighbours, and how much of their weight."""
    from scipy.sparse import csr_matrix

    assigned = np.flatnonzero(labels >= 0)
    members = csr_matrix(
        (np.ones(len(assigned)), (assigned, labels[assigned])),
        shape=(len(labels), int(labels.max(initial=0)) + 1),
    )
    inside = (graph @ members).tocoo()
    total = np.maximum(np.asarray(graph.sum(axis=1)).ravel(), 1e-12)
    shares = np.round(inside.data / total[inside.row], 9)
    return inside.row.astype(np.int64), inside.col.astype(np.int64), shares
