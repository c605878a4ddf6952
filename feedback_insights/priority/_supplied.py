"""Numbers that people gave, in place of what the evidence says: as values, and as draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import inf

import numpy as np

from feedback_insights.priority.uncertainty import Floats, generator
from feedback_insights.records import Value
from feedback_insights.settings import PrioritySettings
from feedback_insights.statistics.proportions import Z90
from feedback_insights.supplied import INPUTS, Supplied


def supplied_values(
    values: Mapping[str, Value], given: Mapping[str, Supplied], settings: PrioritySettings
) -> dict[str, Value]:
    """The inputs with those that people gave in place of the others, which `method` still tells."""
    nothing = Value(value=None)
    return dict(values) | {
        name: _value(name, one, values.get(name, nothing), settings) for name, one in given.items()
    }


def _value(name: str, given: Supplied, was: Value, settings: PrioritySettings) -> Value:
    amount, told = given.amount, [given.told]
    low, high = amount.low, amount.high
    if name == "effort":
        told.append(f"in {settings.effort_unit}")
        if low is None or high is None:
            low, high = amount.value * settings.effort_low, amount.value * settings.effort_high
            told.append(f"90 % range x{settings.effort_low:g} to x{settings.effort_high:g}")
    if was.value is not None:
        interval = "" if was.low is None or was.high is None else f" ({was.low:.3g} to {was.high:.3g})"
        whose = "the backlog says" if was.basis == "supplied" else "the evidence says"
        told.append(f"{whose} {was.value:.3g}{interval}")
    return replace(
        was, value=amount.value, low=low, high=high, method="; ".join(told), reason="", basis="supplied"
    )


def drawn(name: str, value: Value, feature_id: str, settings: PrioritySettings) -> Floats:
    """Draws of a number that somebody gave: its median is the number, 5 % and 95 % points the range's ends.

    On either side of the number its own normal distribution, of logarithms where the range is above 0;
    no draw leaves what the input can be. Without a range every draw is the number itself.
    """
    assert value.value is not None
    number, low, high = value.value, value.low, value.high
    if low is None or high is None or low == high:
        return np.full(settings.draws, number)
    names = ("effort",) if name == "effort" else ("supplied", name)
    z = generator(settings.seed, *names, feature_id).standard_normal(settings.draws) / Z90
    if low > 0:
        down, up = np.log(number / low), np.log(high / number)
        found = number * np.exp(np.where(z < 0, z * down, z * up))
    else:
        found = number + np.where(z < 0, z * (number - low), z * (high - number))
    limits = INPUTS[name]
    return np.asarray(np.clip(found, limits.low, None if limits.high == inf else limits.high))
