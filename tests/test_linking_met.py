from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from feedback_insights.linking import met_words
from feedback_insights.linking._words import words
from feedback_insights.records import Feature, Met

ITEM = Feature(
    "F-1", "Exports with a limit", "Shows a timeline. The log-in stays.", labels=("billing",),
    comments=("Finance asks weekly.",), customer_words=("my spreadsheet",),
)  # fmt: skip


def pairs(text: str, feature: Feature = ITEM) -> list[tuple[str, str, str]]:
    return [(text[one.start : one.end], one.words, one.field) for one in met_words(text, feature)]


def test_words_meet_in_other_endings_and_tell_the_items_own() -> None:
    assert met_words("My export!", ITEM) == (Met(start=3, end=9, field="title", words="Exports"),)


def test_words_meet_in_every_field() -> None:
    assert pairs("She asks weekly for spreadsheets and billing") == [
        ("asks", "asks", "comments"), ("weekly", "weekly", "comments"),
        ("spreadsheets", "spreadsheet", "customer_words"), ("billing", "billing", "labels"),
    ]  # fmt: skip


def test_words_written_in_two_meet_those_written_in_one() -> None:
    assert pairs("A time line, a login") == [
        ("time line", "timeline", "description"), ("login", "log-in", "description"),
    ]  # fmt: skip


def test_each_word_meets_once() -> None:
    assert pairs("time line", Feature("F", "Timeline of a time")) == [("time line", "Timeline", "title")]


def test_common_words_do_not_meet() -> None:
    assert pairs("with the a stays") == [("stays", "stays", "description")]


def test_the_title_comes_before_the_description() -> None:
    assert pairs("export", Feature("F", "Export", "Export")) == [("export", "Export", "title")]


@given(st.text(max_size=200), st.text(max_size=200))
def test_places_are_in_order_and_apart(text: str, title: str) -> None:
    found = met_words(text, Feature("F", title))
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_what_was_masked_is_nobody_s_word() -> None:
    item = Feature("A", "Tap to pay on phone")
    assert met_words("You can ring me on [phone 1].", item) == ()
    assert words("You can ring me on [phone 1].") == words("You can ring me on.")
    [met] = met_words("[phone 1] is my phone.", item)
    assert (met.start, met.end) == (16, 21)
