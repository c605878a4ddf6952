"""Risk, coverage and the threshold for a stated precision (prioritization spec, section 8)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.statistics import abstention_threshold, risk_coverage, wilson

SAID, TRUE = [0.9, 0.8, 0.8, 0.6, 0.1], [1, 1, 0, 1, 0]
Z90 = 1.6448536269514722


def test_every_probability_is_a_threshold_and_equal_ones_are_accepted_together():
    rows = risk_coverage(SAID, TRUE)
    assert [(r.threshold, r.accepted, r.right) for r in rows] == [
        (0.9, 1, 1),
        (0.8, 3, 2),
        (0.6, 4, 3),
        (0.1, 5, 3),
    ]
    second = rows[1]
    assert (second.coverage, second.precision, second.risk, second.recall) == (3 / 5, 2 / 3, 1 / 3, 2 / 3)
    assert (second.low, second.high) == pytest.approx(wilson(2, 3, Z90))


def test_thresholds_can_be_given_and_what_accepts_nothing_has_no_precision():
    none, all_of_them = risk_coverage(SAID, TRUE, [0.95, 0])
    assert (none.coverage, none.precision, none.risk, none.low, none.recall) == (0, None, None, None, 0)
    assert (all_of_them.coverage, all_of_them.precision) == (1, 3 / 5)
    assert risk_coverage([0.5], [0])[0].recall is None


def test_the_threshold_is_the_lowest_that_reaches_the_target_even_beyond_a_gap():
    said = [0.9] * 30 + [0.8] * 10 + [0.7] * 100
    true = [1] * 30 + [0] * 10 + [1] * 100
    low = {row.threshold: row.low for row in risk_coverage(said, true)}
    assert low[0.9] > 0.85 > low[0.8] < low[0.7]
    found = abstention_threshold(said, true, target=0.85)
    assert (found.threshold, found.coverage, found.right) == (0.7, 1, 130)
    assert abstention_threshold(said, true, target=0.85, thresholds=[0.9, 0.8]).threshold == 0.9


def test_ten_of_ten_do_not_prove_nine_in_ten():
    """Wilson's lower end of n of n is n / (n + z^2): 25 are needed at 90 %, 35 at 95 %."""
    assert abstention_threshold([0.9] * 10, [1] * 10) is None
    assert [abstention_threshold([0.9] * n, [1] * n) is None for n in (24, 25)] == [True, False]
    assert [abstention_threshold([0.9] * n, [1] * n, level=0.95) is None for n in (34, 35)] == [True, False]


def test_without_pairs_or_right_ones_there_is_no_threshold():
    assert risk_coverage([], []) == risk_coverage([], [], [0.5]) == ()
    assert abstention_threshold([], []) is None
    assert abstention_threshold([0.9] * 50, [0] * 50) is None


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: abstention_threshold([0.5], [1], target=90), "target is 90.0: it must be between 0 and 1"),
        (lambda: abstention_threshold([0.5], [1], target=None), "target must be a number, not None"),
        (lambda: risk_coverage([0.5], [1], [0.5, 1.5]), r"thresholds\[1\] is 1.5"),
        (lambda: risk_coverage([0.5], [1], 0.5), "thresholds must be a list of numbers"),
        (lambda: risk_coverage([0.5], [float("nan")]), r"truth\[0\] is nan"),
        (lambda: risk_coverage([0.5], [1], level=1), "level is 1"),
    ],
)
def test_impossible_arguments_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


pairs = st.lists(st.tuples(st.integers(0, 20).map(lambda i: i / 20), st.booleans()), min_size=1, max_size=60)


@settings(deadline=None)
@given(pairs, st.randoms(), st.sampled_from([0.3, 0.6, 0.9]))
def test_the_threshold_is_what_trying_them_all_finds_whatever_the_order(told, random, target):
    said, true = zip(*told, strict=True)
    best = None
    for cut in sorted(set(said), reverse=True):
        taken = [y for p, y in told if p >= cut]
        if wilson(sum(taken), len(taken), Z90)[0] >= target:
            best = cut
    found = abstention_threshold(said, true, target=target)
    assert (found and found.threshold) == best
    assert abstention_threshold(*zip(*random.sample(told, len(told)), strict=True), target=target) == found


@settings(deadline=None)
@given(pairs)
def test_coverage_and_recall_rise_as_the_threshold_falls(told):
    rows = risk_coverage(*zip(*told, strict=True))
    assert [r.coverage for r in rows] == sorted(r.coverage for r in rows)
    assert [r.right for r in rows] == sorted(r.right for r in rows)
    assert rows[-1].coverage == 1
