"""Rows of rankings, calibration and abstention."""

from __future__ import annotations

from typing import Any

import numpy as np
from _oracles import Case, Row

from feedback_insights import statistics as ours

E18 = {"probability": [0.25, 0.25, 0.55, 0.75, 0.75], "truth": [0, 0, 1, 1, 1]}


def _rankings(random: np.random.Generator) -> Case:
    items, features, k = int(random.integers(1, 12)), int(random.integers(1, 25)), int(random.integers(1, 12))
    return {
        "returned": [
            random.permutation(features)[: random.integers(1, features + 1)].tolist() for _ in range(items)
        ],
        "relevant": [
            random.permutation(features)[: random.integers(1, min(features, 5) + 1)].tolist()
            for _ in range(items)
        ],
        "k": k,
    }


def _ranked(returned: Any, relevant: Any, k: int) -> Any:
    pairs = list(zip(returned, relevant, strict=True))
    return [
        np.mean([ours.precision_at_k(found, right, k) for found, right in pairs]),
        np.mean([ours.recall_at_k(found, right, k) for found, right in pairs]),
        ours.mean_reciprocal_rank(returned, relevant).value,
        ours.mean_average_precision(returned, relevant).value,
    ]


def _whole_ranking(random: np.random.Generator) -> Case:
    n = int(random.integers(1, 40))
    returned = random.permutation(n).tolist()
    return {"returned": returned, "relevant": returned[:: int(random.integers(1, 6))]}


def _said(random: np.random.Generator) -> Case:
    """Without ties: where a bin of equal mass ends among equal probabilities, libraries differ."""
    probability = random.beta(0.6, 1.2, int(random.integers(5, 400)))
    truth = random.random(len(probability)) < probability ** random.uniform(0.5, 2)
    truth[:2] = [True, False]
    return {"probability": probability.tolist(), "truth": truth.astype(int).tolist()}


def _rounded(random: np.random.Generator) -> Case:
    case = _said(random)
    return case | {"probability": np.round(case["probability"], 1).tolist()}


def _binned(random: np.random.Generator) -> Case:
    return {**_said(random), "bins": int(random.integers(1, 25))}


def _even(random: np.random.Generator) -> Case:
    """As many pairs in every bin."""
    case, bins = _said(random), int(random.integers(1, 6))
    n = len(case["truth"]) // bins * bins
    return {"probability": case["probability"][:n], "truth": case["truth"][:n], "bins": bins}


def _curve(probability: Any, truth: Any, bins: int) -> Any:
    table = ours.reliability_table(probability, truth, bins=bins).bins
    return [*(b.observed for b in table), *(b.predicted for b in table)]


def _risk(probability: Any, truth: Any) -> Any:
    rows = ours.risk_coverage(probability, truth)
    return [one for row in rows for one in (row.threshold, row.precision, row.recall)]


def _threshold(probability: Any, truth: Any, target: float, level: float) -> Any:
    found = ours.abstention_threshold(probability, truth, target=target, level=level)
    return None if found is None else found.threshold


RANKINGS = [
    Row(
        ours="precision_at_k, recall_at_k, mean_reciprocal_rank, mean_average_precision",
        oracle="ir-measures P@k, R@k, RR, AP (trec_eval)", call=_ranked, draw=_rankings,
        published=[{
            "returned": [[1, 2, 3], [2, 3, 1], [3, 1, 2]], "relevant": [[3], [3], [3]], "k": 3,
        }],
        note="Every item has something to be found and gets an answer: trec_eval leaves items without answers"
        " out of its means, we count them as misses.",
    ),
    Row(
        ours="average_precision", oracle="scikit-learn average_precision_score",
        call=lambda **case: ours.average_precision(**case), draw=_whole_ranking,
        note="With every feature returned: scikit-learn knows of no right one that is not.",
    ),
]  # fmt: skip

CALIBRATION = [
    Row(
        ours="brier_score", oracle="scikit-learn brier_score_loss",
        call=lambda **case: ours.brier_score(**case), draw=_said, published=[E18],
    ),
    *(
        Row(
            ours=f"calibration_error, {norm}", oracle="torchmetrics binary_calibration_error",
            call=lambda **case: ours.calibration_error(**case),
            draw=lambda random, norm=norm: {**_binned(random), "norm": norm},
            published=[{**E18, "bins": 2, "norm": norm}],
        )
        for norm in ("l1", "l2", "max")
    ),
    Row(
        ours="calibration_error", oracle="netcal ECE", call=lambda **case: ours.calibration_error(**case),
        draw=_binned, published=[{**E18, "bins": 2}],
    ),
    Row(
        ours="calibration_error, equal_mass", oracle="netcal ECE, equal mass",
        call=lambda **case: ours.calibration_error(**case, equal_mass=True), draw=_even,
        note="n a multiple of the bins.",
    ),
    Row(
        ours="reliability_table", oracle="scikit-learn calibration_curve", call=_curve, draw=_binned,
        published=[{**E18, "bins": 2}],
    ),
]  # fmt: skip

ABSTENTION = [
    Row(
        ours="risk_coverage", oracle="scikit-learn precision_recall_curve", call=_risk, draw=_rounded,
        published=[E18],
    ),
    Row(
        ours="abstention_threshold", oracle="statsmodels proportion_confint at every threshold",
        call=_threshold,
        draw=lambda random: {
            **_rounded(random), "target": float(random.uniform(0.3, 0.95)), "level": 0.9,
        },
    ),
]  # fmt: skip

ROWS = [*RANKINGS, *CALIBRATION, *ABSTENTION]
