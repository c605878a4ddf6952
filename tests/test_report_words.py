from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_insights.figures import Change
from feedback_insights.records import Mood, Share, Value
from feedback_insights.report import lines, words


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.0341, "0.034"),
        (4.12, "4.1"),
        (41.2, "41"),
        (41_234, "41,234"),
        (-2.55, "-2.5"),
        (5.0, "5"),
    ],
)
def test_numbers_feign_no_precision(value: float, text: str) -> None:
    assert words.number(value) == text


def test_money_is_rounded_and_carries_its_currency() -> None:
    assert words.money(1_234_567, "EUR") == "€1.2M"
    assert words.money(340_000, "CHF") == "CHF 340k"
    assert words.money(999_900, "USD") == "$1M"
    assert words.money(12, None) == "12"


def test_an_unknown_value_is_called_unknown_and_never_zero() -> None:
    assert words.estimate(Value(value=None, reason="effort_missing")) == "unknown"
    assert words.estimate(Value(value=3.0, low=2.0, high=4.5)) == "3 (2–4.5)"


def test_shares_that_are_nearly_nothing_or_all_do_not_round_to_it() -> None:
    assert [words.percent(part, 1000) for part in (0, 1, 500, 999, 1000)] == [
        "0 %",
        "<1 %",
        "50 %",
        ">99 %",
        "100 %",
    ]
    assert words.percent(0, 0) == "–"


def test_points_carry_their_sign_and_nothing_is_minus_nothing() -> None:
    change = Change(
        now=Share(count=10, of=100),
        before=Share(count=10, of=100),
        difference=Value(value=-0.003, low=-0.071, high=0.068),
        trend="unclear",
    )
    assert words.points(change) == "0 points (-7 to +7)"
    assert words.points(replace(change, now=Share(count=2, of=29))) == ""


def test_counts_carry_a_per_cent_from_thirty_on() -> None:
    assert words.out_of(3, 12) == "3 of 12"
    assert words.out_of(40, 50, "statement") == "40 of 50 statements (80 %)"
    assert words.out_of(1, 1, "person", "people") == "1 of 1 person"


def test_a_period_says_what_both_dates_share_once() -> None:
    assert words.period(date(2026, 5, 2), date(2026, 5, 28)) == "2 – 28 May 2026"
    assert words.period(date(2025, 12, 2), date(2026, 5, 28)) == "2 Dec 2025 – 28 May 2026"
    assert words.period(None, None) == "no dates given"


def test_reasons_lose_their_codes() -> None:
    assert words.because("effort_missing; partial: 3 of 4 people have a severity") == (
        "effort missing; 3 of 4 people have a severity"
    )


def test_a_mood_without_majority_is_mixed() -> None:
    assert words.mood_word(Mood(negative=5, neutral=1, positive=4, mean=-0.1)) == "mixed"
    assert words.mood_word(Mood(negative=6, neutral=2, positive=2, mean=-0.4)) == "mostly negative"
    assert words.mood_word(None) == "mood unknown"


def test_long_lists_name_the_first_and_count_the_rest() -> None:
    assert words.listing(["A"]) == "A"
    assert words.listing(["A", "B", "C"]) == "A, B and C"
    assert words.listing(["A", "B", "C", "D"]) == "A, B and 2 others"


def test_ids_sort_as_people_count() -> None:
    assert sorted(["T10", "T2", "T1"], key=words.natural) == ["T1", "T2", "T10"]


@given(st.text(max_size=60), st.integers(1, 30))
def test_a_cut_line_fits_and_steers_no_terminal(text: str, width: int) -> None:
    line = lines.cut(text, width)
    assert lines.cells(line) <= width
    assert not any(ord(letter) < 32 or 0x7F <= ord(letter) < 0xA0 for letter in line)


def test_escape_sequences_and_direction_marks_are_removed() -> None:
    assert lines.one_line("a\x1b[31mred\u202eder") == "a [31mred der"


def test_phrases_are_weighted_where_a_share_is_telling() -> None:
    assert words.weighted(("Export", "Rows"), (0.5, 0.004), 40) == ["Export (50 %)", "Rows (<1 %)"]
    assert words.weighted(("Export", "Rows"), (0.5, 0.004), 12) == ["Export", "Rows"]
    assert words.weighted(("Export", "Rows"), (0.5, 0.004), 40, heard=12) == ["Export", "Rows"]
    assert words.weighted(("Export", "Rows"), (), 40) == ["Export", "Rows"]
    assert [words.out_of_ten(share) for share in (0.0, 0.347, 1.0)] == ["0 of 10", "3 of 10", "10 of 10"]
    assert words.out_of_ten(0.9) == "9 of 10"
