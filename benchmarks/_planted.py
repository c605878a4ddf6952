"""Planted populations: customers in accounts whose support, severity and revenue are known.

Every population is 60,000 units (accounts, and people without one), of which a sample is heard. A customer's
link probability is drawn first and the truth by it, so that the links are calibrated: of all pairs at .7,
7 in 10 truly support. Links below .1 are not made, and nobody supports without one. Customers of one
account are misread together: if its surest customer is a wrong link, so are all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from feedback_insights.directory import Directory
from feedback_insights.records import Account
from feedback_insights.support import Support

Floats = NDArray[np.float64]
Random = np.random.Generator

UNITS = 60_000
WEAKEST_LINK = 0.1
ACCEPTED = 0.5
IMPACTS = np.array([0.25, 0.5, 1, 2, 3])  # of severity 0..4


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a population is made. Rates: the share of units behind each of three features."""

    name: str
    heard: int  # units heard
    alone: float  # share of units that are people without an account
    sizes: Callable[[Random, int], Floats]  # customers heard per account
    revenue: Callable[[Random, int], Floats]
    links: Callable[[Random, Floats], Floats]  # the account's leaning, per customer -> link probability
    leaning: float = 2.0  # small: the customers of an account agree
    rates: tuple[float, ...] = (0.4, 0.12, 0.04)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Population:
    """Customers by unit; per feature their link probability, whether it is right, and their severity."""

    plan: Plan
    first: NDArray[np.int64]  # first customer of each unit
    size: NDArray[np.int64]
    revenue: Floats  # nan = a person without an account
    links: Floats  # (customers, features)
    right: NDArray[np.bool_]  # (customers, features)
    severity: NDArray[np.int64]  # (customers, features); -1 = unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What a figure ought to be, for one feature."""

    reach: float
    revenue: float
    severity: float
    impact: float
    levels: Floats  # (5,): how often each severity, of those known


def plant(plan: Plan, seed: int) -> Population:
    """Make a population."""
    random = np.random.default_rng([seed, 1])
    size = np.minimum(np.maximum(np.floor(plan.sizes(random, UNITS)), 1), 60).astype(np.int64)
    alone = random.random(UNITS) < plan.alone
    size[alone] = 1
    revenue = np.round(plan.revenue(random, UNITS) * np.sqrt(size))  # who has more users pays more
    revenue[alone] = np.nan
    unit = np.repeat(np.arange(UNITS), size)
    made = [_feature(plan, rate, unit, random) for rate in plan.rates]
    links, right, severity = (np.column_stack(columns) for columns in zip(*made, strict=True))
    return Population(
        plan=plan, first=np.cumsum(size) - size, size=size, revenue=revenue,
        links=links, right=right, severity=severity,
    )  # fmt: skip


def _feature(plan: Plan, rate: float, unit: NDArray[np.int64], random: Random) -> tuple[NDArray, ...]:
    leaning = random.beta(plan.leaning * rate, plan.leaning * (1 - rate), UNITS)
    links = np.round(plan.links(random, leaning[unit]), 4)
    links[links < WEAKEST_LINK] = 0
    right = random.random(UNITS)[unit] < links
    mood = 1.6 + random.normal(0, 0.6, UNITS)[unit] + 0.3 * leaning[unit] + random.normal(0, 0.8, unit.size)
    severity = np.clip(np.round(mood), 0, 4).astype(np.int64)
    return links, right, np.where(random.random(unit.size) < 0.8, severity, -1)


def truths(population: Population, units: NDArray[np.int64] | None = None) -> list[Truth]:
    """The truth per feature among some units, or per unit of the whole population."""
    chosen = np.arange(UNITS) if units is None else units
    customers = members(population, chosen)
    of = np.repeat(np.arange(chosen.size), population.size[chosen])
    revenue = np.nan_to_num(population.revenue[chosen])
    number = chosen.size if units is None else 1
    found = []
    for right, severity in zip(population.right[customers].T, population.severity[customers].T, strict=True):
        behind = np.bincount(of, right, minlength=chosen.size) > 0
        known = severity[right & (severity >= 0)]
        found.append(
            Truth(
                reach=right.sum() / number,
                revenue=revenue[behind].sum() / number,
                severity=float(known.mean()) if known.size else np.nan,
                impact=float(IMPACTS[known].mean()) if known.size else np.nan,
                levels=np.bincount(known, minlength=IMPACTS.size) / max(known.size, 1),
            )
        )
    return found


