"""Rows of shares, rates, series, weights and shrinkage."""

from __future__ import annotations

from typing import Any

import numpy as np
from _oracles import Case, Row
from scipy.stats import betabinom, binom

from feedback_insights import statistics as ours

Z95 = 1.959964
SHAMPOO = [
    266.0, 145.9, 183.1, 119.3, 180.3, 168.5, 231.8, 224.5, 192.8, 122.9, 336.5, 185.9, 194.3, 149.5, 210.1,
    273.3, 191.4, 287.0, 226.0, 303.6, 289.9, 421.6, 264.5, 342.3, 339.7, 440.4, 315.9, 439.3, 401.3, 437.4,
    575.5, 407.6, 682.0, 475.3, 581.3, 646.9,
]  # fmt: skip  # shampoo sales, spec E11
BENJAMINI = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
    0.7590, 1.0,
]  # fmt: skip  # spec E13


def _share(random: np.random.Generator) -> Case:
    n = int(random.integers(1, 2000))
    return {"k": int(random.integers(0, n + 1)), "n": n, "z": float(random.uniform(0.5, 3.5))}


def _two_shares(random: np.random.Generator) -> Case:
    one, other = _share(random), _share(random)
    return {"k1": one["k"], "n1": one["n"], "k2": other["k"], "n2": other["n"], "z": one["z"]}


def _rates(method: str, least: int) -> Any:
    def draw(random: np.random.Generator) -> Case:
        return {
            "counts": random.integers(least, 150, 2).tolist(),
            "exposures": random.uniform(50, 5000, 2).tolist(),
            "ratio": float(random.uniform(0.5, 2)),
            "method": method,
            "side": str(random.choice(["greater", "less", "two-sided"])),
        }

    return draw


def _rate_test(counts: Any, exposures: Any, ratio: float, method: str, side: str) -> Any:
    found = ours.rate_ratio(
        counts[0], exposures[0], counts[1], exposures[1], null_ratio=ratio, method=method, alternative=side
    )
    return [found.p] if method in ("exact", "mid-p") else [found.z, found.p]


def _ratio_interval(counts: Any, exposures: Any, level: float) -> Any:
    found = ours.rate_ratio(counts[0], exposures[0], counts[1], exposures[1], level=level)
    return found.low, found.high


def _series(random: np.random.Generator) -> Case:
    n = int(random.integers(8, 60))
    values = random.normal(size=n) + np.arange(n) * random.uniform(-0.1, 0.1)
    return {"values": (values if random.random() < 0.5 else np.round(2 * values)).tolist()}


def _mann_kendall(values: Any) -> Any:
    found = ours.mann_kendall(values)
    return [
        found.s, found.variance, found.z, found.p, found.tau, found.slope, found.intercept,
        found.z_prewhitened, found.p_prewhitened,
    ]  # fmt: skip


def _slopes(values: Any, level: float) -> Any:
    found = ours.mann_kendall(values, level=level)
    return found.slope, found.slope_low, found.slope_high


def _groups(random: np.random.Generator) -> Case:
    n = random.integers(5, 80, int(random.integers(4, 12)))
    return {"k": random.binomial(n, random.beta(2, 5, len(n))).tolist(), "n": n.tolist()}


def _equal_groups(random: np.random.Generator) -> Case:
    n, groups = int(random.integers(2, 80)), int(random.integers(4, 12))
    k = random.binomial(n, random.beta(2, 5, groups))
    k[0] = max(k[0], 1)
    return {"k": k.tolist(), "n": n}


def _log_likelihood(k: Any, n: Any) -> float:
    found = ours.beta_binomial(k, n)
    if found.pooled:
        return float(binom.logpmf(k, n, found.mean).sum())
    return float(betabinom.logpmf(k, n, found.alpha, found.beta).sum())


def _strata(random: np.random.Generator) -> Case:
    cells = int(random.integers(2, 8))
    return {
        "population": random.integers(50, 2000, cells).tolist(),
        "heard": random.integers(1, 60, cells).tolist(),
    }


