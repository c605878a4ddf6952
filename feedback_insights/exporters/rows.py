"""The rows of an export's tables: every column with its type, its unit and its meaning, in one place.

The CSV and Parquet tables are made of these; items, statements and links stand so in the JSON document, too.
What was found in statements is in `tag_rows`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from feedback_insights.records import Basis, RequestType, Sentiment, StanceView, StatementKind, Voice

Trend = Literal["more", "less", "unclear"]
UNKNOWN = "null: unknown"
BASIS = (
    "'observed' (counted), 'estimated' (read by a rule or model), 'supplied' (a person or the backlog says"
    " so) or 'missing'; null: of a run that did not tell"
)


class Row(BaseModel):
    """A record of an export."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False)


class Item(Row):
    """One thing one person said, whatever channel it came through; normalized, personal data masked."""

    id: str = Field(description="id of the item; the same on every import")
    source: str = Field(description="the tool it comes from")
    external_id: str = Field(description="the record's key in that tool")
    question_id: str | None = Field(description="the survey question that it answers; null: none")
    created: datetime | None = Field(description=f"when it was said, UTC; {UNKNOWN}")
    person: str = Field(description="who said it: the same person is the same text in every export")
    assumed_person: bool = Field(description="the record names no author, so it counts as one person")
    account: str | None = Field(description="id of the person's account; null: no account is known")
    audience: str | None = Field(description=f"as `--where` knows it; {UNKNOWN}")
    product: str | None = Field(description=f"as `--where` knows it; {UNKNOWN}")
    plan: str | None = Field(description=f"plan of the account; {UNKNOWN}")
    channel: str | None = Field(description=f"as `--where` knows it; {UNKNOWN}")
    language: str | None = Field(description="ISO 639-1; null: too short to tell")
    unread: bool = Field(description="in a language that the encoder cannot read, so that it makes no theme")
    rating: float | None = Field(description="on the tool's own scale; null: none was given")
    public: bool = Field(description="whether it was said in public")
    voice: Voice = Field(description="only what is 'said' are the person's own words")
    prompt: str | None = Field(description="the question, or what the other speaker said; null: none")
    text: str | None = Field(description="the normalized text; null: withheld")
    withheld: bool = Field(description="whole texts are given only where `report.min_people` is 1")
    url: str | None = Field(description="where it stands in the tool; null: the export does not say")
    session: str | None = Field(description="interview or test session; null: none")
    file: str = Field(description="name of the export it was read from")
    record: str = Field(description="where in that export")
    field: str | None = Field(description="column or JSON path; null: the whole record")


class Statement(Row):
    """One whole thought: exactly the characters `start` to `end` of its item's text."""

    id: str = Field(description="id of the statement")
    item_id: str = Field(description="the item it is part of: `items.id`")
    start: int = Field(description="first character, from 0")
    end: int = Field(description="the character after the last")
    text: str | None = Field(description="the exact words; null: withheld")
    withheld: bool = Field(description="fewer than `report.min_people` speak of its theme, or it has none")
    kind: StatementKind = Field(description="only 'content' is grouped, tagged and counted")
    theme_id: str | None = Field(description="the theme it belongs to: `themes.id`; null: none")
    theme_strength: float | None = Field(description="how surely, 0 to 1; null: no theme")
    second_theme_id: str | None = Field(description="a theme that it nearly belongs to; null: none")
    second_strength: float | None = Field(description="how nearly, 0 to 1; null: no second theme")
    sentiment: Sentiment | None = Field(description="the most probable one; null: not content, or unread")
    p_negative: float | None = Field(description="probability, 0 to 1; null: not content, or unread")
    p_neutral: float | None = Field(description="as `p_negative`")
    p_positive: float | None = Field(description="as `p_negative`")
    sentiment_sure: bool | None = Field(
        description="whether the highest of these reaches the run's setting `tagging.sentiment.confident`;"
        " null: not content, unread, or the run does not say"
    )
    unread: str | None = Field(description="its language, where a tagger cannot read it; null: all read it")
    severity: int | None = Field(description="0 (no problem) to 4 (blocker); null: not content, or unread")
    severity_reasons: tuple[str, ...] = Field(description="the words that decided; none where withheld")
    request_type: RequestType | None = Field(description="null: not content, or unread")
    p_bug: float | None = Field(description="probability, 0 to 1, independent of the others; null: none")
    p_feature_request: float | None = Field(description="as `p_bug`")
    p_question: float | None = Field(description="as `p_bug`")
    p_praise: float | None = Field(description="as `p_bug`")
    p_usability: float | None = Field(description="as `p_bug`")
    p_other: float | None = Field(description="as `p_bug`")
    request_sure: bool | None = Field(
        description="whether the highest of these reaches the run's setting `tagging.requests.confident`;"
        " null: not content, unread, or the run does not say"
    )
    urgency: tuple[str, ...] = Field(
        description="kinds in `urgency`, each once; empty: no cue, or `severity` is null: not looked for"
    )
    effects: tuple[str, ...] = Field(
        description="kinds in `effects`, each once; empty: none, or `severity` is null: not looked for"
    )


