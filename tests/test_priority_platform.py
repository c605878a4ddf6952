"""Breadth over products, value to audiences, and risk."""

import subprocess
import sys
from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.priority import platform
from feedback_insights.priority.platform import Hazard, audience_value, breadth, penalised_value, risk

# breadth


def test_the_closed_form_of_four_rates():
    spread = breadth([40, 30, 20, 10])  # E21
    assert spread.shares == pytest.approx((0.4, 0.3, 0.2, 0.1))
    assert spread.hhi == pytest.approx(0.30)
    assert spread.d2 == pytest.approx(3.3333, abs=5e-5)
    assert spread.d1 == pytest.approx(3.5961, abs=5e-5)
    assert spread.breadth == pytest.approx(0.8654, abs=5e-5)
    assert (spread.low, spread.high, spread.single_product, spread.reason) == (None, None, False, "")


def test_one_product_has_no_breadth_and_equal_ones_have_all_of_it():
    assert (breadth([7]).breadth, breadth([7]).d1, breadth([7]).hhi) == (0, 1, 1)
    assert breadth([3, 0, 0]).breadth == 0
    assert breadth([0.1] * 7).breadth == pytest.approx(1)
    assert breadth([0.1] * 7).d2 == pytest.approx(7)


def test_rates_count_and_not_how_large_a_product_is():
    small, large = breadth(raised=[5, 5], heard=[50, 50]), breadth(raised=[5, 500], heard=[50, 5000])
    assert small.breadth == large.breadth == pytest.approx(1)
    assert breadth([5, 500]).single_product


@pytest.mark.parametrize(("rates", "single"), [([8, 2], False), ([0.32, 0.08], False), ([81, 19], True)])
def test_a_product_with_more_than_four_fifths_has_the_theme_to_itself(rates, single):
    assert breadth(rates).single_product is single


def test_products_are_told_by_name_whatever_their_order():
    one = breadth(raised={"web": 8, "ios": 3}, heard={"ios": 30, "web": 100})
    other = breadth(raised={"ios": 3, "web": 8}, heard={"web": 100, "ios": 30})
    assert one == other
    assert (one.products, one.rates) == (("ios", "web"), (0.1, 0.08))


def test_a_product_in_which_nobody_was_heard_is_unknown_and_not_zero():
    spread = breadth(raised={"api": 0, "ios": 4, "web": 8}, heard={"api": 0, "ios": 40, "web": 80})
    assert spread.rates == (None, 0.1, 0.1)
    assert spread.breadth == pytest.approx(1)
    assert spread.reason.startswith("rate_unknown: api")
    assert breadth(raised=[2, 4, 8], heard=[None, 40, 80]).rates == (None, 0.1, 0.1)
    assert breadth([0, 0.1, 0.1]).breadth < 0.7


@pytest.mark.parametrize(
    ("rates", "reason"),
    [
        ([], "no_products"),
        ([0, 0], "no_evidence: no product raises it"),
        ([None, float("nan")], "rate_unknown: number 0, number 1"),
        ([None, 3], "rate_unknown: number 0"),
        ([None, 0], "no_evidence: no product raises it; rate_unknown: number 0"),
    ],
)
def test_what_cannot_be_told_is_unknown_with_its_reason(rates, reason):
    spread = breadth(rates)
    assert (spread.breadth, spread.hhi, spread.d1, spread.reason) == (None, None, None, reason)


def test_the_interval_is_seeded_and_the_same_for_any_order():
    asked = {"raised": [40, 12, 3], "heard": [100, 40, 30]}
    one = breadth(**asked)
    other = breadth(raised=[3, 40, 12], heard=[30, 100, 40])
    assert (one.low, one.high) == (other.low, other.high)
    assert one.low < one.breadth < one.high
    assert one.low != breadth(**asked, seed=1).low
    assert breadth(**asked, level=0.5).low > one.low
    assert "90% parametric bootstrap, 2000 draws" in one.method


def test_few_customers_say_so_and_reach_as_far_up_as_down():
    spread = breadth(raised=[2, 1.5, 1], heard=[20, 20, 20])
    assert spread.reason == "interval_unreliable: 4.5 customers, fewer than 10"
    assert spread.high == min(1, 2 * spread.breadth - spread.low)
    assert breadth(raised=[4, 0], heard=[10, 10]).high > 0.5  # nobody among ten is not nobody


def test_shrunken_rates_are_taken_as_given():
    spread = breadth([0.08, 0.06], heard=[20, 400])
    assert spread.rates == (0.08, 0.06)
    assert spread.low < spread.breadth <= spread.high


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 10_000))
def test_the_interval_mostly_holds_the_true_breadth(seed):
    random = np.random.default_rng(seed)
    true, heard = breadth([0.4, 0.3, 0.2, 0.1]).breadth, np.array([60, 60, 60, 60])
    drawn = [breadth(raised=random.binomial(heard, [0.4, 0.3, 0.2, 0.1]), heard=heard) for _ in range(20)]
    assert sum(one.low <= true <= one.high for one in drawn) >= 14


