"""Themes that are there whatever discovery finds: made by hand, or started from a seed.

A statement joins a theme made by hand where it says nearly the same as one that a person put there, and a
seeded theme where it is clearly near the middle of the seed's texts, and nearer than to any other seed. It
must be near by its own words as well as read with its question. A discovered group joins a seeded theme
whole where more than half of it is there already, or where group and seed clearly mean each other: nothing
else is nearly as near to either. Nothing but nearness joins what a person made.

The limits were chosen on half of the intents of banking77 and measured on the others: see docs/themes.md.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from feedback_insights.by_hand import Belonging, made_by_hand
from feedback_insights.files.columns import tidy
from feedback_insights.records import Decision, Seed, Theme
from feedback_insights.themes.communities import Labels
from feedback_insights.themes.vectors import Vectors, middle

NONE = -1
ALIKE = 0.8  # cosine to the nearest statement that a person put into the theme
NEAR = 0.7  # cosine to the middle of a seed's texts
CLEARLY = 0.05  # so much nearer than to the next seed
MOSTLY = 0.5  # a discovered group with more of its statements in one seeded theme joins it
MEANT = 0.55  # so does one whose middle is so near to the seed's,
APART = 0.15  # and by so much nearer than the next seed to the group, and the next group to the seed


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A theme with its id, whoever belongs to it."""

    id: str
    name: str
    origin: Literal["hand", "seed"]
    made_from: str
    by: str  # who says that there is such a theme
    texts: tuple[str, ...] = ()  # of a seed
    parent: str | None = None  # of a seed


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Which held theme each statement joins."""

    labels: Labels  # (n,), a place in the list of held themes, or -1
    strength: NDArray[np.float64]  # (n,), 0..1: how near


def held_themes(
    decisions: Sequence[Decision], seeds: Sequence[Seed], themes: Sequence[Theme], given: Collection[str]
) -> list[Held]:
    """Themes made by hand, oldest first, then seeded ones, by id of the seed; each has the id it had before.

    ``themes`` are those of the run before, ``given`` every id ever given. A seed that changed its id is known
    by its name. A new seed has what it is made from in place of an id: it may continue a theme that was
    found.
    """
    known = {theme.made_from: theme.id for theme in themes if theme.made_from}
    named = {
        tidy(theme.name).casefold(): theme.id
        for theme in themes
        if theme.origin == "seed" and theme.status == "active"
    }
    last = max((int(id[1:]) for id in given), default=0)
    found: list[Held] = []
    for one in made_by_hand(decisions):
        made_from, name = f"decision {one.id}", one.arguments["name"]
        if (id := known.get(made_from)) is None:
            last += 1
            id = f"T{last}"
        found.append(Held(id=id, name=name, origin="hand", made_from=made_from, by=f"person:{one.author}"))
    taken = {id for seed in seeds if (id := known.get(f"seed {seed.id}")) is not None}
    for seed in sorted(seeds, key=lambda seed: seed.id):
        made_from, name_id = f"seed {seed.id}", tidy(seed.name).casefold()
        id = known.get(made_from)
        if id is None and named.get(name_id) not in (None, *taken):
            id = named[name_id]
        id = id or made_from
        taken.add(id)
        texts = tuple(text for text in (seed.name, seed.description, *seed.examples) if text.strip())
        found.append(
            Held(
                id=id, name=seed.name, origin="seed", made_from=made_from, by=seed.source, texts=texts,
                parent=seed.parent,
            )
        )  # fmt: skip
    return found


def anchors(
    held: Sequence[Held], placed: Mapping[str, str], barred: Collection[tuple[str, str]],
    statements: Sequence[str], before: Mapping[str, Theme],
) -> list[list[int]]:  # fmt: skip
    """Rows of the statements that people put into each held theme.

    Where all of those of a theme made by hand are gone, the members it last had stand for them.
    """
    row = {statement: at for at, statement in enumerate(statements)}
    chosen: dict[str, list[int]] = {one.id: [] for one in held}
    for statement, theme in placed.items():
        if theme in chosen and statement in row:
            chosen[theme].append(row[statement])
    for one in held:
        if one.origin == "hand" and not chosen[one.id] and one.id in before:
            last = (s for s in before[one.id].statements if s not in placed and (s, one.id) not in barred)
            chosen[one.id] = [row[s] for s in last if s in row]
    return [sorted(chosen[one.id]) for one in held]


def join(
    held: Sequence[Held],
    chosen: Sequence[Sequence[int]],
    centres: Mapping[int, Vectors],
    views: Sequence[Vectors],
    kept_out: NDArray[np.bool_],
) -> Joined:
    """Let statements join held themes.

    ``chosen`` are the rows that people put into each, ``centres`` the middle of each seed's texts by its
    place; ``views`` are unit rows of the statements, (n, dim) each, and the least near of them counts;
    ``kept_out`` (n, held) says who must not join.
    """
    n = len(views[0])
    labels, strength = np.full(n, NONE), np.zeros(n)
    if not held:
        return Joined(labels=labels, strength=strength)
    near = np.stack([_nearest(views, rows) for rows in chosen], axis=1)
    mid = np.full((n, len(held)), -1.0)
    for place, centre in centres.items():
        mid[:, place] = np.min([np.round(view @ centre, 5) for view in views], axis=0)
    ordered = np.sort(mid, axis=1)
    next_best = np.where(mid == ordered[:, -1:], ordered[:, [max(len(held) - 2, 0)]], ordered[:, -1:])
    next_best = next_best if len(held) > 1 else np.full_like(mid, -1.0)
    clear = (mid >= NEAR) & (mid - next_best >= CLEARLY)
    score = np.where(near >= ALIKE, 1 + near, np.where(clear, mid, 0.0))  # what people chose comes first
    score[kept_out] = 0.0
    best = score.argmax(axis=1)
    top = score[np.arange(n), best]
    joins = top > 0
    labels[joins], strength[joins] = best[joins], np.where(top > 1, top - 1, top)[joins]
    for place, rows in enumerate(chosen):
        labels[list(rows)], strength[list(rows)] = place, 1.0
    return Joined(labels=labels, strength=np.clip(strength, 0, 1))


def _nearest(views: Sequence[Vectors], rows: Sequence[int]) -> NDArray[np.float64]:
    """How near each statement is to the nearest of some rows; -1 without rows."""
    if not rows:
        return np.full(len(views[0]), -1.0)
    views = [np.round(view @ view[list(rows)].T, 5) for view in views]
    return np.asarray(np.min(views, axis=0).max(axis=1), np.float64)


def meant(found: Labels, own: Vectors, centres: Mapping[int, Vectors]) -> dict[int, int]:
    """Discovered groups and seeds that clearly mean each other: label -> place of the seed.

    Their middles are near, and neither has another one that is nearly as near.
    """
    count = int(found.max(initial=NONE)) + 1
    if not count or not centres:
        return {}
    places = sorted(centres)
    groups = np.stack([middle(own[found == group]) for group in range(count)])
    near = np.round(groups @ np.stack([centres[place] for place in places]).T, 5)
    pairs = {}
    for group, seed in zip(range(count), near.argmax(axis=1), strict=True):
        others = [*np.delete(near[group], seed), *np.delete(near[:, seed], group)]
        if near[group, seed] >= MEANT and near[group, seed] - max(others, default=-1.0) >= APART:
            pairs[group] = places[int(seed)]
    return pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """Discovered groups beside held themes."""

    labels: Labels  # (n,), a group's new number, from the number of groups on a held theme, or -1
    groups: tuple[int, ...]  # the groups that are left, by their label before
    heirs: tuple[int, ...]  # what each label before is now, or -1


def share_out(
    found: Labels,
    joined: Joined,
    held: Sequence[Held],
    *,
    meant: Mapping[int, int],
    elsewhere: NDArray[np.bool_],
    kept_out: NDArray[np.bool_],
    min_size: int,
) -> Shared:
    """Take the statements of held themes out of the discovered groups, and groups that are mostly theirs.

    ``meant`` are groups that go to a seeded theme whatever their statements did. ``elsewhere`` (n,) are
    statements that people put into another theme: they are in no group here. Of a group that lost statements
    to held themes no fewer than ``min_size`` may be left.
    """
    labels, count = joined.labels.copy(), int(found.max(initial=NONE)) + 1
    seeded = np.array([one.origin == "seed" for one in held], bool)
    heirs, left = [NONE] * count, []
    for group in range(count):
        rows = np.flatnonzero((found == group) & ~elsewhere)
        theirs = labels[rows]
        into = np.bincount(theirs[theirs != NONE], minlength=len(held)) * seeded if len(held) else []
        mostly = len(into) > 0 and max(into) > MOSTLY * len(rows)
        if mostly or group in meant:
            heir = int(np.argmax(into)) if mostly else meant[group]
            rest = rows[theirs == NONE]
            labels[rest[~kept_out[rest, heir]]] = heir
            heirs[group] = heir
        elif (rest := int((theirs == NONE).sum())) and (rest == len(rows) or rest >= min_size):
            left.append(group)
    number = {group: at for at, group in enumerate(left)}
    apart = (labels == NONE) & ~elsewhere
    final = np.where(labels == NONE, NONE, labels + len(left))
    final[apart] = [number.get(int(group), NONE) for group in found[apart]]
    return Shared(
        labels=np.asarray(final, np.int64),
        groups=tuple(left),
        heirs=tuple(
            number.get(group, NONE if heir == NONE else heir + len(left)) for group, heir in enumerate(heirs)
        ),
    )


def out_of(
    barred: Collection[tuple[str, str]], statements: Sequence[str], ids: Sequence[str]
) -> NDArray[np.bool_]:
    """Which statement must not be in which theme, (statements, ids)."""
    pairs = np.zeros((len(statements), len(ids)), bool)
    row = {statement: at for at, statement in enumerate(statements)}
    column = {id: at for at, id in enumerate(ids)}
    for statement, theme in barred:
        if statement in row and theme in column:
            pairs[row[statement], column[theme]] = True
    return pairs


def settle(
    shared: Labels,
    found: Labels,
    heirs: Sequence[int],
    decided: Belonging,
    statements: Sequence[str],
    ids: Sequence[str],
) -> Labels:
    """Put every statement where people want it, now that all themes have their ids."""
    place, final = {id: at for at, id in enumerate(ids)}, shared.copy()
    for row, statement in enumerate(statements):
        wanted = decided.placed.get(statement)
        if wanted is not None and wanted in place:
            final[row] = place[wanted]
        elif final[row] == NONE and found[row] != NONE:
            final[row] = heirs[found[row]]
    grouped = np.flatnonzero(final != NONE)
    wrong = out_of(decided.barred, statements, ids)[grouped, final[grouped]]
    final[grouped[wrong]] = NONE
    return final
