"""What a text's tone is about: spans of its words, each with a tone of its own.

Candidates come from patterns over part-of-speech tags; a logistic regression over named facts weighs them,
the best of those that overlap is kept. A second one reads the tone from the words around a span.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from feedback_insights.records import SENTIMENTS, Aspect
from feedback_insights.resources import model_path
from feedback_insights.tagging._aspect_model import AspectModel, load_model
from feedback_insights.tagging._span_facts import facts_of
from feedback_insights.tagging._span_tone import row_of, whole_score
from feedback_insights.tagging._spans import Candidate, Words, candidates, read
from feedback_insights.tagging._terms import term_of

TONES: Final = SENTIMENTS
READING: Final = 2  # goes up whenever candidates, facts or terms are made otherwise: answers are cached
LEAST: Final = 1e-4  # a tone's probability is never less, so that its logarithm is a number
Numbers = NDArray[np.float64]


class AspectTagger:
    """Finds the features and properties that a text is about, with the tone towards each. English.

    Reads the first 1,000 characters. A text's answer depends on nothing but the text and its tone; with
    the tone the aspects' tones are better. "neutral" also means: mentioned or asked for, no more.
    """

    def __init__(self, *, model: str | Path | None = None) -> None:
        path = model_path("aspects", "weights.json") if model is None else Path(model)
        self._model: AspectModel = load_model(path)
        # changes whenever the answers would
        self.name = f"aspects@{sha256(path.read_bytes()).hexdigest()[:12]}.{READING}"

    def predict(self, texts: Sequence[str], tones: ArrayLike | None = None) -> list[tuple[Aspect, ...]]:
        """Return each text's aspects in the order in which they stand; they do not overlap.

        ``tones``: what `SentimentTagger.predict_proba` says of the same texts, shape (n, 3). Raises
        `ValueError` where it has another shape.
        """
        known = _tone_rows(tones, len(texts))
        return [tuple(self._aspects(words, tone)) for words, tone in zip(read(texts), known, strict=True)]

    @property
    def threshold(self) -> float:
        """The probability from which a span is given; the model's card says what it buys."""
        return self._model.threshold

    def _aspects(self, words: Words, tone: Numbers | None) -> Iterator[Aspect]:
        kept = best_apart(scored(self._model, words), self.threshold)
        whole = whole_score(words.text) if kept else 0.0
        for probability, (start, end, *_) in sorted(kept, key=lambda each: each[1]):
            row = row_of(words, start, end, whole)
            known = self._model.alone if tone is None else self._model.heard
            scores = known.scores(row if tone is None else np.append(row, tone))
            yield Aspect(
                start=words.starts[start],
                end=words.ends[end - 1],
                term=term_of(words, start, end),
                sentiment=TONES[int(scores.argmax())],
                probability=round(probability, 4),
            )


def scored(model: AspectModel, words: Words) -> list[tuple[float, Candidate]]:
    """Every candidate of a text with the probability that it is an aspect."""
    return [(model.probability(facts_of(words, each)), each) for each in candidates(words.kinds)]


def best_apart(found: Sequence[tuple[float, Candidate]], threshold: float) -> list[tuple[float, Candidate]]:
    """The most probable candidates, none below the threshold, that do not overlap."""
    kept: list[tuple[float, Candidate]] = []
    for probability, each in sorted(found, key=lambda pair: (-pair[0], pair[1])):
        if probability < threshold:
            break
        if all(each.end <= other.start or other.end <= each.start for _, other in kept):
            kept.append((probability, each))
    return kept


def tone_columns(tones: ArrayLike) -> Numbers:
    """What the model reads of texts' tones: the logarithms of their probabilities, shape (n, 3)."""
    return np.asarray(np.log(np.clip(np.asarray(tones, np.float64), LEAST, 1)))


def _tone_rows(tones: ArrayLike | None, texts: int) -> Sequence[Numbers | None]:
    if tones is None:
        return [None] * texts
    rows = np.asarray(tones, np.float64)
    if rows.shape != (texts, len(TONES)) and texts:
        raise ValueError(f"tones have the shape {rows.shape}, not ({texts}, {len(TONES)})")
    if not np.isfinite(rows).all():
        raise ValueError("tones hold what is no number")
    return list(tone_columns(rows)) if texts else []
