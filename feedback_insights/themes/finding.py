"""From statements to themes with ids, names and quotes: the steps of this room in their order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from feedback_insights.records import Membership, Statement, Theme, ThemeEvent, Voice
from feedback_insights.settings import ThemeSettings
from feedback_insights.themes._reading import Reading
from feedback_insights.themes.areas import Area, areas_of
from feedback_insights.themes.discovery import UNASSIGNED, Labels, ThemeClusterer
from feedback_insights.themes.fidelity import described, held_apart
from feedback_insights.themes.graph import Vectors
from feedback_insights.themes.identity import Matched, match
from feedback_insights.themes.languages import aligned
from feedback_insights.themes.names import Named, ThemeText, name_themes, read_themes
from feedback_insights.themes.quotes import pick_quotes, pick_summary

Embed = Callable[[Sequence[str]], Vectors]
Meant = NDArray[np.float64]
MOST_QUOTES = 3  # of an area: one of each of its largest themes


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The statements to be grouped, all of content."""

    statements: Sequence[Statement]
    vectors: Vectors  # (n, dim), a unit row per statement: short answers with their question
    own: Vectors  # (n, dim): without it
    voices: Mapping[str, Voice]  # by feedback id
    languages: Mapping[str, str | None]  # by feedback id
    people: Mapping[str, str]  # feedback id -> person


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What earlier runs found."""

    run_id: str  # of this run
    themes: Sequence[Theme]  # of the run before, retired ones included
    given: Collection[str]  # every id ever given


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The themes and areas, also those that are gone, and who belongs where. Nothing is counted yet."""

    themes: tuple[Theme, ...] = ()
    memberships: Mapping[str, Membership]
    events: tuple[ThemeEvent, ...] = ()


def find_themes(said: Said, known: Known, settings: ThemeSettings, *, embed: Embed) -> Found:
    """Group, match with what is known, name and quote. The order of the statements does not matter."""
    content = said.statements
    if not content:
        return Found(memberships={})
    languages = [said.languages[s.feedback_id] for s in content]
    context, own = (
        in_context(content, aligned(vectors, languages), settings.context)
        for vectors in (said.vectors, said.own)
    )
    clusterer = ThemeClusterer(settings.granularity, min_size=settings.min_size, random_state=settings.seed)
    clusterer.fit(context, groups=[s.feedback_id for s in content], own=own)
    groups = _members(context, clusterer.labels_)
    matched = _match([[content[i].id for i in rows] for rows in groups], known, content, "theme")
    texts = [_theme_text(content, said.own, rows) for rows in groups]
    readings = read_themes(texts)
    named = name_themes(texts, embed=embed, readings=readings)
    told = held_apart(texts, embed=embed, readings=readings)
    meant = described(named, embed=embed)
    memberships = _memberships(content, clusterer, matched)
    themes = [
        replace(
            _theme(theme_id, name, rows, float(stability), said, memberships, settings.quotes),
            fidelity=fidelity,
            summary=_summary(rows, read, words, said),
        )
        for theme_id, name, rows, stability, fidelity, read, words in zip(
            matched.ids, named, groups, clusterer.stability_, told, readings, meant, strict=True
        )
    ]
    areas = areas_of(
        texts,
        named,
        centroids=np.stack([_centre(context[rows]) for rows in groups]) if groups else None,
        readings=readings,
        before=_areas_before(matched.ids, known),
        random_state=settings.seed,
    )
    above = _with_areas(themes, areas, content, memberships, known)
    gone = _retired(known.themes, [*matched.ids, *(area.id for area in above.areas)], matched, above.matched)
    return Found(
        themes=(*above.themes, *above.areas, *gone),
        memberships=memberships,
        events=(*matched.events, *above.matched.events),
    )


def in_context(content: Sequence[Statement], vectors: Vectors, weight: float) -> Vectors:
    """Statements beside the mean of their message: "it stops at noon" means what the message is about."""
    row = {f: i for i, f in enumerate(dict.fromkeys(s.feedback_id for s in content))}
    owner = np.array([row[s.feedback_id] for s in content])
    messages = np.zeros((len(row), vectors.shape[1]), np.float32)
    np.add.at(messages, owner, vectors)
    messages /= np.maximum(np.linalg.norm(messages, axis=1, keepdims=True), 1e-9)
    mixed = vectors + np.float32(weight) * messages[owner]
    return np.asarray(mixed / np.maximum(np.linalg.norm(mixed, axis=1, keepdims=True), 1e-9), np.float32)


def _match(
    groups: Sequence[Sequence[str]],
    known: Known,
    content: Sequence[Statement],
    level: Literal["theme", "area"],
    *,
    given: Collection[str] = (),
) -> Matched:
    """Ids for groups of statement ids, out of those that themes (or areas) had before."""
    before = [theme for theme in known.themes if theme.level == level]
    return match(
        groups,
        {theme.id: theme.statements for theme in before},
        run=known.run_id,
        given=[*known.given, *given],
        existing={s.id for s in content},
        retired=[theme.id for theme in before if theme.status == "retired"],
    )