class Theme(Row):
    """A group of statements about one thing, or an area of such themes, counted within the scope."""

    id: str = Field(description="given once, for ever")
    level: Literal["theme", "area"] = Field(description="areas hold themes")
    name: str = Field(description="from its own phrases, or as somebody named it")
    area_id: str | None = Field(description="the area it belongs to: `themes.id`; null: none")
    status: str = Field(description="'active' or 'retired'")
    successors: tuple[str, ...] = Field(description="themes that a retired one became: `themes.id`")
    origin: str = Field(description="'found' in the data, made by 'hand', or from a 'seed' of a taxonomy")
    keyphrases: tuple[str, ...] = Field(description="phrases that are typical of it")
    statements: int | None = Field(description="how many")
    people: int | None = Field(description="different people, at least")
    accounts: int | None = Field(description="different known accounts, at least")
    heard: int | None = Field(description="people heard in the scope at all, whatever they spoke of")
    share: float | None = Field(description="people / heard, 0 to 1; of those heard, not of all users")
    share_low: float | None = Field(description="90 % Wilson interval of the share")
    share_high: float | None = Field(description="90 % Wilson interval of the share")
    negative: int | None = Field(description="statements of that sentiment")
    neutral: int | None = Field(description="statements of that sentiment")
    positive: int | None = Field(description="statements of that sentiment")
    tone_unknown: int | None = Field(description="statements in languages that the tagger cannot read")
    mood: float | None = Field(description="mean sentiment, per person first, -1 to 1")
    bugs: int | None = Field(description="statements of that request type")
    feature_requests: int | None = Field(description="statements of that request type")
    questions: int | None = Field(description="statements of that request type")
    praise: int | None = Field(description="statements of that request type")
    usability: int | None = Field(description="statements of that request type")
    other: int | None = Field(description="statements of that request type")
    burst_first: date | None = Field(description="first of the densest three days, UTC")
    burst_last: date | None = Field(description="last of them")
    burst_statements: int | None = Field(description="statements on these days")
    dated_statements: int | None = Field(description="statements with a date")
    burst_unusual: bool | None = Field(description="more than chance would heap up")
    rank: int | None = Field(description="place by people among the themes, or among the areas")
    rank_without_bursts: int | None = Field(description="the same when all unusual days are left out")
    people_without_burst: int | None = Field(description="people who spoke on other days, or without a date")
    stability: float | None = Field(
        description="share of its co-membership that other draws of the statements bring back, 0 to 1"
    )
    fidelity: float | None = Field(
        description="share of its statements that name and keyphrases alone find again, 0 to 1"
    )
    summary: str | None = Field(description="the one that says it best in one line: `statements.id`")
    quotes: tuple[str, ...] = Field(description="statements that stand for it: `statements.id`")
    dissent: str | None = Field(description="one whose tone is clearly opposite: `statements.id`")
    reason: str | None = Field(description="why figures here are null; null: all are known")


class Link(Row):
    """How probably a statement or a theme asks for a backlog item."""

    feature_id: str = Field(description="the backlog item: `features.id`")
    subject_id: str = Field(description="`statements.id` or `themes.id`, by `kind`")
    kind: Literal["statement", "theme"] = Field(description="what is linked")
    probability: float = Field(description="calibrated, 0 to 1")
    accepted: bool = Field(description="whether it counts")
    decided_by: str = Field(description="'model', 'person:NAME', or 'tool:NAME' for a tie made before")
    stance: StanceView | None = Field(
        description="of a statement, by rules; one against it does not count; null: a theme, or unread"
    )
    stance_rule: str | None = Field(description="what says so; null: a theme, or not looked at")
    stance_words: tuple[str, ...] = Field(description="exact words that say so; none where withheld")


