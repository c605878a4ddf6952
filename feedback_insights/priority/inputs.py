"""What the frameworks need to know about a feature, derived from the evidence for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isfinite

import numpy as np

from feedback_insights.directory import Directory
from feedback_insights.priority._case import (
    FACTS,
    PEOPLE,
    TONE,
    TONE_KNOWN,
    TONE_STEPS,
    Case,
    partial,
    voices,
    weighted,
)
from feedback_insights.priority._confidence import confidence_value
from feedback_insights.priority._counts import reach_values, revenue_values
from feedback_insights.priority._severity import severities
from feedback_insights.priority._severity_error import SeverityError
from feedback_insights.priority._supplied import drawn, supplied_values
from feedback_insights.priority._voices import Crowd, follow
from feedback_insights.priority._wide import Surroundings, wide_inputs
from feedback_insights.priority.uncertainty import Floats, bootstrap, effort_draws
from feedback_insights.records import Basis, Feature, Value
from feedback_insights.settings import PrioritySettings
from feedback_insights.supplied import Supplied, SuppliedInputs
from feedback_insights.support import Support

__all__ = ["Measured", "Support", "derive", "measure"]

_FROM_EVIDENCE = (
    "reach", "reach_link_sd", "people", "accounts", "accounts_counted", "units", "units_half", "revenue",
    "revenue_top_share", "severity", "severity_most", "sentiment", "impact", "confidence",
)  # fmt: skip


_WIDE = ("demand_share", "revenue_share", "breadth", "pressing", "trend")
_BASIS: Mapping[str, Basis] = {
    "severity": "estimated", "severity_most": "estimated", "sentiment": "estimated", "impact": "estimated",
    "confidence": "estimated", "effort": "supplied", "trend": "estimated", "breadth": "estimated",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Measured:
    """One feature's inputs, and the joint draws, (draws,) each, of those that are in doubt."""

    values: dict[str, Value]
    draws: Mapping[str, Floats] = field(default_factory=dict)

    @property
    def heard(self) -> bool:
        """Whether anybody speaks for it, or somebody said how many would."""
        return self.values["reach"].value is not None


def derive(
    evidence: Iterable[Support],
    directory: Directory,
    settings: PrioritySettings,
    *,
    features: Sequence[Feature] = (),
    error: SeverityError | None = None,
) -> dict[str, dict[str, Value]]:
    """Derive every framework's inputs from the evidence, per feature id, sorted.

    Keys: reach (expected unique people), reach_link_sd, people (with an accepted link), accounts (expected),
    accounts_counted (with an accepted link), units and units_half (accounts, or people without one, with any
    link, and how few of them hold half of the reach), revenue (yearly, one currency), revenue_top_share,
    severity (0..4), severity_most (the level of more than half), sentiment (-1..1), impact (.25..3),
    confidence (.5, .8 or 1) and effort (as the backlog has it). What cannot be known is a Value of None with
    a reason. All of `features` are included, also those without evidence, and all that have evidence.
    `error` is how far the severities may be off, such as `load_severity_error()` for those that the rules
    told; None = they are certain. Raises ValueError naming the evidence row with a probability or severity
    out of range.
    """
    measured = measure(features, evidence, directory, settings, error=error)
    return {feature_id: m.values for feature_id, m in measured.items()}


def measure(
    features: Sequence[Feature],
    evidence: Iterable[Support],
    directory: Directory,
    settings: PrioritySettings,
    *,
    efforts: Mapping[str, str] | None = None,
    supplied: SuppliedInputs | None = None,
    around: Surroundings | None = None,
    error: SeverityError | None = None,
) -> dict[str, Measured]:
    """`derive`, with the draws that ranks and scores are made from; arguments as in `score_rice`.

    With `around`, also what the other frameworks need of the evidence (see `wide_inputs`).
    """
    crowd = Crowd.of(directory)
    following = follow(evidence, directory, crowd)
    speaking = {feature_id: voices(f, directory) for feature_id, f in following.items()}
    if around is not None:
        speaking = {id: around.widened(speaking[id], f) for id, f in following.items()}
    sums = bootstrap(
        speaking,
        units=crowd.units,
        draws=settings.draws,
        seed=settings.seed,
    )
    misread = None if error is None else error.misread(settings.draws, settings.seed)
    cases = {
        feature_id: Case(
            feature_id=feature_id,
            following=f,
            sums=sums[feature_id],
            crowd=crowd,
            directory=directory,
            settings=settings,
            misread=misread,
        )
        for feature_id, f in following.items()
    }
    given, told = {feature.id: feature.effort for feature in features}, efforts or {}
    found = {
        feature_id: _measured(
            cases.get(feature_id),
            _effort(given.get(feature_id), settings, told.get(feature_id, "")),
            around,
        )
        for feature_id in sorted({*given, *following})
    }
    by_hand = supplied or {}
    return {
        feature_id: overridden(feature_id, one, by_hand.get(feature_id, {}), settings)
        for feature_id, one in found.items()
    }


