"""The tables that the aspect tagger is trained on: its candidates, and what is said around marked aspects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from _aspects_data import Sentence, Span, content, places_of, tight
from numpy.typing import NDArray

from feedback_insights.tagging._span_facts import facts_of
from feedback_insights.tagging._span_tone import row_of, whole_score
from feedback_insights.tagging._spans import Candidate, Words, candidates
from feedback_insights.tagging.aspects import TONES, best_apart

Numbers = NDArray[np.float64]


class Spans(NamedTuple):
    """Every candidate of every sentence, one row each."""

    sentence: NDArray[np.int64]
    candidates: list[Candidate]
    facts: list[list[str]]
    likeness: Numbers  # 0..1: how many words it shares with the marked aspect that is most like it


class Tones(NamedTuple):
    """Every marked aspect whose words stand in the text, one row each."""

    sentence: NDArray[np.int64]
    rows: Numbers
    labels: NDArray[np.int64]  # places in `TONES`


def spans_of(sentences: Sequence[Sentence], texts: Sequence[Words]) -> Spans:
    """Every candidate of the sentences and how like it is to what is marked."""
    found: list[tuple[int, Candidate, list[str], float]] = []
    for at, (sentence, words) in enumerate(zip(sentences, texts, strict=True)):
        for each in candidates(words.kinds):
            span = span_of(words, each)
            places = places_of(sentence.text, span.start, span.end)
            found.append((at, each, facts_of(words, each), _likeness(sentence, places)))
    at, each, facts, likeness = zip(*found, strict=True)
    return Spans(np.array(at), list(each), list(facts), np.array(likeness))


def _likeness(sentence: Sentence, places: frozenset[int]) -> float:
    """Dice's coefficient with the most similar marked aspect that shares a content word."""
    own, worth = tight(sentence.text, places), 0.0
    for aspect in sentence.aspects:
        if content(sentence.text, places) & aspect.content:
            other = tight(sentence.text, aspect.places)
            worth = max(worth, 2 * len(own & other) / max(len(own) + len(other), 1))
    return worth


def tones_of(sentences: Sequence[Sentence], texts: Sequence[Words]) -> Tones:
    """What is said around every marked aspect, and its tone."""
    found: list[tuple[int, Numbers, int]] = []
    for at, (sentence, words) in enumerate(zip(sentences, texts, strict=True)):
        whole = whole_score(sentence.text)
        for aspect in sentence.aspects:
            own = [
                each
                for each, ends in enumerate(zip(words.starts, words.ends, strict=True))
                if places_of(sentence.text, *ends) & aspect.places
            ]
            if own:
                row = row_of(words, own[0], own[-1] + 1, whole)
                found.append((at, row, TONES.index(aspect.sentiment)))
    at, rows, labels = zip(*found, strict=True)
    return Tones(np.array(at), np.stack(rows), np.array(labels))


def answers_of(
    texts: Sequence[Words], spans: Spans, sums: Numbers, cut: float
) -> list[list[tuple[float, Candidate]]]:
    """Each text's best candidates by their sums of weights, none below ``cut``."""
    found: list[list[tuple[float, Candidate]]] = [[] for _ in texts]
    for row, at in enumerate(spans.sentence):
        found[at].append((float(sums[row]), spans.candidates[row]))
    return [best_apart(each, cut) for each in found]


def span_of(words: Words, each: Candidate) -> Span:
    """A candidate as a span of its text, its tone not read."""
    return Span(words.starts[each.start], words.ends[each.end - 1], "neutral")
