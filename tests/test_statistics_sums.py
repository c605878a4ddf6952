"""The gamma interval of a sum of uneven contributions."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.statistics import gamma_interval

# exact 95 % limits of a Poisson count (Garwood 1936; in every table of them)
GARWOOD = [(1, 0.0253, 5.572), (5, 1.623, 11.67), (10, 4.795, 18.39), (50, 37.11, 65.92)]


@pytest.mark.parametrize(("count", "low", "high"), GARWOOD)
def test_of_equal_parts_it_is_the_exact_interval_of_a_count(count, low, high):
    found = gamma_interval(count, count, 1, level=0.95)
    assert found == pytest.approx((low, high), rel=2e-3)


def test_nothing_seen_is_the_rule_of_three():
    assert gamma_interval(0, 0, 1) == (0, pytest.approx(2.996, abs=1e-3))  # 3 / n, one-sided 95 %


def test_what_does_not_vary_and_cannot_grow_is_known():
    assert gamma_interval(12, 0, 0) == (12, 12)
    assert gamma_interval(0, 0, 0) == (0, 0)


def test_it_holds_the_mean_of_a_sum_with_a_heavy_tail_where_the_normal_interval_does_not():
    random, held, normal = np.random.default_rng(0), 0, 0
    for _ in range(400):
        parts = np.exp(1.2 * random.normal(size=random.poisson(20)))
        spread = (parts**2).sum()
        low, high = gamma_interval(parts.sum(), spread, parts.max())
        truth = 20 * np.exp(1.2**2 / 2)
        held += low <= truth <= high
        normal += abs(parts.sum() - truth) <= 1.645 * np.sqrt(spread)
    assert 0.86 < held / 400 < 0.95
    assert normal / 400 < 0.86


positive = st.floats(0.01, 1e6)


@settings(deadline=None)
@given(positive, positive, positive, st.floats(0.01, 100))
def test_it_holds_the_total_between_and_scales_with_it(total, spread, largest, factor):
    low, high = gamma_interval(total, spread, largest)
    assert min(low, total - low, high - total) >= 0
    scaled = gamma_interval(total * factor, spread * factor**2, largest * factor)
    assert scaled == pytest.approx((low * factor, high * factor), rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((-1, 1, 1), "total is -1.0: it must not be negative"),
        ((1, float("inf"), 1), "variance is inf"),
        ((1, 1, float("nan")), "largest must be a number, not nan"),
        ((None, 1, 1), "total must be a number, not None"),
        ((1, 1, 1, 0), "level is 0: it must be above 0 and below 1"),
    ],
)
def test_impossible_sums_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        gamma_interval(*arguments)
