"""Measures the aspect tagger beside noun chunks with VADER: which words, which tone, how long it takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import numpy as np
from _aspects_data import Score, Sentence, Span, labelled, matches, reviews, score
from _aspects_peer import noun_chunks
from _tagging_data import chances_of
from numpy.typing import NDArray
from sklearn.metrics import confusion_matrix

from feedback_insights.embedding import SentenceEncoder, load_encoder
from feedback_insights.resources import model_path
from feedback_insights.statistics import calibration_error
from feedback_insights.tagging import AspectTagger, SentimentTagger
from feedback_insights.tagging._aspect_model import load_model
from feedback_insights.tagging._spans import read
from feedback_insights.tagging.aspects import TONES, best_apart, scored

RESAMPLES = 1000
CUTS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
HEADER = [
    "| | precision | recall | F1 | exact F1 | tone: accuracy | macro-recall | F1, tone right too |",
    "|---|---|---|---|---|---|---|---|",
]
HOW = [
    "Partial match: a span counts if it shares a content word (no stop word), at the same place, with a",
    "marked aspect of its sentence, one to one. Exact: the same words, articles and possessives apart. Tone:",
    "over matched aspects; in the marked reviews neutral means that a feature is merely mentioned or asked",
    "for. Noun chunks: spaCy's with its parser, less pronouns and determiners; their tone is VADER's of the",
    "sentence (±0.05). In brackets: 95 % over resampled sentences.",
]
LOOKS = [
    "**The reported quarter was looked at once**, after every choice. The 91 other texts were labelled by",
    "the tagger's author before any answer on them was seen, and looked at in the same run.",
]


class Found(NamedTuple):
    """The answers of one method."""

    name: str
    spans: list[list[Span]]


def lines(folder: Path) -> list[str]:
    """The aspects section of the results."""
    tagger, encoder = AspectTagger(), load_encoder()
    kept = [each for each in reviews(folder) if each.fold < 0]
    return [
        f"## Aspects: {tagger.name} beside noun chunks and VADER",
        "",
        *_section("App review sentences that nothing was trained on", kept, tagger, encoder),
        "",
        *_curve(kept),
        "",
        *_section(
            "Other texts: app reviews, API talk, usability, bug titles", labelled(folder), tagger, encoder
        ),
        "",
        *HOW,
        "",
        *LOOKS,
        "",
        _time([each.text for each in reviews(folder)], tagger, encoder),
    ]


def _section(
    title: str, sentences: Sequence[Sentence], tagger: AspectTagger, encoder: SentenceEncoder
) -> list[str]:
    texts = [each.text for each in sentences]
    tones = chances_of(SentimentTagger(encoder), encoder, texts)
    ways = [
        Found("**aspect tagger**, tone of the text known", _spans(tagger, texts, tones)),
        Found("the same, tone of the text not known", _spans(tagger, texts, None)),
        Found("noun chunks and VADER", noun_chunks(sentences)),
    ]
    ours = score(sentences, ways[0].spans)
    labels = [TONES.index(tone) for tone in ours.truth]
    answers = [TONES.index(tone) for tone in ours.answer]
    return [
        f"{title} ({len(sentences)}, {ours.marked} aspects marked), from probability {tagger.threshold}:",
        "",
        *HEADER,
        *(_row(way, sentences) for way in ways),
        "",
        f"Spans given: {ours.found}; noun chunks: {sum(map(len, ways[2].spans))}. Tones of the matched, rows"
        " true (negative, neutral, positive):"
        f" {confusion_matrix(labels, answers, labels=[0, 1, 2]).tolist()}",
    ]


def _spans(tagger: AspectTagger, texts: Sequence[str], tones: NDArray[np.float64] | None) -> list[list[Span]]:
    return [[Span(a.start, a.end, a.sentiment) for a in found] for found in tagger.predict(texts, tones)]


def _row(way: Found, sentences: Sequence[Sentence]) -> str:
    whole = _figures(score(sentences, way.spans))
    random = np.random.default_rng(0)
    single = [score([each], [spans]) for each, spans in zip(sentences, way.spans, strict=True)]
    drawn = [random.integers(len(single), size=len(single)) for _ in range(RESAMPLES)]
    low, high = np.percentile(
        [_figures(_joined([single[i] for i in rows])) for rows in drawn], (2.5, 97.5), 0
    )
    cells = [f"{value:.3f} ({a:.2f} to {b:.2f})" for value, a, b in zip(whole, low, high, strict=True)]
    return f"| {way.name} | {' | '.join(cells)} |"


def _joined(scores: Sequence[Score]) -> Score:
    return Score(
        *(sum(each[at] for each in scores) for at in range(4)),
        truth=tuple(tone for each in scores for tone in each.truth),
        answer=tuple(tone for each in scores for tone in each.answer),
    )


def _figures(found: Score) -> tuple[float, ...]:
    return (
        found.precision, found.recall, found.f1, found.exact_f1,
        found.polarity, found.polarity_recall, found.whole_f1,
    )  # fmt: skip


def _curve(sentences: Sequence[Sentence]) -> list[str]:
    """Precision and recall by threshold, and whether probabilities are what they say."""
    model = load_model(model_path("aspects", "weights.json"))
    kept = [
        [
            (chance, Span(words.starts[each.start], words.ends[each.end - 1], "neutral"))
            for chance, each in best_apart(scored(model, words), CUTS[0])
        ]
        for words in read([each.text for each in sentences])
    ]
    rows = []
    for cut in CUTS:
        found = score(sentences, [[span for chance, span in each if chance >= cut] for each in kept])
        rows.append(f"| {cut} | {found.precision:.3f} | {found.recall:.3f} | {found.f1:.3f} |")
    chances = np.array([chance for each in kept for chance, _ in each])
    right = [
        at in {i for i, _, _ in matches(sentence, [span for _, span in each])}
        for sentence, each in zip(sentences, kept, strict=True)
        for at in range(len(each))
    ]
    error = calibration_error(chances, np.array(right))
    return [
        "The same sentences by threshold:",
        "",
        "| from | precision | recall | F1 |",
        "|---|---|---|---|",
        *rows,
        "",
        f"Expected calibration error of the probabilities, all spans from {CUTS[0]}: {error:.3f}.",
    ]


def _time(texts: Sequence[str], tagger: AspectTagger, encoder: SentenceEncoder) -> str:
    tagger.predict(texts[:64])
    encoder.encode_features(texts[:64])
    ours = min(_seconds(lambda: tagger.predict(texts)) for _ in range(3))
    encoding = min(_seconds(lambda: encoder.encode_features(texts)) for _ in range(3))
    each = 1000 / len(texts)
    return (
        f"Time for 1,000 review sentences, best of three: {ours * each:.1f} s on one core, beside the"
        f" encoder's {encoding * each:.1f} s on all ({ours / encoding:.0%})."
    )


def _seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start
