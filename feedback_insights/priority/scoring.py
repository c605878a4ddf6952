"""Scores, ranks and tiers for a backlog."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from math import ceil, exp, floor, hypot, inf, log
from operator import attrgetter
from typing import Literal

import numpy as np

from feedback_insights.directory import Directory
from feedback_insights.priority._rice import rice
from feedback_insights.priority._severity_error import SeverityError
from feedback_insights.priority.inputs import Measured, efforts_drawn, measure
from feedback_insights.priority.uncertainty import Floats
from feedback_insights.records import Feature, Score, Value
from feedback_insights.roadmap import CLOSED, stage_of
from feedback_insights.settings import PrioritySettings
from feedback_insights.statistics.ranks import rank_intervals, tiers
from feedback_insights.statistics.resampling import percentiles
from feedback_insights.supplied import SuppliedInputs
from feedback_insights.support import Support


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Tier and rank interval of one item; None = it has none."""

    tier: int | None = None
    low: int | None = None
    high: int | None = None


UNRANKED = Standing()
FACTORS = ("reach", "impact", "confidence", "effort")


def score_rice(
    features: Sequence[Feature],
    evidence: Iterable[Support],
    directory: Directory,
    settings: PrioritySettings,
    *,
    efforts: Mapping[str, str] | None = None,
    supplied: SuppliedInputs | None = None,
    error: SeverityError | None = None,
) -> list[Score]:
    """Score a backlog twice: by RICE, and by value alone (reach), for what has no effort.

    Every feature gets one Score of method "rice" and one of method "value", also without evidence (status
    "no_evidence") or effort ("effort_missing"); without a score it has neither rank nor tier. RICE comes
    first, unless more than `settings.many_without_effort` of the features with evidence lack an effort. Per
    method: by tier, then score, then reach (see `Score.place`).

    What is done or declined keeps its scores and has neither rank nor tier: it does not compete with what
    could still be built. `efforts` says of some features how their effort came about, or why there is none;
    `supplied` holds what people gave in place of what the evidence or the backlog says; `error` is how far
    severities may be off, None = they are certain. Raises ValueError for evidence of a feature that is not
    among `features`, an id that occurs twice, or evidence out of range (see `derive`).
    """
    ids = [feature.id for feature in features]
    if len(set(ids)) < len(ids):
        raise ValueError(f"feature {max(ids, key=ids.count)!r} occurs twice in the backlog")
    measured = measure(
        features, evidence, directory, settings, efforts=efforts, supplied=supplied, error=error
    )
    if strangers := sorted(set(measured) - set(ids)):
        raise ValueError(f"evidence names feature {strangers[0]!r}, which is not in the backlog")
    rivals = {feature.id for feature in features if stage_of(feature) not in CLOSED}
    by_value = _value_scores(measured, settings, rivals)
    by_rice = _rice_scores(measured, settings, rivals)
    value_first = ranked_by(by_value, settings) == "value"
    return [*by_value, *by_rice] if value_first else [*by_rice, *by_value]


def ranked_by(scores: Iterable[Score], settings: PrioritySettings) -> Literal["rice", "value"]:
    """By which method a backlog's scores are ranked: "value" where too many items lack effort, else "rice".

    Of the items with evidence, more than `settings.many_without_effort` are too many.
    """
    asked = [s for s in scores if s.method == "value" and s.status != "no_evidence"]
    lacking = sum(score.inputs["effort"].value is None for score in asked)
    return "value" if lacking > settings.many_without_effort * len(asked) else "rice"


def _value_scores(
    measured: Mapping[str, Measured], settings: PrioritySettings, rivals: Set[str]
) -> list[Score]:
    values = {f: m.values["reach"] for f, m in measured.items()}
    draws = {f: m.draws["reach"] for f, m in measured.items() if m.heard}
    found = standings(values, _among(rivals, draws), settings)
    scores = []
    for feature_id, m in measured.items():
        status = "scored" if m.heard else "no_evidence"
        standing = found.get(feature_id, UNRANKED)
        scores.append(_score(feature_id, "value", values[feature_id], m, standing, status))
    return sorted(scores, key=attrgetter("place"))


