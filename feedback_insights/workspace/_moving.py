"""What moved between an earlier run and the current one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedback_insights.workspace._viewing import Viewing

if TYPE_CHECKING:
    from feedback_insights.figures import MinChange, Moves


class Moving(Viewing):
    """The part of a workspace that compares runs, over everything that each of them read."""

    def moves(self, since: str, *, min_change: MinChange = "tier") -> Moves:
        """Which backlog items stand elsewhere than in the run `since`, each with its reason.

        `min_change`: "tier", "rank" (also other ranks) or "score" (also other scores). Raises `NotFound` for
        a run that is not there, and where people gave or took back numbers since the current run.
        """
        from feedback_insights.figures import moves_since

        self._whole_run()
        found = self._found()
        return moves_since(
            self._store.past_run(since), found.run, found.scores, self._store.features(), level=min_change
        )
