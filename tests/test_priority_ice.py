"""ICE: three variants that must be named, ease from effort, and raters kept apart."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.priority import ease_from_effort, ice, ice_ratings, ranks


def test_the_published_products():
    # E2: the innerview and nomadia pages on ICE
    assert ice([8, 6], [7, 9], [5, 8], variant="product").tolist() == [280, 432]


def test_the_variants_have_their_own_ranges():
    assert (ice(1, 1, 1, variant="product"), ice(10, 10, 10, variant="product")) == (1, 1000)
    assert (ice(1, 1, 1, variant="mean"), ice(10, 10, 10, variant="mean")) == (1, 10)
    assert (ice(10, 0, 10, variant="percent"), ice(10, 100, 10, variant="percent")) == (0, 100)
    assert ice(8, 80, 7, variant="percent") == pytest.approx(44.8)


def test_the_variant_must_be_said():
    with pytest.raises(TypeError, match="variant"):
        ice(8, 7, 5)
    with pytest.raises(ValueError, match="variant must be one of product, mean, percent, not 'sum'"):
        ice(8, 7, 5, variant="sum")


def test_product_and_mean_can_rank_differently():
    ideas = ([10, 6], [10, 6], [1, 6])
    assert ranks(ice(*ideas, variant="product")).tolist() == [2, 1]
    assert ranks(ice(*ideas, variant="mean")).tolist() == [1, 2]


def test_unknown_stays_unknown():
    assert ice(None, 7, 5, variant="product") is None
    assert np.isnan(ice([8, 8], [7, np.nan], 5, variant="mean")).tolist() == [False, True]
    assert ice([], [], [], variant="mean").tolist() == []


@pytest.mark.parametrize(
    ("arguments", "variant", "message"),
    [
        ((0, 7, 5), "product", "impact is 0.0: it must be between 1 and 10"),
        ((8, [7, 11], 5), "mean", r"confidence\[1\] is 11.0: it must be between 1 and 10"),
        ((8, 101, 5), "percent", "confidence is 101.0: it must be between 0 and 100"),
        ((8, 7, float("inf")), "product", "ease is inf: it must be finite"),
        (("high", 7, 5), "product", "impact must be a number or an array of numbers"),
        (([1, 2], [1, 2, 3], 5), "product", r"confidence has shape \(3,\), which does not fit \(2,\)"),
    ],
)
def test_what_is_off_the_scale_is_refused(arguments, variant, message):
    with pytest.raises(ValueError, match=message):
        ice(*arguments, variant=variant)


def test_ease_falls_from_10_at_half_a_month_to_1_at_two_years():
    assert ease_from_effort([0.1, 0.5, 24, 100]).tolist() == [10, 10, 1, 1]
    assert ease_from_effort(np.sqrt(0.5 * 24)) == pytest.approx(5.5)
    assert [ease_from_effort(effort) for effort in (None, 0, -1, float("nan"))] == [None] * 4


def test_two_raters_far_apart_are_not_two_raters_who_agree():
    apart, agreed = (ice_ratings(impact, [5, 5], [5, 5], variant="product") for impact in ([8, 2], [5, 5]))
    assert apart.mean == agreed.mean == 125
    assert (apart.low, apart.high, apart.scores) == (50, 200, (200, 50))
    assert (agreed.low, agreed.high, agreed.sd) == (125, 125, 0)
    assert apart.sd == pytest.approx(106.066, abs=1e-3)


def test_a_rater_who_leaves_something_out_has_no_score_and_is_counted():
    ratings = ice_ratings([8, None], [7, 7], [5, 5], variant="product")
    assert (ratings.scores, ratings.mean, ratings.sd, ratings.unscored) == ((280, None), 280, None, 1)
    nobody = ice_ratings([], [], [], variant="mean")
    assert (nobody.mean, nobody.low, nobody.high, nobody.sd) == (None, None, None, None)


def test_lists_of_raters_must_be_of_one_length():
    with pytest.raises(ValueError, match="impact has 2, confidence has 1, ease has 2"):
        ice_ratings([8, 2], [5], [5, 5], variant="product")
    with pytest.raises(ValueError, match="impact must be a list of numbers, one per item"):
        ice_ratings(8, 5, 5, variant="product")


steps = st.floats(1, 10)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(steps, steps, steps), min_size=1, max_size=20))
def test_the_mean_lies_among_the_raters(ratings):
    result = ice_ratings(*zip(*ratings, strict=True), variant="product")
    assert result.low * (1 - 1e-12) <= result.mean <= result.high * (1 + 1e-12)


@settings(deadline=None, max_examples=50)
@given(st.floats(1e-3, 1e3), st.floats(1e-3, 1e3))
def test_less_effort_is_never_less_easy(one, other):
    assert ease_from_effort(min(one, other)) >= ease_from_effort(max(one, other))
