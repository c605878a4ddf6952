"""Cells of an export as answers: read, missing, or left unread; never guessed."""

import pytest

from feedback_insights.surveys import read_cells


def read(cell, **options):
    """The value of one cell on 0..10, and whether it was left unread."""
    found = read_cells([cell], low=0, high=10, **options)
    return found.values[0], bool(found.unread)


@pytest.mark.parametrize(
    ("cell", "value"), [("8", 8), (" 10 ", 10), ("8.0", 8), ("7,0", 7), ("0", 0), ("007", 7)]
)
def test_whole_numbers_are_read(cell, value):
    assert read(cell) == read(cell, labelled=True) == (value, False)


@pytest.mark.parametrize("cell", [None, "", "  ", "N/A", "n/a", "-", "null", "Prefer  not to say"])
def test_nothing_is_no_answer(cell):
    assert read(cell, missing=["prefer not to SAY"]) == (None, False)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("9 - very likely", 9), ("10 = extremely likely", 10), ("0: not at all", 0), ("5 stars", 5),
        ("7. likely", 7), ("9 - очень", 9), ("3 (unlikely)", 3),
        ("4 – somewhat\nunlikely", 4), ("6 Österreich", 6),
    ],
)  # fmt: skip
def test_a_leading_number_is_read_only_where_that_is_declared(cell, value):
    assert read(cell) == (None, True)
    assert read(cell, labelled=True) == (value, False)


@pytest.mark.parametrize(
    "cell",
    [
        "8.5", "11", "-1", "9/10", "9-10", "9 or 10", "9 or more", "6 to be sure of 7", "1_0", "1e1", "inf",
        "very likely", "likely: 9", "11 - beyond", "9%", "10+", "٩", "⑨", "=9", "9 -", "1,000", "9999",
    ],
)  # fmt: skip
def test_anything_else_is_left_unread_and_shown(cell):
    assert read(cell, labelled=True) == read(cell) == (None, True)


def test_places_of_unread_cells_are_those_of_the_column():
    found = read_cells(["1", "x", "", "6", "0", "5"], low=1, high=5)
    assert found.values == (1, None, None, None, None, 5)
    assert found.unread == (1, 3, 4)
