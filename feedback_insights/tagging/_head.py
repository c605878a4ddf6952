"""A trained linear head on an encoder's hidden layers and columns beside them, and its file (``.npz``)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, cast, get_args
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from feedback_insights.errors import ModelError
from feedback_insights.tagging._columns import FAMILIES

_AT_ONCE: Final = 2048  # rows; bounds the working memory
Link = Literal["softmax", "sigmoid"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Head:
    """Logistic regression on standardised layers and columns beside them, with a temperature.

    Its ``link`` tells whether one class excludes the others ("softmax": rows sum to 1) or each is a
    question of its own ("sigmoid": several may hold, or none).
    """

    encoder: str  # name of the encoder whose layers it reads
    beside: tuple[str, ...] = ()  # families of the columns that follow the layers (`_columns.FAMILIES`)
    classes: tuple[str, ...]
    mean: NDArray[np.float32]  # (columns,)
    scale: NDArray[np.float32]  # (columns,)
    weights: NDArray[np.float32]  # (classes, columns)
    bias: NDArray[np.float32]  # (classes,)
    temperature: float  # > 0; above 1 softens the probabilities
    confident: float  # probability from which an answer counts as confident
    link: Link = "softmax"
    mix: tuple[
        float, ...
    ] = ()  # share of each class that the probabilities were calibrated for; () = unknown

    def probabilities(self, columns: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return (n, classes) values in 0..1; a row does not depend on its neighbours, to the bit."""
        if columns.shape[0] == 0:
            return np.zeros((0, len(self.classes)))
        if columns.shape[1] != len(self.mean):
            raise ModelError(f"the head reads {len(self.mean)} columns, it was given {columns.shape[1]}")
        parts = [self._rows(columns[at : at + _AT_ONCE]) for at in range(0, len(columns), _AT_ONCE)]
        return np.concatenate(parts)

    def _rows(self, columns: NDArray[np.float32]) -> NDArray[np.float64]:
        standard = np.ascontiguousarray((columns.astype(np.float64) - self.mean) / self.scale)
        # one sum per row and class: a matrix product may round differently for another number of rows
        scores = np.stack([(standard * row).sum(axis=1) for row in self.weights.astype(np.float64)], axis=1)
        scores = (scores + self.bias) / self.temperature
        if self.link == "sigmoid":
            return np.asarray(np.exp(-np.logaddexp(0.0, -scores)))
        raised = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(raised / raised.sum(axis=1, keepdims=True))

    def save(self, path: Path) -> None:
        """Write the head; the same head gives the same bytes."""
        # a file without a link is a softmax head, one without `beside` reads layers only, one without a mix
        # does not know it: heads that were written before there was anything else keep their bytes
        more: dict[str, Any] = {} if self.link == "softmax" else {"link": np.array(self.link)}
        if self.beside:
            more["beside"] = np.array(self.beside)
        if self.mix:
            more["mix"] = np.array(self.mix)
        with path.open("wb") as stream:  # to another name than *.npz savez would add the ending
            np.savez(
                stream,
                **more,
                encoder=np.array(self.encoder),
                classes=np.array(self.classes),
                mean=self.mean,
                scale=self.scale,
                weights=self.weights,
                bias=self.bias,
                temperature=np.array(self.temperature),
                confident=np.array(self.confident),
            )


def load_head(path: Path) -> Head:
    """Read a head. Raises `ModelError` when the file is missing or is not a head."""
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as found:
            return Head(
                encoder=str(found["encoder"]),
                beside=_beside(found["beside"]) if "beside" in found else (),
                classes=tuple(str(name) for name in found["classes"]),
                mean=found["mean"],
                scale=found["scale"],
                weights=found["weights"],
                bias=found["bias"],
                temperature=float(found["temperature"]),
                confident=float(found["confident"]),
                link=_link(str(found["link"])) if "link" in found else "softmax",
                mix=tuple(float(share) for share in found["mix"]) if "mix" in found else (),
            )
    except FileNotFoundError as error:
        raise ModelError(f"there is no head at {path}") from error
    except (OSError, ValueError, KeyError, BadZipFile, EOFError) as error:
        raise ModelError(f"{path.name} is not a trained head, or is damaged: {error}") from error


def _beside(names: NDArray[np.str_]) -> tuple[str, ...]:
    for name in names:
        if name not in FAMILIES:
            raise ValueError(f"this version has no columns {name!r} to read; train the head again")
    return tuple(str(name) for name in names)


def _link(name: str) -> Link:
    if name not in get_args(Link):
        raise ValueError(f"unknown link {name!r}")
    return cast(Link, name)


def head_sha256(path: Path) -> str:
    """Sha256 of a head's file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
