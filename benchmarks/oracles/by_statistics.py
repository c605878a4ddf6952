"""Shares, rates, series and weights by statsmodels, SciPy, pymannkendall, balance and pandas."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pymannkendall
import statsmodels.api as sm
from balance.stats_and_plots.weights_stats import design_effect
from balance.weighting_methods.poststratify import poststratify
from scipy import optimize, stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.rates import confint_poisson_2indep, test_poisson_2indep
from statsmodels.stats.weightstats import DescrStatsW

TESTS = {
    "score": "score", "wald": "wald", "log": "wald-log", "sqrt": "sqrt", "exact": "exact-cond",
    "mid-p": "cond-midp",
}  # fmt: skip
SIDES = {"greater": "larger", "less": "smaller", "two-sided": "two-sided"}


def _share(method: str) -> Any:
    return lambda k, n, z: proportion_confint(k, n, alpha=2 * stats.norm.sf(z), method=method)


def _binomtest_wilson(k: int, n: int, z: float) -> Any:
    found = stats.binomtest(k, n).proportion_ci(1 - 2 * stats.norm.sf(z), method="wilson")
    return found.low, found.high


def _newcombe(k1: int, n1: int, k2: int, n2: int, z: float) -> Any:
    return confint_proportions_2indep(k1, n1, k2, n2, method="newcomb", alpha=2 * stats.norm.sf(z))


def _rates(counts: list[int], exposures: list[float], ratio: float, method: str, side: str) -> Any:
    (x1, x2), (n1, n2) = counts, exposures
    found = test_poisson_2indep(x1, n1, x2, n2, value=ratio, method=TESTS[method], alternative=SIDES[side])
    return [found.pvalue] if method in ("exact", "mid-p") else [found.statistic, found.pvalue]


def _ratio_interval(counts: list[int], exposures: list[float], level: float) -> Any:
    (x1, x2), (n1, n2) = counts, exposures
    return confint_poisson_2indep(x1, n1, x2, n2, method="wald-log", compare="ratio", alpha=1 - level)


def _dispersion(counts: list[int], exposure: list[float], window: list[int]) -> float:
    dummies = pd.get_dummies(pd.Series(window)).astype(float)
    family = sm.families.Poisson()
    fitted = sm.GLM(counts, dummies, family=family, exposure=exposure).fit(tol=1e-14, maxiter=200)
    return fitted.pearson_chi2 / fitted.df_resid


def _mann_kendall(values: list[float]) -> Any:
    plain = pymannkendall.original_test(values)
    white = pymannkendall.pre_whitening_modification_test(values)
    return plain.s, plain.var_s, plain.z, plain.p, plain.Tau, plain.slope, plain.intercept, white.z, white.p


def _theil_slopes(values: list[float], level: float) -> Any:
    found = stats.theilslopes(values, alpha=level)
    return found.slope, found.low_slope, found.high_slope


def _likelihood(k: list[int], n: list[int]) -> float:
    """The greatest log-likelihood that a search over mean and correlation finds, the pooled one included.

    alpha + beta stay below 1e5: beyond, the log of the beta function has fewer digits than are compared.
    """

    def loss(at: Any) -> float:
        mean, m = stats.logistic.cdf(at[0]), np.exp(min(at[1], np.log(1e5)))
        return -float(stats.betabinom.logpmf(k, n, mean * m, (1 - mean) * m).sum())

    mean = min(max(sum(k) / sum(n), 1e-3), 1 - 1e-3)
    starts = [(stats.logistic.ppf(mean), np.log(m)) for m in (2, 50)]
    options = {"xatol": 1e-10, "fatol": 1e-13, "maxiter": 20_000, "maxfev": 20_000}
    found = [optimize.minimize(loss, start, method="Nelder-Mead", options=options).fun for start in starts]
    pooled = stats.binom.logpmf(k, n, sum(k) / sum(n)).sum()
    return max(-min(found), pooled)


def _poststratify(population: list[int], heard: list[int]) -> Any:
    sample = pd.DataFrame({"stratum": np.repeat(np.arange(len(heard)), heard)})
    target = pd.DataFrame({"stratum": np.repeat(np.arange(len(population)), population)})
    found = poststratify(
        sample, pd.Series(np.ones(len(sample))), target, pd.Series(np.ones(len(target))),
        variables=["stratum"], transformations=None,
    )  # fmt: skip
    weight = found["weight"].to_numpy()
    first = np.cumsum([0, *heard[:-1]])
    return [*weight[first], design_effect(pd.Series(weight))]


def _weighted_share(named: list[int], heard: list[int], population: list[int]) -> float:
    weight = np.divide(population, heard)
    said = DescrStatsW(
        np.tile([1.0, 0.0], len(heard)), np.ravel(np.c_[named * weight, (np.subtract(heard, named)) * weight])
    )
    return said.mean


def _rank_intervals(draws: list[list[float]], level: float) -> Any:
    """Median and quantiles of mid-ranks, item by item."""
    ranks = stats.rankdata(np.negative(draws), axis=1)
    tail = (1 - level) / 2
    return np.quantile(ranks, [0.5, tail, 1 - tail], axis=0, method="inverted_cdf").T.ravel()


def _ears(counts: list[int], alpha: float, lag: int) -> Any:
    before = pd.Series(counts, dtype=float).shift(1 + lag).rolling(7)
    return before.mean() + stats.norm.isf(alpha) * before.std().clip(lower=1)


ORACLES = {
    "statsmodels proportion_confint, wilson": _share("wilson"),
    "statsmodels proportion_confint, agresti_coull": _share("agresti_coull"),
    "SciPy binomtest, wilson": _binomtest_wilson,
    "statsmodels confint_proportions_2indep, newcomb": _newcombe,
    "statsmodels test_poisson_2indep": _rates,
    "statsmodels confint_poisson_2indep, wald-log": _ratio_interval,
    "statsmodels Poisson GLM, Pearson chi2 / df": _dispersion,
    "pymannkendall original and pre-whitening test": _mann_kendall,
    "SciPy theilslopes": _theil_slopes,
    "SciPy false_discovery_control": lambda p: stats.false_discovery_control(p),
    "statsmodels multipletests, fdr_bh": lambda p: multipletests(p, method="fdr_bh")[1],
    "SciPy betabinom, Nelder-Mead": _likelihood,
    "balance poststratify, design_effect": _poststratify,
    "balance design_effect": lambda weights: design_effect(pd.Series(weights)),
    "statsmodels DescrStatsW": _weighted_share,
    "pandas rolling, SciPy norm": _ears,
    "SciPy rankdata, NumPy quantile": _rank_intervals,
}