class Feature(Row):
    """A backlog item."""

    id: str = Field(description="the backlog's own id")
    title: str = Field(description="as in the backlog")
    description: str | None = Field(description="as in the backlog; null: none")
    status: str | None = Field(description="as in the backlog; null: none")
    type: str | None = Field(description="as in the backlog; null: none")
    parent_id: str | None = Field(description="as in the backlog; null: none")
    labels: tuple[str, ...] = Field(description="as in the backlog")
    effort: float | None = Field(description="in `effort_unit`")
    effort_unit: str = Field(description="what the backlog's effort counts")
    url: str | None = Field(description="as in the backlog; null: none")
    depends_on: tuple[str, ...] = Field(description="as in the backlog")
    reason: str | None = Field(description="why effort is null; null: it is known")


class Score(Row):
    """A backlog item under one method."""

    feature_id: str = Field(description="the backlog item: `features.id`")
    method: str = Field(description="'rice', 'value', ...; compare scores of one method only")
    value: float | None = Field(description="the score, in the method's own unit")
    low: float | None = Field(description="lower end of its 90 % interval")
    high: float | None = Field(description="upper end of its 90 % interval")
    calculation: str | None = Field(description="how value and interval were made; null: there is no value")
    reason: str | None = Field(description="why the value is null, or less sure; null: nothing to say")
    status: str = Field(description="'scored', 'effort_missing', 'no_evidence', ...")
    tier: int | None = Field(description="items of one tier cannot be told apart; null: not ranked")
    rank_low: int | None = Field(description="best rank of the 90 % interval; null: not ranked")
    rank_high: int | None = Field(description="worst rank of the 90 % interval; null: not ranked")
    people: int | None = Field(description="different people who count for it; null: no evidence")
    explanation: str = Field(description="one sentence on why it stands where it stands")
    evidence: tuple[str, ...] = Field(description="statements behind score and inputs: `statements.id`")
    unusual_days: tuple[str, ...] = Field(description="days on which it was asked for all at once, UTC")
    value_without_bursts: float | None = Field(description="when everybody's unusual days are left out")
    people_without_bursts: int | None = Field(description="when everybody's unusual days are left out")
    tier_without_bursts: int | None = Field(description="when everybody's unusual days are left out")
    rank_low_without_bursts: int | None = Field(description="when everybody's unusual days are left out")
    rank_high_without_bursts: int | None = Field(description="when everybody's unusual days are left out")


class ScoreInput(Row):
    """One figure that a score is made from."""

    feature_id: str = Field(description="the backlog item: `features.id`")
    method: str = Field(description="with `feature_id` the score: `scores`")
    input: str = Field(description="'reach', 'impact', 'confidence', 'effort', 'people', ...")
    value: float | None = Field(description="in the input's own unit, which `calculation` tells")
    low: float | None = Field(description="lower end of its 90 % interval; null: it has none")
    high: float | None = Field(description="upper end of its 90 % interval; null: it has none")
    basis: Basis | None = Field(description=BASIS)
    calculation: str | None = Field(description="how it was made; null: there is no value")
    reason: str | None = Field(description="why the value is null, or less sure; null: nothing to say")


class Breakdown(Row):
    """How many of the people heard under one value of a facet speak of one theme."""

    theme_id: str = Field(description="the theme or area: `themes.id`")
    facet: str = Field(
        description="'product', 'audience', 'plan', 'channel', 'source' or 'language'; of what texts name"
        " 'endpoint', 'error', 'version', 'device' or 'plan_named'"
    )
    value: str = Field(description="a person counts for every value they spoke under; 'unknown' may be one")
    people: int = Field(description="different people who speak of it, at least")
    heard: int = Field(description="people heard under this value at all")
    share: float | None = Field(description="people / heard, 0 to 1; null: nobody was heard")
    share_low: float | None = Field(description="90 % Wilson interval of the share")
    share_high: float | None = Field(description="90 % Wilson interval of the share")


class Change(Row):
    """How the share of people who speak of a theme changed since another period."""

    theme_id: str = Field(description="the theme or area: `themes.id`")
    people: int = Field(description="different people, at least")
    heard: int = Field(description="people heard at all")
    share: float | None = Field(description="people / heard, 0 to 1; null: nobody was heard")
    people_before: int = Field(description="the same in the other period")
    heard_before: int = Field(description="the same in the other period")
    share_before: float | None = Field(description="the same in the other period")
    difference: float | None = Field(description="share - share_before")
    low: float | None = Field(description="90 % Newcombe interval of the difference")
    high: float | None = Field(description="90 % Newcombe interval of the difference")
    calculation: str | None = Field(description="how the difference was made; null: there is none")
    reason: str | None = Field(description="why the difference is null; null: it is known")
    trend: Trend = Field(description="'more' or 'less' only where the interval leaves out 0")
