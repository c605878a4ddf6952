"""Trains the sentiment head: logistic regression on an encoder's mean-pooled hidden layers.

    python benchmarks/train_sentiment.py                                  # the shipped head
    python benchmarks/train_sentiment.py --encoder FOLDER --out HEAD.npz  # a head for another encoder

Only sets that may train a shipped model are read (see `_tagging_data`). Settings are chosen on held-out
parts of the same sets; what the benchmark reports on is never looked at here.
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
from _tagging_data import CLASSES, ROOT, Example, dev_data, layers_of, training_examples
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import recall_score

from feedback_insights.embedding import SentenceEncoder, load_encoder
from feedback_insights.tagging._head import Head

THREE_CLASS_SETS = ("rated_tweets", "goemotions", "written")  # validation sets that hold all three tones
AS_GOOD = 0.01  # mean macro-recall: settings this close to the best count as equal
SURE = 0.8  # accuracy wanted of the confident answers
OWN_DOMAIN = ("written", "aspects", "usability")


class Setting(NamedTuple):
    """What is chosen on the validation parts. Sorted: more data first, then the simpler model."""

    goemotions: int  # rows
    regularization: float  # 1 / C
    own_weight: float  # of product feedback, against 1 for tweets and comments


class Part(NamedTuple):
    """Layers, class numbers and source per row."""

    layers: NDArray[np.float32]
    labels: NDArray[np.int64]
    sources: NDArray[np.str_]


SETTINGS = [Setting(*values) for values in product((0, 3000, 6500), (1 / 0.0003, 1 / 0.001), (1.0, 3.0))]


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, choose, calibrate, save; return the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--encoder", default="default", help="'default' or a sentence-transformers folder")
    parser.add_argument("--out", type=Path, default=ROOT / "models" / "sentiment" / "head.npz")
    options = parser.parse_args(arguments)
    if (folder := dev_data()) is None:
        return 1
    encoder = load_encoder(options.encoder)
    examples = training_examples(folder)
    train, validation = (_part(encoder, examples, part) for part in ("train", "validation"))
    setting = choose(train, validation)
    head = calibrate(fit(train, setting, encoder.name), validation)
    head.save(options.out)
    digest = hashlib.sha256(options.out.read_bytes()).hexdigest()
    print(f"chosen: {setting}; temperature {head.temperature:.3f}, confident from {head.confident:.3f}")
    print(f"validation: {_recalls(head, validation)}")
    print(f"{options.out.name}: sha256 {digest}, encoder {encoder.name}")
    return 0


def _part(encoder: SentenceEncoder, examples: Sequence[Example], part: str) -> Part:
    chosen = [example for example in examples if example.part == part]
    sources = sorted({example.source for example in chosen})
    groups = [[example for example in chosen if example.source == source] for source in sources]
    return Part(
        np.concatenate([layers_of(encoder, [example.text for example in group]) for group in groups]),
        np.array([CLASSES.index(example.label) for group in groups for example in group]),
        np.array([example.source for group in groups for example in group]),
    )


def choose(train: Part, validation: Part) -> Setting:
    """Of the settings as good as the best on validation, the one with most data, then the simplest."""
    found = []
    for setting in SETTINGS:
        recalls = _recalls(fit(train, setting, "trial"), validation)
        mean = float(np.mean([recalls[name] for name in THREE_CLASS_SETS]))
        print(f"{setting}: {recalls} mean {mean:.3f}", flush=True)
        found.append((mean, setting))
    best = max(mean for mean, _ in found)
    return max((setting, mean) for mean, setting in found if mean >= best - AS_GOOD)[0]


def fit(train: Part, setting: Setting, encoder: str) -> Head:
    """Fit one head; classes weigh the same in all."""
    rows = _rows(train, setting.goemotions)
    layers, labels = train.layers[rows].astype(np.float64), train.labels[rows]
    mean, scale = layers.mean(axis=0), layers.std(axis=0) + 1e-6
    weights = np.where(np.isin(train.sources[rows], OWN_DOMAIN), setting.own_weight, 1.0)
    totals = np.array([weights[labels == label].sum() for label in range(len(CLASSES))])
    weights = weights * (totals.mean() / totals)[labels]
    model = LogisticRegression(C=1 / setting.regularization, max_iter=1000)
    model.fit((layers - mean) / scale, labels, sample_weight=weights)
    return Head(
        encoder=encoder,
        classes=CLASSES,
        mean=mean.astype(np.float32),
        scale=scale.astype(np.float32),
        weights=model.coef_.astype(np.float32),
        bias=model.intercept_.astype(np.float32),
        temperature=1.0,
        confident=1.0,
    )


def _rows(train: Part, goemotions: int) -> NDArray[np.int64]:
    comments = np.flatnonzero(train.sources == "goemotions")
    drawn = np.random.default_rng(0).permutation(comments)[:goemotions]
    return np.sort(np.concatenate([np.flatnonzero(train.sources != "goemotions"), drawn]))


def calibrate(head: Head, validation: Part) -> Head:
    """Set the temperature (least log loss, classes balanced) and the confident probability."""
    counts = np.bincount(validation.labels, minlength=len(CLASSES))
    weights = (1 / counts)[validation.labels]

    def loss(temperature: float) -> float:
        chance = _with(head, temperature, 1.0).probabilities(validation.layers)
        return float(-(weights * np.log(chance[np.arange(len(chance)), validation.labels])).sum())

    temperature = float(minimize_scalar(loss, bounds=(0.25, 4.0), method="bounded").x)
    chance = _with(head, temperature, 1.0).probabilities(validation.layers)
    right = chance.argmax(axis=1) == validation.labels
    order = np.argsort(-chance.max(axis=1), kind="stable")
    accuracy = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(accuracy >= SURE)
    confident = float(chance.max(axis=1)[order][enough[-1]]) if len(enough) else 1.0
    return _with(head, round(temperature, 4), round(confident, 4))


def _with(head: Head, temperature: float, confident: float) -> Head:
    return Head(
        encoder=head.encoder,
        classes=head.classes,
        mean=head.mean,
        scale=head.scale,
        weights=head.weights,
        bias=head.bias,
        temperature=temperature,
        confident=confident,
    )


def _recalls(head: Head, part: Part) -> dict[str, float]:
    """Macro-recall per source, over the tones that occur in it at least twice."""
    predicted = head.probabilities(part.layers).argmax(axis=1)
    found = {}
    for source in sorted(set(part.sources)):
        rows = part.sources == source
        tones = [label for label in range(len(CLASSES)) if (part.labels[rows] == label).sum() > 1]
        recall = recall_score(part.labels[rows], predicted[rows], average="macro", labels=tones)
        found[str(source)] = round(float(recall), 3)
    return found


if __name__ == "__main__":
    sys.exit(main())
