"""What an item makes possible, and in which order to build."""

from random import Random
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.priority.platform import _walk, enabling, sequence

CHECK = {"A": 1, "B": 6, "C": 4, "D": 0}
BLOCKED = {"B": ["A"], "C": ["A", "D"]}


def test_the_check_of_the_specification():
    worth = enabling(CHECK, BLOCKED)  # .5 * 6 + .5 * 4 / 2
    assert (worth["A"].direct, worth["A"].enabled, worth["A"].total) == (1, 4, 5)
    assert (worth["D"].enabled, worth["B"].enabled) == (1, 0)


def test_done_blockers_do_not_count_and_need_no_value():
    assert enabling(CHECK, BLOCKED, done=["D"])["A"].enabled == 0.5 * 6 + 0.5 * 4
    known = {"A": 1, "B": 6, "C": 4}
    assert enabling(known, BLOCKED, done=["D"])["A"].enabled == 5


def test_what_is_done_is_waited_for_no_more_and_waits_for_nothing():
    values, chain = {"A": 1, "B": 2, "C": 4}, {"B": ["A"], "C": ["B"]}
    assert enabling(values, chain)["A"].enabled == 0.5 * 2 + 0.25 * 4
    over = enabling(values, chain, done=["B"])
    assert [over[item].enabled for item in "ABC"] == [0, 0, 0]


def test_each_descendant_counts_once_at_its_shortest_distance():
    values = {"A": 0, "B": 0, "C": 0, "D": 8}
    assert enabling(values, {"B": ["A"], "C": ["B"], "D": ["C", "A"]})["A"].enabled == 0.5 * 8 / 2
    diamond = enabling(values, {"B": ["A"], "C": ["A"], "D": ["B", "C"]})
    assert diamond["A"].enabled == 0.25 * 8 / 2


def test_a_blocker_named_twice_is_one():
    assert enabling({"A": 0, "B": 6}, {"B": ["A", "A"]})["A"].enabled == 3


def test_an_unknown_value_makes_unknown_what_it_waits_for_and_nothing_else():
    worth = enabling({"A": 1, "B": 6, "C": None, "D": 2, "E": 2}, {**BLOCKED, "E": ["B"]})
    assert (worth["A"].enabled, worth["A"].total, worth["A"].at_least) == (None, None, 3 + 0.5)
    assert worth["A"].reason == "enabled_unknown: C has no value"
    assert (worth["B"].total, worth["B"].reason) == (7, "")
    assert (worth["C"].direct, worth["C"].enabled, worth["C"].reason) == (None, 0, "value_unknown")


def test_nothing_and_one_item():
    assert enabling({}, {}) == {}
    assert enabling({"A": 2}, {})["A"].total == 2
    assert sequence({}, {}) == []


@pytest.mark.parametrize(
    ("depends_on", "cycle"),
    [
        ({"A": ["A"]}, "A -> A"),
        ({"D": ["C"], "C": ["B"], "B": ["C"]}, "B -> C -> B"),
        ({"A": ["B"], "B": ["D"], "D": ["A"], "C": ["B"]}, "A -> B -> D -> A"),
        ({"D": ["B", "C"], "B": ["D"], "C": ["D"]}, "B -> D -> B"),
        ({"A": ["D"], "D": ["B"], "B": ["C"], "C": ["B"]}, "B -> C -> B"),
    ],
)
def test_a_cycle_is_named_from_its_smallest_id(depends_on, cycle):
    for function in (enabling, sequence):
        with pytest.raises(ValueError, match=f"the next: {cycle}$"):
            function(dict.fromkeys("DCBA", 1), dict(reversed(depends_on.items())))


def test_a_long_cycle_is_told_in_short():
    ids = [f"F{n:03}" for n in range(500)]
    with pytest.raises(ValueError, match=r"F000 -> F499 -> .*\(500 items\) -> F000$"):
        sequence(dict.fromkeys(ids, 1), {a: [b] for a, b in zip(ids[1:] + ids[:1], ids, strict=True)})


def test_a_cycle_through_what_is_done_is_none():
    assert sequence({"A": 1, "B": 1}, {"A": ["B"], "B": ["A"]}, done=["A"]) == ["B"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (({"A": 1}, {"A": ["Z"]}), r"depends_on\['A'\] names 'Z', which is not among the items"),
        (({"A": 1}, {"Z": ["A"]}), "depends_on names 'Z', which is not among the items"),
        (({"A": 1}, {"A": "AB"}), r"depends_on\['A'\] must be a list of ids, not 'AB'"),
        (({"A": 1}, {"A": None}), r"depends_on\['A'\] must be a list of ids, not None"),
        (({"A": 1}, {"A": [3]}), r"depends_on\['A'\] must hold ids as text, not 3"),
        (({"A": 1}, None), "depends_on must be a mapping by name, not NoneType"),
        (([1], {}), "must be a mapping by name, not list"),
        (({"A": float("inf")}, {}), r"\['A'\] is inf: it must be finite"),
        (({"A": "much"}, {}), r"\['A'\] must be a number"),
    ],
)
def test_what_is_no_graph_is_refused_by_name(arguments, message):
    for function in (enabling, sequence):
        with pytest.raises(ValueError, match=message):
            function(*arguments)
    with pytest.raises(ValueError, match="done must be a list of ids"):
        enabling({"A": 1}, {}, done="A")


