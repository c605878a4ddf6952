"""How far severities that rules told may be off, as marked texts have it, and what that does to their means.

The doubt has two parts. What the table itself does not know (few texts were marked) is shared by everybody
and every feature: more people do not shrink it. Which person was misread is each one's own chance.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import fsum, sqrt

import numpy as np

from feedback_insights.errors import ModelError
from feedback_insights.priority._rice_inputs import SEVERITY_IMPACT
from feedback_insights.priority.uncertainty import Floats, Ints, generator
from feedback_insights.resources import model_path

LEVELS = len(SEVERITY_IMPACT)
SCALES = np.stack([np.arange(LEVELS, dtype=np.float64), np.array(SEVERITY_IMPACT)])  # severity, impact


@dataclass(frozen=True, kw_only=True, eq=False)
class SeverityError:
    """Marked texts, with their prior, by the level that the rules told and by the one that people gave."""

    counts: Floats  # (5, 5), rows told: a Dirichlet distribution each

    @cached_property
    def shares(self) -> Floats:
        """How likely each true level is, given the one told: (5, 5), rows sum to 1."""
        return np.asarray(self.counts / self.counts.sum(axis=1, keepdims=True))

    def misread(self, draws: int, seed: int) -> Misread:
        """Draw what the table may truly be, once for all features.

        Source: Dirichlet posterior of a multinomial; Gustafson 2004, "Measurement Error and
        Misclassification in Statistics and Epidemiology".
        """
        weights = generator(seed, "severity error").standard_gamma(self.counts, (draws, LEVELS, LEVELS))
        tables = weights / weights.sum(axis=2, keepdims=True)
        means = SCALES @ self.shares.T
        return Misread(
            drawn=np.stack([tables @ scale for scale in SCALES]),
            means=means,
            variances=SCALES**2 @ self.shares.T - means**2,
            seed=seed,
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Misread:
    """What people truly suffer whose severity was told, on both scales (severity, impact)."""

    drawn: Floats  # (2, draws, 5): the mean by the level told, in every draw
    means: Floats  # (2, 5): the same on average
    variances: Floats  # (2, 5): of one person about that mean
    seed: int

    def draws(self, scale: int, heard: Floats, levels: Ints, weights: Floats, feature_id: str) -> Floats:
        """Draws of a feature's true mean, (draws,); nan where nobody with a known severity was drawn.

        `heard` (draws, 5) is how many were told each level in every draw; `levels` and `weights` (m,) are
        those of the people heard. Their levels differ from person to person partly because some were misread,
        so the drawing of people holds that doubt already: what each one's own chance adds is only what it has
        above it (no doubt counts twice, see `uncertainty.link_share`).
        """
        total = heard.sum(axis=1)
        known = np.where(total > 0, total, np.nan)
        mean = np.einsum("dl,dl->d", heard, self.drawn[scale]) / known
        drawn = heard @ self.means[scale] / known
        between = float(np.nanvar(drawn)) if (total > 0).any() else 0.0
        own = fsum(weights**2 * self.variances[scale][levels]) / fsum(weights) ** 2
        luck = generator(self.seed, "severity misread", feature_id).standard_normal(mean.size)
        found = mean + sqrt(max(own - between, 0.0)) * luck
        return np.asarray(np.clip(found, SCALES[scale][0], SCALES[scale][-1]))


@lru_cache(maxsize=1)
def load_severity_error() -> SeverityError:
    """The table that ships with the rules. Raises `ModelError` if it is missing or damaged."""
    path = model_path("severity", "error.json")
    try:
        counts = np.array(json.loads(path.read_text(encoding="utf-8"))["counts"], dtype=np.float64)
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError("models/severity/error.json is damaged; reinstall feedback-insights") from error
    if counts.shape != (LEVELS, LEVELS) or not (counts > 0).all():
        raise ModelError("models/severity/error.json does not hold five by five counts; reinstall")
    return SeverityError(counts=counts)