@settings(deadline=None)
@given(st.lists(st.floats(0, 1e300), min_size=1, max_size=8).filter(any), st.floats(1e-6, 1e6))
def test_breadth_lies_in_its_range_and_knows_no_scale(rates, scale):
    spread = breadth(rates)
    assert 0 <= spread.breadth <= 1
    assert 1 / len(rates) - 1e-9 <= spread.hhi <= 1 + 1e-9
    assert spread.d2 <= spread.d1 * (1 + 1e-9) <= len(rates) * (1 + 1e-8)
    assert sum(spread.shares) == pytest.approx(1)
    entropy = -sum(p * log(p) for p in spread.shares if p)
    assert log(spread.d1) == pytest.approx(entropy, abs=1e-9)
    tiny = min(rate for rate in rates if rate) * scale
    if tiny > 1e-300 and max(rates) * scale < 1e300:
        assert breadth([rate * scale for rate in rates]).breadth == pytest.approx(spread.breadth, abs=1e-9)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"rates": [1, -2]}, r"rates\[1\] is -2.0: it must not be negative"),
        ({"rates": {"web": -2}}, r"rates\['web'\] is -2.0: it must not be negative"),
        ({"rates": [1, float("inf")]}, r"rates\[1\] is inf: it must be finite"),
        ({"rates": 3}, "rates must hold one number per product"),
        ({"rates": "abc"}, "rates must be a number or an array of numbers"),
        ({}, "either rates, or raised together with heard"),
        ({"rates": [1], "raised": [1]}, "either rates, or raised together with heard"),
        ({"raised": [3]}, "either rates, or raised together with heard"),
        ({"raised": [1, 3], "heard": [2, 2]}, r"raised\[1\] is 3.0: it must not be more than were heard"),
        ({"raised": {"a": 1}, "heard": {"a": 0}}, r"raised\['a'\] is 1.0: it must not be more than"),
        ({"raised": [1], "heard": [2.5]}, r"heard\[0\] is 2.5: it must be a whole number"),
        ({"raised": [1], "heard": [2, 3]}, "raised and heard must be about the same products"),
        ({"raised": {"a": 1}, "heard": {"b": 2}}, "raised and heard must name the same products"),
        ({"raised": {"a": 1}, "heard": [2]}, "raised and heard must name the same products"),
        ({"rates": [2, 1], "heard": [9, 9]}, r"rates\[0\] is 2.0: it must be a share where heard is given"),
        ({"rates": [1], "level": 1}, "level = 1"),
        ({"rates": [1], "draws": 0}, "draws = 0"),
        ({"rates": [1], "seed": -1}, "seed = -1"),
    ],
)
def test_breadth_refuses_impossible_numbers_with_their_place(arguments, message):
    with pytest.raises(ValueError, match=message):
        breadth(**arguments)


# audiences

RATES = {"end_user": 0.06, "developer": 0.2, "partner": 0.1, "internal": 0.5}


def test_the_external_audiences_weigh_alike_and_internal_nothing():
    worth = audience_value(RATES)
    assert worth.value == pytest.approx((0.06 + 0.2 + 0.1) / 3)
    assert (worth.end_user, worth.developer, worth.partner, worth.internal) == (0.06, 0.2, 0.1, 0.5)
    assert worth.weights["internal"] == 0


def test_weights_are_inputs_and_may_name_few():
    worth = audience_value(RATES, {"developer": 0.75, "internal": 0.25})
    assert worth.value == pytest.approx(0.75 * 0.2 + 0.25 * 0.5)
    assert worth.weights == {"end_user": 0, "developer": 0.75, "partner": 0, "internal": 0.25}


def test_an_unknown_rate_makes_the_value_unknown_unless_it_weighs_nothing():
    worth = audience_value({"end_user": 0.1, "developer": None, "partner": 0.2})
    assert (worth.value, worth.developer, worth.internal) == (None, None, None)
    assert worth.reason == "rate_unknown: developer"
    assert audience_value({"end_user": 0.1}, {"end_user": 1}).value == 0.1
    unheard = audience_value(RATES, heard={"end_user": 9, "developer": 0, "partner": 9, "internal": 9})
    assert (unheard.value, unheard.reason) == (None, "rate_unknown: developer")


def test_the_interval_of_one_audience_is_wilsons():
    worth = audience_value({"end_user": 81 / 263}, {"end_user": 1}, heard={"end_user": 263}, level=0.95)
    assert (worth.low, worth.high) == pytest.approx((0.2553, 0.3662), abs=5e-5)  # E9


