"""Trains the request head: one logistic regression per type on an encoder's mean-pooled hidden layers.

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
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np
from _requests_data import Example, banking_questions, labelled, written
from _tagging_data import ROOT, dev_data, layers_of
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from threadpoolctl import threadpool_limits

from feedback_insights.embedding import SentenceEncoder, load_encoder
from feedback_insights.records import REQUEST_TYPES
from feedback_insights.tagging._head import Head

AS_GOOD = 0.01  # hit rate: settings this close to the best count as equal
SURE = 0.9  # share of right answers wanted among the confident ones
FEW = 5  # texts of a type in a group, from which its hit rate counts
GROUPS = ("written", "public")


class Setting(NamedTuple):
    """What is chosen on the validation parts. Sorted: the simplest last."""

    regularization: float  # 1 / C
    public_weight: float  # of the labelled public rows, against 1 for the written statements
    banking: float  # weight of the banking questions; 0 leaves them out


class Part(NamedTuple):
    """Layers, truth per type (NaN where unknown) and source per row."""

    layers: NDArray[np.float32]
    truth: NDArray[np.float64]
    sources: NDArray[np.str_]

    def group(self, name: str) -> NDArray[np.bool_]:
        """The rows of one validation group."""
        return (self.sources == "written") == (name == "written")


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
        layers_of(encoder, [example.text for example in chosen]),
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
    """Fit one question per type; both answers weigh more alike than they are frequent (square root)."""
    every = np.select(
        [learning.sources == "written", learning.sources == "banking"],
        [1.0, setting.banking],
        setting.public_weight,
    )
    used = every > 0
    layers, truth, weights = learning.layers[used].astype(np.float64), learning.truth[used], every[used]
    mean, scale = layers.mean(axis=0), layers.std(axis=0) + 1e-6
    fitted = [
        _fit_type((layers - mean) / scale, truth[:, at], weights, 1 / setting.regularization)
        for at in range(len(REQUEST_TYPES))
    ]
    return Head(
        encoder=encoder,
        classes=REQUEST_TYPES,
        mean=mean.astype(np.float32),
        scale=scale.astype(np.float32),
        weights=np.stack([model.coef_[0] for model in fitted]).astype(np.float32),
        bias=np.array([model.intercept_[0] for model in fitted], np.float32),
        temperature=1.0,
        confident=1.0,
        link="sigmoid",
    )


def _fit_type(
    layers: NDArray[np.float64], truth: NDArray[np.float64], weights: NDArray[np.float64], strength: float
) -> LogisticRegression:
    known = ~np.isnan(truth)
    holds, weights = truth[known] == 1, weights[known]
    share = weights[holds].sum() / weights.sum()
    weights = weights / np.sqrt(np.where(holds, share, 1 - share))
    model = LogisticRegression(C=strength, max_iter=2000)
    return model.fit(layers[known], holds, sample_weight=weights / weights.mean())


def calibrate(head: Head, validation: Part) -> Head:
    """Calibrate each type (Platt, folded into its weights) and set the confident probability."""
    scores = _log_odds(head.probabilities(validation.layers))
    weights, bias = head.weights.copy(), head.bias.copy()
    for at in range(len(REQUEST_TYPES)):
        known = ~np.isnan(validation.truth[:, at])
        platt = LogisticRegression(C=np.inf).fit(scores[known, at, None], validation.truth[known, at] == 1)
        weights[at] *= np.float32(platt.coef_[0, 0])
        bias[at] = bias[at] * platt.coef_[0, 0] + platt.intercept_[0]
    head = replace(head, weights=weights, bias=bias)
    return replace(head, confident=_confident(head, validation))


def _log_odds(chance: NDArray[np.float64]) -> NDArray[np.float64]:
    chance = np.clip(chance, 1e-12, 1 - 1e-12)
    return np.asarray(np.log(chance) - np.log1p(-chance))


def _confident(head: Head, validation: Part) -> float:
    chance = head.probabilities(validation.layers)
    order = np.argsort(-chance.max(axis=1), kind="stable")
    right = _right(chance, validation.truth)[order]
    enough = np.flatnonzero(np.cumsum(right) / np.arange(1, len(right) + 1) >= SURE)
    return round(float(chance.max(axis=1)[order][enough[-1]]), 4) if len(enough) else 1.0


def _right(chance: NDArray[np.float64], truth: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether the answer is one of the types that hold."""
    return np.asarray(truth[np.arange(len(truth)), chance.argmax(axis=1)] == 1)


def hit_rate(head: Head, validation: Part, group: str) -> float:
    """Share of right answers per type, averaged over the types."""
    rows = validation.group(group)
    truth = validation.truth[rows]
    right = _right(head.probabilities(validation.layers[rows]), truth)
    rates = [
        right[truth[:, at] == 1].mean() for at in range(truth.shape[1]) if (truth[:, at] == 1).sum() >= FEW
    ]
    return float(np.mean(rates))


def report(head: Head, validation: Part) -> list[str]:
    """What the head reaches on validation, group by group."""
    lines = []
    for name in GROUPS:
        rows = validation.group(name)
        truth, chance = validation.truth[rows] == 1, head.probabilities(validation.layers[rows])
        right, sure = _right(chance, validation.truth[rows]), chance.max(axis=1) >= head.confident
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
