"""Vectors for the scale test: real texts, encoded once and kept, and a million made from them.

The real ones are kept outside the repository (in ``SCALE_CACHE``, or the user's cache folder), because
encoding 60,000 texts takes a quarter of an hour or more on two cores.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import random
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from feedback_insights.embedding import load_encoder
from feedback_insights.themes.graph import nearest

Vectors = NDArray[np.float32]

FIELDS = ("text", "title", "body")
CHUNK = 2_000  # texts encoded between two saves
EDITS = 1_000  # real one-word edits whose distance is measured
NEAR = 10  # a made vector leans to one of so many nearest real ones


def cache() -> Path:
    """The folder that keeps the vectors."""
    default = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "feedback_insights_scale"
    return Path(os.environ.get("SCALE_CACHE") or default)


def texts(folder: Path) -> list[str]:
    """Every distinct text, title and body of the public sets, shuffled by a fixed seed."""
    csv.field_size_limit(2**31 - 1)
    found: set[str] = set()
    for path in sorted(folder.rglob("*.gz")):
        if not path.name.endswith((".csv.gz", ".jsonl.gz")):
            continue
        with gzip.open(path, "rt", encoding="utf-8", errors="replace", newline="") as stream:
            rows = csv.DictReader(stream) if path.name.endswith(".csv.gz") else map(json.loads, stream)
            for row in rows:
                found.update(row[name].strip() for name in FIELDS if isinstance(row.get(name), str))
    found.discard("")
    ordered = sorted(found)
    random.Random(0).shuffle(ordered)
    return ordered


def edited(text: str, seed: int) -> str:
    """The text with one word dropped, or two neighbouring words swapped, as a coin says."""
    words, coin = text.split(), random.Random(seed)
    at = coin.randrange(len(words))
    if len(words) > 1 and coin.random() < 0.5:
        at = min(at, len(words) - 2)
        words[at], words[at + 1] = words[at + 1], words[at]
    elif len(words) > 1:
        del words[at]
    return " ".join(words)


def real(folder: Path, n: int) -> tuple[Vectors, float]:
    """Vectors of the first n texts, shape (n, dim), and the median cosine of a text and its one-word edit."""
    all_texts = texts(folder)[:n]
    edits = [edited(text, i) for i, text in enumerate(all_texts[:EDITS])]
    encoder = load_encoder()
    kept = cache()
    kept.mkdir(parents=True, exist_ok=True)
    parts = []
    for at, part in enumerate([edits, *(all_texts[i : i + CHUNK] for i in range(0, len(all_texts), CHUNK))]):
        name = f"{encoder.name}-{'edits' if at == 0 else at}-{len(part)}.npy"
        file = kept / name
        if not file.exists():
            fresh = encoder.encode(part)
            half = file.with_suffix(".half.npy")
            np.save(half, fresh)
            half.replace(file)
        parts.append(np.load(file))
    vectors = np.concatenate(parts[1:])
    return vectors, float(np.median((vectors[: len(edits)] * parts[0]).sum(axis=1)))


def made(vectors: Vectors, n: int, edit: float) -> Vectors:
    """n unit vectors: the real ones, then mixes of a real one and one of its `NEAR` nearest.

    The neighbour has a weight of 0 to one half. Noise in every direction alike is added, so much that by it
    alone a vector would have the cosine ``edit`` with itself.
    """
    random = np.random.default_rng(0)
    near, _ = nearest(vectors, vectors, NEAR, apart=np.arange(len(vectors)))
    found = np.empty((n, vectors.shape[1]), np.float32)
    found[: len(vectors)] = vectors[:n]
    noise = np.float32(np.tan(np.arccos(edit)))
    for at in range(len(vectors), n, CHUNK):
        size = min(CHUNK, n - at)
        one = random.integers(len(vectors), size=size)
        other = near[one, random.integers(NEAR, size=size)]
        share = random.random((size, 1), dtype=np.float32) / 2
        mixed = _unit((1 - share) * vectors[one] + share * vectors[other])
        strayed = random.standard_normal(mixed.shape, dtype=np.float32)
        found[at : at + size] = _unit(mixed + noise * _unit(strayed))
    return found


def _unit(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)
