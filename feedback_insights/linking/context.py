"""What stands beside the words of a statement and of an item: product, exact names, type of request, status.

No public set of judged pairs has these facts, so their weights are not fitted: they are declared here, small,
as log-odds that are added to the model's. A workspace's answers may show them wrong; then they are to go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from feedback_insights.entities import entities
from feedback_insights.linking._wording import Matrix
from feedback_insights.linking._words import item_texts, words
from feedback_insights.records import Feature

SAME_PRODUCT: Final = 0.4
OTHER_PRODUCT: Final = -0.8  # the statement's product is one that the backlog knows, and not this item's
SAME_NAME: Final = 1.5  # both name the same endpoint, error, version or device
SAME_TYPE: Final = 0.3  # a bug beside a bug, a wish beside a story; the other way round it is taken off
_TELLING: Final = frozenset({"endpoint", "error", "version", "device"})  # a plan is not what is asked for
_BUGS: Final = frozenset({"bug", "defect", "incident", "fault", "problem", "fehler"})
_WISHES: Final = frozenset(
    {"story", "user story", "feature", "feature request", "new feature", "idea", "improvement", "enhancement"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Facts about a statement beside its words; None = unknown."""

    product: str | None = None
    request_type: str | None = None  # as the request tagger says it


class ItemContexts:
    """The same facts about the items of a backlog, by id."""

    def __init__(self, features: Iterable[Feature], yardstick: Iterable[Feature] | None = None) -> None:
        """``yardstick``: the items whose products are known; None: these."""
        features = list(features)
        listed = sorted(features, key=lambda feature: feature.id)
        self._column = {feature.id: at for at, feature in enumerate(listed)}
        self._products = [_name(feature.product) for feature in listed]
        basis = features if yardstick is None else yardstick
        self._known = frozenset(filter(None, (_name(feature.product) for feature in basis)))
        self._names = [_named("\n".join(item_texts(feature))) for feature in listed]
        self._named = frozenset().union(*self._names)
        self._kinds = [(feature.type or "").strip().lower() for feature in listed]

    def shifts(self, text: str, context: Context, feature_ids: Sequence[str]) -> Matrix:
        """What the facts add to the log-odds of a statement with each of some items: (feature_ids,)."""
        found = np.zeros(len(feature_ids))
        product, named = _name(context.product), _named(text) & self._named
        if not named and context.request_type is None and product not in self._known:
            return found
        for place, id in enumerate(feature_ids):
            at = self._column[id]
            if product in self._known and self._products[at]:
                found[place] += SAME_PRODUCT if self._products[at] == product else OTHER_PRODUCT
            if named & self._names[at]:
                found[place] += SAME_NAME
            found[place] += _type_shift(context.request_type, self._kinds[at])
        return found


def shifted(probability: Matrix, shifts: Matrix) -> Matrix:
    """Probabilities with something added to their log-odds; 0 stays 0."""
    inner = np.clip(probability, 1e-9, 1 - 1e-9)
    moved = 1 / (1 + np.exp(-(np.log(inner / (1 - inner)) + shifts)))
    return np.where((shifts == 0) | (probability == 0), probability, np.round(moved, 6))


def _type_shift(request: str | None, kind: str) -> float:
    asked = {"bug": _BUGS, "feature_request": _WISHES}.get(request or "")
    if asked is None or kind not in _BUGS | _WISHES:
        return 0.0
    if request == "bug" and kind not in _BUGS:
        return 0.0  # stories are written for what is broken, too
    return SAME_TYPE if kind in asked else -SAME_TYPE


def _name(product: str | None) -> frozenset[str] | None:
    """A product as its words: "Mobile app" and "mobile" are one."""
    return (frozenset(words(product)) or None) if product else None


def _named(text: str) -> frozenset[tuple[str, str]]:
    if not any(map(str.isdigit, text)) and "/" not in text:
        return frozenset()
    return frozenset((one.kind, one.value) for one in entities(text) if one.kind in _TELLING)


Contexts = Mapping[str, Context]  # by statement id
