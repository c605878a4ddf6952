"""Areas hold themes that belong together, whatever their order; where nothing does, there are none."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from feedback_insights.themes.area_names import name_areas
from feedback_insights.themes.areas import (
    ALONE,
    LARGEST,
    _Themes,
    _without_the_loose,
    areas_of,
    group_areas,
)
from feedback_insights.themes.names import Named, ThemeText, read_themes


def planted(
    areas: int, each: int, *, near: float = 0.8, dim: int = 64, seed: int = 0
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Unit rows: themes around area centres around one common middle, and the area of each."""
    random = np.random.default_rng(seed)
    truth = np.repeat(np.arange(areas), each)
    rows = 2 * random.normal(size=dim) + near * random.normal(size=(areas, dim))[truth]
    rows += 0.5 * random.normal(size=(len(truth), dim))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32), truth


def mates(labels: Sequence[int]) -> list[set[int]]:
    """For each theme, the others of its area."""
    return [{j for j, b in enumerate(labels) if a == b != ALONE and i != j} for i, a in enumerate(labels)]


def test_planted_areas_are_found_without_their_number() -> None:
    centroids, truth = planted(5, 4)
    assert mates(group_areas(centroids, [10] * 20)) == mates(truth.tolist())


def test_areas_go_from_the_largest_down() -> None:
    centroids, truth = planted(4, 3)
    labels = group_areas(centroids, [{0: 5, 1: 50, 2: 20, 3: 1}[area] for area in truth.tolist()])
    assert labels == [{0: 2, 1: 0, 2: 1, 3: 3}[area] for area in truth.tolist()]


def test_the_order_of_the_themes_does_not_matter() -> None:
    centroids, _ = planted(5, 4, near=0.3)  # equal sizes and loose areas: anything that hangs on order shows
    turn = np.random.default_rng(1).permutation(20)
    straight, turned = group_areas(centroids, [7] * 20), group_areas(centroids[turn], [7] * 20)
    assert len(set(straight)) > 2
    assert [straight[i] for i in turn] == turned


def test_few_themes_have_no_areas() -> None:
    centroids, _ = planted(1, 5)
    assert group_areas(centroids, [3] * 5) == [ALONE] * 5
    assert group_areas(np.zeros((0, 8)), []) == []


def test_themes_with_nothing_in_common_have_no_areas() -> None:
    assert set(group_areas(np.eye(12), [4] * 12)) == {ALONE}


def test_likenesses_by_chance_seldom_make_areas() -> None:
    lists = [np.random.default_rng(seed).normal(size=(14, 200)) for seed in range(6)]
    found = [group_areas(rows / np.linalg.norm(rows, axis=1, keepdims=True), [4] * 14) for rows in lists]
    assert sum(set(labels) != {ALONE} for labels in found) <= 2


def test_a_theme_far_from_its_area_stands_alone() -> None:
    near = np.array([[1, 0.1, 0], [1, -0.1, 0], [0.9, 0, 0.2]], np.float32)
    astray = np.array([[-0.5, 0.8, 0.3]], np.float32)
    rows = np.vstack([near, astray])
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    compared = _Themes(rows, np.zeros((4, 4), np.float32))
    assert _without_the_loose(compared, np.arange(4)).tolist() == [0, 1, 2]
    unlike = _Themes(np.eye(3, dtype=np.float32), np.zeros((3, 3), np.float32))
    assert len(_without_the_loose(unlike, np.arange(3))) < 2


def test_an_area_too_large_to_take_in_is_parted() -> None:
    centroids, truth = planted(2, 15)
    labels = np.array(group_areas(centroids, [5] * 30))
    assert np.bincount(labels[labels != ALONE]).max() <= LARGEST
    assert all(len(set(truth[labels == area])) == 1 for area in range(labels.max() + 1))


def test_a_small_change_leaves_the_areas_alone() -> None:
    centroids, _ = planted(6, 4)
    moved = centroids + 0.02 * np.random.default_rng(2).normal(size=centroids.shape).astype(np.float32)
    before, after = group_areas(centroids, [9] * 24), group_areas(moved[:-1], [9] * 23)
    kept = [one - {23} == other for one, other in zip(mates(before), mates(after), strict=False)]
    assert sum(kept) >= 22


