"""How many themes there are: where silhouettes (Rousseeuw 1987) are best, as several graphs see it.

Leiden runs at rising resolution over three neighbourhoods, a narrow, a middle and a wide one. Each gives a
curve: the mean silhouette at every number of groups. Their mean is less a matter of chance than any of them,
and the answer is the middle of the numbers that are about as good as the best, not the very best: so that it
does not jump when a few vectors, or the last bits of a processor, change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from feedback_insights.themes.communities import Labels, leiden, silhouettes
from feedback_insights.themes.graph import Indices, Vectors, nearest, shared_neighbour_graph
from feedback_insights.themes.ranking import side_by_side

Granularity = Literal["coarse", "normal", "fine"]

READ = 3000  # vectors that are looked at, at most
DIMENSIONS = 40  # the principal ones; the others are mostly noise, and cost time
RESOLUTIONS = np.geomspace(0.3, 60, 22)
WIDTHS = (2 / 3, 1, 3 / 2)  # of the neighbourhood, against the usual one
NEARLY = 0.03  # of the best silhouette: a number so far below the best counts 1 / e of it,
SAME = 0.008  # or so far, where that is more: in loose talk all are low, and such differences say nothing
LEEWAY = 0.08  # how far below the best a coarser or a finer partition may be
STEP = 1.5  # a coarser or finer partition differs at least so much
FEWEST, FEW = 150, 400  # with so few vectors many themes have two or three, and graphs hardly see them
SEARCH = 9  # resolutions that are tried at most for a number of groups
NEAR_ENOUGH = 0.03  # of that number
PAST = 4  # so many times the groups of the best, and a fifth below it: the climb is over


@dataclass(frozen=True, slots=True)
class _Rung:
    resolution: float
    groups: int
    silhouette: float


def neighbours_for(n: int) -> int:
    """How many neighbours each of ``n`` vectors has: one per 80 vectors, 4 to 60; 30 of more than 30,000.

    With a fixed number the graph of a large set is so sparse that ever finer splits keep looking good.
    """
    most = 60 if n <= 30_000 else 30
    return int(np.clip(round(n / 80), min(4, n - 1), min(most, n - 1)))


class Number(NamedTuple):
    """How many themes there are, and about the resolution at which Leiden finds so many."""

    themes: int
    resolution: float


def number_of_themes(
    vectors: Vectors, apart: Indices, *, granularity: Granularity = "normal", seed: int = 0
) -> Number:
    """Return how many themes to look for among unit vectors in canonical order; 1 where none stand apart.

    ``apart`` is that of `nearest`. Of more than `READ` vectors every second, third, ... is looked at.
    """
    every = _every(len(vectors))
    read, apart = vectors[::every], apart[::every]
    principal = _principal(read)
    widths = sorted({_width(len(read), width) for width in WIDTHS})
    neighbours, cosines = nearest(read, read, widths[-1], apart=apart)  # the narrower ones are its first
    curves: list[list[_Rung]] = [[] for _ in widths]

    def climb(at: int) -> None:
        graph = shared_neighbour_graph(neighbours[:, : widths[at]], cosines[:, : widths[at]])
        curves[at] = _climb(graph, principal, seed)

    side_by_side(climb, range(len(widths)))
    few = float(np.clip((FEW - len(read)) / (FEW - FEWEST), 0, 1))
    seen = [curve for curve in curves if curve]
    if not seen:
        return Number(1, 1.0)
    themes = _chosen(seen, granularity, few)
    near = min(seen[len(seen) // 2], key=lambda rung: abs(np.log(rung.groups / themes)))
    return Number(themes, near.resolution)


def _width(n: int, share: float) -> int:
    return min(n - 1, max(3, round(neighbours_for(n) * share)))


def _principal(vectors: Vectors) -> Vectors:
    """Unit vectors in their principal dimensions, seen from their middle."""
    from threadpoolctl import threadpool_limits

    centred = vectors.astype(np.float64) - vectors.mean(axis=0, dtype=np.float64)
    with threadpool_limits(1, user_api="blas"):
        axes = np.linalg.eigh(centred.T @ centred)[1][:, ::-1]
        turned = centred @ axes[:, : max(2, min(DIMENSIONS, len(vectors) // 4))]
    return np.asarray(turned / np.maximum(np.linalg.norm(turned, axis=1, keepdims=True), 1e-9), np.float32)


def _climb(graph: Any, principal: Vectors, seed: int) -> list[_Rung]:
    """Partitions at rising resolution, until groups average fewer than about two vectors."""
    rungs: list[_Rung] = []
    for resolution in RESOLUTIONS:
        labels = leiden(graph, resolution, seed=seed, iterations=1)  # half the time, the same curve
        if labels.max() + 1 > len(principal) / 2.2:
            break
        groups = int((np.bincount(labels) > 1).sum())
        if labels.max() < 1 or groups < 1:
            continue
        rungs.append(_Rung(float(resolution), groups, float(silhouettes(principal, labels)[0].mean())))
        best = max(rungs, key=lambda rung: rung.silhouette)
        if groups > PAST * best.groups and rungs[-1].silhouette < 0.8 * best.silhouette:
            break
    return rungs


def _chosen(curves: Sequence[Sequence[_Rung]], granularity: Granularity, few: float) -> int:
    """The number in the middle of the good ones; with few vectors (1) one standard deviation above it."""
    groups = [rung.groups for curve in curves for rung in curve]
    numbers = np.unique(np.round(np.geomspace(min(groups), max(groups), 120)))
    seen = np.stack([_along(np.log(numbers), curve) for curve in curves])
    known = ~np.isnan(seen).all(axis=0)
    numbers, score = numbers[known], np.nanmean(seen[:, known], axis=0)
    at = np.log(numbers)
    best = score.max()
    weight = np.exp((score - best) / max(NEARLY * abs(best), SAME))
    weight /= weight.sum()
    middle = float(weight @ at)
    normal = float(np.exp(middle + few * np.sqrt(weight @ (at - middle) ** 2)))
    if granularity == "normal":
        return max(1, round(normal))
    near = numbers[score >= best - LEEWAY * abs(best)]
    if granularity == "coarse":
        return max(1, round(min(float(near.min()), normal / STEP)))
    return max(2, round(max(float(near.max()), normal * STEP)))


def _along(at: NDArray[np.float64], curve: Sequence[_Rung]) -> NDArray[np.float64]:
    """The curve's smoothed silhouette at the given log numbers of groups; nan where it never was."""
    groups = np.array([rung.groups for rung in curve])
    plain = np.array([rung.silhouette for rung in curve])
    if len(plain) > 4:
        plain = np.convolve(np.pad(plain, 1, mode="edge"), [0.25, 0.5, 0.25], "valid")
    distinct = np.unique(groups)
    best = [plain[groups == number].max() for number in distinct]
    return np.asarray(np.interp(at, np.log(distinct), best, left=np.nan, right=np.nan))


