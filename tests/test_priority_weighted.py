"""Weighted scoring: anchors, weights, sum and product, and what is missing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.priority import (
    Criterion,
    criteria_correlation,
    outside_anchors,
    ranks,
    relative_to_sum,
    utility,
    weighted_product,
    weighted_score,
    weighted_sum,
)

# E14: the weighted-sum and weighted-product tests of scikit-criteria
ROWS = np.array([(25, 20, 15, 30), (10, 30, 20, 30), (30, 10, 30, 10)])
WEIGHTS = [0.20, 0.15, 0.40, 0.25]
SHARES = np.column_stack([relative_to_sum(column).values for column in ROWS.T])

CRITERIA = (
    Criterion(name="value", anchors=(0, 10), weight=0.6),
    Criterion(name="cost", anchors=(12, 2), weight=0.4),
)


def test_sum_and_product_name_different_winners():
    product = weighted_product(SHARES, WEIGHTS)
    assert np.log10(product).tolist() == pytest.approx([-0.50128589, -0.50448471, -0.52947246], abs=1e-8)
    total = weighted_sum(SHARES, WEIGHTS)
    assert total.tolist() == pytest.approx([0.326374, 0.335989, 0.337637], abs=1e-6)
    assert (ranks(product).tolist(), ranks(total).tolist()) == ([1, 2, 3], [3, 2, 1])


def test_the_raw_sum_is_a_tie():
    raw = 100 * weighted_sum(ROWS, WEIGHTS, anchors=[(0, 100)] * 4)
    assert raw.tolist() == pytest.approx([21.5, 22, 22])
    assert ranks(raw).tolist() == [3, 1.5, 1.5]


def test_anchors_give_direction_and_clip():
    assert utility([0, 5, 10, 20, None], (0, 10)).tolist()[:4] == [0, 0.5, 1, 1]
    assert utility([12, 7, 2, 0], (12, 2)).tolist() == [0, 0.5, 1, 1]
    assert utility(None, (0, 10)) is None
    assert outside_anchors([-1, 0, 10, 11, None], (10, 0)).tolist() == [True, False, False, True, False]
    assert outside_anchors(11, (0, 10)) is True


def test_pairs_are_linear_in_pieces_in_any_order():
    curve = [(10, 1), (0, 0), (2, 0.5)]
    assert utility([1, 2, 6], curve).tolist() == [0.25, 0.5, 0.75]


@pytest.mark.parametrize(
    "anchors",
    [
        (0,),
        (1, 1),
        (0, None),
        [(0, 0)],
        [(0, 0), (0, 1)],
        [(0, 0), (1, 2)],
        (0, float("inf")),
        [(0, 0, 1)],
        "low",
    ],
)
def test_anchors_that_are_none_are_refused(anchors):
    with pytest.raises(ValueError, match="anchors"):
        utility(1, anchors)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([0.5, 0.5001], "weights sum to 1.0001: they must sum to 1 and are never rescaled"),
        ([0, 0], "weights sum to 0"),
        ([1.5, -0.5], r"weights\[1\] is -0.5: it must not be negative"),
        ([0.5, None], r"weights\[1\] is nan: it must be a number"),
        ([], "weights sum to 0"),
        (1, "weights must be a list of numbers"),
        ([0.5, 0.25, 0.25], r"values must have 3 criteria in each row, not shape \(2,\)"),
    ],
)
@pytest.mark.parametrize("score", [weighted_sum, weighted_product])
def test_weights_must_be_shares_of_one(weights, message, score):
    with pytest.raises(ValueError, match=message):
        score([0.5, 0.5], weights)


def test_weights_may_be_off_by_rounding():
    assert weighted_sum([1, 1, 1], [0.1, 0.2, 0.7 + 1e-10]) == pytest.approx(1)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: weighted_sum([0.5, 5], [0.5, 0.5]), r"values\[1\] is 5.0: it must be between 0 and 1"),
        (
            lambda: weighted_sum([0.5, 5], [0.5, 0.5], anchors=[(0, 1)]),
            "anchors must be one per criterion, 2",
        ),
        (lambda: weighted_product([[0.5, 0]], [0.5, 0.5]), r"values\[0, 1\] is 0.0: it must have a utility"),
        (lambda: weighted_sum(0.5, [1]), "values must have 1 criteria in each row"),
        (lambda: criteria_correlation([1, 2]), "values must be a table"),
        (lambda: weighted_score({"worth": 1}, CRITERIA), "'worth' is no criterion; known are value, cost"),
        (lambda: weighted_score({}, [CRITERIA[0], CRITERIA[0]]), "criterion 'value' occurs twice"),
        (lambda: weighted_score({}, CRITERIA, method="max"), "method must be sum or product, not 'max'"),
        (lambda: weighted_score({"value": 0, "cost": 2}, CRITERIA, method="product"), "utility above 0"),
        (lambda: weighted_score({"value": "high"}, CRITERIA), "value must be a number"),
        (lambda: weighted_score({"value": [1, 2]}, CRITERIA), "value must be one number"),
    ],
)
def test_impossible_tables_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("score", [weighted_sum, weighted_product])
def test_a_missing_criterion_is_never_made_up_for_by_the_others(score):
    assert score([0.5, None], [0.5, 0.5]) is None
    assert np.isnan(score([[0.5, None], [0.5, 0.5]], [0.5, 0.5])).tolist() == [True, False]


@pytest.mark.parametrize("score", [weighted_sum, weighted_product])
def test_a_criterion_without_weight_changes_nothing(score):
    assert score([0.5, 0.25, None], [0.5, 0.5, 0]) == score([0.5, 0.25], [0.5, 0.5])


def test_a_score_comes_with_its_parts_and_flags():
    whole = weighted_score({"value": 5, "cost": 20}, CRITERIA)
    assert (whole.score, whole.low, whole.high) == pytest.approx((0.3, 0.3, 0.3))
    assert (whole.clipped, whole.missing, whole.method) == (("cost",), (), "sum")
    assert [(part.name, part.weight, part.utility) for part in whole.parts] == [
        ("value", 0.6, 0.5),
        ("cost", 0.4, 0),
    ]


def test_a_missing_criterion_leaves_bounds():
    summed = weighted_score({"value": 5}, CRITERIA)
    assert (summed.score, summed.low, summed.high) == (None, pytest.approx(0.3), pytest.approx(0.7))
    assert summed.missing == ("cost",)
    product = weighted_score({"value": 5, "cost": None}, CRITERIA, method="product")
    assert (product.score, product.low, product.high) == (None, 0, pytest.approx(0.5**0.6))
    nothing = weighted_score({}, CRITERIA)
    assert (nothing.low, nothing.high) == (0, pytest.approx(1))


def test_correlated_criteria_are_shown():
    matrix = criteria_correlation([[1, 10, 3, 7], [2, 20, 1, 7], [3, 30, 2, 7], [4, None, 9, 7]])
    assert matrix[0, 1] == matrix[1, 0] == pytest.approx(1)
    assert matrix[0, 2] == pytest.approx(np.corrcoef([1, 2, 3, 4], [3, 1, 2, 9])[0, 1])
    assert np.isnan(matrix[3]).all()
    assert np.isnan(criteria_correlation([[1, 2], [2, 3]])).all()


tables = st.lists(st.lists(st.floats(0.01, 1), min_size=3, max_size=3), min_size=1, max_size=10)
simplex = st.lists(st.integers(1, 100), min_size=3, max_size=3).map(lambda w: [x / sum(w) for x in w])


@settings(deadline=None, max_examples=50)
@given(tables, simplex, st.permutations(range(3)))
@pytest.mark.parametrize("score", [weighted_sum, weighted_product])
def test_items_and_the_order_of_criteria_play_no_part(score, table, weights, turn):
    together = score(table, weights).tolist()
    assert together == [score(row, weights) for row in table]
    turned = score([[row[j] for j in turn] for row in table], [weights[j] for j in turn])
    assert turned.tolist() == together


@settings(deadline=None, max_examples=50)
@given(tables, simplex)
def test_a_product_never_exceeds_the_sum(table, weights):
    assert (weighted_product(table, weights) <= weighted_sum(table, weights) + 1e-12).all()


@settings(deadline=None, max_examples=50)
@given(st.floats(-100, 100), st.floats(0.1, 10))
def test_another_unit_in_values_and_anchors_changes_nothing(value, unit):
    here, there = utility(value, (-50, 50)), utility(value * unit, (-50 * unit, 50 * unit))
    assert there == pytest.approx(here, abs=1e-9)
    assert utility(value, (50, -50)) == pytest.approx(1 - here)
