"""SMAA: rank acceptability over weightings."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.statistics import smaa

NAN = float("nan")


def test_three_items_on_two_criteria_agree_with_the_closed_form():
    # A (1, 0), B (0, 1), C (.4, .4): A is first for w > .5, C is second between .4 and .6 .. (spec 11, E20)
    found = smaa([[1, 0], [0, 1], [0.4, 0.4]], draws=100_000)
    assert found.acceptability == pytest.approx(
        np.array([[0.5, 0.1, 0.4], [0.5, 0.1, 0.4], [0, 0.8, 0.2]]), abs=0.005
    )
    assert found.central_weights[0] == pytest.approx([0.75, 0.25], abs=0.005)
    assert found.central_weights[1] == pytest.approx([0.25, 0.75], abs=0.005)
    assert found.central_weights[2] is None
    assert found.pairwise == pytest.approx(
        np.array([[0.5, 0.5, 0.6], [0.5, 0.5, 0.6], [0.4, 0.4, 0.5]]), abs=0.005
    )


def test_one_item_that_wins_nine_of_ten_draws():
    # as in the tests of the R package smaa
    criteria = np.zeros((10, 2, 3))
    criteria[:9, 0] = criteria[9, 1] = 1
    found = smaa(criteria)
    assert found.pairwise.tolist() == [[0.5, 0.9], [0.1, 0.5]]
    assert found.acceptability.tolist() == [[0.9, pytest.approx(0.1)], [0.1, pytest.approx(0.9)]]


def test_draws_are_rounded_up_so_that_every_criteria_draw_counts_as_often():
    assert smaa(np.zeros((7, 2, 2)), draws=20).draws == 21


def test_uniform_weights_cover_the_simplex_evenly():
    found = smaa(np.eye(3), draws=50_000)  # first is whose criterion has the largest weight
    assert found.acceptability[:, 0] == pytest.approx([1 / 3] * 3, abs=0.01)
    assert found.central_weights[0] == pytest.approx(
        [11 / 18, 7 / 36, 7 / 36], abs=0.01
    )  # mean of the largest


def test_equal_items_share_their_ranks_and_the_first_place():
    found = smaa([[1, 1], [1, 1], [0, 0]], draws=50)
    assert found.acceptability.tolist() == [[0.5, 0.5, 0], [0.5, 0.5, 0], [0, 0, 1]]
    assert found.pairwise[0, 1] == 0.5
    assert found.central_weights[0].tolist() == found.central_weights[1].tolist()


def test_stated_weights_are_the_mean_and_concentration_how_sure_they_are():
    one_sided = [[1, 0], [0, 1]]
    assert smaa(one_sided, [0.7, 0.3]).acceptability[0, 0] > 0.95
    assert 0.6 < smaa(one_sided, [0.7, 0.3], concentration=2).acceptability[0, 0] < 0.8
    loose = smaa(one_sided, [0.7, 0.3], concentration=1e-4)  # nearly always all weight on one criterion
    assert loose.acceptability[0, 0] == pytest.approx(0.7, abs=0.02)
    only = smaa(one_sided, [1, 0])
    assert only.acceptability.tolist() == [[1, 0], [0, 1]]
    assert only.central_weights[0].tolist() == [1, 0]


def test_an_item_with_an_unknown_utility_is_not_ranked():
    found = smaa([[1, 0], [None, 1], [0, 0]], draws=50)
    assert np.isnan(found.acceptability[1]).all()
    assert np.isnan(found.pairwise[1]).all()
    assert found.central_weights[1] is None
    assert found.acceptability[[0, 2]].tolist() == [[1, 0, 0], [0, 1, 0]]
    assert smaa([[NAN]]).central_weights == (None,)


def test_one_item_is_always_first_and_no_item_is_no_error():
    assert smaa([[0.3, 0.1]], draws=9).acceptability.tolist() == [[1]]
    assert smaa(np.zeros((0, 2))).acceptability.shape == (0, 0)


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (([1, 2],), {}, r"utilities must be a table, items x criteria, or several, not \(2,\)"),
        (([[]],), {}, "utilities must be a table"),
        (([[1, np.inf]],), {}, r"utilities\[0, 1\] is inf"),
        (([[1, 2]], [0.5, 0.6]), {}, "weights sum to 1.1: they must sum to 1"),
        (([[1, 2]], [0.5, 0.5 + 1e-8]), {}, "they must sum to 1"),
        (([[1, 2]], [0, 0]), {}, "weights sum to 0"),
        (([[1, 2]], [1.5, -0.5]), {}, r"weights\[1\] is -0.5: it must not be negative"),
        (([[1, 2]], [1, None]), {}, r"weights\[1\] is nan: it must be known"),
        (([[1, 2]], [1]), {}, "weights must be one per criterion, 2 of them"),
        (([[1, 2]], [0.5, 0.5]), {"concentration": 0}, "concentration is 0"),
        (([[1, 2]],), {"draws": 0}, "draws is 0"),
    ],
)
def test_what_cannot_be_weighted_is_refused(arguments, options, message):
    with pytest.raises(ValueError, match=message):
        smaa(*arguments, **options)


utilities = st.lists(st.lists(st.integers(0, 3), min_size=2, max_size=2), min_size=1, max_size=5)


@settings(deadline=None)
@given(utilities, st.integers(0, 5))
def test_every_item_has_a_rank_and_every_rank_an_item(rows, seed):
    found = smaa(rows, draws=40, seed=seed).acceptability
    assert found.sum(axis=0) == pytest.approx(1)
    assert found.sum(axis=1) == pytest.approx(1)
    assert (found >= 0).all()


@settings(deadline=None)
@given(utilities, st.randoms(use_true_random=False))
def test_the_order_of_items_changes_nothing(rows, random):
    places = random.sample(range(len(rows)), len(rows))
    before, after = smaa(rows, draws=30), smaa([rows[p] for p in places], draws=30)
    assert (before.pairwise[np.ix_(places, places)] == after.pairwise).all()
    assert before.acceptability[places] == pytest.approx(after.acceptability)
