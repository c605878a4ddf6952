"""The rows of what was found in statements and of how items sound: every column with its meaning.

They stand so in the CSV and Parquet tables and in the JSON document.
"""

from __future__ import annotations

from pydantic import Field

from feedback_insights.exporters.rows import Row
from feedback_insights.records import EFFECTS, URGENCY, Sentiment

FEW = "fewer than `report.min_people` speak of the statement's theme, or it has none"


def _one_of(kinds: tuple[str, ...]) -> str:
    return f"{', '.join(map(repr, kinds[:-1]))} or {kinds[-1]!r}"


class Urgency(Row):
    """A cue that a statement cannot wait, at most one of a kind; found by rules, in English only."""

    statement_id: str = Field(description="the statement: `statements.id`")
    item_id: str = Field(description="the item it is part of: `items.id`")
    kind: str = Field(description=f"why: {_one_of(URGENCY)}")
    words: str | None = Field(description="the statement's exact words that say so; null: withheld")
    withheld: bool = Field(description=FEW)


class Effect(Row):
    """Something that got worse for the writer, once per kind and change; found by rules, in English only."""

    statement_id: str = Field(description="the statement: `statements.id`")
    item_id: str = Field(description="the item it is part of: `items.id`")
    number: int = Field(description="place among the statement's effects as they stand in its text, from 1")
    kind: str = Field(description=f"in what way: {_one_of(EFFECTS)}")
    words: str | None = Field(description="the statement's exact words that say so; null: withheld")
    change: str | None = Field(
        description="its exact words for the release, redesign, ... blamed; null: none is named, or withheld"
    )
    withheld: bool = Field(description=FEW)


class Aspect(Row):
    """What a tone is about: the characters `start` to `end` of its statement's text; in English only."""

    statement_id: str = Field(description="the statement: `statements.id`")
    item_id: str = Field(description="the item it is part of: `items.id`")
    start: int = Field(description="first character in the statement's text, from 0")
    end: int = Field(description="the character after the last")
    term: str | None = Field(description="its words in lower case, as lemmas, no articles; null: withheld")
    sentiment: Sentiment = Field(description="towards it; 'neutral': it is mentioned or asked for, no more")
    probability: float = Field(description="that a tone is about it at all: calibrated, 0 to 1")
    withheld: bool = Field(description=FEW)


class Tone(Row):
    """How one item, or what it says about one theme, sounds as a whole, out of its statements' tones."""

    item_id: str = Field(description="the item: `items.id`")
    theme_id: str | None = Field(description="the theme: `themes.id`; null: the whole item")
    statements: int = Field(description="how many of a known tone it is made from")
    unknown: int = Field(description="statements in languages that the tagger cannot read")
    sentiment: Sentiment | None = Field(description="the most probable one; null: no tone is known")
    p_negative: float | None = Field(
        description="mean probability, 0 to 1; the less neutral a statement, the more it weighs; null: no"
        " tone is known"
    )
    p_neutral: float | None = Field(description="as `p_negative`")
    p_positive: float | None = Field(description="as `p_negative`")
    mixed: bool = Field(description="a statement is negative and one positive, each by 0.75 or more")
