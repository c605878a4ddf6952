"""Measures how often the 90 % intervals of a backlog's figures hold the truth: results/coverage-<date>.md.

    python benchmarks/coverage.py [--samples 600] [--only NAME ...] [--part told]

Populations are planted (see `_planted`), samples of them are scored by `priority.score_rice`, as the product
does it. The populations of the first table chose the method; those of the second were only measured. In the
third the severities are told by rules that err.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from math import log
from multiprocessing import get_context

import numpy as np
from _machine import described, write
from _planted import (
    IMPACTS,
    UNITS,
    Plan,
    Population,
    Truth,
    few_to_ten,
    heard,
    lognormal,
    long_tailed,
    members,
    negative_binomial,
    one,
    pareto,
    plant,
    spread_out,
    strong_and_weak,
    three_plans,
    truths,
    zipf,
)
from numpy.typing import NDArray

from feedback_insights.priority import SeverityError, load_severity_error, score_rice
from feedback_insights.records import Feature, Value
from feedback_insights.settings import PrioritySettings
from feedback_insights.statistics import wilson
from feedback_insights.statistics.proportions import Z90, Z95

FIGURES = ("reach", "revenue", "severity", "impact", "rice")
AIM = (0.86, 0.94)
EFFORT_SPREAD = log(2) / Z90  # 90 % of efforts lie in x0.5 to x2

CHOSE = (
    Plan(name="base", heard=200, alone=0.3, sizes=zipf, revenue=lognormal(1.2), links=spread_out(1)),
    Plan(name="people alone", heard=200, alone=1, sizes=one, revenue=lognormal(1), links=spread_out(1)),
    Plan(name="sure links", heard=200, alone=0.3, sizes=zipf, revenue=lognormal(1.2), links=spread_out(0.2)),
    Plan(
        name="doubtful links", heard=200, alone=0.3, sizes=zipf, revenue=lognormal(1.2), links=spread_out(5)
    ),
    Plan(
        name="lighter sizes",
        heard=200,
        alone=0.3,
        sizes=long_tailed,
        revenue=lognormal(1.2),
        links=spread_out(1),
    ),
    Plan(name="one each", heard=200, alone=0.3, sizes=one, revenue=lognormal(1.2), links=spread_out(1)),
    Plan(name="few heard", heard=60, alone=0.3, sizes=zipf, revenue=lognormal(1.2), links=spread_out(1)),
    Plan(name="many heard", heard=1000, alone=0.3, sizes=zipf, revenue=lognormal(1.2), links=spread_out(1)),
    Plan(
        name="very uneven pay", heard=400, alone=0.3, sizes=zipf, revenue=lognormal(1.8), links=spread_out(1)
    ),
)
MEASURED = (
    Plan(
        name="strong and weak", heard=150, alone=0.2,
        sizes=negative_binomial, revenue=lognormal(1), links=strong_and_weak,
    ),
    Plan(
        name="app reviews", heard=300, alone=0.95, leaning=3,
        sizes=few_to_ten, revenue=three_plans, links=strong_and_weak,
    ),
    Plan(
        name="enterprise", heard=80, alone=0, leaning=1,
        sizes=few_to_ten, revenue=pareto(2.5), links=strong_and_weak,
    ),
    Plan(
        name="large and mixed", heard=700, alone=0.5,
        sizes=long_tailed, revenue=lognormal(1.4), links=strong_and_weak,
    ),
    Plan(
        name="three plans", heard=250, alone=0.1, leaning=4,
        sizes=negative_binomial, revenue=three_plans, links=spread_out(2),
    ),
    Plan(
        name="doubtful people", heard=400, alone=1, leaning=4,
        sizes=one, revenue=lognormal(1), links=spread_out(8),
    ),
    Plan(
        name="few and doubtful", heard=70, alone=0.4,
        sizes=long_tailed, revenue=lognormal(1), links=spread_out(4),
    ),
    Plan(
        name="few pay much", heard=300, alone=0.2,
        sizes=few_to_ten, revenue=pareto(1.3), links=strong_and_weak,
    ),
)  # fmt: skip
TOLD = ("base", "people alone", "few heard", "many heard", "few and doubtful")
PLANS = {plan.name: plan for plan in (*CHOSE, *MEASURED)}
PARTS = {
    "chose": ("Populations that chose the method", CHOSE),
    "measured": ("Other populations", MEASURED),
    "told": ("Severities told by rules that err", tuple(PLANS[name] for name in TOLD)),
}


@dataclass(frozen=True, slots=True)
class Trial:
    """One feature in one sample: whether each figure's interval held the truth."""

    rate: float
    reach: float
    behind: float  # expected units behind the feature
    accounts: float  # expected accounts among them
    held: dict[str, bool]
    held_here: bool  # reach: the truth of those heard


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--samples", type=int, default=600, help="samples per population")
    parser.add_argument("--only", nargs="+", choices=sorted(PLANS), default=sorted(PLANS))
    parser.add_argument("--part", choices=sorted(PARTS), nargs="+", default=list(PARTS))
    asked = parser.parse_args()
    lines = ["# Coverage of the 90 % intervals", "", described(), "", *_told(asked.samples)]
    for part in asked.part:
        title, plans = PARTS[part]
        lines += [f"## {title}", "", *(_by_rules(asked.samples) if part == "told" else ()), *_head()]
        for plan in plans:
            if plan.name in asked.only:
                rows = _rows(plan, _trials(plan, asked.samples, told=part == "told"))
                print(*rows, sep="\n", flush=True)
                lines += rows
        lines.append("")
    write("coverage", lines)


