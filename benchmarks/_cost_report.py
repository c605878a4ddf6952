"""Measures what the taggers add to the encoder's pass, on one machine in one run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from _tagging_data import rows

from feedback_insights.embedding import load_encoder
from feedback_insights.tagging import (
    AspectTagger,
    RequestTagger,
    SentimentTagger,
    assess,
    effects,
    urgency,
)

ROUNDS = 3
EACH = 500  # texts of each set
AIM = 0.3  # of the encoder's time


def lines(folder: Path) -> list[str]:
    """The section on time of the results."""
    texts = [
        row["text"]
        for name in (("linking", "feature_search_reviews.csv.gz"), ("sentiment", "software_text.csv.gz"))
        for row in rows(folder.joinpath(*name))[:EACH]
    ]
    encoder = load_encoder()
    heads, aspects = (SentimentTagger(encoder), RequestTagger(encoder)), AspectTagger()
    layers = encoder.encode_features(texts).layers
    tones = heads[0].predict_proba_layers(layers, texts)
    parts: dict[str, Callable[[], Any]] = {
        "encoder": lambda: encoder.encode_features(texts),
        "tone and type": lambda: [head.predict_proba_layers(layers, texts) for head in heads],
        "severity, urgency, effects": lambda: [(assess(t), urgency(t), effects(t)) for t in texts],
        "aspects": lambda: aspects.predict(texts, tones),
    }
    took: dict[str, list[float]] = {name: [] for name in parts}
    for part in parts.values():
        part()  # models and tables are loaded before anything is timed
    for _ in range(ROUNDS):
        for name, part in parts.items():
            before = time.perf_counter()
            part()
            took[name].append(time.perf_counter() - before)
    median = {name: statistics.median(times) for name, times in took.items()}
    added = sum(value for name, value in median.items() if name != "encoder")
    length = np.mean([len(text) for text in texts])
    return [
        "## Time",
        "",
        f"{len(texts)} texts ({length:.0f} characters on average: app reviews and sentences of developers),",
        f"median of {ROUNDS} rounds, seconds, and the share of the encoder's time. All together add",
        f"{added / median['encoder']:.0%} (aim: at most {AIM:.0%}). Answers of heads and aspects are cached;",
        "rules are read again.",
        "",
        "| | seconds | of the encoder's |",
        "|---|---|---|",
        *(f"| {name} | {value:.2f} | {value / median['encoder']:.0%} |" for name, value in median.items()),
    ]
