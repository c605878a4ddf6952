"""Who does not agree with a theme, and what stays of a theme's line in a scope."""

from __future__ import annotations

from dataclasses import replace

import pytest

from feedback_insights.directory import resolve
from feedback_insights.figures import Ground, count_themes
from feedback_insights.records import Feedback, Locator, Sentiment, Statement, Tag, Theme, Voice

HERE = Locator(file="a.csv", sha256="0" * 64, record="row 1")
Said = tuple[Sentiment, float]  # tone and its probability
BAD: Said = ("negative", 0.9)
GOOD: Said = ("positive", 0.9)
TEXT = "the dispatch board is what it is"


def ground(*said: Said, text: str = TEXT, voice: Voice = "said") -> Ground:
    """One statement per tone; the last one may have other words, or not be said."""
    items, statements, tags = [], [], []
    for number, (tone, sure) in enumerate(said):
        own = number == len(said) - 1
        words = text if own else TEXT
        items.append(
            Feedback(
                id=f"f{number}",
                source="survey",
                external_id=str(number),
                text=words,
                locator=HERE,
                voice=voice if own else "said",
            )
        )
        statements.append(
            Statement(
                id=f"f{number}:0",
                feedback_id=f"f{number}",
                start=0,
                end=len(words),
                text=words,
                kind="content",
            )
        )
        rest = (1 - sure) / 2
        chances = tuple(sure if tone == one else rest for one in ("negative", "neutral", "positive"))
        tags.append(
            Tag(statement_id=f"f{number}:0", sentiment=tone, probabilities=chances, severity=1)  # type: ignore[arg-type]
        )
    return Ground.of(items, resolve(items, {}, []), statements, tags)


def theme(here: Ground, **facts: object) -> Theme:
    ids = tuple(here.statements)
    one = Theme(
        id="T1", name="Board", size=len(ids), customers=1, statements=ids, quotes=ids[:1], summary=ids[0]
    )
    return replace(one, **facts)  # type: ignore[arg-type]


def counted(here: Ground, **facts: object) -> Theme:
    return count_themes([theme(here, **facts)], here, quotes=3)[0]


@pytest.mark.parametrize("said", [(BAD, BAD, BAD, GOOD), (GOOD, GOOD, GOOD, BAD)])
def test_the_one_of_the_opposite_tone_dissents(said: tuple[Said, ...]) -> None:
    assert counted(ground(*said)).dissent == "f3:0"


@pytest.mark.parametrize(
    "said",
    [
        (BAD, BAD, BAD, ("positive", 0.6)),  # who knows
        (BAD, BAD, ("negative", 0.6), GOOD),  # the theme has no clear tone
        (BAD, BAD, BAD, GOOD, GOOD),  # nor here
        (BAD, BAD, BAD, ("neutral", 0.9)),
        (BAD, BAD, BAD),
    ],
)
def test_without_a_clear_tone_on_both_sides_nobody_dissents(said: tuple[Said, ...]) -> None:
    assert counted(ground(*said)).dissent is None


def test_only_what_somebody_said_in_a_readable_length_dissents() -> None:
    tones = (BAD, BAD, BAD, GOOD)
    assert counted(ground(*tones, voice="observed")).dissent is None
    assert counted(ground(*tones, text="Hello")).dissent is None
    assert counted(ground(*tones, text="word " * 90)).dissent is None


def test_the_dissent_is_not_quoted_for_the_theme_as_well() -> None:
    here = ground(GOOD, BAD, BAD, BAD)
    found = counted(here, quotes=("f0:0", "f1:0"))
    assert found.dissent == "f0:0"
    assert "f0:0" not in found.quotes


def test_an_area_has_no_dissent() -> None:
    assert counted(ground(BAD, BAD, BAD, GOOD), level="area").dissent is None


def test_a_line_that_is_not_in_the_scope_is_not_shown() -> None:
    here = ground(BAD, BAD, BAD, GOOD)
    assert counted(here).summary == "f0:0"
    assert count_themes([theme(here)], here.limited({"f1", "f2"}), quotes=3)[0].summary is None
