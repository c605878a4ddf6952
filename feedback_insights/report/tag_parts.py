"""What a report shows of effects, and of ratings that contradict the words beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from feedback_insights.records import Share
from feedback_insights.report.parts import QuoteRow


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectRow:
    """Something that got worse, for whom, and what is blamed."""

    kind: str
    change: str | None  # None = all of this kind together; "" = no change is named
    people: Share
    audiences: Mapping[str, Share]
    quotes: tuple[QuoteRow, ...]  # at most one
    withheld: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContradictionRow:
    """A record whose rating says one thing and whose words another."""

    rating: str  # "9 of 10"
    sentiment: str
    probability: float
    quotes: tuple[QuoteRow, ...]  # at most one
    withheld: str
