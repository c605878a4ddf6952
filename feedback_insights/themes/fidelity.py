"""How well a theme's name tells it: from name and keyphrases alone, do members find back to their theme?

Members are put to the nearest of all themes, each of which is nothing but its words. A vague name draws
strangers and lets its own members go elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from feedback_insights.themes._reading import Reading
from feedback_insights.themes.names import READ, Embed, Named, ThemeText, name_themes, phrases_considered

FOLDS = 3
FEWEST = 10  # members of a theme, for a share of them to say anything

Vectors = NDArray[np.float32]


def described(named: Sequence[Named], *, embed: Embed) -> NDArray[np.float64]:
    """A unit row per theme out of its words alone, (themes, dim): the mean of name and keyphrases."""
    words = [tuple(dict.fromkeys((one.name, *one.keyphrases))) for one in named]
    texts = sorted({text for phrases in words for text in phrases})
    if not texts:
        return np.zeros((0, 1))
    vectors = dict(zip(texts, np.asarray(embed(texts), np.float64), strict=True))
    rows = np.stack([np.sum([vectors[text] for text in phrases], axis=0) for phrases in words])
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12))


def places(described: NDArray[np.float64], members: Sequence[Vectors]) -> list[NDArray[np.int64]]:
    """Per theme and member, how many other themes are nearer than the member's own; 0 is put back rightly.

    ``described`` are the rows of `described`; ``members`` hold a unit row per member, theme by theme.
    """
    found = []
    for own, rows in enumerate(members):
        near = np.round(np.asarray(rows, np.float64) @ described.T, 6)
        found.append((near > near[:, [own]]).sum(axis=1))
    return found


def fidelity(
    named: Sequence[Named], members: Sequence[Vectors], *, embed: Embed, top: int = 1
) -> list[float | None]:
    """Per theme, the share of members that its name and keyphrases alone put among the ``top`` themes.

    None for a theme of fewer than ten members. For an honest figure, members should not be those that the
    theme was named from: see `held_apart`.
    """
    return [_share(place, top) for place in places(described(named, embed=embed), members)]


def held_apart(
    groups: Sequence[ThemeText], *, embed: Embed, readings: Sequence[Sequence[Reading]]
) -> list[float | None]:
    """`fidelity` of each theme where a third of the members at a time has no part in its name.

    The themes are named anew from the other two thirds, out of the phrases that were considered for all.
    """
    among, known = phrases_considered(readings), _remembered(embed)
    found: list[list[NDArray[np.int64]]] = [[] for _ in groups]
    for fold in range(FOLDS):
        kept = [_part(group, [n for n in range(_size(group)) if n % FOLDS != fold]) for group in groups]
        read = [[r for n, r in enumerate(theme[:READ]) if n % FOLDS != fold] for theme in readings]
        named = name_themes(kept, embed=known, readings=read, among=among)
        apart = [np.asarray(group.vectors)[fold::FOLDS] for group in groups]
        for theme, place in zip(found, places(described(named, embed=known), apart), strict=True):
            theme.append(place)
    return [_share(np.concatenate(theme), 1) for theme in found]


def _share(place: NDArray[np.int64], top: int) -> float | None:
    return round(float((place < top).mean()), 3) if len(place) >= FEWEST else None


def _size(group: ThemeText) -> int:
    return len(group.statements)


def _part(group: ThemeText, rows: Sequence[int]) -> ThemeText:
    vectors = np.asarray(group.vectors)[list(rows)]
    centre = vectors.sum(axis=0) if len(rows) else np.asarray(group.centroid)
    norm = max(float(np.linalg.norm(centre)), 1e-9)
    statements = tuple(group.statements[n] for n in rows)
    return replace(
        group, statements=statements, vectors=vectors, centroid=np.asarray(centre / norm, np.float32)
    )


def _remembered(embed: Embed) -> Callable[[Sequence[str]], Vectors]:
    """The same, each text embedded once."""
    seen: dict[str, Vectors] = {}

    def known(texts: Sequence[str]) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if text not in seen]
        seen.update(zip(new, embed(new), strict=True) if new else ())
        return np.stack([seen[text] for text in texts])

    return known
