"""What an export is made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from feedback_insights.exporters.options import ExportOptions

if TYPE_CHECKING:  # loads numpy
    from feedback_insights.figures import Breakdown, Change, Ground, ScopeFacts, ThemeDecisions, View
    from feedback_insights.records import Feature, Feedback, FileReport, Score
    from feedback_insights.settings import Settings

DIGITS = 12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExportData:
    """What a run found within a scope, with everything that tells how it came about."""

    view: View
    facts: ScopeFacts
    features: Sequence[Feature]
    files: Sequence[FileReport]
    settings: Settings
    people: Mapping[str, str]  # customer -> person, over the whole run: see `person_ids`
    breakdown: Breakdown | None = None
    changes: Mapping[str, Change]  # by theme or area; empty = no other period was asked for
    before: ScopeFacts | None = None  # the other period
    decided: ThemeDecisions | None = None  # of themes, by people; None = nothing
    more_scores: Sequence[Score] = ()  # by methods that runs do not keep, in the scope of the view
    refused: Mapping[str, str] = field(default_factory=dict)  # method that was asked for -> why it has none
    options: ExportOptions = field(default_factory=ExportOptions)


def person_ids(ground: Ground) -> dict[str, str]:
    """Name every customer by their earliest feedback: "P" and the first 12 hex digits of its id.

    Made from ids alone, so that a fresh workspace with another key gives the same names; give it everything
    the run read, so that no scope changes one. Where two would be equal, the later one has the whole id.
    """
    earliest: dict[str, str] = {}
    for item in sorted(ground.feedback.values(), key=_earliest_first):
        earliest.setdefault(ground.directory.customer[item.id], item.id)
    named: dict[str, str] = {}
    taken: set[str] = set()
    for customer, item_id in earliest.items():
        short = item_id[:DIGITS]
        named[customer] = f"P{item_id if short in taken else short}"
        taken.add(short)
    return named


def _earliest_first(item: Feedback) -> tuple[datetime, str]:
    return item.created or datetime.max.replace(tzinfo=UTC), item.id
