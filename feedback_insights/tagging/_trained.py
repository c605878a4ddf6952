"""What the trained taggers share: a head on an encoder's hidden layers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from feedback_insights.embedding import Features, load_encoder
from feedback_insights.errors import ModelError
from feedback_insights.machine_text import prose
from feedback_insights.resources import model_path
from feedback_insights.tagging._columns import columns
from feedback_insights.tagging._head import Head, Link, head_sha256, load_head


class LayerEncoder(Protocol):
    """An encoder that also gives its hidden layers, such as `load_encoder("default")`."""

    @property
    def name(self) -> str: ...

    def encode_features(self, texts: Sequence[str]) -> Features: ...


class TrainedTagger:
    """Reads one class per text from the hidden layers; never abstains, and says when it is not sure.

    Without an encoder the default one is loaded at the first text. The head belongs to one encoder: with
    another one it is a `ModelError`, unless ``head`` names a file that was trained for it.
    """

    classes_: ClassVar[tuple[str, ...]]
    kind: ClassVar[str]  # the folder in ``models/``, and what messages call the head
    link: ClassVar[Link]
    beside: ClassVar[tuple[str, ...]]  # columns that newly trained heads read beside the layers

    def __init__(self, encoder: LayerEncoder | None = None, *, head: str | Path | None = None) -> None:
        path = self.path_of(head)
        self._head: Head = load_head(path)
        self.name = f"{self.kind}@{head_sha256(path)[:12]}"  # changes whenever the answers would
        self._encoder = None if encoder is None else self._fitting(encoder)
        if (self._head.classes, self._head.link) != (self.classes_, self.link):
            raise ModelError(
                f"{path.name} is not a {self.kind} head"
                f" (its classes: {', '.join(self._head.classes)}; {self._head.link})"
            )

    @classmethod
    def path_of(cls, head: str | Path | None = None) -> Path:
        """The file of a head; of the one that comes with the package, if none is named."""
        return model_path(cls.kind, "head.npz") if head is None else Path(head)

    def predict(self, texts: Sequence[str]) -> NDArray[np.str_]:
        """Return the most probable class per text, one of ``classes_``, shape (n,)."""
        names = np.array(self.classes_)
        return np.asarray(names[self.predict_proba(texts).argmax(axis=1)])

    def predict_proba(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return calibrated probabilities, shape (n, classes), columns as in ``classes_``.

        Code, logs and keys in a text are left out (`machine_text.prose`): what they say is no tone.
        """
        if not len(texts):
            return np.zeros((0, len(self.classes_)))
        read = [prose(text) for text in texts]
        return self.predict_proba_layers(self._loaded().encode_features(read).layers, read)

    def predict_proba_layers(self, layers: NDArray[np.float32], texts: Sequence[str]) -> NDArray[np.float64]:
        """Return the same from ``encoder.encode_features(texts).layers``: no second pass of the encoder.

        Here the texts are what the encoder read: whoever leaves out code has done so before.
        """
        return self._head.probabilities(np.hstack([layers, columns(self._head.beside, texts)]))

    def confident(self, texts: Sequence[str]) -> NDArray[np.bool_]:
        """Return per text whether the probability of the answer reaches ``threshold``."""
        return np.asarray(self.predict_proba(texts).max(axis=1, initial=0.0) >= self.threshold)

    @property
    def encoder_name(self) -> str:
        """Name of the encoder whose layers the head reads."""
        return self._head.encoder

    @property
    def threshold(self) -> float:
        """The probability from which an answer counts as confident; the model's card says what it buys."""
        return self._head.confident

    @property
    def mix(self) -> tuple[float, ...]:
        """The share of each class that the probabilities are calibrated for; empty: the head does not say."""
        return self._head.mix

    def _loaded(self) -> LayerEncoder:
        if self._encoder is None:
            self._encoder = self._fitting(load_encoder())
        return self._encoder

    def _fitting(self, encoder: LayerEncoder) -> LayerEncoder:
        if encoder.name != self._head.encoder:
            raise ModelError(
                f"the {self.kind} head was trained on {self._head.encoder}, not on {encoder.name};"
                f" train one with: feedback-insights train {self.kind} --data LABELS.csv --encoder NAME"
            )
        return encoder
