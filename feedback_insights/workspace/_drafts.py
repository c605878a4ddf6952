"""What comes out of a workspace for themes that the backlog does not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedback_insights.records import Candidates
from feedback_insights.scope import Scope
from feedback_insights.workspace._tags import Tags

if TYPE_CHECKING:
    from feedback_insights.figures import ThemeDecisions


class Drafts(Tags):
    """The part of a workspace that drafts backlog items. ``scope=None`` is everything the run read."""

    def candidates(self, scope: Scope | None = None) -> Candidates:
        """A draft for every theme that no backlog item covers, and what is no draft, with the reason.

        Nothing is ever added to the backlog. What a person dismissed is left out from the decision on, not
        only from the next run on.
        """
        from feedback_insights.figures import draft_candidates

        features, report = self._store.features(), self.settings.report
        return draft_candidates(self._view(scope), features, report, self._decided())

    def _decided(self) -> ThemeDecisions:
        """What people decided of themes, with the people over everything that the run read."""
        from feedback_insights.figures import theme_decisions

        return theme_decisions(self._store.decisions(), self._view(None).analysis.themes)
