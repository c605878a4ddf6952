"""Rows of frameworks and platform terms."""

from __future__ import annotations

from typing import Any

import numpy as np
from _oracles import Case, Row

from feedback_insights import priority

E14 = np.array([[25, 20, 15, 30], [10, 30, 20, 30], [30, 10, 30, 10]]) / [[65, 60, 65, 70]]


def _table(random: np.random.Generator) -> Case:
    items, criteria = int(random.integers(2, 9)), int(random.integers(2, 7))
    weights = random.dirichlet(np.ones(criteria))
    return {"values": random.uniform(0.01, 1, (items, criteria)).tolist(), "weights": weights.tolist()}


def _numbers(random: np.random.Generator) -> list[float]:
    return random.gamma(1, 3, int(random.integers(2, 12))).tolist()


def _jobs(random: np.random.Generator) -> Case:
    n = int(random.integers(1, 7))
    return {"cost": random.uniform(0, 50, n).tolist(), "duration": random.uniform(0.5, 12, n).tolist()}


def _rates(random: np.random.Generator) -> Case:
    rates = np.round(random.random(int(random.integers(1, 12))), 3)
    rates[0] = 0.5
    return {"rates": rates.tolist()}


def _spread(rates: Any) -> Any:
    found = priority.platform.breadth(rates)
    return found.hhi, found.d1, found.d2


WEIGHTED = [
    Row(
        ours=ours, oracle=oracle, call=call, draw=_table,
        published=[{"values": E14.tolist(), "weights": [0.2, 0.15, 0.4, 0.25]}],
    )
    for ours, oracle, call in (
        ("weighted_sum", "scikit-criteria WeightedSumModel", lambda **case: priority.weighted_sum(**case)),
        ("weighted_sum", "pymcdm WSM", lambda **case: priority.weighted_sum(**case)),
        (
            "weighted_product, log10", "scikit-criteria WeightedProductModel",
            lambda **case: np.log10(priority.weighted_product(**case)),
        ),
        (
            "weighted_product, log10", "pymcdm WPM",
            lambda **case: np.log10(priority.weighted_product(**case)),
        ),
    )
]  # fmt: skip

LISTS = [
    Row(
        ours="relative_to_sum", oracle="scikit-criteria SumScaler",
        call=lambda values: priority.relative_to_sum(values).values,
        draw=lambda random: {"values": _numbers(random)},
    ),
    Row(
        ours="ranks", oracle="SciPy rankdata", call=lambda scores: priority.ranks(scores),
        draw=lambda random: {"scores": np.round(_numbers(random)).tolist()},
    ),
    Row(
        ours="criteria_correlation", oracle="pandas corr",
        call=lambda values: priority.criteria_correlation(values),
        draw=lambda random: {"values": random.normal(size=(int(random.integers(3, 30)), 4)).tolist()},
    ),
    Row(
        ours="best_order", oracle="every order tried",
        call=lambda cost, duration: priority.best_order(cost, duration).delay_cost, draw=_jobs,
        published=[{"cost": [10, 30], "duration": [2, 4]}],
    ),
]  # fmt: skip

FORMULAS = [
    Row(
        ours="rice", oracle="fractions: RICE", call=lambda **case: priority.rice(**case),
        draw=lambda random: {
            "reach": float(random.uniform(0, 1e5)), "impact": float(random.choice([0.25, 0.5, 1, 2, 3])),
            "confidence": float(random.random()), "effort": float(random.uniform(0.1, 24)),
        },
        published=[
            {"reach": 450, "impact": 3, "confidence": 1, "effort": 2},
            {"reach": 2000, "impact": 1, "confidence": 0.8, "effort": 4},
            {"reach": 800, "impact": 2, "confidence": 0.5, "effort": 1},
        ],
    ),
    Row(
        ours="ice, product", oracle="fractions: ICE",
        call=lambda **case: priority.ice(**case, variant="product"),
        draw=lambda random: dict(
            zip(("impact", "confidence", "ease"), random.uniform(1, 10, 3).tolist(), strict=True)
        ),
        published=[
            {"impact": 8, "confidence": 7, "ease": 5}, {"impact": 6, "confidence": 9, "ease": 8},
        ],
    ),
    Row(
        ours="wsjf", oracle="fractions: WSJF",
        call=lambda value, criticality, risk, size: priority.wsjf(value, criticality, risk, size),
        draw=lambda random: dict(
            zip(
                ("value", "criticality", "risk", "size"),
                random.choice([1, 2, 3, 5, 8, 13, 20], 4).tolist(),
                strict=True,
            )
        ),
        published=[
            {"value": v, "criticality": c, "risk": r, "size": s}
            for v, c, r, s in ((8, 5, 3, 3), (5, 2, 5, 5), (3, 8, 5, 2))
        ],
    ),
    Row(
        ours="cd3", oracle="fractions: CD3", call=lambda cost, duration: priority.cd3(cost, duration),
        draw=lambda random: {
            "cost": float(random.uniform(0, 100)), "duration": float(random.uniform(0.1, 50)),
        },
        published=[{"cost": 10, "duration": 2}, {"cost": 30, "duration": 4}],
    ),
    Row(
        ours="opportunity", oracle="fractions: opportunity", call=lambda **case: priority.opportunity(**case),
        draw=lambda random: dict(
            zip(("importance", "satisfaction"), random.uniform(0, 10, 2).tolist(), strict=True)
        ),
        published=[
            {"importance": 10, "satisfaction": 0}, {"importance": 10 / 3, "satisfaction": 10 / 3},
            {"importance": 10, "satisfaction": 10 / 3},
        ],
    ),
]  # fmt: skip

PLATFORM = [
    Row(
        ours="platform.breadth: hhi, d1, d2", oracle="scikit-bio dominance, hill", call=_spread, draw=_rates,
        published=[{"rates": [0.4, 0.3, 0.2, 0.1]}],
    ),
]  # fmt: skip

ROWS = [*WEIGHTED, *LISTS, *FORMULAS, *PLATFORM]
