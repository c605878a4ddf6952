"""Links and parts of what stands at a level of the backlog."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from feedback_insights.figures.view import View
from feedback_insights.records import Feature, Link
from feedback_insights.roadmap import Rollup, Stage, Tree, stage_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A backlog item that is part of another one."""

    feature: Feature
    stage: Stage | None
    people: int  # different people who surely ask for it, at least; those of several parts are no sum


def lifted_links(links: Iterable[Link], rollup: Rollup) -> tuple[Link, ...]:
    """One link per whole, kind and subject: the surest of those to its parts, by feature, kind and subject.

    One that counts goes before one that does not, one that a person rejected comes last; then the more
    probable one.
    """
    best: dict[tuple[str, str, str], Link] = {}
    for link in links:
        whole = rollup.home.get(link.feature_id)
        if whole is not None:
            key = (whole, link.kind, link.subject_id)
            best[key] = min(best.get(key, link), link, key=_surest)
    return tuple(replace(best[key], feature_id=key[0]) for key in sorted(best))


def _surest(link: Link) -> tuple[bool, bool, float, str]:
    rejected = link.decided_by != "model" and not link.accepted
    return not link.accepted, rejected, -link.probability, link.feature_id


def parts_of(id: str, tree: Tree, view: View) -> tuple[Part, ...]:
    """Everything in a backlog item, at any depth: most people first, then by id."""
    asked = view.surely_asking()
    found = [
        Part(
            feature=tree.features[part],
            stage=stage_of(tree.features[part]),
            people=view.ground.fewest(asked.get(part, ())),
        )
        for part in tree.below(id)
    ]
    return tuple(sorted(found, key=lambda part: (-part.people, part.feature.id)))
