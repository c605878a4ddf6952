from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_insights.linking import judge_links, stance_of
from feedback_insights.linking._aims import Aim
from feedback_insights.linking._said import patterns, said
from feedback_insights.linking.stance import _MEANS, CONTENT, MENTION, MIXED, QUESTION, REFUSES, Tagged
from feedback_insights.records import Feature, Statement

with Path(__file__).with_name("linking_stance_cases.csv").open(encoding="utf-8", newline="") as stream:
    CASES = list(csv.DictReader(stream))
DARK = Feature("F-1", "Dark mode", "A dark theme for web and mobile.")
EXPORT = Feature("F-2", "Asynchronous report generation", "Run exports in a worker. Removes the row cap.")
DROP = Feature("F-3", "Drop support for Android 9", "Raise the minimum OS version.")
REDESIGN = Feature("F-4", "Redesign the dashboard", "New layout with cards.")


def view(text: str, feature: Feature = DARK, **tags: str) -> str:
    return stance_of(text, feature, Tagged(**tags)).stance  # type: ignore[arg-type]


@pytest.mark.parametrize("part", ["dev", "test"])
def test_written_cases_are_read_as_written(part: str) -> None:
    found = Counter(
        (row["stance"], stance_of(row["statement"], Feature("F", row["title"], row["description"])).stance)
        for row in CASES
        if row["part"] == part
    )
    right = sum(count for (truth, told), count in found.items() if truth == told)
    assert len(CASES) >= 150
    assert right / found.total() >= 0.8
    assert sum(found[truth, "against"] for truth in ("for", "unclear")) == 0  # nobody is accused wrongly
    assert found["against", "against"] >= 15


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("I don't need a dark mode.", DARK),
        ("Please no dark mode!", DARK),
        ("Nobody asked for a dark theme.", DARK),
        ("Please keep Android 9, we cannot replace our scanners.", DROP),
        ("If you drop Android 9 we will have to buy new phones.", DROP),
        ("I prefer the old dashboard.", REDESIGN),
        ("Please leave the dashboard as it is.", REDESIGN),
        ("We have never had any trouble with a report export.", EXPORT),
    ],
)
def test_refusals_of_the_item_are_against_it(text: str, feature: Feature) -> None:
    assert view(text, feature) == "against"


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("Please add a dark mode.", DARK),
        ("I don't want to wait another year for dark mode.", DARK),
        ("Glad that Android 9 is gone.", DROP),
        ("Good riddance to Android 9.", DROP),
        ("The report stops after 10,000 rows.", EXPORT),
        ("The dashboard is confusing.", REDESIGN),
    ],
)
def test_requests_and_the_problem_that_it_would_solve_are_for_it(text: str, feature: Feature) -> None:
    assert view(text, feature) == "for"


@pytest.mark.parametrize(
    "text",
    [
        "If you don't add dark mode we will leave.",
        "I can't live without dark mode.",
        "You don't need access to all my data in dark mode.",
        "Great app, no problems with the app in dark mode.",
        "Turn off the lights, says my wife, dark as it is.",
        "Would never use anything else than the dark mode.",
        "Please do not delete my dark photos.",
        "It's pointless how you need to pay for dark mode.",
    ],
)
def test_other_refusals_accuse_nobody(text: str) -> None:
    assert view(text) != "against"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Please remove the spam.", "Spam filter"),
        ("I don't need search filters.", "Full-text search in attachments"),
        ("Please turn off two-factor for our shared tablet.", "Two-factor exemption for shared devices"),
        ("Get rid of the clutter on the dashboard.", "Redesign the dashboard"),
        ("We have no use for the report in its current form.", "Redesign the report"),
        ("Please get rid of the duplicates!", "Merge duplicate contacts"),
    ],
)
def test_to_refuse_something_near_the_item_is_not_to_refuse_it(text: str, title: str) -> None:
    assert view(text, Feature("F", title)) != "against"


def test_in_a_contrast_each_item_gets_its_own_half() -> None:
    text = "I don't need a dark mode, just proper calendar sync."
    assert view(text, DARK) == "against"
    assert view(text, Feature("F-9", "Two-way calendar sync")) == "for"
    assert stance_of(text, Feature("F-8", "Longer sessions")).rule == REFUSES


