"""Trains the request head: one logistic regression per type on an encoder's hidden layers and word patterns.

    python benchmarks/train_requests.py                                  # the shipped head
    python benchmarks/train_requests.py --encoder FOLDER --out HEAD.npz  # a head for another encoder

Only the project's own statements and sets that may train a shipped model are read (see `_requests_data`).
Settings, calibration and the confident threshold come from held-out parts of the same material; neither
the reported sets nor the behaviour suite are looked at here.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np
from _requests_data import Example, banking_questions, labelled, written
from _tagging_data import ROOT, columns_of, dev_data
from numpy.typing import NDArray
from sklearn.metrics import f1_score
from threadpoolctl import threadpool_limits

from feedback_insights.embedding import SentenceEncoder, load_encoder
from feedback_insights.records import REQUEST_TYPES
from feedback_insights.tagging import RequestTagger, training
from feedback_insights.tagging._head import Head

AS_GOOD = 0.005  # hit rate: settings this close to the best count as equal
SURE = 0.9  # share of right answers wanted among the confident ones
FEW = 10  # texts of a type in a group, from which its hit rate counts
WRITTEN = ("statements", "reviews", "issues")
GROUPS = (*WRITTEN, "public")


class Setting(NamedTuple):
    """What is chosen on the validation parts. Sorted: the simplest last."""

    regularization: float  # 1 / C
    public_weight: float  # of the labelled public rows, against 1 for the written statements
    banking: float  # weight of the banking questions; 0 leaves them out


class Part(NamedTuple):
    """Columns, truth per type (NaN where unknown) and source per row."""

    columns: NDArray[np.float32]
    truth: NDArray[np.float64]
    sources: NDArray[np.str_]

    def group(self, name: str) -> NDArray[np.bool_]:
        """The rows of one validation group."""
        return ~np.isin(self.sources, WRITTEN) if name == "public" else self.sources == name


SETTINGS = [Setting(*values) for values in product((30.0, 100.0, 300.0, 1000.0), (1.0, 3.0), (0.0, 0.3))]


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, choose, calibrate, save; return the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--encoder", default="default", help="'default' or a sentence-transformers folder")
    parser.add_argument("--out", type=Path, default=ROOT / "models" / "requests" / "head.npz")
    options = parser.parse_args(arguments)
    if (folder := dev_data()) is None:
        return 1
    encoder = load_encoder(options.encoder)
    with threadpool_limits(1):  # the same bytes on any number of cores
        head = train(encoder, [*written(), *labelled(folder), *banking_questions(folder)])
    head.save(options.out)
    digest = hashlib.sha256(options.out.read_bytes()).hexdigest()
    print(f"{options.out.name}: sha256 {digest}, encoder {encoder.name}")
    return 0


def train(encoder: SentenceEncoder, examples: Sequence[Example]) -> Head:
    """Choose the settings, fit, calibrate, and tell what came of it."""
    learning, validation = (_part(encoder, examples, part) for part in ("train", "validation"))
    for part in (learning, validation):
        names, counts = np.unique(part.sources, return_counts=True)
        print(", ".join(f"{name} {count}" for name, count in zip(names, counts, strict=True)))
    setting = choose(learning, validation)
    head = calibrate(fit(learning, setting, encoder.name), validation)
    print(f"chosen: {setting}; confident from {head.confident:.3f}")
    print("\n".join(report(head, validation)))
    return head


def _part(encoder: SentenceEncoder, examples: Sequence[Example], part: str) -> Part:
    chosen = sorted(
        (example for example in examples if example.part == part),
        key=lambda example: (example.text, example.source),
    )
    return Part(
        columns_of(encoder, [example.text for example in chosen], RequestTagger.beside),
        np.array([[_truth(example, name) for name in REQUEST_TYPES] for example in chosen]),
        np.array([example.source for example in chosen]),
    )


def _truth(example: Example, name: str) -> float:
    return np.nan if name in example.unknown else float(name in example.labels)


def choose(learning: Part, validation: Part) -> Setting:
    """Of the settings as good as the best on validation, the simplest."""
    found = []
    for setting in SETTINGS:
        head = calibrate(fit(learning, setting, "trial"), validation)
        hits = [hit_rate(head, validation, name) for name in GROUPS]
        print(
            f"{setting}: " + ", ".join(f"{n} {h:.3f}" for n, h in zip(GROUPS, hits, strict=True)), flush=True
        )
        found.append((float(np.mean(hits)), setting))
    best = max(mean for mean, _ in found)
    as_good = [setting for mean, setting in found if mean >= best - AS_GOOD]
    return min(as_good, key=lambda s: (s.banking, s.public_weight, -s.regularization))


def fit(learning: Part, setting: Setting, encoder: str) -> Head:
    """Fit one question per type; public rows and banking questions weigh as the setting says."""
    weights = np.where(learning.group("public"), setting.public_weight, 1.0)
    weights = np.where(learning.sources == "banking", setting.banking, weights)
    used = weights > 0
    columns, truth = learning.columns[used], learning.truth[used]
    return training.fit(RequestTagger, columns, truth, weights[used], setting.regularization, encoder)


def calibrate(head: Head, validation: Part) -> Head:
    """Calibrate each type and set the confident probability."""
    return training.calibrated(head, validation.columns, validation.truth, sure=SURE)


def hit_rate(head: Head, validation: Part, group: str) -> float:
    """Share of right answers per type, averaged over the types."""
    rows = validation.group(group)
    truth = validation.truth[rows]
    right = training.answers_right(head.probabilities(validation.columns[rows]), truth)
    rates = [
        right[truth[:, at] == 1].mean() for at in range(truth.shape[1]) if (truth[:, at] == 1).sum() >= FEW
    ]
    return float(np.mean(rates))


def report(head: Head, validation: Part) -> list[str]:
    """What the head reaches on validation, group by group."""
    lines = []
    for name in GROUPS:
        rows = validation.group(name)
        truth, chance = validation.truth[rows] == 1, head.probabilities(validation.columns[rows])
        right = training.answers_right(chance, validation.truth[rows])
        sure = chance.max(axis=1) >= head.confident
        found = [
            f1_score(truth[:, at], chance[:, at] >= 0.5, zero_division=0.0) for at in range(truth.shape[1])
        ]
        lines.append(
            f"{name}: n {len(truth)}, right {right.mean():.3f},"
            f" per type {hit_rate(head, validation, name):.3f},"
            f" confident {sure.mean():.2f} of which right {right[sure].mean():.3f}; F1 at .5: "
            + ", ".join(f"{label} {value:.2f}" for label, value in zip(REQUEST_TYPES, found, strict=True))
        )
    return lines


if __name__ == "__main__":
    sys.exit(main())
