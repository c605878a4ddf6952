"""The default value metric: five criteria, their anchors and weights, declared here and nowhere else."""

from __future__ import annotations

from math import fsum

import numpy as np
from numpy.typing import ArrayLike

from feedback_insights.arguments import Floats, declared, numbers, plain, refuse, single
from feedback_insights.priority._aligned import aligned, column, same_length
from feedback_insights.priority._criteria import Criterion
from feedback_insights.priority._weighted import weighted_sum

VALUE_CRITERIA = (
    Criterion(name="demand_share", anchors=(0, 0.20), weight=0.30),
    Criterion(name="severity", anchors=(0, 4), weight=0.20),
    Criterion(name="revenue_share", anchors=(0, 0.20), weight=0.20),
    Criterion(name="breadth", anchors=(0, 1), weight=0.15),
    Criterion(name="enabled", anchors=(0, 2), weight=0.15),
)
_HIGHEST = {"demand_share": 1.0, "severity": 4.0, "revenue_share": 1.0, "breadth": 1.0}
ACCOUNT_CAP = 0.05  # of the total: no single account carries an item


def value_score(
    demand_share: ArrayLike | None,
    severity: ArrayLike | None,
    revenue_share: ArrayLike | None,
    breadth: ArrayLike | None,
    enabled: ArrayLike | None,
) -> float | Floats | None:
    """The value of items, 0..1: the weighted sum of VALUE_CRITERIA. Also the value axis against effort.

    demand_share: share of people who ask for it, 0..1, post-stratified. severity: 0..4. revenue_share: share
    of all revenue, 0..1 (`capped_revenue_share`). breadth: over products, 0..1. enabled: the value of what it
    unlocks, >= 0, made from `direct_value` of those items so that nothing is circular. Mood and trend are
    shown beside it, not scored. Arguments broadcast. An unknown one gives None or nan; `weighted_score` with
    VALUE_CRITERIA gives bounds and flags. Raises ValueError for numbers out of range.
    """
    table = _columns(
        demand_share=demand_share,
        severity=severity,
        revenue_share=revenue_share,
        breadth=breadth,
        enabled=enabled,
    )
    rows = np.stack([array.ravel() for array in table], axis=-1)
    scores = weighted_sum(
        rows, [c.weight for c in VALUE_CRITERIA], anchors=[c.anchors for c in VALUE_CRITERIA]
    )
    return plain(np.asarray(scores).reshape(table[0].shape))


def direct_value(
    demand_share: ArrayLike | None,
    severity: ArrayLike | None,
    revenue_share: ArrayLike | None,
    breadth: ArrayLike | None,
) -> float | Floats | None:
    """What the first four criteria give to `value_score`, 0..0.85: the value that enabling work passes on.

    Their weights stay as they are, so that `value_score` is this plus 0.15 times the utility of `enabled`.
    """
    return value_score(demand_share, severity, revenue_share, breadth, 0)


def capped_revenue_share(
    revenue: ArrayLike,
    *,
    total: float | None,
    support: ArrayLike | None = None,
    cap: float = ACCOUNT_CAP,
) -> float | None:
    """The share of all revenue behind an item: ``sum_a support_a * min(revenue_a, cap * total) / total``.

    `revenue` has one number per account that asks for it, in one currency; `support` the probability that it
    does (default 1); `total` is the revenue of all accounts. None where a revenue or the total is unknown, or
    the total is 0. Raises ValueError for negative or infinite numbers, shares outside 0..1, and accounts that
    together have more than the total.
    """
    money = column("revenue", revenue, low=0)
    chance = np.ones(money.size) if support is None else column("support", support, low=0, high=1)
    same_length(revenue=money, support=chance)
    whole = single("total", total, low=0)
    share = declared("cap", cap, low=0, high=1)
    if np.isnan(whole) or whole == 0 or np.isnan(money).any() or np.isnan(chance).any():
        return None
    if (held := fsum(money / whole)) > 1 + 1e-9:
        raise ValueError(f"revenue sums to {held * whole:g}, more than the total of {whole:g}")
    return float((chance * np.minimum(money / whole, share)).sum())


def _columns(**arguments: ArrayLike | None) -> list[Floats]:
    read = {name: numbers(name, values, low=0) for name, values in arguments.items()}
    for name, highest in _HIGHEST.items():
        refuse(name, read[name], read[name] > highest, f"must be between 0 and {highest:g}")
    return aligned(**read)
