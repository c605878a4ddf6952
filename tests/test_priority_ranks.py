"""Ranks, frameworks side by side, scaling by the pool, and the customer importance score."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.priority import (
    compare_frameworks,
    customer_importance_score,
    ranks,
    relative_to_largest,
    relative_to_sum,
)


def test_the_highest_is_first_and_ties_share_the_mean_rank():
    assert ranks([10, 30, 20]).tolist() == [3, 1, 2]
    assert ranks([5, 9, 5, 5]).tolist() == [3, 1, 3, 3]
    assert ranks([7, 7]).tolist() == [1.5, 1.5]


def test_what_is_unknown_has_no_rank():
    found = ranks([10, None, 20, np.nan])
    assert found[[0, 2]].tolist() == [2, 1]
    assert np.isnan(found[[1, 3]]).all()
    assert np.isnan(ranks([None])).all()
    assert ranks([]).tolist() == []


def test_rounding_breaks_no_tie():
    assert 0.1 + 0.2 != 0.3
    assert ranks([0.1 + 0.2, 0.3]).tolist() == [1.5, 1.5]
    assert ranks([0.3, 0.3 + 1e-8]).tolist() == [2, 1]
    assert ranks([1e308, -1e308]).tolist() == [1, 2]


@pytest.mark.parametrize("scores", [5, [[1, 2]], [1, float("inf")], ["a"], None])
def test_only_a_list_of_numbers_has_ranks(scores):
    with pytest.raises(ValueError, match="scores"):
        ranks(scores)


few = st.lists(st.integers(-5, 5) | st.none(), max_size=30)


@settings(deadline=None, max_examples=50)
@given(few, st.randoms())
def test_ranks_go_with_their_items_and_sum_up(scores, random):
    turn = random.sample(range(len(scores)), len(scores))
    found, turned = ranks(scores), ranks([scores[i] for i in turn])
    assert np.array_equal(turned, found[turn], equal_nan=True)
    n = sum(score is not None for score in scores)
    assert np.nansum(found) == n * (n + 1) / 2
    assert np.array_equal(ranks([None if s is None else 0.3 * s + 2 for s in scores]), found, equal_nan=True)


def test_frameworks_side_by_side_say_where_they_disagree():
    found = compare_frameworks(
        {"rice": [30, 20, 10, None], "ice": [100, 200, 300, 400]}, ["a", "b", "c", "d"]
    )
    assert found.frameworks == ("rice", "ice")
    assert [(row.id, row.ranks) for row in found.rows] == [("a", (1, 3)), ("b", (2, 2)), ("c", (3, 1))]
    assert [(row.id, row.spread) for row in found.disputed] == [("a", 2), ("c", 2)]
    assert found.not_compared == ("d",)
    assert found.tau.tolist() == [[1, -1], [-1, 1]]


def test_frameworks_that_agree_have_nothing_disputed():
    found = compare_frameworks({"rice": [3, 2, 2], "ice": [9, 1, 1]})
    assert found.disputed == ()
    assert found.rows[1].ranks == (2.5, 2.5)
    assert found.tau[0, 1] == pytest.approx(1)


def test_nothing_to_compare():
    empty = compare_frameworks({"rice": [], "ice": []})
    assert (empty.rows, np.isnan(empty.tau).all()) == ((), True)
    unknown = compare_frameworks({"rice": [None, 1], "ice": [1, None]})
    assert unknown.not_compared == ("0", "1")
    assert np.isnan(compare_frameworks({"rice": [1, 1], "ice": [1, 2]}).tau[0, 1])


@pytest.mark.parametrize(
    ("scores", "ids", "message"),
    [
        ({"rice": [1]}, None, "a comparison needs two frameworks or more"),
        ({"rice": [1, 2], "ice": [1]}, None, "ice has 1 scores for 2 items"),
        ({"rice": [1, 2], "ice": [1, 2]}, ["a"], "rice has 2 scores for 1 items"),
        ({"rice": [1, 2], "ice": [1, 2]}, ["a", "a"], "id 'a' occurs twice"),
        ({"rice": [1, float("inf")], "ice": [1, 2]}, None, r"rice\[1\] is inf"),
    ],
)
def test_lists_that_do_not_belong_together_are_refused(scores, ids, message):
    with pytest.raises(ValueError, match=message):
        compare_frameworks(scores, ids)


def test_per_cent_of_the_largest_is_marked_as_relative():
    # E15: Atlassian support, Jira Product Discovery formulas
    assert relative_to_largest([4, 3, 1]).values.tolist() == [100, 75, 25]
    assert relative_to_largest([5, 4]).values.tolist() == [100, 80]
    assert relative_to_largest([5, 4]).relative is True
    assert relative_to_largest([5, 4]).reference == 5


def test_relative_numbers_of_nothing_are_unknown():
    assert np.isnan(relative_to_largest([0, None]).values).all()
    assert relative_to_largest([0, 0]).reference is None
    assert relative_to_largest([]).values.tolist() == []
    assert relative_to_sum([3, None, 1]).values.tolist()[::2] == [0.75, 0.25]
    with pytest.raises(ValueError, match=r"values\[1\] is -1.0"):
        relative_to_largest([1, -1])
    with pytest.raises(ValueError, match="the sum is inf: it is too large"):
        relative_to_sum([1e308, 1e308])


def test_each_customer_counts_once_with_the_latest_importance():
    # E16: Productboard's rules of the customer importance score
    who, said = ["A", "B", "A", "C"], ["critical", None, "nice to have", "not important"]
    assert customer_importance_score(who, said) == 2
    assert customer_importance_score(who[:1] * 10, said[:1] * 10) == 3
    assert customer_importance_score([], []) == 0


def test_times_make_the_order_of_rows_irrelevant():
    who, said, times = ["A", "A", "B"], [1, 3, None], [20, 10, 5]
    assert customer_importance_score(who, said, times) == 2
    assert customer_importance_score(who[::-1], said[::-1], times[::-1]) == 2
    assert customer_importance_score(["A", "A"], [0, 3], [7, 7]) == 3


def test_a_later_row_without_importance_takes_nothing_back():
    assert customer_importance_score(["A", "A"], ["critical", None]) == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((["A"], [4]), r"importance\[0\] is 4: it must be 0 to 3"),
        ((["A"], ["urgent"]), r"importance\[0\] is 'urgent'"),
        ((["A", None], [1, 1]), r"customers\[1\] is None: give every row a customer"),
        ((["A"], [1, 2]), "customers has 1, not 2"),
        ((["A"], [1], [None]), r"times\[0\] is nan"),
        ((["A"], [1], [1, 2]), "importance has 1, times has 2"),
    ],
)
def test_impossible_statements_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        customer_importance_score(*arguments)