def _trials(plan: Plan, samples: int, *, told: bool) -> list[Trial]:
    """All trials of one population, by as many processes as there are cores."""
    workers = os.cpu_count() or 1
    parts = [range(start, samples, 4 * workers) for start in range(4 * workers)]
    with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as pool:
        found = pool.map(_some, [plan.name] * len(parts), parts, [told] * len(parts))
        return [trial for part in found for trial in part]


def _some(name: str, samples: Sequence[int], told: bool) -> list[Trial]:
    population = plant(PLANS[name], seed=0)
    expected = truths(population)
    trials = []
    for sample in samples:
        random = np.random.default_rng([sample, 2])
        units = np.sort(random.choice(UNITS, size=population.plan.heard, replace=False))
        evidence, directory = heard(population, units, random)
        stated = np.exp(random.normal(1, 0.5, len(expected)))
        effort = stated * np.exp(EFFORT_SPREAD * random.standard_normal(len(expected)))
        backlog = [Feature(f"F{n}", "planted", effort=float(e)) for n, e in enumerate(stated)]
        error = load_severity_error() if told else None
        scores = score_rice(backlog, evidence, directory, PrioritySettings(seed=sample), error=error)
        meant = [_meant(truth, error, sample) for truth in expected]
        by_id = {score.feature_id: score for score in scores if score.method == "rice"}
        here = truths(population, units)
        for n, rate in enumerate(population.plan.rates):
            score = by_id[f"F{n}"]
            if score.score.value is not None:
                figures = {**score.inputs, "rice": score.score}
                truth = _scaled(meant[n], population.plan.heard, figures["confidence"], float(effort[n]))
                behind = _behind(population, units, n)
                trials.append(_trial(rate, figures, truth, here[n].reach, behind))
    return trials


def _meant(truth: Truth, error: SeverityError | None, sample: int) -> Truth:
    """The truth where severities are only told: what they mean is drawn anew for every sample."""
    if error is None:
        return truth
    weights = np.random.default_rng([sample, 3]).standard_gamma(error.counts)
    levels = truth.levels @ (weights / weights.sum(axis=1, keepdims=True))
    return replace(truth, severity=float(levels @ np.arange(levels.size)), impact=float(levels @ IMPACTS))


def _behind(population: Population, units: NDArray[np.int64], feature: int) -> float:
    links = population.links[members(population, units), feature]
    starts = np.cumsum(population.size[units]) - population.size[units]
    return float(np.maximum.reduceat(links, starts).sum())


