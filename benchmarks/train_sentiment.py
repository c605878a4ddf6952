"""Trains the sentiment head: logistic regression on an encoder's hidden layers and a word lexicon.

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
from _tagging_data import CLASSES, ROOT, Example, columns_of, dev_data, training_examples
from numpy.typing import NDArray
from sklearn.metrics import recall_score

from feedback_insights.embedding import SentenceEncoder, load_encoder
from feedback_insights.tagging import SentimentTagger, training
from feedback_insights.tagging._head import Head

# validation sets that hold all three tones
THREE_CLASS_SETS = ("rated_tweets", "goemotions", "written", "developer", "social")
AS_GOOD = 0.01  # mean macro-recall: settings this close to the best count as equal
SURE = 0.8  # accuracy wanted of the confident answers
OWN_DOMAIN = ("written", "developer", "social", "aspects", "usability")


class Setting(NamedTuple):
    """What is chosen on the validation parts. Sorted: more weight of comments, then simpler, comes last."""

    goemotions: float  # weight of a comment, against 1 for a tweet
    regularization: float  # 1 / C
    own_weight: float  # of the project's own texts and product feedback, against 1 for a tweet


class Part(NamedTuple):
    """Columns, truth (0 or 1 per tone) and source per row."""

    columns: NDArray[np.float32]
    truth: NDArray[np.float64]
    sources: NDArray[np.str_]


SETTINGS = [Setting(*values) for values in product((0.1, 0.3, 1.0), (1 / 0.0003, 1 / 0.001), (1.0, 3.0, 5.0))]


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
    learning, validation = (part_of(encoder, examples, part) for part in ("train", "validation"))
    setting = choose(learning, validation)
    head = fit(learning, setting, encoder.name)
    head = training.calibrated(head, validation.columns, validation.truth, sure=SURE)
    head.save(options.out)
    digest = hashlib.sha256(options.out.read_bytes()).hexdigest()
    print(f"chosen: {setting}; temperature {head.temperature:.3f}, confident from {head.confident:.3f}")
    print(f"validation: {_recalls(head, validation)}")
    print(f"{options.out.name}: sha256 {digest}, encoder {encoder.name}")
    return 0


def part_of(encoder: SentenceEncoder, examples: Sequence[Example], part: str) -> Part:
    """The columns, truth and sources of one part of the examples."""
    chosen = [example for example in examples if example.part == part]
    sources = sorted({example.source for example in chosen})
    groups = [[example for example in chosen if example.source == source] for source in sources]
    return Part(
        np.concatenate(
            [columns_of(encoder, [each.text for each in group], SentimentTagger.beside) for group in groups]
        ),
        np.array([[float(each.label == tone) for tone in CLASSES] for group in groups for each in group]),
        np.array([example.source for group in groups for example in group]),
    )


def choose(learning: Part, validation: Part) -> Setting:
    """Of the settings as good as the best on validation, the one with most data, then the simplest."""
    found = []
    for setting in SETTINGS:
        recalls = _recalls(fit(learning, setting, "trial"), validation)
        mean = float(np.mean([recalls[name] for name in THREE_CLASS_SETS]))
        print(f"{setting}: {recalls} mean {mean:.3f}", flush=True)
        found.append((mean, setting))
    best = max(mean for mean, _ in found)
    return max((setting, mean) for mean, setting in found if mean >= best - AS_GOOD)[0]


def fit(learning: Part, setting: Setting, encoder: str) -> Head:
    """Fit one head; comments and the project's own domain weigh as the setting says."""
    weights = np.where(np.isin(learning.sources, OWN_DOMAIN), setting.own_weight, 1.0)
    weights = np.where(learning.sources == "goemotions", setting.goemotions, weights)
    strength = setting.regularization
    return training.fit(SentimentTagger, learning.columns, learning.truth, weights, strength, encoder)


def _recalls(head: Head, part: Part) -> dict[str, float]:
    """Macro-recall per source, over the tones that occur in it at least twice."""
    predicted = head.probabilities(part.columns).argmax(axis=1)
    found = {}
    for source in sorted(set(part.sources)):
        rows = part.sources == source
        labels = part.truth[rows].argmax(axis=1)
        tones = [label for label in range(len(CLASSES)) if (labels == label).sum() > 1]
        recall = recall_score(labels, predicted[rows], average="macro", labels=tones)
        found[str(source)] = round(float(recall), 3)
    return found


if __name__ == "__main__":
    sys.exit(main())