def test_every_theme_has_a_size() -> None:
    with pytest.raises(ValueError, match="8 themes need as many sizes"):
        group_areas(np.eye(8), [1, 2])
    with pytest.raises(ValueError, match="8 themes need as many sizes"):
        group_areas(np.eye(8), [1] * 8, before=["A"])


def test_areas_remember_who_was_together_and_who_was_apart() -> None:
    centroids, truth = planted(4, 5, near=0.25, seed=3)
    before = [f"A{area}" for area in truth.tolist()]
    fresh, again = group_areas(centroids, [6] * 20), group_areas(centroids, [6] * 20, before=before)
    assert mates(fresh) != mates(truth.tolist())
    assert mates(again) == mates(truth.tolist())
    assert group_areas(centroids, [6] * 20, before=[None] * 20) == fresh


def test_areas_that_were_apart_stay_apart_where_it_hardly_matters() -> None:
    centroids, _ = planted(4, 4, near=0.2, seed=3)
    pairs = [at // 2 for at in range(16)]
    kept = [
        a == b
        for a, b in zip(mates(group_areas(centroids, [6] * 16, before=pairs)), mates(pairs), strict=True)
    ]
    assert sum(kept) > 10


def test_remembering_does_not_hang_on_order_either() -> None:
    centroids, truth = planted(5, 4, near=0.3)
    before = [None if at % 3 == 0 else f"A{area}" for at, area in enumerate(truth.tolist())]
    turn = np.random.default_rng(1).permutation(20)
    straight = group_areas(centroids, [7] * 20, before=before)
    turned = group_areas(centroids[turn], [7] * 20, before=[before[i] for i in turn])
    assert [straight[i] for i in turn] == turned


def test_a_theme_that_turns_to_other_things_leaves_its_area() -> None:
    centroids, truth = planted(4, 4)
    before = [f"A{area}" for area in truth.tolist()]
    before[0] = "A3"  # it was there, but what it says now is like the first area
    labels = group_areas(centroids, [6] * 16, before=before)
    assert labels[0] == labels[1] != labels[15]


def test_areas_that_there_were_are_not_put_to_the_test_again() -> None:
    random = np.random.default_rng(0).normal(size=(20, 200))
    random /= np.linalg.norm(random, axis=1, keepdims=True)
    assert set(group_areas(random, [4] * 20)) == {ALONE}
    again = group_areas(random, [4] * 20, before=[f"A{at % 5}" for at in range(20)])
    assert set(again) != {ALONE}


CARDS = (
    ["the card was stolen", "a stolen card", "my card got stolen", "somebody stole the card"],
    ["the card is late", "my new card is late", "cards arrive late", "when does the card arrive"],
    ["the card expires", "my card expires in May", "expired cards", "the card has expired"],
)
OFFICE = (
    [
        "the invoice footer is wrong",
        "our invoice footer",
        "change the invoice footer",
        "invoice footer again",
    ],
    ["dark mode please", "a dark mode for nights", "dark mode is missing", "we want dark mode"],
    ["the SQL editor freezes", "SQL hangs", "SQL is slow", "two SQLs run at once"],
    ["Xero sync fails", "the Xero sync stops", "our Xero sync is broken", "Xero sync again"],
    ["an SQL export", "SQL is missing", "no SQL for jobs", "our SQLs differ"],
)


def themes(*texts: Sequence[str]) -> list[ThemeText]:
    """Theme texts with vectors of no meaning; names here do not look at them."""
    row = np.ones((1, 4), np.float32) / 2
    return [ThemeText(statements=t, vectors=np.repeat(row, len(t), axis=0), centroid=row[0]) for t in texts]


def area_names(areas: Sequence[Sequence[int]], names: Sequence[str], *texts: Sequence[str]) -> list[str]:
    named = [Named(name=name, keyphrases=(name,)) for name in names]
    readings = read_themes(themes(*texts))
    return [area.name for area in name_areas(areas, named, readings, [len(t) for t in texts])]


CARD_NAMES = ("Card was stolen", "Card is late", "Card expires")
OFFICE_NAMES = ("Invoice footer", "Dark mode", "SQL editor", "Xero sync", "SQL export")


def test_an_area_is_named_by_what_its_themes_share() -> None:
    names = (*CARD_NAMES, *OFFICE_NAMES)
    assert area_names([[0, 1, 2], [3, 4]], names, *CARDS, *OFFICE) == [
        "Cards",
        "Dark mode and invoice footer",
    ]


def test_abbreviations_have_no_plural_and_names_keep_their_capital() -> None:
    names = (*CARD_NAMES, *OFFICE_NAMES)
    assert area_names([[5, 7]], names, *CARDS, *OFFICE) == ["SQL"]
    assert area_names([[4, 6]], names, *CARDS, *OFFICE) == ["Dark mode and Xero sync"]


def test_the_second_area_about_cards_is_called_otherwise() -> None:
    names = (*CARD_NAMES, "Stolen card", "Late card", "Expired card", *OFFICE_NAMES)
    first, second = area_names([[0, 1, 2], [3, 4, 5]], names, *CARDS, *CARDS, *OFFICE)
    assert first == "Cards"
    assert second == "Stolen card and expired card"


def test_an_area_is_never_called_like_a_theme() -> None:
    found = area_names([[0, 1, 2]], ("Card", *CARD_NAMES[1:], *OFFICE_NAMES), *CARDS, *OFFICE)
    assert "Card" not in found
    assert "Cards" not in found


def test_languages_without_a_grammar_are_joined_without_and() -> None:
    german = (
        ["Der Export bricht nach zehntausend Zeilen ab", "Unser Export bricht immer wieder ab"],
        ["Die Rechnung kommt als leere Datei bei uns an", "Unsere Rechnung kommt immer noch leer an"],
    )
    names = ("Export bricht", "Rechnung kommt", *CARD_NAMES)
    assert area_names([[0, 1]], names, *german, *CARDS) == ["Export bricht / Rechnung kommt"]


def test_areas_say_their_themes_the_largest_first() -> None:
    centroids, truth = planted(3, 3)
    groups = [
        ThemeText(statements=("The card expires",) * (2 + at % 3), vectors=row[None], centroid=row)
        for at, row in enumerate(centroids)
    ]
    names = [Named(name=f"Theme {at}", keyphrases=(f"Theme {at}",)) for at in range(9)]
    found = areas_of(groups, names)
    assert sorted(area.members for area in found) == [(2, 1, 0), (5, 4, 3), (8, 7, 6)]
    assert all(len(set(truth[list(area.members)])) == 1 for area in found)
    assert all(area.keyphrases[0] == area.name for area in found)
    assert areas_of(groups[:5], names[:5]) == ()


def test_the_centroids_of_what_was_grouped_may_be_handed_in() -> None:
    centroids, truth = planted(3, 3)
    groups = themes(*[["The card expires", "the card has expired"]] * 9)
    names = [Named(name=f"Theme {at}", keyphrases=(f"Theme {at}",)) for at in range(9)]
    assert areas_of(groups, names) == ()
    found = areas_of(groups, names, centroids=centroids, readings=read_themes(groups))
    assert {frozenset(truth[list(area.members)]) for area in found} == {
        frozenset({0}),
        frozenset({1}),
        frozenset({2}),
    }


@given(st.lists(st.lists(st.text(max_size=30), min_size=1, max_size=3), min_size=4, max_size=4))
@settings(max_examples=40, deadline=None)
def test_any_text_gives_different_and_non_empty_area_names(texts: list[list[str]]) -> None:
    names = ["One", "Two", "Two of it", "One and two"]
    found = area_names([[0, 1], [2, 3]], names, *texts)
    assert all(name.strip() for name in found)
    assert len({name.lower() for name in (*found, *names)}) == 6


@given(st.integers(6, 12), st.integers(0, 1000), st.sampled_from([2, 5, 40]))
@settings(max_examples=6, deadline=None)
def test_areas_have_two_themes_or_more_and_no_gap_in_their_numbers(n: int, seed: int, dim: int) -> None:
    rows = np.random.default_rng(seed).normal(size=(n, dim))
    labels = group_areas(rows / np.linalg.norm(rows, axis=1, keepdims=True), [1] * n)
    counts = np.bincount([label for label in labels if label != ALONE])
    assert len(labels) == n
    assert (counts >= 2).all()
