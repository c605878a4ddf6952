"""How sure the taggers are, and whether the classes are as frequent here as where they were calibrated.

Probabilities are right on average where the classes are as frequent as where they were calibrated. Where they
are not, it is said, with what would follow; nothing is corrected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from feedback_insights.records import REQUEST_TYPES, SENTIMENTS, Tag, tagger_facts

Numbers = NDArray[np.float64]
STEPS: Final = 100  # of expectation maximization, at most
STILL: Final = 1e-4  # a step that moves no share further is the last
DRAWS: Final = 100  # of the bootstrap
ENDS: Final = (5.0, 95.0)  # per cent: the interval holds 90 %
MOST: Final = 3_000  # statements, evenly spaced, from which the mix is estimated
FEWEST: Final = 100  # below, it is not
DRIFTED: Final = 0.05  # less is of little use to know, however sure


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassMix:
    """How frequent one class is: as calibrated, as answered, and as estimated. Shares, 0..1.

    The estimate takes the probabilities at their word: where these are not perfectly calibrated it
    exaggerates, away from the calibrated mix. Its interval tells of chance alone.
    """

    name: str
    calibrated: float | None  # None = the head does not say
    answers: float | None  # of the statements whose answer it is; None = there are none
    expected: float | None  # mean probability
    estimated: float | None = None  # None = too few statements, or nothing to compare with
    low: float | None = None  # ends of the 90 % interval of `estimated`, over redrawn people
    high: float | None = None

    @property
    def drifted(self) -> bool:
        """Whether the interval leaves out the calibrated share, and the two are apart enough to matter."""
        if self.calibrated is None or self.estimated is None or self.low is None or self.high is None:
            return False
        return (
            not self.low <= self.calibrated <= self.high and abs(self.estimated - self.calibrated) >= DRIFTED
        )


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


def certainties(
    tags: Iterable[Tag], settings: Mapping[str, Any], people: Callable[[str], str]
) -> tuple[Certainty, ...]:
    """What each trained tagger said, and how sure it was.

    ``settings`` are those of the run; ``people`` tells who said a statement: draws are of whole people.
    """
    given = sorted(tags, key=lambda tag: tag.statement_id)
    who = [people(tag.statement_id) for tag in given]
    tones, asks = [tag.probabilities for tag in given], [tag.request_probabilities for tag in given]
    return (
        _certainty("sentiment", SENTIMENTS, tones, who, settings, one_of=True),
        _certainty("requests", REQUEST_TYPES, asks, who, settings, one_of=False),
    )


def _certainty(
    kind: str,
    classes: Sequence[str],
    rows: Sequence[Sequence[float]],
    who: Sequence[str],
    settings: Mapping[str, Any],
    *,
    one_of: bool,
) -> Certainty:
    read = [(row, person) for row, person in zip(rows, who, strict=True) if len(row)]
    known = np.array([row for row, _ in read], dtype=np.float64).reshape(-1, len(classes))
    told = tagger_facts(settings, kind)
    mix, threshold = told.get("mix") or None, told.get("confident")
    shares, moved = None, None
    if mix and len(known) >= FEWEST:
        shares, followed = _mix_here(known, np.array(mix), [person for _, person in read], one_of=one_of)
        moved = float((followed.argmax(axis=1) != known.argmax(axis=1)).mean())
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
                answers=float(answers[at]) if len(known) else None,
                expected=float(known[:, at].mean()) if len(known) else None,
                **({} if shares is None else _interval(shares[:, at])),
            )
            for at, name in enumerate(classes)
        ),
        moved=moved,
    )


def _interval(draws: Numbers) -> dict[str, float]:
    """The estimate, which is the first, with the ends of its interval over the others."""
    low, high = np.percentile(draws[1:], ENDS)
    return {"estimated": float(draws[0]), "low": float(low), "high": float(high)}


def _mix_here(
    known: Numbers, fitted: Numbers, who: Sequence[str], *, one_of: bool
) -> tuple[Numbers, Numbers]:
    """Shares of the classes, shape (1 + draws, k), and all probabilities as they would follow the first."""
    places = np.unique(np.linspace(0, len(known) - 1, min(len(known), MOST)).astype(int))
    weights = _redrawn([who[place] for place in places])
    fitted = np.clip(fitted, 1e-3, 1 - 1e-3)
    if one_of:
        shares = _estimated(known[places], fitted, weights)
        return shares, known * (shares[0] / fitted)
    columns = []
    for column, share in zip(known.T, fitted, strict=True):  # several may hold: each is yes or no
        pair = np.stack([1 - column, column], axis=1)[places]
        columns.append(_estimated(pair, np.array([1 - share, share]), weights)[:, 1])
    shares = np.stack(columns, axis=1)
    odds = shares[0] / fitted * known
    return shares, odds / (odds + (1 - shares[0]) / (1 - fitted) * (1 - known))


def _redrawn(who: Sequence[str]) -> Numbers:
    """Weights of statements, shape (1 + draws, n): everybody once, then people drawn with replacement."""
    names, person = np.unique(np.array(who), return_inverse=True)
    drawn = np.random.default_rng(0).multinomial(len(names), np.full(len(names), 1 / len(names)), DRAWS)
    return np.vstack([np.ones(len(who)), drawn[:, person]])


def _estimated(chance: Numbers, fitted: Numbers, weights: Numbers) -> Numbers:
    """The class mix under which the probabilities are most likely, shape (draws, k).

    Expectation maximization of Saerens, Latinne and Decaestecker (Neural Computation 14, 2002): for classes
    that exclude each other. ``chance`` (n, k), rows sum to 1; ``fitted`` (k,); ``weights`` (draws, n).
    """
    total = np.maximum(weights.sum(axis=1, keepdims=True), 1e-9)
    shares = np.tile(fitted, (len(weights), 1))
    for _ in range(STEPS):
        ratio = shares / fitted
        norm = weights / np.maximum(chance @ ratio.T, 1e-300).T  # (draws, n)
        before, shares = shares, ratio * (norm @ chance) / total
        if np.abs(shares - before).max() < STILL:
            break
    return shares
