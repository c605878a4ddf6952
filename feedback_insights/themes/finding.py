"""From statements to themes with ids, names and quotes: the steps of this room in their order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from feedback_insights.records import Decision, Membership, Seed, Statement, Theme, ThemeEvent, Voice
from feedback_insights.settings import ThemeSettings
from feedback_insights.themes._reading import Reading
from feedback_insights.themes.areas import Area, areas_of
from feedback_insights.themes.discovery import Labels
from feedback_insights.themes.fidelity import described, held_apart
from feedback_insights.themes.grouping import grouped
from feedback_insights.themes.held import Held
from feedback_insights.themes.identity import Matched, match
from feedback_insights.themes.languages import aligned
from feedback_insights.themes.names import Named, ThemeText, name_themes, read_themes
from feedback_insights.themes.placing import (
    called,
    memberships_of,
    place,
    retired_themes,
    silent_theme,
    with_makers,
    with_origin,
)
from feedback_insights.themes.quotes import pick_quotes, pick_summary
from feedback_insights.themes.vectors import Vectors, middle

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
    unread: Collection[str] = ()  # feedback ids: in languages that say nothing to the encoder


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What earlier runs found."""

    run_id: str  # of this run
    themes: Sequence[Theme]  # of the run before, retired ones included
    given: Collection[str]  # every id ever given
    decisions: Sequence[Decision] = ()
    seeds: Sequence[Seed] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The themes and areas, also those that are gone, and who belongs where. Nothing is counted yet."""

    themes: tuple[Theme, ...] = ()
    memberships: Mapping[str, Membership]
    events: tuple[ThemeEvent, ...] = ()
    notes: Mapping[int, str] = field(default_factory=dict)  # by decision: what could not be applied


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
    unread = frozenset(said.unread)
    read = np.array([s.feedback_id not in unread for s in content])
    groups = grouped(context, own, [s.feedback_id for s in content], read, settings)
    kept = place(said, groups, read, known, embed, min_size=settings.min_size)
    matched, held = kept.matched, {one.id: one for one in kept.held}
    everyone = _members(context, kept.labels, len(kept.ids))
    spoken = [at for at, rows in enumerate(everyone) if rows]
    ids, members = [kept.ids[at] for at in spoken], [everyone[at] for at in spoken]
    texts = [_theme_text(content, said.own, rows) for rows in members]
    readings = read_themes(texts)
    named = called(name_themes(texts, embed=embed, readings=readings), ids, held)
    told = held_apart(texts, embed=embed, readings=readings)
    meant = described(named, embed=embed)
    memberships = memberships_of(content, groups, kept)
    themes = [
        replace(
            _theme(theme_id, name, rows, kept.stability(theme_id), said, memberships, settings.quotes),
            fidelity=fidelity,
            summary=_summary(rows, read, words, said),
        )
        for theme_id, name, rows, fidelity, read, words in zip(
            ids, named, members, told, readings, meant, strict=True
        )
    ]
    areas = areas_of(
        texts,
        named,
        centroids=np.stack([middle(context[rows]) for rows in members]) if members else None,
        readings=readings,
        before=_areas_before(ids, known, held),
        random_state=settings.seed,
    )
    above = _with_areas(themes, areas, content, memberships, known, kept.ids)
    gone = retired_themes(
        known.themes, [*kept.ids, *(area.id for area in above.areas)], matched, above.matched
    )
    silent = [silent_theme(id, held, known) for id in kept.ids if id not in ids]
    return Found(
        themes=(
            *(with_origin(theme, held) for theme in (*above.themes, *silent)),
            *above.areas,
            *gone,
        ),
        memberships=memberships,
        events=(*with_makers(matched.events, held, known, kept.ids), *above.matched.events),
        notes=kept.decided.notes,
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


def _theme(
    theme_id: str,
    name: Named,
    rows: Sequence[int],
    stability: float | None,
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
        stability=None if stability is None else round(stability, 3),
    )


def _summary(rows: Sequence[int], readings: Sequence[Reading], meant: Meant, said: Said) -> str | None:
    """The line that stands for a theme; ``meant`` (dim,) is what its name and keyphrases mean."""
    members = [said.statements[i] for i in rows]
    whole = {s.id for s, reading in zip(members, readings, strict=False) if reading.sentence}
    return pick_summary(members, said.own[list(rows)], towards=meant, whole=whole, voices=said.voices)


def _members(vectors: Vectors, labels: Labels, count: int) -> list[list[int]]:
    """Rows of each theme, most central first."""
    groups = []
    for label in range(count):
        rows = np.flatnonzero(labels == label)
        closeness = np.round(vectors[rows] @ vectors[rows].sum(axis=0), 4)
        groups.append([int(i) for i in rows[np.lexsort((rows, -closeness))]])
    return groups


def _theme_text(content: Sequence[Statement], vectors: Vectors, rows: Sequence[int]) -> ThemeText:
    own = vectors[rows]
    return ThemeText(statements=tuple(content[i].text for i in rows), vectors=own, centroid=middle(own))


def _areas_before(ids: Sequence[str], known: Known, held: Mapping[str, Held]) -> list[str | None]:
    """The area of each theme in the run before: its own name where it stood alone, None for a new theme.

    A seed's parent stands for the area.
    """
    then = {theme.id: theme.parent or theme.id for theme in known.themes if theme.status == "active"}
    return [held[id].parent if id in held and held[id].parent else then.get(id) for id in ids]


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
    given: Sequence[str],
) -> _Above:
    """Areas as themes of a higher level, whose ids last by the same rule."""
    strongest = [
        sorted(
            (s for place in area.members for s in themes[place].statements),
            key=lambda s: (-memberships[s].strength, s),
        )
        for area in areas
    ]
    matched = _match(strongest, known, content, "area", given=given)
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
