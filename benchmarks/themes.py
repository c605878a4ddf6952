"""Measures how themes are found and writes results/themes-<date>.md.

    python benchmarks/themes.py

The number of themes is never given to `ThemeClusterer`; k-means, the peer in the same run on the same
vectors, is given the true one. Settings were chosen on Stack Overflow titles, on both halves of Banking77
(split by label) at 150 to 5,000 texts and on the small corpora, so that no figure here is from unseen
data; the full Banking77 at 300 and 10,003 rows is the check that the settings were made for.
"""

from __future__ import annotations

import csv
import gzip
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from _machine import described, write
from _tagging_data import dev_data
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from feedback_insights.embedding import load_encoder
from feedback_insights.themes import ThemeClusterer

DRAWS = 5  # random draws of the small sizes; medians are reported
SIZES = {"banking77": (150, 300, 1000, 3000, None), "stackoverflow": (150, 300, 1000, 3000, 10_000)}


def main() -> None:
    folder = dev_data()
    if folder is None:
        print("the public sets are not on this machine: set FEEDBACK_INSIGHTS_DEV_DATA; nothing was measured")
        return
    lines = [
        "# Themes: number found, agreement, time",
        "",
        described(),
        "",
        f"Sizes below 1,000 are medians of {DRAWS} random draws; `within 35 %` counts the draws.",
        "",
        "| set | texts | true | found | off by | within 35 % | ARI | NMI | unassigned | seconds"
        " | ARI k-means, true number |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, vectors, labels in _sets(folder):
        lines += [_row(name, vectors, labels, size) for size in SIZES.get(name, (None,))]
    write("themes", lines)


def _sets(folder: Path) -> Iterator[tuple[str, NDArray[np.float32], NDArray[Any]]]:
    encoder = load_encoder()
    for name, file in (
        ("banking77", "banking77_train"),
        ("stackoverflow", "stackoverflow_titles"),
        ("small", "small_corpora_askubuntu_webapps_chatbot"),
    ):
        with gzip.open(folder / "themes" / f"{file}.csv.gz", "rt", encoding="utf-8") as stream:
            rows = list(csv.DictReader(stream))
        for corpus in sorted({row.get("corpus", name) for row in rows}):
            part = [row for row in rows if row.get("corpus", name) == corpus]
            vectors = encoder.encode([row["text"] for row in part])
            yield corpus, vectors, np.array([row["label"] for row in part])


def _row(name: str, vectors: NDArray[np.float32], labels: NDArray[Any], size: int | None) -> str:
    draws = DRAWS if size is not None and size < 1000 else 1
    figures = np.array([_measure(vectors, labels, size, seed) for seed in range(draws)])
    middle = np.median(figures, axis=0)
    close = int((np.abs(figures[:, 1] - figures[:, 0]) <= 0.35 * figures[:, 0]).sum())
    true, found, ari, nmi, unassigned, seconds, peer = middle
    return (
        f"| {name} | {size or len(labels):,} | {true:.0f} | {found:.0f} | {found / true - 1:+.0%}"
        f" | {close} of {draws} | {ari:.2f} | {nmi:.2f} | {unassigned:.0%} | {seconds:.1f} | {peer:.2f} |"
    )


def _measure(
    vectors: NDArray[np.float32], labels: NDArray[Any], size: int | None, seed: int
) -> tuple[float, ...]:
    rows = np.arange(len(labels))
    if size is not None:
        rows = np.sort(np.random.RandomState(seed).permutation(len(labels))[:size])
    x, y = vectors[rows], labels[rows]
    began = time.perf_counter()
    found = ThemeClusterer().fit(x).labels_
    seconds = time.perf_counter() - began
    true = len(set(y))
    peer = KMeans(true, n_init=3, random_state=0).fit_predict(x)
    return (
        true,
        found.max() + 1,
        adjusted_rand_score(y, found),
        normalized_mutual_info_score(y, found),
        float((found < 0).mean()),
        seconds,
        adjusted_rand_score(y, peer),
    )


if __name__ == "__main__":
    main()
