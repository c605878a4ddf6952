"""The rows of drafted backlog items: every column with its meaning; the same in tables and document."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from feedback_insights.exporters.rows import Row


class Candidate(Row):
    """A draft of a backlog item for a theme that none covers; it is in no backlog, and nothing adds it."""

    id: str = Field(description="'candidate:' and the theme's id; never a backlog id")
    theme_id: str = Field(description="the theme it is drafted for: `themes.id`")
    status: Literal["draft", "nothing to build"] = Field(
        description="'nothing to build': hardly anybody asks for anything, and `reason` says what they do"
    )
    title: str = Field(description="the theme's own phrases, or the name that somebody gave it")
    titled_by: Literal["phrases", "person"] = Field(description="which of the two it is")
    problem: str | None = Field(
        description="the statement that says best what it is about: `statements.id`; null: withheld, or none"
    )
    problem_text: str | None = Field(description="its exact words; null: withheld, or there is none")
    quotes: tuple[str, ...] = Field(description="statements that stand for it: `statements.id`")
    withheld: bool = Field(description="its words are: fewer than `report.min_people` speak of it")
    people: int = Field(description="different people, at least")
    assumed_people: int = Field(description="of these, one per record that names no author")
    accounts: int | None = Field(description="different known accounts, at least; null: none is known")
    statements: int = Field(description="how many")
    heard: int | None = Field(description="people heard in the scope at all, whatever they spoke of")
    share: float | None = Field(description="people / heard, 0 to 1; of those heard, not of all users")
    share_low: float | None = Field(description="90 % Wilson interval of the share")
    share_high: float | None = Field(description="90 % Wilson interval of the share")
    bugs: int | None = Field(description="statements of that request type; null: nothing was tagged")
    feature_requests: int | None = Field(description="as `bugs`")
    usability: int | None = Field(description="as `bugs`")
    questions: int | None = Field(description="as `bugs`")
    praise: int | None = Field(description="as `bugs`")
    other: int | None = Field(description="as `bugs`")
    negative: int | None = Field(description="statements of that sentiment; null: nothing was tagged")
    neutral: int | None = Field(description="as `negative`")
    positive: int | None = Field(description="as `negative`")
    tone_unknown: int | None = Field(description="statements in languages that the tagger cannot read")
    severity_0: int = Field(description="people of whom no problem, or a cosmetic one, is the worst")
    severity_1: int = Field(description="people of whom a minor problem is the worst")
    severity_2: int = Field(description="people of whom a moderate problem is the worst")
    severity_3: int = Field(description="people of whom a major problem is the worst")
    severity_4: int = Field(description="people of whom a blocker is the worst")
    severity_unknown: int = Field(description="people of whom nothing was tagged")
    urgency: tuple[str, ...] = Field(description="why it cannot wait, with people: 'deadline 3'")
    effects: tuple[str, ...] = Field(description="what got worse, with people: 'performance 4'")
    first: date | None = Field(description="first day on which it was said, UTC; null: nothing has a date")
    last: date | None = Field(description="last day; null: nothing has a date")
    undated: int = Field(description="statements without a date")
    burst_first: date | None = Field(description="first of the densest three days, UTC; null: no dates")
    burst_statements: int | None = Field(description="statements on these days")
    burst_unusual: bool | None = Field(description="more than chance would heap up")
    people_without_burst: int | None = Field(description="people who spoke on other days, or without a date")
    audiences: tuple[str, ...] = Field(description="people, of those heard there: 'developer 3 of 40'")
    products: tuple[str, ...] = Field(description="as `audiences`")
    channels: tuple[str, ...] = Field(description="as `audiences`")
    parent_id: str | None = Field(description="a parent it could belong to; null: none is suggested")
    parent_probability: float | None = Field(
        description="that the theme asks for the nearest of its items, 0 to 1; null: no parent"
    )
    parent_reason: str = Field(description="why this parent, or why none")
    nearest: tuple[str, ...] = Field(
        description="items that come nearest, most probable first: `features.id`; `links` has probabilities"
    )
    stability: float | None = Field(description="as in `themes`")
    unsettled: bool = Field(description="with other statements left out it would be another group")
    reason: str | None = Field(description="why it is nothing to build; null: it is a draft")


class LeftOut(Row):
    """What no backlog item covers and is not drafted."""

    few: tuple[str, ...] = Field(description="themes of fewer people than `fewest_people`: themes[].id")
    fewest_people: int = Field(description="behind a draft")
    dismissed: tuple[str, ...] = Field(description="themes that somebody called no feature: themes[].id")
    grown: tuple[str, ...] = Field(description="of these, spoken of by at least twice as many people since")
