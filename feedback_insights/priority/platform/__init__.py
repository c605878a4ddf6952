"""What a platform adds to prioritization: breadth over products, audiences, risk, enabling work.

Names are loaded on first use, so that importing the package stays light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from feedback_insights.priority.platform._audiences import AudienceValue, audience_value
    from feedback_insights.priority.platform._breadth import Breadth, breadth
    from feedback_insights.priority.platform._enabling import Enabling, enabling
    from feedback_insights.priority.platform._order import sequence
    from feedback_insights.priority.platform._risk import Hazard, PenalisedValue, Risk, penalised_value, risk

__all__ = [
    "AudienceValue", "Breadth", "Enabling", "Hazard", "PenalisedValue", "Risk", "audience_value", "breadth",
    "enabling", "penalised_value", "risk", "sequence",
]  # fmt: skip

_NAMES = {
    "_audiences": "AudienceValue audience_value",
    "_breadth": "Breadth breadth",
    "_enabling": "Enabling enabling",
    "_order": "sequence",
    "_risk": "Hazard PenalisedValue Risk penalised_value risk",
}
_HOME = {name: module for module, names in _NAMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME])
