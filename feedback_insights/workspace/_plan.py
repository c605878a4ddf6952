"""What comes out of a workspace of its backlog as a plan: levels, what is in what, what to look at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from feedback_insights import triage
from feedback_insights.errors import NotFound
from feedback_insights.records import Feature, Score
from feedback_insights.roadmap import LEVELS, Level, Rollup, Tree
from feedback_insights.scope import Scope
from feedback_insights.settings import settings_of_links
from feedback_insights.workspace._tags import Tags

if TYPE_CHECKING:
    from feedback_insights.figures import Balance, Hygiene, Platform, Progress
    from feedback_insights.roadmap.duplicates import Pair

Item = TypeVar("Item")


class Plan(Tags):
    """The part of a workspace that tells the backlog's levels. ``scope=None`` is everything the run read."""

    def _scored(
        self, scope: Scope | None, rollup: Rollup | None, supposing: Sequence[str] = ()
    ) -> tuple[Score, ...]:
        from feedback_insights.figures import score_backlog

        analysis, ground = self._view(scope).analysis, self._view(scope).ground
        if rollup is None and not supposing:
            return analysis.scores
        return score_backlog(
            self._store.features() if rollup is None else (),
            analysis.links,
            analysis.memberships,
            ground,
            self._priority(),
            analysis.stances,
            rollup=rollup,
            supplied=self._supplied_or(supposing),
            accept=settings_of_links(analysis.run.settings).accept,
        )

    def progress(self, scope: Scope | None = None) -> Progress:
        """What is already coming, what came back after its release, what was declined and is asked for."""
        from feedback_insights.figures import progress_of

        return progress_of(self._store.features(), self._view(scope))

    def platform(self, scope: Scope | None = None) -> Platform:
        """Whom each backlog item serves and leaves out, what it may harm, and what waits for it."""
        from feedback_insights.figures import platform_of

        return platform_of(self._store.features(), self._view(scope), self.settings.platform)

    def balance(
        self,
        scope: Scope | None = None,
        *,
        capacity: float | None = None,
        shared: float | None = None,
        platform: Platform | None = None,
    ) -> Balance:
        """What fits into a capacity, in the backlog's unit of effort: shared work and each product's asks.

        `capacity` and `shared` (the part of it for shared work, 0..1) go before the settings' own; `platform`
        is what the method of that name gave for the scope, where it is at hand. Raises ValueError for a
        capacity that is not above 0 and a share out of range, `NotFound` where the items depend on one
        another in a circle, which it names.
        """
        from feedback_insights.arguments import single
        from feedback_insights.figures import balance_of, roadmap_log, settled

        chosen = self.settings.platform
        asked = chosen.capacity if capacity is None else single("capacity", capacity, low=0)
        if asked is not None and not asked > 0:
            raise ValueError("capacity must be above 0")
        part = chosen.shared if shared is None else single("shared", shared, low=0, high=1)
        scores = [score for score in self._view(scope).analysis.scores if score.method == "rice"]
        found = platform or self.platform(scope)
        if found.cycle:
            raise NotFound(f"{found.cycle}; mend the backlog's dependencies and load it again")
        decided = roadmap_log(self._store.decisions()).standing
        return balance_of(
            self._store.features(),
            found,
            scores,
            capacity=asked,
            shared=part,
            closed=settled(decided.values()),
        )

    def hygiene(self, scope: Scope | None = None) -> Hygiene:
        """What to look at in the backlog itself: shown, never acted on. Nothing is encoded for it."""
        from feedback_insights.figures import check_backlog

        features = self._store.features()
        pairs, missing = self._duplicates(features)
        return check_backlog(
            features, self._view(scope), self.settings.hygiene, pairs=pairs, without_vectors=missing
        )

    def _duplicates(self, features: Sequence[Feature]) -> tuple[tuple[Pair, ...], int]:
        """Likely duplicates among the items that a run has read, and how many it has not."""
        import numpy as np

        from feedback_insights.roadmap.duplicates import likely_duplicates, texts_of

        models = self._found().run.models
        cache = self._store.vectors(models.get("encoder_of_tags_and_links", models["encoder"]))
        titles, documents = texts_of(features)
        vectors = cache.get_many(sorted({*titles, *documents}))
        here = [n for n in range(len(features)) if titles[n] in vectors and documents[n] in vectors]
        if not here:
            return (), len(features)
        pairs = likely_duplicates(
            [features[n] for n in here],
            np.stack([vectors[titles[n]] for n in here]),
            np.stack([vectors[documents[n]] for n in here]),
            tree=Tree.of(features),
            cut=self.settings.hygiene.duplicates,
        )
        return pairs, len(features) - len(here)

    def tree(self) -> Tree:
        """The backlog by parents, with those that it names and does not hold."""
        return Tree.of(self._store.features())

    def rollup(self, level: str) -> Rollup:
        """The backlog at a level. Raises `NotFound` for no such level, or where nothing stands there."""
        known: dict[str, Level] = {name: name for name in LEVELS}
        return Rollup.of(self._tree_of_efforts(), pick("level", level, known))

    def _tree_of_efforts(self) -> Tree:
        """The backlog by parents, with the efforts that people gave."""
        from feedback_insights.supplied import with_supplied_efforts

        return Tree.of(with_supplied_efforts(self._store.features(), self._supplied()))

    def rollup_of(self, feature_id: str) -> Rollup | None:
        """The backlog at the level of one item that has parts, that item being a whole; None if it has none.

        Raises `NotFound` with suggestions.
        """
        tree = self._tree_of_efforts()
        feature = pick("backlog item", feature_id, dict(tree.features))
        return Rollup.at_item(tree, feature.id) if feature.id in tree.children else None


def pick(what: str, wanted: str, known: dict[str, Item]) -> Item:
    """The one with this id. Raises `NotFound` with suggestions."""
    triage.must_be_one_of(what, wanted, known)
    return known[wanted]
