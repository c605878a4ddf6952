"""The joint bootstrap of a backlog."""

import numpy as np
import pytest

from feedback_insights.priority.uncertainty import Voices, bootstrap, effort_draws, link_share


def voices(units, q):
    """One customer per row; rows with a unit below 100 are accounts."""
    units, q = np.array(units), np.array(q, dtype=float)
    speakers = np.array([np.flatnonzero(units == u)[np.argmax(q[units == u])] for u in np.unique(units)], int)
    ones = np.ones((units.size, 1))
    return Voices(unit=units, q=q, facts=ones, speakers=speakers, account_facts=np.ones((speakers.size, 1)))


@pytest.mark.parametrize("q", [1, 0.9, 0.6, 0.3])
def test_the_spread_of_the_draws_is_that_of_sampling_or_of_links_whichever_is_larger(q):
    n, m = 40, 20  # m of n units behind it
    reach = bootstrap({"F1": voices(range(m), [q] * m)}, units=n, draws=4000, seed=0)["F1"].facts[:, 0]
    sampling, links = q**2 * n * (m / n) * (1 - m / n), m * q * (1 - q)
    assert reach.mean() == pytest.approx(m * q, rel=0.02)
    assert reach.var() == pytest.approx(max(sampling, links), rel=0.1)


def test_sure_customers_count_whole_and_links_move_no_further_than_they_must():
    assert link_share(voices(range(20), [1] * 20), 40) == 0
    assert link_share(voices([0] * 20, [0.5] * 20), 1) == 1  # everybody heard: only the links are in doubt
    assert 0 < link_share(voices(range(20), [0.3] * 20), 40) < 1
    assert link_share(voices([0] * 10 + [1] * 10, [0.3] * 20), 40) == 0  # two accounts: sampling is worse


def test_all_customers_of_an_account_follow_it():
    together = bootstrap({"F1": voices([0] * 30, [1] * 30)}, units=3, draws=2000, seed=0)["F1"]
    assert set(np.unique(together.facts[:, 0])) == {0, 30, 60, 90}
    assert (together.facts[:, 0] == 30 * together.account_facts[:, 0]).all()


def test_an_account_supports_what_its_surest_customer_supports():
    sums = bootstrap({"F1": voices([0] * 50, [0.2] * 49 + [0.5])}, units=1, draws=4000, seed=0)["F1"]
    assert sums.account_facts[:, 0].mean() == pytest.approx(0.5, abs=0.03)


def test_a_feature_keeps_its_draws_whatever_else_is_in_the_backlog():
    one = voices(range(5), [0.3, 0.9, 0.5, 1, 0.1])
    alone = bootstrap({"F1": one}, units=9, draws=333, seed=4)["F1"]
    many = {"A": voices(range(9), [0.5] * 9), "F1": one, "Z": voices([8] * 3000, [0.5] * 3000)}
    beside = bootstrap(many, units=9, draws=333, seed=4)["F1"]
    assert (alone.facts == beside.facts).all()
    assert not (alone.facts == bootstrap({"F1": one}, units=9, draws=333, seed=5)["F1"].facts).all()


def test_features_with_the_same_people_draw_their_links_apart():
    same = voices(range(20), [0.5] * 20)
    sums = bootstrap({"F1": same, "F2": same}, units=60, draws=400, seed=0)
    held = [sums[name].facts[:, 0] for name in ("F1", "F2")]
    assert (held[0] != held[1]).mean() > 0.5
    assert np.corrcoef(held)[0, 1] > 0.2  # but the people drawn are the same


def test_sure_links_always_hold_and_many_customers_are_drawn_in_blocks():
    q = np.concatenate([np.ones(3000), np.full(3000, 0.25)])
    sums = bootstrap({"F1": voices([0] * 6000, q)}, units=1, draws=100, seed=0)["F1"].facts[:, 0]
    assert sums.min() >= 3000
    assert sums.mean() == pytest.approx(3750, rel=0.01)


def test_nobody_to_draw_from_gives_no_draws():
    assert bootstrap({}, units=0, draws=2000, seed=0) == {}


def test_ninety_percent_of_efforts_lie_in_the_range_of_the_settings():
    draws = effort_draws(4, low=0.5, high=2, draws=20_000, seed=0, feature_id="F1")
    assert np.quantile(draws, [0.05, 0.5, 0.95]) == pytest.approx([2, 4, 8], rel=0.05)
    assert effort_draws(4, low=1, high=1, draws=9, seed=0, feature_id="F1") == pytest.approx([4] * 9)
