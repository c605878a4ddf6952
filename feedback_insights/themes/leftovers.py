"""Groups that are no themes: given up, so that their members join others or stay alone.

What is left over (strangers), what only a question holds together (echoes), what other draws do not bring
back (chance).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from feedback_insights.themes.communities import Labels, silhouettes
from feedback_insights.themes.graph import Vectors
from feedback_insights.themes.stability import Regrouping, stability
from feedback_insights.themes.vectors import unit

UNASSIGNED = -1
SMALL = 400  # below so many vectors one group cannot be judged
CHANCE = 0.35  # a group that is less stable is what was left over; groups in random clouds come to .2
LOST = 0.1  # share of the vectors that are in no theme at most, before such a group is kept nevertheless
JOIN_QUANTILE = 0.1  # what is left over must be as near to a theme as all but this share of its members


def without_strangers(labels: Labels, stranger: NDArray[np.bool_]) -> Labels:
    """Unassign strangers, and groups of which they are the most."""
    grouped = labels != UNASSIGNED
    size = np.bincount(labels[grouped], minlength=1)
    strange = np.bincount(labels[grouped], weights=stranger[grouped], minlength=len(size))
    lost = np.append(2 * strange > size, False)  # the last one is that of the unassigned
    return np.where(stranger | lost[labels], UNASSIGNED, labels)


def without_echoes(vectors: Vectors, own: Vectors, labels: Labels) -> Labels:
    """Take apart groups that only a question holds together.

    Most of their members are nearest to their own group's centre as they were read, and nearer to another
    one's by their own words.
    """
    grouped = labels != UNASSIGNED
    found, number = np.unique(labels[grouped], return_inverse=True)
    if len(vectors) < SMALL or len(found) < 2:
        return labels
    size = np.bincount(number)
    at_home, by_themselves = (
        np.bincount(number, weights=silhouettes(each[grouped], number)[1] > 0) / size
        for each in (vectors, own)
    )
    return taken_apart(own, labels, found[(at_home >= 0.5) & (by_themselves < 0.5)])


def without_chance(vectors: Vectors, labels: Labels, again: Sequence[Regrouping]) -> Labels:
    """Take apart groups that other draws of the vectors do not bring back, the least stable first.

    Not those that would leave more than a tenth of all in no theme, and none in small sets, where no group is
    that stable. Once only: what joins another group unsettles it a little.
    """
    if len(vectors) < SMALL:
        return labels
    themes, number = np.unique(labels[labels != UNASSIGNED], return_inverse=True)
    dense = np.full(len(labels), UNASSIGNED)
    dense[labels != UNASSIGNED] = number
    steady = np.round(stability(dense, again), 6)
    weak = themes[np.argsort(steady, kind="stable")][: int((steady < CHANCE).sum())]
    if not len(weak):
        return labels
    near = _nearness(vectors, labels)
    parted: list[int] = []
    kept = labels
    for theme in weak:
        without = _given_up(labels, np.array([*parted, theme]), near)
        if (without == UNASSIGNED).mean() <= LOST:
            parted, kept = [*parted, int(theme)], without
    return kept


def taken_apart(vectors: Vectors, labels: Labels, groups: Labels) -> Labels:
    """Give up groups, see `_given_up`."""
    return _given_up(labels, groups, _nearness(vectors, labels)) if len(groups) else labels


class _Nearness(NamedTuple):
    """How near every vector is to every group, and to each of them nine in ten of its own members."""

    groups: Labels  # (groups,)
    cosines: Vectors  # (n, groups)
    usual: NDArray[np.float64]  # (groups,)


def _nearness(vectors: Vectors, labels: Labels) -> _Nearness:
    groups = np.unique(labels[labels != UNASSIGNED])
    centres = unit(np.stack([vectors[labels == group].sum(axis=0) for group in groups]))
    cosines = np.round(vectors @ centres.T, 6)
    usual = [np.quantile(cosines[labels == group, at], JOIN_QUANTILE) for at, group in enumerate(groups)]
    return _Nearness(groups, cosines, np.array(usual))


def _given_up(labels: Labels, groups: Labels, near: _Nearness) -> Labels:
    """Give up groups: their members join the nearest of the others if they are as near to it as nine in ten
    of its own, else none."""
    rest, left = np.isin(labels, groups), ~np.isin(near.groups, groups)
    if not rest.any() or not left.any():
        return labels
    cosines = near.cosines[np.ix_(rest, left)]
    best = cosines.argmax(axis=1)
    joins = cosines[np.arange(len(cosines)), best] >= near.usual[left][best]
    kept = labels.copy()
    kept[rest] = np.where(joins, near.groups[left][best], UNASSIGNED)
    return kept


def joined(vectors: Vectors, labels: Labels, wanted: int) -> Labels:
    """Join the nearest groups, by the mean cosine between their members, until so many are left."""
    labels = labels.copy()
    themes = np.unique(labels[labels != UNASSIGNED])
    sums = np.stack([vectors[labels == theme].sum(axis=0, dtype=np.float64) for theme in themes])
    sizes = np.array([(labels == theme).sum() for theme in themes], np.float64)
    while len(themes) > wanted:
        means = sums / sizes[:, None]
        cosine = np.round(means @ means.T, 6)
        np.fill_diagonal(cosine, -np.inf)
        one, other = sorted(divmod(int(cosine.argmax()), len(themes)))
        labels[labels == themes[other]] = themes[one]
        sums[one] += sums[other]
        sizes[one] += sizes[other]
        themes, sums, sizes = (np.delete(each, other, axis=0) for each in (themes, sums, sizes))
    return labels
