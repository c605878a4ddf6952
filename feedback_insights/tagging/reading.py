"""One pass of the encoder over the texts that no cache holds, and what every tagger makes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from feedback_insights.embedding import VectorCache, Vectors
from feedback_insights.records import Aspect
from feedback_insights.tagging._kept_aspects import from_row, to_row
from feedback_insights.tagging._trained import LayerEncoder
from feedback_insights.tagging.aspects import AspectTagger

AT_ONCE: Final = 512  # texts per commit to the caches: what a kill costs at most
Caches = Callable[[str], VectorCache]
Progress = Callable[[int, int], None]  # (done, total)


class LayerTagger(Protocol):
    """A tagger that reads the encoder's hidden layers."""

    @property
    def name(self) -> str: ...

    def predict_proba_layers(
        self, layers: NDArray[np.float32], texts: Sequence[str]
    ) -> NDArray[np.float64]: ...


def read_texts(
    texts: Sequence[str],
    encoder: LayerEncoder,
    taggers: Sequence[LayerTagger],
    caches: Caches,
    *,
    on_progress: Progress | None = None,
) -> list[dict[str, Vectors]]:
    """Return each tagger's probabilities by text; the texts' vectors go into the encoder's cache on the way.

    What is cached already is not encoded again. A text's answer does not depend on the others.
    """
    stores = [caches(encoder.name), *(caches(f"{encoder.name}|{tagger.name}") for tagger in taggers)]
    distinct = sorted(set(texts))
    known = [dict(store.get_many(distinct)) for store in stores]
    missing = [text for text in distinct if any(text not in found for found in known)]
    for at in range(0, len(missing), AT_ONCE):
        if on_progress:
            on_progress(at, len(missing))
        part = missing[at : at + AT_ONCE]
        for store, found, rows in zip(stores, known, _rows(part, encoder, taggers), strict=True):
            store.put_many(rows)
            found |= rows
    if on_progress:
        on_progress(len(missing), len(missing))
    return known[1:]


def read_aspects(
    tones: Mapping[str, Vectors],
    tagger: AspectTagger,
    cache: VectorCache,
    *,
    on_progress: Progress | None = None,
) -> dict[str, tuple[Aspect, ...]]:
    """Return what each text's tone is about, by text; ``tones`` are the probabilities of the texts' tones.

    What is cached already is not read again. The cache must belong to this tagger and this tone's head.
    """
    known = dict(cache.get_many(sorted(tones)))
    missing = sorted(tones.keys() - known.keys())
    for at in range(0, len(missing), AT_ONCE):
        if on_progress:
            on_progress(at, len(missing))
        part = missing[at : at + AT_ONCE]
        found = tagger.predict(part, np.stack([tones[text] for text in part]))
        rows = {text: to_row(aspects) for text, aspects in zip(part, found, strict=True)}
        cache.put_many(rows)
        known |= rows
    return {text: from_row(known[text]) for text in tones}


def _rows(
    texts: Sequence[str], encoder: LayerEncoder, taggers: Sequence[LayerTagger]
) -> list[Mapping[str, Vectors]]:
    features = encoder.encode_features(texts)
    read = [t.predict_proba_layers(features.layers, texts).astype(np.float32) for t in taggers]
    return [dict(zip(texts, table, strict=True)) for table in (features.vectors, *read)]
