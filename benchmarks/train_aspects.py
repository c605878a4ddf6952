"""Trains the aspect tagger: which spans are aspects, and the tone of each.

    python benchmarks/train_aspects.py

Reads the app review sentences less the quarter that is reported on, and the project's own marked sentences.
Settings, calibration and threshold come from answers out of fold (five folds, by review); the tones that the
model learns from come from a sentiment head that saw none of these reviews.
"""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np
import train_sentiment
from _aspects_data import FOLDS, Score, Sentence, matches, reviews, score, written
from _aspects_peer import noun_chunks
from _aspects_rows import Numbers, Spans, Tones, answers_of, span_of, spans_of, tones_of
from _tagging_data import ROOT, columns_of, dev_data, training_examples
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import recall_score
from threadpoolctl import threadpool_limits

from feedback_insights.embedding import load_encoder
from feedback_insights.tagging import SentimentTagger, training
from feedback_insights.tagging._aspect_model import AspectModel, ToneWeights
from feedback_insights.tagging._spans import Words, read
from feedback_insights.tagging.aspects import TONES, tone_columns

OUT = ROOT / "models" / "aspects" / "weights.json"
AS_GOOD = 0.005  # settings this close to the best count as equal: the simplest wins
FEWEST = 2  # candidates that show a fact, from which it gets a weight
MARGIN = 0.05  # recall that is wanted above the noun chunks'
SENTIMENT = train_sentiment.Setting(goemotions=1.0, regularization=1 / 0.0003, own_weight=5.0)  # as shipped


class Setting(NamedTuple):
    """What is chosen. Sorted: the simplest last."""

    written: float  # weight of the project's own sentences, against 1 for a review's
    regularization: float  # 1 / C


SPANS = [Setting(*values) for values in product((0.3, 0.5, 1.0), (0.3, 1.0, 3.0))]
TONED = [Setting(*values) for values in product((0.3, 0.5, 1.0), (30.0, 100.0, 300.0))]
BALANCE = 0.7  # power of a tone's rarity in its weight: 0 leaves them as they are, 1 makes all alike


def main() -> int:
    """Choose, train, calibrate, save; return the exit status."""
    if (folder := dev_data()) is None:
        return 1
    sentences = [each for each in reviews(folder) if each.fold >= 0] + written()
    with threadpool_limits(1):
        texts = list(read([each.text for each in sentences]))
        spans, tones = spans_of(sentences, texts), tones_of(sentences, texts)
        heard = Tones(
            tones.sentence,
            np.hstack([tones.rows, tone_columns(_unseen_tones(folder, sentences))[tones.sentence]]),
            tones.labels,
        )
        model = _fitted(sentences, texts, spans, tones, heard)
    model.save(OUT)
    print(f"{OUT.name}: {len(model.weights)} weights, sha256 {hashlib.sha256(OUT.read_bytes()).hexdigest()}")
    return 0


def _fitted(
    sentences: Sequence[Sentence], texts: Sequence[Words], spans: Spans, tones: Tones, heard: Tones
) -> AspectModel:
    setting, unfolded = _choose_spans(sentences, texts, spans)
    slope, shift = _platt(sentences, texts, spans, unfolded)
    chance = 1 / (1 + np.exp(-(slope * unfolded + shift)))
    toned = [_choose_tones(sentences, each) for each in (tones, heard)]
    everything = np.arange(len(sentences))
    return AspectModel(
        weights=span_weights(sentences, spans, everything, setting),
        slope=round(slope, 4),
        shift=round(shift, 4),
        threshold=_threshold(sentences, texts, spans, chance),
        alone=tone_weights(sentences, tones, everything, toned[0]),
        heard=tone_weights(sentences, heard, everything, toned[1]),
    )


def _unseen_tones(folder: Path, sentences: Sequence[Sentence]) -> Numbers:
    """Tones by a sentiment head that is trained as the shipped one, but on none of the reviews."""
    encoder = load_encoder()
    examples = [each for each in training_examples(folder) if each.source != "aspects"]
    learning, validation = (
        train_sentiment.part_of(encoder, examples, part) for part in ("train", "validation")
    )
    head = train_sentiment.fit(learning, SENTIMENT, encoder.name)
    head = training.calibrated(head, validation.columns, validation.truth, sure=train_sentiment.SURE)
    return head.probabilities(columns_of(encoder, [each.text for each in sentences], SentimentTagger.beside))


def span_weights(
    sentences: Sequence[Sentence], spans: Spans, learning: NDArray[np.int64], setting: Setting
) -> dict[str, float]:
    """Fit the facts' weights on some sentences: a candidate counts as aspect as far as it is like one."""
    rows = np.flatnonzero(np.isin(spans.sentence, learning))
    counts = Counter(fact for row in rows for fact in spans.facts[row])
    known = sorted(fact for fact in counts if counts[fact] >= FEWEST)
    place = {fact: at for at, fact in enumerate(known)}
    pairs = [(i, place[fact]) for i, row in enumerate(rows) for fact in spans.facts[row] if fact in place]
    table = csr_matrix((np.ones(len(pairs)), tuple(zip(*pairs, strict=True))), (len(rows), len(place)))
    own = np.array([_weight(sentences[at], setting) for at in spans.sentence[rows]])
    weights = np.concatenate([own * spans.likeness[rows], own * (1 - spans.likeness[rows])])
    answers = np.repeat([1, 0], len(rows))
    model = LogisticRegression(C=1 / setting.regularization, max_iter=3000, fit_intercept=False)
    model.fit(vstack([table, table])[weights > 0], answers[weights > 0], sample_weight=weights[weights > 0])
    return {fact: round(float(model.coef_[0, at]), 4) for fact, at in place.items()}


