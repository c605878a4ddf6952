"""Reviews against bug trackers: ranks beside peers, pair by pair, both ways, and answers read."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from _linking_data import Case, embed
from _linking_measures import Array, places_of, ranking
from _tagging_data import rows
from sklearn.metrics import roc_auc_score
from train_linking import spread

from feedback_insights.linking import BacklogLinker
from feedback_insights.linking._words import load_words
from feedback_insights.linking.calibration import fit_logistic
from feedback_insights.linking.pairs import WORDS, Level, Pairs
from feedback_insights.statistics import brier_score, calibration_error
from feedback_insights.statistics.proportions import Z90, wilson

READ = Path(__file__).with_name("linking_judged.csv")
DRAWS = 2000


def trackers(cases: Sequence[Case], peers: Mapping[str, Mapping[str, Array]], folder: Path) -> dict[str, Any]:
    """Everything that is told of the two apps, by the shipped calibration; it never saw such data."""
    found: dict[str, Any] = {"apps": {}, "read": read_answers()}
    parts = {case.name: Parts.of(case) for case in cases}
    scores = {}
    for case in cases:
        linker = BacklogLinker(embed=embed).fit(case.features)
        scores[case.name] = linker.probabilities(case.texts)
        accepted = scores[case.name] >= 0.5
        ranked = {"linker": scores[case.name], **peers[case.name]}
        found["apps"][case.name] = {
            "features": len(case.features),
            "ranking": {name: ranking(score, case.truth) for name, score in ranked.items()},
            "intervals": intervals(scores[case.name], case.truth),
            "against_minilm": pair_by_pair(scores[case.name], peers[case.name]["cosine, title"], case.truth),
            "accepted": int(accepted.sum()),
            "accepted_right": int((case.truth[accepted] == 1).sum()),
        }
    for case, other in (cases, cases[::-1]):
        weights = choose(parts[other.name], other.truth)
        found["apps"][case.name]["ranking"][f"weights chosen on {other.name}"] = ranking(
            parts[case.name].weighed(weights), case.truth
        )
        found["apps"][case.name]["chosen"] = dict(zip(PARTS, map(float, weights), strict=True))
    found["judged"] = judged_pairs(cases, scores, folder)
    return found


PARTS = ("title", "whole item", "best sentence", "title words", "words", "spelling")
WEIGHTS = (0.0, 0.5, 1.0, 1.5)


class Parts:
    """The six likenesses that the linker adds up, apart: (texts, features, 6)."""

    def __init__(self, values: Array) -> None:
        self.values = values

    @classmethod
    def of(cls, case: Case) -> Parts:
        """Measure a case."""
        pairs = Pairs(case.features, embed, load_words())
        vectors, level = embed(case.texts).astype(float), Level(0.15, 0.01)
        titles = vectors @ embed([feature.title for feature in case.features]).astype(float).T
        wholes = 2 * pairs.cosines(vectors) - titles
        measured = pairs.of_texts(case.texts, vectors, level)
        mean, deviation = spread(pairs.cosines(vectors), level)
        likeness = measured[..., 0] * deviation + mean
        n, shape = len(case.features), titles.shape
        said = pairs.wording.read(case.texts)
        every = np.repeat(np.arange(shape[0]), n), np.tile(np.arange(n), shape[0])
        words = pairs.wording.of_pairs(said, *every)[:, 3:].reshape(*shape, 3)
        best = 3 * (likeness - WORDS * words.mean(axis=-1)) - titles - wholes
        return cls(np.dstack([titles, wholes, best, words]))

    def weighed(self, weights: Sequence[float]) -> Array:
        """Their weighted sum."""
        return np.asarray(self.values @ np.array(weights))


def choose(parts: Parts, truth: Any) -> tuple[float, ...]:
    """The mean of the thirty weightings of a grid that rank an app best (one alone would be luck)."""
    grid = [w for w in product(WEIGHTS, repeat=len(PARTS)) if sum(w[:3])]
    asked = (truth == 1).any(axis=1)
    values, right = parts.values[asked], truth[asked] == 1

    def quality(weights: tuple[float, ...]) -> float:
        score = values @ np.array(weights)
        best = np.where(right, score, -np.inf).max(axis=1, keepdims=True)
        place = (score > best).sum(axis=1) + 1
        return float((place <= 3).mean() + (place <= 10).mean() + (1 / place).mean())

    top = sorted(grid, key=lambda w: (-quality(w), w))[:30]
    mean = np.mean([np.array(w) / sum(w) for w in top], axis=0)
    return tuple(np.round(mean, 3))


def intervals(scores: Array, truth: Any) -> dict[str, tuple[float, float]]:
    """90 %: Wilson's of the hits, a bootstrap over reviews of the MRR."""
    place = places_of(scores, truth)
    found = {f"hit@{k}": wilson(int((place <= k).sum()), len(place), Z90) or (0.0, 1.0) for k in (3, 10)}
    draws = np.random.default_rng(0).integers(0, len(place), (DRAWS, len(place)))
    low, high = np.percentile((1 / place)[draws].mean(axis=1), [5, 95])
    return {**found, "MRR": (float(low), float(high))}


