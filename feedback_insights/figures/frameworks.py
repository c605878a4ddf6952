"""Every framework over one backlog, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import ArrayLike

from feedback_insights.errors import SettingsError
from feedback_insights.figures.footing import Footing
from feedback_insights.priority import (
    FRAMEWORKS,
    RankComparison,
    compare_frameworks,
    criteria_correlation,
    criteria_of,
    score_framework,
)
from feedback_insights.records import Score

TELLING = 0.25  # share of the items that a framework must score to be compared: only those of all count
FEWEST = 2  # items that a framework must score to be compared
_NO_ORDER = "value_effort"  # quadrants are no ranking


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frameworks:
    """Frameworks side by side: the ranks of what could still be built, and where they disagree."""

    comparison: RankComparison | None  # None = fewer than two frameworks can rank two items
    scores: Mapping[str, tuple[Score, ...]]  # by method, of those compared; by feature id
    quadrants: Mapping[str, str]  # by feature id, of value against effort; empty = not declared
    left_out: Mapping[str, str]  # method -> why


def side_by_side(stored: Iterable[Score], footing: Footing) -> Frameworks:
    """Compare RICE and reach, as they are stored, with what the footing makes of the other frameworks."""
    found: dict[str, tuple[Score, ...]] = {}
    left_out: dict[str, str] = {}
    kept = tuple(stored)
    for method in ("rice", "value"):
        found[method] = tuple(score for score in kept if score.method == method)
    backlog = footing.backlog
    for method in FRAMEWORKS:
        try:
            found[method] = tuple(score_framework(method, backlog))
        except SettingsError as error:
            left_out[method] = str(error)
    quadrants = {s.feature_id: s.label for s in found.pop(_NO_ORDER, ()) if s.label}
    rows = {method: _known(scores, footing) for method, scores in found.items()}
    for method, known in rows.items():
        if len(known) < FEWEST:
            left_out[method] = _why(found[method], footing)
    most = max(map(len, rows.values()))
    for method, known in rows.items():
        if method not in left_out and len(known) < TELLING * most:
            left_out[method] = f"it scores {len(known)} items, another framework {most}"
    compared = {method: known for method, known in rows.items() if method not in left_out}
    return Frameworks(
        comparison=_compared(compared, footing) if len(compared) >= FEWEST else None,
        scores={method: tuple(sorted(found[method], key=lambda s: s.feature_id)) for method in compared},
        quadrants=quadrants,
        left_out=left_out,
    )


def _known(scores: Sequence[Score], footing: Footing) -> dict[str, float]:
    return {
        score.feature_id: score.score.value
        for score in scores
        if score.score.value is not None and score.feature_id in footing.rivals
    }


def _compared(rows: Mapping[str, Mapping[str, float]], footing: Footing) -> RankComparison:
    ids = [feature.id for feature in footing.features if feature.id in footing.rivals]
    table: dict[str, ArrayLike] = {
        method: np.array([known.get(id, nan) for id in ids]) for method, known in rows.items()
    }
    return compare_frameworks(table, ids)


def _why(scores: Sequence[Score], footing: Footing) -> str:
    """Why a framework scores too few items: what most of those that people ask for lack."""
    reasons = [
        score.score.reason
        for score in scores
        if score.feature_id in footing.rivals and score.score.value is None and score.status != "no_evidence"
    ]
    common = max(sorted(set(reasons)), key=reasons.count, default="nobody asks for two items")
    parts = (part.partition(": ") for part in common.split("; "))  # without their codes
    return "; ".join(words or code.replace("_", " ") for code, _, words in parts)


def correlated_criteria(footing: Footing) -> dict[tuple[str, str], float]:
    """How much the criteria of the weighted framework go together, pair by pair; pairs of unknown are out.

    Pearson's r over what could still be built. Criteria that move together count one thing several times.
    """
    names = [criterion.name for criterion in criteria_of(footing.settings) if criterion.weight]
    items = [one.values for id, one in footing.backlog.measured.items() if id in footing.rivals]
    table = np.array([[_number(values[name].value) for name in names] for values in items])
    matrix = criteria_correlation(table.reshape(len(items), len(names)))
    return {
        (one, other): float(matrix[a, b])
        for a, one in enumerate(names)
        for b, other in enumerate(names)
        if a < b and not np.isnan(matrix[a, b])
    }


def _number(value: float | None) -> float:
    return nan if value is None else value
