"""Weighted scores, ranks, orders, spread and dominance by scikit-criteria, pymcdm, scikit-bio, paretoset."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
import pandas as pd
import skcriteria
from paretoset import paretoset
from pymcdm.methods import WPM, WSM
from scipy import stats
from skbio.diversity.alpha import dominance, hill
from skcriteria.agg.simple import WeightedProductModel, WeightedSumModel
from skcriteria.preprocessing.scalers import SumScaler


def _criteria(model: Any) -> Any:
    def score(values: list[list[float]], weights: list[float]) -> Any:
        table = skcriteria.mkdm(values, [max] * len(weights), weights=weights)
        return model().evaluate(table).e_.score

    return score


def _mcdm(model: Any, read: Any = np.asarray) -> Any:
    def score(values: list[list[float]], weights: list[float]) -> Any:
        as_given = model(lambda column, cost: column)
        return read(as_given(np.array(values), np.array(weights), np.ones(len(weights))))

    return score


def _sum_scaled(values: list[float]) -> Any:
    table = skcriteria.mkdm([[one] for one in values], [max])
    return SumScaler(target="matrix").transform(table).matrix.to_numpy().ravel()


def _cheapest(cost: list[float], duration: list[float]) -> float:
    """The least total delay cost over all orders of the jobs."""
    return min(
        float(np.cumsum(np.take(duration, order)) @ np.take(cost, order))
        for order in permutations(range(len(cost)))
    )


def _spread(rates: list[float]) -> Any:
    return dominance(rates), hill(rates, order=1), hill(rates, order=2)


def _correlation(values: list[list[float]]) -> Any:
    return pd.DataFrame(values).corr().to_numpy().ravel()


def _undominated(values: list[list[float]], senses: list[str]) -> Any:
    return paretoset(np.array(values), sense=senses, distinct=False).astype(float)


ORACLES = {
    "scikit-criteria WeightedSumModel": _criteria(WeightedSumModel),
    "scikit-criteria WeightedProductModel": _criteria(WeightedProductModel),
    "pymcdm WSM": _mcdm(WSM),
    "pymcdm WPM": _mcdm(WPM, np.log10),
    "scikit-criteria SumScaler": _sum_scaled,
    "SciPy rankdata": lambda scores: stats.rankdata(np.negative(scores)),
    "every order tried": _cheapest,
    "scikit-bio dominance, hill": _spread,
    "pandas corr": _correlation,
    "paretoset": _undominated,
}
