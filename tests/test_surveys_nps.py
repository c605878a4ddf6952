"""NPS from ratings and from counts."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights import surveys
from feedback_insights.surveys import nps, nps_from_counts

ANSWERS = [10] * 30 + [9] * 20 + [8] * 10 + [7] * 20 + [6] * 15 + [0] * 5


def test_the_published_example_with_both_intervals():
    """50 promoters, 30 passives, 20 detractors: Rocks 2016 as cited, and recomputed from the formula."""
    plain = nps_from_counts(50, 30, 20, interval="wald")
    assert (plain.value, plain.low, plain.high) == pytest.approx((30, 14.69, 45.31), abs=5e-3)
    found = nps_from_counts(50, 30, 20)
    assert found.value == 30
    assert (found.adjusted, found.low, found.high) == pytest.approx((29.126, 14.051, 44.201), abs=5e-4)
    assert (found.method, plain.method) == ("adjusted Wald", "Wald")


def test_ratings_and_their_counts_give_the_same():
    assert nps(ANSWERS) == nps_from_counts(50, 30, 20)
    assert nps(ANSWERS).counts == {"promoters": 50, "passives": 30, "detractors": 20}
    assert nps(np.array(ANSWERS[::-1])) == nps(ANSWERS)


def test_where_all_agree_plain_wald_has_no_width_and_the_default_has():
    plain, found = nps([10] * 8, interval="wald"), nps([10] * 8)
    assert (plain.value, plain.low, plain.high) == (100, 100, 100)
    assert found.value == found.high == 100
    assert found.low < 60


@pytest.mark.parametrize("n", range(5))
def test_below_five_there_are_counts_and_no_figure(n):
    found = nps([10] * n)
    assert (found.value, found.low, found.high, found.adjusted) == (None, None, None, None)
    assert found.counts["promoters"] == found.n == n
    assert found.reason == (f"{n} of the 5 answers that a figure needs" if n else "nobody answered")


def test_no_answer_is_counted_and_is_not_a_zero():
    found = nps([10, 9, 9, 8, None, 7, float("nan")])
    assert (found.n, found.missing, found.answers) == (5, 2, 7)
    assert found.counts["detractors"] == 0


def test_the_response_rate_is_of_those_invited():
    found = nps([*ANSWERS, None], invited=400)
    assert (found.invited, found.response_rate) == (400, 0.25)
    assert nps([], invited=0).response_rate is None
    with pytest.raises(ValueError, match=r"invited is 99: .* not below the 100 who answered"):
        nps(ANSWERS, invited=99)


def test_answers_that_look_like_a_shorter_scale_are_noted():
    assert nps([1, 2, 3, 4, 5]).notes == ("no answer is above 5: was the question asked on 0..10?",)
    assert nps([1, 2, 3, 4, 6]).notes == nps([1, 2, 3, 4]).notes == ()


@pytest.mark.parametrize(
    ("ratings", "message"),
    [
        ([9, 11], r"ratings\[1\] is 11.0: it must be a whole number of the scale 0..10"),
        ([9, 8, -1], r"ratings\[2\] is -1.0"),
        ([8.5], r"ratings\[0\] is 8.5"),
        ([9, float("inf")], r"ratings\[1\] is inf: it must be finite"),
        (["9 - very likely"], "ratings must be a number or an array of numbers"),
        (9, "ratings must be a list"),
        ([[9, 8]], "ratings must be a list"),
    ],
)
def test_what_the_scale_does_not_have_is_refused(ratings, message):
    with pytest.raises(ValueError, match=message):
        nps(ratings)


@pytest.mark.parametrize(
    ("counts", "options", "message"),
    [
        ((50, -1, 20), {}, "passives is -1.0: it must not be negative"),
        ((50, 30, 20.5), {}, "detractors is 20.5: it must be a whole number"),
        ((None, 30, 20), {}, "promoters is nan: it must be a whole number"),
        (([50, 1], 30, 20), {}, "promoters must be one number"),
        ((50, 30, 20), {"n": 110}, "add up to 100, and n is 110"),
        ((50, 30, 20), {"level": 95}, "level is 95: it must be above 0 and below 1"),
        ((50, 30, 20), {"interval": "wilson"}, "interval is 'wilson'"),
    ],
)
def test_impossible_counts_are_refused(counts, options, message):
    with pytest.raises(ValueError, match=message):
        nps_from_counts(*counts, **options)


counts = st.tuples(*[st.integers(0, 500)] * 3).filter(lambda three: sum(three) >= 5)


@settings(deadline=None, max_examples=50)
@given(counts, st.sampled_from([0.9, 0.95, 0.99]))
def test_the_interval_holds_the_score_and_turns_round_with_it(three, level):
    found, turned = nps_from_counts(*three, level=level), nps_from_counts(*three[::-1], level=level)
    assert -100 <= found.low <= found.value <= found.high <= 100
    assert (turned.value, turned.low, turned.high) == pytest.approx((-found.value, -found.high, -found.low))


@settings(deadline=None, max_examples=50)
@given(counts)
def test_ten_times_the_answers_keep_the_score_and_narrow_the_interval(three):
    one, ten = nps_from_counts(*three), nps_from_counts(*(10 * count for count in three))
    assert ten.value == pytest.approx(one.value)
    assert ten.high - ten.low < one.high - one.low


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(0, 10) | st.none(), max_size=40), st.randoms())
def test_the_order_of_rows_does_not_matter_and_every_answer_is_accounted_for(ratings, random):
    found, shuffled = nps(ratings), random.sample(ratings, len(ratings))
    assert nps(shuffled) == found
    assert found.answers == found.n + found.missing + found.repeats == len(ratings)
    assert sum(found.counts.values()) == found.n


def test_importing_the_package_does_not_load_numpy():
    code = "import sys, feedback_insights.surveys; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_public_name_is_there_and_an_unknown_one_is_an_attribute_error():
    assert {getattr(surveys, name).__name__ for name in surveys.__all__} == set(surveys.__all__)
    assert set(surveys.__all__) <= set(dir(surveys))
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = surveys.nonsense