def _weight(sentence: Sentence, setting: Setting) -> float:
    return setting.written if sentence.source == "written" else 1.0


def _choose_spans(
    sentences: Sequence[Sentence], texts: Sequence[Words], spans: Spans
) -> tuple[Setting, Numbers]:
    """Of the settings as good as the best out of fold, the simplest; and its sums of weights out of fold."""
    found = []
    for setting in SPANS:
        sums = np.zeros(len(spans.sentence))
        for fold in range(FOLDS):
            weights = span_weights(sentences, spans, _in_fold(sentences, fold, inside=False), setting)
            for row in np.flatnonzero(np.isin(spans.sentence, _in_fold(sentences, fold))):
                sums[row] = sum(weights.get(fact, 0.0) for fact in spans.facts[row])
        best = [
            max(_scored(sentences, texts, spans, sums, cut, own).f1 for cut in np.arange(-3, 1.5, 0.25))
            for own in (False, True)
        ]
        print(
            f"spans, {setting}: F1 of reviews {best[0]:.3f}, of written sentences {best[1]:.3f}", flush=True
        )
        found.append((float(np.mean(best)), setting, sums))
    top = max(mean for mean, *_ in found)
    _, setting, sums = max((each for each in found if each[0] >= top - AS_GOOD), key=lambda each: each[1])
    print(f"chosen: {setting}")
    return setting, sums


def _in_fold(sentences: Sequence[Sentence], fold: int, *, inside: bool = True) -> NDArray[np.int64]:
    return np.flatnonzero(np.array([(each.fold == fold) == inside for each in sentences]))


def _scored(
    sentences: Sequence[Sentence], texts: Sequence[Words], spans: Spans, sums: Numbers, cut: float, own: bool
) -> Score:
    kept = [at for at, each in enumerate(sentences) if (each.source == "written") == own]
    answers = answers_of(texts, spans, sums, cut)
    return score(
        [sentences[at] for at in kept], [[span_of(texts[at], each) for _, each in answers[at]] for at in kept]
    )


def _platt(
    sentences: Sequence[Sentence], texts: Sequence[Words], spans: Spans, sums: Numbers
) -> tuple[float, float]:
    """Slope and shift that turn sums into probabilities (Platt 1999), on the reviews' answers out of fold."""
    values, right = list[float](), list[bool]()
    for sentence, words, kept in zip(sentences, texts, answers_of(texts, spans, sums, -4), strict=True):
        if sentence.source != "written":
            matched = {i for i, _, _ in matches(sentence, [span_of(words, each) for _, each in kept])}
            values += [value for value, _ in kept]
            right += [i in matched for i in range(len(kept))]
    model = LogisticRegression(C=np.inf).fit(np.array(values)[:, None], right)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def _threshold(sentences: Sequence[Sentence], texts: Sequence[Words], spans: Spans, chance: Numbers) -> float:
    """The probability with the best F1 out of fold among those whose recall is well above noun chunks'."""
    own = [each for each in sentences if each.source != "written"]
    peer = score(own, noun_chunks(own))
    print(f"reviews, noun chunks: precision {peer.precision:.3f}, recall {peer.recall:.3f}, F1 {peer.f1:.3f}")
    found = []
    for cut in np.arange(0.1, 0.8, 0.02):
        ours = _scored(sentences, texts, spans, chance, float(cut), own=False)
        print(f"from {cut:.2f}: precision {ours.precision:.3f}, recall {ours.recall:.3f}, F1 {ours.f1:.3f}")
        if ours.recall >= peer.recall + MARGIN:
            found.append((ours.f1, round(float(cut), 2)))
    return max(found)[1]


def tone_weights(
    sentences: Sequence[Sentence], tones: Tones, learning: NDArray[np.int64], setting: Setting
) -> ToneWeights:
    """Fit the tones' weights on the marked aspects of some sentences."""
    rows = np.isin(tones.sentence, learning)
    table, labels = tones.rows[rows], tones.labels[rows]
    weights = np.array([_weight(sentences[at], setting) for at in tones.sentence[rows]])
    totals = np.array([weights[labels == at].sum() for at in range(len(TONES))])
    weights = weights * ((totals.sum() / totals) ** BALANCE)[labels]
    mean, scale = np.round(table.mean(axis=0), 4), np.round(table.std(axis=0) + 1e-2, 4)
    model = LogisticRegression(C=1 / setting.regularization, max_iter=3000)
    model.fit((table - mean) / scale, labels, sample_weight=weights / weights.mean())
    return ToneWeights(mean=mean, scale=scale, weights=model.coef_, bias=model.intercept_)


def _choose_tones(sentences: Sequence[Sentence], tones: Tones) -> Setting:
    """Of the settings as good as the best out of fold (accuracy and macro-recall), the simplest."""
    own = np.array([sentences[at].source == "written" for at in tones.sentence])
    found = []
    for setting in TONED:
        answers = np.zeros(len(tones.labels), np.int64)
        for fold in range(FOLDS):
            weights = tone_weights(sentences, tones, _in_fold(sentences, fold, inside=False), setting)
            for row in np.flatnonzero(np.isin(tones.sentence, _in_fold(sentences, fold))):
                answers[row] = weights.scores(tones.rows[row]).argmax()
        figures = [
            float(value)
            for rows in (~own, own)
            for value in (
                (answers[rows] == tones.labels[rows]).mean(),
                recall_score(tones.labels[rows], answers[rows], average="macro"),
            )
        ]
        print(f"tones, {setting}: {[round(value, 3) for value in figures]}", flush=True)
        found.append((float(np.mean(figures)), setting))
    best = max(mean for mean, _ in found)
    return max((setting, mean) for mean, setting in found if mean >= best - AS_GOOD)[0]


if __name__ == "__main__":
    sys.exit(main())
