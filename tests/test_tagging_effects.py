from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_tables import cases, is_complete, micro_f1

from feedback_insights.records import EFFECTS, Effect
from feedback_insights.tagging import effects
from feedback_insights.tagging._findings import rules_of

ROWS = cases("tagging_effects_cases.csv")
REACHED = 0.65  # micro-F1 on the part that was not read, rounded down by .05
DEV = [row["text"] for row in ROWS if row["part"] == "dev"]
PLAIN = ["I like it.", "Where is the export?", "It was slow before the update, now it flies."]


def told(text: str) -> list[tuple[str, str]]:
    return [(effect.kind, effect.change) for effect in effects(text)]


@pytest.mark.parametrize(
    ("text", "effect"),
    [
        ("Since the redesign I can't find the search.", ("experience", "the redesign")),
        ("v4.2 is so slow.", ("performance", "v4.2")),
        ("Our Zapier integration fails since March.", ("compatibility", "since March")),
        ("After the migration guests can see all the invoices.", ("security", "the migration")),
        ("We have to restart the server every night.", ("operations", "")),
    ],
)
def test_each_kind_is_found_with_the_change_that_is_blamed(text, effect):
    assert told(text) == [effect]


def test_words_and_change_are_those_of_the_text():
    text = "Everything got  SLOWER after the Last Update."
    assert effects(text) == (Effect(kind="performance", words="SLOWER", change="the Last Update"),)


@pytest.mark.parametrize(
    "text",
    ["We installed v4.2. The app is slow.", "The app is slow. This came with v4.2."],
)
def test_the_change_may_stand_in_the_sentence_before_or_after(text):
    assert told(text) == [("performance", "v4.2")]


def test_effects_stand_in_the_order_of_the_text():
    text = "Since the redesign the menu is confusing. Our Zapier integration fails. It is slow."
    assert [kind for kind, _ in told(text)] == ["experience", "compatibility", "performance"]


def test_an_effect_told_of_twice_is_one():
    assert told("It is slow since the update. So slow.") == [("performance", "the update")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The migration broke nothing.",
        "It is not slower at all.",
        "It was slow before the update, now it flies.",
        "It is faster since v3.",
        "Will the new version be slower?",
        "It would be nice if the menu were less confusing.",
        "It was slow. That has been fixed.",
        "We run a performance team.",
        "The total is wrong by one cent.",
        "The upgrade is scheduled for July.",
    ],
)
def test_denied_asked_wished_improved_solved_or_neutral_is_no_effect(text):
    assert told(text) == []


@given(st.text(max_size=200) | st.lists(st.sampled_from(DEV + PLAIN), max_size=3).map("\n".join))
def test_any_text_is_read_and_its_words_quoted(text):
    found, line = effects(text), " ".join(text.split())
    assert all(effect.kind in EFFECTS and effect.words and effect.words in line for effect in found)
    assert all(effect.change in line for effect in found)
    assert len(set(told(text))) == len(found)


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "unit", ["a ", "word", "?", "…", "all ", "is slow; ", " \n", "since the ", "slow. ", "you removed ", "1,"]
)
def test_a_long_text_takes_no_longer_than_its_length(unit):
    effects(unit * (20_000 // len(unit)))


def test_the_table_is_complete():
    is_complete(rules_of("effects_en.toml"), EFFECTS)


def test_the_rules_agree_with_the_cases_of_another_writer():
    assert micro_f1(ROWS, "kinds", lambda text: [kind for kind, _ in told(text)]) >= REACHED
