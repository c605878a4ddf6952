"""CSAT and CES: forms that must not be mixed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from feedback_insights.surveys import ces, ces_from_counts, csat, csat_from_counts

PUBLISHED = [80, 210, 140, 110, 160, 180, 120]  # answers 1..7, of 1000: a help page on CES


def test_the_published_mean_and_share():
    assert ces_from_counts(PUBLISHED, variant="mean", n=1000).value == pytest.approx(4.08)
    share = ces_from_counts([10, 10], variant="share", n=20)  # another one: 10 of 20 agree
    assert (share.value, share.method) == (50, "Wilson")
    assert (share.low, share.high) == pytest.approx((29.93, 70.07), abs=5e-3)


def test_one_set_of_answers_is_three_different_figures():
    forms = {variant: ces_from_counts(PUBLISHED, variant=variant) for variant in ("mean", "share", "index")}
    assert {name: round(form.value, 2) for name, form in forms.items()} == {
        "mean": 4.08,
        "share": 46.0,  # 160 + 180 + 120 of 1000
        "index": -13.0,  # 180 + 120 minus 80 + 210 + 140
    }
    assert {form.variant for form in forms.values()} == set(forms)
    assert forms["index"].counts == {"easy": 300, "neutral": 270, "difficult": 430}


def test_csat_is_the_top_two_and_its_mean_is_another_metric():
    answers = [5] * 40 + [4] * 16 + [3] * 4 + [1] * 10
    top, mean = csat(answers), csat(answers, variant="mean")
    assert (top.value, top.counts) == (80, {"satisfied": 56, "others": 14})
    assert (mean.value, mean.variant) == (pytest.approx(286 / 70), "mean")
    assert top == csat_from_counts([10, 0, 4, 16, 40], n=70) == csat_from_counts([56, 14])


def test_the_mean_has_the_t_interval_within_its_scale():
    answers = [1, 5, 5, 4, 3, 5, 4, 2]
    found = csat(answers, variant="mean", level=0.9)
    expected = stats.t.interval(0.9, len(answers) - 1, np.mean(answers), stats.sem(answers))
    assert (found.low, found.high) == pytest.approx(expected)
    assert found.sd == pytest.approx(np.std(answers, ddof=1))
    wide = csat([1, 5, 5, 5, 5], variant="mean")
    assert (wide.high, wide.method) == (5, "Student's t")
    assert csat([1, 1, 1, 1, 5], variant="mean").low == 1
    same = csat([4] * 6, variant="mean")
    assert same.low == same.value == same.high == 4
    assert same.notes == ("all answers are equal: the interval shows no spread, not certainty",)


def test_the_older_wording_turns_the_answers_round_and_says_so():
    answers = [1, 1, 2, 2, 3, 7]
    found = ces(answers, variant="mean", reversed=True)
    assert found.value == pytest.approx(8 - 16 / 6)
    assert found.reversed
    assert found.counts == ces([7, 7, 6, 6, 5, 1], variant="mean").counts
    turned = ces_from_counts(PUBLISHED, variant="index", reversed=True)
    assert turned.value == ces_from_counts(PUBLISHED[::-1], variant="index").value == -17


def test_five_points_have_only_the_share():
    assert ces([4, 5, 5, 3, 1], variant="share", points=5).value == 60
    with pytest.raises(ValueError, match="points is 5: the form 'mean' is made from a scale of 7"):
        ces([4], variant="mean", points=5)


def test_the_form_of_ces_has_no_default():
    with pytest.raises(TypeError, match="variant"):
        ces([4, 5])
    with pytest.raises(ValueError, match="variant is 'net': it must be 'mean', 'share' or 'index'"):
        ces([4, 5], variant="net")
    with pytest.raises(ValueError, match="variant is 'nps': it must be 'top2' or 'mean'"):
        csat([4, 5], variant="nps")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: csat([5, 6]), r"ratings\[1\] is 6.0: it must be a whole number of the scale 1..5"),
        (lambda: csat([0]), r"ratings\[0\] is 0.0"),
        (lambda: ces([8], variant="share"), r"ratings\[0\] is 8.0: .* of the scale 1..7"),
        (lambda: ces([6], variant="share", points=5), r"ratings\[0\] is 6.0: .* of the scale 1..5"),
        (lambda: ces_from_counts(PUBLISHED, variant="mean", n=990), "add up to 1000, and n is 990"),
        (lambda: ces_from_counts([10, 10], variant="mean"), "must be 7 numbers, one for each of 1..7$"),
        (lambda: ces_from_counts([10, 10], variant="share", reversed=True), "must be 7 numbers"),
        (lambda: ces_from_counts([1, 2], variant="index"), "or 3: easy, neutral, difficult"),
        (lambda: csat_from_counts([1, 2, 3]), "must be 5 numbers, one for each of 1..5, or 2: satisfied"),
        (lambda: csat_from_counts([1, 2.5]), r"counts\[1\] is 2.5: it must be a whole number"),
        (lambda: csat_from_counts(7), "counts must be 5 numbers"),
    ],
)
def test_impossible_answers_and_counts_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


answers = st.lists(st.integers(1, 7), min_size=5, max_size=60)


@settings(deadline=None, max_examples=50)
@given(answers, st.sampled_from(["mean", "share", "index"]))
def test_answers_and_their_counts_give_the_same(ratings, variant):
    counted = ces_from_counts([ratings.count(point) for point in range(1, 8)], variant=variant)
    found = ces(ratings, variant=variant)
    assert (found.value, found.low, found.high) == pytest.approx((counted.value, counted.low, counted.high))
    assert found.counts == counted.counts
    assert found.low <= found.value <= found.high


@settings(deadline=None, max_examples=50)
@given(answers)
def test_the_older_wording_mirrors_the_mean_and_the_counts(ratings):
    found, mirrored = ces(ratings, variant="mean"), ces(ratings, variant="mean", reversed=True)
    assert mirrored.value == pytest.approx(8 - found.value)
    assert ces([8 - rating for rating in ratings], variant="mean", reversed=True).value == found.value
