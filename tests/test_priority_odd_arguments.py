"""Whatever is handed to a framework gives a figure, an unknown one, or one ValueError that names it."""

import numpy as np
import pytest

from feedback_insights.priority import (
    Criterion,
    capped_revenue_share,
    compare_frameworks,
    customer_importance_score,
    delay_cost,
    ease_from_effort,
    impact_asymmetry,
    kano,
    moscow_shares,
    opp_text,
    opportunity_from_ratings,
    quadrant_probabilities,
    satisfiers,
    weighted_score,
    weighted_sum,
)

PAIRS = {"functional": [1, 2], "dysfunctional": [5, 5]}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda odd: customer_importance_score(odd, [1]), "customers must be a list"),
        (lambda odd: customer_importance_score(["a"], odd), "importance must be a list"),
        (lambda odd: moscow_shares(odd, [1]), "categories must be a list"),
        (lambda odd: compare_frameworks({"rice": [1], "ice": [2]}, odd), "ids must be a list"),
        (lambda odd: delay_cost([1], [1], order=odd), "order must be a list"),
        (lambda odd: weighted_sum([1], [1], anchors=odd), "anchors must be a list"),
        (lambda odd: opportunity_from_ratings([5], [1], segments=odd), "segments must be a list"),
        (lambda odd: satisfiers([5], {"login": [1]}, customers=odd), "customers must be a list"),
        (lambda odd: kano.evaluate_segments(**PAIRS, segments=odd), "segments must be a list"),
    ],
)
@pytest.mark.parametrize("odd", [3, 2.5, "ab", np.array(3), {"a": 1}])
def test_what_is_no_list_is_named(call, message, odd):
    with pytest.raises(ValueError, match=message):
        call(odd)


@pytest.mark.parametrize(
    "call",
    [
        lambda odd: opp_text(5, 10, 3, level=odd),
        lambda odd: opportunity_from_ratings([5], [1], level=odd),
        lambda odd: opportunity_from_ratings([5], [1], draws=odd),
        lambda odd: opportunity_from_ratings([5], [1], seed=odd),
        lambda odd: quadrant_probabilities([[1]], [1], value_cut=1, effort_cut=1, certainty=odd),
        lambda odd: impact_asymmetry(-1, 1, threshold=odd),
        lambda odd: satisfiers([5], {"login": [1]}, level=odd),
        lambda odd: satisfiers([5], {"login": [1]}, draws=odd),
        lambda odd: satisfiers([5], {"login": [1]}, cut=odd),
        lambda odd: kano.evaluate(**PAIRS, level=odd),
        lambda odd: kano.evaluate(**PAIRS, draws=odd),
        lambda odd: kano.coefficients({"A": 1}, level=odd),
        lambda odd: kano.continuous(**PAIRS, level=odd),
    ],
)
@pytest.mark.parametrize("odd", [None, "0.9", [1], float("nan"), float("inf")])
def test_an_option_that_is_no_number_is_named(call, odd):
    with pytest.raises(ValueError, match=r"(level|draws|seed|certainty|threshold|cut) (is|must be) "):
        call(odd)


def test_names_may_come_from_anything_that_is_iterated():
    def two():
        yield "small"
        yield "large"

    assert set(opportunity_from_ratings([5, 4], [1, 2], segments=two()).segments) == {"small", "large"}
    assert customer_importance_score(two(), iter([3, None])) == 4
    assert moscow_shares(iter(["Must", "Could"]), [3, 1]).must == 0.75


def test_what_is_nothing_to_pandas_is_no_name():
    # pandas.NA is known by the name of its type
    missing = type("NAType", (), {"__repr__": lambda _: "<NA>"})()
    names = ["a", missing]
    assert set(opportunity_from_ratings([5, 4], [1, 2], segments=names).segments) == {"a"}
    assert satisfiers([5, 4], {"login": [1, 0]}, customers=names, draws=1).customers == 2
    with pytest.raises(ValueError, match=r"customers\[1\] is <NA>: give every row a customer"):
        customer_importance_score(names, [1, 2])


@pytest.mark.filterwarnings("error")
def test_the_largest_numbers_overflow_into_an_error_or_not_at_all():
    huge = [1e308, 1e308]
    assert ease_from_effort(1e308) == 1
    assert capped_revenue_share([1e308], total=1e308) == 0.05
    with pytest.raises(ValueError, match=r"revenue sums to .* more than the total"):
        capped_revenue_share(huge, total=1e308)
    with pytest.raises(ValueError, match="too large; check effort"):
        moscow_shares(["Must", "Could"], huge)
    with pytest.raises(ValueError, match=r"weights\[0\] is 1e\+308"):
        weighted_sum([1, 1], huge)
    with pytest.raises(ValueError, match=r"satisfaction\[0\] is 1e\+308"):
        satisfiers(huge, {"login": [1, 0]})


def test_a_score_of_what_is_no_mapping_is_refused():
    fit = Criterion(name="fit", anchors=(0, 5), weight=1)
    with pytest.raises(ValueError, match="values must map criteria to numbers"):
        weighted_score([3], [fit])
    with pytest.raises(ValueError, match="criteria must be a list"):
        weighted_score({"fit": 3}, fit)
