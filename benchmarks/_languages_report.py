"""Measures the tone of texts in languages that the encoder's card does not name: the worth of a guess."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from _tagging_data import CLASSES, chances_of, rows, usability
from sklearn.metrics import recall_score

from feedback_insights.embedding import load_encoder
from feedback_insights.normalize.language import detect
from feedback_insights.records import is_read
from feedback_insights.tagging import SentimentTagger

CODES = {"german": "de", "spanish": "es", "portuguese": "pt"}


def lines(folder: Path) -> list[str]:
    """The section on languages of the results."""
    encoder = load_encoder()
    tagger = SentimentTagger(encoder)
    found = [
        "## Languages",
        "",
        "Balanced tweets (umsab; none trained on) and Italian quotes of usability tests (held-out people;",
        "few, and others of the same study were trained on). Macro-recall of the tones that occur; a coin",
        "gets .333 (.5 with two tones). A workspace says `unknown` for a statement whose language the",
        "encoder's card does not name: the last column is how often that is noticed.",
        "",
        "| language | n | macro-recall of the guess | sure answers | of these right | said to be unknown |",
        "|---|---|---|---|---|---|",
    ]
    table = rows(folder / "sentiment" / "umsab_multilingual.csv.gz")
    sets = {
        code: [(row["text"], row["label"]) for row in table if row["language"] == name]
        for name, code in CODES.items()
    }
    sets["it"] = [
        (example.text, example.label)
        for example in usability(folder)
        if example.part == "report" and detect(example.text) == "it"
    ]
    for code, examples in sorted(sets.items()):
        texts = [text for text, _ in examples]
        labels = np.array([CLASSES.index(label) for _, label in examples])
        chance = chances_of(tagger, encoder, texts)
        answers, sure = chance.argmax(axis=1), chance.max(axis=1) >= tagger.threshold
        recall = recall_score(labels, answers, labels=sorted(set(labels.tolist())), average="macro")
        unknown = np.mean([not is_read(detect(text), encoder.languages) for text in texts])
        right = (answers == labels)[sure].mean()
        found.append(
            f"| {code} | {len(texts)} | {recall:.3f} | {sure.mean():.0%} | {right:.0%} | {unknown:.0%} |"
        )
    return found
