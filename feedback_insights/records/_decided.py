"""What people decided about backlog items, and what was known when they did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

DecidedStatus = Literal["accepted", "planned", "in_progress", "shipped", "declined", "later"]
DECIDED: tuple[DecidedStatus, ...] = ("accepted", "planned", "in_progress", "shipped", "declined", "later")


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionBasis:
    """What a run told of one backlog item: kept with a decision, so that later runs can be compared."""

    run: str
    as_of: str  # ISO date
    until: str | None  # ISO date: counted on what was said until that day; None = on everything it read
    method: str  # the framework that the ranking went by: "rice" or "value"
    level: str = ""  # of an item that has parts, the level it was ranked at; empty = among all items
    status: str  # of the score; "unknown_item" = the run had not read the item
    score: float | None = None
    low: float | None = None  # 90 %
    high: float | None = None
    tier: int | None = None
    rank_low: int | None = None
    rank_high: int | None = None
    ranked: int = 0  # items that had a rank
    people: int = 0  # who ask for it, at least
    heard: int = 0  # people heard in all
    reach: float | None = None  # expected people; None = nobody surely asks for it
    reach_low: float | None = None  # 90 %
    reach_high: float | None = None
    effort: float | None = None  # None = the backlog did not say


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureDecision:
    """The status that somebody gave a backlog item."""

    number: int  # of the decision, in the log
    feature_id: str
    status: DecidedStatus
    on: str  # ISO date, as declared, else the date of the run
    author: str
    reason: str = ""  # for colleagues; never shown to users
    earlier_reason: str = ""  # where it gives none: the last one given while the same status stood
    earlier_number: int | None = None  # the decision that gave it
    tell: str = ""  # the reason as users may read it
    title: str = ""  # the title as users may read it; empty = the backlog's
    due: str = ""  # the period in which it was announced, such as 2026Q4; empty = nobody declared one
    basis: DecisionBasis


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenOrder:
    """The order in which somebody wants backlog items to be taken up."""

    number: int  # of the decision, in the log
    features: tuple[str, ...]  # first things first
    on: str  # ISO date
    author: str
    reason: str = ""
    bases: Mapping[str, DecisionBasis]  # by feature
