"""How sure figures and a ranking are: cluster bootstrap, rank intervals, tiers.

Arrays of draws have one row per draw and one column per feature; a column with a nan is a feature that is
not ranked. Everything is seeded by names, so a feature's draws depend on who was heard and on its own
support, never on the other features, on row order or on the number of threads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from math import log

import numpy as np
from numpy.typing import NDArray

from feedback_insights.statistics.proportions import Z90

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_AT_ONCE = 80  # draws held in memory together; a multiple of four, as links take 16 random bits each
_BLOCK = 1024  # customers whose links are drawn at once
_LEVELS = 1 << 16  # a link's probability is rounded to so many steps when it is drawn


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Voices:
    """Who speaks for one feature: m customers, at g accounts or without one."""

    unit: Ints  # (m,) the account, or the customer without one, that each is drawn with
    q: Floats  # (m,) probability in (0, 1] that the customer supports the feature
    facts: Floats  # (m, k) whole numbers to be summed over the supporting customers
    speakers: Ints  # (g,) row of each account's surest customer: the account supports what this one does
    account_facts: Floats  # (g, j) whole numbers to be summed over the supporting accounts


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sums:
    """What the draws of one feature add up to."""

    facts: Floats  # (draws, k)
    account_facts: Floats  # (draws, j)


def bootstrap(voices: Mapping[str, Voices], *, units: int, draws: int, seed: int) -> dict[str, Sums]:
    """Resample who was heard, and which links hold, jointly for all features.

    Each draw takes `units` units with replacement from the `units` heard (accounts, and customers without
    one); all customers of an account come along, as often as it was drawn. Then each customer-feature pair
    holds with its probability q, once per draw. Memory stays under about a kilobyte per customer, plus the
    sums. Facts are whole numbers, so sums are exact in any order.
    """
    resampling = generator(seed, "units")
    links = {name: generator(seed, "links", name) for name in sorted(voices)}
    sums = {
        name: Sums(
            facts=np.empty((draws, v.facts.shape[1])),
            account_facts=np.empty((draws, v.account_facts.shape[1])),
        )
        for name, v in voices.items()
    }
    for start in range(0, draws if links else 0, _AT_ONCE):
        stop = min(start + _AT_ONCE, draws)
        counts = _resample(resampling, units)
        for name, link in links.items():
            people, accounts = _draw(voices[name], counts, link)
            sums[name].facts[start:stop] = people[: stop - start]
            sums[name].account_facts[start:stop] = accounts[: stop - start]
    return sums


def _resample(rng: np.random.Generator, units: int) -> NDArray[np.uint16]:
    """How often each unit comes up: (units, _AT_ONCE)."""
    counts = np.empty((_AT_ONCE, units), dtype=np.uint16)
    for draw in counts:
        draw[:] = np.bincount(rng.integers(0, units, size=units), minlength=units)
    return np.ascontiguousarray(counts.T)


def _draw(voices: Voices, counts: NDArray[np.uint16], rng: np.random.Generator) -> tuple[Floats, Floats]:
    """The sums of _AT_ONCE draws, over people and over accounts; by blocks that fit a processor's cache."""
    ceiling = np.maximum(np.rint(voices.q * _LEVELS) - 1, 0).astype(np.uint16)
    facts = np.zeros((_AT_ONCE, voices.facts.shape[1]))
    spoken = np.empty((voices.speakers.size, _AT_ONCE))
    for start in range(0, voices.q.size, _BLOCK):
        block = slice(start, start + _BLOCK)
        raw = rng.bit_generator.random_raw(voices.q[block].size * _AT_ONCE // 4)  # four 16-bit dice in each
        dice = raw.astype("<u8", copy=False).view("<u2").reshape(-1, _AT_ONCE)
        holds = dice <= ceiling[block, np.newaxis]
        people = (counts.take(voices.unit[block], axis=0) * holds).astype(np.float64)
        facts += people.T @ voices.facts[block]
        here = (voices.speakers >= start) & (voices.speakers < start + _BLOCK)
        spoken[here] = people[voices.speakers[here] - start]
    return facts, spoken.T @ voices.account_facts


def generator(seed: int, *names: str) -> np.random.Generator:
    """A random stream of its own for every seed and name."""
    words = np.frombuffer(blake2b("\x1f".join(names).encode(), digest_size=16).digest(), dtype="<u4")
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *map(int, words)])))


