"""The linking benchmark's figures against values worked out by hand (prioritization spec, section 8)."""

import sys
from pathlib import Path

import numpy as np
import pytest

from feedback_insights.records import Feature
from feedback_insights.statistics import average_precision

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


def test_scores_are_ranked_best_first_and_equal_ones_by_position():
    ranked, right = measures.listed(np.array([1.0, 3, 3, 2]), np.array([1, 0, 1, 0]))
    assert (ranked, right) == ([1, 2, 3, 0], [0, 2])
    assert average_precision(ranked, right) == (1 / 2 + 2 / 4) / 2


def test_where_nothing_is_accepted_the_report_has_zeros():
    half, all_but_one = measures.accepted_at(np.array([0.4, 0.2]), np.array([1.0, 0]), [0.5, 0.3])
    assert half == {
        "threshold": 0.5, "accepted": 0, "coverage": 0, "precision": 0, "precision_low": 0, "recall": 0
    }  # fmt: skip
    assert (all_but_one["coverage"], all_but_one["precision"], all_but_one["recall"]) == (0.5, 1, 1)
    assert all_but_one["precision_low"] == pytest.approx(1 / (1 + 1.96**2))


def test_bm25_prefers_the_rarer_word():
    items = [Feature("a", "sync notes"), Feature("b", "sync photos"), Feature("c", "sync maps")]
    row = measures.bm25(["sync my photos"], items)[0]
    assert row[1] > row[0] == row[2] > 0
