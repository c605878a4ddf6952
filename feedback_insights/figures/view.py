"""A run as seen within one scope, and what that scope holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from feedback_insights.figures._ground import Ground
from feedback_insights.figures.scores import asking
from feedback_insights.figures.within import coverage
from feedback_insights.records import Analysis, Share
from feedback_insights.scope import Chosen
from feedback_insights.settings import settings_of_links

SubjectKind = Literal["themes", "features", "links"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class View:
    """A scope with its people and words, and the run counted on them."""

    chosen: Chosen
    ground: Ground
    analysis: Analysis

    def subjects(
        self, of: SubjectKind, *, home: Mapping[str, str] | None = None
    ) -> dict[str, tuple[str, ...]]:
        """What can be split and compared, by id, with its statements; "themes" holds the areas, too.

        With `home`, "features" are what stands for each of them at a level.
        """
        themes = {t.id: t.statements for t in self.analysis.themes if t.status == "active"}
        if of == "themes":
            return themes
        if of == "features":
            found = self.analysis
            return asking(found.links, found.memberships, self.ground, found.stances, home=home)
        return {
            link.subject_id: themes.get(link.subject_id, (link.subject_id,)) for link in self.analysis.links
        }

    def surely_asking(self) -> dict[str, tuple[str, ...]]:
        """Of the statements that count for each feature, those whose people are counted as "at least"."""
        found = self.analysis
        accept = settings_of_links(found.run.settings).accept
        return asking(found.links, found.memberships, self.ground, found.stances, accept=accept)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeFacts:
    """What a scope holds. Unless a period is asked for, `first` and `last` are those of the data."""

    where: Mapping[str, tuple[str, ...]]
    window: str | None
    first: date | None
    last: date | None
    feedback: int
    undated: int  # in the scope without a window; with one, left out for want of a date
    people: int  # at least
    assumed: int  # of these, counted one per record because the export names no author
    accounts: int  # at least
    without_person: Share  # of the feedback
    without_account: Share  # of the people


def scope_facts(view: View) -> ScopeFacts:
    """Count what a view holds."""
    ground, scope, window = view.ground, view.chosen.scope, view.chosen.window
    heard, covered = ground.directory.people(), coverage(ground)
    days = sorted(item.created.date() for item in ground.feedback.values() if item.created)
    return ScopeFacts(
        where={facet: scope.values(facet) for facet in scope.where},
        window=scope.window,
        first=(window and window.first) or (days[0] if days else None),
        last=(window and window.last) or (days[-1] if days else None),
        feedback=len(ground.feedback),
        undated=view.chosen.undated if window else len(ground.feedback) - len(days),
        people=heard.count,
        assumed=heard.assumed,
        accounts=ground.directory.accounts_heard(),
        without_person=covered.without_person,
        without_account=covered.without_account,
    )