def effort_draws(effort: float, *, low: float, high: float, draws: int, seed: int, feature_id: str) -> Floats:
    """Draw efforts from the lognormal whose 5 % and 95 % points are `effort` times low and high."""
    centre, spread = log(effort) + (log(low) + log(high)) / 2, (log(high) - log(low)) / (2 * Z90)
    noise = generator(seed, "effort", feature_id).standard_normal(draws)
    return np.asarray(np.exp(centre + spread * noise))


def percentiles(draws: Floats) -> tuple[float, float] | None:
    """The 5 % and 95 % points of one feature's draws; a nan is a draw without an answer. None if all are."""
    answers = draws[~np.isnan(draws)]
    if not answers.size:
        return None
    low, high = np.quantile(answers, [0.05, 0.95])
    return float(low), float(high)


@dataclass(frozen=True, slots=True, kw_only=True)
class RankInterval:
    """Where a feature stands over the draws; 1 is best, ties share the mean of their ranks."""

    median: float
    low: float  # 5 % point
    high: float  # 95 % point


def rank_intervals(draws: Floats) -> list[RankInterval | None]:
    """Rank the features in every draw, the largest first. None = not ranked (its column has a nan)."""
    from scipy.stats import rankdata

    ranked = ~np.isnan(draws).any(axis=0)
    intervals: list[RankInterval | None] = [None] * draws.shape[1]
    if not ranked.any():
        return intervals
    ranks = rankdata(-draws[:, ranked], method="average", axis=1)
    points = np.quantile(ranks, [0.05, 0.5, 0.95], axis=0, method="inverted_cdf")
    for column, (low, median, high) in zip(np.flatnonzero(ranked), points.T, strict=True):
        intervals[int(column)] = RankInterval(median=float(median), low=float(low), high=float(high))
    return intervals


def probability_top(draws: Floats, k: int) -> Floats:
    """P(among the best k), per feature; nan = not ranked. Features tied at the border share its places.

    A `k` beyond the number of features gives 1 for all that are ranked. Raises ValueError for k < 1.
    """
    if k < 1:
        raise ValueError(f"k is {k}; it must be at least 1")
    from scipy.stats import rankdata

    ranked = ~np.isnan(draws).any(axis=0)
    chance = np.full(draws.shape[1], np.nan)
    if ranked.any():
        first = rankdata(-draws[:, ranked], method="min", axis=1)
        last = rankdata(-draws[:, ranked], method="max", axis=1)
        chance[ranked] = np.clip((k + 1 - first) / (last - first + 1), 0, 1).mean(axis=0)
    return chance


def pairwise(draws: Floats) -> Floats:
    """P(row's feature above column's): (features, features); a tie counts half; nan = not ranked."""
    ranked = ~np.isnan(draws).any(axis=0)
    chance = np.full((draws.shape[1], draws.shape[1]), np.nan)
    for column in np.flatnonzero(ranked):
        chance[column, ranked] = _above(draws[:, [column]], draws[:, ranked])
    return chance


def tiers(draws: Floats, order: Sequence[int], certainty: float) -> list[int]:
    """Cut a list into tiers that the draws can tell apart: tier numbers from 1, in the order given.

    Walks down the columns in `order`; a feature joins the tier of its head unless P(head above it) is at
    least `certainty`, and then heads the next tier. Raises ValueError if a feature in `order` is not ranked.
    """
    numbers: list[int] = []
    head = -1
    for column in order:
        if np.isnan(draws[:, column]).any():
            raise ValueError(f"column {column} has draws that are nan; only ranked features have tiers")
        if head < 0 or _above(draws[:, [head]], draws[:, [column]])[0] >= certainty:
            head = column
            numbers.append(numbers[-1] + 1 if numbers else 1)
        else:
            numbers.append(numbers[-1])
    return numbers


def _above(one: Floats, others: Floats) -> Floats:
    return np.asarray(((one > others) + 0.5 * (one == others)).mean(axis=0))
