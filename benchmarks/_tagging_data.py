"""Reads the public sets that the tagging benchmarks and the training script use.

The sets are not part of this repository: they lie beside it in ``../shared/data/dev``, or where
``FEEDBACK_INSIGHTS_DEV_DATA`` points. Only the sets that `training_examples` reads may train a shipped head.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from feedback_insights.embedding import SentenceEncoder
from feedback_insights.machine_text import prose
from feedback_insights.tagging import TrainedTagger
from feedback_insights.tagging._columns import columns
from feedback_insights.tagging.training import share

ROOT = Path(__file__).resolve().parent.parent
WRITTEN = ROOT / "models" / "sentiment" / "written_examples.csv"
CLASSES = ("negative", "neutral", "positive")
REPORTED_PARTICIPANTS = frozenset({"8t", "9t", "10t"})
VALIDATION_PARTICIPANTS = frozenset({"7t"})

# GoEmotions' own grouping, less the emotions whose tone depends on what they are about.
EMOTIONS = {
    "negative": "anger annoyance disappointment disapproval disgust embarrassment fear grief nervousness"
    " remorse sadness",
    "neutral": "neutral curiosity confusion realization desire",
    "positive": "admiration caring excitement gratitude joy love pride relief",
}


class Example(NamedTuple):
    """One text with its tone; ``part`` is "train", "validation" or "report"."""

    text: str
    label: str
    source: str
    part: str


def dev_data() -> Path | None:
    """The folder of the public sets; says what is missing, and gives None, when it is not on this machine."""
    folder = Path(os.environ.get("FEEDBACK_INSIGHTS_DEV_DATA") or ROOT.parent / "shared" / "data" / "dev")
    if folder.is_dir():
        return folder
    print("the public sets are not on this machine: set FEEDBACK_INSIGHTS_DEV_DATA; nothing was done")
    return None


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a gzipped CSV file."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def rated_tweets(folder: Path) -> list[Example]:
    """Tweets with the mean of 20 raters (MIT); a third is kept for the report."""
    found = []
    for row in rows(folder / "sentiment" / "rated_tweets.csv.gz"):
        at = share(f"rated:{row['id']}")
        part = "report" if at < 1 / 3 else "validation" if at < 1 / 3 + 0.13 else "train"
        found.append(Example(row["text"], row["label"], "rated_tweets", part))
    return found


def goemotions(folder: Path, *, train: int = 6500, validation: int = 1500) -> list[Example]:
    """Short Reddit comments (Apache-2.0), emotions mapped to tones; mixed ones are left out."""
    found = []
    for split, part, limit in (("train", "train", train), ("dev", "validation", validation)):
        kept: dict[str, list[str]] = {label: [] for label in CLASSES}
        for row in rows(folder / "sentiment" / "goemotions_train_dev.csv.gz"):
            label = emotion_tone(row["label"].split(";"))
            if row["split"] == split and label:
                kept[label].append(row["text"])
        for label, texts in kept.items():
            chosen = sorted(set(texts), key=lambda text: (share(text), text))[: limit // 3]
            found += [Example(text, label, "goemotions", part) for text in chosen]
    return found


def emotion_tone(emotions: Sequence[str]) -> str | None:
    """The tone of a set of emotions; None when they disagree or have no clear tone."""
    fitting = [label for label in CLASSES if set(emotions) <= set(EMOTIONS[label].split())]
    return fitting[0] if fitting else None


def aspects(folder: Path) -> list[Example]:
    """App review sentences (MIT) that carry an opinion. Their "neutral" means the feature alone: not used.

    A quarter is kept for the report, the same as that of the aspects.
    """
    found = []
    for sentence in aspects_sentences(folder):
        tones = {aspect["sentiment"] for aspect in sentence["aspects"]} - {"neutral"}
        part = "report" if share(f"aspects:{sentence['review_id']}") < 0.25 else "train"
        if len(tones) == 1:
            found.append(Example(sentence["text"], tones.pop(), "aspects", part))
    return found


def aspects_sentences(folder: Path) -> list[dict[str, Any]]:
    """The sentences of the aspects set, in file order."""
    with gzip.open(folder / "aspects" / "app_review_aspects.jsonl.gz", "rt", encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


def usability(folder: Path) -> list[Example]:
    """Quotes of ten think-aloud sessions (CC BY 4.0), split by participant."""
    found = []
    for row in rows(folder / "usability" / "technicians" / "codes.csv.gz"):
        who = row["participant"]
        part = "report" if who in REPORTED_PARTICIPANTS else "train"
        part = "validation" if who in VALIDATION_PARTICIPANTS else part
        found.append(Example(row["text"], row["sentiment"], "usability", part))
    return found


def written() -> list[Example]:
    """The project's own sentences, a quarter of them for validation; talk of developers and posts apart."""
    with WRITTEN.open(encoding="utf-8", newline="") as stream:
        table = list(csv.DictReader(stream))
    return [
        Example(
            row["text"],
            row["label"],
            row["channel"] if row["channel"] in ("developer", "social") else "written",
            "validation" if share(f"written:{row['text']}") < 0.25 else "train",
        )
        for row in table
    ]


