"""What stands beside RICE: reach by its kind, impact and confidence from data, flags, the spread."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.priority import (
    effort_flag,
    moonshot,
    rice,
    rice_confidence,
    rice_cv,
    rice_impact,
    rice_reach,
)


def test_reach_of_the_source_s_two_kinds_of_example():
    # Sean McBride (Intercom): 500 customers a month, 30 % of them, over three months; 800 customers, once
    assert rice_reach(500 * 0.30, "flow", 3) == pytest.approx(450)
    assert rice_reach(800, "once") == 800
    assert rice(rice_reach(500 * 0.30, "flow", 3), 3, 1, 2) == pytest.approx(675)


@pytest.mark.parametrize("kind", ["stock", "once"])
def test_what_is_no_flow_is_the_same_in_any_window(kind):
    assert rice_reach([800, None], kind, 3).tolist()[0] == 800
    assert rice_reach(None, kind) is None
    assert rice_reach(10, "flow", None) is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((1, "monthly"), "kind must be one of flow, stock, once, not 'monthly'"),
        ((-1, "flow"), "amount is -1.0: it must not be negative"),
        ((1, "flow", [1, 0]), r"periods\[1\] is 0.0: it must be above 0"),
        (([1, 2, 3], "flow", [1, 2]), r"periods has shape \(2,\), which does not fit \(3,\)"),
        ((1e308, "flow", 1e10), "the result is inf: it is too large; check amount and periods"),
    ],
)
def test_an_impossible_reach_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        rice_reach(*arguments)


def test_below_half_confidence_is_a_moonshot_and_unknown_confidence_is_not_known_to_be_one():
    assert moonshot(0.5) is False
    assert moonshot(0.2) is True
    assert moonshot(None) is None
    assert moonshot([0.49, 0.8, None]).tolist() == [True, False, None]
    with pytest.raises(ValueError, match=r"confidence is 20.0: it must be a share between 0 and 1"):
        moonshot(20)


def test_efforts_are_flagged_and_never_changed():
    flags = effort_flag([0.5, 3, 0.25, 1.5, None, 0, -2])
    assert flags.tolist() == [
        "ok", "ok", "below_minimum", "not_whole", "effort_missing", "effort_missing", "effort_missing"
    ]  # fmt: skip
    assert effort_flag(0.2) == "below_minimum"
    assert rice(100, 1, 1, 0.2) == pytest.approx(500)


def test_relative_variances_of_a_ratio_add():
    assert rice_cv(0.3, 0.4, 0, 0) == pytest.approx(0.5)
    assert rice_cv(0.1, 0.1, 0.1, 0.1) == pytest.approx(0.2)
    assert rice_cv(0.3, None, 0, 0) is None
    with pytest.raises(ValueError, match=r"effort is -0.1"):
        rice_cv(0, 0, 0, -0.1)


def test_the_formula_of_the_spread_agrees_with_draws():
    draws = np.random.default_rng(0).normal(1, [[0.1], [0.05], [0.02], [0.1]], (4, 200_000))
    scores = rice(100 * draws[0], 2 * draws[1], np.minimum(0.8 * draws[2], 1), 3 * draws[3])
    assert scores.std() / scores.mean() == pytest.approx(rice_cv(0.1, 0.05, 0.02, 0.1), rel=0.05)


def test_impact_is_the_weighted_mean_of_severities_on_the_impact_scale():
    assert [rice_impact([level]).value for level in range(5)] == [0.25, 0.5, 1, 2, 3]
    assert rice_impact([4, 0], [1, 0.5]).value == pytest.approx((3 + 0.5 * 0.25) / 1.5)


def test_an_unknown_severity_is_left_out_and_counted():
    impact = rice_impact([4, None, 2], [1, 1, 1])
    assert (impact.value, impact.known, impact.people) == (2, 2, 3)
    assert rice_impact([None]).value is None
    assert rice_impact([]).reason == "severity_unknown"
    assert rice_impact([3, 3], [0, None]).reason == "severity_unknown"


def test_snapping_is_asked_for_and_takes_the_lower_of_two_steps_as_near():
    assert rice_impact([0, 1]).value == 0.375
    assert rice_impact([0, 1], snap=True).value == 0.25
    assert rice_impact([3, 4, 4], snap=True).value == 3


def test_a_measured_kano_category_caps_or_forbids_the_impact():
    assert rice_impact([4, 4], kano="I").value == 0.5
    assert rice_impact([4, 4], kano="I").reason.startswith("capped")
    assert rice_impact([0], kano="I").value == 0.25
    assert rice_impact([4], kano="R").value is None
    assert rice_impact([4], kano="R").reason.startswith("harm")
    assert rice_impact([4], kano="M").value == 3


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (([5],), {}, r"severity\[0\] is 5.0: it must be between 0 and 4"),
        (([1, 2.5],), {}, r"severity\[1\] is 2.5: it must be a whole number"),
        (([1], [1.5]), {}, r"weights\[0\] is 1.5"),
        (([1, 2], [1]), {}, "severity has 2, weights has 1"),
        (([1],), {"kano": "attractive"}, "kano must be one of A, O, M, I, R, Q, not 'attractive'"),
        ((3,), {}, "severity must be a list of numbers"),
    ],
)
def test_impossible_severities_are_refused(arguments, options, message):
    with pytest.raises(ValueError, match=message):
        rice_impact(*arguments, **options)


@pytest.mark.parametrize(
    ("link", "width", "channels", "sampled", "confidence"),
    [
        (0.9, 0.2, 2, True, 1.0),
        (0.89, 0.2, 2, True, 0.8),
        (0.69, 0.2, 2, True, 0.5),
        (0.9, 0.21, 2, True, 0.8),
        (0.9, 0.51, 2, True, 0.5),
        (0.9, 0.2, 2, False, 0.8),
        (0.9, 0.2, 1, True, 0.5),
        (None, 0.2, 2, True, 0.5),
        (0.9, None, 2, True, 0.5),
        (0.9, 0.2, None, True, 0.5),
    ],
)
def test_confidence_is_the_lowest_of_three_bands(link, width, channels, sampled, confidence):
    assert rice_confidence(link, width, channels=channels, sampled=sampled) == confidence


def test_confidence_refuses_what_is_no_probability_and_no_number_of_channels():
    with pytest.raises(ValueError, match=r"link_probability is 90.0"):
        rice_confidence(90, 0.2, channels=1, sampled=False)
    with pytest.raises(ValueError, match="channels is -1"):
        rice_confidence(0.9, 0.2, channels=-1, sampled=False)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 4), st.floats(0.01, 1)), min_size=1), st.randoms())
def test_impact_does_not_depend_on_the_order_of_people(people, random):
    shuffled = random.sample(people, len(people))
    assert rice_impact(*zip(*shuffled, strict=True)).value == pytest.approx(
        rice_impact(*zip(*people, strict=True)).value
    )
