"""How public functions read their numbers."""

import numpy as np
import pytest

from feedback_insights.arguments import declared, fraction, listed, numbers, plain, single, whole


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


@pytest.mark.parametrize("odd", [1 + 2j, [1j, 2], np.array(["2026-01-01"], "M8[D]"), np.array([3], "m8[D]")])
def test_what_would_lose_its_meaning_as_a_number_is_refused(odd):
    with pytest.raises(ValueError, match=r"reach must be a number .* is no number"):
        numbers("reach", odd)


def test_what_is_masked_or_nothing_to_pandas_is_unknown():
    assert np.isnan(numbers("reach", np.ma.array([1, 2], mask=[False, True]))).tolist() == [False, True]
    missing = type("NAType", (), {})()  # pandas.NA is known by the name of its type
    assert np.isnan(numbers("reach", [1, missing])).tolist() == [False, True]
    assert plain(numbers("reach", missing)) is None


@pytest.mark.parametrize(
    ("read", "message"),
    [
        (lambda: single("total", [1, 2]), r"total must be one number, not of shape \(2,\)"),
        (lambda: declared("cap", None), "cap must be a number, not None"),
        (lambda: fraction("level", 95), "level is 95: it must be above 0 and below 1"),
        (lambda: fraction("level", "0.9"), "level must be a number"),
        (lambda: whole("draws", 2.5, low=1), "draws is 2.5: it must be a whole number, at least 1"),
        (lambda: whole("draws", True, low=1), "draws is True"),
        (lambda: whole("seed", -1, low=0), "seed is -1: it must be a whole number, at least 0"),
        (lambda: listed("ids", "abc"), "ids must be a list of names, one per item, not of type str"),
        (lambda: listed("ids", 3), "ids must be a list of names, one per item, not of type int"),
        (lambda: listed("ids", np.array(3)), "ids must be a list of names"),
    ],
)
def test_options_that_cannot_be_are_named(read, message):
    with pytest.raises(ValueError, match=message):
        read()
