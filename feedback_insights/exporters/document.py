"""The JSON document of an export: its shape, from which its published schema is made."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal

from pydantic import Field

from feedback_insights.exporters.candidate_rows import Candidate, LeftOut
from feedback_insights.exporters.rows import BASIS, Item, Link, Row, Statement, Trend
from feedback_insights.exporters.tag_rows import Aspect, Effect, Tone, Urgency
from feedback_insights.records import Basis, StanceView, Voice
from feedback_insights.records import Share as CountedShare

if TYPE_CHECKING:  # loads numpy
    from feedback_insights.figures import ScopeFacts

Day = date  # for the model that has a field called date
SCHEMA_VERSION: Final = 1
SCHEMA_ID: Final = "urn:feedback-insights:schema:insights:1"


class Share(Row):
    """People (or items) out of those heard, who chose to speak: an order of things, not how common one is."""

    count: int = Field(description="how many, at least")
    of: int = Field(description="of how many")
    value: float | None = Field(description="count / of, 0 to 1")
    low: float | None = Field(description="lower end of the 90 % Wilson interval")
    high: float | None = Field(description="upper end of the 90 % Wilson interval")
    reason: str | None = Field(description="why figures are null; null: all are known")


class Figure(Row):
    """A number with its interval and its method."""

    value: float | None = Field(description="null: unknown, and `reason` says why")
    low: float | None = Field(description="lower end of the 90 % interval; null: it has none")
    high: float | None = Field(description="upper end of the 90 % interval; null: it has none")
    method: str | None = Field(description="how it was made, in which unit; null: there is no value")
    reason: str | None = Field(description="why the value is null, or less sure; null: nothing to say")


class Input(Figure):
    """A number that a score is made from."""

    basis: Basis | None = Field(description=BASIS)


class Mood(Row):
    """How statements sound."""

    negative: int = Field(description="statements")
    neutral: int = Field(description="statements")
    positive: int = Field(description="statements")
    unknown: int = Field(description="statements in languages that the tagger cannot read")
    mean: float | None = Field(description="per person first, then over people, -1 to 1; null: none is known")


class Requests(Row):
    """What statements ask; each counts once."""

    bug: int = Field(description="statements")
    feature_request: int = Field(description="statements")
    question: int = Field(description="statements")
    praise: int = Field(description="statements")
    usability: int = Field(description="statements")
    other: int = Field(description="statements")


class Burst(Row):
    """The densest three days, and what is left without them."""

    first: date = Field(description="first day, UTC")
    last: date = Field(description="last day, UTC")
    statements: int = Field(description="statements on these days")
    of: int = Field(description="statements with a date")
    share: float | None = Field(description="statements / of, 0 to 1")
    unusual: bool = Field(description="more than chance would heap up")
    people_without: int | None = Field(description="people who spoke on other days, or without a date")
    rank: int | None = Field(description="place by people among its like")
    rank_without: int | None = Field(description="the same when everybody's unusual days are left out")


class Change(Row):
    """The share of people now and in the other period."""

    now: Share = Field(description="in the scope")
    before: Share = Field(description="in the other period")
    difference: Figure = Field(description="of the two shares")
    trend: Trend = Field(description="'more' or 'less' only where the interval leaves out 0")


class Quote(Row):
    """Exact words, and where they stand."""

    statement_id: str = Field(description="statements[].id")
    item_id: str = Field(description="items[].id")
    text: str | None = Field(description="the exact words; null: withheld")
    withheld: bool = Field(description="fewer than `report.min_people` speak of its theme, or it has none")
    voice: Voice = Field(description="only what is 'said' may stand in quotation marks")
    prompt: str | None = Field(description="the question, or what the other speaker said; null: none")
    person: str = Field(description="who said it")
    file: str = Field(description="name of the export")
    record: str = Field(description="where in that export")
    field: str | None = Field(description="column or JSON path; null: the whole record")
    url: str | None = Field(description="where it stands in the tool; null: the export does not say")
    date: Day | None = Field(description="UTC; null: unknown")


class FeatureQuote(Quote):
    """Exact words about a backlog item, and how they stand to it."""

    probability: float = Field(description="calibrated, 0 to 1: that they are about it")
    stance: StanceView | None = Field(description="by rules; null: unread, or not looked at")
    stance_rule: str | None = Field(description="what says so; null: not looked at")
    stance_words: tuple[str, ...] = Field(description="exact words that say so; none where withheld")


class Stand(Row):
    """Different people by how they stand to a backlog item; who is for and against counts as unclear."""

    supporting: int = Field(description="ask for it, or report what it would solve")
    against: int = Field(description="do not want it, or say that the problem is none; not counted for it")
    unclear: int = Field(description="mention it, ask about it, or are content with what there is")
    unread: int = Field(description="only in languages that the rules do not read")


class Reference(Row):
    """What a theme or a backlog item is linked with."""

    id: str = Field(description="features[].id or themes[].id")
    probability: float = Field(description="calibrated, 0 to 1")
    accepted: bool = Field(description="whether it counts")
    decided_by: str = Field(description="'model', 'person:NAME', or 'tool:NAME' for a tie made before")


class Theme(Row):
    """A theme, or an area of themes, counted within the scope; most people first."""

    id: str = Field(description="given once, for ever")
    name: str = Field(description="from its own phrases, or as somebody named it")
    area: str | None = Field(description="areas[].id; null: none, or it is an area")
    themes: tuple[str, ...] = Field(description="of an area: themes[].id")
    origin: Literal["found", "hand", "seed"] = Field(
        description="found in the data, made by hand, or from a seed of a taxonomy"
    )
    keyphrases: tuple[str, ...] = Field(description="phrases that are typical of it")
    keyphrase_weights: tuple[float, ...] = Field(
        description="per keyphrase, share of its statements that say it, 0 to 1; empty: an area"
    )
    people: int = Field(description="different people, at least")
    accounts: int | None = Field(description="different known accounts, at least")
    share: Share | None = Field(description="of the people heard")
    mood: Mood | None = Field(description="how its statements sound")
    requests: Requests | None = Field(description="what its statements ask")
    burst: Burst | None = Field(description="its densest three days")
    stability: float | None = Field(
        description="share of its co-membership that other draws of the statements bring back, 0 to 1"
    )
    fidelity: float | None = Field(
        description="share of its statements that its name and keyphrases alone find again, 0 to 1"
    )
    change: Change | None = Field(description="null: no other period was asked for")
    features: tuple[Reference, ...] = Field(description="backlog items that it asks for, surest first")
    statements: tuple[str, ...] = Field(description="statements[].id, most central first")
    summary: Quote | None = Field(description="the statement that says it best in one line; null: none here")
    quotes: tuple[Quote, ...] = Field(description="a few statements, each different")
    dissent: Quote | None = Field(description="one whose tone is clearly opposite; null: none")
    reason: str | None = Field(description="why figures here are null; null: all are known")


class Retired(Row):
    """A theme or area that is no more. Its id is never given again."""

    id: str = Field(description="as it was")
    name: str = Field(description="as it was")
    level: Literal["theme", "area"] = Field(description="what it was")
    successors: tuple[str, ...] = Field(description="what it became")


class Place(Row):
    """A score when everybody's unusual days are left out."""

    days: tuple[date, ...] = Field(description="the item's own unusual days, UTC")
    value: float | None = Field(description="null: nothing is left")
    people: int = Field(description="different people who count for it")
    tier: int | None = Field(description="null: not ranked")
    rank_low: int | None = Field(description="null: not ranked")
    rank_high: int | None = Field(description="null: not ranked")


