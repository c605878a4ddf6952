"""Inputs that follow from other inputs: what an item enables, its value, how it presses, how easy it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

import numpy as np

from feedback_insights.errors import SettingsError
from feedback_insights.priority._criteria import Criterion, utility
from feedback_insights.priority._ice import ease_from_effort
from feedback_insights.priority._value_metric import VALUE_CRITERIA
from feedback_insights.priority._weighted import weighted_score
from feedback_insights.priority._wsjf import WSJF_SCALE
from feedback_insights.priority.inputs import Measured, efforts_drawn
from feedback_insights.priority.platform import enabling
from feedback_insights.priority.uncertainty import Floats
from feedback_insights.records import Value
from feedback_insights.settings import PrioritySettings
from feedback_insights.statistics.resampling import percentiles
from feedback_insights.supplied import INPUTS

_AFTER = frozenset({"value", "risk_reduction", "ease", "duration"})  # follow from value or effort
ENABLED_BEST = 2.0  # of value that waits for an item: risk reduction is then at its highest step


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Backlog:
    """Every item with all that frameworks need, and what waits for what."""

    measured: Mapping[str, Measured]  # by id, sorted; measured with their surroundings
    depends_on: Mapping[str, Sequence[str]]  # among the items
    done: Set[str]  # blocks nothing any more
    rivals: Set[str]  # what could still be built
    settings: PrioritySettings


def criteria_of(settings: PrioritySettings) -> tuple[Criterion, ...]:
    """The criteria that the settings declare, else the default value metric's."""
    if not settings.criteria:
        return VALUE_CRITERIA
    return tuple(
        Criterion(name=one.name, anchors=(one.worst, one.best), weight=one.weight)
        for one in settings.criteria
    )


def completed(backlog: Backlog) -> Backlog:
    """The same with efforts drawn, enabled, value, time_criticality, risk_reduction, ease and duration.

    What people supplied stays. Raises `SettingsError` for a criterion that is no input.
    """
    settings = backlog.settings
    items = {id: _effort(id, one, settings) for id, one in backlog.measured.items()}
    items = {id: _pressing(one, settings) for id, one in items.items()}
    criteria = criteria_of(settings)
    items = _weighable(criteria, items)
    items = _enabled(items, backlog, [c for c in criteria if c.name != "enabled"])
    items = {id: _valued(one, criteria) for id, one in items.items()}
    return replace(backlog, measured={id: _last(one, settings) for id, one in items.items()})


def numbers_of(measured: Measured, name: str, draws: int) -> Floats | None:
    """An input in every draw; None where it is missing."""
    value = measured.values[name].value
    return None if value is None else measured.draws.get(name, np.full(draws, value))


def step(share: Floats) -> Floats:
    """A share of 0..1 on SAFe's scale: 0 is 1, 1 is 20, steps of equal width in between."""
    scale = np.array(WSJF_SCALE, dtype=np.float64)
    place = np.floor(np.clip(share, 0, 1) * (scale.size - 1) + 0.5)
    return np.asarray(scale[place.astype(np.int64)])


def _with(measured: Measured, name: str, value: Value, draws: Floats | None) -> Measured:
    """With one more input, unless somebody supplied it."""
    if name in measured.values and measured.values[name].basis == "supplied":
        return measured
    found = replace(value, basis=value.basis or ("missing" if value.value is None else "estimated"))
    more = {} if draws is None else {name: draws}
    return replace(measured, values={**measured.values, name: found}, draws={**measured.draws, **more})


def _effort(id: str, measured: Measured, settings: PrioritySettings) -> Measured:
    if measured.values["effort"].value is None:
        return measured
    return replace(measured, draws={**measured.draws, "effort": efforts_drawn(id, measured, settings)})


def _pressing(measured: Measured, settings: PrioritySettings) -> Measured:
    """Time criticality: from deadlines that people name, else from a rising trend, else 1."""
    people, trend = measured.values["pressing"], measured.values["trend"]
    if people.value:
        most = settings.deadline_people
        draws = step(measured.draws["pressing"] / most)
        found = float(step(np.asarray(people.value / most)))
        told = f"{people.value:.3g} expected people name a deadline or a legal duty; from {most} on it is 20"
    else:
        draws, found = None, float(step(np.asarray(max(trend.value or 0.0, 0.0))))
        told = f"from the trend: {trend.method}" if found > 1 else "1: neither a deadline nor a rising trend"
    if measured.values["reach"].reason == "no_evidence":
        return _with(measured, "time_criticality", Value(value=None, reason="no_evidence"), None)
    value = Value(value=found, method=told, evidence=people.evidence)
    return _with(measured, "time_criticality", _spanned(value, draws), draws)