@pytest.mark.parametrize(
    ("values", "gamma", "message"),
    [
        ({"A": -1}, 0.5, r"values\['A'\] is -1.0: it must not be negative"),
        ({"A": 1}, 1.5, "gamma is 1.5"),
        ({"A": 1}, None, "gamma is unknown"),
        ({"A": 1, "B": 1.7e308, "C": 1.7e308}, 1, "what 'A' enables is too large"),
    ],
)
def test_impossible_values_are_refused_by_name(values, gamma, message):
    with pytest.raises(ValueError, match=message):
        enabling(values, {item: ["A"] for item in values if item != "A"}, gamma=gamma)


# against the formula, word for word

IDS = "ABCDEFG"


@st.composite
def graphs(draw):
    """Any graph without a cycle: items depend on those before them in some order."""
    order = draw(st.permutations(IDS))
    return {
        item: draw(st.lists(st.sampled_from(order[:n]), unique=True, max_size=3)) if n else []
        for n, item in enumerate(order)
    }


def by_the_formula(values, depends_on, gamma, done):
    needs = {item: set(depends_on[item]) - done for item in values if item not in done}
    totals = {}
    for item in values:
        near, distance, total = {item} - done, 0, 0.0
        seen = set(near)
        while near:
            near = {g for g in needs if needs[g] & near} - seen
            seen, distance = seen | near, distance + 1
            total += sum(gamma**distance * values[g] / len(needs[g]) for g in near)
        totals[item] = total
    return totals


@settings(deadline=None)
@given(
    graphs(),
    st.lists(st.integers(0, 100), min_size=7, max_size=7),
    st.sampled_from([0, 0.25, 0.5, 1]),
    st.sets(st.sampled_from(IDS), max_size=2),
    st.integers(),
)
def test_it_is_the_formula_whatever_the_order_of_rows(depends_on, worth, gamma, done, seed):
    values = dict(zip(IDS, worth, strict=True))
    found = enabling(values, depends_on, gamma=gamma, done=done)
    expected = by_the_formula(values, depends_on, gamma, done)
    assert {item: one.enabled for item, one in found.items()} == pytest.approx(expected)
    items = list(values.items())
    Random(seed).shuffle(items)
    turned = {item: blockers[::-1] for item, blockers in reversed(depends_on.items())}
    again = enabling(dict(items), turned, gamma=gamma, done=done)
    assert list(again.items()) == list(found.items())


def test_items_walked_from_in_turns_are_the_same_as_together(monkeypatch):
    random = Random(3)
    ids = [f"F{n:02}" for n in range(40)]
    values = {item: random.randrange(9) for item in ids}
    depends_on = {ids[n]: random.sample(ids[:n], min(n, 3)) for n in range(1, 40)}
    together = enabling(values, depends_on)
    monkeypatch.setattr(_walk, "_PAIRS", 80)
    assert enabling(values, depends_on) == together


@settings(deadline=None)
@given(graphs(), st.lists(st.integers(0, 100), min_size=7, max_size=7))
def test_an_unrelated_item_changes_nothing(depends_on, worth):
    values = dict(zip(IDS, worth, strict=True))
    more = enabling({**values, "0": 50, "H": 1e9}, {**depends_on, "0": ["H"]})
    assert {item: more[item] for item in IDS} == enabling(values, depends_on)


@settings(deadline=None)
@given(graphs(), st.lists(st.none() | st.integers(0, 3), min_size=7, max_size=7))
def test_the_order_puts_blockers_first_and_then_the_best(depends_on, scores):
    score = dict(zip(IDS, scores, strict=True))
    order = sequence(score, depends_on)
    assert sorted(order) == list(IDS)
    for n, item in enumerate(order):
        assert set(depends_on[item]) <= set(order[:n])
        possible = [other for other in order[n:] if set(depends_on[other]) <= set(order[:n])]
        assert item == min(possible, key=lambda one: (score[one] is None, -(score[one] or 0), one))


def test_a_hundred_thousand_items_take_seconds():
    ids = [f"F{n:05}" for n in range(100_000)]
    random = Random(0)
    depends_on = {ids[n]: [ids[random.randrange(n)]] for n in range(1, len(ids)) if n % 3}
    start = process_time()
    assert enabling(dict.fromkeys(ids, 1.0), depends_on)[ids[0]].enabled > 1
    assert process_time() - start < 30


def test_a_long_chain_is_walked_to_the_last_bit():
    ids = [f"F{n:04}" for n in range(5_000)]
    chain = {ids[n]: [ids[n - 1]] for n in range(1, len(ids))}
    assert enabling(dict.fromkeys(ids, 1.0), chain)[ids[0]].enabled == 1
    assert sequence(dict.fromkeys(ids, 1.0), chain) == ids
