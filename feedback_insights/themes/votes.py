"""The theme of a vector that had no part in finding the themes: its nearest members vote."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from feedback_insights.themes.communities import Labels
from feedback_insights.themes.graph import Vectors
from feedback_insights.themes.leftovers import UNASSIGNED
from feedback_insights.themes.second import second_of
from feedback_insights.themes.strangers import closeness

BLOCK = 2**15  # vectors whose votes are counted at once


class Assignment(NamedTuple):
    """The themes of n vectors, each array of shape (n,), as the attributes of `ThemeClusterer`."""

    labels: Labels
    membership: NDArray[np.float64]
    second: Labels
    second_membership: NDArray[np.float64]


def elected(labels: Labels, cosines: Vectors, themes: int, floor: float) -> Assignment:
    """Return what the neighbours' themes (n, k) make of each of n vectors; cosines weigh the votes.

    Neighbours without a theme (-1) have a vote, too. A vector whose neighbours are no nearer than ``floor``
    (`closeness`) has no theme.
    """
    parts = [
        _elected(labels[at : at + BLOCK], cosines[at : at + BLOCK], themes, floor)
        for at in range(0, max(len(labels), 1), BLOCK)
    ]
    return Assignment(*(np.concatenate(part) for part in zip(*parts, strict=True)))


def _elected(labels: Labels, cosines: Vectors, themes: int, floor: float) -> Assignment:
    n = len(labels)
    votes = np.zeros((n, themes + 1))  # the last one is for none
    np.add.at(votes, (np.arange(n)[:, None], labels), np.maximum(cosines, 0))
    best = votes.argmax(axis=1)
    none = (closeness(cosines) < floor) | (best == themes) | (votes.max(axis=1) <= 0)
    best = np.where(none, UNASSIGNED, best)
    shares = np.round(votes / np.maximum(votes.sum(axis=1, keepdims=True), 1e-12), 9)
    membership = np.where(none, 0.0, shares[np.arange(n), best])
    rows, others = np.nonzero(shares[:, :-1])
    return Assignment(best, membership, *second_of(rows, others, shares[rows, others], best))