def _spanned(value: Value, draws: Floats | None) -> Value:
    ends = None if draws is None else percentiles(draws)
    if ends is None or value.value is None:
        return value
    return replace(value, low=min(value.value, ends[0]), high=max(value.value, ends[1]))


def _weighable(criteria: Sequence[Criterion], items: Mapping[str, Measured]) -> dict[str, Measured]:
    """The items with every criterion among their inputs: what only people can say is missing until they do.

    Raises `SettingsError` for a criterion that is no input, or that follows from the value itself.
    """
    found = dict(items)
    for name in (criterion.name for criterion in criteria if items):
        known = [set(one.values) for one in items.values()]
        if name in _AFTER or name not in {"enabled", *INPUTS}.union(*known):
            able = sorted({"enabled", *INPUTS}.union(*known) - _AFTER)
            raise SettingsError(f"priority.criteria: no input '{name}' to weigh; known: {', '.join(able)}")
        unsaid = Value(value=None, reason=f"{name}_missing: only people can say it", basis="missing")
        if name != "enabled":
            found = {
                id: one if name in one.values else replace(one, values={**one.values, name: unsaid})
                for id, one in found.items()
            }
    return found


# ---- what waits for an item -------------------------------------------------------------------------------


def _enabled(
    items: Mapping[str, Measured], backlog: Backlog, criteria: Sequence[Criterion]
) -> dict[str, Measured]:
    """The value of what waits for each item, made from the criteria but `enabled`, so not from itself."""
    direct = {id: _direct(one, criteria) for id, one in items.items()}
    tied = {*backlog.depends_on, *(id for ids in backlog.depends_on.values() for id in ids)}
    try:
        found = enabling({id: direct[id] for id in items}, backlog.depends_on, done=backlog.done)
    except ValueError as error:  # a cycle, which its message names
        return {
            id: _with(one, "enabled", Value(value=None, reason=f"enabled_unknown: {error}"), None)
            for id, one in items.items()
        }
    drawn = _enabled_draws(items, backlog, criteria, sorted(tied))
    done = {}
    for id, one in items.items():
        part = found[id]
        value = Value(
            value=part.enabled,
            method="value of what waits for it: halved per step, shared among open blockers"
            if id in tied
            else "0: nothing waits for it",
            reason=part.reason if part.enabled is None else "",
        )
        draws = drawn.get(id) if part.enabled is not None else None
        done[id] = _with(one, "enabled", _spanned(value, draws), draws)
    return done


def _enabled_draws(
    items: Mapping[str, Measured], backlog: Backlog, criteria: Sequence[Criterion], tied: Sequence[str]
) -> dict[str, Floats]:
    """Enabled value is a weighted sum of the values of what waits: the weights, times their draws."""
    sums: dict[str, Floats] = {}
    for id in tied:
        worth = _direct_draws(items[id], criteria, backlog.settings.draws)
        if worth is None or id not in backlog.depends_on:
            continue
        one = {other: float(other == id) for other in tied}
        for blocker, part in enabling(one, backlog.depends_on, done=backlog.done & set(tied)).items():
            if part.enabled:
                sums[blocker] = sums.get(blocker, np.zeros_like(worth)) + part.enabled * worth
    return sums


def _direct(measured: Measured, criteria: Sequence[Criterion]) -> float | None:
    total = 0.0
    for criterion in criteria:
        read = utility(measured.values[criterion.name].value, criterion.anchors)
        if read is None and criterion.weight:
            return None
        total += criterion.weight * float(read or 0.0)
    return total


def _direct_draws(measured: Measured, criteria: Sequence[Criterion], draws: int) -> Floats | None:
    columns = [numbers_of(measured, c.name, draws) for c in criteria if c.weight]
    known = [column for column in columns if column is not None]
    return weighted_draws(known, [c for c in criteria if c.weight]) if len(known) == len(columns) else None


