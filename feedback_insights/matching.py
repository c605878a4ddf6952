"""From what was said to the backlog: links by the model as a workspace taught it, and ties over them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from feedback_insights import triage
from feedback_insights.embedding import Vectors
from feedback_insights.linking import (
    BacklogLinker,
    Context,
    Tied,
    accepting,
    answers_of,
    known_ties,
    lay_ties,
    learnt,
    link_statements,
    link_themes,
    tool_answers,
    yardstick_for,
)
from feedback_insights.material import Material
from feedback_insights.records import Feature, Link, Membership, Statement, Theme
from feedback_insights.roadmap.duplicates import texts_of
from feedback_insights.settings import Settings

Embed = Callable[[Sequence[str]], Vectors]
Tell = Callable[[str, int, int], None]

_STAGE = "matching with the backlog"


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """Links before people's decisions are replayed, what was counted on the way, and what was learnt."""

    links: tuple[Link, ...]
    counts: Mapping[str, int]
    models: Mapping[str, str]  # "linking_here" -> hash, where answers taught the model
    yardstick: tuple[Feature, ...] = ()  # the state of the backlog that links were measured by


def match(
    said: Sequence[Statement],
    contexts: Mapping[str, Context],
    themes: Sequence[Theme],
    memberships: Mapping[str, Membership],
    material: Material,
    settings: Settings,
    *,
    unread: Collection[str],
    embed: Embed,
    tell: Tell,
) -> Matched:
    """Link statements (as they are read, questions included) and active themes with the backlog.

    The shipped model goes first, and ties are measured against it alone. Then answers, people's and tools',
    teach the model of this workspace, which links anew; without answers that is the shipped one. Statements
    in ``unread``, of languages that the encoder cannot read, get no links but ties.
    """
    features = material.features
    active = [theme for theme in themes if theme.status == "active" and theme.level == "theme" and theme.size]
    if not features or not said:
        return Matched(links=(), counts={}, models={})
    tell(_STAGE, 0, 3)
    titles, documents = texts_of(features)
    embed([*titles, *documents])  # kept in the cache: items are compared with each other when somebody looks
    yardstick = yardstick_for(features, material.yardstick)
    shipped = BacklogLinker(embed=embed).fit(features, yardstick)
    ties = known_ties(material.feedback, features, material.ties)
    texts = {s.id: s for s in said}
    readable = [s for s in said if s.id not in unread]
    linking = accepting(settings.links)

    def linked(linker: BacklogLinker) -> Tied:
        links = link_statements(readable, linker, settings=linking, contexts=contexts)
        links += link_themes(active, texts, linker, settings=linking)
        decided = triage.decided_statements(material.decisions)
        return lay_ties(
            ties, links, said, memberships, linker.rank, len(features), decided=decided, unread=unread
        )

    first = linked(shipped)
    tell(_STAGE, 1, 3)
    spoken: dict[str, tuple[str, ...]] = {s.id: (s.text,) for s in said}
    spoken |= {theme.id: tuple(texts[id].text for id in sorted(theme.statements)) for theme in active}
    answers = [
        *answers_of(material.decisions, themes),
        *(one for one in tool_answers(first.links) if one.subject_id not in unread),
    ]
    taught = learnt(shipped.calibration, answers, spoken, shipped)
    tell(_STAGE, 2, 3)
    if taught == shipped.calibration:
        tell(_STAGE, 3, 3)
        return Matched(links=first.links, counts=first.counts, models={}, yardstick=yardstick)
    second = linked(shipped.recalibrated(taught))
    tell(_STAGE, 3, 3)
    here = {"linking_here": taught.name}
    return Matched(links=second.links, counts=first.counts, models=here, yardstick=yardstick)
