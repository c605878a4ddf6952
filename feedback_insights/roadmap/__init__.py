"""The backlog as a plan: which item is part of which, at what level, and how far the work on it is."""

from feedback_insights.roadmap._status_words import Stage
from feedback_insights.roadmap.levels import LEVELS, Level
from feedback_insights.roadmap.rollup import Rollup
from feedback_insights.roadmap.stages import (
    CLOSED,
    STAGES,
    stage_of,
    stage_of_words,
    status_words,
    unknown_statuses,
)
from feedback_insights.roadmap.tree import Tree

__all__ = [
    "CLOSED", "LEVELS", "STAGES", "Level", "Rollup", "Stage", "Tree", "stage_of", "stage_of_words",
    "status_words", "unknown_statuses",
]  # fmt: skip
