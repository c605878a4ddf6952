"""The benchmark's figures against values worked out by hand (prioritization spec, section 8)."""

import sys
from pathlib import Path

import numpy as np
import pytest

from feedback_insights.records import Feature

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))
import _linking_measures as measures


def test_a_miss_stays_in_the_mean_and_a_text_without_a_right_item_leaves_it():
    scores = np.array([[3.0, 2, 1, 0], [3, 2, 1, 0], [3, 2, 1, 0]])
    truth = np.array([[1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 0, 0]])
    figures = measures.ranking(scores, truth)
    assert figures == {
        "texts": 2, "hit@3": 0.5, "hit@10": 1.0, "MRR": (1 + 1 / 4) / 2, "recall@10": 1.0
    }  # fmt: skip


def test_unjudged_pairs_take_no_place_in_a_ranking():
    assert measures.ranking(np.array([[3.0, 2, 1]]), np.array([[-1, -1, 1]]))["MRR"] == 1


def test_average_precision_by_hand():
    assert measures.average_precision(np.array([4.0, 3, 2, 1]), np.array([1, 0, 1, 0])) == (1 + 2 / 3) / 2


def test_calibration_error_counts_only_bins_that_hold_something():
    probability = np.array([0.05, 0.05, 0.95, 0.95])
    truth = np.array([0.0, 0, 1, 0])
    table = measures.calibration_table(probability, truth)
    assert [row.pairs for row in table] == [2, 2]
    assert measures.calibration_error(table) == pytest.approx(0.5 * 0.05 + 0.5 * 0.45)
    assert len(measures.calibration_table(probability, truth, bins=2, equal_mass=True)) == 2


def test_wilsons_lower_end():
    assert measures.wilson_low(9, 10) == pytest.approx(0.5958, abs=1e-4)
    assert measures.wilson_low(0, 0) == 0


def test_bm25_prefers_the_rarer_word():
    items = [Feature("a", "sync notes"), Feature("b", "sync photos"), Feature("c", "sync maps")]
    row = measures.bm25(["sync my photos"], items)[0]
    assert row[1] > row[0] == row[2] > 0
