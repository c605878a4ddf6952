from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from feedback_insights.tagging import SeverityTagger, assess
from feedback_insights.tagging._cues import english

with Path(__file__).with_name("tagging_severity_table.csv").open(encoding="utf-8", newline="") as stream:
    TABLE = [(row["text"], int(row["level"])) for row in csv.DictReader(stream)]
PROBLEMS = [
    "We cannot log in.",
    "The app crashes every time.",
    "All my notes are gone.",
    "We were charged twice.",
    "The export does not work.",
    "There is a typo.",
]
PLAIN = ["It is slow.", "I like it.", "We use version 4.", "Where is the export?", "This happens every day."]


def test_the_rules_agree_with_the_table():
    found = SeverityTagger().predict([text for text, _ in TABLE])
    wanted = [level for _, level in TABLE]
    assert len(TABLE) >= 60
    assert cohen_kappa_score(wanted, found, weights="linear") >= 0.9
    assert abs(found - wanted).max() <= 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("We cannot log in.", 'blocked: "cannot log in"'),
        ("The update deleted all my notes!", 'data loss: "deleted all my notes"'),
        ("The server is down again.", 'outage: "server is down"'),
        ("Somebody accessed our account.", 'security: "Somebody accessed"'),
        ("You billed us twice.", 'money: "billed us twice"'),
        ("We missed our deadline over this.", 'business harm: "missed our deadline"'),
        ("That breaks the GDPR.", 'legal: "breaks the GDPR"'),
        ("It crashed.", 'crash: "crashed"'),
        ("It fails for all our users.", 'many affected (+1): "all our users"'),
        ("It fails every day.", 'keeps happening (+1): "every day"'),
        ("It fails, but there is a workaround. Crashed.", 'crash: "Crashed"'),
        ("It crashed, there is a workaround.", 'workaround exists (at most 2): "workaround"'),
        ("Sometimes it freezes.", 'seldom (at most 2): "Sometimes"'),
        ("What happens if the server is down?", 'what if (at most 0): "What happens if"'),
        ("Could you add a fix for the typo and the error?", 'wish (at most 1): "Could you add"'),
    ],
)
def test_each_reason_shows_the_words(text, reason):
    assert reason in SeverityTagger().reasons([text])[0]


@pytest.mark.parametrize(
    "text",
    [
        "No crash any more since the update.",
        "Never lost anything.",
        "It hasn't failed once.",
        "Not a single bug in two years.",
        "The error is gone, thank you.",
        "It used to crash.",
        "No bugs, no errors, no complaints.",
        "We have had no problems with it.",
        "I no longer get the error.",
        "It crashed last week. That is fixed now.",
        "I'm never locked out",
        "",
    ],
)
def test_a_negated_or_solved_problem_is_none(text):
    assert SeverityTagger().predict([text]).tolist() == [0]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("No idea why it crashes.", 3),
        ("I do not know why I cannot log in.", 4),
        ("You solved the login, but now the export fails.", 2),
        ("It is not fixed, the app still crashes.", 3),
        ("The search no longer works.", 2),
        ("I wish it didn't fail every time.", 3),
        ("It won’t start.", 4),
    ],
)
def test_a_negation_nearby_does_not_hide_the_problem(text, level):
    assert SeverityTagger().predict([text]).tolist() == [level]


def test_what_was_solved_says_nothing_about_what_follows():
    assert assess("The login works again. All my notes are gone.").level == 4
    assert assess("All my notes are gone. Never mind, the login works again.").level == 0


def test_a_workaround_does_not_soften_lost_data():
    assert assess("The update deleted all my notes, no workaround helps.").level == 4


@given(st.lists(st.sampled_from(PROBLEMS + PLAIN), min_size=1, max_size=4), st.sampled_from(PROBLEMS))
def test_more_problems_never_make_it_milder(sentences, problem):
    before = " ".join(sentences)
    after = assess(f"{before} {problem}")
    assert after.level >= max(assess(before).level, assess(problem).level)


@given(st.sampled_from(TABLE), st.sampled_from(PROBLEMS))
def test_only_phrases_named_as_mitigating_lower_a_level(row, problem):
    both = assess(f"{problem} {row[0]}")
    lowered = both.level < assess(problem).level
    assert not lowered or any(f"(at most {level})" in reason for reason in both.reasons for level in range(3))


@given(st.text(max_size=200))
def test_any_text_has_a_level(text):
    found = assess(text)
    assert 0 <= found.level <= 4
    assert found == assess(text)


@given(st.lists(st.sampled_from([text for text, _ in TABLE]), max_size=3))
def test_a_reason_quotes_the_text(texts):
    text = " ".join(texts)
    for reason in assess(text).reasons:
        assert reason.split('"')[1] in text


@pytest.mark.timeout(5)
@pytest.mark.parametrize("unit", ["no crash ", "lost a ", "?", " \n", "it is ", "don't ", "every time i "])
def test_a_long_text_takes_no_longer_than_its_length(unit):
    assert 0 <= assess(unit * (50_000 // len(unit))).level <= 4


def test_the_cue_table_is_complete():
    table = english()
    assert {cue.level for cue in table.cues} == {1, 2, 3, 4}
    assert len({entry.name for entry in (*table.cues, *table.raisers, *table.caps)}) == sum(map(len, table))
    assert all(not entry.pattern.search("") for entry in (*table.cues, *table.raisers))
