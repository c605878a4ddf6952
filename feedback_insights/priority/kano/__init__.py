"""Kano: what a paired questionnaire says about each feature.

Every feature is asked about twice, how one feels with it (functional) and without it (dysfunctional); the two
answers together are one of six categories: A attractive, O one-dimensional, M must-be, I indifferent,
R reverse, Q questionable.

Names are loaded on first use, so that importing the package stays light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from feedback_insights.priority.kano._continuous import Continuous, Mean, continuous
    from feedback_insights.priority.kano.declared import FeatureColumns
    from feedback_insights.priority.kano.evaluation import (
        Evaluation,
        SecondOpinion,
        evaluate,
        evaluate_counts,
    )
    from feedback_insights.priority.kano.features import FeatureAnswers, evaluate_features
    from feedback_insights.priority.kano.questionnaire import Questionnaire, read_questionnaire
    from feedback_insights.priority.kano.satisfaction import Coefficients, coefficients
    from feedback_insights.priority.kano.segments import Segment, Segmented, evaluate_segments
    from feedback_insights.priority.kano.significance import ExactTest, Fong, exact_test, fong
    from feedback_insights.priority.kano.table import Category, Table, category

__all__ = [
    "Category",
    "Coefficients",
    "Continuous",
    "Evaluation",
    "ExactTest",
    "FeatureAnswers",
    "FeatureColumns",
    "Fong",
    "Mean",
    "Questionnaire",
    "SecondOpinion",
    "Segment",
    "Segmented",
    "Table",
    "category",
    "coefficients",
    "continuous",
    "evaluate",
    "evaluate_counts",
    "evaluate_features",
    "evaluate_segments",
    "exact_test",
    "fong",
    "read_questionnaire",
]

_NAMES = {  # a function never shares its module's name, or importing the module would hide it
    "_continuous": "Continuous Mean continuous",
    "declared": "FeatureColumns",
    "evaluation": "Evaluation SecondOpinion evaluate evaluate_counts",
    "features": "FeatureAnswers evaluate_features",
    "questionnaire": "Questionnaire read_questionnaire",
    "satisfaction": "Coefficients coefficients",
    "segments": "Segment Segmented evaluate_segments",
    "significance": "ExactTest Fong exact_test fong",
    "table": "Category Table category",
}
_HOME = {name: module for module, names in _NAMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME])
