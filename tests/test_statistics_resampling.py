"""The cluster bootstrap of any statistic."""

import numpy as np
import pytest

from feedback_insights.statistics import cluster_bootstrap
from feedback_insights.statistics.resampling import expanded_percentiles, percentiles

NAN = float("nan")
NAMES = [f"account {n // 5}" for n in range(100)]


def test_the_spread_of_a_mean_is_that_of_its_clusters():
    between = np.random.default_rng(0).normal(size=20).repeat(5)
    drawn = cluster_bootstrap(between, NAMES, np.mean).draws
    alone = cluster_bootstrap(between, [None] * 100, np.mean).draws
    assert drawn.std() == pytest.approx(between.std() / np.sqrt(20), rel=0.05)
    assert alone.std() == pytest.approx(
        between.std() / np.sqrt(100), rel=0.05
    )  # as if nobody belonged together


def test_all_rows_of_a_cluster_come_as_often_as_it_was_drawn():
    rows = np.column_stack([np.repeat(np.arange(20), 5), np.tile(np.arange(5), 20)])

    def whole(sample):
        counts = np.zeros((20, 5))
        np.add.at(counts, tuple(sample.astype(int).T), 1)
        return float((counts == counts[:, :1]).all() and counts.sum() == 100)

    assert cluster_bootstrap(rows, NAMES, whole, draws=50).draws.all()


def test_every_stratum_keeps_its_clusters():
    big = np.array([n < 20 for n in range(100)], dtype=float)  # four accounts of twenty
    free = cluster_bootstrap(big, NAMES, np.mean)
    held = cluster_bootstrap(big, NAMES, np.mean, strata=["big" if b else "small" for b in big])
    assert free.low < 0.2 < free.high
    assert (held.low, held.value, held.high) == (0.2, 0.2, 0.2)


def test_the_order_of_rows_changes_nothing():
    random = np.random.default_rng(1)
    values, turn = random.normal(size=100), random.permutation(100)
    names = [name if n % 7 else None for n, name in enumerate(NAMES)]
    one = cluster_bootstrap(values, names, np.mean, draws=50)
    other = cluster_bootstrap(values[turn], [names[n] for n in turn], np.mean, draws=50)
    assert (one.draws == other.draws).all()
    assert (one.value, one.low, one.high) == (other.value, other.low, other.high)


def test_the_seed_is_the_only_chance():
    one, same, other = (
        cluster_bootstrap(range(100), NAMES, np.mean, draws=9, seed=s).draws for s in (0, 0, 1)
    )
    assert (one == same).all()
    assert (one != other).any()


def test_few_clusters_are_called_unreliable_and_one_has_no_interval():
    few = cluster_bootstrap([1, 2, 3], ["a", "b", "b"], np.mean)
    assert few.low < few.value < few.high
    assert few.reason == "interval_unreliable: 2 clusters, fewer than 10"
    alone = cluster_bootstrap([1, 2, 3], ["a"] * 3, np.mean)
    assert (alone.value, alone.low, alone.high, alone.clusters) == (2, None, None, 1)
    assert alone.reason.startswith("interval_unknown")


def test_rows_without_a_cluster_do_not_become_one():
    for unknown in (None, NAN):
        assert cluster_bootstrap([1, 2, 3], ["a", unknown, unknown], np.mean, draws=9).clusters == 3


def test_a_resample_without_an_answer_is_left_out():
    half = cluster_bootstrap([1, NAN] * 10, range(20), lambda x: None if x[~np.isnan(x)].size < 10 else 1.0)
    assert (half.value, half.low, half.high) == (1, 1, 1)
    assert 0.3 < np.isnan(half.draws).mean() < 0.5
    nothing = cluster_bootstrap([1, 2], ["a", "b"], lambda x: None)
    assert (nothing.value, nothing.low, nothing.high) == (None, None, None)


def test_percentiles_leave_out_draws_without_an_answer():
    assert percentiles(np.array([NAN, 2.0, 2.0])) == (2, 2)
    assert percentiles(np.array([NAN])) is None
    assert percentiles(np.arange(101.0), 0.5) == (25, 75)


def test_expanded_percentiles_give_the_t_interval_of_a_mean():
    values = np.random.default_rng(3).normal(size=12)
    draws = np.random.default_rng(4).normal(values.mean(), values.std() / np.sqrt(12), 400_000)
    half = 1.796 * values.std(ddof=1) / np.sqrt(12)  # t, 95 %, 11 degrees of freedom
    assert expanded_percentiles(draws, 12) == pytest.approx(
        (values.mean() - half, values.mean() + half), abs=0.01
    )
    assert expanded_percentiles(draws, 1e9) == pytest.approx(percentiles(draws), abs=1e-4)


def test_one_unit_leaves_the_whole_range():
    draws = np.arange(11.0)
    assert expanded_percentiles(draws, 1) == expanded_percentiles(draws, 1.001) == (0, 10)
    assert expanded_percentiles(np.array([NAN]), 5) is None


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (([], []), {}, "at least one row"),
        ((5, ["a"]), {}, "one entry per row"),
        (([1, 2], ["a"]), {}, "one entry per row"),
        (([1, 2], ["a", "b"]), {"strata": ["x"]}, "one entry per row"),
        (([1, float("inf")], ["a", "b"]), {}, r"values\[1\] is inf"),
        (([1, 2], ["a", "a"]), {"strata": [1, 2]}, "cluster 'a' lies in two strata"),
        (([1, 2], ["a", "b"]), {"draws": 0}, "draws is 0: it must be a whole number, at least 1"),
        (([1, 2], ["a", "b"]), {"draws": 2.5}, "draws is 2.5: it must be a whole number, at least 1"),
        (([1, 2], ["a", "b"]), {"seed": -1}, "seed is -1: it must be a whole number, at least 0"),
        (([1, 2], ["a", "b"]), {"level": None}, "level must be a number, not None"),
        (([1, 2], ["a", "b"]), {"level": 1}, "level is 1: it must be above 0 and below 1"),
    ],
)
def test_what_cannot_be_resampled_is_refused(arguments, options, message):
    with pytest.raises(ValueError, match=message):
        cluster_bootstrap(*arguments, np.mean, **options)


def test_a_statistic_is_one_number():
    with pytest.raises(ValueError, match=r"the statistic must be one number, not of shape \(2,\)"):
        cluster_bootstrap([1, 2], ["a", "b"], lambda rows: rows)
    with pytest.raises(ValueError, match="the statistic is inf: it must be finite"):
        cluster_bootstrap([1, 2], ["a", "b"], lambda rows: float("inf"))
