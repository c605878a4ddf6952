"""Where in the backlog a theme without an item comes nearest, and which parent could hold a new one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from feedback_insights.records import Feature, Link, NearItem, ParentGuess
from feedback_insights.roadmap import CLOSED, Tree, stage_of

NEAREST = 3
CLEARLY = 0.5  # no other place may be more than so much as probable as the suggested one
EPICS = frozenset({"epic", "initiative"})  # types that hold others, even where none names them yet


def near_items(links: Iterable[Link], features: Mapping[str, Feature]) -> tuple[NearItem, ...]:
    """The items nearest to a theme, most probable first, without those that a person rejected.

    ``links`` are those of one theme, to items that are in ``features``.
    """
    open_ = [link for link in links if not link.accepted and link.decided_by == "model"]
    return tuple(
        NearItem(
            feature_id=link.feature_id,
            title=features[link.feature_id].title,
            status=features[link.feature_id].status,
            probability=link.probability,
        )
        for link in sorted(open_, key=_nearest_first)[:NEAREST]
    )


def parent_guess(links: Iterable[Link], features: Mapping[str, Feature], probability: float) -> ParentGuess:
    """The parent whose items, or which itself, the theme most probably asks for; or none, with the reason.

    Suggested only from ``probability`` on, and where no other place in the backlog is nearly as probable:
    a draft that lies under the wrong parent is harder to find than one that lies under none.
    """
    parents = Tree.of(list(features.values())).parents  # by id, though a backlog may name them by title
    holders = _holders(features.values(), parents)
    if not holders:
        return ParentGuess(feature_id=None, reason=_no_parents(len(features)))
    ordered = sorted(links, key=_nearest_first)
    places: dict[str | None, Link] = {}
    for link in ordered:
        places.setdefault(_place(features[link.feature_id], holders, parents), link)
    if not ordered:
        return ParentGuess(feature_id=None, reason="nothing in the backlog comes near")
    (parent, nearest), *rivals = places.items()
    why = _doubt(parent, nearest, rivals, probability) or _closed(parent, features)
    held = "" if parent == nearest.feature_id else f", through {nearest.feature_id}"
    row = features.get(parent or "")
    return ParentGuess(
        feature_id=None if why else parent,
        title=None if why or row is None else row.title,
        probability=None if why else nearest.probability,
        nearest=nearest.feature_id,
        reason=why or f"{_chance(nearest.probability)}{held}",
    )


def _holders(features: Iterable[Feature], parents: Mapping[str, str]) -> set[str]:
    return set(parents.values()) | {
        feature.id for feature in features if (feature.type or "").casefold() in EPICS
    }


def _place(feature: Feature, holders: set[str], parents: Mapping[str, str]) -> str | None:
    """What would hold an item that lies beside this one; None = nothing does."""
    return feature.id if feature.id in holders else parents.get(feature.id)


def _no_parents(items: int) -> str:
    return "no item of the backlog has a parent" if items else "there is no backlog"


def _doubt(
    parent: str | None, nearest: Link, rivals: Sequence[tuple[str | None, Link]], probability: float
) -> str:
    """Why the place of the nearest item is not suggested; empty where it is."""
    chance, item = _chance(nearest.probability), nearest.feature_id
    if parent is None:
        return f"the nearest item, {item} ({chance}), has no parent"
    of = "" if parent == item else f", through {item},"
    if nearest.probability < probability:
        return f"the nearest, {parent}{of} is only {chance}"
    if rivals and rivals[0][1].probability > CLEARLY * nearest.probability:
        other, link = rivals[0]
        named = other or f"{link.feature_id}, which has no parent,"
        return f"{named} is about as near as {parent} ({_chance(link.probability)} and {chance})"
    return ""


def _closed(parent: str | None, features: Mapping[str, Feature]) -> str:
    found = features.get(parent or "")
    if found is None:
        return ""
    if found.resolved:
        return f"{found.id}, the nearest, was resolved on {found.resolved}"
    stage = stage_of(found)
    return f"{found.id}, the nearest, is {stage}" if stage in CLOSED else ""


def _nearest_first(link: Link) -> tuple[float, str]:
    return -link.probability, link.feature_id


def _chance(probability: float) -> str:
    return f"{100 * probability:.0f} % likely"
