"""Words and marks that heads read beside the encoder's layers."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_insights.errors import ModelError
from feedback_insights.resources import model_path
from feedback_insights.tagging._columns import COUNTED, FAMILIES, SEEN, columns, cues, lexicon
from feedback_insights.tagging._head import load_head


def seen(text: str) -> set[str]:
    names = [*COUNTED, *SEEN]
    return {name for name, value in zip(names, cues([text])[0], strict=False) if value}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How do I export this?", {"asks how", "question mark", "starts asking", "first line asks"}),
        ("Is it possible to log in?\nI tried and failed.", {"asks whether", "first line asks", "fails"}),
        ("It won't open since the last update", {"does not work", "reproduces"}),
        ("I wish it would let me sort", {"wishes"}),
        ("Add support for proxies", {"proposes", "starts proposing"}),
        ("Great tool, but hard to read", {"praises", "but", "hard to use"}),
        ("Not a single crash any more", {"resolved", "fails"}),
        ("Please cancel my subscription", {"please", "account"}),
        ("run `fit()` then\n```\nx == y\n```", {"code"}),
    ],
)  # fmt: skip
def test_patterns_see_what_they_are_named_after(text: str, expected: set[str]) -> None:
    assert expected <= seen(text)


def test_a_plain_remark_shows_no_pattern() -> None:
    assert seen("The blue one stands in the corner.") == set()


def test_the_lexicon_tells_good_words_from_bad_ones() -> None:
    bad, plain, good = lexicon(["This is horrible", "The table has four rows", "This is wonderful"])
    assert bad[3] < plain[3] == 0 < good[3]
    assert (bad[4:6].tolist(), good[4:6].tolist()) == ([0, 1], [1, 0])


@given(st.lists(st.text(max_size=60), max_size=6))
def test_a_texts_columns_do_not_hang_on_its_neighbours(texts: list[str]) -> None:
    table = columns(list(FAMILIES), texts)
    assert table.shape[0] == len(texts)
    assert np.isfinite(table).all()
    for text, row in zip(texts, table, strict=True):
        assert np.array_equal(columns(list(FAMILIES), [text])[0], row)


def test_a_very_long_text_is_read_by_its_beginning() -> None:
    began = time.process_time()
    long = "it does not work, how can I export all of this? " * 20_000
    assert np.array_equal(columns(list(FAMILIES), [long]), columns(list(FAMILIES), [long[:1000]]))
    assert time.process_time() - began < 5  # a million characters: anything quadratic takes hours


def test_a_head_that_reads_unknown_columns_is_told_to_be_trained_again(tmp_path) -> None:  # type: ignore[no-untyped-def]
    head = replace(load_head(model_path("sentiment", "head.npz")), beside=("runes@1",))
    head.save(tmp_path / "head.npz")
    with pytest.raises(ModelError, match=r"no columns .*runes@1.* to read; train the head again"):
        load_head(tmp_path / "head.npz")
