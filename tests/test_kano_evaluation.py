"""Kano: categories, counts, coefficients, tests and what a feature is called."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.priority import kano

NAN = float("nan")
BONUS = {"A": 216, "O": 56, "M": 13, "I": 275, "R": 23, "Q": 24}  # Brand and Rese 2026, table 1
MIRROR = {"A": 229, "O": 42, "M": 5, "I": 276, "R": 33, "Q": 22}
WIFI = {"A": 187, "O": 71, "M": 46, "I": 258, "R": 19, "Q": 26}
positions = st.integers(1, 5)
answers = positions | st.none()
pairs = st.lists(st.tuples(answers, answers), max_size=60)
counts = st.fixed_dictionaries(dict.fromkeys("AOMIRQ", st.integers(0, 80)))


def sides(some):
    return [one for one, _ in some], [other for _, other in some]


def test_the_table_is_kano_s_in_every_cell():
    rows = ["".join(kano.category(f, d) for d in range(1, 6)) for f in range(1, 6)]
    assert rows == ["QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"]
    assert ["".join(rows).count(name) for name in "AOMIRQ"] == [3, 1, 3, 9, 7, 2]


def test_pouliot_s_table_differs_in_two_cells():
    """Berger et al. 1993, p. 33: to expect it and its absence, or to live with both, is questionable."""
    both = [(f, d) for f in range(1, 6) for d in range(1, 6)]
    other = [pair for pair in both if kano.category(*pair) != kano.category(*pair, table="pouliot")]
    assert other == [(2, 2), (4, 4)]
    assert {kano.category(*pair, table="pouliot") for pair in other} == {"Q"}
    with pytest.raises(ValueError, match="table is 'kano': it must be one of classic, pouliot"):
        kano.evaluate([1], [2], table="kano")


def test_the_example_of_brand_and_rese():
    found = kano.evaluate_counts(BONUS)
    assert (found.n, found.mode, found.called, found.indicative) == (607, "I", "I", False)
    assert (round(found.cs_plus, 3), round(found.cs_minus, 3)) == (0.486, -0.123)
    assert (found.fong.difference, round(found.fong.threshold, 3)) == (59, 28.215)
    assert found.fong.significant
    assert found.category_strength == pytest.approx(0.0972, abs=5e-5)
    assert found.total_strength == pytest.approx(0.4695, abs=5e-5)
    assert found.second_opinion.category == "I"  # 285 < 322
    assert found.r_share == 23 / 607


@pytest.mark.parametrize(("row", "plus", "minus"), [(MIRROR, 0.491, -0.085), (WIFI, 0.459, -0.208)])
def test_the_rows_beside_it(row, plus, minus):
    found = kano.coefficients(row)
    assert (round(found.cs_plus, 3), round(found.cs_minus, 3)) == (plus, minus)


@pytest.mark.parametrize(
    ("row", "plus", "minus", "tolerance"),
    [  # Sauerwein et al. 1996, p. 11; the last two are printed from unrounded shares
        ({"A": 7, "O": 33, "M": 50, "I": 10}, 0.40, -0.83, 1e-9),
        ({"A": 11, "O": 46, "M": 31, "I": 12}, 0.57, -0.78, 0.0101),
        ({"A": 66, "O": 22, "M": 3, "I": 9}, 0.89, -0.25, 0.0101),
    ],
)
def test_the_coefficients_of_sauerwein(row, plus, minus, tolerance):
    found = kano.evaluate_counts(row)
    assert (found.cs_plus, found.cs_minus) == pytest.approx((plus, minus), abs=tolerance)
    assert found.counts["R"] == 0


def test_the_second_rule_turns_over_on_a_single_answer():
    """Free WiFi: 304 of O, A, M against 303 makes A of what is I by its mode."""
    found = kano.evaluate_counts(WIFI)
    assert (found.mode, found.second_opinion.category) == ("I", "A")
    assert 0.4 < found.second_opinion.probability < 0.6
    assert kano.evaluate_counts(WIFI | {"A": 186}).second_opinion.category == "I"


def test_equal_counts_go_to_must_be_first():
    for first, second in ("MO", "OA", "AI", "IR", "RQ"):
        assert kano.evaluate_counts({second: 5, first: 5}).mode == first


def test_reverse_and_questionable_alone_have_no_coefficients():
    found = kano.evaluate([5, 5, 1, 2], [1, 2, 1, 1])
    assert found.counts == {"A": 0, "O": 0, "M": 0, "I": 0, "R": 3, "Q": 1}
    assert (found.cs_plus, found.cs_plus_low, found.cs_minus, found.cs_minus_high) == (None,) * 4
    assert found.reasons["cs_plus"] == "all answers are reverse or questionable"
    assert (found.mode, found.total_strength, found.r_share) == ("R", 0, 0.75)


def test_questionable_alone_leaves_nothing_to_test():
    found = kano.evaluate_counts({"Q": 40})
    assert (found.mode, found.fong, found.exact) == ("Q", None, None)
    assert found.reasons["fong"] == "all answers are questionable"


def test_nobody_says_nothing():
    for found in (kano.evaluate([], []), kano.evaluate([1, None], [None, 2]), kano.evaluate_counts({})):
        assert (found.n, found.mode, found.called, found.second_opinion, found.fong) == (0, *(None,) * 4)
        assert set(found.shares.values()) == set(found.probabilities.values()) == {None}
        assert found.reasons["mode"] == "nobody gave both answers"


def test_a_pair_with_an_answer_missing_is_dropped_and_counted():
    found = kano.evaluate([1, None, 2, NAN, 3], [5, 5, "", np.nan, 3])
    assert (found.n, found.dropped, found.unanswered) == (2, 3, 1)
    assert kano.category(1, None) is None
    assert kano.evaluate_counts(BONUS).dropped is None


def test_below_twelve_there_is_no_fong_test_but_an_exact_one():
    eleven, twelve = kano.evaluate_counts({"A": 9, "I": 2}), kano.evaluate_counts({"A": 9, "I": 3})
    assert eleven.fong is None
    assert eleven.reasons["fong"] == "11 respondents; the test needs 12"
    assert eleven.exact.p == pytest.approx(2 * (1 + 11 + 55) / 2**11)
    assert twelve.fong  # 6 against 1.65 * sqrt(12 * 12 / 24) = 4.04


def test_a_difference_below_the_threshold_is_not_significant():
    found = kano.fong({"A": 20, "I": 18})  # 2 against 1.65 * sqrt(38 * 38 / 76) = 7.19
    assert found is not None
    assert not found
    assert not found.significant


def test_questionable_answers_count_in_fong_s_n_but_never_as_a_rival():
    without, with_ = kano.fong({"A": 30, "I": 10}), kano.fong({"A": 30, "I": 10, "Q": 60})
    assert (with_.first, with_.second) == ("A", "I")
    assert with_.threshold == pytest.approx(1.65 * np.sqrt(40 * (200 - 40) / 200))
    assert with_.threshold > without.threshold


def test_what_is_not_certain_is_called_mixed():
    assert kano.evaluate_counts({"M": 50, "I": 50, "A": 3}).called == "mixed(M,I)"
    assert kano.evaluate_counts({"M": 80, "I": 20}).called == "M"


def test_below_two_hundred_it_is_indicative():
    assert kano.evaluate_counts({"A": 199}).indicative
    assert not kano.evaluate_counts({"A": 200}).indicative


def test_reversed_numbers_of_the_second_question_are_a_declared_option():
    functional, dysfunctional = [1, 2, 5, 3], [5, 4, 1, 2]
    reversed_ = [6 - answer for answer in dysfunctional]
    assert kano.evaluate(functional, reversed_, swapped=True) == kano.evaluate(functional, dysfunctional)
    assert kano.evaluate(functional, reversed_) != kano.evaluate(functional, dysfunctional)


def test_an_inverted_question_turns_reverse_into_what_its_opposite_is():
    reverse = [(2, 1), (5, 1), (5, 3)]
    assert [kano.category(*pair) for pair in reverse] == ["R", "R", "R"]
    assert [kano.category(*pair, inverted=True) for pair in reverse] == ["A", "O", "M"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1, 7], [1, 2]), r"functional\[1\] is 7: not 1 to 5, nor a wording that is known; say what it me"),
        (([1, 2], [1, "Meh"]), r"dysfunctional\[1\] is 'Meh': .*labels=\{'Meh': ...\}, where 1 like, 2 must"),
        ((["a", "b", "a"], [1, 2, 3]), r"functional\[0\] is 'a': .*\(nor are: 'b'\)"),
        (([0], [1]), r"functional\[0\] is 0"),
        (([2.5], [1]), r"functional\[0\] is 2.5"),
        (([True], [1]), r"functional\[0\] is True"),
        (([float("inf")], [1]), r"functional\[0\] is inf"),
        (([1, 2], [1]), "functional has 2 answers and dysfunctional 1"),
        (("like", [1]), "functional must be a list of answers, one a respondent, not of type str"),
        ((1, [1]), "functional must be a list of answers"),
        (([1], np.ones((1, 2))), "dysfunctional must be a list .* ndarray of 2 dimensions"),
        (([1], {5: 1}), "dysfunctional must be a list"),
    ],
)
def test_what_is_no_answer_is_refused_with_its_place(arguments, message):
    with pytest.raises(ValueError, match=message):
        kano.evaluate(*arguments)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"A": -1}, r"counts\['A'\] is -1.0: it must not be negative"),
        ({"A": 7.5}, r"counts\['A'\] is 7.5: it must be a whole number of respondents"),
        ({"A": None}, r"counts\['A'\] is nan"),
        ({"A": float("inf")}, r"counts\['A'\] is inf"),
        ({"A": 1e300}, r"counts\['A'\] is 1e\+300"),
        ({"P": 3}, "counts has 'P'; the categories are A, O, M, I, R, Q"),
        ([1, 2], "counts must map categories to counts"),
    ],
)
def test_impossible_counts_are_refused(row, message):
    for function in (kano.evaluate_counts, kano.coefficients, kano.fong, kano.exact_test):
        with pytest.raises(ValueError, match=message):
            function(row)


def test_options_out_of_range_are_refused():
    with pytest.raises(ValueError, match="level is 90: it must be above 0 and below 1"):
        kano.evaluate([1], [2], level=90)
    with pytest.raises(ValueError, match="draws is 0: it must be a whole number, at least 1"):
        kano.evaluate([1], [2], draws=0)
    with pytest.raises(ValueError, match="seed is -1: it must be a whole number, at least 0"):
        kano.evaluate([1], [2], seed=-1)


@settings(deadline=None, max_examples=50)
@given(pairs, st.randoms())
def test_the_order_of_respondents_counts_for_nothing(some, random):
    shuffled = random.sample(some, len(some))
    assert kano.evaluate(*sides(shuffled), draws=50) == kano.evaluate(*sides(some), draws=50)


@settings(deadline=None, max_examples=50)
@given(pairs)
def test_counts_and_answers_agree(some):
    found = kano.evaluate(*sides(some), draws=50)
    again = kano.evaluate_counts(found.counts, draws=50)
    assert (again.n, again.mode, again.probabilities) == (found.n, found.mode, found.probabilities)
    assert found.n + found.dropped == len(some)
    assert kano.evaluate(*sides(some), inverted=True).counts["Q"] == found.counts["Q"]


@settings(deadline=None, max_examples=50)
@given(counts)
def test_figures_stay_in_their_ranges(row):
    found = kano.evaluate_counts(row, draws=50)
    if not found.n:
        return
    assert sum(found.probabilities.values()) == pytest.approx(1)
    assert found.mode == min("MOAIRQ", key=lambda name: -row[name])
    if found.cs_plus is not None:
        assert 0 <= found.cs_plus_low <= found.cs_plus <= found.cs_plus_high <= 1
        assert -1 <= found.cs_minus_low <= found.cs_minus <= found.cs_minus_high <= 0
        total = found.n - row["R"] - row["Q"]
        assert found.cs_plus - found.cs_minus == pytest.approx((row["A"] + 2 * row["O"] + row["M"]) / total)


def test_draws_are_seeded():
    row = {"M": 12, "I": 11, "A": 9}
    first, again, other = (kano.evaluate_counts(row, seed=seed, draws=500) for seed in (1, 1, 2))
    assert first == again
    assert first.probabilities != other.probabilities


def test_the_chance_of_a_category_is_that_of_its_draws():
    """Two categories: A wins if a binomial of 40 has more than 20, ties going to M."""
    from scipy.stats import binom

    found = kano.evaluate_counts({"A": 22, "M": 18}, draws=100_000)
    assert found.probabilities["A"] == pytest.approx(1 - binom.cdf(20, 40, 22 / 40), abs=0.005)


def test_importing_kano_does_not_load_numpy():
    code = "import sys, feedback_insights.priority.kano; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    assert "evaluate" in dir(kano)
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = kano.nonsense
