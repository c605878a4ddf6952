"""Penalty and reward of what people say about an aspect: satisfier types, never Kano categories."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights import priority
from feedback_insights.priority import aipa_priority, impact_asymmetry, satisfiers

TONES = (-1, 0, 1)
Effects = dict[str, tuple[float, float]]


def said(effects: Effects, n: int = 900, noise: float = 0.3, mentioned: float = 0.8, seed: int = 0):
    """Ratings around 5 that each mention moves as `effects` (of low, of high) say; half a point without."""
    rng = np.random.default_rng(seed)
    rating, mentions = 5 + noise * rng.standard_normal(n), {}
    for name, (low, high) in effects.items():
        tone, there = rng.integers(-1, 2, n), rng.random(n) < mentioned
        rating += np.where(there, np.choose(tone + 1, [low, 0, high]), 0.5)
        mentions[name] = [int(t) if here else None for t, here in zip(tone, there, strict=True)]
    return rating, mentions


def by_name(found):
    return {one.aspect: one for one in found.aspects}


@pytest.mark.parametrize(
    ("low", "high", "ia", "name"),
    [(-0.71, 0.22, -0.53, "basic"), (-0.46, 0.84, 0.30, "excitement"), (-0.75, 0.73, -0.02, "performance")],
)
def test_the_coefficients_of_wang(low, high, ia, name):
    """Wang et al. 2024, table 4, threshold 0.2; rounded inputs, so IA within .015."""
    found = impact_asymmetry(low, high, threshold=0.2)
    assert (found.ri, found.pi) == (high, -low)
    assert found.ia == pytest.approx(ia, abs=0.015)
    assert found.satisfier_type == name


def test_up_to_the_threshold_it_is_performance():
    assert impact_asymmetry(-0.95, 1.05).satisfier_type == "performance"
    assert impact_asymmetry(-1.05, 0.95, threshold=0.04).satisfier_type == "basic"
    assert impact_asymmetry(-1, 1, threshold=0).satisfier_type == "performance"


def test_signs_that_cannot_be_are_inconsistent():
    for low, high in ((0.1, 0.5), (-0.5, -0.1), (0.1, -0.1)):
        found = impact_asymmetry(low, high)
        assert (found.satisfier_type, found.ia, found.riocs) == ("inconsistent", None, None)
    assert "negative mentions raise" in impact_asymmetry(0.1, 0.5).reason


def test_what_makes_no_difference_or_is_not_known_is_undetermined():
    assert impact_asymmetry(0, 0).reason == "mentions make no difference"
    assert impact_asymmetry(None, 0.3).reason == impact_asymmetry(-1, float("nan")).reason
    with pytest.raises(ValueError, match="b_low is -inf: it must be finite"):
        impact_asymmetry(float("-inf"), 1)
    with pytest.raises(ValueError, match="b_high must be one number"):
        impact_asymmetry(-1, [1, 2])
    with pytest.raises(ValueError, match="threshold is 1: it must be 0 or more, and below 1"):
        impact_asymmetry(-1, 1, threshold=1)


@given(st.floats(-100, 0), st.floats(0, 100), st.floats(0.01, 100))
def test_the_asymmetry_has_no_unit_and_turns_around(low, high, unit):
    found, scaled = impact_asymmetry(low, high), impact_asymmetry(low * unit, high * unit)
    back = impact_asymmetry(-high, -low)
    if found.ia is None or scaled.ia is None or min(-low, high) < 1e-3:
        return
    assert -1 <= found.ia <= 1
    assert found.sgp + found.dgp == pytest.approx(1)
    assert scaled.ia == pytest.approx(found.ia)
    assert back.ia == pytest.approx(-found.ia)


def test_first_comes_what_is_taken_for_granted_and_lacking():
    kinds = ("basic", "performance", "excitement")
    found = [aipa_priority(kind, level, cut=3) for level in (2.9, 3) for kind in kinds]
    assert found == ["LB", "LP", "LE", "HB", "HP", "HE"]
    assert aipa_priority("undetermined", 1, cut=3) is None
    assert aipa_priority("basic", None, cut=3) is None


@pytest.mark.parametrize("absent", ["dummy", "exclude"])
def test_planted_effects_come_back(absent):
    effects = {"login": (-2.0, 0.2), "themes": (-0.2, 1.5), "speed": (-1.0, 1.0)}
    found = satisfiers(*said(effects, noise=0.1), absent=absent, threshold=0.2, draws=200)
    types = {one.aspect: one.satisfier_type for one in found.aspects}
    assert types == {"login": "basic", "themes": "excitement", "speed": "performance"}
    if absent == "dummy":  # the others are accounted for
        for name, one in by_name(found).items():
            assert (one.b_low.value, one.b_high.value) == pytest.approx(effects[name], abs=0.05)
            assert one.b_low.low < one.b_low.value < one.b_low.high
    assert (found.absent, found.threshold, found.customers_assumed) == (absent, 0.2, True)


def test_the_coefficients_are_those_of_least_squares():
    rating, mentions = said({"a": (-1, 1), "b": (-0.5, 2)}, n=300)
    columns = [np.ones(300)]
    for tones in mentions.values():
        columns += [np.array([tone == kind for tone in tones], float) for kind in (-1, 1, None)]
    expected, *_ = np.linalg.lstsq(np.column_stack(columns), rating)
    found = by_name(satisfiers(rating, mentions, draws=10))
    values = [b.value for name in "ab" for b in (found[name].b_low, found[name].b_high)]
    assert values == pytest.approx(expected[[1, 2, 4, 5]])


def test_presence_and_absence_alone_say_nothing_about_satisfaction():
    """No neutral mention to compare with: an engine that compares with the mean finds prevalence."""
    rating, mentions = said({"a": (-1, 1)})
    mentions = {"a": [tone or None for tone in mentions["a"]]}
    [one] = satisfiers(rating, mentions, draws=20).aspects
    assert (one.satisfier_type, one.b_low.value, one.ia.value) == ("undetermined", None, None)
    assert "nothing neutral is said of it" in one.reason


def test_two_aspects_always_named_together_cannot_be_told_apart():
    rating, mentions = said({"a": (-1, 1)})
    found = satisfiers(rating, mentions | {"b": mentions["a"]}, draws=20)
    assert {one.satisfier_type for one in found.aspects} == {"undetermined"}
    assert found.aspects[0].reason == "its mentions cannot be told apart from those of other aspects"


def test_fewer_than_thirty_customers_on_one_side_are_too_few():
    tones = [-1] * 29 + [0] * 40 + [1] * 40
    rating = [1] * 29 + [3] * 40 + [5] * 40
    [one] = satisfiers(rating, {"a": tones}, draws=20).aspects
    assert one.satisfier_type == "insufficient"
    assert one.reason == "29 customers speak badly of it and 40 well; 30 of each are needed"
    more = satisfiers([*rating, 1], {"a": [*tones, -1]}, draws=20).aspects[0]
    assert more.satisfier_type == "performance"
    many = satisfiers([*rating, 1], {"a": [*tones, -1]}, customers=[0, 0, *range(108)], draws=20)
    assert many.aspects[0].satisfier_type == "insufficient"  # thirty records of 29 people


def test_a_coefficient_of_the_wrong_sign_is_inconsistent_and_says_if_it_may_be_chance():
    [wrong] = satisfiers(*said({"a": (-2, -1)}), draws=100).aspects
    assert (wrong.satisfier_type, wrong.reason) == ("inconsistent", "positive mentions lower satisfaction")
    rating = [1] * 40 + [3, 4] * 20 + [3, 3.9] * 20
    [near] = satisfiers(rating, {"a": [-1] * 40 + [0] * 40 + [1] * 40}, draws=100).aspects
    assert near.reason == "positive mentions lower satisfaction, perhaps by chance: the interval holds 0"
    assert near.probabilities["basic"] > 0.8


def test_noise_is_undetermined():
    found = satisfiers(*said(dict.fromkeys("abcdef", (0, 0)), n=400), draws=200)
    assert {one.satisfier_type for one in found.aspects} <= {"undetermined", "inconsistent"}
    [one] = satisfiers(*said({"a": (0, 0)}, n=300, noise=1, seed=8), draws=100).aspects
    assert (one.satisfier_type, one.reason) == ("undetermined", "the interval of its impact touches 0")


def test_a_type_needs_eight_draws_in_ten():
    [one] = satisfiers(*said({"a": (-1, 1.3)}, n=300, noise=0.5), draws=300).aspects
    assert max(one.probabilities.values()) < 0.8
    assert one.satisfier_type == "undetermined"
    assert "no type comes up in 80% of the draws" in one.reason


def test_a_rating_that_never_changes_has_no_satisfiers():
    [one] = satisfiers([3] * 120, {"a": [-1, 0, 1] * 40}, draws=20).aspects
    assert (one.satisfier_type, one.reason) == ("undetermined", "mentions make no difference")


def test_ten_reviews_of_one_person_are_one_voice():
    rating, mentions = said({"a": (-1, 1)}, n=150)
    people = [f"p{number}" for number in range(150)]
    again = {"a": [*mentions["a"], *mentions["a"][:1] * 9]}
    once = satisfiers(rating, mentions, customers=people, draws=50)
    often = satisfiers(
        [*rating, *rating[:1].repeat(9)], again, customers=[*people, *people[:1] * 9], draws=50
    )
    assert often.customers == once.customers == 150
    one, other = once.aspects[0], often.aspects[0]
    assert other.b_low.value == pytest.approx(one.b_low.value)
    assert (other.customers, other.performance) == (one.customers, pytest.approx(one.performance))


@settings(deadline=None, max_examples=10)
@given(st.randoms())
def test_neither_the_order_of_rows_nor_of_aspects_nor_names_of_people_count(random):
    rating, mentions = said({"b": (-1, 0.3), "a": (-0.3, 1)}, n=120)
    people = [number // 2 for number in range(120)]
    order = random.sample(range(120), 120)
    first = satisfiers(rating, mentions, customers=people, draws=20)
    again = satisfiers(
        rating[order],
        {name: [mentions[name][row] for row in order] for name in ("a", "b")},
        customers=[f"person {-people[row]}" for row in order],
        draws=20,
    )
    assert again == first


@settings(deadline=None, max_examples=10)
@given(st.floats(0.1, 10), st.floats(-100, 100))
def test_the_scale_of_the_rating_does_not_count(unit, zero):
    rating, mentions = said({"a": (-1, 0.3)}, n=150)
    first, other = (
        satisfiers(rating, mentions, draws=20),
        satisfiers(rating * unit + zero, mentions, draws=20),
    )
    assert other.aspects[0].ia.value == pytest.approx(first.aspects[0].ia.value)
    assert other.aspects[0].b_low.value == pytest.approx(unit * first.aspects[0].b_low.value)


def test_the_most_urgent_aspect_comes_first_and_the_cut_is_declared():
    rating, mentions = said({"good": (-2, 0.1), "bad": (-2, 0.1)}, n=900, noise=0.1)
    keep = [tone == -1 or place % 3 == 0 for place, tone in enumerate(mentions["bad"])]
    mentions["bad"] = [tone if kept else None for tone, kept in zip(mentions["bad"], keep, strict=True)]
    rating += [0 if kept or tone is None else 0.5 for kept, tone in zip(keep, mentions["bad"], strict=True)]
    found = satisfiers(rating, mentions, draws=100, cut=-0.2)
    assert [(one.aspect, one.aipa) for one in found.aspects] == [("bad", "LB"), ("good", "HB")]
    assert (found.cut, found.relative) == (-0.2, False)
    relative = satisfiers(rating, mentions, draws=100, cut="mean")
    assert relative.relative
    assert relative.cut == pytest.approx(np.mean([one.performance for one in found.aspects]))


def test_records_without_a_rating_are_dropped_and_counted():
    rating, mentions = said({"a": (-1, 1)}, n=150)
    found = satisfiers([*rating, None, np.nan], {"a": [*mentions["a"], -1, None]}, draws=20)
    assert (found.records, found.dropped) == (150, 2)
    none = satisfiers([None, None], {"a": [1, -1]}, draws=20)
    assert (none.records, none.customers, none.aspects[0].satisfier_type) == (0, 0, "insufficient")
    assert satisfiers([], {"a": []}, draws=5).aspects[0].performance is None


def test_words_and_numbers_say_the_same_tone():
    rating, mentions = said({"a": (-1, 1)}, n=150)
    words = {-1: "negative", 0: "neutral", 1: "positive", None: None}
    told = satisfiers(rating, {"a": [words[tone] for tone in mentions["a"]]}, draws=20)
    assert told == satisfiers(rating, mentions, draws=20)


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (([1, 2], {"a": [1, "good"]}), {}, r"mentions\['a'\]\[1\] is 'good': it must be negative, neutral"),
        (([1, 2], {"a": [1, 2]}), {}, r"mentions\['a'\]\[1\] is 2"),
        (([1, 2], {"a": [True, 1]}), {}, r"mentions\['a'\]\[0\] is True"),
        (([1, 2], {"a": [1]}), {}, r"mentions\['a'\] has 1 tones for 2 ratings"),
        (([1, 2], {"a": "no"}), {}, r"mentions\['a'\] must be a list of tones"),
        (([1, 2], {}), {}, "mentions must map each aspect to a list of tones"),
        (([1, float("inf")], {"a": [1, 1]}), {}, r"satisfaction\[1\] is inf: it must be finite"),
        (([[1]], {"a": [1]}), {}, "satisfaction must be a list of ratings"),
        (([1], {"a": [1]}), {"customers": ["x", "y"]}, "customers has 2 names for 1 ratings"),
        (([1], {"a": [1]}), {"absent": "neutral"}, "absent is 'neutral': it must be one of dummy, exclude"),
        (([1], {"a": [1]}), {"threshold": -0.1}, "threshold is -0.1"),
        (([1], {"a": [1]}), {"level": 90}, "level is 90: it must be above 0 and below 1"),
        (([1], {"a": [1]}), {"draws": 0}, "draws is 0: it must be a whole number"),
        (([1], {1: [1]}), {}, "mentions has the aspect 1: aspects are named by text"),
        (([1], {"a": [1]}), {"cut": "median"}, "cut must be a number"),
        (([1], {"a": [1]}), {"cut": float("nan")}, "cut must be a number, not nan"),
    ],
)
def test_impossible_arguments_are_refused(arguments, options, message):
    with pytest.raises(ValueError, match=message):
        satisfiers(*arguments, **options)


def test_nothing_of_it_is_called_kano():
    [one] = satisfiers([1], {"a": [1]}, draws=5).aspects
    assert not any("kano" in field.name for field in fields(one))
    assert {"satisfiers", "impact_asymmetry", "aipa_priority"} <= set(dir(priority))
