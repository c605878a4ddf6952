"""WSJF: a sum divided by a size, on one scale."""

import numpy as np
import pytest

from feedback_insights.priority import WSJF_SCALE, ranks, wsjf, wsjf_off_scale


def test_the_published_scores():
    # E4: a public planning guide, (8,5,3)/3, (5,2,5)/5, (3,8,5)/2
    scores = wsjf([8, 5, 3], [5, 2, 8], [3, 5, 5], [3, 5, 2])
    assert scores.round(2).tolist() == [5.33, 2.40, 8.00]
    assert ranks(scores).tolist() == [2, 3, 1]


def test_value_and_criticality_are_added_not_multiplied():
    assert wsjf(8, 5, 1, 2) == 7


@pytest.mark.parametrize("size", [None, float("nan"), 0, -3])
def test_without_a_size_the_score_is_unknown(size):
    assert wsjf(8, 5, 3, size) is None
    assert np.isnan(wsjf([8, 5], 5, 3, [size, 5])).tolist() == [True, False]


def test_an_unknown_part_makes_an_unknown_score():
    assert wsjf(8, None, 3, 2) is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([8, 4], 5, 3, 2), r"value\[1\] is 4.0: it must be one of 1, 2, 3, 5, 8, 13, 20"),
        ((8, 21, 3, 2), "criticality is 21.0: it must be one of"),
        ((8, 5, 0, 2), "risk_reduction is 0.0: it must be one of"),
        ((8, 5, 3, 2.5), "size is 2.5: it must be one of"),
        ((8, 5, 3, float("inf")), "size is inf: it must be finite"),
    ],
)
def test_numbers_off_the_scale_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        wsjf(*arguments, scale=WSJF_SCALE)


def test_numbers_on_any_scale_are_taken_unless_a_scale_is_declared():
    assert wsjf(4, 4, 4, 6) == 2
    assert wsjf(21, 1, 1, 1, scale=(1, 2, 3, 5, 8, 13, 21)) == 23
    with pytest.raises(ValueError, match=r"value is -4.0: it must not be negative"):
        wsjf(-4, 4, 4, 6)
    with pytest.raises(ValueError, match="the result is inf: it is too large"):
        wsjf(1e300, 0, 0, 1e-300)


def test_what_is_off_the_scale_can_be_marked_instead():
    assert wsjf_off_scale([1, 4, 20, 21, None]).tolist() == [False, True, False, True, False]
    assert wsjf_off_scale(7) is True
    assert not any(wsjf_off_scale(WSJF_SCALE))
