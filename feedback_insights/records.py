"""What flows between the stages: frozen, slotted dataclasses that carry their own facts.

A value that is unknown is ``None`` with a reason beside it, never 0. Times are timezone-aware UTC.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, get_args

Voice = Literal["said", "observed", "interpreted", "on_behalf_of"]
StatementKind = Literal["content", "courtesy", "chaser", "machine"]
State = Literal[
    "used", "duplicate", "empty", "rating_only", "system", "staff", "private", "deleted", "superseded",
    "skipped", "rejected",
]  # fmt: skip
Sentiment = Literal["negative", "neutral", "positive"]
RequestType = Literal["bug", "feature_request", "question", "praise", "usability", "other"]
UrgencyKind = Literal[
    "deadline", "legal", "security", "data loss", "money", "churn threat", "outage", "many affected",
]  # fmt: skip
EffectKind = Literal["experience", "performance", "compatibility", "security", "operations"]
StanceView = Literal["for", "against", "unclear"]
EntityKind = Literal["endpoint", "error", "version", "device", "plan_named"]

REQUEST_TYPES: tuple[RequestType, ...] = get_args(RequestType)
SENTIMENTS: tuple[Sentiment, ...] = get_args(Sentiment)
URGENCY: tuple[UrgencyKind, ...] = get_args(UrgencyKind)
EFFECTS: tuple[EffectKind, ...] = get_args(EffectKind)
ENTITIES: tuple[EntityKind, ...] = get_args(EntityKind)
STATES: tuple[State, ...] = (
    "used", "duplicate", "empty", "rating_only", "system", "staff", "private", "deleted", "superseded",
    "skipped", "rejected",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Locator:
    """Where in an export something stands."""

    file: str  # the file's name as shown to people: the shortest tail that tells two exports apart
    sha256: str  # of the file's bytes as read (of the .gz, where it is one)
    record: str  # the export's own key where it has one ("ticket 1042"), else "line 17" or "row 17"
    field: str = ""  # column or JSON path; several are joined with " + "


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """One thing one person said, whatever channel it came through; normalized and masked."""

    id: str  # from source + external_id (+ question_id), else from content; stable across re-imports
    source: str  # the tool: "zendesk", "survey", "notes", ...
    external_id: str
    question_id: str = ""
    text: str
    created: datetime | None = None
    author: str | None = None  # keyed pseudonym; None = the export does not say
    account: str | None = None  # keyed pseudonym, or the account's key once joined with the accounts file
    audience: str | None = None
    product: str | None = None
    channel: str | None = None
    lang: str | None = None  # ISO 639-1; None = too short to tell
    rating: float | None = None
    public: bool = True
    locator: Locator
    url: str | None = None
    prompt: str = ""  # the survey question, or the other speaker's turn
    voice: Voice = "said"
    session: str | None = None
    refs: tuple[str, ...] = ()  # what its record is tied to: "issue:FL-103", "problem:48201", sorted


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One whole thought: exactly the slice ``feedback.text[start:end]``."""

    id: str
    feedback_id: str
    start: int
    end: int
    text: str
    kind: StatementKind


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


@dataclass(frozen=True, slots=True)
class Membership:
    """Which theme a statement belongs to, and which one it nearly belongs to."""

    theme: str
    strength: float  # 0..1: share of its neighbours' weight inside the theme
    second: str | None = None  # where another theme holds nearly as much
    second_strength: float = 0.0


