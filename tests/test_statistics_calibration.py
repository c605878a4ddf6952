"""Brier score, calibration error and reliability table (prioritization spec, section 8)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.statistics import brier_score, calibration_error, reliability_table, wilson
from feedback_insights.statistics.proportions import Z90

NAN, INF = float("nan"), float("inf")
SAID, TRUE = (
    [0.25, 0.25, 0.55, 0.75, 0.75],
    [0, 0, 1, 1, 1],
)  # torchmetrics, binary_calibration_error (spec E18)


@pytest.mark.parametrize(("norm", "expected"), [("l1", 0.2900), ("l2", 0.2918), ("max", 0.3167)])
def test_the_published_calibration_errors(norm, expected):
    assert calibration_error(SAID, TRUE, bins=2, norm=norm) == pytest.approx(expected, abs=5e-5)
    assert calibration_error(SAID, TRUE, bins=[0, 0.5, 1], norm=norm) == pytest.approx(expected, abs=5e-5)


def test_the_published_brier_score():
    assert brier_score(SAID, TRUE) == pytest.approx(0.0905)


def test_a_table_tells_what_was_said_and_what_came_true():
    table = reliability_table(SAID, TRUE, bins=2)
    low, high = table.bins
    assert (table.pairs, [b.pairs for b in table.bins], [b.right for b in table.bins]) == (5, [2, 3], [0, 3])
    assert (high.low, high.high, high.observed, high.gap) == (0.55, 0.75, 1, pytest.approx(-0.3167, abs=5e-5))
    assert (low.observed_low, low.observed_high) == pytest.approx(wilson(0, 2, Z90))
    assert reliability_table(SAID, TRUE, bins=2, level=0.99).bins[0].observed_high > low.observed_high


def test_empty_bins_have_no_part():
    """The well-known bug: empty bins dropped from one list but not from the sizes."""
    said, true = [0.05, 0.05, 0.95, 0.95], [0, 0, 1, 0]
    assert [b.pairs for b in reliability_table(said, true).bins] == [2, 2]
    assert calibration_error(said, true) == pytest.approx(0.5 * 0.05 + 0.5 * 0.45)
    assert calibration_error(said, true, bins=1000) == pytest.approx(0.25)


def test_answers_as_sure_as_they_are_right_have_no_calibration_error():
    right = np.arange(100) < 80
    assert calibration_error(np.full(100, 0.8), right) == pytest.approx(0)
    assert calibration_error(np.full(100, 0.99), right) == pytest.approx(0.19)


def test_a_probability_on_an_edge_belongs_to_the_upper_bin_and_one_to_the_last():
    said = [i / 100 for i in range(101)]
    table = reliability_table(said, [0] * 101, bins=100)
    assert [(b.low, b.high) for b in table.bins] == [(p, p) for p in said[:99]] + [(0.99, 1)]
    assert [b.pairs for b in reliability_table([0, 0.3, 1], [0, 1, 1], bins=[0, 0.3, 1]).bins] == [1, 2]


def test_bins_of_equal_mass_differ_by_one_pair_and_never_part_equal_probabilities():
    said = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]
    assert [b.pairs for b in reliability_table(said, [0] * 7, bins=3, equal_mass=True).bins] == [3, 2, 2]
    table = reliability_table([0.5] * 6 + [0.7], [1, 0, 0, 0, 1, 1, 1], bins=3, equal_mass=True)
    assert [(b.pairs, b.observed) for b in table.bins] == [(6, 0.5), (1, 1)]
    assert calibration_error([0.2, 0.9], [0, 1], bins=10**9, equal_mass=True) == pytest.approx(0.15)


def test_one_class_alone_is_measured_too():
    assert brier_score([0.9, 1], [1, 1]) == pytest.approx(0.005)
    assert calibration_error([0.9, 1], [True, True]) == pytest.approx(0.05)
    assert reliability_table([0.5], [0]).bins[0].observed == 0


def test_without_pairs_there_is_no_figure():
    assert brier_score([], []) is None
    assert calibration_error([], []) is calibration_error([], [], equal_mass=True) is None
    assert reliability_table([], []).bins == ()


@pytest.mark.parametrize(
    ("said", "true", "more", "message"),
    [
        ([0.1, NAN], [0, 1], {}, r"probability\[1\] is nan: it must be known"),
        ([0.1, INF], [0, 1], {}, r"probability\[1\] is inf: it must be finite"),
        ([0.1, 1.01], [0, 1], {}, r"probability\[1\] is 1.01: it must be between 0 and 1"),
        ([80], [1], {}, r"probability\[0\] is 80.0"),
        ([0.1, 0.2], [0, None], {}, r"truth\[1\] is nan: it must be known"),
        ([0.1, 0.2], [0, 2], {}, r"truth\[1\] is 2.0: it must be 0 or 1"),
        ([0.1, 0.2], [0, 0.5], {}, r"truth\[1\] is 0.5: it must be 0 or 1"),
        ([0.1, 0.2], [0], {}, "probability has 2 numbers, truth has 1"),
        (0.1, 0, {}, r"probability must be a list of numbers, not of shape \(\)"),
        (["much"], [0], {}, "probability must be a number or an array of numbers"),
        ([0.1], [0], {"bins": 0}, "bins is 0: it must be a whole number, at least 1"),
        ([0.1], [0], {"bins": 2.5}, "bins is 2.5"),
        ([0.1], [0], {"bins": [0, 0.5]}, "edges that rise from 0 to 1"),
        ([0.1], [0], {"bins": [0, 0.5, 0.5, 1]}, "edges that rise from 0 to 1"),
        ([0.1], [0], {"bins": [0, 0.5, 1], "equal_mass": True}, "bins must be one number"),
        ([0.1], [0], {"norm": "L3"}, "norm is 'L3': it must be one of l1, l2, max"),
    ],
)
def test_what_cannot_be_measured_is_refused(said, true, more, message):
    with pytest.raises(ValueError, match=message):
        calibration_error(said, true, **more)


pairs = st.lists(
    st.tuples(st.integers(0, 40).map(lambda i: i / 40) | st.floats(0, 1), st.booleans()), min_size=1
)


@settings(deadline=None)
@given(pairs, st.randoms(), st.integers(1, 12), st.booleans())
def test_the_order_of_the_pairs_changes_nothing(told, random, bins, equal_mass):
    mixed = random.sample(told, len(told))
    tables = [
        reliability_table(*zip(*rows, strict=True), bins=bins, equal_mass=equal_mass)
        for rows in (told, mixed)
    ]
    assert tables[0] == tables[1]
    assert brier_score(*zip(*told, strict=True)) == brier_score(*zip(*mixed, strict=True))


@settings(deadline=None)
@given(pairs, st.integers(1, 12), st.booleans())
def test_the_norms_are_ordered_and_one_bin_holds_only_the_difference_of_the_means(told, bins, equal_mass):
    said, true = zip(*told, strict=True)
    l1, l2, most = (
        calibration_error(said, true, bins=bins, equal_mass=equal_mass, norm=norm)
        for norm in ("l1", "l2", "max")
    )
    assert 0 <= l1 <= l2 + 1e-12
    assert l2 <= most + 1e-12 <= 1 + 1e-12
    whole = calibration_error(said, true, bins=1)
    assert whole == pytest.approx(abs(np.mean(said) - np.mean(true)))
    assert whole <= l1 + 1e-12


@settings(deadline=None)
@given(pairs, st.integers(1, 12))
def test_saying_everything_twice_changes_no_figure(told, bins):
    said, true = zip(*told, strict=True)
    assert brier_score(said * 2, true * 2) == pytest.approx(brier_score(said, true))
    assert calibration_error(said * 2, true * 2, bins=bins) == pytest.approx(
        calibration_error(said, true, bins=bins)
    )


@settings(deadline=None)
@given(pairs)
def test_the_brier_score_of_the_opposite_is_the_same(told):
    said, true = np.array([p for p, _ in told]), np.array([y for _, y in told])
    assert brier_score(1 - said, ~true) == pytest.approx(brier_score(said, true))
