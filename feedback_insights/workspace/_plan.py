"""What comes out of a workspace of its backlog as a plan: levels, what is in what, what to look at."""

from __future__ import annotations

from typing import TypeVar

from feedback_insights import triage
from feedback_insights.records import Score
from feedback_insights.roadmap import LEVELS, Level, Rollup, Tree
from feedback_insights.scope import Scope
from feedback_insights.workspace._tags import Tags

Item = TypeVar("Item")


class Plan(Tags):
    """The part of a workspace that tells the backlog's levels. ``scope=None`` is everything the run read."""

    def _scored(self, scope: Scope | None, rollup: Rollup | None) -> tuple[Score, ...]:
        from feedback_insights.figures import score_backlog

        analysis, ground = self._view(scope).analysis, self._view(scope).ground
        if rollup is None:
            return analysis.scores
        return score_backlog(
            (), analysis.links, analysis.memberships, ground, self.settings.priority, rollup=rollup
        )

    def tree(self) -> Tree:
        """The backlog by parents, with those that it names and does not hold."""
        return Tree.of(self._store.features())

    def rollup(self, level: str) -> Rollup:
        """The backlog at a level. Raises `NotFound` for no such level, or where nothing stands there."""
        known: dict[str, Level] = {name: name for name in LEVELS}
        return Rollup.of(self.tree(), pick("level", level, known))

    def rollup_of(self, feature_id: str) -> Rollup | None:
        """The backlog at the level of one item that has parts, that item being a whole; None if it has none.

        Raises `NotFound` with suggestions.
        """
        tree = self.tree()
        feature = pick("backlog item", feature_id, dict(tree.features))
        return Rollup.at_item(tree, feature.id) if feature.id in tree.children else None


def pick(what: str, wanted: str, known: dict[str, Item]) -> Item:
    """The one with this id. Raises `NotFound` with suggestions."""
    triage.must_be_one_of(what, wanted, known)
    return known[wanted]
