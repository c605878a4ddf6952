"""What people decide about backlog items, and what newer evidence says of it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from feedback_insights import triage
from feedback_insights.errors import DecisionError, NotFound
from feedback_insights.records import DECIDED, Decision, DecisionBasis, FeatureDecision, Run
from feedback_insights.roadmap import Tree
from feedback_insights.scope import Scope, Window
from feedback_insights.workspace._plan import Plan, pick

if TYPE_CHECKING:
    from feedback_insights.figures import Asker, PublicItem, Published, RoadmapLog, RoadmapReview, View

_COUNTING = ("encoder", "tagging", "themes", "links", "priority")  # settings that decide how is counted


class Deciding(Plan):
    """The part of a workspace that keeps decisions about the roadmap. They change no figure."""

    def decide_feature(
        self,
        feature_id: str,
        status: str,
        *,
        author: str,
        reason: str = "",
        on: date | None = None,
        tell: str = "",
        title: str = "",
        due: str = "",
    ) -> Decision:
        """Log what was decided about a backlog item, with what the current run tells of it.

        ``status``: "accepted", "planned", "in_progress", "shipped", "declined" or "later". ``on``: the day of
        the decision, at the latest today or the run's own date, which is the default; of an earlier day, what
        is kept is what had been said until then. ``reason`` is for colleagues, ``tell`` and ``title`` are
        what users may read, ``due`` is the period in which it was announced (2026Q4). Nothing else is ever
        shown to users. Where the same status stands and neither a reason nor a day is given, only the words
        for users change: the day, the evidence and what is not said stay. A title stays through every status.
        Raises `NotFound` for an unknown item or status, `DecisionError` where a reason is missing, the day is
        still to come or the period makes no sense, `ScopeError` for one that cannot be read.
        """
        from feedback_insights.figures import to_log

        known: dict[str, Collection[str]] = {
            "feature": {feature.id for feature in self._store.features()},
            "status": DECIDED,
        }
        words = {name: text.strip() for name, text in (("tell", tell), ("title", title)) if text.strip()}
        if due:
            words["due"] = _announced(status, due)
        before = self.roadmap_log().standing.get(feature_id)
        if before and before.status == status and words and not on and not reason.strip():
            return self._reword(before, author, words)
        day = self._decided_on(on)
        said = {"feature": feature_id, "status": status, "on": day, "evidence": "{}"} | words
        triage.check("decide", said, known)
        if status == "declined" and not reason.strip():
            raise DecisionError(f"say why {feature_id} is declined: people will ask")
        if before and before.title:
            said.setdefault("title", before.title)
        said["evidence"] = to_log(self._bases([feature_id], day)[feature_id])
        return self._store.append_decision(author, "decide", said, reason.strip())

    def _reword(self, before: FeatureDecision, author: str, words: Mapping[str, str]) -> Decision:
        """Log the same decision of the same day with other words for users."""
        from feedback_insights.figures import to_log

        said = {"feature": before.feature_id, "status": before.status, "on": before.on}
        said |= {
            name: text
            for name, text in (("tell", before.tell), ("title", before.title), ("due", before.due))
            if text
        }
        said |= {**words, "evidence": to_log(before.basis)}
        return self._store.append_decision(author, "decide", said, before.reason)

    def choose_order(
        self, features: Sequence[str], *, author: str, reason: str = "", on: date | None = None
    ) -> Decision:
        """Log in which order backlog items are to be taken up; the last one chosen stands.

        Raises `NotFound` for an unknown item, `DecisionError` for one that is named twice, for fewer than
        two, for a day still to come, and without a reason where an item stands before one of a better tier.
        """
        from feedback_insights.figures import against_scores, of_better_tier, to_log

        chosen = list(features)
        known = {feature.id for feature in self._store.features()}
        for id in chosen:
            triage.must_be_one_of("feature", id, known)
        if len(chosen) < 2 or len(set(chosen)) < len(chosen):
            twice = next((id for id in chosen if chosen.count(id) > 1), "")
            raise DecisionError(f"{twice} stands twice in the order" if twice else "an order needs two items")
        day = self._decided_on(on)
        bases = self._bases(chosen, day)
        against = against_scores(chosen, bases, before=of_better_tier)
        if against and not reason.strip():
            first, second = against[0]
            raise DecisionError(
                f"the order is against the scores: {second} (tier {bases[second].tier}) stands behind {first}"
                f" (tier {bases[first].tier}); say why"
            )
        said = {"features": json.dumps(chosen), "on": day, "evidence": to_log(bases)}
        return self._store.append_decision(author, "order", said, reason.strip())

    def roadmap_log(self) -> RoadmapLog:
        """What was decided about backlog items and not undone, by item and oldest first."""
        from feedback_insights.figures import roadmap_log

        return roadmap_log(self._store.decisions())

    def roadmap_review(self) -> RoadmapReview:
        """Every decision on the roadmap that stands, beside what the current run knows."""
        from feedback_insights.figures import review_roadmap

        dated, tree = Scope(window=f"..{self._as_of()}"), self.tree()
        return review_roadmap(
            self.roadmap_log(),
            self._view(None),
            tree,
            lambda id, dated_only: self._scored_view(id, tree, dated if dated_only else None),
            gone=[feature for feature, _ in self._store.past_features()],
            other_ways=self._other_ways(),
        )

    def who(self, feature_id: str, scope: Scope | None = None) -> tuple[Asker, ...]:
        """Everybody who asks for a backlog item or for any part of it, one row each, those against it last.

        An internal list, by pseudonyms, with words of however few people. Raises `NotFound`.
        """
        from feedback_insights.exporters import person_ids
        from feedback_insights.figures import askers

        tree = self.tree()
        feature = pick("backlog item", feature_id, dict(tree.features))
        named = person_ids(self._whole())
        family = [feature.id, *tree.below(feature.id)]
        return askers(family, self._view(scope), named.__getitem__)

    def published(self) -> Published:
        """What users may be told of the items that somebody decided on, without naming who asked.

        Counts, phrases and quotes only of at least `report.publish_people` (or `min_people`) people.
        """
        from feedback_insights.figures import published

        report = self.settings.report
        return published(
            self.roadmap_log(),
            self._view(None),
            self.tree(),
            fewest=max(report.publish_people, report.min_people),
            gone=[feature for feature, _ in self._store.past_features()],
        )

    def public_item(self, feature_id: str) -> PublicItem:
        """What users may be told of one item. Raises `NotFound` if nobody decided, or nothing may be."""
        if feature_id not in self.roadmap_log().standing:
            pick("backlog item", feature_id, {feature.id: feature for feature in self._store.features()})
            raise NotFound(
                f"nobody decided on {feature_id} yet; start with:"
                f" feedback-insights decide {self._store.path} {feature_id} STATUS"
            )
        found = self.published()
        if feature_id in found.left_out:
            raise NotFound(f"{feature_id} must not be shown: {found.left_out[feature_id]}")
        return next(item for item in found.items if item.feature_id == feature_id)

    def _decided_on(self, on: date | None) -> str:
        as_of = self._as_of()
        day = on or as_of
        if day is None:
            raise DecisionError("nothing here has a date; say on which day it was decided")
        newest = max(
            date.today(), as_of or date.min
        )  # today decides only what is refused, never what is told
        if day > newest:
            raise DecisionError(
                f"{day} has not come yet: decisions are of {newest} or earlier; what is expected for later is"
                " announced with --due"
            )
        return day.isoformat()

    def _bases(self, features: Sequence[str], day: str) -> dict[str, DecisionBasis]:
        """What is known of items now or, of a day before the run's own, what had been said until then."""
        from feedback_insights.figures import basis_of, level_of
        from feedback_insights.priority import ranked_by

        as_of = self._as_of()
        until = day if as_of is not None and day < as_of.isoformat() else None
        scope = Scope(window=f"..{until}") if until else None
        method = ranked_by(self._view(None).analysis.scores, self.settings.priority)
        tree = self.tree()
        return {
            id: basis_of(
                id, self._scored_view(id, tree, scope), method, level=level_of(id, tree), until=until
            )
            for id in features
        }

    def _scored_view(self, feature_id: str, tree: Tree, scope: Scope | None) -> View:
        """A view with the scores at the level of an item that has parts; of another one as they are."""
        view = self._view(scope)
        if feature_id not in tree.children:
            return view
        scores = self._scored(scope, self.rollup_of(feature_id))
        return replace(view, analysis=replace(view.analysis, scores=scores))

    def _other_ways(self) -> frozenset[str]:
        """The runs that counted by other models or settings than the current one."""
        runs = self._store.runs()
        here = _way(self._found().run)
        return frozenset(run.id for run in runs if _way(run) != here)


def _way(run: Run) -> tuple[object, ...]:
    chosen = {name: run.settings.get(name) for name in _COUNTING}
    return chosen, dict(run.models), run.versions.get("normalizer")


def _announced(status: str, due: str) -> str:
    """The period in one spelling. Raises `DecisionError`, `ScopeError`."""
    if status in ("shipped", "declined"):
        raise DecisionError(f"what is {status} is announced for no period")
    window = Window.parse(due)
    if window.first is None or window.last is None:
        raise DecisionError(f"the period '{due}' is open at one end; announce one such as 2026Q4")
    return due.strip().upper()
