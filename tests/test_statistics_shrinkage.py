"""Shares of small groups, shrunken towards the common one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta

from feedback_insights.statistics import beta_binomial, james_stein, wilson

# Efron and Morris 1977, "Stein's paradox in statistics": hits of 18 players in their first 45 at bats
HITS = [18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7]
SHRUNKEN = [
    0.294, 0.289, 0.285, 0.280, 0.275, 0.275, 0.270, 0.266, 0.261,
    0.261, 0.256, 0.256, 0.256, 0.256, 0.256, 0.252, 0.247, 0.242,
]  # fmt: skip
# Boys among the first 12 children of 6,115 families of Saxony (Geissler, in Lindsey and Altham 1998)
BOYS = np.repeat(np.arange(13), [3, 24, 104, 286, 670, 1033, 1343, 1112, 829, 478, 181, 45, 7])


def test_james_stein_reproduces_the_baseball_players():
    told = james_stein(HITS, 45)
    assert told.c == pytest.approx(0.212, abs=5e-4)
    assert told.mean == pytest.approx(0.265, abs=5e-4)
    assert told.shrunken == pytest.approx(SHRUNKEN, abs=5e-4)
    assert told.raw == pytest.approx(np.array(HITS) / 45)
    assert ((told.low < told.shrunken) & (told.shrunken < told.high)).all()


def test_james_stein_pools_what_differs_by_chance_only():
    told = james_stein([5, 5, 6, 5], 10)
    assert told.c == 0
    assert told.shrunken == pytest.approx([0.525] * 4)
    assert james_stein([0, 0, 0, 0], 10).shrunken.tolist() == [0] * 4


@pytest.mark.parametrize(("k", "n"), [([1, 2, 3], 9), ([1, 2, 3, 4], [9, 9, 9, 8]), ([0] * 4, 0)])
def test_james_stein_needs_four_groups_of_one_size(k, n):
    with pytest.raises(ValueError, match="four or more groups with the same n"):
        james_stein(k, n)


def test_moments_are_those_of_the_formula():
    shares = np.array(HITS) / 45
    told = beta_binomial(HITS, 45)
    mean = shares.mean()
    rho = (shares.var(ddof=1) * 45 / (mean * (1 - mean)) - 1) / 44
    assert (told.fit, told.rho, told.mean) == ("moments", pytest.approx(rho), pytest.approx(mean))
    assert told.alpha + told.beta == pytest.approx(1 / rho - 1)
    assert told.shrunken == pytest.approx((np.array(HITS) + told.alpha) / (45 + told.alpha + told.beta))


def test_the_families_of_saxony():
    """Moments 34.1350 and 31.6085 with divisor N, here N - 1; the likelihood is highest at 34.103, 31.578."""
    told = beta_binomial(BOYS, 12)
    assert (told.alpha, told.beta) == (pytest.approx(34.135, rel=2e-3), pytest.approx(31.6085, rel=2e-3))
    told = beta_binomial(BOYS, 12, fit="likelihood")
    assert (told.alpha, told.beta) == (pytest.approx(34.103, abs=1e-3), pytest.approx(31.578, abs=1e-3))


def test_unequal_groups_are_fitted_by_likelihood_and_small_ones_move_most():
    k, n = np.array([9, 90, 20, 30, 200]), np.array([10, 100, 100, 100, 1000])
    told = beta_binomial(k, n)
    assert (told.fit, told.pooled) == ("likelihood", False)
    assert told.raw[0] == told.raw[1]
    assert told.mean < told.shrunken[0] < told.shrunken[1] < 0.9
    assert told.low == pytest.approx(beta.ppf(0.025, k + told.alpha, n - k + told.beta))


@pytest.mark.parametrize(("k", "n"), [([2, 2, 3], 10), ([2, 20, 31], [10, 100, 150])])
def test_groups_that_differ_by_chance_only_are_pooled_fully(k, n):
    told = beta_binomial(k, n)
    total = np.broadcast_to(n, 3).sum()
    assert (told.pooled, told.rho, told.alpha) == (True, 0, None)
    assert told.shrunken == pytest.approx([sum(k) / total] * 3)
    assert [told.low[0], told.high[0]] == pytest.approx(wilson(sum(k), total), abs=1e-7)


@pytest.mark.parametrize("n", [5, [5, 5, 4]])
def test_groups_of_one_mind_each_are_left_as_they_are(n):
    told = beta_binomial([5, 0, 0], n)
    assert told.shrunken == pytest.approx([1, 0, 0], abs=1e-5)


@pytest.mark.parametrize(
    ("k", "n"), [([0, 0], 5), ([0, 0], [5, 6]), ([3], 5), ([1, 0, 1], 1), ([1, 0], [1, 1])]
)
def test_where_nothing_can_be_told_apart_all_have_the_mean(k, n):
    told = beta_binomial(k, n)
    assert told.pooled
    assert told.shrunken == pytest.approx([sum(k) / np.broadcast_to(n, len(k)).sum()] * len(k))


def test_groups_in_which_nobody_was_heard_stay_unknown():
    told = beta_binomial([4, 0, 3, None], [10, 0, 12, 9])
    for values in (told.raw, told.shrunken, told.low, told.high):
        assert np.isnan(values).tolist() == [False, True, False, True]
    assert told.shrunken[0] == beta_binomial([4, 3], [10, 12]).shrunken[0]
    nobody = beta_binomial([0, 0], 0)
    assert nobody.mean is None
    assert np.isnan(nobody.shrunken).all()
    assert beta_binomial([], []).shrunken.size == 0


groups = st.lists(
    st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=2, max_size=8
)


@settings(deadline=None, max_examples=40)
@given(groups, st.randoms(use_true_random=False))
def test_shrunken_shares_lie_between_the_raw_ones_and_the_mean_whatever_the_order(groups, random):
    k, n = zip(*groups, strict=True)
    told = beta_binomial(k, n)
    towards = (told.shrunken - told.raw) * (told.mean - told.raw)
    assert (towards >= -1e-9).all()
    assert (np.abs(told.shrunken - told.mean) <= np.abs(told.raw - told.mean) + 1e-9).all()
    assert ((told.low <= told.high) & (told.low >= 0) & (told.high <= 1)).all()
    random.shuffle(groups)
    k, n = zip(*groups, strict=True)
    assert sorted(beta_binomial(k, n).shrunken) == pytest.approx(sorted(told.shrunken), abs=1e-4)


@pytest.mark.parametrize(
    ("k", "n", "options", "message"),
    [
        ([3, 6], 5, {}, r"k\[1\] is 6.0: it must not be above n"),
        ([-1], 5, {}, r"k\[0\] is -1.0: it must not be negative"),
        ([1, 2], [5, 5, 5], {}, "one per group"),
        (3, 5, {}, "k must be a list"),
        ([1, 2], [5, 6], {"fit": "moments"}, "needs the same n"),
        ([1, 2], 5, {"fit": "reml"}, "fit is 'reml'"),
        ([1, 2], 5, {"level": 0}, "level is 0"),
    ],
)
def test_impossible_groups_are_refused(k, n, options, message):
    with pytest.raises(ValueError, match=message):
        beta_binomial(k, n, **options)
