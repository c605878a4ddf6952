"""The labelled sets of the theme benchmark: which half chose the settings, which half is reported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from _tagging_data import rows as rows_of
from numpy.typing import NDArray

from feedback_insights.embedding import load_encoder

Vectors = NDArray[np.float32]
REPORT, WHOLE = "report half", "whole"


@dataclass(frozen=True, slots=True)
class Labelled:
    """Texts, their vectors and their true themes."""

    name: str
    texts: list[str]
    vectors: Vectors
    labels: NDArray[Any]

    def draw(self, size: int | None, seed: int) -> Labelled:
        """So many of them by chance; None takes all."""
        if size is None:
            return self
        rows = np.sort(np.random.RandomState(seed).permutation(len(self.labels))[:size])
        return self.take(rows, self.name)

    def report_half(self) -> Labelled:
        """The labels at odd places of their sorted list: settings were chosen on the others."""
        rows = np.flatnonzero(np.isin(self.labels, sorted(set(self.labels))[1::2]))
        return self.take(rows, f"{self.name}, {REPORT}")

    def take(self, rows: NDArray[np.int64], name: str) -> Labelled:
        """These rows under a name."""
        return Labelled(name, [self.texts[i] for i in rows], self.vectors[rows], self.labels[rows])


def labelled_sets(folder: Path) -> Iterator[Labelled]:
    """Banking77, Stack Overflow titles, the three small corpora and the coded usability quotes."""
    themes = folder / "themes"
    yield _labelled("banking77", rows_of(themes / "banking77_train.csv.gz"))
    yield _labelled("stackoverflow", rows_of(themes / "stackoverflow_titles.csv.gz"))
    small = rows_of(themes / "small_corpora_askubuntu_webapps_chatbot.csv.gz")
    for corpus in sorted({row["corpus"] for row in small}):
        yield _labelled(corpus, [row for row in small if row["corpus"] == corpus])
    codes = rows_of(folder / "usability" / "technicians" / "codes.csv.gz")
    yield _labelled("usability codes (3/4 Italian)", codes)


def off_topic(folder: Path, n: int) -> Vectors:
    """Vectors of so many Reddit comments (GoEmotions), of no subject in common."""
    rows = rows_of(folder / "sentiment" / "goemotions_train_dev.csv.gz")
    drawn = np.random.RandomState(0).permutation(len(rows))[:n]
    return load_encoder().encode([rows[i]["text"] for i in drawn])


def _labelled(name: str, rows: list[dict[str, str]]) -> Labelled:
    texts = [row["text"] for row in rows]
    return Labelled(name, texts, load_encoder().encode(texts), np.array([row["label"] for row in rows]))
