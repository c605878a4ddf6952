"""What every framework stands on: the inputs of all items with their joint draws, made once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from feedback_insights.figures._ground import Ground
from feedback_insights.figures.scores import evidence_of
from feedback_insights.priority.inputs import Measured, measure
from feedback_insights.records import Analysis, Feature
from feedback_insights.roadmap import CLOSED, Rollup, stage_of
from feedback_insights.settings import PrioritySettings
from feedback_insights.supplied import SuppliedInputs


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Footing:
    """The backlog, or what stands at one of its levels, measured on one ground."""

    features: Sequence[Feature]  # by id
    measured: Mapping[str, Measured]
    settings: PrioritySettings
    rivals: Set[str]  # what could still be built


def footing(
    features: Sequence[Feature],
    analysis: Analysis,
    ground: Ground,
    settings: PrioritySettings,
    *,
    rollup: Rollup | None = None,
    supplied: SuppliedInputs | None = None,
) -> Footing:
    """Measure what every framework needs; arguments as in `score_backlog`."""
    features = features if rollup is None else rollup.features
    evidence = evidence_of(
        features, analysis.links, analysis.memberships, ground, analysis.stances, rollup=rollup
    )
    measured = measure(
        features,
        evidence,
        ground.directory,
        settings,
        efforts=None if rollup is None else rollup.effort_notes,
        supplied=supplied,
    )
    return Footing(
        features=features,
        measured=measured,
        settings=settings,
        rivals=frozenset(feature.id for feature in features if stage_of(feature) not in CLOSED),
    )
