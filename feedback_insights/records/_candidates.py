"""Drafts of backlog items for themes that no item covers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from feedback_insights.records._figures import Burst, Mood, Requests, Share
from feedback_insights.records._kinds import EffectKind, UrgencyKind, Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """Exact words, and where they stand."""

    statement_id: str
    feedback_id: str
    text: str
    voice: Voice  # only "said" may stand in quotation marks
    prompt: str = ""  # the question that was answered
    file: str
    record: str
    field: str = ""
    url: str | None = None
    date: str | None = None  # ISO, UTC; None = the export does not say
    channel: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NearItem:
    """A backlog item that comes nearest to a theme, though not near enough to count."""

    feature_id: str
    title: str
    status: str | None
    probability: float  # that the theme asks for it


@dataclass(frozen=True, slots=True, kw_only=True)
class ParentGuess:
    """Where in the backlog a draft could belong, or why nobody can say."""

    feature_id: str | None  # None = no parent is suggested, see `reason`
    title: str | None = None  # None = the backlog names it, but has no row for it
    probability: float | None = None  # that the theme asks for what is nearest of its items
    nearest: str | None = None  # that item's id
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateFeature:
    """A draft of a backlog item for a theme that no item covers; nothing ever puts it into a backlog.

    Every word in it was said by a user, or by who named the theme. Counts are of the scope it was made in.
    """

    id: str  # "candidate:T12"; never a backlog id
    theme: str
    title: str
    titled_by: Literal["phrases", "person"]  # of the statements' own phrases, or named by somebody
    problem: Quoted | None  # the statement that says it best; None = withheld, or none stands out
    quotes: tuple[Quoted, ...]  # each different from the others
    withheld: str = ""  # why there are no words
    people: int  # at least
    assumed: int  # of these, counted one per record because the export names nobody
    accounts: int | None = None  # at least; None = no account is known
    statements: int
    share: Share | None = None  # of the people heard
    requests: Requests | None = None  # None = nothing here was tagged
    mood: Mood | None = None
    severity: tuple[int, int, int, int, int]  # people by the worst they told, 0 cosmetic .. 4 blocker
    severity_unknown: int  # people of whom nothing was tagged
    urgency: Mapping[UrgencyKind, int]  # people, only those kinds that occur
    effects: Mapping[EffectKind, int]
    first: str | None  # ISO dates, UTC; None = nothing has a date
    last: str | None
    undated: int  # statements
    burst: Burst | None = None
    makeup: Mapping[str, Mapping[str, Share]]  # audience, product, channel -> value -> of those heard there
    parent: ParentGuess
    nearest: tuple[NearItem, ...]  # most probable first
    stability: float | None = None
    unsettled: bool = False  # other draws of the statements would make another group
    nothing_to_build: str = ""  # why it is no draft: "praise: ..."; empty = it is one


@dataclass(frozen=True, slots=True, kw_only=True)
class Dismissal:
    """A theme that somebody called no feature, and how many people spoke of it then and now."""

    theme: str  # as it is called now
    name: str
    decision: int
    author: str
    reason: str
    people: int | None  # when it was dismissed; None = the log does not say
    people_now: int  # in everything that was heard, whatever the scope

    @property
    def grown(self) -> bool:
        """Whether at least twice as many people speak of it since."""
        return self.people is not None and self.people_now >= 2 * self.people


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """What people speak of and the backlog does not hold, each theme in one of four places."""

    backlog: int  # items that themes were matched with; 0 = no backlog, so that every theme stands here
    drafts: tuple[CandidateFeature, ...]  # most people first, then by id
    nothing_to_build: tuple[CandidateFeature, ...]  # praise, questions, talk that asks for nothing
    few: tuple[str, ...]  # themes of fewer than `fewest` people, by id
    fewest: int
    dismissed: tuple[Dismissal, ...]  # by theme

    @property
    def grown(self) -> tuple[Dismissal, ...]:
        """Those that were dismissed when half as many people or fewer spoke of them."""
        return tuple(one for one in self.dismissed if one.grown)
