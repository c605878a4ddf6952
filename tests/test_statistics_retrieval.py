"""Precision, recall, MRR and MAP of ranked ids (prioritization spec, section 8)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.statistics import (
    average_precision,
    first_correct_rank,
    mean_average_precision,
    mean_reciprocal_rank,
    precision_at_k,
    precision_of_returned,
    recall_at_k,
    reciprocal_rank,
    wilson,
)


def test_the_classic_example_of_the_mean_reciprocal_rank():
    """True item at rank 3, 2 and 1 (spec E19: .6111); the reciprocal of the mean rank would be .5."""
    found = mean_reciprocal_rank(
        [["catten", "cati", "cats"], ["torii", "tori", "toruses"], ["viruses", "virii", "viri"]],
        [["cats"], ["tori"], ["viruses"]],
    )
    assert found.value == pytest.approx(0.6111, abs=5e-5)
    assert (found.items, found.missed, found.left_out) == (3, 0, 0)


def test_average_precision_of_the_textbook():
    """.62, .44 and their mean .53: Croft, Metzler, Strohman, Search Engines (2010), section 8.4."""
    first = average_precision(range(1, 11), [1, 3, 6, 9, 10])
    second = average_precision(range(1, 11), [2, 5, 7])
    assert (first, second) == (pytest.approx(0.622, abs=5e-4), pytest.approx(0.443, abs=5e-4))
    both = mean_average_precision([range(1, 11)] * 2, [[1, 3, 6, 9, 10], [2, 5, 7]])
    assert both.value == pytest.approx(0.53, abs=5e-3)


def test_missing_slots_count_as_wrong_unless_only_what_was_returned_is_asked():
    assert precision_at_k(["a", "b"], {"a"}, 10) == 1 / 10
    assert precision_of_returned(["a", "b"], {"a"}, 10) == 1 / 2
    assert precision_at_k(["a", "b", "c"], {"c"}, 2) == precision_of_returned(["a", "b", "c"], {"c"}, 2) == 0
    assert precision_at_k([], {"a"}, 1) == 0
    assert precision_of_returned([], {"a"}, 1) is None


def test_a_right_one_that_is_not_returned_lowers_the_average_precision():
    assert average_precision(["a"], ["a"]) == 1
    assert average_precision(["a"], ["a", "b", "c", "d"]) == 1 / 4


def test_recall_is_of_all_right_ones_returned_or_not():
    assert recall_at_k(["a", "b", "c"], ["a", "c", "x", "y"], 2) == 1 / 4
    assert recall_at_k(["a", "b", "c"], ["a", "c", "x", "y"], 99) == 2 / 4
    assert recall_at_k(["a"], [], 1) is None


def test_a_miss_stays_in_the_mean_and_an_item_without_a_right_answer_leaves_it():
    returned, relevant = [["a", "b"], ["a", "b"], [], ["a"]], [["b"], ["x"], ["a"], []]
    ranks = mean_reciprocal_rank(returned, relevant)
    assert (ranks.value, ranks.items, ranks.missed, ranks.left_out) == (1 / 6, 3, 2, 1)
    assert mean_average_precision(returned, relevant) == ranks  # one right answer each: the two are the same
    assert (ranks.low, ranks.high) == pytest.approx(wilson(0.5, 3, 1.6448536269514722))
    assert mean_reciprocal_rank(returned, relevant, level=0.99).high > ranks.high


def test_without_items_there_is_no_mean():
    for found in (mean_reciprocal_rank([], []), mean_average_precision([["a"]], [[]])):
        assert (found.value, found.low, found.high, found.items) == (None, None, None, 0)


def test_a_first_place_is_no_miss():
    assert first_correct_rank(["a"], ["a"]) == 1
    assert first_correct_rank(["b"], ["a"]) is None
    assert [reciprocal_rank(*one) for one in ((["b"], ["a"]), (["a"], []))] == [0, None]


def test_ids_of_arrays_count_as_their_numbers_and_texts():
    assert mean_reciprocal_rank(np.array([[3, 1], [1, 3]]), [[1], [1]]).value == 0.75
    assert precision_at_k(np.array([4, 2]), {2}, 2) == precision_at_k(np.array(["x", "y"]), {"y"}, 2) == 0.5


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((["a"], ["a"], 0), "k is 0: it must be a whole number, at least 1"),
        ((["a"], ["a"], 2.5), "k is 2.5"),
        ((np.array([["a"]]), ["a"], 1), r"returned\[0\] is array"),
        ((["a"], ["a"], True), "k is True"),
        ((["a", "b", "a"], ["a"], 1), r"returned\[2\] is 'a' again"),
        ((["a", None], ["a"], 1), r"returned\[1\] is None: an id is a text or a whole number"),
        ((["a"], ["a", float("nan")], 1), r"relevant\[1\] is nan"),
        (([("a", 0.9)], ["a"], 1), r"returned\[0\] is \('a', 0.9\)"),
        (("abc", ["a"], 1), "returned must be a list of ids, best first, not of type str"),
        (({"a", "b"}, ["a"], 1), "returned must be a list of ids, best first: a set has no order"),
        ((["a"], {"a": 0}, 1), "relevant must be a list of ids, not of type dict"),
        ((["a"], None, 1), "relevant must be a list of ids, not of type NoneType"),
        (([True, False], [1], 1), r"returned\[0\] is True"),
        (([1, 2], ["1"], 1), "can never match: one holds texts, the other whole numbers"),
    ],
)
def test_what_is_no_ranking_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        precision_at_k(*arguments)


def test_a_mean_says_which_item_is_wrong():
    with pytest.raises(ValueError, match=r"item 1: returned\[0\] is None"):
        mean_reciprocal_rank([["a"], [None]], [["a"], ["a"]])
    with pytest.raises(ValueError, match="returned has 1 items, relevant has 2"):
        mean_reciprocal_rank([["a"]], [["a"], ["b"]])
    with pytest.raises(ValueError, match="lists of ids, one per item"):
        mean_average_precision({"item": ["a"]}, [["a"]])
    with pytest.raises(ValueError, match="level is 90"):
        mean_average_precision([["a"]], [["a"]], level=90)


rankings = st.lists(st.integers(0, 20), unique=True)
truths = st.sets(st.integers(0, 20), min_size=1)


@settings(deadline=None)
@given(rankings, truths, st.integers(1, 30))
def test_precision_and_recall_count_the_same_right_ones(returned, relevant, k):
    right = len(set(returned[:k]) & relevant)
    assert precision_at_k(returned, relevant, k) * k == pytest.approx(right)
    assert recall_at_k(returned, relevant, k) * len(relevant) == pytest.approx(right)


@settings(deadline=None)
@given(rankings, truths, st.integers(21, 40))
def test_a_wrong_answer_more_at_the_end_changes_neither_mrr_nor_map_and_one_in_front_lowers_them(
    returned, relevant, wrong
):
    for measure in (reciprocal_rank, average_precision):
        value = measure(returned, relevant)
        assert 0 <= value <= 1
        assert measure([*returned, wrong], relevant) == value
        behind = measure([wrong, *returned], relevant)
        assert behind < value or behind == value == 0


@settings(deadline=None)
@given(st.lists(st.tuples(rankings, st.sets(st.integers(0, 20))), max_size=12), st.randoms())
def test_the_order_of_the_items_changes_no_mean(items, random):
    mixed = random.sample(items, len(items))
    for mean in (mean_reciprocal_rank, mean_average_precision):
        found = mean([r for r, _ in items], [t for _, t in items])
        assert mean([r for r, _ in mixed], [t for _, t in mixed]) == found
        if found.value is not None:
            assert found.low <= found.value <= found.high
