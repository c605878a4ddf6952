"""Intervals of shares and of their differences."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from feedback_insights.statistics.proportions import Z90, Z95, adjusted_wald, newcombe, wilson

NAN = float("nan")


@pytest.mark.parametrize(("k", "n", "low", "high"), [(81, 263, 0.2553, 0.3662), (0, 20, 0, 0.1611)])
def test_wilson_reproduces_newcombe(k, n, low, high):
    assert wilson(k, n) == pytest.approx((low, high), abs=5e-5)


def test_wilson_at_its_ends():
    assert wilson(0, 0) is None
    assert wilson(0, 7)[0] == 0
    assert wilson(7, 7)[1] == 1
    with pytest.raises(ValueError, match="0 <= k <= n"):
        wilson(3, 2)
    with pytest.raises(ValueError, match="0 <= k <= n"):
        wilson(NAN, 2)


@settings(deadline=None)
@given(st.integers(1, 500), st.floats(0, 1))
def test_wilson_holds_the_share_and_stays_between_0_and_1(n, share):
    low, high = wilson(share * n, n)
    assert 0 <= low <= share + 1e-12
    assert share - 1e-12 <= high <= 1


def test_newcombe_reproduces_its_source():
    """56/70 against 48/80: .2 (.0524 to .3339), Newcombe 1998 table II."""
    assert newcombe(56, 70, 48, 80) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_a_difference_from_nobody_heard_is_unknown():
    assert newcombe(1, 2, 0, 0) is None
    assert newcombe(0, 0, 1, 2) is None


counts = st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@settings(deadline=None)
@given(counts, counts)
def test_newcombe_holds_the_difference_and_turns_around_with_its_sides(one, other):
    low, high = newcombe(*one, *other)
    difference = one[0] / one[1] - other[0] / other[1]
    assert -1 <= low <= difference + 1e-12
    assert difference - 1e-12 <= high <= 1
    back = newcombe(*other, *one)
    assert (-back[1], -back[0]) == pytest.approx((low, high))


@pytest.mark.parametrize("z", [Z90, Z95])
@pytest.mark.parametrize(("k", "n"), [(0, 1), (0, 20), (7, 7), (3, 10), (81, 263), (4999, 10000)])
def test_wilson_agrees_with_scipy(k, n, z):
    level = {Z90: 0.9, Z95: 0.95}[z]
    assert wilson(k, n, z) == pytest.approx(binomtest(k, n).proportion_ci(level, "wilson"), abs=1e-6)


@pytest.mark.parametrize(
    ("k", "n", "at_90", "at_95"),
    [
        (0, 1, (0, 0.776454956), (0, 0.832500515)),
        (7, 7, (0.677755992, 1), (0.595560769, 1)),
        (3, 10, (0.123592667, 0.561584121), (0.103338418, 0.607674702)),
        (4999, 10000, (0.491676871, 0.508123183), (0.4901021, 0.509697976)),
    ],
)
def test_adjusted_wald_is_what_statsmodels_calls_agresti_coull(k, n, at_90, at_95):
    """Version 0.15.0; benchmarks/oracles.py runs it."""
    assert adjusted_wald(k, n, Z90) == pytest.approx(at_90, abs=1e-6)
    assert adjusted_wald(k, n, Z95) == pytest.approx(at_95, abs=1e-6)


def test_newcombe_of_small_groups_is_that_of_statsmodels():
    """Version 0.15.0; benchmarks/oracles.py runs it."""
    assert newcombe(0, 10, 3, 9) == pytest.approx((-0.645797864, 0.016361978), abs=1e-6)
    assert newcombe(5, 5, 0, 7) == pytest.approx((0.43935299, 1), abs=1e-6)


@settings(deadline=None)
@given(counts)
def test_adjusted_wald_holds_wilson_s_interval(one):
    low, high = adjusted_wald(*one)
    assert 0 <= low <= wilson(*one)[0] + 1e-12
    assert wilson(*one)[1] - 1e-12 <= high <= 1


def test_adjusted_wald_of_nobody_and_of_the_impossible():
    assert adjusted_wald(0, 0) is None
    with pytest.raises(ValueError, match="0 <= k <= n"):
        adjusted_wald(-1, 2)


@pytest.mark.parametrize("odd", [None, "3", [3], 10**400, float("nan"), float("inf"), -1])
@pytest.mark.parametrize("interval", [wilson, adjusted_wald, lambda k, n: newcombe(1, 2, k, n)])
def test_what_is_no_count_is_refused(interval, odd):
    with pytest.raises(ValueError, match="wilson needs 0 <= k <= n"):
        interval(1, odd)
    with pytest.raises(ValueError, match="wilson needs 0 <= k <= n"):
        interval(odd, 5)
