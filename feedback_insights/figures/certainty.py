"""How sure the taggers are, and whether the classes are as frequent here as where they were calibrated.

Probabilities are right on average where the classes are as frequent as where they were calibrated. Where they
are not, it is said, with what would follow; nothing is corrected.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from feedback_insights.records import REQUEST_TYPES, SENTIMENTS, Tag

Numbers = NDArray[np.float64]
STEPS: Final = 200  # of expectation maximization, at most
STILL: Final = 1e-6  # a step that moves no share further is the last
DRIFTED: Final = 0.05  # a share that is off by less is as calibrated: see `ClassMix.drifted`
FEWEST: Final = 100  # statements from which a mix is estimated


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassMix:
    """How frequent one class is: as calibrated, as answered, and as it most probably is."""

    name: str
    calibrated: float | None  # None = the head does not say
    answers: float  # share of the statements whose answer it is
    expected: float  # mean probability
    estimated: float | None  # None = too few statements, or nothing to compare with

    @property
    def drifted(self) -> bool:
        """Whether it is clearly more or less frequent than where the probabilities were calibrated."""
        if self.calibrated is None or self.estimated is None:
            return False
        return abs(self.estimated - self.calibrated) >= DRIFTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Certainty:
    """One tagger over the statements of a scope."""

    tagger: str  # "sentiment" or "requests"
    statements: int  # with an answer
    unknown: int  # in languages that its encoder cannot read
    confident: int  # whose answer reaches `threshold`
    threshold: float | None
    classes: tuple[ClassMix, ...]
    moved: float | None  # share of the answers that would be others if the probabilities followed the mix


def certainties(tags: Iterable[Tag], settings: Mapping[str, Any]) -> tuple[Certainty, ...]:
    """What each trained tagger said, and how sure it was; ``settings`` are those of the run."""
    given = sorted(tags, key=lambda tag: tag.statement_id)
    told = settings.get("tagging", {})
    return (
        _certainty("sentiment", SENTIMENTS, [tag.probabilities for tag in given], told, one_of=True),
        _certainty(
            "requests", REQUEST_TYPES, [tag.request_probabilities for tag in given], told, one_of=False
        ),
    )


def _certainty(
    kind: str,
    classes: Sequence[str],
    rows: Sequence[Sequence[float]],
    told: Mapping[str, Any],
    *,
    one_of: bool,
) -> Certainty:
    known = np.array([row for row in rows if len(row)], dtype=np.float64).reshape(-1, len(classes))
    mix = told.get(kind, {}).get("mix") or None
    threshold = told.get(kind, {}).get("confident")
    estimated, moved = None, None
    if mix and len(known) >= FEWEST:
        fitted = np.array(mix)
        shares, followed = _estimate_one(known, fitted) if one_of else _estimate_each(known, fitted)
        estimated, moved = shares, float((followed.argmax(axis=1) != known.argmax(axis=1)).mean())
    answers = np.bincount(known.argmax(axis=1), minlength=len(classes)) / max(len(known), 1)
    return Certainty(
        tagger=kind,
        statements=len(known),
        unknown=len(rows) - len(known),
        confident=0 if threshold is None else int((known.max(axis=1, initial=0.0) >= threshold).sum()),
        threshold=threshold,
        classes=tuple(
            ClassMix(
                name=name,
                calibrated=mix[at] if mix else None,
                answers=float(answers[at]),
                expected=float(known[:, at].mean()) if len(known) else 0.0,
                estimated=None if estimated is None else float(estimated[at]),
            )
            for at, name in enumerate(classes)
        ),
        moved=moved,
    )


def _estimate_one(chance: Numbers, fitted: Numbers) -> tuple[Numbers, Numbers]:
    """The class mix under which the probabilities are most likely, and the probabilities under it.

    Expectation maximization of Saerens, Latinne and Decaestecker (Neural Computation 14, 2002): for classes
    that exclude each other. ``chance`` (n, k), rows sum to 1; ``fitted`` (k,).
    """
    shares = fitted.copy()
    followed = chance
    for _ in range(STEPS):
        followed = chance * (shares / fitted)
        followed /= followed.sum(axis=1, keepdims=True)
        before, shares = shares, followed.mean(axis=0)
        if np.abs(shares - before).max() < STILL:
            break
    return shares, followed


def _estimate_each(chance: Numbers, fitted: Numbers) -> tuple[Numbers, Numbers]:
    """The same for classes of which several may hold: each is a question of yes and no."""
    found = [
        _estimate_one(np.stack([1 - column, column], axis=1), np.array([1 - share, share]))
        for column, share in zip(chance.T, np.clip(fitted, 1e-3, 1 - 1e-3), strict=True)
    ]
    return np.array([shares[1] for shares, _ in found]), np.stack([rows[:, 1] for _, rows in found], axis=1)
