"""How sure figures are: the joint cluster bootstrap of all features.

Everything is seeded by names, so a feature's draws depend on who was heard and on its own support, never on
the other features, on row order or on the number of threads. What draws say of a ranking is in
`feedback_insights.statistics.ranks`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum, log, sqrt

import numpy as np
from numpy.typing import NDArray

from feedback_insights.statistics.proportions import Z90
from feedback_insights.statistics.resampling import generator

__all__ = ["Floats", "Ints", "Sums", "Voices", "bootstrap", "effort_draws", "generator"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_AT_ONCE = 80  # draws held in memory together; a multiple of four, as links take 16 random bits each
_BLOCK = 1024  # customers whose links are drawn at once
_LEVELS = 1 << 16  # probabilities and shares are rounded to so many steps when they are drawn


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
    holds with its probability q, once per draw, and counts as q moved towards 1 or 0 by the feature's
    `link_share`. Memory stays under about a kilobyte per customer, plus the sums. Facts are whole numbers,
    and shares whole steps, so sums are exact in any order.
    """
    resampling = generator(seed, "units")
    links = {name: generator(seed, "links", name) for name in sorted(voices)}
    shares = {name: link_share(v, units) for name, v in voices.items()}
    fixed = {name: _per_unit(v) for name, v in voices.items() if round(shares[name] * _LEVELS) == 0}
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
            people, accounts = (
                fixed[name].draw(counts) if name in fixed else _draw(voices[name], counts, link, shares[name])
            )
            sums[name].facts[start:stop] = people[: stop - start]
            sums[name].account_facts[start:stop] = accounts[: stop - start]
    return sums


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _PerUnit:
    """What each unit adds where no links are drawn: a draw is then one product."""

    unit: Ints  # (u,)
    facts: Floats  # (u, k), in steps
    account_facts: Floats  # (u, j), in steps

    def draw(self, counts: NDArray[np.uint16]) -> tuple[Floats, Floats]:
        drawn = counts.take(self.unit, axis=0).T.astype(np.float64)
        return drawn @ self.facts / _LEVELS, drawn @ self.account_facts / _LEVELS


def _per_unit(voices: Voices) -> _PerUnit:
    unit, place = np.unique(voices.unit, return_inverse=True)
    steps = np.rint(voices.q * _LEVELS)[:, np.newaxis]
    facts = np.zeros((unit.size, voices.facts.shape[1]))
    account_facts = np.zeros((unit.size, voices.account_facts.shape[1]))
    np.add.at(facts, place, steps * voices.facts)
    account_facts[place[voices.speakers]] = steps[voices.speakers] * voices.account_facts
    return _PerUnit(unit=unit, facts=facts, account_facts=account_facts)


def link_share(voices: Voices, units: int) -> float:
    """How far a draw of links moves the customers from q to 1 or 0, so that no doubt counts twice.

    The sum of calibrated q misses the truth by sampling (variance V, that of the units' sums of q) and by
    links (L, the sum of q (1 - q)). Adding both would be too much: q that differ from customer to customer
    are what unsure links look like over samples, so the error is V about people of the same kind, L about
    those heard, and (1 - f) V + f L if a share f of all there are was heard: never more than the larger
    of the two. So the draws get V from drawing units, and from drawing links what L is above it.
    """
    per_unit = np.bincount(voices.unit, voices.q)
    links = fsum(voices.q * (1 - voices.q))
    between = fsum(per_unit**2) - fsum(voices.q) ** 2 / units
    if links <= between:
        return 0.0
    return sqrt((links - between) / ((2 - 1 / units) * links))  # 2 - 1 / units: of a unit's count, squared


def _resample(rng: np.random.Generator, units: int) -> NDArray[np.uint16]:
    """How often each unit comes up: (units, _AT_ONCE)."""
    counts = np.empty((_AT_ONCE, units), dtype=np.uint16)
    for draw in counts:
        draw[:] = np.bincount(rng.integers(0, units, size=units), minlength=units)
    return np.ascontiguousarray(counts.T)


def _draw(
    voices: Voices, counts: NDArray[np.uint16], rng: np.random.Generator, share: float
) -> tuple[Floats, Floats]:
    """The sums of _AT_ONCE draws, over people and over accounts; by blocks that fit a processor's cache."""
    ceiling = np.maximum(np.rint(voices.q * _LEVELS) - 1, 0).astype(np.uint16)
    still, moved = np.rint((1 - share) * voices.q * _LEVELS)[:, np.newaxis], round(share * _LEVELS)
    facts = np.zeros((_AT_ONCE, voices.facts.shape[1]))
    spoken = np.empty((voices.speakers.size, _AT_ONCE))
    for start in range(0, voices.q.size, _BLOCK):
        block = slice(start, start + _BLOCK)
        weight = still[block] + moved * _holds(ceiling[block], rng)
        people = counts.take(voices.unit[block], axis=0) * weight
        facts += people.T @ voices.facts[block]
        here = (voices.speakers >= start) & (voices.speakers < start + _BLOCK)
        spoken[here] = people[voices.speakers[here] - start]
    return facts / _LEVELS, spoken.T @ voices.account_facts / _LEVELS


def _holds(ceiling: NDArray[np.uint16], rng: np.random.Generator) -> NDArray[np.bool_]:
    """Which links hold, in _AT_ONCE draws."""
    raw = rng.bit_generator.random_raw(ceiling.size * _AT_ONCE // 4)  # four 16-bit dice in each
    dice = raw.astype("<u8", copy=False).view("<u2").reshape(-1, _AT_ONCE)
    return np.asarray(dice <= ceiling[:, np.newaxis])


def effort_draws(effort: float, *, low: float, high: float, draws: int, seed: int, feature_id: str) -> Floats:
    """Draw efforts from the lognormal whose 5 % and 95 % points are `effort` times low and high."""
    centre, spread = log(effort) + (log(low) + log(high)) / 2, (log(high) - log(low)) / (2 * Z90)
    noise = generator(seed, "effort", feature_id).standard_normal(draws)
    return np.asarray(np.exp(centre + spread * noise))
