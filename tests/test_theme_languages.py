"""Two languages side by side: what sets the languages apart must not set themes apart."""

from __future__ import annotations

import numpy as np

from feedback_insights.themes.languages import FEWEST, aligned

RANDOM = np.random.default_rng(0)
TOPICS = np.eye(8, dtype=np.float32)[:3]
ACCENT = np.eye(8, dtype=np.float32)[7]


def spoken(topics: np.ndarray, accent: float) -> np.ndarray:
    rows = TOPICS[topics] + accent * ACCENT + 0.05 * RANDOM.normal(size=(len(topics), 8)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def test_english_alone_is_not_touched() -> None:
    vectors = spoken(np.arange(90) % 3, 0.0)
    assert aligned(vectors, ["en"] * 60 + [None] * 30) is vectors


def test_the_same_topic_in_two_languages_comes_together() -> None:
    topics = np.arange(120) % 3
    vectors = np.concatenate([spoken(topics, 0.0), spoken(topics, 3.0)])
    found = aligned(vectors, ["en"] * 120 + ["it"] * 120)
    assert np.array_equal(found[:120], vectors[:120])
    for topic in range(3):
        here, there = found[:120][topics == topic].mean(axis=0), found[120:][topics == topic].mean(axis=0)
        others = found[120:][topics != topic].mean(axis=0)
        assert here @ there > here @ others + 0.3
    before = vectors[:120][topics == 0].mean(axis=0) @ vectors[120:][topics == 0].mean(axis=0)
    assert before < 0.4


def test_a_few_words_of_a_language_have_no_mean_to_speak_of() -> None:
    vectors = np.concatenate([spoken(np.arange(60) % 3, 0.0), spoken(np.arange(FEWEST - 1) % 3, 3.0)])
    assert aligned(vectors, ["en"] * 60 + ["it"] * (FEWEST - 1)) is vectors


def test_rows_stay_of_unit_length_and_their_order_does_not_matter() -> None:
    vectors = spoken(np.arange(150) % 3, 2.0)
    codes = ["it"] * 80 + ["de"] * 70
    found = aligned(vectors, codes)
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    turned = RANDOM.permutation(150)
    assert np.allclose(aligned(vectors[turned], [codes[i] for i in turned]), found[turned], atol=1e-5)
