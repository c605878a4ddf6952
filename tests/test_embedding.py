"""A text has one vector: alone, in any batch, by any number of threads, and from the cache."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from feedback_insights import embedding
from feedback_insights.embedding import LAYERS, SentenceEncoder, encode_cached, load_encoder
from feedback_insights.errors import ModelError
from feedback_insights.store import Store

TEXTS = [
    "Export stops at 10,000 rows.",
    "no",
    "Webhooks arrive twice, and the second one has another delivery id, so we cannot tell them apart.",
    "The app lost my photos in the cellar. " * 6,
    "Große Überraschung: das Wörterbuch fehlt. 🎂",
    "\ud800 a lone surrogate",
    "",
]


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return load_encoder(threads=1)


def test_a_vector_never_depends_on_its_batch(encoder: SentenceEncoder) -> None:
    texts = [text.encode("utf-8", "replace").decode() for text in TEXTS]
    fillers = [f"Filler number {n} is of the same length." for n in range(33)]
    together = encoder.encode_features([*fillers, *texts])
    for row, text in enumerate(texts, len(fillers)):
        alone = encoder.encode_features([text])
        assert (alone.vectors[0] == together.vectors[row]).all(), text
        assert (alone.layers[0] == together.layers[row]).all(), text


def test_two_threads_give_the_bytes_of_one(encoder: SentenceEncoder) -> None:
    texts = [f"{text} {n}" for text in TEXTS[:4] for n in range(9)]
    two = load_encoder(threads=2).encode_features(texts[::-1])
    one = encoder.encode_features(texts)
    assert two.vectors[::-1].tobytes() == one.vectors.tobytes()
    assert two.layers[::-1].tobytes() == one.layers.tobytes()


def test_vectors_are_float32_unit_rows_in_the_order_of_the_texts(encoder: SentenceEncoder) -> None:
    found = encoder.encode_features([TEXTS[0], TEXTS[1], TEXTS[0]])
    assert found.vectors.dtype == np.float32
    assert found.vectors.shape == (3, encoder.dim)
    assert found.layers.shape == (3, len(LAYERS) * encoder.dim)
    np.testing.assert_allclose(np.linalg.norm(found.vectors, axis=1), 1, rtol=1e-6)
    assert (found.vectors[0] == found.vectors[2]).all()
    assert encoder.encode([]).shape == (0, encoder.dim)


def test_the_vectors_mean_something(encoder: SentenceEncoder) -> None:
    cut, short, cake = encoder.encode(
        ["The CSV is cut off.", "My export lacks rows.", "The cake was lovely."]
    )
    assert cut @ short > cut @ cake + 0.1


def test_the_cache_gives_back_the_bits_and_spares_the_pass(
    encoder: SentenceEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [TEXTS[0], TEXTS[2]]
    with Store(tmp_path / "x.db") as store:
        told: list[tuple[int, int]] = []
        cache = store.vectors(encoder.name)
        first = encode_cached(encoder, texts, cache, chunk=1, on_progress=lambda *done: told.append(done))
        assert told == [(1, 2), (2, 2)]
    monkeypatch.setattr(SentenceEncoder, "_passes", lambda *_: pytest.fail("encoded again"))
    with Store(tmp_path / "x.db") as store:
        again = encode_cached(encoder, texts, store.vectors(encoder.name))
        assert {text: row.tobytes() for text, row in again.items()} == {
            text: row.tobytes() for text, row in first.items()
        }


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    embedding.weights_sha256.cache_clear()
    (tmp_path / "model").mkdir()
    yield tmp_path / "model"
    embedding.weights_sha256.cache_clear()


def test_a_model_that_is_not_here_is_not_fetched() -> None:
    with pytest.raises(ModelError, match="--allow-download"):
        load_encoder("some/model")


def test_a_folder_without_weights_is_told(folder: Path) -> None:
    with pytest.raises(ModelError, match="holds no model weights"):
        load_encoder(str(folder))


def test_a_folder_that_is_no_model_is_told_when_the_first_text_comes(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(ModelError, match="cannot load the encoder 'model'"):
        load_encoder(str(folder)).encode(["a text"])


def test_damaged_weights_of_the_default_are_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "model.safetensors").write_bytes(b"a bit flipped")
    monkeypatch.setattr(embedding, "_default_path", lambda: folder)
    with pytest.raises(ModelError, match="damaged"):
        load_encoder()