def test_the_interval_of_the_value_narrows_with_the_people_heard():
    few = audience_value(RATES, heard=dict.fromkeys(RATES, 20))
    many = audience_value(RATES, heard=dict.fromkeys(RATES, 2000))
    assert 0 <= few.low < many.low < many.value < many.high < few.high <= 1
    assert audience_value(RATES, heard={"end_user": 20}).low is None


def test_downstream_users_count_at_most_as_everybody():
    worth = audience_value(RATES, downstream_users=4000, population=10_000)
    assert worth.value_downstream == pytest.approx((0.4 + 0.2 + 0.1) / 3)
    assert worth.value == pytest.approx(0.12)  # stays as it was: both are shown
    capped = audience_value(RATES, downstream_users=5e6, population=1e6)
    assert (capped.downstream_users, capped.value_downstream) == (1e6, pytest.approx((1 + 0.2 + 0.1) / 3))
    few = audience_value(RATES, downstream_users=100, population=10_000)
    assert few.value_downstream == few.value  # 1 % may be among the 6 % who ask themselves
    against = audience_value({**RATES, "end_user": -0.1}, downstream_users=4000, population=10_000)
    assert against.value_downstream == pytest.approx((0.3 + 0.2 + 0.1) / 3)


@pytest.mark.parametrize(
    ("rates", "kind", "between"),
    [
        ({"end_user": -0.1, "developer": 0.2, "partner": 0.9}, "sign", ("partner", "end_user")),
        ({"end_user": 0.06, "developer": 0.2, "partner": 0.1}, "size", ("developer", "end_user")),
        ({"end_user": 0.11, "developer": 0.2, "partner": 0.15}, None, None),
        ({"end_user": 0, "developer": 0, "partner": 0}, None, None),
        ({"end_user": 0, "developer": 0.01}, "size", ("developer", "end_user")),
        ({"end_user": -0.4, "developer": -0.1}, "size", ("developer", "end_user")),
        ({"end_user": 0.1, "internal": 0.9}, None, None),
    ],
)
def test_audiences_conflict_in_sign_or_size(rates, kind, between):
    worth = audience_value(rates)
    assert (worth.audience_conflict, worth.between) == (kind, between)


def test_a_difference_that_chance_could_make_is_no_conflict():
    rates = {"end_user": 0.1, "developer": 0.2, "partner": 0.2}
    assert audience_value(rates).audience_conflict == "size"
    assert audience_value(rates, heard=dict.fromkeys(rates, 20)).audience_conflict is None
    assert audience_value(rates, heard=dict.fromkeys(rates, 400)).audience_conflict == "size"
    unheard = audience_value(rates, heard={"end_user": 400})
    assert unheard.audience_conflict is None


@settings(deadline=None)
@given(st.permutations(list(RATES.items())), st.floats(0, 1))
def test_the_value_is_linear_and_knows_no_order(items, factor):
    shrunk = {audience: rate * factor for audience, rate in items}
    assert audience_value(shrunk).value == pytest.approx(0.12 * factor)
    assert audience_value(dict(items), heard=dict.fromkeys(RATES, 50)) == audience_value(
        RATES, heard=dict.fromkeys(RATES, 50)
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"rates": {"users": 0.1}}, "rates names the audience 'users'; known are end_user, developer"),
        ({"rates": {"end_user": 1.5}}, r"rates\['end_user'\] is 1.5: it must be between -1 and 1"),
        ({"rates": [0.1] * 4}, "rates must be a mapping by name, not list"),
        ({"weights": {"end_user": 1.0001}}, "weights sum to 1.0001; they must sum to 1"),
        ({"weights": {"end_user": 0, "developer": 0}}, "weights sum to 0.0; they must sum to 1"),
        ({"weights": {"end_user": -1, "developer": 2}}, r"weights\['end_user'\] is -1.0: it must not be neg"),
        ({"weights": {"end_user": None, "developer": 1}}, r"weights\['end_user'\] is unknown"),
        ({"heard": {"end_user": -1}}, r"heard\['end_user'\] is -1.0: it must be a number of people"),
        ({"rates": {"end_user": -0.1}, "heard": {"end_user": 9}}, "must be a share between 0 and 1"),
        ({"downstream_users": 5}, "downstream_users needs the population"),
        ({"downstream_users": 5, "population": 0}, "downstream_users needs the population"),
        ({"downstream_users": -5, "population": 9}, "downstream_users is -5.0: it must not be negative"),
        ({"level": 0}, "level is 0"),
    ],
)
def test_audiences_refuse_impossible_numbers_with_their_place(arguments, message):
    with pytest.raises(ValueError, match=message):
        audience_value(**{"rates": RATES} | arguments)


