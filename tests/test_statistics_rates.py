"""Two Poisson rates, and how much more counts vary than Poisson's law says."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import beta, binomtest, norm

from feedback_insights.statistics import dispersion, rate_ratio

E10 = (60, 51477.5, 30, 54308.7)  # Gu et al. 2008, example 1
METHODS = ["mid-p", "exact", "score", "wald", "log", "sqrt"]
# What statsmodels 0.15.0 says of a ratio of 1.3, in the order of the methods; benchmarks/oracles.py runs it.
STATSMODELS = [
    (
        E10,
        "greater",
        [0.01401806187, 0.01783811078, 0.01436441112, 0.01248320436, 0.01515726667, 0.01349355236],
    ),
    (
        E10,
        "two-sided",
        [0.02971378816, 0.03353383706, 0.02872882225, 0.02496640871, 0.03031453333, 0.02698710473],
    ),
    (
        (3, 10, 12, 9.5),
        "less",
        [0.001935566539, 0.003344066858, 0.001526681625, 0.003915375145, 0.004224817548, 0.001536052096],
    ),
    (
        (3, 10, 12, 9.5),
        "two-sided",
        [0.002202505837, 0.003611006156, 0.003053363251, 0.007830750289, 0.008449635096, 0.003072104193],
    ),
    (
        (9, 1.7, 4, 1),
        "greater",
        [0.5023275038, 0.6193423828, 0.4880931264, 0.4880528167, 0.488093286, 0.5211876498],
    ),
    ((9, 1.7, 4, 1), "two-sided", [0.882985121, 1, 0.9761862528, 0.9761056334, 0.976186572, 0.9576247003]),
]


@pytest.mark.parametrize(
    ("method", "z", "p"),
    [
        ("wald", 3.384913, 0.000356),
        ("score", 3.417402, 0.000316),
        ("log", 3.3393, 0.000420),
        ("sqrt", 3.445485, 0.000285),
        ("exact", None, 0.000428),
        ("mid-p", None, 0.000310),
    ],
)
def test_the_example_of_gu_and_others_by_every_method(method, z, p):
    told = rate_ratio(*E10, method=method, alternative="greater")
    assert told.z == (None if z is None else pytest.approx(z, abs=5e-5 if method == "log" else 5e-7))
    assert told.p == pytest.approx(p, abs=5e-7)
    assert (told.ratio, told.low, told.high) == pytest.approx((2.110, 1.361, 3.271), abs=5e-4)


def test_the_two_sided_exact_test_is_that_of_r():
    """Its help page: poisson.test(c(11, 6+8+7), c(800, 1083+1050+878)) gives p = 0.07967, ratio 1.971488."""
    told = rate_ratio(11, 800, 21, 3011, method="exact")
    assert (told.p, told.ratio) == (pytest.approx(0.07967, abs=5e-6), pytest.approx(1.971488, abs=5e-7))


@pytest.mark.parametrize(("counts", "alternative", "expected"), STATSMODELS)
def test_every_method_says_what_statsmodels_says(counts, alternative, expected):
    told = [rate_ratio(*counts, null_ratio=1.3, method=each, alternative=alternative).p for each in METHODS]
    assert told == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    ("counts", "interval"),
    [
        ((3, 10, 12, 9.5), (0.0670216908879, 0.841611861066)),
        ((9, 1.7, 4, 1), (0.407591509264, 4.29775906512)),
    ],
)
def test_the_interval_is_what_statsmodels_calls_wald_log(counts, interval):
    told = rate_ratio(*counts)
    assert (told.low, told.high) == pytest.approx(interval)


counts = st.integers(0, 80)
exposures = st.sampled_from([1, 2, 0.5, 1 / 3]) | st.floats(0.01, 100)


@settings(deadline=None, max_examples=50)
@given(counts, exposures, counts, exposures)
def test_exact_is_the_binomial_test_and_mid_p_is_never_larger(x1, n1, x2, n2):
    assume(x1 + x2)
    exact = rate_ratio(x1, n1, x2, n2, method="exact").p
    share = (n1 / n2) / (1 + n1 / n2)
    assert exact == pytest.approx(binomtest(x1, x1 + x2, share).pvalue, rel=1e-6)
    assert 0 <= rate_ratio(x1, n1, x2, n2).p <= exact


def test_two_sided_mid_p_takes_half_of_both_equally_likely_outcomes():
    """8 against 2 in equal exposures: twice the one-sided mid-p."""
    assert rate_ratio(8, 1, 2, 1).p == pytest.approx(2 * rate_ratio(8, 1, 2, 1, alternative="greater").p)


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 80), exposures, st.integers(1, 80), exposures, st.sampled_from(METHODS))
def test_turning_the_groups_around_turns_the_ratio_around(x1, n1, x2, n2, method):
    here, back = rate_ratio(x1, n1, x2, n2, method=method), rate_ratio(x2, n2, x1, n1, method=method)
    if method != "wald":  # its variance is not the same from both sides
        assert here.p == pytest.approx(back.p, rel=1e-6)
    assert (here.ratio, here.low, here.high) == pytest.approx((1 / back.ratio, 1 / back.high, 1 / back.low))


@settings(deadline=None, max_examples=50)
@given(counts, exposures, counts, exposures, st.floats(1e-3, 1e3), st.sampled_from(METHODS))
def test_the_unit_of_exposure_does_not_matter(x1, n1, x2, n2, unit, method):
    one = rate_ratio(x1, n1, x2, n2, method=method)
    other = rate_ratio(x1, n1 * unit, x2, n2 * unit, method=method)
    assert one.p == (None if other.p is None else pytest.approx(other.p, rel=1e-6))


def test_with_a_zero_count_there_is_p_and_one_exact_bound_but_no_ratio():
    told = rate_ratio(5, 10, 0, 20)
    assert (told.ratio, told.high, told.reason) == (None, None, "zero_count")
    share = beta.ppf(0.025, 5, 1)  # Clopper and Pearson, of the first group's part of all events
    assert told.low == pytest.approx(share / (1 - share) * 2)
    assert told.p < 0.01
    back = rate_ratio(0, 20, 5, 10)
    assert (back.ratio, back.low) == (None, None)
    assert back.high == pytest.approx(1 / told.low)
    assert rate_ratio(5, 10, 0, 20, method="log").p is None


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ((0, 10, 0, 10), "no_events"),
        ((0, 0, 3, 10), "no_exposure"),
        ((3, 10, 0, 0), "no_exposure"),
        ((3, None, 3, 10), "exposure_missing"),
        ((float("nan"), 10, 3, 10), "count_missing"),
    ],
)
def test_what_cannot_be_compared_is_unknown_with_a_reason(counts, reason):
    told = rate_ratio(*counts)
    assert (told.ratio, told.low, told.high, told.z, told.p) == (None,) * 5
    assert told.reason == reason


def test_the_rates_are_told_where_they_are_known():
    told = rate_ratio(3, 10, 0, 0)
    assert (told.rate1, told.rate2) == (0.3, None)


def test_dispersion_above_one_and_a_half_divides_z_and_widens_the_interval():
    plain, wide = rate_ratio(*E10, method="score"), rate_ratio(*E10, method="score", dispersion=4)
    assert wide.z == pytest.approx(plain.z / 2)
    assert wide.high / wide.ratio == pytest.approx((plain.high / plain.ratio) ** 2)
    assert rate_ratio(*E10, dispersion=1.5).p == rate_ratio(*E10).p
    for alternative, tails in [("two-sided", 2), ("greater", 1), ("less", 1)]:
        p = rate_ratio(*E10, alternative=alternative).p
        wider = rate_ratio(*E10, alternative=alternative, dispersion=4).p
        assert norm.isf(wider / tails) == pytest.approx(norm.isf(p / tails) / 2)


def test_expected_counts_have_a_score_but_no_exact_test():
    assert rate_ratio(2.5, 10, 7.25, 10, method="score").p < 1
    with pytest.raises(ValueError, match=r"count1 is 2.5: it must be whole; .* method='score'"):
        rate_ratio(2.5, 10, 7, 10)


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        ((-1, 1, 2, 1), {}, "count1 is -1.0: it must not be negative"),
        ((1, float("inf"), 2, 1), {}, "exposure1 is inf: it must be finite"),
        ((1, 1, 2, 0), {}, "count2 is 2.0: it must be 0 where there was no exposure"),
        (([1, 2], 1, 2, 1), {}, "count1 must be a single number"),
        (("many", 1, 2, 1), {}, "count1 must be a number"),
        ((1, 1, 2, 1), {"method": "etest"}, "method is 'etest': it must be one of mid-p"),
        ((1, 1, 2, 1), {"alternative": "larger"}, "alternative is 'larger': it must be one of two-sided"),
        ((1, 1, 2, 1), {"level": 95}, "level is 95: it must be above 0 and below 1"),
        ((1, 1, 2, 1), {"level": None}, "level must be a number, not None"),
        ((1, 1, 2, 1), {"null_ratio": 0}, "null_ratio is 0"),
        ((1, 1, 2, 1), {"dispersion": -1}, "dispersion is -1.0: it must not be negative"),
    ],
)
def test_impossible_arguments_are_refused_by_name(arguments, options, message):
    with pytest.raises(ValueError, match=message):
        rate_ratio(*arguments, **options)


def test_large_counts_and_absurd_dispersion_give_numbers():
    assert rate_ratio(10**9, 1, 10**9 + 50_000, 1).p == pytest.approx(0.2636, abs=1e-4)
    told = rate_ratio(1, 1, 0, 1, dispersion=1e12)
    assert 0 <= told.low < 1e-9
    assert rate_ratio(1, 1, 1, 1, dispersion=1e12).high == float("inf")


def test_dispersion_is_pearson_s_chi_square_over_its_degrees_of_freedom():
    assert dispersion([4, 8, 6, 6]) == pytest.approx((4 + 4) / 6 / 3)
    assert dispersion([2, 8], [1, 4]) == 0
    assert dispersion([4, 8, 40, 80], window=["a", "a", "b", "b"]) == pytest.approx((8 / 6 + 800 / 60) / 2)
    assert dispersion([0, 0, 4, 8], window=[0, 0, 1, 1]) == pytest.approx(8 / 6 / 2)


@pytest.mark.parametrize("few", [[], [3], [0, 0, 0], [3, None], [5, float("nan"), None]])
def test_dispersion_of_too_little_is_unknown(few):
    assert dispersion(few) is None


def test_periods_without_exposure_do_not_count():
    assert dispersion([4, 0, 8], [1, 0, 1]) == dispersion([4, 8])
    with pytest.raises(ValueError, match=r"counts\[1\] is 3.0: it must be 0 where there was no exposure"):
        dispersion([4, 3], [1, 0])
    with pytest.raises(ValueError, match="one per count"):
        dispersion([4, 3], [1, 2, 3])


@pytest.mark.parametrize("method", ["mid-p", "exact"])
def test_counts_in_millions_that_differ_widely_are_told_at_once(method):
    assert rate_ratio(5_000_000, 1, 10, 1, method=method).p == 0
    assert rate_ratio(10, 1, 5_000_000, 1, method=method, alternative="less").p == 0


@pytest.mark.parametrize("method", ["mid-p", "exact"])
def test_a_count_too_large_for_an_exact_test_is_refused(method):
    with pytest.raises(ValueError, match=r"count2 is .* too large for an exact test"):
        rate_ratio(1, 1, 2**64, 1, method=method)