def members(population: Population, units: NDArray[np.int64]) -> NDArray[np.int64]:
    """The customers of some units."""
    size = population.size[units]
    inside = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    return np.repeat(population.first[units], size) + inside


def heard(
    population: Population, units: NDArray[np.int64], random: Random
) -> tuple[list[Support], Directory]:
    """What the product gets to know about some units: every customer wrote one to three items."""
    customers = members(population, units)
    account = {
        f"C{c}": None if np.isnan(population.revenue[u]) else f"A{u}"
        for c, u in zip(customers, np.repeat(units, population.size[units]), strict=True)
    }
    accounts = {
        f"A{u}": Account(id=f"A{u}", name=f"A{u}", arr=float(population.revenue[u]), currency="EUR")
        for u in units
        if not np.isnan(population.revenue[u])
    }
    items = random.integers(1, 4, size=customers.size)
    customer = {f"{c}.{i}": f"C{c}" for c, n in zip(customers, items, strict=True) for i in range(n)}
    evidence = [
        row
        for feature in range(population.links.shape[1])
        for c, n in zip(customers, items, strict=True)
        if population.links[c, feature]
        for row in _items(population, int(c), feature, int(n), random)
    ]
    return evidence, Directory(customer=customer, account=account, assumed=frozenset(), accounts=accounts)


def _items(population: Population, customer: int, feature: int, number: int, random: Random) -> list[Support]:
    """One customer's items for a feature: the first is the surest and the most severe."""
    severity = int(population.severity[customer, feature])
    rows = []
    for item in range(number):
        weaker = random.random() if item else 1.0
        probability = float(population.links[customer, feature]) * weaker
        rows.append(
            Support(
                feedback_id=f"{customer}.{item}",
                statement_id=f"{customer}.{item}:0",
                feature_id=f"F{feature}",
                probability=probability,
                accepted=probability >= ACCEPTED,
                severity=None if severity < 0 else int(severity * weaker),
                channel="support",
            )
        )
    return rows


# how many customers of an account write
def one(random: Random, units: int) -> Floats:
    return np.ones(units)


def zipf(random: Random, units: int) -> Floats:
    return random.zipf(2.2, units).astype(float)


def long_tailed(random: Random, units: int) -> Floats:
    return 1 + random.lognormal(0.3, 1.1, units)


def negative_binomial(random: Random, units: int) -> Floats:
    return 1 + random.negative_binomial(0.4, 0.4 / 3.4, units).astype(float)


def few_to_ten(random: Random, units: int) -> Floats:
    return 1 + random.geometric(0.35, units).astype(float)


# what an account pays in a year
@cache
def lognormal(spread: float) -> Callable[[Random, int], Floats]:
    return lambda random, units: np.exp(9 + spread * random.standard_normal(units))


@cache
def pareto(tail: float) -> Callable[[Random, int], Floats]:
    return lambda random, units: 5000 * (1 + random.pareto(tail, units))


def three_plans(random: Random, units: int) -> Floats:
    return random.choice([1_000.0, 10_000.0, 100_000.0], p=[0.7, 0.25, 0.05], size=units)


# how sure the links of a customer are
@cache
def spread_out(doubt: float) -> Callable[[Random, Floats], Floats]:
    """Around the account's leaning: near 0 or 1 for little doubt, near the leaning itself for much."""

    def links(random: Random, leaning: Floats) -> Floats:
        centre = np.clip(leaning, 1e-4, 1 - 1e-4)
        return random.beta(doubt * centre, doubt * (1 - centre))

    return links


def strong_and_weak(random: Random, leaning: Floats) -> Floats:
    """Sure links of most who lean to the feature, and weak ones of one in six others."""
    strong, weak = random.random(leaning.size) < 0.8 * leaning, random.random(leaning.size) < 1 / 6
    sure, unsure = random.beta(9, 1.5, leaning.size), random.beta(1.5, 6, leaning.size)
    return np.where(strong, sure, np.where(weak, unsure, 0))
