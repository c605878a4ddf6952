"""Tornado, weights that swap the top two, and the headline."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from feedback_insights.priority import rice
from feedback_insights.statistics import smaa, tornado, weight_swaps, weighting_headline

WIDE, NARROW = np.linspace(0, 100, 101), np.linspace(49, 51, 101)


def backlog(first, *others):
    return np.column_stack([first, *[np.full(101, other) for other in others]])


def test_each_input_goes_from_its_5_to_its_95_percent_point_and_the_others_stay_at_the_median():
    inputs = {
        "reach": backlog(WIDE, 40.0),
        "impact": backlog(NARROW / 50, 1.0),
        "effort": [1, 1],
        "confidence": 1,
    }
    found = tornado(rice, inputs)
    assert (found.score, found.rank) == (50, 1)
    reach, impact = found.bars  # effort and confidence have no draws
    assert (reach.input, reach.low, reach.high) == ("reach", 5, 95)
    assert (reach.score_low, reach.score_high, reach.rank_low, reach.rank_high) == (5, 95, 2, 1)
    assert (impact.input, impact.rank_change) == ("impact", 0)
    assert impact.score_change == pytest.approx(0.9 * 2)


def test_bars_come_by_change_in_rank_first_and_then_in_score():
    def score(big, small, still):
        return big + 10 * small + still

    inputs = {
        "big": backlog(WIDE, 0, 200),
        "small": backlog(NARROW - 50, 55 / 10, 0),  # 5 % to 95 %: 9 either way
        "still": backlog(np.zeros(101), 0, 0),
    }
    found = tornado(score, inputs, 0)
    assert [bar.input for bar in found.bars] == ["big", "small", "still"]
    ranks = {bar.input: (bar.rank_low, bar.rank_high) for bar in found.bars}
    assert ranks == {"big": (3, 2), "small": (3, 2), "still": (3, 3)}


def test_what_all_items_share_moves_for_all_of_them():
    factor = np.linspace(0.5, 1.5, 101)[:, np.newaxis]
    [bar] = tornado(lambda factor, value: factor * value, {"factor": factor, "value": [4, 2]}, 1).bars
    assert (bar.rank_low, bar.rank_high) == (2, 2)
    assert (bar.score_low, bar.score_high) == pytest.approx((1.1, 2.9))


def test_an_item_without_a_score_has_no_rank_and_nobody_else_loses_theirs():
    inputs = {"reach": backlog(WIDE, 10, 20), "impact": 1, "confidence": 1, "effort": [1, None, 1]}
    assert tornado(rice, inputs, 0).rank == 1
    lost = tornado(rice, inputs, 1)
    assert (lost.score, lost.rank, lost.bars[0].rank_low, lost.bars[0].rank_change) == (None, None, None, 0)


def test_unknown_draws_are_left_out_and_one_item_alone_is_first():
    [bar] = tornado(lambda x: x, {"x": [[1], [None], [3]]}).bars
    assert (bar.low, bar.high, bar.rank_low) == (pytest.approx(1.1), pytest.approx(2.9), 1)
    assert tornado(lambda x: x, {"x": [[None]]}).score is None


@pytest.mark.parametrize(
    ("score", "inputs", "item", "message"),
    [
        (lambda x, y: x, {"x": [[1, 2]], "y": [1, 2, 3]}, 0, "inputs are of 2 and 3 items"),
        (lambda x: x, {"x": [[1, 2]]}, 2, "item is 2: it must be one of 2"),
        (lambda x: x, {"x": np.zeros((0, 2))}, 0, r"inputs\['x'\] must be draws x items"),
        (lambda x: x, {"x": [[np.inf]]}, 0, r"inputs\['x'\]\[0, 0\] is inf"),
        (lambda x: [1, 2, 3], {"x": [[1, 2]]}, 0, "the score must be one number per item, 2"),
    ],
)
def test_what_has_no_tornado_is_refused(score, inputs, item, message):
    with pytest.raises(ValueError, match=message):
        tornado(score, inputs, item)


def test_the_weight_that_swaps_two_items_of_two_criteria():
    first, second = weight_swaps([[1, 0], [0, 1]], [0.7, 0.3])  # equal at a half
    assert (first.criterion, first.leader, first.rival) == (0, 0, 1)
    assert (first.swap_at, first.change) == (pytest.approx(0.5), pytest.approx(-0.2))
    assert (second.swap_at, second.change) == (pytest.approx(0.5), pytest.approx(0.2))


def test_a_weight_that_can_swap_nothing_says_so():
    assert [swap.swap_at for swap in weight_swaps([[1, 1], [0, 0.5]], [0.5, 0.5])] == [None, None]
    assert [swap.swap_at for swap in weight_swaps([[1, 0], [0, 1]], [1, 0])] == [None, pytest.approx(0.5)]


def test_the_top_two_are_found_by_score_and_others_on_request():
    utilities = [[0, 0.5], [1, 0], [None, 1], [0.6, 0.6]]
    assert {(s.leader, s.rival) for s in weight_swaps(utilities, [0.7, 0.3])} == {(1, 3)}
    assert {(s.leader, s.rival) for s in weight_swaps(utilities, [0.7, 0.3], rival=0)} == {(1, 0)}
    assert weight_swaps([[1, 0], [None, 1]], [0.5, 0.5]) == ()
    with pytest.raises(ValueError, match="rival is 2: no such item has a score"):
        weight_swaps(utilities, [0.7, 0.3], rival=2)
    with pytest.raises(ValueError, match="leader and rival are both 1"):
        weight_swaps(utilities, [0.7, 0.3], leader=1, rival=1)
    with pytest.raises(ValueError, match=r"weights sum to 0\.9"):
        weight_swaps(utilities, [0.7, 0.2])


shares = st.lists(st.integers(1, 9), min_size=2, max_size=4)


@settings(deadline=None)
@given(shares, st.data())
def test_at_the_swap_the_two_are_equal_and_just_beyond_they_are_swapped(parts, data):
    weights = np.array(parts) / sum(parts)
    rows = st.lists(st.integers(0, 9), min_size=len(parts), max_size=len(parts))
    utilities = np.array(data.draw(st.tuples(rows, rows)), dtype=float)
    for swap in weight_swaps(utilities, weights):
        ahead = utilities[swap.leader] - utilities[swap.rival]
        assume(abs(weights @ ahead) > 1e-6)
        for t in (
            [0.001, 0.999]
            if swap.swap_at is None
            else [swap.swap_at + (0.001 if swap.change > 0 else -0.001)]
        ):
            moved = np.where(
                np.arange(len(parts)) == swap.criterion, t, weights * (1 - t) / (1 - weights[swap.criterion])
            )
            lead = moved @ ahead
            assert lead > -1e-9 if swap.swap_at is None else lead < 1e-9


def test_the_headline_tells_the_nearest_swap():
    utilities, weights = [[0.9, 0.2], [0.1, 0.8], [0.6, 0.3]], [0.59, 0.41]
    names = ["Export", "Search", "Themes"]
    swaps = [*weight_swaps(utilities, weights, rival=1), *weight_swaps(utilities, weights, rival=2)]
    told = weighting_headline(smaa(utilities, draws=20_000), swaps, names, ["reach", "revenue"])
    assert told == "Export: first in 57% of weightings; loses to Search when reach weight falls below .43"
    only = weight_swaps(utilities, weights, rival=1)[1:]
    assert "when revenue weight exceeds .57" in weighting_headline(
        smaa(utilities), only, names, ["reach", "revenue"]
    )


def test_the_headline_knows_certainty_ties_and_swaps_that_never_come():
    sure = [[1, 1], [0, 0]]
    told = weighting_headline(smaa(sure, draws=9), weight_swaps(sure, [0.5, 0.5]), "AB", "xy")
    assert told == "A: first in 100% of weightings; no single weight makes it lose to B"
    even = [[1, 0], [0, 1]]
    assert weighting_headline(smaa(even), weight_swaps(even, [0.5, 0.5]), "AB", "xy").endswith(
        "; tied with B"
    )
    almost = [[1, 0], [0, 0.002]]
    assert "over 99%" in weighting_headline(smaa(almost), weight_swaps(almost, [0.5, 0.5]), "AB", "xy")
    for swaps, items, criteria in [([], "AB", "xy"), (weight_swaps(even, [0.5, 0.5]), "AB", "x")]:
        with pytest.raises(ValueError, match="one leader, and a name for every item and criterion"):
            weighting_headline(smaa(even), swaps, items, criteria)