class Score(Row):
    """A backlog item under one method."""

    method: str = Field(description="'rice', 'value', ...; compare scores of one method only")
    score: Figure = Field(description="the score")
    status: str = Field(description="'scored', 'effort_missing', 'no_evidence', ...")
    tier: int | None = Field(description="items of one tier cannot be told apart; null: not ranked")
    rank_low: int | None = Field(description="best rank of the 90 % interval; null: not ranked")
    rank_high: int | None = Field(description="worst rank of the 90 % interval; null: not ranked")
    explanation: str = Field(description="one sentence on why it stands where it stands")
    inputs: dict[str, Input] = Field(description="what the score is made from, by name")
    evidence: tuple[str, ...] = Field(description="statements[].id behind score and inputs")
    without_bursts: Place | None = Field(description="null: there are no unusual days")


class Feature(Row):
    """A backlog item."""

    id: str = Field(description="the backlog's own id")
    title: str = Field(description="as in the backlog")
    description: str | None = Field(description="as in the backlog; null: none")
    status: str | None = Field(description="as in the backlog; null: none")
    type: str | None = Field(description="as in the backlog; null: none")
    parent: str | None = Field(description="as in the backlog; null: none")
    labels: tuple[str, ...] = Field(description="as in the backlog")
    effort: float | None = Field(description="in `effort_unit`")
    effort_unit: str = Field(description="what the backlog's effort counts")
    url: str | None = Field(description="as in the backlog; null: none")
    depends_on: tuple[str, ...] = Field(description="as in the backlog")
    scores: tuple[Score, ...] = Field(description="one per method")
    themes: tuple[Reference, ...] = Field(description="themes that ask for it, surest first")
    quotes: tuple[FeatureQuote, ...] = Field(
        description="a few of the statements that count for it, surest first"
    )
    stand: Stand | None = Field(description="people behind sure links; null: nobody, or not looked at")
    counter: tuple[FeatureQuote, ...] = Field(
        description="a few that are against it, then content with what there is; surest first"
    )
    reason: str | None = Field(description="why effort is null; null: it is known")


