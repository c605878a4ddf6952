"""Two waves: the interval of the difference."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from feedback_insights.surveys import (
    ces,
    ces_from_counts,
    compare,
    csat,
    csat_from_counts,
    nps,
    nps_from_counts,
    sus,
)

EASY = ces([5] * 5, variant="share")


def test_shares_by_newcombe():
    """56/70 minus 48/80 is .2 (.0524 to .3339): Newcombe 1998, table II."""
    found = compare(csat_from_counts([56, 14]), csat_from_counts([48, 32]))
    assert (found.value, found.low, found.high) == pytest.approx((20, 5.24, 33.39), abs=5e-3)
    assert (found.method, found.excludes_zero) == ("Newcombe", True)


def test_nps_by_the_sum_of_the_adjusted_variances():
    # 50/30/20 of 100 and 30/40/30: adjusted .29126 (se .07691), 0 (se sqrt((61.5/103)/103) = .07614)
    found = compare(nps_from_counts(50, 30, 20), nps_from_counts(30, 40, 30))
    half = 1.959964 * np.hypot(0.0769074, np.sqrt(61.5) / 103)
    assert found.value == 30
    assert (found.low, found.high) == pytest.approx((29.126 - 100 * half, 29.126 + 100 * half), abs=2e-3)
    plain = nps_from_counts(50, 30, 20, interval="wald")
    assert compare(plain, nps_from_counts(30, 40, 30)) == found


def test_means_by_welch():
    one, other = [1, 2, 5, 5, 4, 3, 5], [1, 1, 2, 3, 2]
    found = compare(csat(one, variant="mean"), csat(other, variant="mean"), level=0.9)
    expected = stats.ttest_ind(one, other, equal_var=False).confidence_interval(0.9)
    assert found.value == pytest.approx(np.mean(one) - np.mean(other))
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))


def test_two_overlapping_intervals_may_well_differ():
    later, before = nps_from_counts(60, 25, 15), nps_from_counts(40, 35, 25)
    assert later.low < before.high
    assert compare(later, before).excludes_zero


def test_means_without_spread_have_no_width_and_end_with_the_scale():
    assert compare(csat([4] * 5, variant="mean"), csat([2] * 5, variant="mean")).low == 2
    sheets = [[5, 1] * 5] * 4 + [[1, 5] * 5]
    found = compare(sus(sheets), sus([[6 - item for item in row] for row in sheets]))
    assert (found.value, found.high) == (60, 100)


def test_a_wave_without_a_figure_makes_no_difference():
    found = compare(nps([10] * 4), nps_from_counts(50, 30, 20))
    assert (found.value, found.low, found.high, found.excludes_zero) == (None, None, None, None)
    assert found.reason == "the first: 4 of the 5 answers that a figure needs"
    assert compare(nps_from_counts(50, 30, 20), nps([])).reason == "the second: nobody answered"


@pytest.mark.parametrize(
    ("one", "other", "what"),
    [
        (csat([4] * 5), csat([4] * 5, variant="mean"), "variant is 'top2' and 'mean'"),
        (csat([4] * 5), nps([9] * 5), "metric is 'csat' and 'nps'"),
        (EASY, ces([5] * 5, variant="share", points=5), "scale is '1..7' and '1..5'"),
        (EASY, ces([5] * 5, variant="share", reversed=True), "reversed is False and True"),
        (EASY, ces([5] * 5, variant="index"), "variant is 'share' and 'index'"),
    ],
)  # fmt: skip
def test_different_metrics_are_never_compared(one, other, what):
    with pytest.raises(ValueError, match=f"two different metrics: {what}"):
        compare(one, other)


def test_what_is_no_metric_or_no_level_is_refused():
    with pytest.raises(ValueError, match="compare takes two metrics, not a value of type float"):
        compare(nps([9] * 5), 30.0)
    with pytest.raises(ValueError, match="level is 0: it must be above 0 and below 1"):
        compare(nps([9] * 5), nps([9] * 5), level=0)


seven = st.lists(st.integers(0, 60), min_size=7, max_size=7).filter(lambda counts: sum(counts) >= 5)


@settings(deadline=None, max_examples=50)
@given(seven, seven, st.sampled_from(["mean", "share", "index"]))
def test_a_difference_turns_round_with_its_sides(one, other, variant):
    a, b = ces_from_counts(one, variant=variant), ces_from_counts(other, variant=variant)
    found, back = compare(a, b), compare(b, a)
    assert (back.value, back.low, back.high) == pytest.approx((-found.value, -found.high, -found.low))
    assert found.low - 1e-9 <= found.value <= found.high + 1e-9
    assert compare(a, a).value == 0