def pair_by_pair(ours: Array, theirs: Array, truth: Any) -> dict[str, float]:
    """Review by review: better, equal, worse; and the mean difference of the reciprocal ranks, 90 %."""
    mine, other = places_of(ours, truth), places_of(theirs, truth)
    gain = 1 / mine - 1 / other
    draws = np.random.default_rng(0).integers(0, len(gain), (DRAWS, len(gain)))
    low, high = np.percentile(gain[draws].mean(axis=1), [5, 95])
    return {
        "better": int((mine < other).sum()), "equal": int((mine == other).sum()),
        "worse": int((mine > other).sum()), "MRR_gain": float(gain.mean()),
        "low": float(low), "high": float(high),
    }  # fmt: skip


def judged_pairs(cases: Sequence[Case], scores: Mapping[str, Array], folder: Path) -> dict[str, Any]:
    """The pairs that people judged (top three of the authors' tool), probabilities fitted on the other app.

    They were picked by a tool, so each is likely: only a level and a slope are fitted, and thrown away.
    """
    links = [r for r in rows(folder / "linking" / "review_to_issue_links.csv.gz") if r["how"] == "coded_top3"]
    reviews = rows(folder / "linking" / "review_to_issue_reviews.csv.gz")
    odds, truth = {}, {}
    for case in cases:
        at = {r["review_id"]: i for i, r in enumerate(r for r in reviews if r["app"] == case.name)}
        column = {feature.id: j for j, feature in enumerate(case.features)}
        mine = [row for row in links if row["app"] == case.name]
        found = np.array([scores[case.name][at[r["review_id"]], column[r["issue_id"]]] for r in mine])
        found = np.clip(found, 1e-4, 1 - 1e-4)
        odds[case.name] = np.log(found / (1 - found))[:, None]
        truth[case.name] = np.array([float(row["match"] == "1") for row in mine])
    report = {}
    for case, other in (cases, cases[::-1]):
        n = len(truth[other.name])
        model = fit_logistic(odds[other.name], truth[other.name], np.ones(n), np.zeros(n))
        chance, y = model.probability(odds[case.name]), truth[case.name]
        report[case.name] = {
            "pairs": len(y), "right": int(y.sum()), "auc": float(roc_auc_score(y, chance)),
            "brier": brier_score(chance, y), "brier_of_the_base_rate": float(y.mean() * (1 - y.mean())),
            "ece_equal_width": calibration_error(chance, y),
            "ece_equal_mass": calibration_error(chance, y, equal_mass=True),
        }  # fmt: skip
    return report


def read_answers() -> dict[str, Any]:
    """What came of reading 50 answers among our first three that nobody had judged.

    Rule: right if the issue tells of the same behaviour in the same function; crashes and slowness without
    more do not match. One reader.
    """
    with READ.open(encoding="utf-8", newline="") as file:
        right = [row["right"] == "1" for row in csv.DictReader(file)]
    return {"read": len(right), "right": sum(right), "interval": wilson(sum(right), len(right), Z90)}