def training_examples(folder: Path) -> list[Example]:
    """Every example that may train a shipped head, less texts that are also reported on."""
    every = [*rated_tweets(folder), *goemotions(folder), *aspects(folder), *usability(folder), *written()]
    reported = {example.text for examples in reported_sets(folder).values() for example in examples}
    return [example for example in every if example.part != "report" and example.text not in reported]


def reported_sets(folder: Path) -> dict[str, list[Example]]:
    """The sets that are only ever measured, by name."""
    sets = {
        name: [
            Example(row["text"], row["label"], name, "report")
            for row in rows(folder / "sentiment" / file)
            if row["split"] == "test"
        ]
        for name, file in (
            ("tweeteval test", "tweeteval_sentiment_val_test.csv.gz"),
            ("software_text test", "software_text.csv.gz"),
        )
    }
    for name, examples in (
        ("rated_tweets third", rated_tweets(folder)),
        ("usability held-out people", usability(folder)),
        ("aspects held-out quarter", aspects(folder)),
    ):
        sets[name] = [example for example in examples if example.part == "report"]
    return sets


def columns_of(encoder: SentenceEncoder, texts: Iterable[str], beside: Sequence[str]) -> NDArray[np.float32]:
    """What a head reads of each text's prose: the layers and the columns beside them."""
    wanted = [prose(text) for text in texts]
    return np.hstack([layers_of(encoder, wanted), columns(beside, wanted)])


def chances_of(tagger: TrainedTagger, encoder: SentenceEncoder, texts: Iterable[str]) -> NDArray[np.float64]:
    """What `tagger.predict_proba` says, with the layers from the cache folder."""
    read = [prose(text) for text in texts]
    return tagger.predict_proba_layers(layers_of(encoder, read), read)


def layers_of(encoder: SentenceEncoder, texts: Iterable[str], *, chunk: int = 512) -> NDArray[np.float32]:
    """Mean-pooled layers, row per text, kept in a cache folder so that a second run is quick."""
    wanted = list(texts)
    distinct = sorted(set(wanted))
    parts = [_chunk_layers(encoder, distinct[at : at + chunk]) for at in range(0, len(distinct), chunk)]
    table = np.concatenate(parts) if parts else np.zeros((0, 0), np.float32)
    place = {text: i for i, text in enumerate(distinct)}
    return table[[place[text] for text in wanted]]


def cache_folder() -> Path:
    """Where benchmarks keep what takes long to encode."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "feedback_insights_benchmarks"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _chunk_layers(encoder: SentenceEncoder, texts: list[str]) -> NDArray[np.float32]:
    key = sha256("\x1f".join([encoder.name, *texts]).encode()).hexdigest()[:32]
    file = cache_folder() / f"{key}.npy"
    if not file.exists():
        np.save(file, encoder.encode_features(texts).layers)
    found: Any = np.load(file)
    return np.asarray(found, dtype=np.float32)