def _weights(population: Any, heard: Any) -> Any:
    """Without the rules for small strata and large weights, which are ours alone."""
    found = ours.post_stratify(_named(population), _named(heard), smallest=0, cap=1e9)
    return [*(stratum.weight for stratum in found.strata), found.deff]


def _weighted_share(named: Any, heard: Any, population: Any) -> Any:
    found = ours.weighted_share(_named(named), _named(heard), _named(population), smallest=0, cap=1e9)
    return found.share


def _named(numbers: Any) -> dict[str, float]:
    return {f"stratum {i}": number for i, number in enumerate(numbers)}


def _periods(random: np.random.Generator) -> Case:
    n = int(random.integers(6, 30))
    return {
        "counts": random.negative_binomial(3, 0.2, n).tolist(),
        "exposure": random.uniform(10, 100, n).tolist(),
        "window": [0] * 3 + [1] * 3 + random.integers(0, 2, n - 6).tolist(),
    }


def _rank_intervals(draws: Any, level: float) -> Any:
    return [
        one for found in ours.rank_intervals(draws, level) for one in (found.median, found.low, found.high)
    ]


def _front(values: Any, senses: Any) -> Any:
    front = ours.pareto(values, senses).front
    return [float(item in front) for item in range(len(values))]


def _acceptability(values: Any) -> Any:
    return ours.smaa(values, draws=100_000).acceptability[:, 0]


def _chances(random: np.random.Generator) -> Case:
    p = random.beta(0.5, 2, int(random.integers(1, 120)))
    return {"p": np.round(p, int(random.integers(2, 17))).tolist()}


def _ears(counts: Any, alpha: float, lag: int) -> Any:
    return (ours.ears_c2 if lag else ours.ears_c1)(counts, alpha=alpha).threshold


SHARES = [
    Row(
        ours="wilson", oracle=oracle, call=lambda **case: ours.wilson(**case), draw=_share,
        published=[{"k": 81, "n": 263, "z": Z95}, {"k": 0, "n": 20, "z": Z95}],
    )
    for oracle in ("statsmodels proportion_confint, wilson", "SciPy binomtest, wilson")
] + [
    Row(
        ours="adjusted_wald", oracle="statsmodels proportion_confint, agresti_coull",
        call=lambda **case: ours.adjusted_wald(**case), draw=_share,
    ),
    Row(
        ours="newcombe", oracle="statsmodels confint_proportions_2indep, newcomb",
        call=lambda **case: ours.newcombe(**case), draw=_two_shares,
        published=[{"k1": 56, "n1": 70, "k2": 48, "n2": 80, "z": Z95}],
    ),
]  # fmt: skip

RATES = [
    Row(
        ours=f"rate_ratio, {method}", oracle="statsmodels test_poisson_2indep", call=_rate_test,
        draw=_rates(method, least),
        published=[{
            "counts": [60, 30], "exposures": [51477.5, 54308.7], "ratio": 1.0, "method": method,
            "side": "greater",
        }],
    )
    for method, least in (
        ("score", 0), ("wald", 0), ("log", 1), ("sqrt", 0), ("exact", 0), ("mid-p", 0)
    )
] + [
    Row(
        ours="rate_ratio, interval", oracle="statsmodels confint_poisson_2indep, wald-log",
        call=_ratio_interval,
        draw=lambda random: {
            "counts": random.integers(1, 150, 2).tolist(), "exposures": random.uniform(50, 5000, 2).tolist(),
            "level": float(random.uniform(0.5, 0.99)),
        },
        published=[{"counts": [60, 30], "exposures": [51477.5, 54308.7], "level": 0.95}],
    ),
    Row(
        ours="dispersion", oracle="statsmodels Poisson GLM, Pearson chi2 / df",
        call=lambda **case: ours.dispersion(**case), draw=_periods,
    ),
]  # fmt: skip

