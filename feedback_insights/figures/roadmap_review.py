"""Which decisions newer evidence contradicts, and which it confirms.

Only where intervals say so: what may be chance is no alarm, it is "unchanged" and the figures stand beside.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from math import hypot
from typing import Literal

from feedback_insights.figures.breakdown import Change
from feedback_insights.figures.decided import (
    RoadmapLog,
    against_scores,
    basis_of,
    level_of,
    statements_of,
    surely_before,
)
from feedback_insights.figures.progress import Heard, around, complains, day_of
from feedback_insights.figures.view import View
from feedback_insights.records import (
    ChosenOrder,
    DecidedStatus,
    DecisionBasis,
    Feature,
    FeatureDecision,
    Value,
)
from feedback_insights.roadmap import Stage, Tree, stage_of
from feedback_insights.scope import Window
from feedback_insights.statistics.rates import rate_ratio

Verdict = Literal["contradicted", "confirmed", "unchanged", "unknown"]
VERDICTS: tuple[Verdict, ...] = ("contradicted", "confirmed", "unchanged", "unknown")
Rule = Literal[
    "more_people", "rank_rose", "rank_fell", "interest_fell", "complaints_remain", "complaints_fell",
]  # fmt: skip
Scored = Callable[[str, bool], View]  # item, without what has no date
STAGES: Mapping[DecidedStatus, Stage] = {
    "accepted": "open",
    "planned": "open",
    "later": "open",
    "in_progress": "in_progress",
    "shipped": "done",
    "declined": "declined",
}
GROWN = 2  # times as many people, surely: that as many as ever go on asking is no news
REMAINS = 0.5  # share of the complaints that, if it surely remains, contradicts "shipped"
_MORE = "difference of expected people; 90 %, by the squared distances of both intervals (MOVER)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """One decision beside what is known now."""

    decision: FeatureDecision
    title: str  # of the backlog, now or when it last held the item
    in_backlog: bool
    backlog_status: str | None  # as the backlog has it
    agrees: bool | None  # whether that says the same as the decision; None = nobody can tell
    now: DecisionBasis | None  # None = the item left the backlog
    more: Value  # how many more expected people ask for it than when it was decided
    change: Change | None  # people who ask (of what shipped: complain), after that day and until it
    undated: int  # statements without a date, in neither
    overdue: bool  # the period it was announced for is over
    other_way: bool  # counted by other models or settings than when it was decided
    verdict: Verdict
    rules: tuple[Rule, ...]  # what the verdict rests on


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedOrder:
    """The order that was chosen beside what is known now."""

    order: ChosenOrder
    verdict: Verdict  # "contradicted": by pairs that were not against the evidence when it was chosen
    against: tuple[tuple[str, str], ...]  # (first, second): the second surely comes first
    against_then: tuple[tuple[str, str], ...]
    gone: tuple[str, ...]  # items that left the backlog
    other_way: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadmapReview:
    """Every decision on the roadmap that stands."""

    run: str
    as_of: str
    items: tuple[Reviewed, ...]  # contradicted first, then confirmed, unchanged, unknown; then by id
    order: ReviewedOrder | None

    def of(self, verdict: Verdict) -> tuple[Reviewed, ...]:
        """Those of one verdict."""
        return tuple(one for one in self.items if one.verdict == verdict)


def review_roadmap(
    log: RoadmapLog,
    view: View,
    tree: Tree,
    scored: Scored,
    *,
    gone: Sequence[Feature] = (),
    other_ways: Collection[str] = (),
) -> RoadmapReview:
    """Compare every decision that stands with what one run knows.

    ``view`` is everything that the run read; ``scored`` gives the view that an item's score is to be taken
    from, with or without what has no date (a basis counted until a day is compared without). Whoever asks for
    a part of an item asks for it. ``gone`` are items that left the backlog, ``other_ways`` the runs that
    counted by other models or settings than this one.
    """
    look = _Look(
        view=view,
        tree=tree,
        scored=scored,
        gone={f.id: f for f in gone},
        other_ways=frozenset(other_ways),
        asked=view.subjects("features"),
        heard=Heard.on(view.ground),
    )
    items = [look.reviewed(one) for one in log.standing.values()]
    order = {verdict: n for n, verdict in enumerate(VERDICTS)}
    run = view.analysis.run
    return RoadmapReview(
        run=run.id,
        as_of=run.as_of,
        items=tuple(sorted(items, key=lambda one: (order[one.verdict], one.decision.feature_id))),
        order=look.reviewed_order(log.order) if log.order else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Look:
    view: View
    tree: Tree
    scored: Scored
    gone: Mapping[str, Feature]
    other_ways: frozenset[str]
    asked: Mapping[str, Sequence[str]]
    heard: Heard

    def reviewed(self, decision: FeatureDecision) -> Reviewed:
        then, id = decision.basis, decision.feature_id
        here = self.tree.features[id] if self.holds(id) else None
        feature = here or self.gone.get(id)
        now = self.known_now(id, then) if here else None
        more = more_people(then, now) if now else Value(value=None, reason="it left the backlog")
        said = self._said(decision) if here else ()
        change = self._change(decision, said)
        rules = _rules(decision, now, more, change) if now else ()
        stage = stage_of(here) if here else None
        return Reviewed(
            decision=decision,
            title=feature.title if feature else "",
            in_backlog=here is not None,
            backlog_status=feature.status if feature else None,
            agrees=None if stage is None else stage == STAGES[decision.status],
            now=now,
            more=more,
            change=change,
            undated=sum(self.view.ground.day(one) is None for one in said),
            overdue=_overdue(decision, self.view.analysis.run.as_of),
            other_way=then.run in self.other_ways,
            verdict=_verdict(decision, now, rules),
            rules=rules,
        )

    def holds(self, id: str) -> bool:
        """Whether the backlog has a row for an item, rather than knowing it as the parent of others."""
        return id in self.tree.features and id not in self.tree.absent

    def known_now(self, id: str, then: DecisionBasis) -> DecisionBasis:
        """The same figures, counted as they were then."""
        view, level = self.scored(id, then.until is not None), level_of(id, self.tree)
        return basis_of(id, view, then.method, level=level)

    def reviewed_order(self, order: ChosenOrder) -> ReviewedOrder:
        here = [id for id in order.features if self.holds(id)]
        now = {id: self.known_now(id, order.bases[id]) for id in here}
        then = against_scores(order.features, order.bases)
        against = against_scores(here, now)
        fresh = set(against) - set(then)
        settled = bool(then) and not against and not fresh
        return ReviewedOrder(
            order=order,
            verdict="contradicted" if fresh else "confirmed" if settled else "unchanged",
            against=against,
            against_then=then,
            gone=tuple(id for id in order.features if not self.holds(id)),
            other_way=any(basis.run in self.other_ways for basis in order.bases.values()),
        )

    def _said(self, decision: FeatureDecision) -> Sequence[str]:
        """What asks for it; of what shipped, what complains."""
        said = statements_of(decision.feature_id, self.tree, self.asked)
        if decision.status == "shipped":
            return [id for id in said if complains(id, self.view.ground)]
        return said

    def _change(self, decision: FeatureDecision, said: Sequence[str]) -> Change | None:
        day = day_of(decision.on)
        return around(day, said, self.heard, self.view.ground) if day and said else None


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


def _rules(
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


def _verdict(decision: FeatureDecision, now: DecisionBasis | None, rules: Sequence[Rule]) -> Verdict:
    """What contradicts goes before what confirms."""
    if now is None or "unknown_item" in (now.status, decision.basis.status):
        return "unknown"
    if _AGAINST[decision.status].intersection(rules):
        return "contradicted"
    return "confirmed" if _FOR[decision.status].intersection(rules) else "unchanged"


def _overdue(decision: FeatureDecision, as_of: str) -> bool:
    last, day = Window.parse(decision.due).last if decision.due else None, day_of(as_of)
    return decision.status != "shipped" and last is not None and day is not None and last < day