def _scaled(truth: Truth, heard: int, confidence: Value, effort: float) -> dict[str, float]:
    """The expected figures of as many units as were heard; confidence is a declared factor, not estimated."""
    reach = truth.reach * heard
    return {
        "reach": reach,
        "revenue": truth.revenue * heard,
        "severity": truth.severity,
        "impact": truth.impact,
        "rice": reach * truth.impact * (confidence.value or 0) / effort,
    }


def _trial(
    rate: float, figures: dict[str, Value], truth: dict[str, float], reach_here: float, behind: float
) -> Trial:
    ends = {
        name: (figure.low, figure.high)
        for name in FIGURES
        if (figure := figures[name]).low is not None and figure.high is not None
    }
    reach = figures["reach"]
    return Trial(
        rate=rate,
        reach=reach.value or 0,
        behind=behind,
        accounts=figures["accounts"].value or 0,
        held={name: low <= truth[name] <= high for name, (low, high) in ends.items()},
        held_here=reach.low is not None and reach.high is not None and reach.low <= reach_here <= reach.high,
    )


def _told(samples: int) -> list[str]:
    return [
        f"Each row: {samples} samples of a planted population of {UNITS:,} units (accounts, and people"
        " without one), scored by `priority.score_rice` with its defaults (2,000 draws). Rate: the share of"
        " units that lean to it; behind, accounts: units and accounts expected behind the feature on average;"
        " below ten, its figures are called `interval_unreliable`. Aim: 86 to 94 %. In brackets Wilson's 95 %"
        " interval of the coverage.",
        "",
        "**The truth** is the expected figure of as many units as were heard, drawn anew from the population:"
        " what the reach, revenue, severity and impact *of people of the same kind* are. It holds what nobody"
        " in the sample shows, such as a huge account that was not heard. RICE: true reach x true impact x"
        " the confidence that is printed / the true effort, which lies about the stated one as the settings"
        " say (x0.5 to x2). An account's revenue counts if any of its customers truly supports the feature."
        " Who writes at all is not modelled: of an opt-in channel every figure is a lower bound.",
        "",
        "`heard`: the share of reach intervals that hold the number of true supporters *among those heard*,"
        " where only the links are in doubt. Intervals are made to hold both truths, so where links are the"
        " larger doubt, the wider truth is held more often than it need be.",
        "",
    ]


def _by_rules(samples: int) -> list[str]:
    return [
        "The same populations, but their severities are only what the rules told. What they truly mean is"
        f" drawn anew for each of the {samples} samples from the table that ships (`models/severity/"
        "error.json`), one table for everybody. So this shows whether the doubt that the table states reaches"
        " the figures, not whether the table is right: for that see `severity-<date>.md`. Reach and revenue"
        " are as above.",
        "",
    ]


def _head() -> list[str]:
    names = " | ".join(FIGURES)
    return [
        f"| population | units heard | rate | reach | behind | accounts | {names} | heard |",
        "| --- | ---: | ---: | ---: | ---: | ---: | " + "--- | " * len(FIGURES) + "---: |",
    ]


def _rows(plan: Plan, trials: list[Trial]) -> list[str]:
    rows = []
    for rate in plan.rates:
        mine = [trial for trial in trials if trial.rate == rate]
        shown = " | ".join(_share([t.held[name] for t in mine if name in t.held]) for name in FIGURES)
        here = np.mean([trial.held_here for trial in mine])
        sizes = [
            f"{np.mean([getattr(t, name) for t in mine]):.0f}" for name in ("reach", "behind", "accounts")
        ]
        rows.append(f"| {plan.name} | {plan.heard} | {rate:g} | {' | '.join(sizes)} | {shown} | {here:.2f} |")
    return rows


def _share(held: list[bool]) -> str:
    interval = wilson(sum(held), len(held), Z95)
    if interval is None:
        return "-"
    share = sum(held) / len(held)
    mark = "" if AIM[0] <= round(share, 2) <= AIM[1] else "**"
    return f"{mark}{share:.3f}{mark} ({interval[0]:.2f}-{interval[1]:.2f})"


if __name__ == "__main__":
    main()
