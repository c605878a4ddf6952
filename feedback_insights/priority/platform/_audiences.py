"""What a feature is worth to each audience of a platform, and where they disagree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum, isnan, nan, sqrt

from feedback_insights.arguments import single
from feedback_insights.priority.platform._by_name import by_name, names
from feedback_insights.priority.platform._conflict import Conflict, conflict
from feedback_insights.scope import AUDIENCES
from feedback_insights.statistics.normal import critical
from feedback_insights.statistics.proportions import wilson

EXTERNAL = tuple(audience for audience in AUDIENCES if audience != "internal")
EQUAL = dict.fromkeys(EXTERNAL, 1 / len(EXTERNAL))
SUM_TOLERANCE = 1e-9
_MOST = 1e15


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceValue:
    """The weighted value, and always the four rates it stands on; None = unknown."""

    end_user: float | None
    developer: float | None
    partner: float | None
    internal: float | None  # shown apart: weighs nothing unless weights say so
    weights: Mapping[str, float]
    value: float | None  # sum of weight * rate
    low: float | None = None  # interval of `value`; None = not given how many were heard
    high: float | None = None
    downstream_users: float | None = None  # end users behind the developers who ask, at most the population
    value_downstream: float | None = None  # `value` with them counted among the end users
    audience_conflict: Conflict | None = None
    between: tuple[str, str] | None = None  # the audiences in conflict, the one that wants it more first
    reason: str = ""


def audience_value(
    rates: Mapping[str, float | None],
    weights: Mapping[str, float] | None = None,
    *,
    heard: Mapping[str, float] | None = None,
    level: float = 0.9,
    downstream_users: float | None = None,
    population: float | None = None,
) -> AudienceValue:
    """Value a feature by ``sum of weight * rate`` over end users, developers, partners and internal people.

    `rates` per audience ("end_user", "developer", "partner", "internal") are shares of its customers heard,
    0..1, or net of those who speak against it, -1..1. `weights` are >= 0 and sum to 1; by default the three
    external ones are equal and internal weighs nothing. A rate that is None, not given, or of an audience in
    which nobody was heard is unknown, and with it the value, unless it weighs nothing; nothing is rescaled.

    With `heard`, the people heard per audience, the value has an interval at `level`: Wilson's per audience,
    squared and added as in Newcombe's difference (Zou and Donner 2008). Rates must then be shares.

    `downstream_users`, the end users behind the developers who ask, count at most as the `population` of end
    users. `value_downstream` takes them as asking: the end users' rate is then at least their share (the two
    groups may be the same people, so they are not added), and who is against stays against.

    `audience_conflict` among external audiences: "sign" if one rate is above and one below 0; else "size" if
    one is at least twice another; with `heard` only if the Newcombe interval of their difference, at `level`
    shared among the pairs compared, leaves out 0.

    Raises ValueError naming argument and audience for unknown names, numbers out of range, weights that do
    not sum to 1 within 1e-9, and downstream users without a population.

    Source: prioritization spec section 7.
    """
    if not 0 < level < 1:
        raise ValueError(f"level is {level}; it must be between 0 and 1")
    people = None if heard is None else _people(heard)
    given = _rates(rates, people)
    share = _weights(weights)
    missing = [audience for audience in AUDIENCES if share[audience] and isnan(given[audience])]
    low, high = _interval(given, share, people, level)
    users, with_users = _downstream(given, share, downstream_users, population)
    clash, between = conflict({audience: given[audience] for audience in EXTERNAL}, people, level)
    return AudienceValue(
        **{audience: _known(given[audience]) for audience in AUDIENCES},
        weights=share,
        value=_known(_value(given, share)),
        low=low,
        high=high,
        downstream_users=users,
        value_downstream=with_users,
        audience_conflict=clash,
        between=between,
        reason=f"rate_unknown: {', '.join(missing)}" if missing else "",
    )


def _known(number: float) -> float | None:
    return None if isnan(number) else number


def _value(rates: Mapping[str, float], weights: Mapping[str, float]) -> float:
    return fsum(weight * rates[audience] for audience, weight in weights.items() if weight)


def _check_names(argument: str, values: Mapping[str, object]) -> None:
    if strange := [name for name in names(argument, values) if name not in AUDIENCES]:
        raise ValueError(f"{argument} names the audience {strange[0]!r}; known are {', '.join(AUDIENCES)}")


def _people(heard: Mapping[str, float]) -> dict[str, float]:
    _check_names("heard", heard)
    people = by_name("heard", heard, low=0, high=_MOST, rule="must be a number of people")
    return {audience: people.get(audience, nan) for audience in AUDIENCES}


def _rates(rates: Mapping[str, float | None], people: Mapping[str, float] | None) -> dict[str, float]:
    _check_names("rates", rates)
    if people is None:
        given = by_name("rates", rates, low=-1, high=1)
        return {audience: given.get(audience, nan) for audience in AUDIENCES}
    rule = "must be a share between 0 and 1 where heard is given"
    given = by_name("rates", rates, low=0, high=1, rule=rule)
    return {audience: nan if people[audience] == 0 else given.get(audience, nan) for audience in AUDIENCES}


def _weights(weights: Mapping[str, float] | None) -> dict[str, float]:
    _check_names("weights", EQUAL if weights is None else weights)
    given = by_name("weights", EQUAL if weights is None else weights, low=0)
    if lost := [name for name, weight in given.items() if isnan(weight)]:
        raise ValueError(f"weights[{lost[0]!r}] is unknown: every weight must be a number")
    if abs(fsum(given.values()) - 1) > SUM_TOLERANCE:
        raise ValueError(f"weights sum to {fsum(given.values())}; they must sum to 1")
    return {audience: given.get(audience, 0.0) for audience in AUDIENCES}


def _interval(
    rates: Mapping[str, float], weights: Mapping[str, float], people: Mapping[str, float] | None, level: float
) -> tuple[float | None, float | None]:
    value = _value(rates, weights)
    weighing = [audience for audience in AUDIENCES if weights[audience]]
    if people is None or isnan(value) or any(isnan(people[audience]) for audience in weighing):
        return None, None
    below, above = [], []
    for audience in weighing:
        rate, n = rates[audience], people[audience]
        ends = wilson(rate * n, n, critical(level))
        assert ends is not None
        below.append((weights[audience] * (rate - ends[0])) ** 2)
        above.append((weights[audience] * (ends[1] - rate)) ** 2)
    return value - sqrt(fsum(below)), value + sqrt(fsum(above))


def _downstream(
    rates: Mapping[str, float], weights: Mapping[str, float], users: float | None, population: float | None
) -> tuple[float | None, float | None]:
    if users is None:
        return None, None
    behind = single("downstream_users", users, low=0)
    everybody = single("population", population, low=0)
    if isnan(behind):
        return None, None
    if not everybody > 0:
        raise ValueError("downstream_users needs the population of end users, more than 0")
    behind = min(behind, everybody)
    direct, share = rates["end_user"], behind / everybody
    raised = direct if isnan(direct) else max(direct, share + min(direct, 0.0))
    return behind, _known(_value({**rates, "end_user": raised}, weights))
