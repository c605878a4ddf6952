"""What a report shows of the backlog as a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedback_insights.report.parts import QuoteRow

if TYPE_CHECKING:  # loads numpy
    from feedback_insights.figures import Check
    from feedback_insights.figures.verdicts import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """A backlog item whose work has begun or ended, and who speaks of it."""

    id: str
    title: str
    told: str  # one sentence
    quotes: tuple[QuoteRow, ...] = ()  # at most one
    withheld: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedRow:
    """What people decided about an item, and what newer evidence says of it, in everything the run read."""

    id: str
    title: str
    told: str  # status, day, who and why in one sentence
    verdict: Verdict
    newer: str  # in words, with the figures it rests on


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Items apart from those that could still be begun, and what to look at in the backlog."""

    coming: tuple[PlanRow, ...]
    came_back: tuple[PlanRow, ...]
    declined: tuple[PlanRow, ...]
    closed: tuple[PlanRow, ...]  # done or declined, asked for, and in neither list above
    checks: Mapping[str, tuple[Check, ...]]  # by kind; only kinds that there are
    notes: tuple[str, ...]
    titles: Mapping[str, str]  # of all backlog items, by id
    decided: tuple[DecidedRow, ...] = ()  # what newer evidence contradicts first
    order: tuple[str, ...] = ()  # the order that was chosen, and what contradicts it; a sentence each

    def decided_on(self, feature_id: str) -> DecidedRow | None:
        """What was decided about one item."""
        return next((row for row in self.decided if row.id == feature_id), None)

    @property
    def apart(self) -> tuple[PlanRow, ...]:
        """All that stands apart, what came back first."""
        return (*self.came_back, *self.declined, *self.coming)
