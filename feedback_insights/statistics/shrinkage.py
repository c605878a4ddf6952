"""Shrinkage: shares of small groups are moved towards the common share, the more the fewer were heard.

Of ten segments with five answers each, the best and the worst are mostly luck. Raw and shrunken shares stand
side by side; rank by the shrunken ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from feedback_insights.arguments import Floats, numbers, refuse
from feedback_insights.statistics.normal import critical
from feedback_insights.statistics.proportions import wilson

Fit = Literal["moments", "likelihood"]

_LOGITS = 16.0  # the likelihood is searched for rho between 1e-7 and 1 - 1e-7
_NO_BETTER = 1e-6  # gain in log likelihood that is rounding, not evidence


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BetaBinomial:
    """Raw and shrunken shares of the groups, in the order given; nan where nobody was heard."""

    raw: Floats
    shrunken: Floats
    low: Floats  # of the shrunken share
    high: Floats
    level: float
    mean: float | None  # mu, what all are moved towards; None = nobody was heard in any group
    rho: (
        float | None
    )  # correlation within groups, 0..1; None = it cannot be told: fewer than two groups, n = 1
    alpha: float | None  # of the beta distribution of the groups' shares; None = all pooled
    beta: float | None
    pooled: bool  # the groups differ by no more than chance: all have the mean
    fit: Fit


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class JamesStein:
    """Raw and shrunken shares of the groups, in the order given."""

    raw: Floats
    shrunken: Floats
    low: Floats  # of the shrunken share
    high: Floats
    level: float
    mean: float
    c: float  # how much of its distance from the mean each group keeps, 0..1


def beta_binomial(k: ArrayLike, n: ArrayLike, *, fit: Fit | None = None, level: float = 0.95) -> BetaBinomial:
    """Shrink the shares k / n of several groups by `(k + alpha) / (n + alpha + beta)`.

    k: how many of the n heard in each group said it, 0 <= k <= n; may be expected counts. n: one number for
    all groups or one each.

    The groups' shares are taken as drawn from a beta distribution of mean mu, `alpha = mu M`,
    `beta = (1 - mu) M`, `M = 1 / rho - 1`. fit: "moments" (the default where all n are equal)
    `rho = (S^2 n / (mu (1 - mu)) - 1) / (n - 1)` with the sample variance S^2 of the shares (divisor groups
    - 1); "likelihood" (the default where they are not) maximizes the beta-binomial likelihood. rho <= 0
    pools all groups fully; rho = 1 leaves them as they are. Groups in which nobody was heard stay nan.

    low, high: quantiles of the beta distribution that each group is left with, at `level` (where all are
    pooled or none is moved: Wilson's interval). They take alpha and beta as known, so with few groups they
    are too narrow.

    Raises ValueError for impossible counts, and for "moments" with unequal n.

    Source: Kleinman 1973, "Proportions with extraneous variance", JASA 68; prioritization spec 6.3.
    """
    if fit not in (None, "moments", "likelihood"):
        raise ValueError(f"fit is {fit!r}: it must be moments or likelihood")
    hits, heard = _groups(k, n)
    known = heard > 0
    equal = np.unique(heard[known]).size <= 1
    if fit == "moments" and not equal:
        raise ValueError("fit='moments' needs the same n in all groups; use 'likelihood'")
    used: Fit = fit or ("moments" if equal else "likelihood")
    rho, mean = (_moments if used == "moments" else _likelihood)(hits[known], heard[known])
    alpha, beta = _prior(mean, rho)
    shrunken = _shrink(hits, heard, mean, alpha, beta)
    low, high = _posterior(hits, heard, alpha, beta, level)
    return BetaBinomial(
        raw=_raw(hits, heard),
        shrunken=shrunken,
        low=low,
        high=high,
        level=level,
        mean=mean,
        rho=rho,
        alpha=alpha,
        beta=beta,
        pooled=alpha is None,
        fit=used,
    )


def james_stein(k: ArrayLike, n: ArrayLike, *, level: float = 0.95) -> JamesStein:
    """Shrink the shares y = k / n of four or more groups of equal size by `mean + c (y - mean)`.

    `c = max(0, 1 - (groups - 3) s2 / sum (y - mean)^2)`, `s2 = mean (1 - mean) / n`: the Gaussian version,
    quick to check by hand. k: 0 <= k <= n. The interval is `+- z sqrt(c s2 + (1 - c) s2 / groups)`, cut at 0
    and 1; it takes c as known.

    Raises ValueError for impossible or unknown counts, unequal n and fewer than four groups; use
    `beta_binomial` there.

    Source: Efron and Morris 1975, "Data analysis using Stein's estimator and its generalizations", JASA 70.
    """
    hits, heard = _groups(k, n)
    refuse("k", hits, np.isnan(hits), "must be known")
    if hits.size < 4 or np.unique(heard).size > 1 or not heard[0] > 0:
        raise ValueError("james_stein needs four or more groups with the same n above 0; use beta_binomial")
    raw = hits / heard
    mean = float(raw.mean())
    s2, spread = mean * (1 - mean) / heard[0], float(np.sum((raw - mean) ** 2))
    c = max(0.0, 1 - (raw.size - 3) * s2 / spread) if spread > 0 else 0.0
    shrunken = mean + c * (raw - mean)
    half = critical(level) * np.sqrt(c * s2 + (1 - c) * s2 / raw.size)
    return JamesStein(
        raw=raw,
        shrunken=shrunken,
        low=np.clip(shrunken - half, 0, 1),
        high=np.clip(shrunken + half, 0, 1),
        level=level,
        mean=mean,
        c=c,
    )


def _groups(k: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats]:
    hits, heard = numbers("k", k, low=0), numbers("n", n, low=0)
    if hits.ndim != 1 or heard.shape not in ((), hits.shape):
        raise ValueError(
            f"k must be a list, n one number or one per group; shapes are {hits.shape}, {heard.shape}"
        )
    heard = np.broadcast_to(heard, hits.shape)
    refuse("k", hits, hits > heard, "must not be above n")
    return hits, np.where(np.isnan(hits), np.nan, heard)


def _raw(k: Floats, n: Floats) -> Floats:
    with np.errstate(invalid="ignore"):
        return np.asarray(k / n)


def _moments(k: Floats, n: Floats) -> tuple[float | None, float | None]:
    """rho and mu of groups of one size."""
    if not k.size:
        return None, None
    shares, mean = k / n, float(np.sum(k) / np.sum(n))
    if k.size == 1 or n[0] <= 1:
        return None, mean
    binomial = mean * (1 - mean) / n[0]
    if binomial == 0:  # all say it, or nobody does
        return 0.0, mean
    rho = (np.var(shares, ddof=1) / binomial - 1) / (n[0] - 1)
    return float(np.clip(rho, 0, 1)), mean


def _likelihood(k: Floats, n: Floats) -> tuple[float | None, float | None]:
    """rho and mu that make the counts most likely; of groups of any size."""
    mean = float(np.sum(k) / np.sum(n)) if k.size else None
    if mean is None or k.size == 1 or n.max() <= 1:
        return None, mean
    if not 0 < mean < 1:
        return 0.0, mean
    from scipy.optimize import minimize
    from scipy.special import betaln, expit, logit, xlogy

    def loss(point: Floats) -> float:
        mu, prior = expit(point[0]), 1 / expit(point[1]) - 1
        a, b = mu * prior, (1 - mu) * prior
        return -float(np.sum(betaln(k + a, n - k + b) - betaln(a, b)))

    found = minimize(
        loss,
        [logit(mean), logit(0.1)],
        method="Nelder-Mead",
        bounds=[(-_LOGITS, _LOGITS)] * 2,
        options={"xatol": 1e-9, "fatol": 1e-11, "maxiter": 4000, "maxfev": 4000},
    )
    alone = float(np.sum(xlogy(k, mean) + xlogy(n - k, 1 - mean)))  # the limit for rho = 0
    if -found.fun <= alone + _NO_BETTER:
        return 0.0, mean
    return float(expit(found.x[1])), float(expit(found.x[0]))


def _prior(mean: float | None, rho: float | None) -> tuple[float | None, float | None]:
    if mean is None or not rho:
        return None, None
    size = 1 / rho - 1
    return mean * size, (1 - mean) * size


def _shrink(k: Floats, n: Floats, mean: float | None, alpha: float | None, beta: float | None) -> Floats:
    known = n > 0
    if alpha is None or beta is None:
        return np.where(known, np.nan if mean is None else mean, np.nan)
    with np.errstate(invalid="ignore"):
        return np.where(known, (k + alpha) / (n + alpha + beta), np.nan)


def _posterior(
    k: Floats, n: Floats, alpha: float | None, beta: float | None, level: float
) -> tuple[Floats, Floats]:
    known = n > 0
    bounds = np.full((2, k.size), np.nan)
    z = critical(level)
    if alpha is None or beta is None:
        everybody = wilson(float(k[known].sum()), float(n[known].sum()), z)
        if everybody:
            bounds[:, known] = np.array(everybody)[:, np.newaxis]
    elif alpha + beta == 0:
        bounds[:, known] = np.array(
            [wilson(float(a), float(b), z) for a, b in zip(k[known], n[known], strict=True)]
        ).T
    else:
        from scipy.special import betaincinv

        tails = np.array([[(1 - level) / 2], [(1 + level) / 2]])
        bounds[:, known] = betaincinv(k[known] + alpha, n[known] - k[known] + beta, tails)
    return bounds[0], bounds[1]
