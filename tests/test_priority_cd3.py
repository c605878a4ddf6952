"""CD3, and what an order of jobs costs."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.priority import best_order, cd3, delay_cost, delivered_output, size_proxy

# E3: Black Swan Farming, "CD3 and proportionality to outcomes": a spoon and a second machine for ice cream
COST, WEEKS = [10, 30], [2, 4]


def test_the_ice_cream_stand():
    assert cd3(COST, WEEKS).tolist() == [5, 7.5]
    spoon_first, machine_first = [0, 1], [1, 0]
    outputs = [
        delivered_output(COST, WEEKS, order=order, horizon=6, base=10)
        for order in (spoon_first, machine_first)
    ]
    assert outputs == [100, 120]
    assert [delay_cost(COST, WEEKS, order=order) for order in (spoon_first, machine_first)] == [200, 180]
    assert best_order(COST, WEEKS).order == (1, 0)
    assert best_order(COST, WEEKS).delay_cost == 180


def test_of_two_jobs_as_urgent_the_shorter_comes_first():
    assert best_order([20, 10, 40], [4, 2, 8]).order == (1, 0, 2)


def test_unknown_jobs_are_listed_and_not_ordered():
    order = best_order([10, None, 30, 5], [2, 1, 4, 0])
    assert (order.order, order.unscored) == ((2, 0), (1, 3))
    assert delay_cost([10, None], [2, 1]) is None
    assert delivered_output([10, 5], [2, -1], horizon=3) is None
    assert cd3(10, 0) is None
    assert np.isnan(cd3([10, 5], [None, 2])).tolist() == [True, False]


def test_nothing_to_do_costs_nothing():
    assert best_order([], []).order == ()
    assert delay_cost([], []) == 0
    assert delivered_output([], [], horizon=6, base=10) == 60


def test_only_an_effort_is_marked_as_a_proxy():
    assert (size_proxy(4, 9).value, size_proxy(4, 9).size_proxy) == (4, None)
    assert (size_proxy(None, 9).value, size_proxy(0, 9).size_proxy) == (9, "effort")
    assert (size_proxy(None, None).value, size_proxy(None, -1).reason) == (None, "effort_missing")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: cd3(-1, 2), "cost_of_delay is -1.0: it must not be negative"),
        (lambda: cd3(1, float("inf")), "duration is inf: it must be finite"),
        (lambda: cd3(1e300, 1e-300), "the result is inf: it is too large"),
        (lambda: best_order([1, 2], [1]), "cost_of_delay has 2, duration has 1"),
        (lambda: delay_cost(COST, WEEKS, order=[0, 0]), "order must name every position of 2 jobs"),
        (lambda: delay_cost(COST, WEEKS, order=[0, 1.5]), "order must name every position of 2 jobs"),
        (lambda: delay_cost(COST, WEEKS, horizon=-1), "horizon is -1.0: it must not be negative"),
        (lambda: delivered_output(COST, WEEKS, horizon=None), "horizon must be a number, not None"),
        (lambda: delay_cost([1e308, 1e308], [1, 1]), "the result is inf: it is too large"),
        (lambda: size_proxy([1, 2], None), r"duration must be one number, not of shape \(2,\)"),
    ],
)
def test_impossible_jobs_and_orders_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


jobs = st.lists(st.tuples(st.integers(0, 50), st.integers(1, 20)), min_size=1, max_size=5)


@settings(deadline=None, max_examples=50)
@given(jobs)
def test_no_order_costs_less_than_the_best_one(list_of_jobs):
    cost, time = zip(*list_of_jobs, strict=True)
    every = [delay_cost(cost, time, order=order) for order in permutations(range(len(cost)))]
    assert (
        best_order(cost, time).delay_cost
        == min(every)
        == delay_cost(cost, time, order=best_order(cost, time).order)
    )


@settings(deadline=None, max_examples=50)
@given(jobs, st.integers(0, 60))
def test_what_is_delivered_and_what_waiting_costs_add_up(list_of_jobs, horizon):
    cost, time = zip(*list_of_jobs, strict=True)
    everything = sum(cost) * horizon
    assert (
        delivered_output(cost, time, horizon=horizon) + delay_cost(cost, time, horizon=horizon) == everything
    )


@settings(deadline=None, max_examples=50)
@given(jobs)
def test_another_currency_or_unit_of_time_keeps_the_order(list_of_jobs):
    cost, time = (np.array(column) for column in zip(*list_of_jobs, strict=True))
    assert (
        best_order(1.5 * cost, time).order
        == best_order(cost, time).order
        == best_order(cost, 4.0 * time).order
    )


@settings(deadline=None, max_examples=50)
@given(jobs, st.randoms())
def test_the_best_order_names_the_same_jobs_however_they_were_listed(list_of_jobs, random):
    shuffled = random.sample(list_of_jobs, len(list_of_jobs))
    told = [
        [table[i] for i in best_order(*zip(*table, strict=True)).order] for table in (list_of_jobs, shuffled)
    ]
    assert told[0] == told[1]
