"""What draws say of a ranking."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.statistics import pairwise, probability_top, rank_intervals, tiers

NAN = float("nan")


def test_equal_items_share_the_middle_rank_and_one_tier():
    draws = np.ones((50, 4))
    assert [(r.low, r.median, r.high) for r in rank_intervals(draws)] == [(2.5, 2.5, 2.5)] * 4
    assert tiers(draws) == [1, 1, 1, 1]
    assert probability_top(draws, 1).tolist() == [0.25] * 4
    assert (pairwise(draws) == 0.5).all()


def test_one_that_wins_nine_of_ten_draws():
    draws = [[2, 1]] * 9 + [[1, 2]]
    assert pairwise(draws).tolist() == [[0.5, 0.9], [pytest.approx(0.1), 0.5]]
    assert probability_top(draws, 1).tolist() == [0.9, 0.1]
    assert tiers(draws, [0, 1], 0.9) == [1, 2]
    assert tiers(draws, [0, 1], 0.91) == [1, 1]


def test_a_rank_interval_is_the_middle_of_the_ranks():
    draws = [[3, 2, 1]] * 18 + [[1, 2, 3]] * 2
    first = rank_intervals(draws)[0]
    assert (first.low, first.median, first.high) == (1, 1, 3)
    assert rank_intervals(draws, 0.5)[0].high == 1


def test_a_tier_is_measured_from_its_head():
    rng = np.random.default_rng(0)
    draws = rng.normal(loc=[3, 2, 1, 0], size=(4000, 4))  # neighbours overlap, the ends do not
    assert tiers(draws) == [1, 1, 2, 2]
    assert tiers(draws, [0, 3, 1]) == [1, 2, 2]


def test_one_item_is_first_for_certain():
    [alone] = rank_intervals([[7.0]])
    assert (alone.low, alone.median, alone.high) == (1, 1, 1)
    assert (probability_top([[7.0]], 5).tolist(), pairwise([[7.0]]).tolist(), tiers([[7.0]])) == (
        [1],
        [[0.5]],
        [1],
    )


def test_a_list_of_nothing_has_no_ranks():
    nothing = np.ones((9, 0))
    assert (rank_intervals(nothing), tiers(nothing), pairwise(nothing).shape) == ([], [], (0, 0))


def test_an_item_without_draws_is_not_ranked():
    draws = [[3.0, None, 1.0]] * 5
    assert [r and r.median for r in rank_intervals(draws)] == [1, None, 2]
    assert np.isnan(probability_top(draws, 1)[1])
    assert np.isnan(pairwise(draws)[1]).all()
    with pytest.raises(ValueError, match="column 1 has draws that are nan"):
        tiers(draws)
    assert rank_intervals(np.full((5, 2), NAN)) == [None, None]


def test_places_beyond_the_list_are_certain():
    assert probability_top([[3.0, 1.0]] * 5, 9).tolist() == [1, 1]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda d: probability_top(d, 0), "k is 0: it must be a whole number, at least 1"),
        (lambda d: probability_top(d, 1.5), "k is 1.5: it must be a whole number, at least 1"),
        (lambda d: rank_intervals(d, 90), "level is 90: it must be above 0 and below 1"),
        (lambda d: tiers(d, [0, 2]), "order names column 2; there are 2"),
        (lambda d: tiers(d, [1, 1]), "order names column 1 twice"),
        (lambda d: tiers(d, ["b"]), "a column of order must be a number"),
        (lambda d: tiers(d, certainty=float("nan")), "certainty must be a number, not nan"),
        (lambda d: tiers(d, certainty=1.5), "certainty is 1.5: it must be between 0 and 1"),
        (lambda d: pairwise(d[0]), r"draws must be a table, .* not \(2,\)"),
        (lambda d: pairwise(d[:0]), r"draws must be a table, .* not \(0, 2\)"),
        (lambda d: pairwise([["a"]]), "draws must be a number or an array of numbers"),
        (lambda d: pairwise([[1, float("inf")]]), r"draws\[0, 1\] is inf: it must be finite"),
    ],
)
def test_what_cannot_be_ranked_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call(np.array([[3.0, 1.0]] * 5))


tables = st.integers(1, 4).flatmap(
    lambda items: st.lists(st.lists(st.integers(0, 3), min_size=items, max_size=items), min_size=1)
)


@settings(deadline=None)
@given(tables, st.integers(1, 4))
def test_the_places_on_offer_are_all_given_away(rows, k):
    assert probability_top(rows, k).sum() == pytest.approx(min(k, len(rows[0])))


@settings(deadline=None)
@given(tables)
def test_of_two_items_one_is_above_or_they_tie(rows):
    assert pairwise(rows) + pairwise(rows).T == pytest.approx(1)


@settings(deadline=None)
@given(tables, st.randoms(use_true_random=False))
def test_neither_the_order_of_draws_nor_that_of_items_matters(rows, random):
    draws = np.array(rows, dtype=float)
    places = random.sample(range(draws.shape[1]), draws.shape[1])
    turned = draws[random.sample(range(len(rows)), len(rows))][:, places]
    before, after = rank_intervals(draws), rank_intervals(turned)
    assert [before[place] for place in places] == after
    assert tiers(draws, places) == tiers(turned)
