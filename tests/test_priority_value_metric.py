"""The default value metric: declared anchors and weights, and revenue without one account deciding."""

import numpy as np
import pytest

from feedback_insights.priority import (
    VALUE_CRITERIA,
    capped_revenue_share,
    direct_value,
    value_score,
    weighted_score,
)


def test_the_declared_criteria():
    told = {criterion.name: (criterion.anchors, criterion.weight) for criterion in VALUE_CRITERIA}
    assert told == {
        "demand_share": ((0, 0.20), 0.30),
        "severity": ((0, 4), 0.20),
        "revenue_share": ((0, 0.20), 0.20),
        "breadth": ((0, 1), 0.15),
        "enabled": ((0, 2), 0.15),
    }


def test_value_runs_from_0_to_1():
    assert value_score(0, 0, 0, 0, 0) == 0
    assert value_score(0.2, 4, 0.2, 1, 2) == pytest.approx(1)
    assert value_score(0.1, 2, 0.1, 0.5, 1) == pytest.approx(0.5)
    assert value_score(0.9, 4, 0.2, 1, 50) == pytest.approx(1)


def test_each_criterion_has_its_weight():
    full = [0.2, 4, 0.2, 1, 2]
    for place, weight in enumerate([0.30, 0.20, 0.20, 0.15, 0.15]):
        assert value_score(*[x if j == place else 0 for j, x in enumerate(full)]) == pytest.approx(weight)


def test_a_missing_criterion_makes_the_value_unknown_and_has_bounds():
    assert value_score(0.1, 2, 0.1, None, 1) is None
    assert np.isnan(value_score([0.1, None], 2, 0.1, 0.5, 1)).tolist() == [False, True]
    known = {"demand_share": 0.5, "severity": 2, "revenue_share": 0.1, "enabled": 1}
    bounds = weighted_score(known, VALUE_CRITERIA)
    assert (bounds.score, bounds.low, bounds.high) == (None, pytest.approx(0.575), pytest.approx(0.725))
    assert (bounds.clipped, bounds.missing) == (("demand_share",), ("breadth",))


def test_the_enabled_part_is_added_to_the_direct_value():
    assert direct_value(0.1, 2, 0.1, 0.5) == pytest.approx(0.425)
    assert value_score(0.1, 2, 0.1, 0.5, 1) == pytest.approx(direct_value(0.1, 2, 0.1, 0.5) + 0.15 * 0.5)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((20, 2, 0.1, 0.5, 1), "demand_share is 20.0: it must be between 0 and 1"),
        ((0.1, 5, 0.1, 0.5, 1), "severity is 5.0: it must be between 0 and 4"),
        ((0.1, 2, 0.1, [0.5, 1.5], 1), r"breadth\[1\] is 1.5: it must be between 0 and 1"),
        ((0.1, 2, 0.1, 0.5, -1), "enabled is -1.0: it must not be negative"),
        (([0.1, 0.2], 2, 0.1, [0.5, 1, 1], 1), r"breadth has shape \(3,\), which does not fit \(2,\)"),
    ],
)
def test_impossible_inputs_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        value_score(*arguments)


def test_no_account_counts_for_more_than_5_per_cent_of_the_revenue():
    assert capped_revenue_share([50, 3, 1], total=100) == pytest.approx(0.09)
    assert capped_revenue_share([50, 3], total=100, cap=1) == pytest.approx(0.53)
    assert capped_revenue_share([50, 4], total=100, support=[0.5, 0.25]) == pytest.approx(0.035)
    assert capped_revenue_share([], total=100) == 0


def test_another_currency_changes_no_share():
    assert capped_revenue_share([55, 3.3], total=110) == pytest.approx(
        capped_revenue_share([50, 3], total=100)
    )


def test_unknown_revenue_is_not_zero():
    assert capped_revenue_share([50, None], total=100) is None
    assert capped_revenue_share([50], total=None) is None
    assert capped_revenue_share([0], total=0) is None
    with pytest.raises(ValueError, match="revenue sums to 120, more than the total of 100"):
        capped_revenue_share([60, 60], total=100)