def with_groups(graph: Any, wanted: int, *, start: float = 1.0, seed: int) -> tuple[Labels, float]:
    """Return the communities whose number is nearest to ``wanted`` and the resolution they were found at.

    Groups count that `number_of_themes` would have seen: of two or more of the nodes it looks at. Resolutions
    are tried from ``start`` on, each where the last two say that the number is met (secants of logarithms).
    """
    least = 2 * _every(graph.shape[0])
    found: list[tuple[float, float, int, Labels]] = []
    resolution = start
    low, high, slope = RESOLUTIONS[0] / 10, 1e5, 1.0
    for _ in range(SEARCH):
        labels = leiden(graph, resolution, seed=seed)
        groups = max(int((np.bincount(labels) >= least).sum()), 1)
        if found:
            slope = _slope(found[-1][1:3], (resolution, groups))
        found.append((abs(float(np.log(groups / wanted))), resolution, groups, labels))
        if abs(groups - wanted) <= NEAR_ENOUGH * wanted:
            break
        low, high = (resolution, high) if groups < wanted else (low, resolution)
        guess = resolution * (wanted / groups) ** (1 / slope)
        resolution = guess if low < guess < high else float(np.sqrt(low * min(high, 4 * resolution)))
    best = min(found, key=lambda each: each[:2])
    return best[3], best[1]


def _slope(before: tuple[float, int], now: tuple[float, int]) -> float:
    """How fast the number of groups grows with the resolution, both in logarithms; about 1."""
    steps = np.log(now[0] / before[0])
    return float(np.clip(np.log(now[1] / before[1]) / steps, 0.5, 2)) if steps else 1.0


def _every(n: int) -> int:
    """Every so many of ``n`` vectors is looked at."""
    return -(-n // READ)
