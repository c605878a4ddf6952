"""Times the bootstrap of a whole backlog beside two plain ways of doing it: results/draws-<date>.md.

    python benchmarks/draws.py

5,000 customers, of 1,500 accounts or of none, 500 features, 2,000 draws; a few links per customer, or many.
Aim: under 20 s on two cores.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import numpy as np
from _machine import described, write
from scipy.stats import bootstrap as scipy_bootstrap

from feedback_insights.priority.uncertainty import Voices, bootstrap, link_share
from feedback_insights.statistics.ranks import pairwise, rank_intervals, tiers

CUSTOMERS, ACCOUNTS, FEATURES, DRAWS = 5_000, 1_500, 500, 2_000
LINKS = (10, 50, 500)  # per customer; 500 = every customer for every feature
AIM = 20.0
FEW_DRAWS, FEW_FEATURES = 20, 5  # of the peers, times what is missing
ROUNDS = 3


def main() -> None:
    lines = ["# Two thousand draws of a backlog", "", described(), "", *_told()]
    for units in (ACCOUNTS, CUSTOMERS):
        for links in LINKS:
            lines.append(_row(_backlog(links, units), links, units))
            print(lines[-1], flush=True)
    write("draws", lines)


def _row(backlog: Mapping[str, Voices], links: int, units: int) -> str:
    rounds = ROUNDS if links < FEATURES else 1
    sums, took = _best(lambda: bootstrap(backlog, units=units, draws=DRAWS, seed=0), rounds)
    loop = _loop(backlog, units) * DRAWS / FEW_DRAWS
    peer = _scipy(backlog, units) * FEATURES / FEW_FEATURES
    table = np.column_stack([s.facts[:, 0] for s in sums.values()])
    order = [int(column) for column in np.argsort(-table.mean(axis=0))]
    ranking = sum(_best(work, 1)[1] for work in _rankings(table, order))
    pairs = sum(v.q.size for v in backlog.values())
    drawn = sum(link_share(v, units) > 0 for v in backlog.values())
    mark = "" if took < AIM else "**"
    return (
        f"| {'accounts' if units < CUSTOMERS else 'people alone'} | {links} | {pairs:,} | {drawn} |"
        f" {mark}{took:.1f}{mark} | {loop:.0f} | {peer:.0f} | {ranking:.1f} |"
    )


def _rankings(table: np.ndarray, order: list[int]) -> list[Callable[[], object]]:
    return [lambda: rank_intervals(table), lambda: tiers(table, order), lambda: pairwise(table)]


def _backlog(links: int, units: int) -> dict[str, Voices]:
    """Features of uneven popularity; a third of the links is sure, the others are doubtful."""
    random = np.random.default_rng(0)
    account = np.concatenate([np.arange(units), random.integers(0, units, CUSTOMERS - units)])
    account.sort()
    popular = 1 / np.arange(1, FEATURES + 1)
    number = np.full(FEATURES, CUSTOMERS)
    if links < FEATURES:
        number = np.clip(links * CUSTOMERS * popular / popular.sum(), 20, CUSTOMERS).astype(int)
        number = (number * links * CUSTOMERS / number.sum()).clip(20, CUSTOMERS).astype(int)
    found = {}
    for n, size in enumerate(number):
        customers = np.sort(random.choice(CUSTOMERS, size=size, replace=False))
        sure = random.random(size) < 1 / 3
        q = np.clip(np.where(sure, random.beta(9, 1, size), random.beta(1, 3, size)), 0.01, 1)
        found[f"F{n}"] = _voices(account[customers], q, random)
    return found


def _voices(unit: np.ndarray, q: np.ndarray, random: np.random.Generator) -> Voices:
    surest = np.lexsort((-q, unit))
    speakers = surest[np.unique(unit[surest], return_index=True)[1]]
    return Voices(
        unit=unit,
        q=q,
        facts=np.column_stack([np.ones(q.size), random.integers(0, 5, size=(q.size, 5))]).astype(float),
        speakers=speakers,
        account_facts=np.column_stack([np.ones(speakers.size), random.integers(1, 9**9, speakers.size)]),
    )


def _best(work: Callable[[], Mapping[str, object]], rounds: int) -> tuple:
    """What it gives, and its shortest wall time."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        found = work()
        times.append(time.perf_counter() - began)
    return found, min(times)


def _loop(backlog: Mapping[str, Voices], units: int) -> float:
    """Plain numpy, draw by draw and feature by feature: the same figures, links drawn for every copy."""
    random = np.random.default_rng(0)
    began = time.perf_counter()
    for _ in range(FEW_DRAWS):
        counts = np.bincount(random.integers(0, units, units), minlength=units)
        for voices in backlog.values():
            people = counts[voices.unit] * (random.random(voices.q.size) < voices.q)
            _ = people @ voices.facts, people[voices.speakers] @ voices.account_facts
    return time.perf_counter() - began


def _scipy(backlog: Mapping[str, Voices], units: int) -> float:
    """scipy.stats.bootstrap of one figure per feature, over accounts, vectorized; it draws no links."""
    began = time.perf_counter()
    for voices in list(backlog.values())[:: FEATURES // FEW_FEATURES]:
        per_unit = np.bincount(voices.unit, voices.q, minlength=units)
        scipy_bootstrap(
            (per_unit,), np.sum, n_resamples=DRAWS, method="percentile", confidence_level=0.9, rng=0
        )
    return time.perf_counter() - began


def _told() -> list[str]:
    return [
        f"{CUSTOMERS:,} customers of {ACCOUNTS:,} accounts, or of none, {FEATURES} features of uneven"
        f" popularity, {DRAWS:,} draws; a third of the links is sure, the others are .25 on average. Wall"
        f" seconds, the best of {ROUNDS} (of one for {FEATURES} links); aim: under {AIM:.0f}. {FEATURES}"
        " links per customer are every customer for every feature, which no backlog is.",
        "",
        "`drawn`: features whose links are drawn, because they are more in doubt than who was heard."
        " `bootstrap`: `priority.uncertainty.bootstrap`, eight figures per feature, all features on the same"
        f" units. `plain loop`: the same figures by numpy, draw by draw; timed on {FEW_DRAWS} draws, times"
        f" {DRAWS // FEW_DRAWS}. `scipy`: `scipy.stats.bootstrap` of one figure, features apart, without"
        f" links; timed on {FEW_FEATURES} features, times {FEATURES // FEW_FEATURES}. `ranking`: rank"
        " intervals, tiers and all pairs from the draws.",
        "",
        "| customers | links each | pairs | drawn | bootstrap | plain loop | scipy | ranking |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]


if __name__ == "__main__":
    main()
