"""The linker: which backlog items a text asks for, how probably, or none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from feedback_insights.errors import NotFound
from feedback_insights.linking._words import load_words
from feedback_insights.linking.calibration import calibration_name, load_calibration, pool, size_offset
from feedback_insights.linking.pairs import Embed, Matrix, Pairs, stand_out
from feedback_insights.records import Feature, Link

_BLOCK = 1024  # texts compared at once
_DIGITS = 6


class BacklogLinker:
    """Links texts with backlog items.

    ``embed`` turns texts into unit vectors (None: the default encoder). The probabilities were fitted with
    the default encoder; with another one they are only an order. ``accept``: a link's least probability.
    """

    def __init__(self, *, embed: Embed | None = None, accept: float = 0.5) -> None:
        self.accept = accept
        self._embed = embed
        self._pairs: Pairs | None = None  # None: not fitted, or an empty backlog
        self._ids: list[str] | None = None

    @staticmethod
    def calibration_name() -> str:
        """Name and hash of the calibration, for a run's list of models."""
        return calibration_name()

    def fit(self, features: Sequence[Feature]) -> BacklogLinker:
        """Learn a backlog. Raises ValueError if an id stands twice."""
        if len({feature.id for feature in features}) < len(features):
            raise ValueError("feature ids must be distinct")
        self._pairs = Pairs(features, self._encode, load_words()) if features else None
        self._ids = sorted(feature.id for feature in features)
        return self

    @property
    def feature_ids(self) -> list[str]:
        """The ids of the backlog's items, in order; the columns of `probabilities`."""
        if self._ids is None:
            raise NotFound("the linker has no backlog yet; call fit(features) first")
        return self._ids

    def probabilities(self, texts: Sequence[str]) -> Matrix:
        """P(the text asks for the feature), shape (texts, `feature_ids`). A text without words gets 0."""
        blocks = [block for _, block in self._blocks(texts)]
        return np.concatenate(blocks) if blocks else np.zeros((0, len(self.feature_ids)))

    def rank(self, texts: Sequence[str], k: int = 10) -> list[list[tuple[str, float]]]:
        """For each text exactly min(k, backlog size) pairs (feature id, probability).

        Best first, equal ones in order of id.
        """
        return [self._best(row, k) for _, block in self._blocks(texts) for row in block]

    def link(self, texts: Sequence[str]) -> list[list[Link]]:
        """For each text its accepted links, best first; an empty list means that nothing here is asked for.

        A link's ``subject_id`` is the text's position, as a string.
        """
        rows = (row for _, block in self._blocks(texts) for row in block)
        links = (
            [
                make_link(feature, str(i), "statement", p, self.accept)
                for feature, p in self._best(row, len(row))
            ]
            for i, row in enumerate(rows)
        )
        return [[link for link in group if link.accepted] for group in links]

    def pooled(self, texts: Sequence[str]) -> Matrix:
        """P(a group of texts, as a whole, asks for the feature), shape (`feature_ids`,).

        Made of the members' mean probability and of how the group's centre stands out from the backlog.
        """
        if self._pairs is None or not texts:
            return np.zeros(len(self.feature_ids))
        total = np.zeros(len(self.feature_ids))
        centre = np.zeros(0)
        for vectors, block in self._blocks(texts):
            total = total + block.sum(axis=0)
            centre = vectors.sum(axis=0, dtype=np.float64) + (centre if centre.size else 0.0)
        calibration = load_calibration()
        length = float(np.linalg.norm(centre)) or 1.0
        with _one_thread():
            cosines = self._pairs.cosines(centre[None] / length)
        closeness, _ = stand_out(cosines, calibration.theme_level)
        inputs = pool(total / len(texts), closeness[0], self._pairs.density(calibration.density))
        probability = calibration.theme.probability(inputs, size_offset(len(self.feature_ids)))
        return np.asarray(np.round(probability, _DIGITS))

    def _blocks(self, texts: Sequence[str]) -> Iterator[tuple[NDArray[Any], Matrix]]:
        """The texts' vectors and probabilities, block by block."""
        calibration, offset = load_calibration(), size_offset(len(self.feature_ids))
        for at in range(0, len(texts), _BLOCK):
            part = texts[at : at + _BLOCK]
            if self._pairs is None:
                yield np.zeros((len(part), 1)), np.zeros((len(part), 0))
                continue
            vectors = self._encode(part)
            with _one_thread():
                measures = self._pairs.of_texts(part, vectors, calibration.statement_level)
            probability = np.round(calibration.statement.probability(measures, offset), _DIGITS)
            probability[[not any(map(str.isalnum, text)) for text in part]] = 0.0
            yield vectors, probability

    def _best(self, row: Matrix, k: int) -> list[tuple[str, float]]:
        order = np.argsort(-row, kind="stable")[: max(k, 0)]
        return [(self.feature_ids[j], float(row[j])) for j in order]

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if self._embed is None:
            from feedback_insights.embedding import load_encoder

            self._embed = load_encoder("default").encode
        return self._embed(texts)


def make_link(
    feature_id: str, subject_id: str, kind: Literal["statement", "theme"], probability: float, accept: float
) -> Link:
    """A link by the model. The probability is cut to the digits that are shown, and judged as shown."""
    shown = round(probability, 4)
    return Link(
        feature_id=feature_id, subject_id=subject_id, kind=kind, probability=shown, accepted=shown >= accept
    )


def _one_thread() -> AbstractContextManager[object]:
    """Sums must not depend on how many cores there are."""
    from threadpoolctl import threadpool_limits

    limits: AbstractContextManager[object] = threadpool_limits(1, user_api="blas")
    return limits
