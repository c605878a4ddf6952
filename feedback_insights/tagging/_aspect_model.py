"""The weights of the aspect tagger and their file: readable JSON, the same model in the same bytes."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from feedback_insights.errors import ModelError
from feedback_insights.tagging._span_tone import ROW, TONE

Numbers = NDArray[np.float64]
DIGITS: Final = 4  # of a weight in the file
_FORMAT: Final = 1  # changes with what facts and rows mean


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ToneWeights:
    """Multinomial logistic regression over standardised columns; tones are negative, neutral, positive."""

    mean: Numbers  # (columns,)
    scale: Numbers  # (columns,)
    weights: Numbers  # (3, columns)
    bias: Numbers  # (3,)

    def scores(self, row: Numbers) -> Numbers:
        """Return a log-odds per tone, shape (3,), of a row of shape (columns,)."""
        return np.asarray((self.weights * ((row - self.mean) / self.scale)).sum(axis=1) + self.bias)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AspectModel:
    """What tells aspects from other words, and the tone of each, with the text's own tone known or not."""

    weights: Mapping[str, float]  # by fact, see `_span_facts`
    slope: float  # Platt's sigmoid over the weights' sum
    shift: float
    threshold: float  # probability from which a span is given
    alone: ToneWeights  # reads (ROW,)
    heard: ToneWeights  # reads (ROW + TONE,)

    def probability(self, facts: Iterable[str]) -> float:
        """Return how probably a span with these facts is an aspect, 0..1; their order does not matter."""
        total = math.fsum(self.weights.get(fact, 0.0) for fact in facts)
        odds = self.slope * total + self.shift
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, odds))))

    def save(self, path: Path) -> None:
        """Write the model; the same model gives the same bytes."""
        written = {
            "format": _FORMAT,
            "slope": self.slope,
            "shift": self.shift,
            "threshold": self.threshold,
            "alone": _written(self.alone),
            "heard": _written(self.heard),
            "weights": {fact: round(self.weights[fact], DIGITS) for fact in sorted(self.weights)},
        }
        path.write_text(json.dumps(written, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")


def load_model(path: Path) -> AspectModel:
    """Read a model. Raises `ModelError` when the file is missing or is not one."""
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if found["format"] != _FORMAT:
            raise ValueError(f"format {found['format']}, this version reads {_FORMAT}")
        return AspectModel(
            weights={str(fact): float(weight) for fact, weight in found["weights"].items()},
            slope=float(found["slope"]),
            shift=float(found["shift"]),
            threshold=float(found["threshold"]),
            alone=_read(found["alone"], ROW),
            heard=_read(found["heard"], ROW + TONE),
        )
    except FileNotFoundError as error:
        raise ModelError(f"there is no aspect model at {path}") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"{path.name} is not an aspect model, or is damaged: {error}") from error


def _written(tones: ToneWeights) -> dict[str, Any]:
    parts = {"mean": tones.mean, "scale": tones.scale, "weights": tones.weights, "bias": tones.bias}
    return {name: np.round(part, DIGITS).tolist() for name, part in parts.items()}


def _read(found: Mapping[str, Any], columns: int) -> ToneWeights:
    parts = {name: np.array(found[name], np.float64) for name in ("mean", "scale", "weights", "bias")}
    shapes = {"mean": (columns,), "scale": (columns,), "weights": (3, columns), "bias": (3,)}
    for name, part in parts.items():
        if part.shape != shapes[name] or not np.isfinite(part).all():
            raise ValueError(f"{name} has the shape {part.shape}, not {shapes[name]}")
    return ToneWeights(**parts)
