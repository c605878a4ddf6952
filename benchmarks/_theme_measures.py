"""How well the groups found agree with the true ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

UNASSIGNED = -1


@dataclass(frozen=True, slots=True)
class ThemeMeasures:
    """The agreement of one grouping with the true one."""

    true_number: int
    found_number: int  # unassigned rows are no group here
    ari: float  # over all rows; the unassigned ones count as one group
    nmi: float  # the same
    accuracy: float  # share of all rows; an unassigned row is wrong
    unassigned: float  # share of all rows


def theme_measures(true: ArrayLike, found: ArrayLike) -> ThemeMeasures:
    """Every figure of one grouping; `found` marks unassigned rows with -1."""
    y, groups = _aligned(true, found)
    return ThemeMeasures(
        true_number=len(np.unique(y)),
        found_number=len(np.unique(groups[groups != UNASSIGNED])),
        ari=float(adjusted_rand_score(y, groups)),
        nmi=float(normalized_mutual_info_score(y, groups)),
        accuracy=hungarian_accuracy(y, groups),
        unassigned=float((groups == UNASSIGNED).mean()),
    )


def hungarian_accuracy(true: ArrayLike, found: ArrayLike) -> float:
    """Share of rows that are right under the best one-to-one match of found groups to true ones.

    A group left without a partner is wrong as a whole, as is every unassigned row (-1).
    """
    y, groups = _aligned(true, found)
    assigned = groups != UNASSIGNED
    _, rows = np.unique(y, return_inverse=True)
    names, columns = np.unique(groups[assigned], return_inverse=True)
    shared = np.zeros((rows.max() + 1, len(names)), dtype=np.int64)
    np.add.at(shared, (rows[assigned], columns), 1)
    return float(shared[linear_sum_assignment(shared, maximize=True)].sum() / len(y))


def _aligned(true: ArrayLike, found: ArrayLike) -> tuple[NDArray[Any], NDArray[Any]]:
    y, groups = np.asarray(true), np.asarray(found)
    if len(y) != len(groups) or not len(y):
        raise ValueError(f"{len(y)} true labels and {len(groups)} found ones: need as many, and at least one")
    return y, groups
