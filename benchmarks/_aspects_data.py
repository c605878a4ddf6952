"""Sentences with marked aspects that train and measure the aspect tagger, and how answers are compared.

Two spans match if they share a content word, a word that is no stop word, at the same place of the sentence.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from _tagging_data import ROOT, aspects_sentences, rows
from scipy.optimize import linear_sum_assignment
from spacy.lang.en.stop_words import STOP_WORDS

from feedback_insights.tagging._spans import words_set
from feedback_insights.tagging.training import share

WRITTEN: Final = ROOT / "models" / "aspects" / "written_examples.csv"
LABELLED: Final = Path(__file__).with_name("aspect_labels.csv")
REPORT: Final = 0.25  # share of the reviews that is only reported on; the sentiment head never saw them
FOLDS: Final = 5
WORD: Final = re.compile(r"\w+(?:['’]\w+)*")
MARKED: Final = re.compile(r"\[([^\]|]+)\|([-0+])\]")
SIGNS: Final = {"-": "negative", "0": "neutral", "+": "positive"}
LOOSE: Final = words_set("a an the this that these those my your our his her its their")


class Gold(NamedTuple):
    """One marked aspect: the places of its words in the sentence, and its tone."""

    feature: str
    places: frozenset[int]  # of all its words, counted in words
    content: frozenset[int]  # of those that are no stop words; of all where there is no other
    sentiment: str


class Sentence(NamedTuple):
    """One sentence with its aspects."""

    text: str
    aspects: tuple[Gold, ...]
    source: str  # the app, "written", or the set it was drawn from
    fold: int  # 0 .. FOLDS - 1, by review; -1: reported on, never trained or chosen with


class Span(NamedTuple):
    """What a method found: offsets in the text, and the tone."""

    start: int
    end: int
    sentiment: str


def reviews(folder: Path) -> list[Sentence]:
    """App review sentences (MIT, J. Dabrowski, IS-22), split by review."""
    found = []
    for row in aspects_sentences(folder):
        at = share(f"aspects:{row['review_id']}")
        fold = -1 if at < REPORT else int((at - REPORT) / (1 - REPORT) * FOLDS)
        golds = (gold(row["text"], each["feature"], each["sentiment"]) for each in row["aspects"])
        found.append(Sentence(row["text"], tuple(golds), row["app"], fold))
    return found


def labelled(folder: Path) -> list[Sentence]:
    """Other real texts, drawn by their share and labelled for this project; they are only measured."""
    sets = {
        "maalej": rows(folder / "request_type" / "app_reviews_maalej.csv.gz"),
        "software_text": rows(folder / "sentiment" / "software_text.csv.gz"),
        "usability": rows(folder / "usability" / "technicians" / "codes.csv.gz"),
        "seamonkey": [{"text": each["title"]} for each in _seamonkey(folder)],
    }
    found = []
    with LABELLED.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            text = sets[row["set"]][int(row["row"])]["text"]
            marks = [mark.rsplit("|", 1) for mark in row["aspects"].split(";") if mark]
            golds = (gold(text, feature, SIGNS[sign]) for feature, sign in marks)
            found.append(Sentence(text, tuple(golds), row["set"], -1))
    return found


def _seamonkey(folder: Path) -> list[dict[str, str]]:
    file = folder / "linking" / "duplicates_seamonkey_issues.jsonl.gz"
    with gzip.open(file, "rt", encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


def written() -> list[Sentence]:
    """The project's own sentences, aspects marked as [words|sign]."""
    with WRITTEN.open(encoding="utf-8", newline="") as stream:
        marked = [row["marked"] for row in csv.DictReader(stream)]
    found = []
    for line in marked:
        text = MARKED.sub(r"\1", line)
        golds, gone = list[Gold](), 0
        for match in MARKED.finditer(line):
            start = match.start() - gone
            gone += len(match[0]) - len(match[1])
            places = places_of(text, start, start + len(match[1]))
            golds.append(Gold(match[1], places, content(text, places), SIGNS[match[2]]))
        found.append(Sentence(text, tuple(golds), "written", int(share(f"aspects:{text}") * FOLDS)))
    return found


