"""The opportunity score: the formula, its bands, surveys with segments and intervals, and free text."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.priority import opp_text, opportunity, opportunity_band, opportunity_from_ratings
from feedback_insights.statistics.proportions import Z90, wilson


def test_the_formula_is_taken_outcome_by_outcome():
    # E5, shares of the guitar survey of jpcarrascal/OppScore
    scores = opportunity([10, 10 / 3, 10], [0, 10 / 3, 10 / 3])
    assert scores.round(2).tolist() == [20, 3.33, 16.67]
    assert opportunity([9, 4], [3, 8]).tolist() == [15, 4]
    assert (opportunity(10, 0), opportunity(0, 10), opportunity(None, 3)) == (20, 0, None)


@pytest.mark.parametrize(
    ("importance", "satisfaction", "expected"),
    [
        ([5, 4, 5], [3, 3, 2], (10, 0, 20)),
        ([4, 2, 2], [4, 1, 3], (3.33, 3.33, 3.33)),
        ([5, 5, 4], [2, 3, 5], (10, 3.33, 16.67)),
    ],
)
def test_the_published_ratings(importance, satisfaction, expected):
    # E5: ratings of jpcarrascal/OppScore (GitHub), results by the formula
    found = opportunity_from_ratings(importance, satisfaction)
    assert (found.importance, found.satisfaction, found.score) == pytest.approx(expected, abs=0.005)
    assert found.low <= found.score <= found.high
    assert found.reason == "interval_unreliable: 3 respondents, fewer than 10"


def test_bands_and_their_borders():
    bands = opportunity_band([15.01, 15, 12, 11.99, 10, 9.99, 0, None])
    assert bands.tolist() == ["extreme", "high", "high", *["worth considering"] * 2, "low", "low", None]
    assert opportunity(8.2, 4.4) < 12
    assert opportunity_band(opportunity(8.2, 4.4)) == "high"
    assert opportunity_band(20) == "extreme"
    assert opportunity_band(None) is None
    with pytest.raises(ValueError, match=r"score is 21.0"):
        opportunity_band(21)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([10, 11], 3), r"importance\[1\] is 11.0: it must be between 0 and 10"),
        ((80, 3), "importance is 80.0"),
        ((8, -1), "satisfaction is -1.0"),
        (([1, 2], [1, 2, 3]), r"satisfaction has shape \(3,\), which does not fit \(2,\)"),
    ],
)
def test_shares_on_another_scale_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        opportunity(*arguments)


def test_who_answers_only_one_of_the_two_is_dropped_and_counted():
    found = opportunity_from_ratings([5, 5, None, None, 1], [1, None, 5, None, 5])
    assert (found.n, found.dropped) == (2, 2)
    assert (found.importance, found.satisfaction) == (5, 5)
    nobody = opportunity_from_ratings([5, None], [None, 5])
    assert (nobody.score, nobody.low, nobody.band, nobody.dropped) == (None, None, None, 2)
    assert nobody.reason == "nobody rated both importance and satisfaction"
    assert opportunity_from_ratings([], []).score is None


def test_a_pooled_score_hides_an_unmet_group():
    importance, satisfaction = [5] * 100, [1] * 30 + [5] * 70
    found = opportunity_from_ratings(importance, satisfaction, segments=["small"] * 30 + ["large"] * 70)
    assert (found.score, found.band) == (13, "high")
    assert list(found.segments) == ["large", "small"]
    assert (found.segments["small"].score, found.segments["large"].score) == (20, 10)


def test_a_segment_s_figures_are_those_of_its_respondents_alone():
    rng = np.random.default_rng(1)
    importance, satisfaction = rng.integers(1, 6, 80), rng.integers(1, 6, 80)
    segments = ["a"] * 30 + ["b"] * 40 + [None] * 10
    found = opportunity_from_ratings(importance, satisfaction, segments=segments)
    assert found.segments["a"] == opportunity_from_ratings(importance[:30], satisfaction[:30])
    assert found.n == 80
    assert sum(segment.n for segment in found.segments.values()) == 70


def test_equal_gaps_are_not_equal_evidence():
    few = opportunity_from_ratings([5, 1] * 10, [1, 1, 5, 1] * 5)
    many = opportunity_from_ratings([5, 1] * 200, [1, 1, 5, 1] * 100)
    assert few.score == many.score
    assert few.high - few.low > 3 * (many.high - many.low)
    assert (few.reason, many.reason) == ("indicative: 20 respondents, about 180 are recommended", "")


def test_the_interval_resamples_respondents_with_both_ratings():
    # everybody unhappy is who finds it important: the pairs' score varies less than that of mixed columns
    importance, satisfaction = [5] * 50 + [1] * 50, [1] * 50 + [5] * 50
    found = opportunity_from_ratings(importance, satisfaction)
    rng = np.random.default_rng(0)
    who = rng.integers(0, 100, (4000, 100))
    tops = [10 * (np.array(column)[who] >= 4).mean(axis=1) for column in (importance, satisfaction)]
    expected = np.quantile(opportunity(*tops), [0.05, 0.95])
    assert (found.low, found.high) == pytest.approx(tuple(expected), abs=0.31)


def test_where_all_agree_the_interval_still_has_a_width():
    found = opportunity_from_ratings([5] * 50, [1] * 50)
    assert found.low < found.score == found.high == 20
    assert "Wilson" in found.method
    least, most = wilson(50, 50, Z90)[0], wilson(0, 50, Z90)[1]
    assert found.low == pytest.approx(10 * (2 * least - most), abs=1e-6)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: opportunity_from_ratings([5, 8], [1, 2]),
            r"importance\[1\] is 8.0: .* whole number from 1 to 5",
        ),
        (lambda: opportunity_from_ratings([5, 4], [1, 0]), r"satisfaction\[1\] is 0.0"),
        (lambda: opportunity_from_ratings([4.5], [1]), r"importance\[0\] is 4.5"),
        (lambda: opportunity_from_ratings([5, 4], [1]), "importance has 2, satisfaction has 1"),
        (lambda: opportunity_from_ratings([5], [1], segments=[]), "segments has 0, importance 1"),
        (lambda: opportunity_from_ratings([5], [1], level=90), "level is 90: it must be above 0 and below 1"),
        (lambda: opportunity_from_ratings([5], [1], draws=0), "draws is 0"),
        (lambda: opportunity_from_ratings([[5]], [[1]]), "importance must be a list of numbers"),
    ],
)
def test_ratings_on_another_scale_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


pairs = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=1, max_size=40)


@settings(deadline=None, max_examples=50)
@given(pairs, st.randoms())
def test_the_order_of_respondents_changes_no_byte(ratings, random):
    shuffled = random.sample(ratings, len(ratings))
    one, other = (
        opportunity_from_ratings(*zip(*rows, strict=True), draws=200) for rows in (ratings, shuffled)
    )
    assert one == other
    assert 0 <= one.low <= one.score <= one.high <= 20


@settings(deadline=None, max_examples=50)
@given(st.floats(0, 10), st.floats(0, 10))
def test_better_service_never_raises_the_score(importance, satisfaction):
    score = opportunity(importance, satisfaction)
    assert importance <= score <= 2 * importance
    assert score >= opportunity(importance, min(10, satisfaction + 1))


def test_free_text_keeps_a_name_of_its_own():
    found = opp_text(50, 100, 10)
    assert (found.importance, found.satisfaction, found.opp_text) == (5, 2, 8)
    assert found.low < 8 < found.high
    assert not hasattr(found, "score")
    assert "who writes in chose to" in found.reason


def test_free_text_without_anybody_is_unknown():
    assert (opp_text(0, 100, 0).opp_text, opp_text(0, 100, 0).reason) == (None, "nobody raises the theme")
    assert (opp_text(0, 0, 0).opp_text, opp_text(0, 0, 0).reason) == (None, "nobody was heard")


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ((5, 4, 1), "customers is 5.0: it must not be more than heard, 4"),
        ((5, 10, 6), "non_negative is 6: it must not be more than customers, 5.0"),
        ((5, 10, -1), "non_negative is -1.0: it must not be negative"),
        ((None, 10, 1), "customers must be a number, not None"),
    ],
)
def test_impossible_counts_are_refused(counts, message):
    with pytest.raises(ValueError, match=message):
        opp_text(*counts)
