"""From measures to a probability that can be counted with: two logistic models and what they were fitted for.

A probability answers: "a statement (or theme) is held against every item of a backlog of this size; does it
ask for this item?" The models were fitted for backlogs of about 30 items, where 1 to 3 % of such pairs are
right; other sizes shift the prior odds, gently (`size_offset`).
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from feedback_insights.errors import ModelError
from feedback_insights.linking._wording import Matrix
from feedback_insights.linking.pairs import MEASURES, REFERENCE_ITEMS, Density, Level
from feedback_insights.resources import model_path

POOLED = ("mean_probability", "closeness", "density")  # what a theme's probability is made of


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic model over standardised inputs."""

    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float

    def probability(self, inputs: Matrix, offset: float = 0.0) -> Matrix:
        """Probabilities for inputs of shape (..., len(weights)); ``offset`` is added to the log-odds."""
        logit = np.full(inputs.shape[:-1], self.intercept + offset)
        for i, weight in enumerate(self.weights):  # in order: the same sum whatever the shape
            logit += weight * ((inputs[..., i] - self.mean[i]) / self.scale[i])
        return np.asarray(1 / (1 + np.exp(-np.clip(logit, -30, 30))))


@dataclass(frozen=True, slots=True)
class Calibration:
    """The fitted models, the cosine levels they start from, and the encoder they belong to."""

    encoder: str
    statement: Logistic
    statement_level: Level
    theme: Logistic
    theme_level: Level
    density: Density

    @property
    def name(self) -> str:
        """A hash of everything in it."""
        told = json.dumps(self.to_json(), sort_keys=True).encode()
        return f"linking@{hashlib.sha256(told).hexdigest()[:12]}"

    def to_json(self) -> dict[str, Any]:
        """The content of ``calibration.json``."""
        return {"schema": 1, "measures": MEASURES, "pooled": POOLED, **asdict(self)}

    @classmethod
    def from_json(cls, table: Mapping[str, Any]) -> Calibration:
        """Read what `to_json` wrote. Raises KeyError, TypeError or ValueError if it does not fit."""
        if tuple(table["measures"]) != MEASURES or tuple(table["pooled"]) != POOLED:
            raise ValueError("measures differ")
        return cls(
            encoder=str(table["encoder"]),
            statement=_logistic(table["statement"], len(MEASURES)),
            statement_level=Level(**table["statement_level"]),
            theme=_logistic(table["theme"], len(POOLED)),
            theme_level=Level(**table["theme_level"]),
            density=Density(**table["density"]),
        )


def _logistic(table: Mapping[str, Any], size: int) -> Logistic:
    parts = {name: tuple(map(float, table[name])) for name in ("mean", "scale", "weights")}
    if any(len(part) != size for part in parts.values()):
        raise ValueError("sizes differ")
    return Logistic(**parts, intercept=float(table["intercept"]))


def size_offset(items: int) -> float:
    """What the size of the backlog adds to the log-odds: one right item among more is less likely to be
    this one. 0 at 30 items; an item more or less moves it by at most .03."""
    return -math.log((items + REFERENCE_ITEMS) / (2 * REFERENCE_ITEMS))


def pool(mean_probability: Matrix, closeness: Matrix, density: float) -> Matrix:
    """Inputs of the theme model, shape (..., `POOLED`): the members' mean probability as log-odds, how far
    the theme's centre stands out, and how alike the backlog's items are."""
    clipped = np.clip(mean_probability, 1e-6, 1 - 1e-6)
    odds = np.log(clipped / (1 - clipped))
    return np.stack([odds, closeness, np.full_like(odds, density)], axis=-1)


@lru_cache(maxsize=1)
def load_calibration() -> Calibration:
    """The calibration that ships with the package. Raises `ModelError` if it is missing or does not fit."""
    path = model_path("linking", "calibration.json")
    try:
        return Calibration.from_json(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(f"models/linking/calibration.json does not fit ({error}); reinstall") from error


@lru_cache(maxsize=1)
def calibration_name() -> str:
    """Name and hash of everything the probabilities come from."""
    digest = hashlib.sha256()
    for name in ("calibration.json", "reliability.json", "words.json"):
        digest.update(model_path("linking", name).read_bytes())
    return f"linking@{digest.hexdigest()[:12]}"


def fit_logistic(
    inputs: Matrix, truth: Matrix, weights: Matrix, offsets: Matrix, *, ridge: float = 0.2
) -> Logistic:
    """Fit by penalised maximum likelihood.

    ``inputs`` (n, k); ``truth`` (n,) in 0..1 (soft labels allowed); ``weights`` (n,); ``offsets`` (n,) known
    log-odds. ``ridge`` is the penalty on the standardised weights, the sum of ``weights`` scaled to 1,000.
    """
    from scipy.optimize import minimize

    mean = np.average(inputs, axis=0, weights=weights)
    scale = np.sqrt(np.average((inputs - mean) ** 2, axis=0, weights=weights)) + 1e-9
    design = np.column_stack([(inputs - mean) / scale, np.ones(len(inputs))])
    share = 1000 * weights / weights.sum()
    keep = np.append(np.ones(inputs.shape[1]), 0.0)  # the intercept goes free

    def loss(beta: Matrix) -> tuple[float, Matrix]:
        logit = design @ beta + offsets
        fit = np.sum(share * (np.logaddexp(0, logit) - truth * logit))
        slope = design.T @ (share * (1 / (1 + np.exp(-logit)) - truth))
        return float(fit + ridge / 2 * np.sum(keep * beta**2)), slope + ridge * keep * beta

    beta = minimize(loss, np.zeros(design.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    return Logistic(_rounded(mean), _rounded(scale), _rounded(beta[:-1]), round(float(beta[-1]), 6))


def _rounded(values: Sequence[float] | Matrix) -> tuple[float, ...]:
    return tuple(round(float(value), 6) for value in values)