# ---- value, and what follows from it ----------------------------------------------------------------------


def utilities(measured: Measured, criteria: Sequence[Criterion], draws: int) -> Floats | None:
    """(draws, criteria) from 0 to 1; None where a criterion is missing."""
    columns = [numbers_of(measured, criterion.name, draws) for criterion in criteria]
    known = [column for column in columns if column is not None]
    if len(known) < len(columns):
        return None
    read = [np.asarray(utility(x, c.anchors)) for x, c in zip(known, criteria, strict=True)]
    return np.column_stack(read)


def weighted_draws(columns: Sequence[Floats], criteria: Sequence[Criterion]) -> Floats:
    """``sum_j w_j * u_j`` of many draws at once, one array per criterion; `weighted_sum` for tables."""
    total: Floats = np.zeros(np.shape(columns[0]) if columns else ())
    for values, criterion in zip(columns, criteria, strict=True):
        total = total + criterion.weight * np.asarray(utility(values, criterion.anchors))
    return total


def _valued(measured: Measured, criteria: Sequence[Criterion]) -> Measured:
    """The value metric: the weighted sum of the criteria, or the bounds that what is missing leaves."""
    given = {c.name: measured.values[c.name].value for c in criteria if c.name in measured.values}
    found = weighted_score(given, criteria)
    told = " + ".join(f"{c.weight:g} {c.name}" for c in criteria if c.weight)
    if found.score is None:
        gaps = [
            f"{name} missing ({measured.values[name].reason.replace('; ', ', ')})"
            for name in found.missing
            if name in measured.values
        ]
        if measured.values["reach"].reason == "no_evidence":
            return _with(measured, "value", Value(value=None, reason="no_evidence"), None)
        reason = f"value_missing: {', '.join(gaps)}; bounds: between {found.low:.3g} and {found.high:.3g}"
        value = Value(value=None, low=found.low, high=found.high, method="", reason=reason)
        return _with(measured, "value", value, None)
    drawn = _direct_draws(measured, criteria, max((one.size for one in measured.draws.values()), default=1))
    clipped = f"clipped: {', '.join(found.clipped)}" if found.clipped else ""
    value = Value(value=found.score, method=f"{told}, each between its anchors", reason=clipped)
    return _with(measured, "value", _spanned(value, drawn), drawn)


def _last(measured: Measured, settings: PrioritySettings) -> Measured:
    enabled, draws = measured.values["enabled"], measured.draws.get("enabled")
    if enabled.value is None:
        rr = Value(value=None, reason=enabled.reason)
    else:
        rr = Value(
            value=float(step(np.asarray(enabled.value / ENABLED_BEST))),
            method=f"what it enables, 0 to {ENABLED_BEST:g}, as steps; risk removed only if supplied",
        )
    risen = None if draws is None else step(draws / ENABLED_BEST)
    measured = _with(measured, "risk_reduction", _spanned(rr, risen), risen)
    measured = _eased(measured, settings)
    measured = _with(
        measured,
        "cost_of_delay",
        Value(value=None, reason="cost_of_delay_missing: only people can say it (inputs DB --template)"),
        None,
    )
    effort = measured.values["effort"]
    proxy = replace(effort, reason=effort.reason or "size_proxy=effort: no duration was supplied")
    return _with(measured, "duration", proxy, measured.draws.get("effort"))


def _eased(measured: Measured, settings: PrioritySettings) -> Measured:
    effort, unit = measured.values["effort"], settings.effort_months
    if effort.value is None:
        return _with(measured, "ease", Value(value=None, reason=effort.reason), None)
    if unit is None:
        reason = "ease_missing: say how many person-months one unit of effort is (priority.effort_months)"
        return _with(measured, "ease", Value(value=None, reason=reason), None)
    draws = np.asarray(ease_from_effort(measured.draws["effort"] * unit))
    ease = ease_from_effort(effort.value * unit)
    assert isinstance(ease, float)
    value = Value(value=ease, method=f"10 to 1 from an effort of {effort.value * unit:.3g} person-months")
    return _with(measured, "ease", _spanned(value, draws), draws)
