"""Adverse effects: a risk of its own beside the value of a feature, which may stop it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum, isnan
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from feedback_insights.arguments import Floats, numbers, plain, single

RiskKind = Literal["ux", "performance", "compatibility", "security", "operations"]
KINDS: tuple[RiskKind, ...] = get_args(RiskKind)

WORST = 4
LIKELY = 0.5  # a hazard of the worst magnitude is looked at by a person from this probability on


@dataclass(frozen=True, slots=True, kw_only=True)
class Hazard:
    """One way in which a change may hurt; None = not known."""

    kind: RiskKind  # "compatibility" is a breaking change
    probability: float | None  # 0..1 that it happens
    magnitude: float | None  # 0 none .. 4 worst
    exposed: float | None  # share of the users it would reach, 0..1


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """The risk of one change, and whether a person must look at it first."""

    value: float | None  # 0..1; None = unknown, and `reason` says why
    low: float  # what the hazards add whose numbers are all known
    high: float  # the same, with every unknown number at its worst
    parts: tuple[float | None, ...]  # per hazard, in the order given
    needs_review: bool  # a hazard of magnitude 4 has a probability of at least .5: out of the automatic order
    gates: tuple[RiskKind, ...]  # the kinds of hazard that say so
    unassessed: tuple[RiskKind, ...]  # kinds that no hazard speaks of
    reason: str = ""


def risk(hazards: Iterable[Hazard]) -> Risk:
    """Add up ``min(1, sum of probability * (magnitude / 4) * exposed)`` over the hazards of one change.

    Kinds are "ux", "performance", "compatibility", "security" and "operations"; a kind may have several
    hazards or none (see `unassessed`). With a number of any hazard unknown, or no hazard at all, the risk is
    unknown, never 0, and lies between `low` and `high`; the gate looks at what is known. Risk is an axis of
    its own: nothing here lowers a value, see `penalised_value`. Raises ValueError naming the hazard for an
    unknown kind, a probability or share outside 0..1 or a magnitude outside 0..4.

    Source: prioritization spec section 7.
    """
    if not isinstance(hazards, Iterable):
        raise ValueError(f"hazards must be a list of Hazard, not {type(hazards).__name__}")
    listed = [_checked(number, hazard) for number, hazard in enumerate(hazards)]
    parts = [p * (magnitude / WORST) * exposed for _, p, magnitude, exposed in listed]
    low = min(1.0, fsum(part for part in parts if not isnan(part)))
    worst = (np.nan_to_num([p, m / WORST, e], nan=1.0) for _, p, m, e in listed)
    high = min(1.0, fsum(float(np.prod(three)) for three in worst)) if listed else 1.0
    gates = {kind for kind, p, magnitude, _ in listed if p >= LIKELY and magnitude >= WORST}
    unclear = [kind for (kind, *_), part in zip(listed, parts, strict=True) if isnan(part)]
    return Risk(
        value=None if unclear or not listed else low,
        low=low,
        high=high,
        parts=tuple(None if isnan(part) else part for part in parts),
        needs_review=bool(gates),
        gates=tuple(kind for kind in KINDS if kind in gates),
        unassessed=tuple(kind for kind in KINDS if kind not in {kind for kind, *_ in listed}),
        reason=_reason(unclear, bool(listed)),
    )


def _checked(number: int, hazard: Hazard) -> tuple[RiskKind, float, float, float]:
    if not isinstance(hazard, Hazard):
        raise ValueError(f"hazards[{number}] must be a Hazard, not {type(hazard).__name__}")
    if hazard.kind not in KINDS:
        raise ValueError(f"hazards[{number}].kind is {hazard.kind!r}; known are {', '.join(KINDS)}")
    return (
        hazard.kind,
        single(f"hazards[{number}].probability", hazard.probability, low=0, high=1),
        single(f"hazards[{number}].magnitude", hazard.magnitude, low=0, high=WORST),
        single(f"hazards[{number}].exposed", hazard.exposed, low=0, high=1),
    )


def _reason(unclear: list[RiskKind], assessed: bool) -> str:
    if not assessed:
        return "risk_unassessed: no hazard was looked at"
    return f"risk_unknown: {', '.join(dict.fromkeys(unclear))}" if unclear else ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PenalisedValue:
    """A value before and after the penalty for its risk: both are always shown."""

    value: float | Floats | None
    penalised: float | Floats | None
    penalty: float  # lambda: the part of the value that a risk of 1 takes away


def penalised_value(
    value: ArrayLike | None, risk: ArrayLike | None, *, penalty: float = 0.5
) -> PenalisedValue:
    """Lower a value by ``value * (1 - penalty * risk)``, for those who want one number; both are returned.

    value >= 0, risk and penalty (lambda) in 0..1; value and risk are numbers or arrays that broadcast. Where
    either is None or nan, the penalised value is. Raises ValueError naming the argument and the position
    for numbers out of range. A change that `needs_review` is to be taken out of the order all the same.

    Source: prioritization spec section 7.
    """
    worth, danger = numbers("value", value, low=0), numbers("risk", risk, low=0, high=1)
    factor = single("penalty", penalty, low=0, high=1)
    if isnan(factor):
        raise ValueError("penalty is unknown; it must be between 0 and 1")
    return PenalisedValue(
        value=plain(worth), penalised=plain(np.asarray(worth * (1 - factor * danger))), penalty=factor
    )
