"""Survey metrics, Kano and satisfiers by statsmodels and SciPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

Counts = list[int]


def _share(counts: Counts, level: float) -> Any:
    n = sum(counts)
    return 100 * np.array(
        [counts[0] / n, *proportion_confint(counts[0], n, alpha=1 - level, method="wilson")]
    )


def _mean(counts: Counts, level: float) -> Any:
    """Student's interval of the answers 1, 2, ..., cut at the ends of the scale."""
    answers = DescrStatsW(np.arange(1, len(counts) + 1), np.array(counts))
    return [answers.mean, *np.clip(answers.tconfint_mean(1 - level), 1, len(counts))]


def _two_shares(one: Counts, other: Counts, level: float) -> Any:
    groups = one[0], sum(one), other[0], sum(other)
    low, high = confint_proportions_2indep(*groups, method="newcomb", alpha=1 - level)
    return 100 * np.array([groups[0] / groups[1] - groups[2] / groups[3], low, high])


def _two_means(one: Counts, other: Counts, level: float) -> Any:
    sides = [DescrStatsW(np.arange(1, len(side) + 1), np.array(side)) for side in (one, other)]
    ends = CompareMeans(*sides).tconfint_diff(alpha=1 - level, usevar="unequal")
    return [sides[0].mean - sides[1].mean, *ends]


def _halves(counts: dict[str, int]) -> float:
    second, first = sorted(counts[name] for name in "AOMIR")[-2:]
    return stats.binomtest(first, first + second).pvalue


def _penalty_reward(satisfaction: list[float], tones: list[list[int | None]]) -> Any:
    """Ordinary least squares on three dummies per aspect: negative, positive and no mention."""
    columns = [[tone == kind for tone in aspect] for aspect in tones for kind in (-1, 1, None)]
    fitted = sm.OLS(satisfaction, sm.add_constant(np.array(columns, dtype=float).T)).fit()
    return [fitted.params[1 + 3 * at + kind] for at in range(len(tones)) for kind in (0, 1)]


ORACLES = {
    "statsmodels proportion_confint, wilson, per cent": _share,
    "statsmodels DescrStatsW, tconfint_mean": _mean,
    "statsmodels confint_proportions_2indep, per cent": _two_shares,
    "statsmodels CompareMeans, unequal": _two_means,
    "SciPy binomtest": _halves,
    "statsmodels OLS": _penalty_reward,
}
