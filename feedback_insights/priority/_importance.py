"""The customer importance score: stated importance, each customer once."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import cast

import numpy as np
from numpy.typing import ArrayLike

from feedback_insights.arguments import is_nothing, listed, refuse
from feedback_insights.priority._aligned import column, same_length

IMPORTANCE = {"not important": 0, "nice to have": 1, "important": 2, "critical": 3}
_DEFAULT = 1  # linked without a stated importance


def customer_importance_score(
    customers: Sequence[Hashable], importance: Sequence[str | float | None], times: ArrayLike | None = None
) -> float:
    """Sum each customer's latest stated importance of one feature: 0 not important .. 3 critical.

    One row per piece of feedback linked to the feature: who (`customers`), how important (a number 0..3, its
    name, or None), and when (`times`, any increasing numbers; default: rows are in order of time). A customer
    counts once; without any stated importance as 1; of two statements at one time the larger counts. Links
    are taken as certain: for uncertain ones see reach. Raises ValueError for a customer that is None, an
    importance off the scale, a time that is none, and lists of different lengths.

    Source: Productboard, "Use the Customer Importance Score to surface your top-requested features".
    """
    who_said, said_what = (
        listed("customers", customers),
        listed("importance", importance, "ratings"),
    )
    rated = column("importance", [_number(stated, place) for place, stated in enumerate(said_what)])
    when = np.arange(rated.size, dtype=np.float64) if times is None else column("times", times)
    same_length(importance=rated, times=when)
    refuse("times", when, np.isnan(when), "must be a number")
    if len(who_said) != rated.size:
        raise ValueError(f"the lists must be of one length; customers has {len(who_said)}, not {rated.size}")
    latest: dict[Hashable, tuple[float, float]] = {}
    for place, (who, stated, moment) in enumerate(zip(who_said, rated.tolist(), when.tolist(), strict=True)):
        if is_nothing(who):
            raise ValueError(f"customers[{place}] is {who}: give every row a customer")
        said = (-np.inf, _DEFAULT) if np.isnan(stated) else (moment, stated)
        latest[who] = max(latest.get(who, said), said)
    return float(sum(stated for _, stated in latest.values()))


def _number(stated: object, place: int) -> float:
    number = IMPORTANCE.get(stated.strip().lower(), -1) if isinstance(stated, str) else stated
    if is_nothing(number):
        return float("nan")
    if number not in IMPORTANCE.values():
        raise ValueError(f"importance[{place}] is {stated!r}: it must be 0 to 3, or {', '.join(IMPORTANCE)}")
    return float(cast(float, number))
