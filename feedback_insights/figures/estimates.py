"""What is known of every item's inputs, the one whose estimate matters most first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from feedback_insights.figures.footing import Footing
from feedback_insights.priority import places_moved
from feedback_insights.records import Feature, Value

Need = Literal["estimate", "check", "no evidence", "closed"]
_ORDER: tuple[Need, ...] = ("estimate", "check", "no evidence", "closed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One item's inputs, and how much its effort matters."""

    feature: Feature
    need: Need  # "estimate": people ask and there is no effort; "check": there is one
    places: float | None  # that its effort moves it, on average, see `places_moved`; None = not ranked
    values: Mapping[str, Value]


def estimates(footing: Footing) -> tuple[Estimate, ...]:
    """Items that people ask for and that have no effort, those that have one, the rest.

    Within each by how many places the effort moves the item, then by reach, then by id.
    """
    moved = places_moved(footing.measured, footing.settings, footing.rivals)
    found = [_estimate(feature, footing, moved) for feature in footing.features]
    return tuple(sorted(found, key=_first))


def _estimate(feature: Feature, footing: Footing, moved: Mapping[str, float]) -> Estimate:
    measured = footing.measured[feature.id]
    need: Need = "estimate" if measured.values["effort"].value is None else "check"
    if feature.id not in moved:
        need = "no evidence" if feature.id in footing.rivals else "closed"
    return Estimate(feature=feature, need=need, places=moved.get(feature.id), values=measured.values)


def _first(one: Estimate) -> tuple[int, float, float, str]:
    reach = one.values["reach"].value
    return _ORDER.index(one.need), -(one.places or 0.0), -(reach or 0.0), one.feature.id
