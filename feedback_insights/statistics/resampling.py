"""The cluster bootstrap of any statistic, and what it needs: named random streams and percentiles."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from feedback_insights.arguments import Floats, fraction, is_nothing, numbers, single, whole

Ints = NDArray[np.int64]

FEWEST_CLUSTERS = 10  # below, a bootstrap interval is not to be trusted (prioritization spec 6.2)


def generator(seed: int, *names: str) -> np.random.Generator:
    """A random stream of its own for every seed and name."""
    words = np.frombuffer(blake2b("\x1f".join(names).encode(), digest_size=16).digest(), dtype="<u4")
    entropy = [whole("seed", seed, low=0), *map(int, words)]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(entropy)))


def tail_points(level: float) -> tuple[float, float]:
    """The two points that leave out (1 - level) / 2 on either side."""
    tail = round((1 - fraction("level", level)) / 2, 12)  # .05 for .90, not .04999999999999999
    return tail, 1 - tail


def percentiles(draws: Floats, level: float = 0.90) -> tuple[float, float] | None:
    """The middle `level` of one item's draws; a nan is a draw without an answer. None if all are."""
    return _between(draws, *tail_points(level))


def expanded_percentiles(draws: Floats, units: float, level: float = 0.90) -> tuple[float, float] | None:
    """`percentiles` further apart, as the mean of few units needs it: t instead of normal, and n - 1.

    `units` may be an effective number, ``(sum w)**2 / sum(w**2)``; up to 1 the whole range of the draws is
    left. Source: Hesterberg 2015, "What teachers should know about the bootstrap", The American Statistician
    69, 371-386 (expanded percentile interval).
    """
    from scipy.special import ndtr, stdtrit

    tail, _ = tail_points(level)
    if units > 1:
        tail = float(ndtr(sqrt(units / (units - 1)) * stdtrit(units - 1, tail)))
    return _between(draws, tail, 1 - tail) if units > 1 else _between(draws, 0, 1)


def _between(draws: Floats, low: float, high: float) -> tuple[float, float] | None:
    answers = draws[~np.isnan(draws)]
    if not answers.size:
        return None
    ends = np.quantile(answers, [low, high])
    return float(ends[0]), float(ends[1])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bootstrap:
    """A statistic with its percentile interval; None = unknown, and `reason` says why."""

    value: float | None
    low: float | None
    high: float | None
    level: float
    clusters: int
    reason: str
    draws: Floats  # the statistic of every resample; nan = it has none


def cluster_bootstrap(
    values: ArrayLike,
    clusters: Sequence[Hashable],
    statistic: Callable[[Floats], float | None],
    *,
    strata: Sequence[Hashable] | None = None,
    draws: int = 2000,
    seed: int = 0,
    level: float = 0.90,
) -> Bootstrap:
    """Resample whole clusters (accounts) with replacement within strata, and take the statistic of each.

    values: one row per person, a number or several. clusters: each row's cluster; a row with None (or nan)
    is a cluster of its own. strata: each row's stratum; every stratum keeps its number of clusters.
    `statistic` gets the rows that a resample holds, those of a cluster drawn twice twice; None or nan = no
    answer.

    The order of rows changes nothing. Fewer than 10 clusters: `reason` says interval_unreliable; where no
    stratum has two clusters, there is no interval. The bootstrap cannot repair a biased channel. Raises
    ValueError for no rows, infinite numbers, lengths that differ, a cluster in two strata, draws below 1, a
    level outside 0..1. Source: Davison and Hinkley 1997, section 3.8; prioritization spec 6.2.
    """
    rows = numbers("values", values)
    strata = ["all"] * len(clusters) if strata is None else strata
    lengths = {len(rows) if rows.ndim else 0, len(clusters), len(strata)}
    if len(lengths) > 1 or 0 in lengths:
        raise ValueError("values, clusters and strata need one entry per row, and at least one row")
    order, cluster, stratum = _canonical(rows.reshape(len(rows), -1), clusters, strata)
    rows = rows[order]
    resampled = (
        rows[np.repeat(np.arange(len(rows)), n[cluster])]
        for n in _counts(stratum, whole("draws", draws, low=1), seed)
    )
    found = np.array([single("the statistic", statistic(sample)) for sample in resampled])
    value, alone = single("the statistic", statistic(rows)), np.unique(stratum).size == stratum.size
    low, high = (None if alone else percentiles(found, level)) or (None, None)
    return Bootstrap(
        value=None if np.isnan(value) else value,
        low=low,
        high=high,
        level=level,
        clusters=stratum.size,
        reason=_doubt(stratum.size, alone),
        draws=found,
    )


def _canonical(
    table: Floats, clusters: Sequence[Hashable], strata: Sequence[Hashable]
) -> tuple[Ints, Ints, Ints]:
    """An order of rows that theirs cannot influence, each row's cluster, and each cluster's stratum."""
    alone = np.array([is_nothing(label) for label in clusters])
    cluster, stratum = _codes(clusters), _codes(strata)
    homes = np.unique(np.column_stack([cluster, stratum])[~alone], axis=0)
    for label in homes[1:, 0][np.diff(homes[:, 0]) == 0]:
        raise ValueError(f"cluster {clusters[int(np.argmax(cluster == label))]!r} lies in two strata")
    order = np.lexsort((*table.T[::-1], cluster, stratum))
    first = np.append(True, np.diff(cluster[order]) != 0) | alone[order]
    return order, np.cumsum(first) - 1, stratum[order][first]


def _codes(labels: Sequence[Hashable]) -> Ints:
    return np.unique([f"{label}\x1f{type(label).__name__}" for label in labels], return_inverse=True)[1]


def _counts(stratum: Ints, draws: int, seed: int) -> Iterator[Ints]:
    """How often each cluster comes up, draw by draw."""
    members = [np.flatnonzero(stratum == name) for name in np.unique(stratum)]
    streams = [generator(seed, "clusters", str(n)) for n in range(len(members))]
    for _ in range(draws):
        counts = np.zeros(stratum.size, dtype=np.int64)
        for mine, stream in zip(members, streams, strict=True):
            counts[mine] = np.bincount(stream.integers(0, mine.size, size=mine.size), minlength=mine.size)
        yield counts


def _doubt(clusters: int, alone: bool) -> str:
    if alone:
        return "interval_unknown: no stratum has two clusters, so nothing shows how they differ"
    if clusters >= FEWEST_CLUSTERS:
        return ""
    return f"interval_unreliable: {clusters} clusters, fewer than {FEWEST_CLUSTERS}"
