"""Rankings and calibration by ir-measures, scikit-learn, torchmetrics and netcal."""

from __future__ import annotations

from typing import Any

import ir_measures
import numpy as np
import torch
from ir_measures import AP, RR, P, R
from netcal.metrics import ECE
from sklearn.calibration import calibration_curve
from sklearn.metrics import average_precision_score, brier_score_loss, precision_recall_curve
from statsmodels.stats.proportion import proportion_confint
from torchmetrics.functional.classification import binary_calibration_error


def _ranked(returned: list[list[int]], relevant: list[list[int]], k: int) -> Any:
    """P@k, R@k, MRR and MAP over items that have something to be found."""
    truth = [ir_measures.Qrel(f"q{i}", f"d{j}", 1) for i, found in enumerate(relevant) for j in found]
    run = [
        ir_measures.ScoredDoc(f"q{i}", f"d{j}", float(-place))
        for i, found in enumerate(returned)
        for place, j in enumerate(found)
    ]
    found = ir_measures.calc_aggregate([P @ k, R @ k, RR, AP], truth, run)
    return [found[measure] for measure in (P @ k, R @ k, RR, AP)]


def _average_precision(returned: list[int], relevant: list[int]) -> float:
    """All are returned, so that the right ones not returned play no part."""
    return average_precision_score(np.isin(returned, relevant), -np.arange(len(returned)))


def _torch(probability: list[float], truth: list[int], bins: int, norm: str) -> float:
    said = torch.tensor(probability, dtype=torch.float64)
    return binary_calibration_error(said, torch.tensor(truth), n_bins=bins, norm=norm).item()


def _netcal(*, equal_width: bool) -> Any:
    def error(probability: list[float], truth: list[int], bins: int) -> float:
        return ECE(bins, equal_intervals=equal_width).measure(np.array(probability), np.array(truth))

    return error


def _curve(probability: list[float], truth: list[int], bins: int) -> Any:
    true, said = calibration_curve(truth, probability, n_bins=bins)
    return [*true, *said]


def _risk(probability: list[float], truth: list[int]) -> Any:
    """Precision and recall at every probability that occurs, from the highest."""
    precision, recall, thresholds = precision_recall_curve(truth, probability)
    last = len(thresholds) - 1
    return [one for i in range(last, -1, -1) for one in (thresholds[i], precision[i], recall[i])]


def _threshold(probability: list[float], truth: list[int], target: float, level: float) -> float | None:
    """By trying them all."""
    said, true = np.array(probability), np.array(truth)
    reached = []
    for cut in np.unique(said):
        taken = said >= cut
        low, _ = proportion_confint(true[taken].sum(), taken.sum(), alpha=1 - level, method="wilson")
        if low >= target:
            reached.append(cut)
    return min(reached, default=None)


ORACLES = {
    "ir-measures P@k, R@k, RR, AP (trec_eval)": _ranked,
    "scikit-learn average_precision_score": _average_precision,
    "scikit-learn brier_score_loss": lambda probability, truth: brier_score_loss(truth, probability),
    "torchmetrics binary_calibration_error": _torch,
    "netcal ECE": _netcal(equal_width=True),
    "netcal ECE, equal mass": _netcal(equal_width=False),
    "scikit-learn calibration_curve": _curve,
    "scikit-learn precision_recall_curve": _risk,
    "statsmodels proportion_confint at every threshold": _threshold,
}
