"""Post-stratification weights and Kish's design effect."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.statistics import design_effect, effective_size, post_stratify, weighted_share, wilson
from feedback_insights.statistics.proportions import Z95

# import-balance.org, post-stratification
POPULATION = {"women, young": 120, "women, adult": 380, "men, young": 80, "men, adult": 420}
HEARD = {"women, young": 30, "women, adult": 10, "men, young": 50, "men, adult": 10}


def test_the_published_weights():
    told = post_stratify(POPULATION, HEARD)
    assert [s.weight for s in told.strata] == pytest.approx([4, 38, 1.6, 42])
    assert [s.relative for s in told.strata] == pytest.approx([0.4, 3.8, 0.16, 4.2])
    assert sum(s.weight * s.heard for s in told.strata) == pytest.approx(1000)
    assert (told.deff, told.n_eff) == (pytest.approx(3.2688), pytest.approx(30.59, abs=0.005))
    assert (told.covered_share, told.capped_share, told.uncovered) == (1, 0, ())
    assert told.warnings == ("deff_high",)


def test_kish_of_the_published_weights():
    assert design_effect([0, 1, 2, 3]) == pytest.approx(1.555556, abs=5e-7)
    assert effective_size([0, 1, 2, 3]) == pytest.approx(4 / 1.555556)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([1, -2], r"weights\[1\] is -2.0: it must not be negative"),
        ([0, 0], "weights are all 0"),
        ([], "weights are all 0"),
        ([1, None], r"weights\[1\] is nan: it must be known"),
        ([1, float("inf")], r"weights\[1\] is inf"),
    ],
)
def test_impossible_weights_are_refused(weights, message):
    for function in (design_effect, effective_size):
        with pytest.raises(ValueError, match=message):
            function(weights)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.floats(1e-3, 1e3), min_size=1, max_size=20), st.floats(1e-100, 1e200))
def test_the_design_effect_is_at_least_1_at_most_n_and_knows_no_unit(weights, unit):
    deff = design_effect(weights)
    assert 1 - 1e-12 <= deff <= len(weights) + 1e-9
    assert design_effect([w * unit for w in weights]) == pytest.approx(deff)
    assert design_effect(weights * 3) == pytest.approx(deff)


def test_few_people_are_taken_together_with_the_next_stratum_the_last_with_the_one_before():
    told = post_stratify(dict.fromkeys("abcde", 100), {"a": 9, "b": 10, "c": 10, "d": 30, "e": 2})
    assert [s.names for s in told.strata] == [("a", "b"), ("c",), ("d", "e")]
    assert [s.weight for s in told.strata] == pytest.approx([200 / 19, 10, 200 / 32])
    assert "collapsed" in told.warnings
    assert [s.names for s in post_stratify({"a": 5, "b": 5}, {"a": 1, "b": 2}).strata] == [("a", "b")]


def test_who_was_not_heard_is_told_and_not_imputed():
    told = weighted_share({"a": 5}, {"a": 20, "c": 20}, {"a": 300, "b": 200, "c": 500})
    assert told.weighting.uncovered == ("b",)
    assert told.weighting.covered_share == pytest.approx(0.8)
    assert told.share == pytest.approx(0.25 * 300 / 800)
    assert "uncovered" in told.weighting.warnings


def test_a_weight_above_five_medians_is_capped_and_the_cut_is_told():
    told = post_stratify({"a": 100, "b": 100, "c": 2000}, {"a": 100, "b": 100, "c": 10})
    assert [s.weight for s in told.strata] == [1, 1, 5]
    assert [s.capped for s in told.strata] == [False, False, True]
    assert told.capped_share == pytest.approx(1950 / 2200)
    assert "capped" in told.warnings
    uncapped = post_stratify({"a": 100, "b": 100, "c": 2000}, {"a": 100, "b": 100, "c": 10}, cap=float("inf"))
    assert (uncapped.strata[-1].weight, uncapped.capped_share) == (200, 0)


def test_people_from_outside_the_population_have_no_weight():
    told = weighted_share({"in": 5, "out": 20}, {"in": 20, "out": 20}, {"in": 100, "out": 0})
    assert told.share == 0.25
    assert told.weighting.warnings == ("outside_population",)
    mostly = post_stratify({"in": 100, "out": 0, "far": 0}, dict.fromkeys(["in", "out", "far"], 20))
    assert [s.weight for s in mostly.strata] == [5, 0, 0]
    with pytest.raises(ValueError, match="weights are all 0"):
        post_stratify({"in": 100, "out": 0}, {"out": 20})


def test_a_sample_like_the_population_needs_no_weights():
    told = weighted_share({"a": 6, "b": 4}, {"a": 30, "b": 70}, {"a": 300, "b": 700})
    assert told.share == pytest.approx(told.raw_share) == pytest.approx(0.1)
    assert (told.low, told.high) == pytest.approx(wilson(10, 100, Z95), abs=1e-7)


def test_unequal_weights_widen_the_interval_to_that_of_the_effective_size():
    told = weighted_share({"women, young": 3, "men, adult": 5}, HEARD, POPULATION)
    assert told.share == pytest.approx((4 * 3 + 42 * 5) / 1000)
    assert (told.low, told.high) == pytest.approx(wilson(0.222 * 30.592266, 30.592266), abs=1e-6)


def test_a_stratum_without_people_need_not_be_covered():
    told = post_stratify({"a": 10, "nobody": 0}, {"a": 20})
    assert (told.uncovered, told.covered_share) == ((), 1)


def test_nobody_heard_is_unknown():
    told = weighted_share({}, {"a": 0}, {"a": 10})
    assert (told.share, told.low, told.high, told.raw_share, told.reason) == (None,) * 4 + ("nobody_heard",)
    assert (told.weighting.covered_share, told.weighting.deff, told.weighting.n_eff) == (0, None, 0)


strata = st.lists(
    st.tuples(st.integers(1, 10_000), st.integers(0, 60), st.floats(0, 1)), min_size=1, max_size=8
)


@settings(deadline=None, max_examples=50)
@given(strata, st.floats(0.01, 100))
def test_a_weighted_share_lies_between_the_strata_s_and_knows_no_unit_of_the_population(strata, unit):
    population = {f"s{i}": size for i, (size, _, _) in enumerate(strata)}
    heard = {f"s{i}": n for i, (_, n, _) in enumerate(strata)}
    named = {f"s{i}": int(n * share) for i, (_, n, share) in enumerate(strata)}
    told = weighted_share(named, heard, population)
    shares = [named[s] / heard[s] for s in heard if heard[s]]
    if not shares:
        assert told.share is None
        return
    assert min(shares) - 1e-12 <= told.share <= max(shares) + 1e-12
    assert 0 <= told.low <= told.share + 1e-12
    assert told.share - 1e-12 <= told.high <= 1
    other = weighted_share(named, heard, {s: size * unit for s, size in population.items()})
    assert other.share == pytest.approx(told.share)
    mirrored = weighted_share({s: heard[s] - named[s] for s in heard}, heard, population)
    assert mirrored.share == pytest.approx(1 - told.share)
    covered = sum(size for s, size in population.items() if heard[s])
    assert sum(s.weight * s.heard for s in told.weighting.strata) <= covered * (1 + 1e-9)


@pytest.mark.parametrize(
    ("named", "heard", "population", "message"),
    [
        ({}, {"a": 1}, {"a": -1}, r"population\['a'\] is -1.0: it must not be negative"),
        ({}, {"a": float("nan")}, {"a": 1}, r"heard\['a'\] must be a known, single number"),
        ({}, {"x": 1}, {"a": 1}, "heard names the stratum 'x'"),
        ({}, {}, {"a": 0}, "population is empty"),
        ({}, {}, {}, "population is empty"),
        ({}, {}, {"a": 1e308, "b": 1e308}, "population is empty or without end"),
        ({"a": 3}, {"a": 2}, {"a": 9}, r"named\['a'\] is 3.0: it must not be above the 2.0 heard"),
        ({"b": 3}, {"a": 2}, {"a": 9}, r"named\['b'\] is 3.0: it must not be above the 0 heard"),
        ([1], {"a": 2}, {"a": 9}, "named must map names to numbers"),
    ],
)
def test_impossible_strata_are_refused_by_name(named, heard, population, message):
    with pytest.raises(ValueError, match=message):
        weighted_share(named, heard, population)


def test_impossible_rules_are_refused():
    for rule in ({"cap": 0.5}, {"cap": float("nan")}, {"cap": None}, {"smallest": -1}, {"smallest": "10"}):
        with pytest.raises(ValueError, match=f"{next(iter(rule))} (is|must be) "):
            post_stratify(POPULATION, HEARD, **rule)