def test_weights_may_be_off_by_rounding_alone():
    assert audience_value(RATES, {"end_user": 1 / 3, "developer": 1 / 3, "partner": 1 / 3}).value
    assert audience_value(RATES, {"end_user": 1 + 9e-10}).value
    with pytest.raises(ValueError, match="must sum to 1"):
        audience_value(RATES, {"end_user": 1 + 2e-9})


# risk


def hazard(kind="ux", probability=0.5, magnitude=2, exposed=0.4):
    return Hazard(kind=kind, probability=probability, magnitude=magnitude, exposed=exposed)


def test_risk_adds_up_its_hazards():
    danger = risk([hazard(), hazard("security", 0.1, 4, 1)])
    assert danger.parts == pytest.approx((0.5 * 0.5 * 0.4, 0.1))
    assert danger.value == danger.low == danger.high == pytest.approx(0.2)
    assert danger.unassessed == ("performance", "compatibility", "operations")
    assert not danger.needs_review


def test_risk_is_never_more_than_one():
    assert risk([hazard("ux", 1, 4, 1), hazard("performance", 1, 4, 1)]).value == 1


@pytest.mark.parametrize(
    ("probability", "magnitude", "review"),
    [(0.5, 4, True), (0.49, 4, False), (1, 3.9, False), (None, 4, False)],
)
def test_a_likely_hazard_of_the_worst_kind_needs_a_person(probability, magnitude, review):
    danger = risk([hazard("security", probability, magnitude, 0.0), hazard()])
    assert danger.needs_review is review
    assert danger.gates == (("security",) if review else ())


def test_an_unknown_number_makes_the_risk_unknown_and_bounds_it():
    danger = risk([hazard("ux", 1, 2, 0.5), hazard("security", None, 2, 0.2), hazard("security", None, 0, 1)])
    assert (danger.value, danger.parts) == (None, (0.25, None, None))
    assert (danger.low, danger.high) == pytest.approx((0.25, 0.25 + 0.1))
    assert danger.reason == "risk_unknown: security"


def test_nothing_looked_at_is_no_safety():
    danger = risk([])
    assert (danger.value, danger.low, danger.high) == (None, 0, 1)
    assert danger.reason.startswith("risk_unassessed")


def test_a_penalised_value_stands_beside_the_value():
    both = penalised_value(10, 0.4)
    assert (both.value, both.penalised, both.penalty) == (10, 8, 0.5)
    assert penalised_value(10, 1, penalty=1).penalised == 0
    assert penalised_value(10, None).penalised is None
    assert penalised_value([10, None], 0.4).penalised.tolist() == pytest.approx([8, np.nan], nan_ok=True)


numbers = st.tuples(st.floats(0, 1), st.floats(0, 4), st.floats(0, 1))


@settings(deadline=None)
@given(st.lists(numbers, min_size=1, max_size=6), st.data())
def test_risk_knows_no_order_and_only_grows(rows, data):
    hazards = [hazard("ux", *row) for row in rows]
    danger = risk(hazards)
    assert 0 <= danger.value <= 1
    assert risk(data.draw(st.permutations(hazards))).value == danger.value
    assert risk(hazards[1:]).low <= danger.value
    assert penalised_value(3, danger.value).penalised <= 3


@pytest.mark.parametrize(
    ("hazards", "message"),
    [
        ([hazard("UX")], r"hazards\[0\].kind is 'UX'; known are ux, performance"),
        ([hazard(), hazard(magnitude=5)], r"hazards\[1\].magnitude is 5.0: it must be between 0 and 4"),
        ([hazard(probability=-0.1)], r"hazards\[0\].probability is -0.1"),
        ([hazard(exposed=float("inf"))], r"hazards\[0\].exposed is inf: it must be finite"),
        (hazard(), "hazards must be a list of Hazard, not Hazard"),
        ([("ux", 1, 2, 3)], r"hazards\[0\] must be a Hazard, not tuple"),
    ],
)
def test_risk_refuses_impossible_hazards_with_their_place(hazards, message):
    with pytest.raises(ValueError, match=message):
        risk(hazards)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((-1, 0.4), "value is -1.0: it must not be negative"),
        (([1, 2], [0.4, 1.4]), r"risk\[1\] is 1.4: it must be between 0 and 1"),
    ],
)
def test_a_penalty_refuses_impossible_numbers_with_their_place(arguments, message):
    with pytest.raises(ValueError, match=message):
        penalised_value(*arguments)
    with pytest.raises(ValueError, match="penalty"):
        penalised_value(1, 0.5, penalty=None)


# the package


def test_importing_the_package_does_not_load_numpy():
    code = "import sys, feedback_insights.priority.platform as p; dir(p); sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_all_names_are_there_and_an_unknown_one_is_an_attribute_error():
    assert set(platform.__all__) <= set(dir(platform))
    assert all(getattr(platform, name) for name in platform.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = platform.nonsense
