"""Shares by channel, joined by declared weights."""

from math import hypot

import pytest

from feedback_insights.statistics import channel_shares, newcombe, wilson
from feedback_insights.statistics.normal import critical

HEARD = {"support": 400, "survey": 100}
NAMED = {"support": 160, "survey": 10}
HALVES = {"support": 0.5, "survey": 0.5}


def test_channels_are_joined_by_weight_and_never_by_adding_up_their_counts():
    told = channel_shares(NAMED, HEARD, HALVES)
    assert [row.share for row in told.channels] == [0.4, 0.1]
    assert told.share == pytest.approx(0.25)  # pooled counts would say 0.34
    assert told.low < 0.25 < told.high
    louder = channel_shares({"support": 1600, "survey": 10}, {"support": 4000, "survey": 100}, HALVES)
    assert louder.share == pytest.approx(told.share)


def test_the_joint_interval_adds_up_what_each_channel_is_unsure_of():
    told = channel_shares(NAMED, HEARD, {"support": 0.8, "survey": 0.2})
    (low1, high1), (low2, high2) = wilson(160, 400), wilson(10, 100)
    assert told.low == pytest.approx(0.34 - hypot(0.8 * (0.4 - low1), 0.2 * (0.1 - low2)), abs=1e-6)
    assert told.high == pytest.approx(0.34 + hypot(0.8 * (high1 - 0.4), 0.2 * (high2 - 0.1)), abs=1e-6)


def test_the_interval_of_one_channel_is_wilson_s():
    told = channel_shares(NAMED, HEARD, {"support": 0, "survey": 1}, level=0.9)
    assert (told.low, told.high) == pytest.approx(wilson(10, 100, critical(0.9)))


def test_a_difference_that_chance_does_not_explain_is_a_conflict():
    told = channel_shares(NAMED, HEARD, HALVES)
    [conflict] = told.conflicts
    assert told.channel_conflict
    assert (conflict.one, conflict.other) == ("support", "survey")
    assert conflict.difference == pytest.approx(0.3)
    assert (conflict.low, conflict.high) == pytest.approx(newcombe(160, 400, 10, 100), abs=1e-6)
    assert not channel_shares({"support": 40, "survey": 10}, HEARD, HALVES).channel_conflict


def test_without_weights_the_table_stands_alone():
    told = channel_shares(NAMED, HEARD)
    assert (told.share, told.low, told.high, told.reason) == (None, None, None, "weights_missing")
    assert [row.weight for row in told.channels] == [None, None]
    assert told.channel_conflict


def test_a_channel_in_which_nobody_was_heard_is_not_left_out_silently():
    heard = {**HEARD, "forum": 0}
    told = channel_shares(NAMED, heard, {"support": 0.4, "survey": 0.4, "forum": 0.2})
    assert (told.share, told.reason) == (None, "channel_unheard")
    assert told.channels[2].share is None
    assert channel_shares(NAMED, heard, {**HALVES, "forum": 0}).share == pytest.approx(0.25)


def test_no_channel_at_all():
    assert channel_shares({}, {}).channels == ()


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ({"support": 0.5, "survey": 0.5001}, "weights sum to 1.0001: they must sum to 1"),
        ({"support": 0, "survey": 0}, "weights sum to 0"),
        ({"support": 1.5, "survey": -0.5}, r"weights\['survey'\] is -0.5: it must not be negative"),
        ({"support": 1}, r"weights name \['support'\], the channels heard are \['support', 'survey'\]"),
    ],
)
def test_weights_are_neither_scaled_nor_guessed(weights, message):
    with pytest.raises(ValueError, match=message):
        channel_shares(NAMED, HEARD, weights)


def test_more_named_than_heard_is_refused():
    with pytest.raises(ValueError, match=r"named\['survey'\] is 101.0: it must not be above the 100.0 heard"):
        channel_shares({"survey": 101}, HEARD)