UNSETTLED = 0.43  # stability below which a theme is unsettled; groups in a random cloud come to .2 to .3


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A group of statements about one thing, or an area of such themes. The id is given once, for ever.

    The figures from `accounts` on are counted for the scope in which the theme is looked at.
    """

    id: str
    name: str
    parent: str | None = None  # the area it belongs to
    level: Literal["theme", "area"] = "theme"
    status: str = "active"  # "active" | "retired"
    size: int  # statements
    customers: int  # distinct people, at least
    statements: tuple[str, ...]  # ids, most central first
    keyphrases: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()  # statement ids, each different from the others
    stability: float | None = None  # 0..1: share of its co-membership that comes back from other draws
    successors: tuple[str, ...] = ()
    origin: Literal["found", "hand", "seed"] = "found"  # grouped by the data, made by a person, or seeded
    made_from: str = ""  # "decision 3" or "seed refunds": what a theme that was not found stands for
    mood: Mood | None = None
    accounts: int | None = None  # distinct accounts, at least; None = no account is known
    share: Share | None = None  # of the people heard
    requests: Requests | None = None
    burst: Burst | None = None
    dissent: str | None = None  # id of a statement whose tone is clearly opposite to the others'
    keyphrase_weights: tuple[float, ...] = ()  # per keyphrase, 0..1: share of the statements that say it
    fidelity: float | None = None  # 0..1: share of members that the name's words alone put back here
    summary: str | None = None  # id of the statement that says best in one line what the theme says

    @property
    def unsettled(self) -> bool:
        """Whether most of it is a matter of which statements happened to be there."""
        return self.stability is not None and self.stability < UNSETTLED


@dataclass(frozen=True, slots=True)
class Feature:
    """A backlog item; its id is the backlog's own."""

    id: str
    title: str
    description: str = ""
    status: str | None = field(default=None, kw_only=True)
    type: str | None = field(default=None, kw_only=True)
    parent: str | None = field(default=None, kw_only=True)
    labels: tuple[str, ...] = field(default=(), kw_only=True)
    effort: float | None = field(default=None, kw_only=True)  # in the backlog's unit; None = unknown
    url: str | None = field(default=None, kw_only=True)
    depends_on: tuple[str, ...] = field(default=(), kw_only=True)
    comments: tuple[str, ...] = field(default=(), kw_only=True)  # texts alone, in the backlog's order
    customer_words: tuple[str, ...] = field(default=(), kw_only=True)  # what customers said, as noted there
    product: str | None = field(default=None, kw_only=True)  # or component
    created: str | None = field(default=None, kw_only=True)  # ISO dates; None = the backlog does not say
    updated: str | None = field(default=None, kw_only=True)
    resolved: str | None = field(default=None, kw_only=True)
    duplicate_of: tuple[str, ...] = field(default=(), kw_only=True)  # ids it was merged into or repeats
    tickets: tuple[str, ...] = field(default=(), kw_only=True)  # feedback it names: ids or addresses, sorted


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """What a theme starts from: a line of a taxonomy, or a backlog item."""

    id: str  # the file's or the backlog's own, else made of the name
    name: str
    description: str = ""
    examples: tuple[str, ...] = ()  # what people say about it
    parent: str | None = None  # themes of one parent are kept in one area where the data allow it
    source: Literal["taxonomy", "backlog"] = "taxonomy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A customer organisation."""

    id: str
    name: str
    domain: str | None = None
    plan: str | None = None
    arr: float | None = None  # yearly recurring revenue; None = unknown
    currency: str | None = None
    segment: str | None = None
    seats: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """How probably a statement or theme asks for a feature."""

    feature_id: str
    subject_id: str
    kind: Literal["statement", "theme"]
    probability: float  # calibrated, 0..1
    accepted: bool  # whether it counts: sure enough and not spoken against, or a person said so
    decided_by: str = "model"  # or "person:<name>", "tool:<what tied them>"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class LoadedTie:
    """A line of a file of ties: which ticket belongs to which backlog item, as the file names them."""

    ticket: str  # an id, "zendesk:48201", or an address
    feature: str  # an id, a key, or an address
    tool: str  # "tool:ties-file", "tool:zendesk-jira"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """Words of a text that a backlog item has, too: ``text[start:end]``, in other endings perhaps."""

    start: int
    end: int
    field: str  # of the item: "title", "description", "labels", "comments" or "customer_words"
    words: str  # as the item writes them


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance:
    """How a statement stands to a backlog item that it is linked with, itself or through its theme."""

    feature_id: str
    statement_id: str
    stance: StanceView | None  # None = in a language that the rules do not read
    rule: str  # what says so, in words
    words: tuple[str, ...] = ()  # exact words of the statement; empty = a tagger's answer, or nothing to show


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
    status: str = "scored"  # "scored" | "effort_missing" | "no_evidence" | "harm"
    tier: int | None = None
    calm: Calm | None = None  # None = nothing unusual anywhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Urgency:
    """Why a statement cannot wait, and the words that say so."""

    kind: UrgencyKind
    words: str  # exact words of the statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Something that got worse for the writer: in what way, by which words, and the change that is blamed."""

    kind: EffectKind
    words: str  # exact words of the statement
    change: str = ""  # exact words that name the release, redesign, ... blamed; "" = none is named


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A thing that a text names exactly: an endpoint, an error code, a version, a device, a plan."""

    kind: EntityKind
    value: str  # one spelling for all: "/v2/orders", "HTTP 429", "iOS 17.2", "iPhone 15"
    start: int  # the text's own words are text[start:end]
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Aspect:
    """What a tone is about: the words ``text[start:end]`` of the text it was found in."""

    start: int
    end: int
    term: str  # its words as one counts them: lower case, lemmas, no articles; "take note", "search"
    sentiment: Sentiment  # towards it; "neutral": it is mentioned or asked for, no more
    probability: float  # calibrated, 0..1: that it is an aspect at all


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """What the taggers say about one statement. What they cannot read is unknown, never a guess."""

    statement_id: str
    sentiment: Sentiment | None  # None = unknown, see `unread`
    probabilities: tuple[float, ...]  # negative, neutral, positive; empty = unknown
    severity: int | None  # 0 cosmetic .. 4 blocker; None = unknown, see `unread`
    severity_reasons: tuple[str, ...] = ()
    request_type: RequestType | None = None
    request_probabilities: tuple[
        float, ...
    ] = ()  # in the order of `REQUEST_TYPES`, independent of each other; empty = unknown
    unread: str = ""  # the statement's language (ISO 639-1) where some tagger cannot read it
    urgency: tuple[Urgency, ...] = ()
    effects: tuple[Effect, ...] = ()
    aspects: tuple[Aspect, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """How one feedback, or what it says about one theme, sounds as a whole."""

    feedback_id: str
    theme: str | None  # None = the whole feedback
    sentiment: Sentiment | None  # None = no statement of a known tone
    probabilities: tuple[float, ...]  # negative, neutral, positive; empty = unknown
    statements: int  # of a known tone
    unknown: int  # in languages that the tagger cannot read
    mixed: bool  # some statements are surely negative and some surely positive


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A record that could not be read, and why."""

    locator: Locator
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What became of every record. The states sum to the records read."""

    records: int
    states: Mapping[str, int]
    units: int  # feedback made from the used records


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """One imported file: who read it, and what became of its records."""

    file: str
    format: str
    sha256: str
    ledger: Ledger
    warnings: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()  # what such an export cannot hold; told before anything else
    unread: int | None = None  # of the units, those in languages the encoder cannot read; None: not analysed


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did, file by file."""

    files: tuple[FileReport, ...]
    added: int  # feedback that was not in the workspace before
    updated: int  # feedback whose text or facts changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One line of the append-only log of what people decided."""

    id: int
    author: str
    verb: str  # "rename" | "confirm" | "reject" | "new" | ...
    arguments: Mapping[str, str]
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One analysis of the workspace, with everything needed to repeat it."""

    id: str
    as_of: str  # ISO date
    settings: Mapping[str, Any]
    seeds: Mapping[str, int]
    models: Mapping[str, str]  # name -> hash
    versions: Mapping[str, str]
    counts: Mapping[str, int]
    notes: tuple[str, ...] = ()  # what a reader must know: decisions that could not be applied, ...

    def reads(self, lang: str | None) -> bool:
        """Whether its encoder read such a language; see `is_read`."""
        return is_read(lang, self.settings.get("encoder", {}).get("languages"))


def tagger_facts(settings: Mapping[str, Any], tagger: str) -> Mapping[str, Any]:
    """What a run's settings say of a trained tagger: "confident" and "mix"; empty: an old version's."""
    found: Mapping[str, Any] = settings.get("tagging", {}).get(tagger, {})
    return found


def is_read(lang: str | None, languages: Collection[str] | None) -> bool:
    """Whether an encoder of ``languages`` (None: all) reads ``lang``; None, too short to tell, is read."""
    return lang is None or languages is None or lang in languages


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeEvent:
    """What happened to a theme in a run."""

    run: str
    theme: str
    kind: Literal["born", "merged", "split", "revived", "retired", "seeded", "released"]
    others: tuple[str, ...] = ()  # merged: into which; split: into which; else themes it came from
    by: str = ""  # "person:<name>", "taxonomy" or "backlog" where it is not the data that said so


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """Everything one run found. Read back from a workspace, every part is in its canonical order."""

    run: Run
    statements: tuple[Statement, ...]
    tags: tuple[Tag, ...]
    themes: tuple[Theme, ...]
    events: tuple[ThemeEvent, ...]  # of this run only
    links: tuple[Link, ...]
    scores: tuple[Score, ...]
    memberships: Mapping[str, Membership]  # by statement id; unassigned statements are absent
    stances: tuple[Stance, ...] = ()  # of every statement linked with an item, itself or through its theme
