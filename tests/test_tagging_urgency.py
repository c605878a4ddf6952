from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_tables import cases, is_complete, micro_f1

from feedback_insights.records import URGENCY
from feedback_insights.tagging import urgency
from feedback_insights.tagging._findings import rules_of

ROWS = cases("tagging_urgency_cases.csv")
REACHED = 0.65  # micro-F1 on the part that was not read, rounded down by .05
DEV = [row["text"] for row in ROWS if row["part"] == "dev"]
URGENT = [
    "We go live on Monday and the import still fails.",
    "This violates the GDPR.",
    "Somebody accessed our account.",
    "All my notes are gone.",
    "You billed us twice.",
    "We will cancel.",
    "The server is down.",
    "It fails for all our customers.",
]
PLAIN = [
    "I like it.",
    "Where is the export?",
    "Could you add a dark mode?",
    "What if it were down?",
    "Thanks!",
]


def kinds(text: str) -> list[str]:
    return [cue.kind for cue in urgency(text)]


@pytest.mark.parametrize(("kind", "text"), list(zip(URGENCY, URGENT, strict=True)))
def test_each_kind_is_found_and_nothing_else(kind, text):
    assert kinds(text) == [kind]


def test_the_words_are_those_of_the_text():
    (cue,) = urgency("Hello, you BILLED  us twice in March.")
    assert cue.words == "BILLED us twice"


def test_several_kinds_stand_in_their_fixed_order():
    text = "The server is down. If it is not up by Friday, we will cancel, all our customers complain."
    assert kinds(text) == ["deadline", "churn threat", "outage", "many affected"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "We are not going to cancel.",
        "We never lost a file.",
        "Our legal team uses it daily.",
        "The deadline view is nice.",
        "Is the server down?",
        "What happens if the server goes down?",
        "It would be nice to get a reminder before a deadline.",
        "The server was down. It has been fixed.",
        "All our customers love it.",
        "We came from a competitor and like it here.",
        "The cancel button is blue.",
    ],
)
def test_denied_supposed_asked_neutral_or_solved_is_no_cue(text):
    assert kinds(text) == []


def test_what_was_solved_says_nothing_about_what_follows():
    assert kinds("The server is up again. All my notes are gone.") == ["data loss"]


def test_a_condition_does_not_take_away_the_threat():
    assert "churn threat" in kinds("If this is not fixed, we will cancel.")


@given(st.sampled_from(DEV + URGENT + PLAIN), st.lists(st.sampled_from(URGENT + PLAIN), max_size=3))
def test_further_sentences_never_take_a_cue_away(text, further):
    ended = text if text.endswith((".", "!", "?")) else f"{text}."
    assert set(urgency(ended)) <= set(urgency(" ".join([ended, *further])))


@given(st.text(max_size=200) | st.lists(st.sampled_from(DEV + PLAIN), max_size=3).map("\n".join))
def test_any_text_is_read_and_its_words_quoted(text):
    found = urgency(text)
    assert [cue.kind for cue in found] == [kind for kind in URGENCY if kind in kinds(text)]
    assert all(cue.words and cue.words in " ".join(text.split()) for cue in found)


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "unit", ["a ", "word", "?", "…", "all ", "lost a ", " \n", "we will ", "is down; ", "1,"]
)
def test_a_long_text_takes_no_longer_than_its_length(unit):
    urgency(unit * (20_000 // len(unit)))


def test_the_table_is_complete():
    is_complete(rules_of("urgency_en.toml"), URGENCY)


def test_the_rules_agree_with_the_cases_of_another_writer():
    assert micro_f1(ROWS, "cues", kinds) >= REACHED