SERIES = [
    Row(
        ours="mann_kendall", oracle="pymannkendall original and pre-whitening test", call=_mann_kendall,
        draw=_series, published=[{"values": SHAMPOO}],
        note="p is 1 - cdf there, so it is 0 where it is below 1e-16: a relative difference of 1.",
    ),
    Row(
        ours="mann_kendall, Sen's slope", oracle="SciPy theilslopes", call=_slopes,
        draw=lambda random: {**_series(random), "level": float(random.uniform(0.5, 0.99))},
        published=[{"values": SHAMPOO, "level": 0.95}],
    ),
    Row(
        ours="ears_c1, ears_c2", oracle="pandas rolling, SciPy norm", call=_ears,
        draw=lambda random: {
            "counts": random.poisson(random.uniform(0.2, 30), 25).tolist(),
            "alpha": float(random.uniform(1e-4, 0.1)), "lag": int(random.choice([0, 2])),
        },
    ),
]  # fmt: skip

RANKS = [
    Row(
        ours="rank_intervals", oracle="SciPy rankdata, NumPy quantile", call=_rank_intervals,
        draw=lambda random: {
            "draws": np.round(random.normal(size=(int(random.integers(2, 300)), 7)), 1).tolist(),
            "level": float(random.uniform(0.5, 0.99)),
        },
        note="Ranks that occur (the inverted distribution function), not means of two.",
    ),
    Row(
        ours="pareto", oracle="paretoset", call=_front,
        draw=lambda random: {
            "values": random.integers(0, 6, (int(random.integers(1, 40)), 3)).tolist(),
            "senses": random.choice(["max", "min"], 3).tolist(),
        },
    ),
    Row(
        ours="smaa", oracle="fractions: SMAA of two criteria", call=_acceptability,
        draw=lambda random: {"values": random.random((int(random.integers(2, 8)), 2)).tolist()}, drawn=50,
        published=[{"values": [[1, 0], [0, 1], [0.4, 0.4]]}],
        note="First-rank acceptability of 100,000 drawn weightings: a standard error of up to .0016.",
    ),
]  # fmt: skip

DISCOVERY = [
    Row(
        ours="benjamini_hochberg", oracle=oracle, call=lambda p: ours.benjamini_hochberg(p),
        draw=_chances,
        published=[{"p": BENJAMINI}],
    )
    for oracle in ("SciPy false_discovery_control", "statsmodels multipletests, fdr_bh")
]  # fmt: skip

WEIGHTS = [
    Row(
        ours="post_stratify", oracle="balance poststratify, design_effect", call=_weights, draw=_strata,
        published=[{"population": [120, 380, 80, 420], "heard": [30, 10, 50, 10]}],
        note="`smallest=0, cap=1e9`: collapsing and capping are our rules (spec 6.4), balance has none.",
    ),
    Row(
        ours="design_effect", oracle="balance design_effect",
        call=lambda weights: ours.design_effect(weights),
        draw=lambda random: {"weights": random.gamma(1, 2, int(random.integers(2, 80))).tolist()},
        published=[{"weights": [0, 1, 2, 3]}],
    ),
    Row(
        ours="weighted_share", oracle="statsmodels DescrStatsW", call=_weighted_share,
        draw=lambda random: (case := _strata(random)) | {
            "named": random.binomial(case["heard"], 0.4).tolist()
        },
        note="The share alone, `smallest=0, cap=1e9`.",
    ),
]  # fmt: skip

SHRINKAGE = [
    Row(
        ours="beta_binomial, likelihood", oracle="SciPy betabinom, Nelder-Mead", call=_log_likelihood,
        draw=_groups, drawn=60,
        note="The log-likelihood reached, by our alpha and beta and by a search: at a maximum it is flat, so"
        " it can be equal where the two parameters are found apart by 1e-6.",
    ),
    Row(
        ours="beta_binomial, moments", oracle="fractions: beta-binomial by moments",
        call=lambda k, n: ours.beta_binomial(k, n, fit="moments").shrunken, draw=_equal_groups,
    ),
    Row(
        ours="james_stein", oracle="fractions: James-Stein",
        call=lambda k, n: ours.james_stein(k, n).shrunken, draw=_equal_groups,
    ),
]  # fmt: skip

ROWS = [*SHARES, *RATES, *SERIES, *RANKS, *DISCOVERY, *WEIGHTS, *SHRINKAGE]
