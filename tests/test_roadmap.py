"""The backlog as a plan: stages by a tracker's words, levels by types and parents, what stands for what."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_insights.errors import NotFound
from feedback_insights.records import Feature
from feedback_insights.roadmap import Rollup, Tree, stage_of, status_words, unknown_statuses
from feedback_insights.roadmap.levels import level_of_type
from feedback_insights.support import Grade, lifted

SHOP = [
    Feature("E-1", "Checkout", type="Epic"),
    Feature("S-1", "Pay by card", type="Story", parent="E-1", effort=3),
    Feature("S-2", "Pay by invoice", type="Story", parent="E-1", effort=5),
    Feature("T-1", "Card form", type="Sub-task", parent="S-1"),
    Feature("S-3", "Gift wrap", type="Story"),
    Feature("S-4", "Search", type="Story", parent="E-9"),
    Feature("I-1", "A better year", type="Initiative"),
]


@pytest.mark.parametrize(
    ("status", "stage"),
    [
        ("To Do", "open"), ("Selected for Development", "open"), ("Under consideration", "open"),
        ("In Progress", "in_progress"), ("IN_REVIEW", "in_progress"), ("🚧 Doing", "in_progress"),
        ("3. Done", "done"), ("Shipped in v4.2", "done"), ("closed", "done"), ("Terminé(e)", "done"),
        ("Won’t Fix", "declined"), ("Closed (Won't Do)", "declined"), ("Abgelehnt", "declined"),
        ("In Arbeit", "in_progress"), ("À faire", "open"), ("進行中", "in_progress"), ("Готово", "done"),
        ("Waiting for Ops (In Progress)", "in_progress"),
        ("Waiting for Ops", None), ("Almost done", None), ("", None), (None, None), ("🚀", None),
    ],
)  # fmt: skip
def test_a_status_is_read_whole_and_never_guessed(status: str | None, stage: str | None) -> None:
    assert stage_of(Feature("A", "a", status=status)) == stage


def test_a_finished_duplicate_was_never_released() -> None:
    assert stage_of(Feature("A", "a", status="Closed", duplicate_of=("B",))) == "declined"
    assert stage_of(Feature("A", "a", status="Open", duplicate_of=("B",))) == "open"


@pytest.mark.parametrize(
    ("status", "category", "resolution", "shown"),
    [
        ("Closed", "Done", "Won't Do", "Closed (Won't Do)"),
        ("Closed", "Done", "Fixed", "Closed"),
        ("Ops check", "In Progress", "", "Ops check (In Progress)"),
        ("To Do", "To Do", "Unresolved", "To Do"),
        ("In Progress", "In Progress", "Duplicate", "In Progress"),  # reopened: the resolution is old
        ("", "Done", "", "Done"),
        ("", "", "Duplicate", "Duplicate"),
        ("", "", "", None),
    ],
)
def test_one_status_says_what_three_fields_do(
    status: str, category: str, resolution: str, shown: str | None
) -> None:
    assert status_words(status, category=category, resolution=resolution) == shown


def test_unknown_statuses_are_counted() -> None:
    features = [Feature(str(n), "x", status=status) for n, status in enumerate(["Odd", "Odd", "Done", None])]
    assert unknown_statuses(features) == {"Odd": 2}


@pytest.mark.parametrize(
    ("type", "level"),
    [
        ("Epic", "epic"), ("Épopée", "epic"), ("User Story", "story"), ("BUG", "story"),
        ("Sub-task", "subtask"), ("Initiative", "initiative"), ("Idea", "idea"), ("Widget", None),
        (None, None),
    ],
)  # fmt: skip
def test_a_type_names_a_level(type: str | None, level: str | None) -> None:
    assert level_of_type(type) == level


def test_levels_come_from_what_is_in_an_item_where_no_type_says_so() -> None:
    tree = Tree.of(
        [Feature("A", "a"), Feature("B", "b", parent="A"), Feature("C", "c", parent="B"), Feature("D", "d")]
    )
    assert tree.levels == {"A": "initiative", "B": "epic", "C": "story", "D": "story"}


def test_a_parent_that_the_backlog_does_not_hold_is_known_by_its_id() -> None:
    tree = Tree.of(SHOP)
    assert tree.absent == {"E-9"}
    assert tree.levels["E-9"] == "epic"
    assert tree.counts() == "1 initiative, 2 epics, 4 stories, 1 sub-task"


def test_parents_are_found_by_the_title_that_only_one_item_has() -> None:
    twins = [Feature("X", "Twin"), Feature("Y", "Twin"), Feature("Z", "z", parent="Twin")]
    tree = Tree.of([*SHOP, Feature("S-5", "Coupons", parent=" checkout "), *twins])
    assert tree.parents["S-5"] == "E-1"
    assert tree.parents["Z"] == "Twin"
    assert "Twin" in tree.absent


def test_circles_are_named_and_broken_at_their_first_id() -> None:
    ring = [Feature("B", "b", parent="C"), Feature("C", "c", parent="A"), Feature("A", "a", parent="B")]
    tree = Tree.of([*ring, Feature("D", "d", parent="D"), Feature("E", "e", parent="B")])
    assert tree.notes == (
        "D names itself as its parent; taken as having none",
        "the parents A > B > C > A go in a circle; A is taken as having none",
    )
    assert tree.parents == {"B": "C", "C": "A", "E": "B"}
    assert tree.below("A") == ("B", "C", "E")


def test_a_chain_of_ten_thousand_parents_is_read() -> None:
    chain = [Feature(f"{n:05}", "x", parent=f"{n + 1:05}", effort=None) for n in range(10_000)]
    tree = Tree.of(chain)
    assert len(tree.below("10000")) == 10_000
    assert tree.absent == {"10000"}


def test_what_stands_for_an_item_is_the_topmost_one_of_the_level() -> None:
    rollup = Rollup.of(Tree.of(SHOP), "epic")
    assert rollup.home == {
        "E-1": "E-1", "S-1": "E-1", "S-2": "E-1", "T-1": "E-1", "S-3": "S-3", "S-4": "E-9", "E-9": "E-9",
    }  # fmt: skip
    assert rollup.alone == {"S-3"}
    assert rollup.absent == {"E-9"}
    assert rollup.left_out == ("I-1",)
    assert rollup.parts["E-1"] == ("S-1", "S-2", "T-1")
    assert Rollup.of(Tree.of(SHOP), "story").home["T-1"] == "S-1"
    part = Feature("T-9", "Part", type="Sub-task", parent="S-9")
    alone = [Feature("S-9", "Alone", type="Story"), part, *SHOP]
    assert Rollup.of(Tree.of(alone), "epic").home["T-9"] == "S-9"
    nested = [*SHOP, Feature("E-0", "Shop", type="Epic"), replace(SHOP[0], id="E-2", parent="E-0")]
    assert Rollup.of(Tree.of(nested), "epic").home["E-2"] == "E-0"
    with pytest.raises(NotFound, match="nothing in the backlog is an idea; it has 1 initiative, 2 epics"):
        Rollup.of(Tree.of(SHOP), "idea")


def test_an_epic_costs_what_it_says_else_the_sum_of_its_parts_else_nobody_knows() -> None:
    def effort(features: Sequence[Feature], id: str = "E-1") -> tuple[float | None, str]:
        rollup = Rollup.of(Tree.of(features), "epic")
        found = {feature.id: feature.effort for feature in rollup.features}
        return found[id], rollup.effort_notes.get(id, "")

    assert effort(SHOP) == (8, "sum of the 2 items in it")
    assert effort([replace(SHOP[0], effort=13), *SHOP[1:]]) == (13, "")
    lacking = (None, "no effort of its own, and 1 of the 2 items in it lacks one")
    assert effort([SHOP[0], SHOP[1], replace(SHOP[2], effort=None)]) == lacking
    assert effort([SHOP[0], SHOP[1], replace(SHOP[2], effort=0.0)]) == lacking


def test_an_epic_known_by_its_id_is_as_far_as_the_items_in_it() -> None:
    def stage(*statuses: str) -> str | None:
        parts = [Feature(f"S-{n}", "x", parent="E", status=status) for n, status in enumerate(statuses)]
        [epic] = Rollup.of(Tree.of(parts), "epic").features
        return stage_of(epic)

    assert stage("Done", "Won't do") == "done"
    assert stage("Done", "In progress", "To do") == "in_progress"
    assert stage("Done", "To do") is None


def test_a_statement_supports_a_whole_once_with_the_most_it_gives_a_part() -> None:
    graded = {"s:0": {"S-1": Grade(0.4, False), "S-2": Grade(0.3, True), "X": Grade(1.0, True)}}
    assert lifted(graded, {"S-1": "E-1", "S-2": "E-1"}) == {"s:0": {"E-1": Grade(0.4, True)}}


@st.composite
def backlogs(draw: st.DrawFn) -> list[Feature]:
    """Up to nine items with any parents among themselves, circles included, and two that are not there."""
    ids = [f"F{n}" for n in range(draw(st.integers(1, 9)))]
    parents = st.sampled_from([None, *ids, "gone", "lost"])
    types = st.sampled_from([None, "Epic", "Story", "Sub-task", "Idea", "Initiative", "Odd"])
    return [Feature(id, id.lower(), parent=draw(parents), type=draw(types)) for id in ids]


@given(backlogs(), st.randoms(use_true_random=False))
def test_the_tree_does_not_depend_on_the_order_and_has_no_circles(
    features: list[Feature], order: random.Random
) -> None:
    turned = list(features)
    order.shuffle(turned)
    one, other = Tree.of(features), Tree.of(turned)
    assert (one.parents, one.levels, one.notes) == (other.parents, other.levels, other.notes)
    for id in one.features:
        assert id not in list(one.above(id))
        assert id not in one.below(id)


@given(backlogs())
def test_every_item_stands_somewhere_or_is_left_out_by_name(features: list[Feature]) -> None:
    tree = Tree.of(features)
    for level in ("epic", "story", "idea", "initiative"):
        if level in tree.levels.values():
            rollup = Rollup.of(tree, level)  # type: ignore[arg-type]
            assert set(rollup.home).isdisjoint(rollup.left_out)
            assert {f.id for f in features} <= set(rollup.home) | set(rollup.left_out)
            assert {rollup.home[whole] for whole in rollup.home.values()} == set(rollup.home.values())
