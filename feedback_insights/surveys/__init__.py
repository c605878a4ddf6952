"""Survey metrics, each a plain function on answers: NPS, CSAT, CES, SUS, with intervals.

Names are loaded on first use, so that importing the package stays light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from feedback_insights.surveys._breakdown import breakdown
    from feedback_insights.surveys._cells import read_cells
    from feedback_insights.surveys._compare import compare
    from feedback_insights.surveys._csat import csat, csat_from_counts
    from feedback_insights.surveys._effort import ces, ces_from_counts
    from feedback_insights.surveys._nps import nps, nps_from_counts
    from feedback_insights.surveys._sus import sus, sus_scores
    from feedback_insights.surveys.metric import Breakdown, Difference, Group, Metric

__all__ = [
    "Breakdown",
    "Difference",
    "Group",
    "Metric",
    "breakdown",
    "ces",
    "ces_from_counts",
    "compare",
    "csat",
    "csat_from_counts",
    "nps",
    "nps_from_counts",
    "read_cells",
    "sus",
    "sus_scores",
]

_NAMES = {  # a function never shares its module's name, or importing the module would hide it
    "_breakdown": "breakdown",
    "_cells": "read_cells",
    "_compare": "compare",
    "_csat": "csat csat_from_counts",
    "_effort": "ces ces_from_counts",
    "_nps": "nps nps_from_counts",
    "_sus": "sus sus_scores",
    "metric": "Breakdown Difference Group Metric",
}
_HOME = {name: module for module, names in _NAMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME])