def _memberships(
    content: Sequence[Statement], clusterer: ThemeClusterer, matched: Matched
) -> dict[str, Membership]:
    found = {}
    for row, (statement, label) in enumerate(zip(content, clusterer.labels_, strict=True)):
        if label == UNASSIGNED:
            continue
        second = int(clusterer.second_[row])
        found[statement.id] = Membership(
            matched.ids[label],
            round(float(clusterer.membership_[row]), 3),
            None if second == UNASSIGNED else matched.ids[second],
            round(float(clusterer.second_membership_[row]), 3),
        )
    return found


def _theme(
    theme_id: str,
    name: Named,
    rows: Sequence[int],
    stability: float,
    said: Said,
    memberships: Mapping[str, Membership],
    quotes: int,
) -> Theme:
    members = [said.statements[i] for i in rows]
    return Theme(
        id=theme_id,
        name=name.name,
        size=len(members),
        customers=len({said.people[s.feedback_id] for s in members}),
        statements=tuple(sorted((s.id for s in members), key=lambda s: (-memberships[s].strength, s))),
        keyphrases=name.keyphrases,
        keyphrase_weights=name.weights,
        quotes=pick_quotes(members, said.own[list(rows)], n=quotes, voices=said.voices, people=said.people),
        stability=round(stability, 3),
    )


def _summary(rows: Sequence[int], readings: Sequence[Reading], meant: Meant, said: Said) -> str | None:
    """The line that stands for a theme; ``meant`` (dim,) is what its name and keyphrases mean."""
    members = [said.statements[i] for i in rows]
    whole = {s.id for s, reading in zip(members, readings, strict=False) if reading.sentence}
    return pick_summary(members, said.own[list(rows)], towards=meant, whole=whole, voices=said.voices)


def _members(vectors: Vectors, labels: Labels) -> list[list[int]]:
    """Rows of each theme, most central first."""
    groups = []
    for label in range(int(labels.max(initial=UNASSIGNED)) + 1):
        rows = np.flatnonzero(labels == label)
        closeness = np.round(vectors[rows] @ vectors[rows].sum(axis=0), 4)
        groups.append([int(i) for i in rows[np.lexsort((rows, -closeness))]])
    return groups


def _theme_text(content: Sequence[Statement], vectors: Vectors, rows: Sequence[int]) -> ThemeText:
    own = vectors[rows]
    return ThemeText(statements=tuple(content[i].text for i in rows), vectors=own, centroid=_centre(own))


def _centre(rows: Vectors) -> Vectors:
    total = rows.sum(axis=0)
    return np.asarray(total / max(float(np.linalg.norm(total)), 1e-9), np.float32)


def _areas_before(ids: Sequence[str], known: Known) -> list[str | None]:
    """The area of each theme in the run before: its own name where it stood alone, None for a new theme."""
    then = {theme.id: theme.parent or theme.id for theme in known.themes if theme.status == "active"}
    return [then.get(id) for id in ids]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Above:
    themes: list[Theme]  # each with its area
    areas: list[Theme]
    matched: Matched


def _with_areas(
    themes: Sequence[Theme],
    areas: Sequence[Area],
    content: Sequence[Statement],
    memberships: Mapping[str, Membership],
    known: Known,
) -> _Above:
    """Areas as themes of a higher level, whose ids last by the same rule."""
    strongest = [
        sorted(
            (s for place in area.members for s in themes[place].statements),
            key=lambda s: (-memberships[s].strength, s),
        )
        for area in areas
    ]
    matched = _match(strongest, known, content, "area", given=[theme.id for theme in themes])
    parent = {
        themes[place].id: id for area, id in zip(areas, matched.ids, strict=True) for place in area.members
    }
    return _Above(
        themes=[replace(theme, parent=parent.get(theme.id)) for theme in themes],
        areas=[
            Theme(
                id=id,
                name=area.name,
                level="area",
                size=len(statements),
                customers=0,
                statements=tuple(statements),
                keyphrases=area.keyphrases,
                quotes=tuple(q for place in area.members for q in themes[place].quotes[:1])[:MOST_QUOTES],
            )
            for area, id, statements in zip(areas, matched.ids, strongest, strict=True)
        ],
        matched=matched,
    )


def _retired(previous: Sequence[Theme], living: Collection[str], *matched: Matched) -> list[Theme]:
    """Themes that are gone stay on record, with what became of them and who their members were."""
    successors = {id: into for one in matched for id, into in one.successors.items()}
    return [
        replace(theme, status="retired", successors=successors.get(theme.id, theme.successors))
        for theme in previous
        if theme.id not in living
    ]