class Scope(Row):
    """What the figures are about."""

    where: dict[str, tuple[str, ...]] = Field(description="facet -> values of which one must hold; {} = all")
    window: str | None = Field(description="the period asked for; null: none")
    first: date | None = Field(description="first day, UTC; null: nothing has a date")
    last: date | None = Field(description="last day, UTC; null: nothing has a date")
    items: int = Field(description="items of feedback")
    undated: int = Field(description="without a date; left out where a period is asked for")
    people: int = Field(description="different people, at least")
    assumed_people: int = Field(description="of these, one per record that names no author")
    accounts: int = Field(description="different known accounts, at least")
    without_person: Share = Field(description="items that name no person")
    without_account: Share = Field(description="people of whom no account is known")


class Run(Row):
    """The analysis, with everything needed to repeat it."""

    id: str = Field(description="R1, R2, ...")
    as_of: date | None = Field(description="date of the figures; null: nothing has a date")
    settings: dict[str, Any] = Field(description="of the run")
    seeds: dict[str, int] = Field(description="of everything that draws")
    models: dict[str, str] = Field(description="name -> version")
    versions: dict[str, str] = Field(description="name -> version")
    notes: tuple[str, ...] = Field(description="what a reader must know")


class Breakdown(Row):
    """The people behind themes and areas, by the values of a facet."""

    facet: str = Field(
        description="product, audience, plan, channel, source or language; or what texts name: endpoint,"
        " error, version, device or plan_named"
    )
    heard: dict[str, int] = Field(description="value -> people heard under it")
    shares: dict[str, dict[str, Share]] = Field(description="theme or area -> value -> share")
    named: Share | None = Field(
        description="of what texts name: people who named any value; null: feedback has one value each"
    )


class Document(Row):
    """What a run found within a scope. Ids join its parts; they are the same in every scope and run."""

    schema_id: Literal["urn:feedback-insights:schema:insights:1"] = Field(description="`$id` of this schema")
    schema_version: Literal[1] = Field(description="fields may be added within a version, none changes")
    run: Run = Field(description="how the figures came about")
    scope: Scope = Field(description="what they are about")
    before: Scope | None = Field(description="the period that they stand beside; null: none was asked for")
    themes: tuple[Theme, ...] = Field(description="active themes; people 0: nobody in the scope")
    areas: tuple[Theme, ...] = Field(description="areas of themes")
    retired: tuple[Retired, ...] = Field(description="themes and areas that are no more")
    candidates: tuple[Candidate, ...] = Field(
        description="drafts for themes that no backlog item covers; what is nothing to build last"
    )
    not_drafted: LeftOut = Field(description="what no backlog item covers besides")
    features: tuple[Feature, ...] = Field(description="the backlog, by id")
    links: tuple[Link, ...] = Field(description="every link that was kept, by ids")
    statements: tuple[Statement, ...] = Field(description="by item, then place")
    urgency: tuple[Urgency, ...] = Field(description="why statements cannot wait, in the statements' order")
    effects: tuple[Effect, ...] = Field(description="what got worse, in the statements' order, then by place")
    aspects: tuple[Aspect, ...] = Field(description="what tones are about, in the same order")
    tones: tuple[Tone, ...] = Field(description="how items sound: by item, the whole first, then by theme")
    items: tuple[Item, ...] = Field(description="by id")
    breakdown: Breakdown | None = Field(description="null: no facet was asked for")


def share_of(share: CountedShare) -> Share:
    """A share of people or of items."""
    reason = None if share.of else "nobody was heard"
    return Share(
        count=share.count, of=share.of, value=share.value, low=share.low, high=share.high, reason=reason
    )


def scope_of(facts: ScopeFacts) -> Scope:
    """A scope, as the document and every manifest tell it."""
    return Scope(
        where={facet: tuple(sorted(values)) for facet, values in facts.where.items()},
        window=facts.window,
        first=facts.first,
        last=facts.last,
        items=facts.feedback,
        undated=facts.undated,
        people=facts.people,
        assumed_people=facts.assumed,
        accounts=facts.accounts,
        without_person=share_of(facts.without_person),
        without_account=share_of(facts.without_account),
    )
