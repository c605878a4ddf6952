"""Training of a tagger's head: the shipped ones, and one on a team's own labels or for another encoder.

A head is a logistic regression on an encoder's hidden layers and the columns beside them. A fixed quarter of
the rows, drawn by their text, is never fitted: it chooses the regularization and calibrates.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from feedback_insights.errors import FileProblem
from feedback_insights.machine_text import prose
from feedback_insights.statistics.calibration import calibration_error
from feedback_insights.tagging._columns import columns
from feedback_insights.tagging._head import Head, load_head
from feedback_insights.tagging._trained import LayerEncoder, TrainedTagger

Numbers = NDArray[np.float64]
Table = NDArray[np.float32]

HELD_OUT: Final = 0.25
FEWEST: Final = 12  # rows of every class, so that both parts hold some
STRENGTHS: Final = (100.0, 300.0, 1000.0, 3000.0)  # regularizations that are tried, 1 / C
AS_GOOD: Final = 0.01  # settings whose macro-recall is so close to the best count as equal: the simplest wins
SURE: Final = 0.85  # share of right answers wanted among the confident ones


class Figures(NamedTuple):
    """How a head does on the held-out rows."""

    rows: int
    macro_recall: float  # mean over the classes of the share of their rows whose answer is right
    accuracy: float  # share of the rows whose most probable class is (one of) theirs
    calibration_error: float  # expected calibration error of the most probable class, ten bins
    confident: float  # share of the rows whose answer counts as confident
    confident_right: float  # share of those that are right; nan without any


class Trained(NamedTuple):
    """A new head and how it does beside the shipped one, if that reads the same encoder."""

    head: Head
    fitted: int  # rows
    figures: Figures
    shipped: Figures | None


def train(
    tagger: type[TrainedTagger], rows: Sequence[tuple[str, Collection[str]]], encoder: LayerEncoder
) -> Trained:
    """Train a head for a tagger on (text, classes that hold) rows. The same rows give the same head.

    Raises `FileProblem` where a class is unknown, has fewer than `FEWEST` distinct texts, or, of a tagger
    whose classes exclude each other, a text has several.
    """
    known = _known(tagger, rows)
    texts = sorted(known)
    read = [prose(text) for text in texts]
    truth = np.array([[float(name in known[text]) for name in tagger.classes_] for text in texts])
    held = np.array([share(text) < HELD_OUT for text in texts])
    for part in (held, ~held):
        if not truth[part].any(axis=0).all():
            raise FileProblem("a class fell into one part only; give more rows of each class")
    layers = encoder.encode_features(read).layers
    table = np.hstack([layers, columns(tagger.beside, read)])
    weights = np.ones(len(texts))
    found: list[tuple[float, float, Head]] = []
    for strength in STRENGTHS:
        head = fit(tagger, table[~held], truth[~held], weights[~held], strength, encoder.name)
        head = calibrated(head, table[held], truth[held], sure=SURE)
        found.append((figures(head, table[held], truth[held]).macro_recall, strength, head))
    best = max(recall for recall, *_ in found)
    head = max((each for each in found if each[0] >= best - AS_GOOD), key=lambda each: each[1])[2]
    ours = figures(head, table[held], truth[held])
    shipped = load_head(tagger.path_of())
    if shipped.encoder != encoder.name:
        return Trained(head, int((~held).sum()), ours, None)
    table = np.hstack([layers, columns(shipped.beside, read)])
    return Trained(head, int((~held).sum()), ours, figures(shipped, table[held], truth[held]))


def _known(
    tagger: type[TrainedTagger], rows: Sequence[tuple[str, Collection[str]]]
) -> dict[str, frozenset[str]]:
    known: dict[str, frozenset[str]] = {}
    for text, names in rows:
        if unknown := sorted(set(names) - set(tagger.classes_)):
            raise FileProblem(f"no class {unknown[0]!r}; the classes are {', '.join(tagger.classes_)}")
        known[text] = known.get(text, frozenset()) | frozenset(names)
    if tagger.link == "softmax":
        for text, found in known.items():
            if len(found) > 1:
                raise FileProblem(
                    f"{text[:60]!r} is {' and '.join(sorted(found))}; it can be one of them only"
                )
    counts = {name: sum(name in names for names in known.values()) for name in tagger.classes_}
    few = [f"{name} has {count}" for name, count in counts.items() if count < FEWEST]
    if few:
        raise FileProblem(f"every class needs {FEWEST} different texts or more: {', '.join(few)}")
    return known


def share(text: str) -> float:
    """A fixed number in [0, 1) for a text: parts that never move."""
    return int.from_bytes(blake2b(text.encode(), digest_size=4).digest(), "big") / 2**32


def fit(
    tagger: type[TrainedTagger], table: Table, truth: Numbers, weights: Numbers, strength: float, encoder: str
) -> Head:
    """Fit a head on columns (n, c), truth (n, classes; 0, 1 or nan for unknown) and row weights (n,).

    Classes that exclude each other weigh the same in all. Where several may hold, each is a question of its
    own, and yes and no weigh as the square root of their rarity.
    """
    values = table.astype(np.float64)
    mean, scale = values.mean(axis=0), values.std(axis=0) + 1e-6
    standard = (values - mean) / scale
    each = _exclusive if tagger.link == "softmax" else _independent
    coefficients, bias = each(standard, truth, weights, 1 / strength)
    return Head(
        encoder=encoder,
        beside=tagger.beside,
        classes=tagger.classes_,
        mean=mean.astype(np.float32),
        scale=scale.astype(np.float32),
        weights=coefficients.astype(np.float32),
        bias=bias.astype(np.float32),
        temperature=1.0,
        confident=1.0,
        link=tagger.link,
    )


def _exclusive(table: Numbers, truth: Numbers, weights: Numbers, c: float) -> tuple[Numbers, Numbers]:
    from sklearn.linear_model import LogisticRegression

    labels = truth.argmax(axis=1)
    totals = np.array([weights[labels == at].sum() for at in range(truth.shape[1])])
    model = LogisticRegression(C=c, max_iter=2000)
    model.fit(table, labels, sample_weight=weights * (totals.mean() / totals)[labels])
    return model.coef_, model.intercept_


def _independent(table: Numbers, truth: Numbers, weights: Numbers, c: float) -> tuple[Numbers, Numbers]:
    from sklearn.linear_model import LogisticRegression

    fitted = []
    for answers in truth.T:
        known = ~np.isnan(answers)
        holds, own = answers[known] == 1, weights[known]
        share = own[holds].sum() / own.sum()
        own = own / np.sqrt(np.where(holds, share, 1 - share))
        model = LogisticRegression(C=c, max_iter=2000)
        fitted.append(model.fit(table[known], holds, sample_weight=own / own.mean()))
    return np.stack([model.coef_[0] for model in fitted]), np.array([model.intercept_[0] for model in fitted])


def calibrated(head: Head, table: Table, truth: Numbers, *, sure: float) -> Head:
    """Calibrate on rows that were not fitted, and set the probability from which ``sure`` of them are right.

    A temperature (Guo et al. 2017; classes balanced) where classes exclude each other, else Platt's sigmoid
    per class (1999), folded into the weights.
    """
    head = _tempered(head, table, truth) if head.link == "softmax" else _platt(head, table, truth)
    chance = head.probabilities(table)
    order = np.argsort(-chance.max(axis=1), kind="stable")
    right = answers_right(chance, truth)[order]
    enough = np.flatnonzero(np.cumsum(right) / np.arange(1, len(right) + 1) >= sure)
    confident = float(chance.max(axis=1)[order][enough[-1]]) if len(enough) else 1.0
    return replace(head, confident=round(confident, 4), mix=_mix(head, truth))


def _mix(head: Head, truth: Numbers) -> tuple[float, ...]:
    """The class mix that the probabilities are right for: even where the temperature weighs classes so."""
    if head.link == "softmax":
        return tuple(round(1 / len(head.classes), 4) for _ in head.classes)
    return tuple(round(float(np.nanmean(own)), 4) for own in truth.T)


def _tempered(head: Head, table: Table, truth: Numbers) -> Head:
    from scipy.optimize import minimize_scalar

    labels = truth.argmax(axis=1)
    weights = (1 / np.bincount(labels, minlength=truth.shape[1]))[labels]

    def loss(temperature: float) -> float:
        chance = replace(head, temperature=temperature).probabilities(table)
        return float(-(weights * np.log(chance[np.arange(len(chance)), labels])).sum())

    found = minimize_scalar(loss, bounds=(0.25, 4.0), method="bounded").x
    return replace(head, temperature=round(float(found), 4))


def _platt(head: Head, table: Table, truth: Numbers) -> Head:
    from sklearn.linear_model import LogisticRegression

    chance = np.clip(head.probabilities(table), 1e-12, 1 - 1e-12)
    scores = np.log(chance) - np.log1p(-chance)
    weights, bias = head.weights.copy(), head.bias.copy()
    for at in range(truth.shape[1]):
        known = ~np.isnan(truth[:, at])
        model = LogisticRegression(C=np.inf).fit(scores[known, at, None], truth[known, at] == 1)
        weights[at] *= np.float32(model.coef_[0, 0])
        bias[at] = bias[at] * model.coef_[0, 0] + model.intercept_[0]
    return replace(head, weights=weights, bias=bias)


def figures(head: Head, table: Table, truth: Numbers) -> Figures:
    """How a head does on rows that it was not fitted on."""
    chance = head.probabilities(table)
    right, top = answers_right(chance, truth), chance.max(axis=1)
    sure = top >= head.confident
    return Figures(
        rows=len(truth),
        macro_recall=float(np.mean([right[own == 1].mean() for own in truth.T if (own == 1).any()])),
        accuracy=float(right.mean()),
        calibration_error=calibration_error(top, right) or 0.0,
        confident=float(sure.mean()),
        confident_right=float(right[sure].mean()) if sure.any() else float("nan"),
    )


def answers_right(chance: Numbers, truth: Numbers) -> NDArray[np.bool_]:
    """Whether the most probable class is one of those that hold."""
    return np.asarray(truth[np.arange(len(truth)), chance.argmax(axis=1)] == 1)
