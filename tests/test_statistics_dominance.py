"""Pareto fronts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.statistics import pareto, pareto_probability

VALUE_EFFORT_RISK = ("max", "min", "min")


def test_an_item_is_dominated_by_one_as_good_everywhere_and_better_somewhere():
    found = pareto([[9, 5, 1], [9, 6, 1], [8, 5, 0], [1, 1, 9]], VALUE_EFFORT_RISK)
    assert (found.front, found.dominated, found.not_compared) == ((0, 2, 3), (1,), ())


def test_equal_items_are_all_kept():
    assert pareto([[1, 2], [1, 2], [0, 2]], ["max", "min"]).front == (0, 1)
    assert pareto([[1, 1]] * 3, ["max", "max"]).front == (0, 1, 2)


def test_an_unknown_axis_is_listed_apart_and_compared_with_nothing():
    found = pareto([[5, 1], [99, None], [4, 2]], ["max", "min"])
    assert (found.front, found.dominated, found.not_compared) == ((0,), (2,), (1,))
    nothing = pareto([[None, 1]], ["max", "min"])
    assert (nothing.front, nothing.not_compared) == ((), (0,))


def test_one_item_and_none():
    assert pareto([[1.0]], ["min"]).front == (0,)
    assert pareto([], ["max", "min"]).front == ()
    assert pareto_probability(np.zeros((9, 0, 2)), ["max", "min"]).shape == (0,)


def test_with_draws_it_is_the_share_in_which_nothing_dominates():
    draws = [[[2, 1], [1, 1]]] * 3 + [[[2, 1], [1, 0]]]
    assert pareto_probability(draws, ["max", "min"]).tolist() == [1, 0.25]
    draws[0] = [[2, 1], [1, None]]
    assert pareto_probability(draws, ["max", "min"])[0] == 1
    assert np.isnan(pareto_probability(draws, ["max", "min"])[1])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: pareto([[1, 2]], ["up", "min"]), "directions has 'up'"),
        (lambda: pareto([[1, 2]], ["max"]), r"values must have one column per direction, 1, not \(1, 2\)"),
        (lambda: pareto([1, 2], ["max", "max"]), "one column per direction"),
        (lambda: pareto([[1, np.inf]], ["max", "max"]), r"values\[0, 1\] is inf"),
        (lambda: pareto([[]], []), "one column per direction"),
        (lambda: pareto_probability([[1, 2]], ["max", "max"]), "draws must have one column per direction"),
        (lambda: pareto_probability(np.zeros((0, 3, 1)), ["max"]), "draws must be at least one"),
    ],
)
def test_what_cannot_be_compared_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


tables = st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=1, max_size=7)


@settings(deadline=None)
@given(tables)
def test_the_front_is_what_the_definition_says(rows):
    table = np.array(rows) * [1, -1, -1]
    beats = [[(a >= b).all() and (a > b).any() for a in table] for b in table]
    assert pareto(rows, VALUE_EFFORT_RISK).front == tuple(n for n, row in enumerate(beats) if not any(row))
    assert pareto(rows, VALUE_EFFORT_RISK).front  # never empty


@settings(deadline=None)
@given(tables)
def test_a_turned_axis_and_a_stretched_one_change_nothing(rows):
    turned = np.array(rows) * [-1, 1, 10] + [0, 7, 0]
    assert pareto(turned, ["min", "min", "min"]) == pareto(rows, VALUE_EFFORT_RISK)


def test_blocks_agree_with_one_another():
    random = np.random.default_rng(0).integers(0, 30, size=(1200, 2))
    found = pareto(random, ["max", "max"])
    assert sorted((*found.front, *found.dominated)) == list(range(1200))
    best = {tuple(random[place]) for place in found.front}
    assert all(any(x >= a and y >= b for x, y in best) for a, b in random)
