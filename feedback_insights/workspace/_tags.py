"""What comes out of a workspace of its tags: tones, ratings, how sure, what got worse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedback_insights.records import Tag, Theme, Tone
from feedback_insights.scope import Scope
from feedback_insights.workspace._viewing import Viewing

if TYPE_CHECKING:
    from feedback_insights.figures import AdverseEffect, Certainty, Contradiction, Rated, Told


class Tags(Viewing):
    """The part of a workspace that tells what the taggers say. ``scope=None`` is everything the run read."""

    def tones(self, scope: Scope | None = None) -> tuple[Tone, ...]:
        """How every feedback, and what it says about each theme, sounds as a whole."""
        from feedback_insights.figures import tones

        view = self._view(scope)
        return tones(view.ground, view.analysis.memberships)

    def ratings(self, scope: Scope | None = None) -> tuple[tuple[Rated, ...], tuple[Contradiction, ...]]:
        """Ratings beside the tone of the words, file by file, and the records where they contradict."""
        from feedback_insights.figures import rated

        return rated(self._view(scope).ground)

    def certainties(self, scope: Scope | None = None) -> tuple[Certainty, ...]:
        """How sure the trained taggers are, and whether the mix of classes is another than theirs."""
        from feedback_insights.figures import certainties

        view = self._view(scope)
        return certainties(view.analysis.tags, view.analysis.run.settings, view.ground.customer)

    def effects(self, scope: Scope | None = None) -> tuple[AdverseEffect, ...]:
        """What got worse, for which audience, and the changes that people blame; most people first."""
        from feedback_insights.figures import adverse_effects

        return adverse_effects(self._view(scope).ground)

    def tags(self, scope: Scope | None = None) -> tuple[Tag, ...]:
        """What the taggers say about each statement of content, by statement."""
        return self._view(scope).analysis.tags

    def tag(self, statement_id: str) -> Tag | None:
        """What the taggers say about one statement; None for one that holds no content."""
        return self._whole().tags.get(statement_id)

    def told(self, theme: Theme, scope: Scope | None = None) -> Told:
        """What the statements of a theme tell beside their tone, in people."""
        from feedback_insights.figures import told_of

        return told_of(theme.statements, self._view(scope).ground)
