"""SUS: per respondent, and the mean."""

import csv
import gzip
import os
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from feedback_insights.surveys import sus, sus_scores

ROOT = Path(__file__).parents[1]
DEV = Path(os.environ.get("FEEDBACK_INSIGHTS_DEV_DATA") or ROOT.parent / "shared" / "data" / "dev")
STUDY = DEV / "usability" / "technicians"
with_study = pytest.mark.skipif(
    not STUDY.exists(), reason="the sheets of a real study are not there (FEEDBACK_INSIGHTS_DEV_DATA)"
)
PUBLISHED = [4, 1, 5, 2, 5, 1, 4, 2, 3, 1]  # github.com/silleknarf/SUS: 85
BEST, WORST = [5, 1] * 5, [1, 5] * 5


def test_the_published_sheet():
    assert sus(PUBLISHED).scores == sus_scores([PUBLISHED]) == (85,)
    assert sus_scores([BEST, WORST, [3] * 10]) == (100, 0, 50)


def test_the_mean_has_the_t_interval_and_ends_at_100():
    sheets = [PUBLISHED, BEST, BEST, WORST, [3] * 10, BEST]
    found = sus(sheets)
    scores = [85, 100, 100, 0, 50, 100]
    low, high = stats.t.interval(0.95, 5, np.mean(scores), stats.sem(scores))
    assert (found.value, found.low) == pytest.approx((72.5, low))
    assert high > 100 == found.high
    assert sus(np.array(sheets)) == found


def test_a_single_sheet_has_a_score_and_no_mean():
    found = sus(PUBLISHED)
    assert (found.value, found.n) == (None, 1)
    assert found.reason == "1 of the 5 answers that a figure needs"


@pytest.mark.parametrize(
    "sheet",
    [
        PUBLISHED[:9], [*PUBLISHED, 3], [*PUBLISHED[:9], 6], [*PUBLISHED[:9], 0], [*PUBLISHED[:9], 2.5],
        [*PUBLISHED[:9], None], [None] * 10, [], None,
    ],
)  # fmt: skip
def test_a_sheet_without_ten_items_of_1_to_5_is_unknown_and_counted(sheet):
    found = sus([BEST, sheet, *[PUBLISHED] * 5])
    assert found.scores == (100, None, 85, 85, 85, 85, 85)
    assert (found.answers, found.n, found.missing) == (7, 6, 1)
    assert found.value == pytest.approx(87.5)
    assert "1 of 7 respondents without ten items of 1..5, and so without a score" in found.notes


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ([[20, 8]], r"answers\[0, 0\] is 20.0|answers\[0\]\[0\] is 20.0"),
        ([PUBLISHED, [85]], r"answers\[1\]\[0\] is 85.0: it is no item of 1..5: .* not from sums"),
        ([[5, 5]], r"answers\[0\] has 2 numbers: SUS is made from the ten items"),
        ([85.0, 77.5, 90, 60, 50, 85.0, 77.5, 90, 60, 50], r"answers\[0, 0\] is 85.0"),
        ([PUBLISHED, [float("inf"), *PUBLISHED[1:]]], r"answers\[1, 0\] is inf: it must be finite"),
        ([PUBLISHED, 4], r"answers\[1\] must be a list"),
        ("5151515151", "answers must be a list"),
        ([["x"] * 10], "answers must be a number or an array of numbers"),
    ],
)
def test_sums_and_what_is_no_sheet_are_refused(answers, message):
    with pytest.raises(ValueError, match=message.replace("[0][0]", r"\[0\]\[0\]")):
        sus(answers)


def test_nobody_is_unknown():
    assert sus([]).reason == "nobody answered"
    assert sus([]).scores == sus_scores([]) == ()


sheets = st.lists(st.lists(st.integers(1, 5), min_size=10, max_size=10), min_size=5, max_size=12)


@settings(deadline=None, max_examples=50)
@given(sheets)
def test_turning_every_item_round_turns_the_score_round(rows):
    turned = [[6 - item for item in row] for row in rows]
    assert [100 - score for score in sus_scores(turned)] == list(sus_scores(rows))
    found = sus(rows)
    assert 0 <= found.low <= found.value <= found.high <= 100
    assert found.value == pytest.approx(np.mean(sus_scores(rows)))
    assert sus(rows[::-1]).value == found.value


@with_study
def test_a_real_study_comes_out_as_it_says():
    with gzip.open(STUDY / "sus.csv.gz", "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = sus([[int(row[f"q{item}"]) for item in range(1, 11)] for row in rows])
    assert [str(score) for score in found.scores] == [row["sus_score"] for row in rows]
    assert (found.value, found.n) == (83.75, 10)
    for row, score in zip(rows, found.scores, strict=True):
        sheet = (STUDY / "sus" / f"{row['participant']}_sus.md").read_text("utf-8")
        items = re.findall(r"^\s+Your rating: *(\d)", sheet, re.M)
        assert sus_scores([int(item) for item in items]) == (score,)
