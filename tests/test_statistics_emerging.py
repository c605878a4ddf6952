"""Alarms on counts, false discoveries, and the rule for themes that emerge."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import false_discovery_control, norm

from feedback_insights.statistics import (
    ThemeCounts,
    benjamini_hochberg,
    ears_c1,
    ears_c2,
    emerging_themes,
    rate_ratio,
)

# Benjamini and Hochberg 1995, section 3.2
P = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
    0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1,
]  # fmt: skip


def test_the_example_of_benjamini_and_hochberg():
    q = benjamini_hochberg(P)
    assert (q <= 0.05).sum() == 4
    assert q[3:5] == pytest.approx([0.035625, 0.0603])


def test_what_was_not_tested_does_not_count():
    q = benjamini_hochberg([P[0], None, *P[1:], float("nan")])
    assert np.isnan(q[[1, -1]]).all()
    assert q[[0, *range(2, 16)]] == pytest.approx(benjamini_hochberg(P))
    assert benjamini_hochberg([]).size == 0
    assert benjamini_hochberg([0.03]).tolist() == [0.03]
    with pytest.raises(ValueError, match=r"p\[1\] is 1.2: it must be between 0 and 1"):
        benjamini_hochberg([0, 1.2])


@settings(deadline=None, max_examples=50)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=20), st.randoms(use_true_random=False))
def test_q_is_never_below_p_and_does_not_depend_on_the_order(p, random):
    q = benjamini_hochberg(p)
    assert (q >= np.array(p) - 1e-15).all()
    assert q == pytest.approx(false_discovery_control(p))
    order = random.sample(range(len(p)), len(p))
    assert benjamini_hochberg(np.array(p)[order]) == pytest.approx(q[order])


WEEK = [3, 5, 4, 6, 2, 4, 4]


def test_c1_compares_with_the_seven_periods_before_c2_leaves_out_the_last_two():
    counts = [*WEEK, 9, 9, 9]
    one, two = ears_c1(counts), ears_c2(counts)
    assert np.isnan(one.threshold).tolist() == [True] * 7 + [False] * 3
    assert np.isnan(two.threshold).tolist() == [True] * 9 + [False]
    sd = np.std(WEEK, ddof=1)
    for told, period in ((one, 7), (two, 9)):
        assert (told.expected[period], told.sd[period]) == (4, pytest.approx(sd))
        assert told.threshold[period] == pytest.approx(4 + norm.isf(0.001) * sd)
    assert one.alarms.tolist() == [False] * 7 + [True, False, False]  # two high days are learned
    assert two.alarms.tolist() == [False] * 9 + [True]


def test_one_report_after_a_quiet_week_is_no_alarm():
    assert not ears_c1([0] * 7 + [1]).alarms.any()
    assert ears_c1([0] * 7 + [1], min_sd=0).alarms[-1]
    assert ears_c1([0] * 7 + [4]).alarms[-1]


def test_periods_with_an_unknown_past_are_not_judged():
    told = ears_c1([*WEEK, None, 50, *WEEK, 50])
    assert np.isnan(told.threshold).tolist() == [True] * 7 + [False] + [True] * 7 + [False] * 2
    assert told.alarms.nonzero()[0].tolist() == [16]
    assert ears_c1([]).alarms.size == 0
    assert not ears_c2(WEEK).alarms.any()


@pytest.mark.parametrize(
    ("counts", "options", "message"),
    [
        ([1, -1], {}, r"counts\[1\] is -1.0: it must not be negative"),
        ([[1, 2]], {}, "a list of counts"),
        ([1], {"alpha": 0}, "alpha is 0: it must be above 0 and below 1"),
        ([1], {"baseline": 1}, "baseline is 1: it must be a whole number, at least 2"),
        ([1], {"baseline": 7.5}, "baseline is 7.5"),
        ([1], {"min_sd": -1}, "min_sd is -1.0: it must not be negative"),
    ],
)
def test_impossible_ears_are_refused(counts, options, message):
    for ears in (ears_c1, ears_c2):
        with pytest.raises(ValueError, match=message):
            ears(counts, **options)


def theme(name, count, earlier, accounts=5, **more):
    return ThemeCounts(theme=name, count=count, earlier=earlier, accounts=accounts, **more)


def judged(*themes, exposure=1000, earlier_exposure=1000, **options):
    return {e.theme: e for e in emerging_themes(themes, exposure, earlier_exposure, **options)}


def test_a_theme_emerges_if_all_three_rules_hold():
    told = judged(
        theme("new", 9, 0),
        theme("louder", 30, 8),
        theme("one customer", 30, 8, accounts=2),
        theme("unknown accounts", 30, 8, accounts=None),
        theme("quiet", 8, 8),
        theme("a few more", 14, 9),
    )
    assert {name: e.reason for name, e in told.items()} == {
        "new": "",
        "louder": "",
        "one customer": "few_accounts",
        "unknown accounts": "accounts_unknown",
        "quiet": "not_higher",
        "a few more": "not_higher",
    }
    assert [name for name, e in told.items() if e.emerging] == ["new", "louder"]
    assert told["new"].first_seen
    assert told["louder"].ratio == rate_ratio(30, 1000, 8, 1000, alternative="greater")


def test_among_many_quiet_themes_a_chance_peak_does_not_emerge():
    peak = theme("peak", 16, 5)
    assert judged(peak)["peak"].emerging
    told = judged(peak, *(theme(f"quiet {i}", 5, 5) for i in range(99)))["peak"]
    assert (told.emerging, told.reason) == (False, "may_be_chance")
    assert told.ratio.low > 1


def test_a_hundred_quiet_themes_raise_hardly_an_alarm():
    draw = np.random.default_rng(0).poisson
    alarms, single = 0, 0
    for _ in range(10):
        themes = [theme(f"t{i}", int(draw(10)), int(draw(10))) for i in range(100)]
        found = judged(*themes).values()
        alarms += sum(e.emerging for e in found)
        single += sum(e.ratio.p < 0.05 for e in found)
    assert single > 25  # about five a run
    assert alarms <= 2


def test_a_louder_channel_is_no_growing_problem():
    assert not judged(theme("a", 60, 20), exposure=3000)["a"].emerging


@pytest.mark.parametrize(
    ("exposure", "earlier", "reason"), [(1000, 0, "no_exposure"), (1000, None, "exposure_missing")]
)
def test_without_exposure_nothing_is_tested(exposure, earlier, reason):
    told = judged(theme("a", 9, 0), exposure=exposure, earlier_exposure=earlier)["a"]
    assert (told.emerging, told.q, told.reason, told.ratio.reason) == (False, None, "not_tested", reason)


def test_a_theme_with_an_unknown_past_is_not_new():
    told = judged(theme("a", 9, None))["a"]
    assert (told.emerging, told.first_seen, told.reason) == (False, None, "not_tested")


def test_a_theme_heard_long_ago_is_not_first_seen_but_may_be_louder():
    told = judged(theme("a", 9, 0, first_seen=False))["a"]
    assert not told.first_seen
    assert told.emerging  # its one exact bound is above 1


def test_overdispersed_themes_need_more():
    assert not judged(theme("a", 30, 12, dispersion=6))["a"].emerging
    assert judged(theme("a", 30, 12))["a"].emerging


def test_the_order_of_themes_does_not_matter():
    themes = [theme(f"t{i}", 5 + 3 * i, 5) for i in range(8)]
    mixed = themes.copy()
    Random(1).shuffle(mixed)
    assert judged(*mixed) == judged(*themes)
    assert [e.theme for e in emerging_themes(mixed, 10, 10)] == [t.theme for t in mixed]


def test_no_themes():
    assert emerging_themes([], 10, 10) == []


def test_contradictions_are_refused_by_theme():
    with pytest.raises(ValueError, match=r"themes\[0\] must be a ThemeCounts, not str"):
        emerging_themes(["x"], 1, 1)
    with pytest.raises(ValueError, match="theme 'a' is given twice"):
        judged(theme("a", 1, 1), theme("a", 2, 1))
    with pytest.raises(ValueError, match="theme 'a' is first seen, yet 2 spoke of it earlier"):
        judged(theme("a", 1, 2, first_seen=True))
    with pytest.raises(ValueError, match=r"theme 'a': count1 is -1.0: it must not be negative"):
        judged(theme("a", -1, 2))