def test_who_speaks_for_and_against_is_unclear() -> None:
    found = stance_of("I don't need dark mode myself, but my colleagues need dark mode badly.", DARK)
    assert (found.stance, found.rule) == ("unclear", MIXED)


def test_another_version_is_another_thing() -> None:
    assert view("Please keep Android 14.", DROP) == "unclear"
    assert view("Please keep Android 9.", DROP) == "against"


def test_praise_of_what_there_is_asks_for_nothing() -> None:
    found = stance_of("The report is great.", EXPORT)
    assert (found.stance, found.rule, found.words) == ("unclear", CONTENT, ("is great",))


def test_praise_in_anger_is_no_content() -> None:
    assert stance_of("The report is fine.", EXPORT, Tagged(sentiment="negative")).rule == MENTION


def test_a_question_is_told_with_its_words() -> None:
    found = stance_of("Is dark mode on the roadmap?", DARK)
    assert found == ("unclear", QUESTION, ("Is dark mode on the roadmap?",))


def test_a_taggers_answer_counts_only_where_words_say_nothing() -> None:
    assert stance_of("Rows: 10,000, no more.", EXPORT, Tagged(request_type="bug")).rule == "read as a bug"
    assert view("I don't need a dark mode.", DARK, request_type="feature_request") == "against"
    assert view("It closes on Android 9.", DROP, request_type="bug") == "unclear"  # no wish to drop it


def test_words_are_those_of_the_text() -> None:
    text = "Please  NO Dark Mode."
    assert stance_of(text, DARK).words == ("Please NO",)


def test_every_sign_means_something_for_some_kind_of_item() -> None:
    known = {sign for meanings in _MEANS.values() for sign in meanings}
    assert {pattern.sign for pattern in patterns()} == known
    assert not any(pattern.phrases.search("") for pattern in patterns())


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Dark mode", "plain"),
        ("Drop support for Android 9", "withdrawal"),
        ("Drop-down for countries", "plain"),
        ("Drop files into a chat", "plain"),
        ("Remove the legacy importer", "withdrawal"),
        ("Remove the row limit", "relief"),
        ("Prevent accidental deletion", "relief"),
        ("Redesign the dashboard", "remake"),
        ("Move to usage-based pricing", "duty"),
        ("Notification settings", "control"),
        ("Bring back the classic editor", "restoring"),
        ("Restore deleted files", "plain"),
    ],
)
def test_the_title_tells_what_an_item_would_do(title: str, kind: str) -> None:
    assert Aim.of(Feature("F", title)).kind == kind


def test_initials_name_an_item() -> None:
    assert view("We have no use for SSO.", Feature("F", "Single sign-on with SAML")) == "against"


def test_other_languages_are_unknown() -> None:
    statement = Statement(id="s", feedback_id="f", start=0, end=3, text="No!", kind="content")
    [found] = judge_links([("s", "F-1")], {"s": statement}, [DARK], {}, {"s": "de"})
    assert found.stance is None
    assert "language" in found.rule


def test_pairs_may_come_in_any_order() -> None:
    texts = {"a": "I don't need a dark mode.", "b": "Please add a dark mode."}
    statements = {
        id: Statement(id=id, feedback_id=id, start=0, end=len(text), text=text, kind="content")
        for id, text in texts.items()
    }
    pairs = [("b", "F-1"), ("a", "F-1"), ("a", "F-2"), ("gone", "F-1"), ("a", "gone")]
    found = judge_links(pairs, statements, [DARK, EXPORT], {}, {})
    assert found == judge_links(pairs[::-1], statements, [EXPORT, DARK], {}, {})
    assert [(one.feature_id, one.statement_id, one.stance) for one in found] == [
        ("F-1", "a", "against"), ("F-1", "b", "for"), ("F-2", "a", "unclear"),
    ]  # fmt: skip


@given(st.text(max_size=300), st.text(max_size=60))
def test_any_text_gets_a_stance(text: str, title: str) -> None:
    found = stance_of(text, Feature("F", title))
    assert found.stance in ("for", "against", "unclear")
    one_line = " ".join(text.split())
    assert all(words in one_line or words in text for words in found.words)


def test_a_long_text_is_read_in_time_that_grows_with_its_length() -> None:
    assert said("no need for " * 20_000).cues  # a quadratic rule would hang here
