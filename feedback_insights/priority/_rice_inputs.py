"""RICE's inputs from data: reach by its kind, impact from severities, confidence from three bands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from feedback_insights.arguments import Floats, numbers, plain, refuse, single
from feedback_insights.priority._aligned import aligned, bounded, column, same_length

SEVERITY_IMPACT = (0.25, 0.5, 1.0, 2.0, 3.0)  # severity 0 cosmetic .. 4 blocker -> RICE's impact scale
_CAP_INDIFFERENT = 0.5  # what people are measured to be indifferent to has at most a low impact

_REACH_KINDS = ("flow", "stock", "once")
_KANO = ("A", "O", "M", "I", "R", "Q")


def rice_reach(
    amount: ArrayLike | None, kind: Literal["flow", "stock", "once"], periods: ArrayLike | None = 1
) -> float | Floats | None:
    """Reach by its kind: a "flow" is a rate times periods; a "stock" of people and a "once" are not.

    `periods` is how many of the rate's periods the window holds (a monthly flow in a quarter: 3); a stock or
    a one-time effect is the same in any window. Unique customers are a stock: twice the time is not twice the
    people. Unknown arguments give None or nan. Raises ValueError for another kind, negative or infinite
    amounts, and periods that are not above 0.
    """
    if kind not in _REACH_KINDS:
        raise ValueError(f"kind must be one of {', '.join(_REACH_KINDS)}, not {kind!r}")
    times = numbers("periods", periods)
    refuse("periods", times, times <= 0, "must be above 0")
    people, times = aligned(amount=numbers("amount", amount, low=0), periods=times)
    if kind != "flow":
        return plain(people.copy())
    with np.errstate(over="ignore"):
        return plain(bounded(np.asarray(people * times), "amount and periods"))


@dataclass(frozen=True, slots=True, kw_only=True)
class RiceImpact:
    """An item's impact, or why there is none."""

    value: float | None
    known: int  # people with a severity
    people: int
    reason: str = ""  # "severity_unknown", "harm: ...", "capped: ..."


def rice_impact(
    severity: ArrayLike | None,
    weights: ArrayLike | None = None,
    *,
    snap: bool = False,
    kano: str | None = None,
) -> RiceImpact:
    """Impact from each person's worst severity: 0..4 read as .25, .5, 1, 2, 3, and their weighted mean.

    `severity` has one whole number 0..4 per person (None or nan: unknown, left out and counted), `weights`
    each person's link probability, 0..1 (default: all 1). Not snapped to the scale unless `snap`; between two
    steps the lower one is taken. `kano` is the category *measured* by a Kano survey: I (indifferent) caps the
    impact at 0.5, R (reverse) gives no impact and the reason "harm". Raises ValueError for severities or
    weights out of range, lists of different lengths or another category.
    """
    if kano is not None and kano not in _KANO:
        raise ValueError(f"kano must be one of {', '.join(_KANO)}, not {kano!r}")
    levels = column("severity", severity, low=0, high=4)
    refuse("severity", levels, levels % 1 > 0, "must be a whole number from 0 to 4")
    given = np.ones(levels.size) if weights is None else column("weights", weights, low=0, high=1)
    same_length(severity=levels, weights=given)
    known = ~np.isnan(levels) & (given > 0)
    value, reason = _impact(levels[known], given[known], snap, kano)
    return RiceImpact(value=value, known=int(known.sum()), people=levels.size, reason=reason)


def _impact(levels: Floats, weights: Floats, snap: bool, kano: str | None) -> tuple[float | None, str]:
    if kano == "R":
        return None, "harm: people are measured not to want it"
    if not levels.size:
        return None, "severity_unknown"
    mean = float(np.average(np.array(SEVERITY_IMPACT)[levels.astype(int)], weights=weights))
    value = min(SEVERITY_IMPACT, key=lambda step: (abs(step - mean), step)) if snap else mean
    if kano == "I" and value > _CAP_INDIFFERENT:
        return _CAP_INDIFFERENT, f"capped: {value:.3g}, but people are measured to be indifferent"
    return value, ""


def rice_confidence(
    link_probability: float | None,
    reach_half_width: float | None,
    *,
    channels: int | None,
    sampled: bool,
) -> float:
    """Confidence from data: the lowest of the link's, the reach's and the sources' band (1, 0.8 or 0.5).

    link_probability: mean probability of the accepted links, 0..1. reach_half_width: half of reach's 90 %
    interval divided by reach, >= 0. channels: how many channels say so; sampled: whether the people of one of
    them were chosen (a survey sample, analytics), not self-selected. What is unknown is in the lowest band.
    """
    surety = single("link_probability", link_probability, low=0, high=1)
    width = single("reach_half_width", reach_half_width, low=0)
    sources = single("channels", channels, low=0)
    return min(link_band(surety), width_band(width), source_band(sources, sampled))


def link_band(mean: float) -> float:
    """By the mean probability of the accepted links; nan, no accepted link, is the lowest band."""
    return _band(mean >= 0.9, mean >= 0.7)


def width_band(half: float) -> float:
    """By the half width of reach's 90 % interval, relative to reach."""
    return _band(half <= 0.2, half <= 0.5)


def source_band(channels: float, sampled: bool) -> float:
    """By how many channels say so, and whether one of them chose its people."""
    return _band(sampled and channels >= 2, channels >= 2)


def _band(good: bool, fair: bool) -> float:
    return 1.0 if good else 0.8 if fair else 0.5