def _rice_scores(
    measured: Mapping[str, Measured], settings: PrioritySettings, rivals: Set[str]
) -> list[Score]:
    draws = {f: d for f, m in measured.items() if (d := _rice_draws(f, m, settings)) is not None}
    values = {f: _rice_value(f, m, draws.get(f)) for f, m in measured.items()}
    found = standings(values, _among(rivals, draws), settings)
    scores = []
    for feature_id, m in measured.items():
        standing = found.get(feature_id, UNRANKED)
        scores.append(_score(feature_id, "rice", values[feature_id], m, standing, _rice_status(m)))
    return sorted(scores, key=attrgetter("place"))


def _among(rivals: Set[str], draws: Mapping[str, Floats]) -> dict[str, Floats]:
    return {feature_id: found for feature_id, found in draws.items() if feature_id in rivals}


def _score(
    feature_id: str, method: str, value: Value, measured: Measured, standing: Standing, status: str
) -> Score:
    return Score(
        feature_id=feature_id,
        method=method,
        score=value,
        inputs=measured.values,
        rank_low=standing.low,
        rank_high=standing.high,
        status=status,
        tier=standing.tier,
    )


def standings(
    values: Mapping[str, Value], draws: Mapping[str, Floats], settings: PrioritySettings
) -> dict[str, Standing]:
    """Tiers and 90 % rank intervals of the features that have draws."""
    if not draws:
        return {}
    order = sorted(draws, key=lambda f: (-(values[f].value or 0.0), f))
    table = np.column_stack([draws[f] for f in order])
    numbers = tiers(table, range(len(order)), settings.tier_certainty)
    return {
        feature_id: Standing(tier=tier, low=floor(ranks.low), high=ceil(ranks.high))
        for feature_id, tier, ranks in zip(order, numbers, rank_intervals(table), strict=True)
        if ranks is not None
    }


def _rice_draws(feature_id: str, measured: Measured, settings: PrioritySettings) -> Floats | None:
    values, draws = measured.values, measured.draws
    if any(values[name].value is None for name in FACTORS):
        return None
    sure, efforts = values["confidence"].value, efforts_drawn(feature_id, measured, settings)
    assert sure is not None
    confidence = draws.get("confidence", np.asarray(sure))
    with np.errstate(over="ignore"):  # too large a score is refused with its feature's name
        return np.asarray(draws["reach"] * draws["impact"] * confidence / efforts)


def _rice_value(feature_id: str, measured: Measured, draws: Floats | None) -> Value:
    """RICE with its interval: that of the joint draws, or of its factors' intervals where that is wider."""
    inputs = measured.values
    reach = inputs["reach"]
    try:
        score = rice(*(inputs[name].value for name in FACTORS))
    except ValueError as error:
        raise ValueError(f"feature {feature_id!r}: {error}") from None
    if draws is not None and np.isinf(draws).any():
        raise ValueError(f"feature {feature_id!r}: the score is too large; check reach and effort")
    interval = None if draws is None else percentiles(draws)
    if not isinstance(score, float) or interval is None:
        gaps = dict.fromkeys(inputs[name].reason for name in FACTORS if inputs[name].value is None)
        return Value(value=None, reason="; ".join(gaps), evidence=reach.evidence)
    ends = [score, *interval, *(_put_together(score, inputs) if score else ())]
    return Value(
        value=score,
        low=min(ends),
        high=max(ends),
        method="reach x impact x confidence / effort; 90 % of joint draws of people, links, severities and"
        " effort, widened to the intervals of its factors put together",
        reason=reach.reason,
        evidence=reach.evidence,
    )


def _put_together(score: float, inputs: Mapping[str, Value]) -> tuple[float, float]:
    """The interval of a product from those of its factors: logarithmic distances add up as squares do.

    Keeps their lopsidedness, which joint draws lose (MOVER: Zou and Donner 2008, Statistics in Medicine 27).
    """
    reach, impact, confidence, effort = (_distances(inputs[name]) for name in FACTORS)
    below = hypot(reach[0], impact[0], confidence[0], effort[1])
    above = hypot(reach[1], impact[1], confidence[1], effort[0])
    return score * exp(-below), score * exp(above)


def _distances(value: Value) -> tuple[float, float]:
    """How far the ends lie from the value, as logarithms of ratios."""
    assert value.value  # what has a score above 0 has its factors
    if value.low is None or value.high is None:
        return 0.0, 0.0  # taken as exact
    return inf if value.low <= 0 else log(value.value / value.low), log(value.high / value.value)


def _rice_status(measured: Measured) -> str:
    if not measured.heard:
        return "no_evidence"
    lacking = next((name for name in ("effort", "impact") if measured.values[name].value is None), None)
    return f"{lacking}_missing" if lacking else "scored"