def gold(text: str, feature: str, sentiment: str) -> Gold:
    """Find a feature's words in order, as near together as can be: "clip links" in "clip pages and links"."""
    words = [match[0].lower() for match in WORD.finditer(text)]
    wanted = [match[0].lower() for match in WORD.finditer(feature)]
    tries = [_in_order(words, wanted, at) for at, word in enumerate(words) if wanted and word == wanted[0]]
    whole = [found for found in tries if found]
    if whole:
        places = frozenset(min(whole, key=lambda found: (found[-1] - found[0], found)))
    else:  # misspelt in the list: the words that are there
        places = frozenset(at for at, word in enumerate(words) if word in set(wanted) - STOP_WORDS)
    return Gold(feature, places, content(text, places), sentiment)


def _in_order(words: Sequence[str], wanted: Sequence[str], start: int) -> list[int]:
    found, at = list[int](), start
    for word in wanted:
        while at < len(words) and words[at] != word:
            at += 1
        if at == len(words):
            return []
        found.append(at)
        at += 1
    return found


def places_of(text: str, start: int, end: int) -> frozenset[int]:
    """The places of the words that a span touches, counted in words."""
    return frozenset(
        at for at, word in enumerate(WORD.finditer(text)) if word.start() < end and start < word.end()
    )


def content(text: str, places: frozenset[int]) -> frozenset[int]:
    """Those places that hold no stop word; all of them where there is no other."""
    words = [match[0].lower() for match in WORD.finditer(text)]
    return frozenset(at for at in places if words[at] not in STOP_WORDS) or places


def tight(text: str, places: frozenset[int]) -> frozenset[int]:
    """Those places that hold no article and no possessive."""
    words = [match[0].lower() for match in WORD.finditer(text)]
    return frozenset(at for at in places if words[at] not in LOOSE)


def matches(sentence: Sentence, spans: Sequence[Span]) -> list[tuple[int, int, bool]]:
    """Pair spans with marked aspects, one to one, as many as can be: (span, aspect, whether exact)."""
    if not spans or not sentence.aspects:
        return []
    places = [places_of(sentence.text, span.start, span.end) for span in spans]
    worth = np.zeros((len(spans), len(sentence.aspects)))
    for i, own in enumerate(places):
        for j, aspect in enumerate(sentence.aspects):
            if content(sentence.text, own) & aspect.content:
                worth[i, j] = 1 + len(own & aspect.places) / len(own | aspect.places) / 100
    pairs = zip(*linear_sum_assignment(-worth), strict=True)
    return [
        (int(i), int(j), tight(sentence.text, places[i]) == tight(sentence.text, sentence.aspects[j].places))
        for i, j in pairs
        if worth[i, j]
    ]


class Score(NamedTuple):
    """How a method does: found and marked spans, pairs, and what their tones are."""

    found: int
    marked: int
    matched: int
    exact: int
    truth: tuple[str, ...]  # tone of each matched aspect
    answer: tuple[str, ...]

    @property
    def precision(self) -> float:
        return self.matched / max(self.found, 1)

    @property
    def recall(self) -> float:
        return self.matched / max(self.marked, 1)

    @property
    def f1(self) -> float:
        return 2 * self.matched / max(self.found + self.marked, 1)

    @property
    def exact_f1(self) -> float:
        return 2 * self.exact / max(self.found + self.marked, 1)

    @property
    def right(self) -> int:
        """Pairs whose tone is right as well."""
        return sum(a == b for a, b in zip(self.truth, self.answer, strict=True))

    @property
    def polarity(self) -> float:
        return self.right / max(self.matched, 1)

    @property
    def polarity_recall(self) -> float:
        """Mean over the tones of the share of their pairs whose tone is right."""
        pairs = list(zip(self.truth, self.answer, strict=True))
        tones = sorted(set(self.truth))
        return float(np.mean([np.mean([a == b for a, b in pairs if a == tone]) for tone in tones]))

    @property
    def whole_f1(self) -> float:
        """F1 where a pair counts only with the right tone."""
        return 2 * self.right / max(self.found + self.marked, 1)


def score(sentences: Sequence[Sentence], answers: Sequence[Sequence[Span]]) -> Score:
    """Compare answers with what is marked."""
    paired = [
        (sentence.aspects[j].sentiment, spans[i].sentiment, exact)
        for sentence, spans in zip(sentences, answers, strict=True)
        for i, j, exact in matches(sentence, spans)
    ]
    return Score(
        found=sum(len(spans) for spans in answers),
        marked=sum(len(sentence.aspects) for sentence in sentences),
        matched=len(paired),
        exact=sum(exact for *_, exact in paired),
        truth=tuple(truth for truth, *_ in paired),
        answer=tuple(answer for _, answer, _ in paired),
    )
