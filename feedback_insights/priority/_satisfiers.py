"""Penalty and reward: what negative and positive mentions of an aspect do to overall satisfaction.

Inferred from what people say. It is called `satisfier_type` and never a Kano category, which only the paired
questionnaire gives (Mikulić and Prebežac 2011).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from feedback_insights.arguments import Floats, declared, fraction, whole
from feedback_insights.priority._asymmetry import (
    AIPA_ORDER,
    AipaPriority,
    SatisfierType,
    aipa_priority,
    checked_threshold,
    impact_asymmetry,
)
from feedback_insights.priority._mentions import ABSENT, Cases, read_cases
from feedback_insights.priority._regression import Fit, fit
from feedback_insights.records import Value

FEWEST = 30  # customers who must speak well of an aspect, and as many badly
CERTAIN = 0.8  # probability from which a type is told
_METHOD = "cluster bootstrap by customer"
_TYPES: tuple[SatisfierType, ...] = ("excitement", "performance", "basic")
_GROUPS = {"low": -1, "neutral": 0, "high": 1, "absent": ABSENT}

Absent = Literal["dummy", "exclude"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Satisfier:
    """What one aspect does to satisfaction; its type is inferred from text and overrides no survey."""

    aspect: str
    satisfier_type: SatisfierType
    reason: str  # why it has no type; else empty
    b_low: Value  # change of the rating with a negative mention, against a neutral one
    b_high: Value  # with a positive one
    ri: float | None
    pi: float | None
    sgp: float | None
    dgp: float | None
    riocs: Value  # RI + PI
    ia: Value  # SGP - DGP, -1..1
    probabilities: Mapping[str, float]  # of excitement, performance and basic, over the draws
    customers: Mapping[str, int]  # with at least one record that is low, neutral, high, absent
    performance: float | None  # mean tone, -1..1, each customer counted once
    aipa: AipaPriority | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Satisfiers:
    """All aspects, those to work on first in front, and how they were judged."""

    aspects: tuple[Satisfier, ...]
    absent: Absent  # how "not mentioned" was modelled
    threshold: float
    cut: float | None  # performance below it is low; None = no aspect has one
    relative: bool  # the cut is the mean of these aspects: one aspect more can change the others' order
    records: int  # with a rating
    dropped: int  # without one
    customers: int
    customers_assumed: bool  # no customers were given: each record was taken for one
    level: float
    draws: int
    seed: int


def satisfiers(
    satisfaction: ArrayLike,
    mentions: Mapping[str, Iterable[object]],
    *,
    customers: Iterable[object] | None = None,
    absent: Absent = "dummy",
    threshold: float = 0.1,
    cut: float | Literal["mean"] = 0.0,
    level: float = 0.9,
    draws: int = 2000,
    seed: int = 0,
) -> Satisfiers:
    """Regress overall satisfaction on how people speak of each aspect: penalty-reward contrast analysis.

    satisfaction: a rating of each record (stars, NPS, CSAT); records without one are dropped and counted.
    mentions: aspect -> the tone of each record about it: negative, neutral or positive (or -1, 0, 1), None if
    it is not mentioned. customers: who wrote each record; one customer's records together weigh as one.
    Each aspect has a dummy `low` (negative) and `high` (positive); the reference is a neutral mention.

    absent: not mentioned is not neutral. "dummy" gives it a dummy of its own, in one regression of all
    aspects on all records; "exclude" looks at each aspect alone, among the records that mention it.
    threshold: asymmetry up to which a type is performance; see `impact_asymmetry`.
    cut: mean tone below which performance is low, or "mean" of the aspects, which makes it relative.

    A type is told if it comes up in at least .8 of the draws, which take customers anew; in a draw a
    coefficient of the wrong sign counts as 0. Else it is `insufficient` (fewer than 30 customers speak well,
    or badly, of it), `inconsistent` (a wrong sign), or `undetermined` (nothing neutral to compare with, the
    interval of b_high - b_low touches 0, no type reaches .8). The order is LB > LP > LE > HB > HP > HE.

    Raises ValueError naming argument and position for another tone, an infinite rating, lists of different
    lengths, and options out of range. Source: Mikulić and Prebežac 2008; Wang et al. 2024; spec 4.6.
    """
    _check(absent, threshold, cut, level, draws, seed)
    cases = read_cases(satisfaction, mentions, customers)
    judged = [
        _judge(cases, place, b, threshold=threshold, level=level)
        for place, b in enumerate(_coefficients(cases, absent, draws, seed))
    ]
    border = _cut(judged, cut)
    placed = [_placed(one, border) for one in judged]
    return Satisfiers(
        aspects=tuple(sorted(placed, key=_rank)), absent=absent, threshold=threshold, cut=border,
        relative=cut == "mean", records=len(cases.rating), dropped=cases.dropped, customers=cases.customers,
        customers_assumed=customers is None, level=level, draws=draws, seed=seed,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Pair:
    """The two coefficients of an aspect, and those of every draw."""

    low: float
    high: float
    low_draws: Floats
    high_draws: Floats


def _coefficients(cases: Cases, absent: Absent, draws: int, seed: int) -> list[_Pair]:
    """The coefficients of each aspect; nan = not to be had from these records."""
    aspects = range(len(cases.aspects))
    if absent == "dummy":
        found = _fit(cases, [_dummies(cases, place, absent=True) for place in aspects], draws, seed)
        return [_pair(found, 1 + 3 * place) for place in aspects]
    pairs = []
    for place in aspects:
        some = cases.only(cases.tones[:, place] != ABSENT)
        pairs.append(_pair(_fit(some, [_dummies(some, place, absent=False)], draws, seed), 1))
    return pairs


def _dummies(cases: Cases, place: int, *, absent: bool) -> Floats:
    tones = cases.tones[:, [place]]
    return np.asarray(tones == ([-1, 1, ABSENT] if absent else [-1, 1]), dtype=np.float64)


def _fit(cases: Cases, dummies: list[Floats], draws: int, seed: int) -> Fit:
    design = np.column_stack([np.ones(len(cases.rating)), *dummies])
    if not cases.customers:
        return Fit(
            coefficients=np.full(design.shape[1], np.nan), draws=np.full((draws, design.shape[1]), np.nan)
        )
    return fit(design, cases.rating, weight=cases.weight, customer=cases.customer, draws=draws, seed=seed)


def _pair(found: Fit, column: int) -> _Pair:
    low, high = found.coefficients[column : column + 2].tolist()
    return _Pair(low=low, high=high, low_draws=found.draws[:, column], high_draws=found.draws[:, column + 1])


def _judge(cases: Cases, place: int, b: _Pair, *, threshold: float, level: float) -> Satisfier:
    """Everything about one aspect but its place among the others."""
    counts = {name: _people(cases, place, tone) for name, tone in _GROUPS.items()}
    point = impact_asymmetry(b.low, b.high, threshold=threshold)
    reward, penalty = np.clip(b.high_draws, 0, None), np.clip(-b.low_draws, 0, None)
    with np.errstate(invalid="ignore"):
        ia = (reward - penalty) / (reward + penalty)
    chances = _chances(ia, threshold)
    riocs = _value(point.riocs, b.high_draws - b.low_draws, level, point.reason)
    low = _value(b.low, b.low_draws, level, _unknown(counts))
    high = _value(b.high, b.high_draws, level, _unknown(counts))
    name, reason = point.satisfier_type, _wrong_sign(low, high) or point.reason
    if min(counts["low"], counts["high"]) < FEWEST:
        name, reason = "insufficient", _too_few(counts)
    elif low.value is None or high.value is None:
        reason = _unknown(counts)
    elif name in _TYPES:
        name, reason = _told(riocs, chances)
    return Satisfier(
        aspect=cases.aspects[place], satisfier_type=name, reason=reason,
        b_low=low, b_high=high,
        ri=point.ri, pi=point.pi, sgp=point.sgp, dgp=point.dgp, riocs=riocs,
        ia=_value(point.ia, ia, level, point.reason), probabilities=chances, customers=counts,
        performance=_performance(cases, place), aipa=None,
    )  # fmt: skip


def _told(riocs: Value, chances: Mapping[str, float]) -> tuple[SatisfierType, str]:
    """The type that the draws agree on, or why there is none."""
    if riocs.low is None or riocs.low <= 0:
        return "undetermined", "the interval of its impact touches 0"
    best = max(_TYPES, key=lambda name: chances[name])
    if chances[best] < CERTAIN:
        return (
            "undetermined",
            f"no type comes up in {CERTAIN:.0%} of the draws; {best} in {chances[best]:.0%}",
        )
    return best, ""


def _wrong_sign(low: Value, high: Value) -> str:
    """Which mentions do the opposite of what they should, and whether that may be chance."""
    told = []
    if (low.value or 0) > 0:
        told.append(f"negative mentions raise satisfaction{_perhaps(low)}")
    if (high.value or 0) < 0:
        told.append(f"positive mentions lower satisfaction{_perhaps(high)}")
    return "; ".join(told)


def _perhaps(value: Value) -> str:
    around = value.low is not None and value.high is not None and value.low <= 0 <= value.high
    return ", perhaps by chance: the interval holds 0" if around else ""


def _too_few(counts: Mapping[str, int]) -> str:
    bad, good = counts["low"], counts["high"]
    return f"{bad} customers speak badly of it and {good} well; {FEWEST} of each are needed"


def _unknown(counts: Mapping[str, int]) -> str:
    """Why an aspect has no coefficients."""
    if not counts["neutral"]:
        return "nothing neutral is said of it: there is nothing to compare with"
    return "its mentions cannot be told apart from those of other aspects"


def _chances(ia: Floats, threshold: float) -> dict[str, float]:
    """How often each type comes up; a draw without an asymmetry is none of them."""
    return {
        "excitement": float((ia > threshold).mean()),
        "performance": float((np.abs(ia) <= threshold).mean()),
        "basic": float((ia < -threshold).mean()),
    }


def _value(value: float | None, draws: Floats, level: float, reason: str) -> Value:
    if value is None or value != value:
        return Value(value=None, method=_METHOD, reason=reason)
    given = draws[~np.isnan(draws)]
    ends = np.quantile(given, [(1 - level) / 2, (1 + level) / 2]).tolist() if given.size else (None, None)
    return Value(value=value, low=ends[0], high=ends[1], method=_METHOD)


def _people(cases: Cases, place: int, tone: int) -> int:
    return len(np.unique(cases.customer[cases.tones[:, place] == tone]))


def _performance(cases: Cases, place: int) -> float | None:
    """Mean tone of the mentions; each customer's own mean counts once."""
    some = cases.only(cases.tones[:, place] != ABSENT)
    return float(np.average(some.tones[:, place], weights=some.weight)) if some.customers else None


def _cut(judged: list[Satisfier], cut: float | Literal["mean"]) -> float | None:
    if cut != "mean":
        return float(cut)
    known = [one.performance for one in judged if one.performance is not None]
    return float(np.mean(known)) if known else None


def _placed(one: Satisfier, cut: float | None) -> Satisfier:
    if cut is None:
        return one
    return replace(one, aipa=aipa_priority(one.satisfier_type, one.performance, cut=cut))


def _rank(one: Satisfier) -> tuple[int, float, str]:
    """By priority; then the larger impact goes first."""
    place = len(AIPA_ORDER) if one.aipa is None else AIPA_ORDER.index(one.aipa)
    return place, -(one.riocs.value or 0.0), one.aspect


def _check(absent: str, threshold: float, cut: float | str, level: float, draws: int, seed: int) -> None:
    if absent not in get_args(Absent):
        raise ValueError(f"absent is {absent!r}: it must be one of {', '.join(get_args(Absent))}")
    checked_threshold(threshold)
    if not (isinstance(cut, str) and cut == "mean"):
        declared("cut", cut)
    fraction("level", level)
    whole("draws", draws, low=1)
    whole("seed", seed, low=0)
