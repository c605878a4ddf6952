"""Groups vectors as a peer does; runs in .venv-anchors and imports nothing of ours.

    python cluster.py METHOD [--seed S] INPUT.npz OUTPUT.npz [INPUT.npz OUTPUT.npz ...]

INPUT holds `vectors`, float32 (n, dim), and `texts`, str (n,). OUTPUT holds `labels`, int (n,), -1 for
noise; `seconds` of the fitting; `versions`, JSON; `error`, empty where the method gave an answer and
otherwise what it raised, with no labels.

Every method keeps its defaults; only the seed is fixed, which makes UMAP run on one thread. numba gets one
thread too: on two cores with two, EVoC took 2 to 28 seconds for the same 10,003 rows, and 2 with one.
Its groups depend on that number even with a seed: 234 there with two threads, 250 with one.

Imports and numba's compilation are not timed: before each input the method runs once, untimed, on as
many random rows, at most 4,200 (UMAP searches neighbours in another way from 4,096 up; nothing changes
after that).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any

import numpy as np

PACKAGES = ("bertopic", "umap-learn", "hdbscan", "evoc", "numba", "scikit-learn", "numpy")
MOST = 4200  # rows of a warm-up
Method = Callable[[Any, Sequence[str], int], Any]


def main() -> None:
    parser = argparse.ArgumentParser(description="Group vectors as a peer does.")
    parser.add_argument("method", choices=sorted(METHODS))
    parser.add_argument("files", nargs="+", metavar="INPUT OUTPUT")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    if len(asked.files) % 2:
        parser.error("every INPUT needs its OUTPUT")
    os.environ["NUMBA_NUM_THREADS"] = "1"  # read when a method first imports numba
    method, warm = METHODS[asked.method], set()
    for source, target in zip(asked.files[::2], asked.files[1::2], strict=True):
        with np.load(source) as given:
            vectors, texts = given["vectors"], given["texts"].tolist()
        shape = (min(len(vectors), MOST), vectors.shape[1])
        if shape not in warm:
            _measured(method, *_blobs(*shape), asked.seed)
            warm.add(shape)
        np.savez(target, **_measured(method, vectors, texts, asked.seed))


def _measured(method: Method, vectors: Any, texts: Sequence[str], seed: int) -> dict[str, Any]:
    labels, error = [], ""
    began = time.perf_counter()
    try:
        labels = method(vectors, texts, seed)
    except Exception as raised:  # whatever a peer raises is its result, and the next input still counts
        error = f"{type(raised).__name__}: {raised}"
    seconds = time.perf_counter() - began
    versions = {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}}
    return {
        "labels": np.asarray(labels, dtype=np.int64),
        "seconds": seconds,
        "versions": json.dumps(versions),
        "error": error,
    }


def _bertopic(vectors: Any, texts: Sequence[str], seed: int) -> Any:
    model = _default_bertopic(seed)
    topics, _ = model.fit_transform(texts, embeddings=vectors)
    return topics


def _umap_hdbscan(vectors: Any, texts: Sequence[str], seed: int) -> Any:
    """The two clustering steps of BERTopic alone, without the topic words."""
    model = _default_bertopic(seed)
    return model.hdbscan_model.fit_predict(model.umap_model.fit_transform(vectors))


def _default_bertopic(seed: int) -> Any:
    from bertopic import BERTopic  # seconds to import

    model = BERTopic()
    model.umap_model.random_state = seed
    return model


def _evoc(vectors: Any, texts: Sequence[str], seed: int) -> Any:
    from evoc import EVoC  # the first import ever compiles for minutes

    return EVoC(random_state=seed).fit_predict(vectors)


METHODS: dict[str, Method] = {"bertopic": _bertopic, "umap+hdbscan": _umap_hdbscan, "evoc": _evoc}


def _blobs(rows: int, dim: int) -> tuple[Any, list[str]]:
    """Rows around 20 centres, so that there are groups to find, as in a real set."""
    random = np.random.default_rng(0)
    of = np.arange(rows) % 20
    vectors = (random.normal(size=(20, dim))[of] + random.normal(size=(rows, dim))).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors, [f"group{group} row{row}" for row, group in enumerate(of)]


if __name__ == "__main__":
    main()
