"""Reads what people decided about the backlog out of the log, and what a run tells of an item.

Decisions on the roadmap change no figure: they stand beside what the evidence says, so that a later run can
be compared with what was known when they were made.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import cast

from feedback_insights import triage
from feedback_insights.figures.view import View
from feedback_insights.records import (
    ChosenOrder,
    DecidedStatus,
    Decision,
    DecisionBasis,
    FeatureDecision,
)
from feedback_insights.roadmap import Tree

Before = Callable[[DecisionBasis, DecisionBasis], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadmapLog:
    """What was decided about backlog items and not undone, oldest first."""

    features: Mapping[str, tuple[FeatureDecision, ...]]  # by item
    orders: tuple[ChosenOrder, ...]

    @property
    def standing(self) -> dict[str, FeatureDecision]:
        """The last decision on each item, by id."""
        return {id: history[-1] for id, history in sorted(self.features.items())}

    @property
    def order(self) -> ChosenOrder | None:
        """The last order chosen."""
        return self.orders[-1] if self.orders else None


def roadmap_log(decisions: Sequence[Decision]) -> RoadmapLog:
    """The decisions on the roadmap out of everything that was decided."""
    features: dict[str, list[FeatureDecision]] = {}
    orders = []
    for one in triage.standing(decisions):
        if one.verb == "decide":
            history = features.setdefault(one.arguments["feature"], [])
            history.append(_with_earlier(_on_feature(one), history[-1] if history else None))
        elif one.verb == "order":
            orders.append(_order(one))
    return RoadmapLog(features={id: tuple(found) for id, found in features.items()}, orders=tuple(orders))


def _on_feature(one: Decision) -> FeatureDecision:
    said = one.arguments
    return FeatureDecision(
        number=one.id,
        feature_id=said["feature"],
        status=cast(DecidedStatus, said["status"]),
        on=said["on"],
        author=one.author,
        reason=one.reason,
        tell=said.get("tell", ""),
        title=said.get("title", ""),
        due=said.get("due", ""),
        basis=DecisionBasis(**json.loads(said["evidence"])),
    )


def _with_earlier(one: FeatureDecision, before: FeatureDecision | None) -> FeatureDecision:
    """A decision that repeats the status and says not why keeps the earlier reason in sight."""
    if one.reason or before is None or before.status != one.status:
        return one
    if before.reason:
        return replace(one, earlier_reason=before.reason, earlier_number=before.number)
    return replace(one, earlier_reason=before.earlier_reason, earlier_number=before.earlier_number)


def _order(one: Decision) -> ChosenOrder:
    bases = json.loads(one.arguments["evidence"])
    return ChosenOrder(
        number=one.id,
        features=tuple(json.loads(one.arguments["features"])),
        on=one.arguments["on"],
        author=one.author,
        reason=one.reason,
        bases={id: DecisionBasis(**basis) for id, basis in bases.items()},
    )


def to_log(bases: DecisionBasis | Mapping[str, DecisionBasis]) -> str:
    """What was known as the log keeps it: JSON, keys sorted."""
    if isinstance(bases, DecisionBasis):
        return json.dumps(asdict(bases), sort_keys=True)
    return json.dumps({id: asdict(basis) for id, basis in bases.items()}, sort_keys=True)


def statements_of(feature_id: str, tree: Tree, asked: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The statements that ask for an item or for any part of it, each once; ``asked`` is by item."""
    found = (id for part in (feature_id, *tree.below(feature_id)) for id in asked.get(part, ()))
    return tuple(dict.fromkeys(found))


def level_of(feature_id: str, tree: Tree) -> str:
    """The level at which an item that has parts is ranked; empty for one without."""
    return str(tree.levels[feature_id]) if feature_id in tree.children else ""


def basis_of(
    feature_id: str, view: View, method: str, *, level: str = "", until: str | None = None
) -> DecisionBasis:
    """What a run tells of a backlog item. ``until``: the day that the view ends with, if it does.

    ``level``: that of the view's scores, where they are those of wholes.
    """
    scores = {score.feature_id: score for score in view.analysis.scores if score.method == method}
    run, heard, score = view.analysis.run, view.ground.heard, scores.get(feature_id)
    ranked = sum(one.rank_low is not None for one in scores.values())
    if score is None:
        return DecisionBasis(
            run=run.id, as_of=run.as_of, until=until, method=method, level=level, status="unknown_item",
            ranked=ranked, heard=heard,
        )  # fmt: skip
    reach = score.inputs["reach"]
    return DecisionBasis(
        run=run.id,
        as_of=run.as_of,
        until=until,
        method=method,
        level=level,
        status=score.status,
        score=score.score.value,
        low=score.score.low,
        high=score.score.high,
        tier=score.tier,
        rank_low=score.rank_low,
        rank_high=score.rank_high,
        ranked=ranked,
        people=int(score.inputs["people"].value or 0),
        heard=heard,
        reach=reach.value,
        reach_low=reach.low,
        reach_high=reach.high,
        effort=score.inputs["effort"].value,
    )


def of_better_tier(one: DecisionBasis, other: DecisionBasis) -> bool:
    """Whether one item has a better tier than another; False where either has none, or at two levels."""
    alike = one.level == other.level
    return alike and one.tier is not None and other.tier is not None and one.tier < other.tier


def surely_before(one: DecisionBasis, other: DecisionBasis) -> bool:
    """Whether the evidence surely puts one item before another: a better tier, and ranks that do not meet."""
    apart = one.rank_high is not None and other.rank_low is not None and one.rank_high < other.rank_low
    return apart and of_better_tier(one, other)


def against_scores(
    order: Sequence[str], bases: Mapping[str, DecisionBasis], *, before: Before = surely_before
) -> tuple[tuple[str, str], ...]:
    """The pairs (first, second) of an order of which the evidence puts the second before the first.

    ``before`` says when it does. Items without a place, and those that ``bases`` does not know, are in none.
    """
    known = [id for id in order if id in bases]
    return tuple(
        (first, second)
        for n, first in enumerate(known)
        for second in known[n + 1 :]
        if before(bases[second], bases[first])
    )
