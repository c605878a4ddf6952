"""Which decisions newer evidence contradicts, and which it confirms.

Only where intervals say so: what may be chance is no alarm, it is "unchanged" and the figures stand beside.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from feedback_insights.figures.breakdown import Change
from feedback_insights.figures.decided import (
    RoadmapLog,
    against_scores,
    basis_of,
    level_of,
    statements_of,
)
from feedback_insights.figures.progress import Heard, around, complains, day_of
from feedback_insights.figures.verdicts import VERDICTS, Rule, Verdict, more_people, rules_of, verdict_of
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

Scored = Callable[[str, bool], View]  # item, without what has no date
STAGES: Mapping[DecidedStatus, Stage] = {
    "accepted": "open",
    "planned": "open",
    "later": "open",
    "in_progress": "in_progress",
    "shipped": "done",
    "declined": "declined",
}


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
        rules = rules_of(decision, now, more, change) if now else ()
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
            verdict=verdict_of(decision, now, rules),
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


def _overdue(decision: FeatureDecision, as_of: str) -> bool:
    last, day = Window.parse(decision.due).last if decision.due else None, day_of(as_of)
    return decision.status != "shipped" and last is not None and day is not None and last < day
