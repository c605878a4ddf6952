"""Confidence sets for ranks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.statistics import marginal_rank_sets, simultaneous_rank_sets

BOTH = pytest.mark.parametrize("rank_sets", [marginal_rank_sets, simultaneous_rank_sets])

# PISA 2018, mathematics, the 37 countries of the OECD (Australia .. United States): means, standard errors
MEANS = """
491.36 498.94 508.07 512.02 417.41 390.93 499.47 509.40 523.41 507.30 495.41 500.04 451.37 481.08
495.19 499.63 463.03 486.59 526.97 525.93 496.13 481.19 483.42 408.80 519.23 494.49 500.96 515.65
492.49 486.16 508.90 481.39 502.39 515.31 453.51 501.77 478.24"""
ERRORS = """
1.940 2.971 2.263 2.357 2.416 2.990 2.461 1.735 1.744 1.968 2.320 2.647 3.091 2.320 1.953 2.199
3.499 2.780 2.471 3.121 1.963 1.953 1.098 2.493 2.632 1.706 2.219 2.602 2.685 2.556 1.364 1.462
2.654 2.908 2.260 2.564 3.235"""
UNITED_KINGDOM = 35


def numbers(text):
    return [float(word) for word in text.split()]


def spans(sets):
    return [found and (found.low, found.high) for found in sets]


def test_the_united_kingdom_in_the_pisa_ranking_of_2018():
    found = marginal_rank_sets(numbers(MEANS), numbers(ERRORS))[UNITED_KINGDOM]
    assert found.low in (7, 8)  # the vignette of csranks prints 8 and 23, from 1,000 random draws
    assert found.high == 23


def test_two_items_are_told_apart_by_the_plain_two_sided_test():
    far, near = 2.00 * np.sqrt(2), 1.92 * np.sqrt(2)  # 95 %: 1.96 errors of the difference
    assert spans(marginal_rank_sets([far, 0], [1, 1], draws=40_000)) == [(1, 1), (2, 2)]
    assert spans(marginal_rank_sets([near, 0], [1, 1], draws=40_000)) == [(1, 2), (1, 2)]


@BOTH
def test_equal_items_may_have_any_rank_and_far_ones_have_their_own(rank_sets):
    assert spans(rank_sets([5, 5, 5], [1, 1, 1])) == [(1, 3)] * 3
    assert spans(rank_sets([0, 90, 50], [1, 1, 1])) == [(3, 3), (1, 1), (2, 2)]


@BOTH
def test_what_has_no_error_is_known(rank_sets):
    assert spans(rank_sets([3, 3, 1], [0, 0, 0])) == [(1, 2), (1, 2), (3, 3)]


@BOTH
def test_errors_in_common_do_not_blur_the_order(rank_sets):
    alike = [[1, 0.999], [0.999, 1]]
    assert spans(rank_sets([1, 0], alike)) == [(1, 1), (2, 2)]
    assert spans(rank_sets([1, 0], [1, 1])) == [(1, 2), (1, 2)]


@BOTH
def test_an_unknown_item_is_not_ranked_and_the_others_are(rank_sets):
    assert spans(rank_sets([9, None, 0], [1, 1, 1])) == [(1, 1), None, (2, 2)]
    assert spans(rank_sets([9, 5, 0], [1, np.nan, 1])) == [(1, 1), None, (2, 2)]
    assert (rank_sets([], []), spans(rank_sets([4], [1]))) == ([], [(1, 1)])


def test_the_sets_hold_the_true_ranks_as_often_as_they_say():
    true, random = np.array([0, 0.4, 0.8, 3, 3.2]), np.random.default_rng(0)
    rank, every, one = 5 - np.arange(5), 0, 0
    for seed in range(150):
        seen = true + random.normal(size=5)
        joint = spans(simultaneous_rank_sets(seen, np.ones(5), 0.8, draws=300, seed=seed))
        single = spans(marginal_rank_sets(seen, np.ones(5), 0.8, draws=300, seed=seed))
        every += all(low <= r <= high for r, (low, high) in zip(rank, joint, strict=True))
        one += single[2][0] <= rank[2] <= single[2][1]
        assert all(j[0] <= s[0] and s[1] <= j[1] for j, s in zip(joint, single, strict=True))
    assert every / 150 > 0.8
    assert one / 150 > 0.8


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.integers(-9, 9), st.floats(0, 3)), min_size=1, max_size=6), st.floats(-5, 5))
def test_the_estimated_rank_is_always_inside_and_a_shift_changes_nothing(items, shift):
    values, errors = (np.array(column, dtype=float) for column in zip(*items, strict=True))
    found = spans(simultaneous_rank_sets(values, errors, draws=200))
    for value, (low, high) in zip(values, found, strict=True):
        assert low <= 1 + (values > value).sum()
        assert high >= (values >= value).sum()
    assert spans(simultaneous_rank_sets(values * 2 + round(shift), errors * 2, draws=200)) == found


@BOTH
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1, 2], [1]), r"errors must be one per estimate, or a square of them, not \(1,\)"),
        (([1, np.inf], [1, 1]), r"estimates\[1\] is inf"),
        (([1, 2], [1, -1]), r"errors\[1\] is -1.0: it must not be negative"),
        (([1, 2], [[1, 2], [0, 1]]), "must be a covariance matrix"),
        (([1, 2], [[1, 2], [2, 1]]), "must be a covariance matrix"),
        (([1, 2], [[1, None], [None, 1]]), "must be a covariance matrix"),
        (([1, 2], [1, 1], 95), "level is 95"),
    ],
)
def test_what_cannot_be_compared_is_refused(rank_sets, arguments, message):
    with pytest.raises(ValueError, match=message):
        rank_sets(*arguments)
