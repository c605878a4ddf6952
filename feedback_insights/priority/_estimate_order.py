"""Whose effort to estimate first: the one that may move its item the farthest up or down the list."""

from __future__ import annotations

from collections.abc import Mapping, Set
from math import log

import numpy as np

from feedback_insights.priority.inputs import Measured, efforts_drawn
from feedback_insights.priority.uncertainty import Floats, generator
from feedback_insights.records import Value
from feedback_insights.settings import PrioritySettings

_WIDEST = (0.5, 24.0)  # person-months; where nobody estimated anything: only the ratio counts
_DRAWS = 500


def places_moved(
    measured: Mapping[str, Measured], settings: PrioritySettings, rivals: Set[str]
) -> dict[str, float]:
    """How many places an item's effort moves it in the RICE order, on average, by feature id.

    In each joint draw of people, links and everybody's effort: the places between where the item stands with
    the effort drawn and where it stands with the middle one. An effort that is known lies in its own 90 %
    range; one that is missing may be anything from the lowest to the highest known here, each doubling as
    likely as the next. Items that nobody speaks for, or that are not among the `rivals`, have none. An impact
    or confidence that is missing plays no part.
    """
    ids = [id for id in sorted(measured) if id in rivals and measured[id].heard]
    if not ids:
        return {}
    draws = min(_DRAWS, settings.draws)
    ends = plausible_efforts([measured[id].values["effort"] for id in ids])
    benefit = np.column_stack([_benefit(measured[id], draws) for id in ids])
    middle, effort = np.empty(len(ids)), np.empty((draws, len(ids)))
    for n, id in enumerate(ids):
        middle[n], effort[:, n] = _effort(id, measured[id], ends, settings, draws)
    scores, known = benefit - effort, benefit - middle
    return {id: _moved(scores, known, n) for n, id in enumerate(ids)}


def plausible_efforts(efforts: list[Value]) -> tuple[float, float]:
    """What a missing effort may be: from the lowest to the highest end of those that are known."""
    lows = [value.low for value in efforts if value.low]
    highs = [value.high for value in efforts if value.high]
    return (min(lows), max(highs)) if lows and highs else _WIDEST


def _benefit(measured: Measured, draws: int) -> Floats:
    """Logarithms of reach x impact x confidence."""
    product = np.ones(draws)
    for name in ("reach", "impact", "confidence"):
        value = measured.values[name].value
        if name in measured.draws:
            product = product * measured.draws[name][:draws]
        elif value is not None:
            product = product * value
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(product))


def _effort(
    id: str, measured: Measured, ends: tuple[float, float], settings: PrioritySettings, draws: int
) -> tuple[float, Floats]:
    """The middle of what an effort may be, and draws of it, as logarithms."""
    known = measured.values["effort"].value
    if known is None:
        low, high = log(ends[0]), log(ends[1])
        return (low + high) / 2, generator(settings.seed, "unknown effort", id).uniform(low, high, draws)
    drawn = efforts_drawn(id, measured, settings)
    return log(known), np.log(drawn[:draws])


def _moved(scores: Floats, known: Floats, item: int) -> float:
    others = np.delete(scores, item, axis=1)
    drawn = np.count_nonzero(others > scores[:, [item]], axis=1)
    middle = np.count_nonzero(others > known[:, [item]], axis=1)
    return float(np.abs(drawn - middle).mean())