def overridden(
    feature_id: str, measured: Measured, given: Mapping[str, Supplied], settings: PrioritySettings
) -> Measured:
    """The same with what people gave in place of what was measured, and every input's basis told."""
    named = supplied_values(
        {name: based(name, value) for name, value in measured.values.items()}, given, settings
    )
    draws = {name: drawn(name, named[name], feature_id, settings) for name in given}
    return replace(measured, values=named, draws={**measured.draws, **draws})


def efforts_drawn(feature_id: str, measured: Measured, settings: PrioritySettings) -> Floats:
    """Draws of an effort that is known: in the range that somebody gave, or in the one of the settings."""
    if "effort" in measured.draws:
        return measured.draws["effort"]
    effort = measured.values["effort"].value
    assert effort is not None
    return effort_draws(
        effort,
        low=settings.effort_low,
        high=settings.effort_high,
        draws=settings.draws,
        seed=settings.seed,
        feature_id=feature_id,
    )


def based(name: str, value: Value, basis: Mapping[str, Basis] = _BASIS) -> Value:
    """An input that says where it comes from."""
    if value.value is None:
        return replace(value, basis="missing")
    return replace(value, basis=basis.get(name, "observed"))


def _measured(case: Case | None, effort: Value, around: Surroundings | None) -> Measured:
    if case is None:
        nothing = Value(value=None, reason="no_evidence")
        names = _FROM_EVIDENCE if around is None else (*_FROM_EVIDENCE, *_WIDE)
        return Measured(values=dict.fromkeys(names, nothing) | {"effort": effort})
    severe = severities(case)
    values = reach_values(case) | revenue_values(case) | dict(severe.values) | _sentiment_value(case)
    values["confidence"] = confidence_value(case)
    values["effort"] = effort
    draws = {"reach": case.sums.facts[:, PEOPLE], **severe.draws}
    if around is not None:
        wide = wide_inputs(case, around, first=FACTS)
        values, draws = values | dict(wide.values), draws | dict(wide.draws)
    return Measured(values=values, draws=draws)


def _effort(effort: float | None, settings: PrioritySettings, told: str = "") -> Value:
    if effort is None or effort != effort:
        return Value(value=None, reason=f"effort_missing: {told}" if told else "effort_missing")
    if not (effort * settings.effort_low > 0 and isfinite(effort * settings.effort_high)):
        return Value(value=None, reason=f"effort_missing: the backlog says {effort:g}, which is no effort")
    return Value(
        value=effort,
        low=effort * settings.effort_low,
        high=effort * settings.effort_high,
        method=f"{told + '; ' if told else ''}backlog, in {settings.effort_unit}; 90 % range"
        f" x{settings.effort_low:g} to x{settings.effort_high:g}",
    )


def _sentiment_value(case: Case) -> dict[str, Value]:
    known = ~np.isnan(case.following.tone)
    if not known.any():
        return {"sentiment": case.unknown("sentiment_unknown")}
    sums = case.sums.facts
    sentiment = case.mean(
        weighted(case.following.q[known], case.following.tone[known]),
        "each person's mean sentiment, -1 to 1; mean weighted by link probability",
        _mean(sums[:, TONE] / TONE_STEPS, sums[:, TONE_KNOWN]),
        partial(known, "sentiment"),
        among=known,
        scale=(-1, 1),
    )
    return {"sentiment": sentiment}


def _mean(total: Floats, number: Floats) -> Floats:
    mean: Floats = np.divide(total, number, out=np.full(total.shape, np.nan), where=number > 0)
    return mean
