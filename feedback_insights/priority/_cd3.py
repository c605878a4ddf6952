"""CD3: cost of delay divided by duration, and what an order of jobs costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from feedback_insights.arguments import Floats, declared, listed, numbers, plain, single
from feedback_insights.priority._aligned import (
    aligned,
    bounded,
    column,
    positive,
    same_length,
)


def cd3(cost_of_delay: ArrayLike | None, duration: ArrayLike | None) -> float | Floats | None:
    """Score jobs by ``cost of delay per week / duration in weeks`` (or any one unit of time).

    With one team and a cost that grows evenly with time, doing the highest first costs least in all; the
    ratio of two scores is not the ratio of two outcomes. Durations, not effort: four people for a week are
    not four weeks (see `size_proxy`).

    Arguments are numbers or arrays and broadcast against each other. Unknown ones, and durations of zero or
    less, give None or nan. Raises ValueError for negative costs and infinite numbers.

    Source: Joshua Arnold (Black Swan Farming), "Cost of delay divided by duration"; the rule is W. E. Smith's
    of 1956.
    """
    cost, time = aligned(
        cost_of_delay=numbers("cost_of_delay", cost_of_delay, low=0),
        duration=positive(numbers("duration", duration)),
    )
    with np.errstate(over="ignore"):
        return plain(bounded(np.asarray(cost / time), "cost_of_delay and duration"))


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSize:
    """How long a job takes, and what that was taken from."""

    value: float | None
    size_proxy: str | None  # None = a duration was given; "effort" = an effort stands in for it
    reason: str = ""


def size_proxy(duration: float | None, effort: float | None) -> JobSize:
    """The duration of a job, or its effort where only that is known, marked `size_proxy="effort"`.

    Zero, negative, None and nan are unknown. Raises ValueError for infinite numbers.
    """
    time, work = single("duration", duration), single("effort", effort)
    if time > 0:
        return JobSize(value=time, size_proxy=None)
    if work > 0:
        return JobSize(value=work, size_proxy="effort", reason="duration unknown")
    return JobSize(value=None, size_proxy=None, reason="effort_missing")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryOrder:
    """In which order jobs cost least, by their position in the list handed over."""

    order: tuple[int, ...]
    unscored: tuple[int, ...]  # cost of delay or duration unknown: listed, not ordered
    delay_cost: float  # of the jobs in `order`, one after the other


def best_order(cost_of_delay: ArrayLike, duration: ArrayLike) -> DeliveryOrder:
    """The order with the lowest total delay cost: highest CD3 first, then the shorter one, then as given.

    That order is best where every job in it gets done; up to a horizon that cuts the list short, another may
    be. Raises ValueError as `cd3` does, and for lists of different lengths.
    """
    cost, time = _jobs(cost_of_delay, duration)
    scores = np.asarray(cd3(cost, time))
    known = np.flatnonzero(~np.isnan(scores))
    order = known[np.lexsort((known, time[known], -scores[known]))]
    return DeliveryOrder(
        order=tuple(map(int, order)),
        unscored=tuple(map(int, np.flatnonzero(np.isnan(scores)))),
        delay_cost=delay_cost(cost[order], time[order]) or 0.0,
    )


def delay_cost(
    cost_of_delay: ArrayLike,
    duration: ArrayLike,
    *,
    order: Sequence[int] | None = None,
    horizon: float | None = None,
) -> float | None:
    """What waiting costs in all if one team does the jobs one by one in `order` (default: as given).

    Each job costs its cost of delay for as long as it is not done, up to `horizon` if there is one. None
    where a cost or a duration is unknown (or zero or less). Raises ValueError for negative costs, infinite
    numbers, and an order that does not name every position once.
    """
    cost, done = _schedule(cost_of_delay, duration, order)
    waits = done if horizon is None else np.minimum(done, declared("horizon", horizon, low=0))
    return _total(cost, waits)


def delivered_output(
    cost_of_delay: ArrayLike,
    duration: ArrayLike,
    *,
    horizon: float,
    order: Sequence[int] | None = None,
    base: float = 0.0,
) -> float | None:
    """What there is by the horizon: `base` per time from the start, and each job's gain from when it is done.

    A job's cost of delay is the gain per time that it brings. Output and `delay_cost` up to the same horizon
    add up to what everything, had it been there at once, would have brought. None and errors as there.
    """
    cost, done = _schedule(cost_of_delay, duration, order)
    end = declared("horizon", horizon, low=0)
    return _total(np.append(cost, single("base", base)), np.append(np.maximum(end - done, 0), end))


def _jobs(cost_of_delay: ArrayLike, duration: ArrayLike) -> tuple[Floats, Floats]:
    cost = column("cost_of_delay", cost_of_delay, low=0)
    time = positive(column("duration", duration))
    same_length(cost_of_delay=cost, duration=time)
    return cost, time


def _schedule(
    cost_of_delay: ArrayLike, duration: ArrayLike, order: Sequence[int] | None
) -> tuple[Floats, Floats]:
    """Costs and times of completion, in the order of work."""
    cost, time = _jobs(cost_of_delay, duration)
    places = list(range(cost.size)) if order is None else listed("order", order, "positions")
    if len(places) != cost.size or set(places) != set(range(cost.size)):
        raise ValueError(f"order must name every position of {cost.size} jobs, from 0, once: not {places}")
    turn = np.array(places, dtype=np.int64)
    with np.errstate(over="ignore"):
        return cost[turn], np.cumsum(time[turn])


def _total(rates: Floats, times: Floats) -> float | None:
    with np.errstate(over="ignore"):
        total = float((rates * times).sum())
    return None if np.isnan(total) else float(bounded(np.asarray(total), "cost_of_delay and duration"))
