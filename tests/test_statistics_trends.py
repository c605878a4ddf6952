"""Trends over many periods, and shifts off a frozen baseline."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kendalltau, norm, theilslopes

from feedback_insights.statistics import anscombe, cusum, freeze_baseline, mann_kendall

# Sales of shampoo, the example of pyMannKendall
SHAMPOO = [
    266.0, 145.9, 183.1, 119.3, 180.3, 168.5, 231.8, 224.5, 192.8, 122.9, 336.5, 185.9,
    194.3, 149.5, 210.1, 273.3, 191.4, 287.0, 226.0, 303.6, 289.9, 421.6, 264.5, 342.3,
    339.7, 440.4, 315.9, 439.3, 401.3, 437.4, 575.5, 407.6, 682.0, 475.3, 581.3, 646.9,
]  # fmt: skip
# Montgomery, "Introduction to statistical quality control", table 9.1, with its cusums, table 9.2
MONTGOMERY = [
    9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.20, 10.34, 9.03, 11.47, 10.51, 9.40, 10.08,
    9.37, 10.62, 10.31, 8.52, 10.84, 10.90, 9.33, 12.29, 11.50, 10.60, 11.08, 10.38, 11.62, 11.31, 10.52,
]  # fmt: skip
UPPER = [
    0, 0, 0, 1.16, 2.82, 2.50, 0.04, 1.00, 0, 0, 0, 0.97, 0.98, 0, 0,
    0, 0.12, 0, 0, 0.34, 0.74, 0, 1.79, 2.79, 2.89, 3.47, 3.35, 4.47, 5.28, 5.30,
]  # fmt: skip
LOWER = [
    0.05, 1.56, 1.77, 0, 0, 0, 1.46, 0, 0.30, 0, 0.47, 0, 0, 0.10, 0,
    0.13, 0, 0, 0.98, 0, 0, 0.17, 0, 0, 0, 0, 0, 0, 0, 0,
]  # fmt: skip


def test_the_published_trend():
    told = mann_kendall(SHAMPOO)
    assert (told.n, told.s, told.variance) == (36, 440, 5390)
    assert told.z == pytest.approx(5.97957, abs=5e-6)
    assert told.p == pytest.approx(2 * norm.sf(5.97957), rel=1e-4)
    assert told.tau == pytest.approx(0.698413, abs=5e-7)
    assert (told.slope, told.intercept) == (pytest.approx(11.509375), pytest.approx(78.735938, abs=1e-6))
    assert told.slope_low < told.slope < told.slope_high


def test_the_published_trend_is_far_less_sure_once_neighbours_are_taken_into_account():
    told = mann_kendall(SHAMPOO)
    assert told.z_prewhitened == pytest.approx(2.98230, abs=5e-6)
    assert told.p_prewhitened == pytest.approx(0.00286, abs=5e-6)
    around = np.array(SHAMPOO) - np.mean(SHAMPOO)
    assert told.lag1 == pytest.approx(around[1:] @ around[:-1] / (around @ around))
    assert told.correlated
    assert told.reported_p == told.p_prewhitened


def test_without_serial_correlation_the_plain_p_is_told():
    told = mann_kendall([3, 1, 4, 4, 6, 2, 5, 7, 8, 5, 3, 6])
    assert not told.correlated
    assert told.reported_p == told.p != told.p_prewhitened


@pytest.mark.parametrize("level", [0.6, 0.95])
def test_the_interval_of_the_slope_is_that_of_scipy(level):
    told, line = mann_kendall(SHAMPOO, level=level), theilslopes(SHAMPOO, alpha=level)
    assert (told.slope_low, told.slope_high) == pytest.approx((line.low_slope, line.high_slope))


def test_a_lower_level_gives_a_narrower_slope():
    ends = [mann_kendall(SHAMPOO, level=level) for level in (0.05, 0.3, 0.7, 0.95)]
    widths = [told.slope_high - told.slope_low for told in ends]
    assert widths == sorted(widths)
    assert widths[0] < widths[1] < widths[2]


def test_ties_lower_the_variance():
    told = mann_kendall([1, 1, 1, 2, 2, 3, 4, 5])
    assert told.variance == pytest.approx((8 * 7 * 21 - 3 * 2 * 11 - 2 * 1 * 9) / 18)
    assert told.s == 24


def test_a_constant_series_has_no_trend():
    told = mann_kendall([0.1] * 9)
    assert (told.s, told.z, told.p, told.tau, told.slope) == (0, 0, 1, 0, 0)
    assert (told.lag1, told.z_prewhitened, told.reported_p) == (None, None, 1)


@pytest.mark.parametrize("few", [[], [1], list(range(7)), [None] * 30, [*range(7), None, None]])
def test_fewer_than_eight_periods_are_insufficient(few):
    told = mann_kendall(few)
    assert (told.z, told.p, told.slope, told.reported_p, told.reason) == (None,) * 4 + ("insufficient",)


def test_unknown_periods_keep_their_place():
    told = mann_kendall([0, 1, 2, None, 4, 5, float("nan"), 7, 8, 9])
    assert (told.n, told.s, told.slope, told.intercept) == (8, 28, 1, 0)
    assert (
        mann_kendall([1, None, 2, None, 3, None, 4, None, 5, None, 6, None, 7, None, 8]).z_prewhitened is None
    )


series = st.lists(st.integers(-20, 20), min_size=8, max_size=30)


@settings(deadline=None, max_examples=50)
@given(series)
def test_a_series_turned_around_has_the_opposite_trend(values):
    told, back = mann_kendall(values), mann_kendall(values[::-1])
    assert (back.s, back.variance, back.z, back.p) == (-told.s, told.variance, -told.z, told.p)
    assert back.slope == pytest.approx(-told.slope)
    assert back.lag1 == (None if told.lag1 is None else pytest.approx(told.lag1))


@settings(deadline=None, max_examples=50)
@given(series, st.sampled_from([0.25, 3, 1e6, 1e200]), st.integers(-50, 50))
def test_units_do_not_matter(values, unit, shift):
    told, other = mann_kendall(values), mann_kendall([v * unit + shift for v in values])
    assert (other.s, other.z) == (told.s, told.z)
    assert other.slope == pytest.approx(told.slope * unit)
    assert other.lag1 == (None if told.lag1 is None else pytest.approx(told.lag1))


@settings(deadline=None, max_examples=50)
@given(st.permutations(range(12)))
def test_without_ties_tau_is_kendall_s(values):
    assert mann_kendall(values).tau == pytest.approx(kendalltau(range(12), values).statistic)


def test_impossible_series_are_refused():
    with pytest.raises(ValueError, match=r"values\[1\] is inf: it must be finite"):
        mann_kendall([1, float("inf")])
    with pytest.raises(ValueError, match="one list of numbers"):
        mann_kendall([[1, 2], [3, 4]])
    with pytest.raises(ValueError, match="level is 1"):
        mann_kendall(SHAMPOO, level=1)
    with pytest.raises(ValueError, match="values must be a number or an array of numbers"):
        mann_kendall(["up", "down"])


def test_the_published_cusum():
    told = cusum(MONTGOMERY, mean=10, sd=1)
    assert told.upper == pytest.approx(UPPER, abs=5e-3)
    assert told.lower == pytest.approx(LOWER, abs=5e-3)
    assert (told.limit, told.alarms, told.first_alarm) == (5, (28, 29), 28)


def test_a_fall_rings_as_a_rise_does():
    told, mirrored = cusum(MONTGOMERY, mean=10, sd=1), cusum([20 - x for x in MONTGOMERY], mean=10, sd=1)
    assert mirrored.lower == pytest.approx(told.upper)
    assert mirrored.alarms == told.alarms


def test_k_and_h_are_in_standard_deviations():
    told = cusum([10 * x for x in MONTGOMERY], mean=100, sd=10)
    assert told.upper / 10 == pytest.approx(cusum(MONTGOMERY, mean=10, sd=1).upper)
    assert told.alarms == (28, 29)


def test_a_baseline_is_frozen_and_a_shift_is_not_learned_away():
    quiet, loud = [4, 6, 5, 5, 4, 6, 5, 5, 4, 6], [6.5] * 20
    base = freeze_baseline(quiet)
    assert (base.mean, base.sd, base.n) == (5, pytest.approx(np.std(quiet, ddof=1)), 10)
    assert cusum(quiet, mean=base.mean, sd=base.sd).first_alarm is None
    assert cusum(loud, mean=base.mean, sd=base.sd).first_alarm is not None
    assert freeze_baseline([4, 6, 5, None, 4, 6, 5, 5]) is None


def test_counts_are_transformed_and_judged_against_their_exposure():
    assert anscombe([0, 10]) == pytest.approx([2 * 0.375**0.5, 2 * 10.375**0.5])
    assert anscombe(None) is None
    heard, said = np.array([100, 100, 400, 400]), np.array([5, 5, 20, 20])
    off = anscombe(said) - anscombe(0.05 * heard)
    assert cusum(off, mean=0, sd=1).upper.tolist() == [0] * 4
    with pytest.raises(ValueError, match=r"counts\[1\] is -1.0"):
        anscombe([1, -1])


def test_an_unknown_period_leaves_the_sums_as_they_are():
    told = cusum([12, None, 12], mean=10, sd=1)
    assert np.isnan(told.upper[1])
    assert told.upper[[0, 2]].tolist() == [1.5, 3]
    assert cusum([], mean=10, sd=1).first_alarm is None


@pytest.mark.parametrize(
    "wrong", [{"sd": 0}, {"sd": -1}, {"mean": float("nan")}, {"sd": None}, {"k": -1}, {"h": -1}]
)
def test_an_impossible_cusum_is_refused(wrong):
    with pytest.raises(ValueError, match="an sd above 0"):
        cusum([1, 2], **{"mean": 0, "sd": 1, **wrong})
