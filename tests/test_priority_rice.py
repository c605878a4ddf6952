"""RICE as a plain function."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights import priority
from feedback_insights.priority import rice


def test_the_three_examples_of_the_source():
    scores = rice([450, 2000, 800], [3, 1, 2], [1.0, 0.8, 0.5], [2, 4, 1])
    assert scores.tolist() == pytest.approx([675, 400, 800])
    assert rice(500 * 0.30 * 3, 3, 1.0, 2) == pytest.approx(675)


@pytest.mark.parametrize("effort", [None, float("nan"), 0, -2, -0.0])
def test_without_an_effort_the_score_is_unknown_and_never_zero(effort):
    assert rice(450, 3, 1, effort) is None
    assert np.isnan(rice([450, 0], 3, 1, effort)).all()


def test_unknown_inputs_make_unknown_scores_and_leave_the_others_alone():
    scores = rice([450, None, 10], 3, [1, 1, np.nan], [2, 2, 2])
    assert scores[0] == 675
    assert np.isnan(scores[1:]).all()
    assert rice(None, 3, 1, 2) is None


def test_nobody_reached_is_a_true_zero():
    assert rice(0, 3, 1, 2) == 0


def test_arguments_broadcast():
    assert rice([[1], [2]], [1, 2, 3], 1, 1).tolist() == [[1, 2, 3], [2, 4, 6]]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1, -5], 3, 1, 2), r"reach\[1\] is -5.0: it must not be negative"),
        ((1, -1, 1, 2), "impact is -1.0: it must not be negative"),
        ((1, 3, 80, 2), "confidence is 80.0: it must be a share between 0 and 1"),
        ((1, 3, 1, [[2, float("inf")]]), r"effort\[0, 1\] is inf: it must be finite"),
        ((float("-inf"), 3, 1, 2), "reach is -inf: it must be finite"),
        ((1e300, 3, 1, 1e-300), "the score is inf: it is too large"),
    ],
)
def test_impossible_numbers_are_refused_with_their_place(arguments, message):
    with pytest.raises(ValueError, match=message):
        rice(*arguments)


amounts = st.floats(0, 1e6) | st.none()


@settings(deadline=None)
@given(amounts, amounts, st.floats(0, 1) | st.none(), st.floats(-10, 1e6).filter(lambda e: not 0 < e < 1e-9))
def test_numbers_and_arrays_agree(reach, impact, confidence, effort):
    alone, [listed] = rice(reach, impact, confidence, effort), rice([reach], impact, confidence, effort)
    assert (alone is None and np.isnan(listed)) or alone == listed
    assert (alone is None) == (None in (reach, impact, confidence) or effort <= 0)


def test_importing_the_package_does_not_load_numpy():
    code = "import sys, feedback_insights.priority; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_unknown_name_is_an_attribute_error():
    assert "rice" in dir(priority)
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = priority.nonsense
