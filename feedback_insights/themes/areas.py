"""Areas: what themes have in common, one level up. The data choose how many, and whether there are any.

Themes are joined by the cosine of their centroids, seen from the middle of all themes: what all of them share
("it is about a bank") says nothing about areas. Leiden communities of that graph are the areas; of a short
ladder of resolutions the partition with the best silhouettes is taken, if it is better than chance.

Few themes and small differences make restless areas. So areas remember: themes that were together are taken
for a little closer than they are, themes that were apart for a little farther.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from feedback_insights.themes._reading import Reading
from feedback_insights.themes.area_names import name_areas
from feedback_insights.themes.communities import Labels, leiden, silhouettes
from feedback_insights.themes.graph import Vectors
from feedback_insights.themes.names import Named, ThemeText, read_themes

Rows = NDArray[np.int64]

ALONE = -1
FEWEST = 6  # so few themes can be taken in at a glance
LARGEST = 8  # themes of an area; a larger one is parted again
REMEMBERED = 0.1  # cosine that themes gain for having been together, or lose for having been apart
RESOLUTIONS = np.geomspace(1, 2, 9)
REPEATS = 20  # lists of themes made by chance; fewer of more than 30 themes, where chance varies less


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """Some themes that belong together."""

    members: tuple[int, ...]  # which themes, the largest first
    name: str
    keyphrases: tuple[str, ...]  # the name, then those of its themes


def areas_of(
    groups: Sequence[ThemeText],
    names: Sequence[Named],
    *,
    centroids: ArrayLike | None = None,
    readings: Sequence[Sequence[Reading]] | None = None,
    before: Sequence[Hashable] | None = None,
    random_state: int = 0,
) -> tuple[Area, ...]:
    """Return the areas of the themes, the largest first; a theme in none of them stands alone.

    ``names`` go with ``groups``. ``centroids`` (themes, dim) are unit rows, best those of the vectors that
    were grouped, with their context; None takes the groups' own. ``readings`` are those of `read_themes`, if
    at hand; ``before`` is what `group_areas` remembers.
    """
    sizes = [len(group.statements) for group in groups]
    rows = [group.centroid for group in groups] if centroids is None else centroids
    labels = group_areas(rows, sizes, before=before, random_state=random_state)
    members: list[list[int]] = [[] for _ in range(max(labels, default=ALONE) + 1)]
    for theme in sorted(range(len(groups)), key=lambda theme: (-sizes[theme], names[theme].name)):
        if labels[theme] != ALONE:
            members[labels[theme]].append(theme)
    if not members:
        return ()
    named = name_areas(members, names, read_themes(groups) if readings is None else readings, sizes)
    return tuple(
        Area(members=tuple(themes), name=each.name, keyphrases=each.keyphrases)
        for themes, each in zip(members, named, strict=True)
    )


@dataclass(frozen=True, slots=True)
class _Themes:
    """Themes as they are compared."""

    vectors: Vectors  # (n, dim), unit rows as seen from the middle of all themes
    remembered: Vectors  # (n, n), added to the cosines

    def part(self, rows: Rows) -> _Themes:
        return _Themes(self.vectors[rows], self.remembered[np.ix_(rows, rows)])

    def cosines(self) -> Vectors:
        from threadpoolctl import threadpool_limits

        with threadpool_limits(1, user_api="blas"):
            cosines = np.round(self.vectors @ self.vectors.T, 6)
        return np.asarray((cosines + cosines.T) / 2 + self.remembered, np.float32)


def group_areas(
    centroids: ArrayLike,
    sizes: Sequence[int],
    *,
    before: Sequence[Hashable] | None = None,
    random_state: int = 0,
) -> list[int]:
    """Return the area of each theme, 0.. from the largest by ``sizes``; -1 for a theme that stands alone.

    ``centroids`` (themes, dim) are unit rows; ``sizes`` count what a theme holds. ``before`` names the area
    that each theme was in the last time: any name, its own for one that stood alone, None for a new theme.

    An area has two to about eight themes. There are none below six themes, and none where themes lie no
    closer together than chance would have it. The order of the themes does not matter. Raises ValueError
    where the lengths differ.
    """
    rows = np.asarray(centroids, np.float32)
    if len(rows) != len(sizes) or (before is not None and len(rows) != len(before)):
        raise ValueError(f"{len(rows)} themes need as many sizes, and areas from before if any")
    if len(rows) < FEWEST:
        return [ALONE] * len(rows)
    order = np.lexsort((np.asarray(sizes), *rows.T[::-1]))  # by the vectors themselves
    remembered = _remembered([before[at] for at in order] if before else [None] * len(rows))
    groups = _groups(_Themes(_from_the_middle(rows[order]), remembered), random_state)
    weights = np.asarray(sizes)[order]
    groups.sort(key=lambda group: (-int(weights[group].sum()), int(group[0])))
    labels = np.full(len(rows), ALONE)
    for number, group in enumerate(groups):
        labels[order[group]] = number
    return [int(label) for label in labels]


def _remembered(before: Sequence[Hashable]) -> Vectors:
    """What the cosine of every two themes gains or loses: nothing where one of them is new."""
    numbers = {name: number for number, name in enumerate(dict.fromkeys(before))}
    areas = np.array([numbers[name] for name in before])
    known = np.array([name is not None for name in before])
    both = known[:, None] & known[None, :] & ~np.eye(len(areas), dtype=bool)
    together = areas[:, None] == areas[None, :]
    return np.where(both, np.where(together, REMEMBERED, -REMEMBERED), 0).astype(np.float32)


def _groups(themes: _Themes, seed: int) -> list[Rows]:
    """The areas as row numbers, ascending. Areas that there were are not put to the test of chance again."""
    found = _partition(themes, seed)
    if found is None or not ((themes.remembered > 0).any() or found[0] > _by_chance(themes.vectors, seed)):
        return []
    everything = np.arange(len(themes.vectors))
    parts = [part for group in _each(everything, found[1]) for part in _parted(themes, group, seed)]
    kept = (_without_the_loose(themes, part) for part in parts)
    return [part for part in kept if len(part) > 1]


def _partition(themes: _Themes, seed: int) -> tuple[float, Labels] | None:
    """The partition with the best mean silhouette, and that; None where every theme is for itself."""
    graph = _graph(themes)
    best = None
    for resolution in RESOLUTIONS:
        labels = leiden(graph, resolution, seed=seed, trials=4)
        groups = int(labels.max()) + 1
        if 1 < groups <= (len(themes.vectors) + 1) // 2:
            score = round(float(silhouettes(themes.vectors, labels)[0].mean()), 5)
            if best is None or score > best[0]:
                best = score, labels
    return best


def _graph(themes: _Themes) -> object:
    """Every two themes that are closer than themes are on average, weighed by how much."""
    from scipy.sparse import csr_matrix

    weights = np.maximum(themes.cosines(), 0).astype(np.float64)
    np.fill_diagonal(weights, 0)
    graph = csr_matrix(weights)
    graph.sort_indices()
    return graph


def _by_chance(vectors: Vectors, seed: int) -> float:
    """The silhouette to expect without areas: of as many themes, as spread out, but turned at random.

    SigClust (Liu et al. 2008) compares with a normal cloud; here the singular values are kept exactly.
    """
    from threadpoolctl import threadpool_limits

    scores = []
    with threadpool_limits(1):
        spread = np.linalg.svd(vectors.astype(np.float64), compute_uv=False)
        for repeat in range(int(np.clip(600 // len(vectors), 3, REPEATS))):
            cloud = np.random.default_rng([seed, repeat]).normal(size=(len(vectors), len(spread)))
            turned = np.linalg.qr(cloud)[0] * spread
            forgetful = _Themes(_from_the_middle(turned.astype(np.float32)), np.zeros((1, 1), np.float32))
            found = _partition(forgetful, seed)
            scores.append(found[0] if found is not None else 0.0)
    return float(np.mean(scores))


def _parted(themes: _Themes, group: Rows, seed: int) -> Iterator[Rows]:
    """The group, or its parts where it holds more themes than one takes in."""
    found = _partition(themes.part(group), seed) if len(group) > LARGEST else None
    if found is None:
        yield group
        return
    for part in _each(group, found[1]):
        yield from _parted(themes, part, seed)


def _without_the_loose(themes: _Themes, group: Rows) -> Rows:
    """Let themes go, the loosest first, that are no closer to the others than themes are on average."""
    while len(group) > 1:
        cosines = themes.part(group).cosines()
        mean = (cosines.sum(axis=1) - np.diag(cosines)) / (len(group) - 1)
        loosest = int(mean.argmin())
        if mean[loosest] > 0:
            break
        group = np.delete(group, loosest)
    return group


def _each(rows: Rows, labels: Labels) -> Iterator[Rows]:
    for label in range(int(labels.max()) + 1):
        yield rows[labels == label]


def _from_the_middle(rows: Vectors) -> Vectors:
    """Unit rows as seen from their mean; a row that is the mean stays zero."""
    seen = rows - rows.mean(axis=0, keepdims=True)
    norms = np.linalg.norm(seen, axis=1, keepdims=True)
    return np.asarray(seen / np.maximum(norms, 1e-6), np.float32)
