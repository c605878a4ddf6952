"""Figures with their intervals, and scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

from feedback_insights.records._kinds import Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A number with its interval, its method and the ids of the evidence behind it.

    ``value is None`` means unknown, and ``reason`` says why.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    method: str = ""
    reason: str = ""
    evidence: tuple[str, ...] = ()
    basis: Basis | None = None  # of a score's input: where it comes from; None = not an input


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """How a group of statements sounds: how many of each, and the mean over people in [-1, 1]."""

    negative: int
    neutral: int
    positive: int
    mean: float | None  # per person first, then over people; None = no statement whose tone is known
    unknown: int = 0  # statements in languages that the tagger's encoder cannot read


@dataclass(frozen=True, slots=True, kw_only=True)
class Requests:
    """What a group of statements asks: how many of each type, each statement counted once."""

    bug: int = 0
    feature_request: int = 0
    question: int = 0
    praise: int = 0
    usability: int = 0
    other: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many people of those heard; the ends are Wilson's 90 % interval of count / of.

    Those heard chose to speak, so a share tells the order of things among them, never how common a thing is
    among all users.
    """

    count: int
    of: int
    low: float | None = None  # None = nobody was heard
    high: float | None = None

    @property
    def value(self) -> float | None:
        """The share, 0..1; None if nobody was heard."""
        return self.count / self.of if self.of else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """The densest three days of a theme or of what asks for a feature, and what is left without them."""

    first: str  # ISO dates, UTC
    last: str
    statements: int
    of: int  # statements with a date
    unusual: bool  # more than chance would heap up, given how much was said on those days in all
    customers: int | None = None  # people who (also) spoke on other days, or without a date
    rank: int | None = None  # place by people among its like
    rank_without: int | None = None  # the same without everybody's unusual days

    @property
    def share(self) -> float | None:
        """Share of the dated statements; None without dates."""
        return self.statements / self.of if self.of else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calm:
    """A score without the unusual days on which people asked for its feature, or for others, all at once."""

    days: tuple[str, ...]  # left out for this feature, ISO dates
    value: float | None  # under the same method; None = nothing is left
    people: int
    tier: int | None = None
    rank_low: int | None = None
    rank_high: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One feature under one framework."""

    feature_id: str
    method: str
    score: Value
    inputs: Mapping[str, Value]
    rank_low: int | None = None
    rank_high: int | None = None
    status: str = "scored"  # "scored" | "no_evidence" | "harm" | "effort_missing" and so on
    tier: int | None = None  # None = it has no score, or does not compete
    calm: Calm | None = None  # None = nothing unusual anywhere
    label: str | None = None  # of value against effort: the quadrant, or "boundary"; None = no such thing

    @property
    def place(self) -> tuple[float, float, float, str]:
        """Sorts a method's scores best first: by tier, then value, then, where there is none, reach, then id.

        What has no tier comes last.
        """
        value, reach = self.score.value, self.inputs.get("reach")
        asked = reach.value if value is None and reach else None
        return (
            inf if self.tier is None else self.tier,
            inf if value is None else -value,
            -(asked or 0.0),
            self.feature_id,
        )
