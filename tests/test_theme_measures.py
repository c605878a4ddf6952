"""The theme benchmark's figures against values worked out by hand."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))
from _theme_measures import hungarian_accuracy, theme_measures


def test_the_names_of_the_groups_do_not_matter():
    figures = theme_measures(["a", "a", "b", "c"], [7, 7, 0, 3])
    assert (figures.true_number, figures.found_number, figures.unassigned) == (3, 3, 0)
    assert (figures.ari, figures.nmi, figures.accuracy) == pytest.approx((1, 1, 1))


def test_the_match_is_the_best_one_overall_not_the_greedy_one():
    # Group 0 shares 3 rows with a and 2 with b; group 1 shares 2 rows with a and none with b.
    # Greedy takes 0 for a (3 right); the best match takes 0 for b and 1 for a (4 right).
    assert hungarian_accuracy([*"aaabbaa"], [0, 0, 0, 0, 0, 1, 1]) == pytest.approx(4 / 7)


def test_a_split_theme_has_only_its_larger_part_right():
    assert hungarian_accuracy([*"aaaaa"], [0, 0, 0, 1, 1]) == pytest.approx(3 / 5)


def test_unassigned_rows_are_wrong_but_one_group_for_ari_and_nmi():
    figures = theme_measures([*"aabb"], [0, 0, -1, -1])
    assert (figures.ari, figures.nmi) == pytest.approx((1, 1))
    assert (figures.found_number, figures.accuracy, figures.unassigned) == (1, 0.5, 0.5)


def test_nothing_assigned_is_nothing_right():
    figures = theme_measures([*"ab"], np.array([-1, -1]))
    assert (figures.found_number, figures.accuracy, figures.unassigned) == (0, 0, 1)


def test_labels_that_do_not_belong_together_are_refused():
    with pytest.raises(ValueError, match="2 true labels and 1 found ones"):
        hungarian_accuracy([*"ab"], [0])
