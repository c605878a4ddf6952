"""Post-stratification: a sample that is not composed like the population is weighted until it is.

It mends who was asked, not who chooses to write: a self-selected channel stays one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import ArrayLike

from feedback_insights.arguments import Floats, declared, numbers, refuse
from feedback_insights.statistics._by_name import amounts, parts
from feedback_insights.statistics.normal import critical
from feedback_insights.statistics.proportions import wilson

SMALLEST = 10  # people heard; a stratum with fewer is taken together with its neighbour
CAP = 5.0  # times the median weight
DEFF_HIGH = 3.0  # above it the weights cost more than two thirds of the sample


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """One stratum, or several neighbours taken together because too few were heard in one of them."""

    names: tuple[str, ...]
    population: float
    heard: float
    weight: float  # how many of the population each one heard stands for: N_h / n_h, or the cap
    relative: float  # w_h = (N_h / N) / (n_h / n): 1 where the sample is composed like the population
    capped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PostStratification:
    """The weights of all strata in the order given, and what they cost."""

    strata: tuple[Stratum, ...]
    uncovered: tuple[str, ...]  # strata of the population in which nobody was heard
    covered_share: float  # of the population; the rest is not imputed
    capped_share: float  # of the weight, cut off by the cap
    heard: float
    deff: float | None  # None: nobody was heard
    n_eff: float
    warnings: tuple[str, ...]  # of collapsed, uncovered, capped, outside_population, deff_high


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightedShare:
    """A share of the population, from answers weighted by stratum. None = unknown: `reason` says why."""

    share: float | None
    low: float | None
    high: float | None
    level: float
    raw_share: float | None  # without weights
    method: str
    reason: str  # "" or nobody_heard
    weighting: PostStratification


def design_effect(weights: ArrayLike) -> float:
    """Kish's design effect `deff = mean(w^2) / mean(w)^2` of one weight per person: 1 (all equal) and above.

    The variance of a weighted mean is about deff times that of an unweighted one. Raises ValueError for
    negative, infinite or unknown weights, and where none is above 0.

    Source: Kish 1965, "Survey sampling", section 11.7; 1992, "Weighting for unequal P_i".
    """
    found = numbers("weights", weights, low=0).ravel()
    refuse("weights", found, np.isnan(found), "must be known")
    return _deff(found, np.ones_like(found))


def effective_size(weights: ArrayLike) -> float:
    """How many equally weighted people tell as much: `n_eff = n / deff`. Raises as `design_effect` does."""
    return numbers("weights", weights).size / design_effect(weights)


def post_stratify(
    population: Mapping[str, float],
    heard: Mapping[str, float],
    *,
    smallest: float = SMALLEST,
    cap: float = CAP,
) -> PostStratification:
    """Weight every stratum (segment x audience x product) to its part of the population.

    population: N_h, people in each stratum, in the order in which neighbours lie together. heard: n_h, people
    heard in each; a missing stratum is 0. The weight is `N_h / n_h`, the relative weight
    `(N_h / N) / (n_h / n)`.

    - Fewer than `smallest` heard: the stratum is taken together with the next one that was heard, at the
      end of the order with the one before.
    - Nobody heard: it is uncovered. Its part of the population is told (`covered_share`), not imputed.
    - Weights are capped at `cap` times the median of the strata's weights; the cut is told (`capped_share`).
    - deff (Kish) and n_eff are those of the people heard; above 3 the warning is `deff_high`.

    Raises ValueError for negative, infinite or unknown numbers, for strata that the population does not
    name, and for a population of nobody.

    Source: prioritization spec 6.4, after Holt and Smith 1979, "Post stratification", JRSS A 142.
    """
    smallest = declared("smallest", smallest, low=0)
    cap = cap if isinstance(cap, float) and cap == inf else declared("cap", cap, low=1)
    size, people = amounts("population", population), amounts("heard", heard)
    if strangers := [name for name in people if name not in size]:
        raise ValueError(f"heard names the stratum {strangers[0]!r}, which the population does not have")
    if not 0 < sum(size.values()) < inf:
        raise ValueError("population is empty or without end: it must be people who can be counted")
    groups = _groups([name for name in size if people.get(name)], people, smallest)
    return _weigh(groups, size, people, cap)


def weighted_share(
    named: Mapping[str, float],
    heard: Mapping[str, float],
    population: Mapping[str, float],
    *,
    smallest: float = SMALLEST,
    cap: float = CAP,
    level: float = 0.95,
) -> WeightedShare:
    """The share of the population that names a theme: `sum w_h k_h / sum w_h n_h`, in [0, 1].

    named: k_h, people who name it, out of `heard` in each stratum (a missing one is 0); may be expected
    counts. Weights and their rules are those of `post_stratify`, and are part of the result. The interval is
    Wilson's at the effective size n_eff, two-sided at `level`. It says how sure the share is of the covered
    population, if those heard are a sample of their stratum.

    Raises ValueError as `post_stratify` does, for strata named that nobody was heard in, and for more people
    naming it than were heard.
    """
    z = critical(level)
    people = amounts("heard", heard)
    counts = parts("named", named, people)
    weighting = post_stratify(population, people, smallest=smallest, cap=cap)
    share = _share(weighting.strata, counts) if weighting.strata else None
    interval = None if share is None else wilson(share * weighting.n_eff, weighting.n_eff, z)
    return WeightedShare(
        share=share,
        low=interval[0] if interval else None,
        high=interval[1] if interval else None,
        level=level,
        raw_share=sum(counts.values()) / weighting.heard if weighting.heard else None,
        method="post-stratified; Wilson at the effective size",
        reason="" if weighting.strata else "nobody_heard",
        weighting=weighting,
    )


def _share(strata: tuple[Stratum, ...], named: Mapping[str, float]) -> float:
    weights = [s.weight for s in strata]
    some = sum(w * sum(named.get(name, 0) for name in s.names) for w, s in zip(weights, strata, strict=True))
    return min(1.0, some / sum(w * s.heard for w, s in zip(weights, strata, strict=True)))


def _groups(names: list[str], heard: Mapping[str, float], smallest: float) -> list[list[str]]:
    """The heard strata in their order, joined from the left until each group is large enough."""
    groups: list[list[str]] = []
    people = smallest
    for name in names:
        if people < smallest:
            groups[-1].append(name)
            people += heard[name]
        else:
            groups.append([name])
            people = heard[name]
    if people < smallest and len(groups) > 1:  # the last one has none after it
        groups[-2:] = [groups[-2] + groups[-1]]
    return groups


def _weigh(
    groups: list[list[str]], population: Mapping[str, float], heard: Mapping[str, float], cap: float
) -> PostStratification:
    everybody, sample = float(sum(population.values())), float(sum(heard.values()))
    sizes = np.array([sum(population[name] for name in group) for group in groups])
    people = np.array([sum(heard[name] for name in group) for group in groups])
    weights = _capped(sizes / people, cap)
    deff = _deff(weights, people) if groups else None
    strata = tuple(
        Stratum(
            names=tuple(group),
            population=float(size),
            heard=float(n),
            weight=float(weight),
            relative=float(weight * sample / everybody),
            capped=bool(weight < size / n),
        )
        for group, size, n, weight in zip(groups, sizes, people, weights, strict=True)
    )
    covered, counted = float(sizes.sum()), float(weights @ people)
    uncovered = tuple(name for name, size in population.items() if size and not heard.get(name))
    return PostStratification(
        strata=strata,
        uncovered=uncovered,
        covered_share=covered / everybody if uncovered else 1.0,
        capped_share=1 - counted / covered if any(s.capped for s in strata) else 0.0,
        heard=sample,
        deff=deff,
        n_eff=sample / deff if deff else 0.0,
        warnings=tuple(_warnings(strata, uncovered, deff)),
    )


def _capped(weights: Floats, cap: float) -> Floats:
    positive = weights[weights > 0]  # strata outside the population must not pull the median to 0
    return np.minimum(weights, cap * np.median(positive)) if positive.size else weights


def _warnings(strata: tuple[Stratum, ...], uncovered: tuple[str, ...], deff: float | None) -> Iterator[str]:
    if any(len(s.names) > 1 for s in strata):
        yield "collapsed"
    if uncovered:
        yield "uncovered"
    if any(not s.population for s in strata):
        yield "outside_population"
    if any(s.capped for s in strata):
        yield "capped"
    if deff is not None and deff > DEFF_HIGH:
        yield "deff_high"


def _deff(weights: Floats, people: Floats) -> float:
    """Kish's design effect of `people` with each of the weights."""
    if not weights.any():
        raise ValueError("weights are all 0: at least one must be above 0")
    w = weights / weights.max()  # so that squares stay in range
    return float(people.sum() * (people @ w**2) / (people @ w) ** 2)
