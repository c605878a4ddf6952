"""A backlog under every framework that evidence can feed, each by its plain function."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

import numpy as np

from feedback_insights.errors import SettingsError
from feedback_insights.priority._cd3 import cd3
from feedback_insights.priority._derived import (
    Backlog,
    criteria_of,
    numbers_of,
    step,
    weighted_draws,
)
from feedback_insights.priority._ice import ice
from feedback_insights.priority._value_effort import QuadrantChances, quadrant_probabilities
from feedback_insights.priority._wsjf import wsjf
from feedback_insights.priority.inputs import Measured
from feedback_insights.priority.scoring import UNRANKED, standings
from feedback_insights.priority.uncertainty import Floats
from feedback_insights.records import Score, Value
from feedback_insights.settings import PrioritySettings
from feedback_insights.statistics.resampling import percentiles

IMPACT_ANCHORS = (0.25, 3.0)  # RICE's impact -> ICE's 1..10

Formula = Callable[..., Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """How a framework makes a score of inputs."""

    name: str
    inputs: tuple[str, ...]
    formula: Formula
    told: str


def score_framework(method: str, backlog: Backlog) -> list[Score]:
    """Score a `completed` backlog by "ice", "wsjf", "cd3", "value_effort" or "weighted"; best first.

    Every item gets a score, or None with the reasons; tiers and rank intervals are over the joint draws of
    those that could still be built. Raises `SettingsError` where something must be declared first: the
    variant of ICE, the cuts of value against effort, criteria that are inputs; and ValueError for another
    method.
    """
    framework = _framework(method, backlog.settings)
    return _scored(framework, backlog)


def _framework(method: str, settings: PrioritySettings) -> Framework:
    if method not in FRAMEWORKS:
        raise ValueError(f"method must be one of {', '.join(FRAMEWORKS)}, not {method!r}")
    return FRAMEWORKS[method](settings)


def _ice(settings: PrioritySettings) -> Framework:
    variant = settings.ice_variant
    if variant is None:
        raise SettingsError(
            "three formulas are called ICE; say which: --variant product, mean or percent, or ice_variant"
            " under [priority] in the settings"
        )
    low, high = IMPACT_ANCHORS

    def formula(impact: Floats, confidence: Floats, ease: Floats) -> Any:
        strength = 1 + 9 * np.clip((impact - low) / (high - low), 0, 1)
        sure = confidence * 100 if variant == "percent" else np.maximum(confidence * 10, 1)
        return ice(strength, sure, ease, variant=variant)

    told = {
        "product": "impact x confidence x ease, each 1..10",
        "mean": "mean of impact, confidence and ease, each 1..10",
        "percent": "impact x confidence x ease, 1..10, 0..100 % and 1..10",
    }[variant]
    return Framework(
        name="ice",
        inputs=("impact", "confidence", "ease"),
        formula=formula,
        told=f"ICE ({variant}): {told}; impact {low:g}..{high:g} read as 1..10, confidence 0..1 as 0..10",
    )


def _wsjf(settings: PrioritySettings) -> Framework:
    return Framework(
        name="wsjf",
        inputs=("value", "time_criticality", "risk_reduction", "effort"),
        formula=lambda value, press, risk, size: wsjf(step(value), press, risk, size),
        told="(value + time criticality + risk reduction) / size; value 0..1 as 1, 2, 3, 5, 8, 13, 20, effort"
        " as size",
    )


def _cd3(settings: PrioritySettings) -> Framework:
    return Framework(
        name="cd3",
        inputs=("cost_of_delay", "duration"),
        formula=cd3,
        told="cost of delay / duration",
    )


def _value_effort(settings: PrioritySettings) -> Framework:
    if settings.value_cut is None or settings.effort_cut is None:
        raise SettingsError(
            "value against effort needs its cuts declared beforehand: value_cut (0 to 1) and effort_cut"
            f" (in {settings.effort_unit}) under [priority] in the settings"
        )
    return Framework(
        name="value_effort",
        inputs=("value", "effort"),
        formula=lambda value, effort: np.where(effort > 0, value, np.nan),
        told=f"value, in quadrants cut at value {settings.value_cut:g} and effort {settings.effort_cut:g}",
    )


def _weighted(settings: PrioritySettings) -> Framework:
    criteria = criteria_of(settings)

    def formula(*columns: Floats) -> Any:
        return weighted_draws([np.asarray(column) for column in columns], criteria)

    return Framework(
        name="weighted",
        inputs=tuple(criterion.name for criterion in criteria),
        formula=formula,
        told=" + ".join(f"{c.weight:g} {c.name}" for c in criteria) + ", each between its anchors",
    )


FRAMEWORKS: Mapping[str, Callable[[PrioritySettings], Framework]] = {
    "ice": _ice,
    "wsjf": _wsjf,
    "cd3": _cd3,
    "value_effort": _value_effort,
    "weighted": _weighted,
}


def _scored(framework: Framework, backlog: Backlog) -> list[Score]:
    settings, measured = backlog.settings, backlog.measured
    ready = [id for id, one in measured.items() if not _gaps(framework, one)]
    table = _table(framework, [measured[id] for id in ready], settings.draws)
    points = framework.formula(
        *(
            np.array([measured[id].values[name].value for id in ready], dtype=np.float64)
            for name in framework.inputs
        )
    )
    draws = dict(zip(ready, np.asarray(framework.formula(*table)).T, strict=True)) if ready else {}
    point = dict(zip(ready, np.asarray(points).tolist(), strict=True))
    values = {id: _value(framework, one, point.get(id), draws.get(id)) for id, one in measured.items()}
    rivals = {id: found for id, found in draws.items() if id in backlog.rivals}
    standing = standings(values, rivals, settings)
    labels = _labels(settings, table, ready) if framework.name == "value_effort" else {}
    scores = []
    for id, one in measured.items():
        at = standing.get(id, UNRANKED)
        scores.append(
            Score(
                feature_id=id,
                method=framework.name,
                score=values[id],
                inputs=one.values,
                rank_low=at.low,
                rank_high=at.high,
                status=_status(framework, one),
                tier=at.tier,
                label=labels.get(id),
            )
        )
    return sorted(scores, key=attrgetter("place"))


def _gaps(framework: Framework, measured: Measured) -> list[str]:
    return [name for name in framework.inputs if measured.values[name].value is None]


def _table(framework: Framework, items: Sequence[Measured], draws: int) -> list[Floats]:
    """Per input a table of draws x items."""
    found = []
    for name in framework.inputs:
        columns = [numbers_of(one, name, draws) for one in items]
        found.append(
            np.column_stack([c for c in columns if c is not None]) if columns else np.empty((draws, 0))
        )
    return found


def _value(framework: Framework, measured: Measured, score: float | None, draws: Floats | None) -> Value:
    evidence = measured.values["reach"].evidence
    if score is None or draws is None:
        if _nobody(measured):
            return Value(value=None, reason="no_evidence", evidence=evidence)
        found = [measured.values[name] for name in _gaps(framework, measured)]
        gaps = dict.fromkeys(one.reason for one in found)
        if framework.name == "weighted":  # between which numbers what is missing leaves it
            bounds = replace(measured.values["value"], evidence=evidence, basis=None)
            return bounds if bounds.value is None else Value(value=None, reason="; ".join(gaps))
        return Value(value=None, reason="; ".join(gaps), evidence=evidence)
    ends = percentiles(draws) or (score, score)
    notes = dict.fromkeys(measured.values[name].reason for name in framework.inputs)
    return Value(
        value=score,
        low=min(score, ends[0]),
        high=max(score, ends[1]),
        method=f"{framework.told}; 90 % of {draws.size} joint draws",
        reason="; ".join(filter(None, notes)),
        evidence=evidence,
    )


def _nobody(measured: Measured) -> bool:
    return measured.values["reach"].reason == "no_evidence"


def _status(framework: Framework, measured: Measured) -> str:
    gaps = _gaps(framework, measured)
    if gaps and _nobody(measured):
        return "no_evidence"
    return f"{gaps[0]}_missing" if gaps else "scored"


def _labels(settings: PrioritySettings, table: Sequence[Floats], ids: Sequence[str]) -> dict[str, str]:
    """The quadrant of each item, or "boundary", with the chance of the likeliest."""
    if not ids or settings.value_cut is None or settings.effort_cut is None:
        return {}
    found = quadrant_probabilities(
        table[0], table[1], value_cut=settings.value_cut, effort_cut=settings.effort_cut
    )
    return {id: _labelled(one) for id, one in zip(ids, found, strict=True) if one is not None}


def _labelled(one: QuadrantChances) -> str:
    chances = {
        "quick win": one.quick_win,
        "big bet": one.big_bet,
        "fill-in": one.fill_in,
        "time sink": one.time_sink,
    }
    if one.label != "boundary":
        return f"{one.label} ({_percent(chances[one.label])})"
    likely = sorted((-chance, name) for name, chance in chances.items() if chance >= 0.05)
    return f"boundary: {' or '.join(f'{name} ({_percent(-chance)})' for chance, name in likely)}"


def _percent(share: float) -> str:
    return ">99 %" if 0.995 <= share < 1 else f"{share:.0%}".replace("%", " %")
