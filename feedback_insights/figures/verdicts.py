"""What the intervals show beyond doubt of a decision, and whether that contradicts or confirms it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import hypot
from typing import Literal

from feedback_insights.figures.breakdown import Change
from feedback_insights.figures.decided import surely_before
from feedback_insights.records import DecidedStatus, DecisionBasis, FeatureDecision, Value
from feedback_insights.statistics.rates import rate_ratio

Verdict = Literal["contradicted", "confirmed", "unchanged", "unknown"]
VERDICTS: tuple[Verdict, ...] = ("contradicted", "confirmed", "unchanged", "unknown")
Rule = Literal[
    "more_people", "rank_rose", "rank_fell", "interest_fell", "complaints_remain", "complaints_fell",
]  # fmt: skip
GROWN = 2  # times as many people, surely: that as many as ever go on asking is no news
REMAINS = 0.5  # share of the complaints that, if it surely remains, contradicts "shipped"
_MORE = "difference of expected people; 90 %, by the squared distances of both intervals (MOVER)"


def more_people(then: DecisionBasis, now: DecisionBasis) -> Value:
    """How many more expected people ask for an item than then, with a 90 % interval.

    `d ± sqrt(..)`, from the squared distances of both intervals' ends (MOVER; Zou and Donner 2008), as if the
    two were independent. They are not, for those of then are among those of now: the interval is rather too
    wide, and an alarm too rare. Where nobody asked then, that is 0, as counted.
    """
    one, other = _reach(then), _reach(now)
    if one is None or other is None:
        return Value(value=None, reason="the run had not read the item" if one is None else "not scored now")
    (was, was_low, was_high), (is_, low, high) = one, other
    gap = is_ - was
    return Value(
        value=gap, low=gap - hypot(is_ - low, was_high - was), high=gap + hypot(high - is_, was - was_low),
        method=_MORE,
    )  # fmt: skip


def _reach(basis: DecisionBasis) -> tuple[float, float, float] | None:
    if basis.reach is not None and basis.reach_low is not None and basis.reach_high is not None:
        return basis.reach, basis.reach_low, basis.reach_high
    return (0.0, 0.0, 0.0) if basis.status == "no_evidence" else None


def rules_of(
    decision: FeatureDecision, now: DecisionBasis, more: Value, change: Change | None
) -> tuple[Rule, ...]:
    """Everything that the intervals show beyond doubt."""
    if decision.status == "shipped":
        return _complaints(change)
    found: list[Rule] = []
    if _grew(decision.basis, now, more, change):
        found.append("more_people")
    if surely_before(now, decision.basis):
        found.append("rank_rose")
    if surely_before(decision.basis, now):
        found.append("rank_fell")
    if change and change.trend == "less":
        found.append("interest_fell")
    return tuple(found)


def _grew(then: DecisionBasis, now: DecisionBasis, more: Value, change: Change | None) -> bool:
    """Whether surely more people ask for it, and not only because as many as ever go on asking."""
    if more.low is None or more.low <= 0:
        return False
    low, high = now.reach_low, then.reach_high
    many_times = low is not None and high is not None and low >= GROWN * high
    return many_times or (change is not None and change.trend == "more")


def _complaints(change: Change | None) -> tuple[Rule, ...]:
    """Whether complaints went on after what shipped: the ratio of both shares, 90 %."""
    if change is None:
        return ()
    now, before = change.now, change.before
    ratio = rate_ratio(now.count, now.of, before.count, before.of, level=0.9)
    if ratio.low is not None and ratio.low > REMAINS:
        return ("complaints_remain",)
    return ("complaints_fell",) if ratio.high is not None and ratio.high < 1 else ()


_AGAINST: Mapping[DecidedStatus, frozenset[Rule]] = {
    "accepted": frozenset({"rank_fell"}),
    "planned": frozenset({"rank_fell"}),
    "in_progress": frozenset({"rank_fell"}),
    "shipped": frozenset({"complaints_remain"}),
    "declined": frozenset({"more_people", "rank_rose"}),
    "later": frozenset({"more_people", "rank_rose"}),
}
_FOR: Mapping[DecidedStatus, frozenset[Rule]] = {
    "accepted": frozenset({"more_people", "rank_rose"}),
    "planned": frozenset({"more_people", "rank_rose"}),
    "in_progress": frozenset({"more_people", "rank_rose"}),
    "shipped": frozenset({"complaints_fell"}),
    "declined": frozenset({"rank_fell", "interest_fell"}),
    "later": frozenset({"rank_fell", "interest_fell"}),
}


def verdict_of(decision: FeatureDecision, now: DecisionBasis | None, rules: Sequence[Rule]) -> Verdict:
    """What contradicts goes before what confirms."""
    if now is None or "unknown_item" in (now.status, decision.basis.status):
        return "unknown"
    if _AGAINST[decision.status].intersection(rules):
        return "contradicted"
    return "confirmed" if _FOR[decision.status].intersection(rules) else "unchanged"
