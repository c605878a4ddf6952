"""How public functions read their numbers."""

import numpy as np
import pytest

from feedback_insights.arguments import numbers, plain


@pytest.mark.parametrize("text", ["12", ["1", 2], [None, "x"], np.array(["3"], dtype=object)])
def test_a_text_is_no_number_even_if_it_looks_like_one(text):
    with pytest.raises(ValueError, match=r"reach must be a number .*: a text is no number"):
        numbers("reach", text)


@pytest.mark.parametrize("odd", [10**400, {"a": 1}, [[1], [2, 3]], object()])
def test_whatever_cannot_be_read_is_named(odd):
    with pytest.raises(ValueError, match="reach must be a number or an array of numbers"):
        numbers("reach", odd)


def test_unknown_numbers_stay_unknown():
    assert np.isnan(numbers("reach", [1, None, np.nan])).tolist() == [False, True, True]
    assert plain(numbers("reach", None)) is None


@pytest.mark.parametrize(
    ("low", "high", "given", "message"),
    [
        (0, np.inf, -1, "reach is -1.0: it must not be negative"),
        (1, np.inf, 0, "reach is 0.0: it must be 1 or more"),
        (0, 1, [0, 2], r"reach\[1\] is 2.0: it must be between 0 and 1"),
        (-np.inf, 5, 6, "reach is 6.0: it must be 5 or less"),
        (0, 1, np.inf, "reach is inf: it must be finite"),
    ],
)
def test_a_number_out_of_range_is_named_with_its_place(low, high, given, message):
    with pytest.raises(ValueError, match=message):
        numbers("reach", given, low=low, high=high)
