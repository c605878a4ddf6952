"""What a report is made of: plain facts, already counted and ordered, with no path, clock or host in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from feedback_insights.records import (
    Burst,
    Calm,
    Candidates,
    FileReport,
    Mood,
    Requests,
    Share,
    Value,
    Voice,
)
from feedback_insights.roadmap import CLOSED, Stage

if TYPE_CHECKING:  # loads numpy
    from feedback_insights.figures import (
        Balance,
        Breakdown,
        Certainty,
        Change,
        Frameworks,
        Grid,
        Known,
        Matrix,
        PlatformItem,
        Rated,
        Stand,
        Told,
    )
    from feedback_insights.report.plan_parts import Plan
    from feedback_insights.report.tag_parts import ContradictionRow, EffectRow

SEVERITIES = ("cosmetic", "minor", "moderate", "major", "blocker")  # by severity 0..4


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteRow:
    """Exact words, and where they stand."""

    statement_id: str
    feedback_id: str
    text: str
    voice: Voice  # only "said" may stand in quotation marks
    file: str
    record: str
    field: str
    url: str | None = None
    created: date | None = None
    facts: tuple[str, ...] = ()  # participant, audience, product, channel, where the export names them
    prompt: str = ""  # the survey question that was answered
    tags: tuple[str, ...] = ()  # what the taggers say of it, each with how sure they are
    marks: tuple[tuple[int, int], ...] = ()  # places of the words that met a backlog item's, in order, apart
    stance: str = ""  # how it stands to the item, and the words that say so
    probability: float | None = None  # that it asks for the item; None = no such link, or about no item


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeRef:
    """A theme as a feature's row names it."""

    id: str
    name: str
    people: int
    probability: float  # that the theme asks for the feature
    decided_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureRef:
    """A feature as a theme's row names it."""

    id: str
    title: str
    probability: float
    decided_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureRow:
    """One backlog item with its place, its figures and its evidence. Unknown figures say why."""

    id: str
    title: str
    url: str | None = None
    backlog_status: str | None = None  # as the backlog has it
    tier: int | None = None
    rank_low: int | None = None
    rank_high: int | None = None
    status: str = "no_evidence"  # of the RICE score: "scored", "effort_missing", "no_evidence", ...
    rice: Value
    inputs: Mapping[str, Value]  # reach, people, accounts_counted, revenue, severity, impact, effort, ...
    reason: str
    themes: tuple[ThemeRef, ...] = ()
    quotes: tuple[QuoteRow, ...] = ()
    withheld: str = ""  # why there are no quotes, where a rule keeps them back
    stand: Stand | None = None  # people by how they stand to it; None = nobody, or not looked at
    counter: tuple[QuoteRow, ...] = ()  # against it, then content with what there is
    counter_withheld: str = ""  # why some of that is not quoted
    calm: Calm | None = None  # without unusual days, by the method ranked by; None = none anywhere
    crowd: int = 0  # people who asked for it on its unusual days
    stage: Stage | None = None  # how far the work is; None = not known, taken as open
    grid: Grid | None = None  # who asks, audience by product; None = nobody
    months: tuple[Month, ...] = ()
    burst: Burst | None = None  # of what asks for it
    standing: str = ""  # why it stands there and what would change it, in one sentence
    first: float | None = None  # share of all weightings in which it is; None = no weighting ranks it
    place: PlatformItem | None = None  # between products, audiences and other items; None = not looked at

    @property
    def people(self) -> int:
        """Distinct people who surely ask for it, at least: anonymous records of a channel as one person."""
        return int(self.inputs["people"].value or 0)

    @property
    def people_most(self) -> int:
        """The same at most: also who only belongs to a theme of it, every anonymous record a person."""
        return int(self.inputs["people"].high or self.people)

    @property
    def accounts(self) -> int:
        """Distinct accounts that surely ask for it, at least; 0 also where none is known."""
        return int(self.inputs["accounts_counted"].value or 0)

    @property
    def effort(self) -> float | None:
        """In the backlog's unit; None = the backlog does not say."""
        return self.inputs["effort"].value

    @property
    def supported(self) -> bool:
        """Whether anybody asked for it, as far as the linker can tell."""
        return self.inputs["reach"].value is not None

    @property
    def contends(self) -> bool:
        """Whether anybody asked for it and it could still be built."""
        return self.supported and self.stage not in CLOSED


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaRow:
    """An area with the themes in it."""

    id: str
    name: str
    people: int  # at least
    share: Share | None
    size: int  # statements
    themes: tuple[str, ...]  # ids, in the order of the themes


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """Another theme that some of a theme's statements nearly belong to."""

    id: str
    name: str
    statements: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """How much was said of a theme in one calendar month."""

    month: str  # "2026-07"
    statements: int
    burst: int  # of these, on unusual days


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeRow:
    """One theme with its people, its mood and its words."""

    id: str
    name: str
    area: str | None = None  # id
    size: int  # statements
    people: int  # at least
    accounts: int | None = None  # at least; None = no account is known
    share: Share | None = None  # of the people heard
    requests: Requests | None = None
    burst: Burst | None = None
    months: tuple[Month, ...] = ()
    grid: Grid | None = None  # audience by product
    near: tuple[Near, ...] = ()  # most statements first
    participants: tuple[str, ...] = ()  # of interviews and tests, who spoke of it
    change: Change | None = None  # since the other period
    mood: Mood | None = None
    severity: float | None = None  # 0..4: mean over people of each one's worst; None = not tagged
    severe_people: int = 0  # people with a major or blocking problem
    told: Told  # what cannot wait, what got worse, what its tones are about
    stability: float | None = None
    unsettled: bool = False  # other draws of the statements do not bring it back; listed last
    keyphrases: tuple[str, ...] = ()
    keyphrase_weights: tuple[float, ...] = ()
    fidelity: float | None = None
    summary: QuoteRow | None = None
    quotes: tuple[QuoteRow, ...] = ()
    dissent: QuoteRow | None = None
    withheld: str = ""
    features: tuple[FeatureRef, ...] = ()  # accepted links, most probable first
    history: tuple[str, ...] = ()  # "new in R2", "split from T3", ...

    @property
    def heard(self) -> int | None:
        """How many people were heard at all."""
        return self.share.of if self.share else None

    @property
    def praise(self) -> bool:
        """Whether more than half of what is said is positive, or praise the most frequent request."""
        if self.mood is not None and self.mood.positive > self.mood.negative + self.mood.neutral:
            return True
        asks = self.requests or Requests()
        return asks.praise > max(asks.bug, asks.feature_request, asks.usability, asks.question)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """What the figures are about: the scope, what was read, when it was said and by how many."""

    where: tuple[tuple[str, tuple[str, ...]], ...] = ()  # facet, values
    window: str | None = None
    first: date | None
    last: date | None
    as_of: str
    undated: int  # feedback without a date; with a window, left out for want of one
    without_person: Share
    without_account: Share
    records: int
    feedback: int
    in_sessions: int  # of these, from interviews and tests
    people: int  # at least
    assumed: int  # of these, counted one per record because the export names no author
    accounts: int  # at least
    statements: int
    kinds: Mapping[str, int]  # statements by kind
    assigned: int  # content statements in a theme
    unassigned: int  # content statements in none, of those that were read
    unread: int  # content statements in languages that the encoder cannot read, in no theme for that reason
    unread_languages: tuple[tuple[str, int], ...]  # language, feedback; most frequent first
    languages: tuple[tuple[str, int], ...]  # language, feedback; most frequent first; "?" = too short to tell
    sources: tuple[tuple[str, int], ...]

    @property
    def unread_items(self) -> int:
        """Feedback in languages that the encoder cannot read."""
        return sum(count for _, count in self.unread_languages)

    @property
    def content(self) -> int:
        """Statements that say something, in a theme or not."""
        return self.assigned + self.unassigned + self.unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """How the figures came about, as ordered pairs of names and values."""

    settings: tuple[tuple[str, str], ...]
    seeds: tuple[tuple[str, str], ...]
    models: tuple[tuple[str, str], ...]
    versions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportData:
    """Everything a report shows; the same workspace gives the same data."""

    run: str
    scope: Extent
    limits: tuple[str, ...]  # what an export that was read cannot hold; told first
    areas: tuple[AreaRow, ...]  # most people first
    grid: Grid  # audience by product, everybody heard
    breakdown: Breakdown | None  # of the themes, by the facet asked for
    before: Extent | None  # the period beside which this one is set
    gone: tuple[ThemeRow, ...]  # themes of the other period that nobody speaks of in this one
    matrix: Matrix | None  # participants by themes; None = no interviews or tests
    files: tuple[FileReport, ...]
    problems: tuple[str, ...]  # what needs somebody's attention, gravest first
    notes: tuple[str, ...]  # what a reader must know to read the figures rightly
    basis: str  # "rice", or "value" where too many items lack effort
    features: tuple[FeatureRow, ...]  # all, best first
    themes: tuple[ThemeRow, ...]  # all active ones, most people first, unsettled ones last
    candidates: Candidates  # drafts for what no backlog item covers, and what is none
    plan: Plan  # what is coming, came back or was declined, and what to look at in the backlog
    uncovered: tuple[str, ...]  # themes of the drafts, unsettled ones last; none without a backlog
    effects: tuple[EffectRow, ...]  # what got worse; most people first
    taggers: tuple[Certainty, ...]  # how sure they are
    rated: tuple[Rated, ...]  # ratings beside the tone of the words, by file
    contradictions: tuple[ContradictionRow, ...]
    methods: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]  # method -> (outcome, items)
    currency: str | None  # of all revenue figures
    effort_unit: str
    made: Made
    min_people: int  # of whom words are quoted at least
    draws: int  # of the bootstrap
    reliability: tuple[str, ...]  # of links: when they count, and how often such were right elsewhere
    certainty: float  # with which the head of a tier is above the next tier
    top_features: int  # shown in full
    top_themes: int
    known: Known  # how many of the people heard can be told apart
    frameworks: Frameworks | None = None  # side by side; None = not asked for, or no backlog
    balance: Balance | None = None  # what fits into a declared capacity; None = none declared
    ties: tuple[str, ...] = ()  # how the model agrees with ties made before, and which ties gave no link

    @property
    def states(self) -> Mapping[str, int]:
        """Records by state over all files."""
        total: dict[str, int] = {}
        for report in self.files:
            for state, count in report.ledger.states.items():
                total[state] = total.get(state, 0) + count
        return total

    @property
    def unread(self) -> int:
        """Feedback of all files in languages that the encoder cannot read."""
        return sum(file.unread or 0 for file in self.files)

    @property
    def without_effort(self) -> int:
        """How many backlog items carry no effort."""
        return sum(feature.effort is None for feature in self.features)

    def theme(self, theme_id: str) -> ThemeRow:
        """The theme with this id."""
        return next(theme for theme in self.themes if theme.id == theme_id)
