"""Cross-product reach: how evenly a theme is spread over the products of a platform."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import exp, fsum, log

import numpy as np

from feedback_insights.arguments import Floats
from feedback_insights.priority.platform._products import ROUNDING, PerProduct, Products, read
from feedback_insights.priority.uncertainty import generator

SINGLE = 0.8  # a product with more than this share of the rates has the theme to itself
FEWEST = 10  # customers; below, an interval is not to be trusted (prioritization spec 6.2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Breadth:
    """The spread of one theme over M products; None = unknown, and `reason` says why."""

    products: tuple[str, ...]  # the names, sorted; empty where lists were given
    rates: tuple[float | None, ...]  # per product; None = unknown, or nobody was heard there
    shares: tuple[float | None, ...] = ()  # rate / sum of rates, in the order of `rates`
    hhi: float | None = None  # Herfindahl-Hirschman index, 1 / M .. 1
    d1: float | None = None  # effective products by Shannon's entropy, 1 .. M
    d2: float | None = None  # effective products by the HHI, 1 .. M
    breadth: float | None = None  # (d1 - 1) / (M - 1): 0 one product has it all, 1 all are alike
    low: float | None = None  # interval of `breadth`; None = not given how many were heard
    high: float | None = None
    single_product: bool = False  # one has more than .8 of the shares: a matter for its own backlog first
    method: str = ""
    reason: str = ""


def breadth(
    rates: PerProduct | None = None,
    *,
    raised: PerProduct | None = None,
    heard: PerProduct | None = None,
    level: float = 0.9,
    draws: int = 2000,
    seed: int = 0,
) -> Breadth:
    """Measure how evenly a theme is spread over the M products of a platform, by rates and not by counts.

    ``p = rate / sum of rates``, ``HHI = sum p^2``, ``D2 = 1 / HHI``, ``D1 = exp(-sum p ln p)``,
    ``breadth = (D1 - 1) / (M - 1)`` in 0..1, and 0 for M = 1. By counts the largest product would always win.

    Give `rates` >= 0 on any one scale (shrunken ones where few were heard), or `raised`, the customers per
    product who raise the theme (whole or expected numbers), out of those `heard` there. Each is a list in one
    order of products, or a mapping by product. A product of unknown rate, or where nobody was heard, is left
    out of M and told in `reason`; one where nobody raises the theme has the rate 0 and counts.

    With `heard` (whole numbers; then `rates` must be shares) `low` and `high` are a parametric bootstrap at
    `level`, seeded, the same for every order of products. Few customers bias D down, in the figure and once
    more in each draw, so the upper end lies at least as far above the figure as the lower end below it; and
    of counts, draws are made from (raised + 1/2) / (heard + 1), lest nobody among ten pass for nobody at all.

    Unknown (None, with `reason`): no products, no rate above 0, or of several products all but one unknown.
    Raises ValueError naming the argument and the place for numbers that are negative or infinite, for more
    raised than heard, for arguments about different products, and for a level, draws or seed out of range.

    Source: prioritization spec section 7; D1 and D2 are the Hill numbers of order 1 and 2.
    """
    if not (0 < level < 1 and draws >= 1 and seed >= 0):
        told = f"level = {level}, draws = {draws}, seed = {seed}"
        raise ValueError(f"breadth needs 0 < level < 1, draws >= 1 and seed >= 0, not {told}")
    asked = read(rates, raised, heard)
    result = Breadth(
        products=asked.names,
        rates=tuple(None if np.isnan(rate) else float(rate) for rate in asked.rates),
        reason=asked.gap(),
    )
    known = int(asked.known.sum())
    if not known or (known == 1 and len(result.rates) > 1) or not asked.rates[asked.known].any():
        return result
    spread = _spread(asked, result)
    return spread if asked.heard is None else _drawn(asked, spread, level, draws, seed)


def _spread(asked: Products, result: Breadth) -> Breadth:
    """The figures; rates are taken as parts of the largest first, so that their sum is no infinity."""
    parts = asked.rates / asked.rates[asked.known].max()
    shares = parts / fsum(parts[asked.known])
    p = [float(share) for share in shares if share > 0]
    hhi, d1 = fsum(share * share for share in p), exp(-fsum(share * log(share) for share in p))
    return replace(
        result,
        shares=tuple(None if np.isnan(share) else float(share) for share in shares),
        hhi=hhi,
        d1=d1,
        d2=1 / hhi,
        breadth=float(_breadth(np.array(d1), int(asked.known.sum()))),
        single_product=max(p) > SINGLE + ROUNDING,
    )


def _breadth(d1: Floats, products: int) -> Floats:
    return np.clip((d1 - 1) / max(products - 1, 1), 0.0, 1.0)  # beyond is rounding


def _drawn(asked: Products, result: Breadth, level: float, draws: int, seed: int) -> Breadth:
    """The same with its interval: other customers of the same number are heard in every product."""
    assert asked.heard is not None
    assert result.breadth is not None
    order = np.lexsort((asked.drawn_from[asked.known], asked.heard[asked.known]))
    heard, centre = asked.heard[asked.known][order], asked.drawn_from[asked.known][order]
    counts = generator(seed, "breadth").binomial(heard.astype(np.int64), centre, size=(draws, heard.size))
    drawn = _breadth(_effective(counts[counts.any(axis=1)] / heard), heard.size)
    tail = (1 - level) / 2
    ends = np.quantile(drawn, [tail, 1 - tail]) if drawn.size else np.array([0.0, 1.0])
    low = min(float(ends[0]), result.breadth)
    few = asked.customers < FEWEST
    doubt = f"interval_unreliable: {asked.customers:.1f} customers, fewer than {FEWEST}" if few else ""
    return replace(
        result,
        low=low,
        high=min(max(float(ends[1]), 2 * result.breadth - low), 1.0),
        method=f"{level:.0%} parametric bootstrap, {draws} draws of the customers heard in each product",
        reason="; ".join(filter(None, (result.reason, doubt))),
    )


def _effective(rates: Floats) -> Floats:
    """D1 of every row."""
    p = rates / rates.sum(axis=1, keepdims=True)
    d1: Floats = np.exp(-(p * np.log(np.where(p > 0, p, 1.0))).sum(axis=1))
    return d1
