"""Value against effort: declared cuts, medians only on request, quadrants over draws."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.priority import quadrant, quadrant_probabilities, quadrants

CUTS = {"value_cut": 0.5, "effort_cut": 3}


def test_the_four_quadrants():
    found = quadrant([0.9, 0.9, 0.1, 0.1], [1, 9, 1, 9], **CUTS)
    assert found.tolist() == ["quick win", "big bet", "fill-in", "time sink"]


def test_on_the_cut_value_is_high_and_effort_low():
    assert quadrant(0.5, 3, **CUTS) == "quick win"


@pytest.mark.parametrize("effort", [None, float("nan"), 0, -1])
def test_without_an_effort_there_is_no_quadrant(effort):
    assert quadrant(0.9, effort, **CUTS) is None
    assert quadrant([0.9, 0.9], [effort, 1], **CUTS).tolist() == [None, "quick win"]
    assert quadrant(None, 1, **CUTS) is None


def test_medians_are_taken_on_request_only_and_marked():
    value, effort = [1, 2, 3, None, 90], [4, 2, 6, 1, None]
    with pytest.raises(ValueError, match="declare value_cut and effort_cut, or take this list's medians"):
        quadrants(value, effort)
    relative = quadrants(value, effort, relative=True)
    assert (relative.relative, relative.value_cut, relative.effort_cut) == (True, 2, 4)
    assert relative.labels.tolist() == ["fill-in", "quick win", "big bet", None, None]
    declared = quadrants(value, effort, value_cut=3, effort_cut=3)
    assert (declared.relative, declared.labels.tolist()[1]) == (False, "fill-in")


def test_a_list_in_which_nothing_is_known_has_no_medians():
    assert quadrants([None], [2], relative=True).value_cut is None
    assert quadrants([], [], relative=True).labels.tolist() == []
    assert quadrants([None], [2], relative=True).labels.tolist() == [None]


def test_chances_over_the_draws_and_boundary_below_80_per_cent():
    value = np.array([[0.9, 0.9, 0.1, 0.4]] * 8 + [[0.1, 0.1, 0.1, np.nan]] * 2)
    effort = np.array([[1, 1, 9, 1]] * 9 + [[9, 1, 9, 1]])
    sure, also, sink, unknown = quadrant_probabilities(value, effort, **CUTS)
    assert (sure.quick_win, sure.fill_in, sure.time_sink, sure.label) == (0.8, 0.1, 0.1, "quick win")
    assert (also.quick_win, also.fill_in, also.big_bet) == (0.8, 0.2, 0)
    assert (sink.time_sink, sink.label) == (1, "time sink")
    assert unknown is None
    assert quadrant_probabilities(value, effort, **CUTS, certainty=0.9)[0].label == "boundary"
    assert quadrant_probabilities(value[1:], effort[1:], **CUTS)[0].label == "boundary"


def test_an_effort_that_is_known_holds_in_every_draw():
    chances = quadrant_probabilities([[0.9, 0.9, 0.9], [0.9, 0.1, 0.9]], [1, 9, 0], **CUTS)
    assert chances[0].label == "quick win"
    assert (chances[1].big_bet, chances[1].time_sink, chances[1].label) == (0.5, 0.5, "boundary")
    assert chances[2] is None


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: quadrant(1, 1, value_cut=None, effort_cut=3), "value_cut must be a number, not None"),
        (lambda: quadrant(1, 1, value_cut=1, effort_cut=[1, 2]), "effort_cut must be one number"),
        (lambda: quadrant(float("inf"), 1, **CUTS), "value is inf: it must be finite"),
        (lambda: quadrants([1], [1], relative=True, **CUTS), "give either both cuts or relative=True"),
        (lambda: quadrants([1, 2], [1], **CUTS), "value has 2, effort has 1"),
        (lambda: quadrants([1], [1], value_cut=1), "declare value_cut and effort_cut"),
        (lambda: quadrant_probabilities([1, 2], [1, 2], **CUTS), "one row per draw and one column per item"),
        (lambda: quadrant_probabilities(np.empty((0, 2)), [1, 2], **CUTS), "at least one draw"),
        (lambda: quadrant_probabilities([[1]], [1], **CUTS, certainty=0.5), "certainty is 0.5"),
    ],
)
def test_impossible_requests_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


items = st.lists(st.tuples(st.floats(0, 1), st.floats(0.1, 20)), min_size=1, max_size=20)


@settings(deadline=None, max_examples=50)
@given(items)
def test_a_quadrant_does_not_depend_on_the_other_items(pairs):
    value, effort = zip(*pairs, strict=True)
    together = quadrant(value, effort, **CUTS).tolist()
    assert together == [quadrant(v, e, **CUTS) for v, e in pairs]
    days = quadrant(value, [20 * e for e in effort], value_cut=0.5, effort_cut=20 * 3.0)
    assert days.tolist() == together


@settings(deadline=None, max_examples=50)
@given(st.lists(st.lists(st.floats(0, 1), min_size=3, max_size=3), min_size=1, max_size=30))
def test_chances_sum_to_one(draws):
    for chance in quadrant_probabilities(draws, [1, 3, 9], **CUTS):
        total = chance.quick_win + chance.big_bet + chance.fill_in + chance.time_sink
        assert total == pytest.approx(1)
