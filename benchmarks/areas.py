"""Measures areas above themes and second themes, and writes results/areas-<date>.md.

    python benchmarks/areas.py

What was chosen on these sets and what was not is in `docs/decisions/011-areas.md`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from _areas_data import Corpus, corpora, labelled, multi_intent
from _machine import described, write
from _tagging_data import dev_data
from numpy.typing import NDArray
from sklearn.cluster import AgglomerativeClustering
from sklearn.metrics import silhouette_score

from feedback_insights.embedding import SentenceEncoder, load_encoder
from feedback_insights.themes import ThemeClusterer
from feedback_insights.themes.areas import ALONE, areas_of, group_areas
from feedback_insights.themes.names import ThemeText, name_themes, read_themes

DRAWS = 4  # five sixths of the statements, so that all of them are a fifth more
JOINED = 300  # texts made of two
NAMED = ("samples", "banking77", "stackoverflow")  # sets whose areas are listed

Grouping = Callable[[NDArray[np.float32], Sequence[int]], list[int]]


@dataclass(frozen=True, slots=True)
class Found:
    """Themes of some rows of a set."""

    members: list[NDArray[np.int64]]  # rows of the whole set
    centroids: NDArray[np.float32]

    @property
    def sizes(self) -> list[int]:
        return [len(rows) for rows in self.members]


def main() -> None:
    folder = dev_data()
    if folder is None:
        return
    encoder = load_encoder()
    rows, calm, listed = [], [], []
    for corpus in corpora(folder, encoder):
        whole = _themes(corpus, np.arange(len(corpus.texts)))
        rows.append(_row(corpus, whole))
        calm.append(_calm(corpus, whole))
        listed += _listed(corpus, whole, encoder) if corpus.name in NAMED else []
    seconds = [_joined(name, file, folder, encoder) for name, file in SETS] + _intents(folder, encoder)
    head = ["# Areas above themes, and second themes", "", described(), ""]
    write("areas", [*head, *ROWS, *rows, "", *CALM, *calm, "", *SECOND, *seconds, "", *listed])


SETS = (("banking77", "banking77_train"), ("stackoverflow", "stackoverflow_titles"))
ROWS = [
    "A pair of themes that share an area is right if most of their statements belong together one level up;",
    "`chance` is the share of right pairs among all. The peer is average linkage of the same vectors, cut"
    " where silhouettes are best.",
    "The upper level of the usability set cannot be told from wording: its codes are the researchers'"
    " readings, in two languages.",
    "",
    "| set | statements | themes | chance | areas | alone | largest | pairs right | pairs found"
    " | linkage: areas | alone | largest | pairs right | pairs found |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
]
CALM = [
    f"A fifth more statements ({DRAWS} draws): themes, of those that come back, that keep their area-mates",
    "(at least half of old and new ones in common, or alone before and after). `remembering`: the second run"
    " knows the areas",
    "of the first. `same themes`: only members are drawn and nothing is remembered, so that"
    " only the areas can move.",
    "",
    "| set | themes found anew, remembering | pairs right | forgetting | linkage | same themes, forgetting"
    " | linkage |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
]
SECOND = [
    "Texts with a second theme. `joined`: two texts of different labels made one, among single ones; right if"
    " first and second theme",
    "are those of the two labels. NLU++: texts by their number of intents; the threshold was chosen on the"
    " first half.",
    "",
    "| set | single | joined, or two intents and more | of the latter, right |",
    "| --- | ---: | ---: | ---: |",
]


def _themes(corpus: Corpus, rows: NDArray[np.int64]) -> Found:
    groups = [corpus.messages[row] for row in rows]
    labels = ThemeClusterer().fit(corpus.vectors[rows], groups=groups).labels_
    return _found(corpus, [rows[labels == theme] for theme in range(labels.max() + 1)])


def _found(corpus: Corpus, members: list[NDArray[np.int64]]) -> Found:
    return Found(members, np.stack([_centre(corpus.vectors[rows]) for rows in members]))


def _centre(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    total = vectors.sum(axis=0)
    return np.asarray(total / np.linalg.norm(total), np.float32)


def linkage(centroids: NDArray[np.float32], sizes: Sequence[int]) -> list[int]:
    """The peer: average linkage on cosine from the middle of all themes; singles are -1."""
    if len(centroids) < 4:
        return [ALONE] * len(centroids)
    seen = centroids - centroids.mean(axis=0)
    distances = np.clip(1 - _unit(seen) @ _unit(seen).T, 0, 2)
    np.fill_diagonal(distances, 0)
    cuts = []
    for k in range(2, len(seen) // 2 + 1):
        labels = AgglomerativeClustering(k, metric="precomputed", linkage="average").fit_predict(distances)
        cuts.append((silhouette_score(distances, labels, metric="precomputed"), labels))
    best = max(cuts, key=lambda cut: cut[0])[1]
    sizes_of = Counter(best.tolist())
    return [int(label) if sizes_of[label] > 1 else ALONE for label in best]


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def _row(corpus: Corpus, whole: Found) -> str:
    levels = [_level(corpus, rows) for rows in whole.members]
    known = [level for level in levels if level is not None]
    alike = [one == other for one, other in combinations(known, 2)]
    cells = [corpus.name, f"{len(corpus.texts):,}", str(len(whole.members)), _share(alike)]
    for grouping in (group_areas, linkage):
        labels = grouping(whole.centroids, whole.sizes)
        counts = Counter(label for label in labels if label != ALONE)
        cells += [str(len(counts)), str(labels.count(ALONE)), str(max(counts.values(), default=0))]
        cells += _pairs(labels, levels)
    return f"| {' | '.join(cells)} |"


def _level(corpus: Corpus, rows: NDArray[np.int64]) -> str | None:
    """Where most of a theme's statements belong."""
    counts = Counter(corpus.levels[row] for row in rows)
    return max(counts, key=lambda level: (counts[level], str(level)))


def _pairs(labels: Sequence[int], levels: Sequence[str | None]) -> list[str]:
    """Share of the pairs within areas that are right, and of the right pairs that are within areas."""
    known = [at for at, level in enumerate(levels) if level is not None]
    together = [(a, b) for a, b in combinations(known, 2) if labels[a] == labels[b] != ALONE]
    right = [(a, b) for a, b in combinations(known, 2) if levels[a] == levels[b]]
    return [
        _share([levels[a] == levels[b] for a, b in together]),
        _share([labels[a] == labels[b] != ALONE for a, b in right]),
    ]


def _share(hits: Sequence[bool] | NDArray[np.bool_]) -> str:
    return f"{np.mean(hits):.2f}" if len(hits) else ""


def _calm(corpus: Corpus, whole: Found) -> str:
    draws = [_drawn(corpus, draw) for draw in range(DRAWS)]
    anew = [_themes(corpus, rows) for rows in draws]
    same = [_found(corpus, [_within(rows, members) for members in whole.members]) for rows in draws]
    levels = [_level(corpus, rows) for rows in whole.members]
    again = [_again(part, whole) for part in anew]
    right = [float(cell) for cell in (_pairs(labels, levels)[0] for labels in again) if cell]
    kept = [_kept(part, whole, group_areas, labels) for part, labels in zip(anew, again, strict=True)]
    after = {grouping: grouping(whole.centroids, whole.sizes) for grouping in (group_areas, linkage)}
    cells = [f"{np.mean(kept):.0%}", f"{np.mean(right):.2f}" if right else ""]
    cells += [
        f"{np.mean([_kept(part, whole, grouping, after[grouping]) for part in parts]):.0%}"
        for parts in (anew, same)
        for grouping in after
    ]
    return f"| {corpus.name} | {' | '.join(cells)} |"


def _within(rows: NDArray[np.int64], members: NDArray[np.int64]) -> NDArray[np.int64]:
    """The members that were drawn; all of them if none was."""
    drawn = members[np.isin(members, rows)]
    return drawn if len(drawn) else members


def _again(part: Found, whole: Found) -> list[int]:
    """The areas of the whole when those of the part are remembered."""
    old = group_areas(part.centroids, part.sizes)
    before: list[object] = [None] * len(whole.members)
    for one, other in _matched(part, whole):
        before[other] = old[one] if old[one] != ALONE else f"alone {one}"
    return group_areas(whole.centroids, whole.sizes, before=before)


def _drawn(corpus: Corpus, draw: int) -> NDArray[np.int64]:
    """Five sixths of the messages, whole."""
    messages = sorted(set(corpus.messages))
    chosen = np.random.default_rng(draw).permutation(len(messages))[: round(len(messages) / 1.2)]
    kept = {messages[at] for at in chosen}
    return np.array([row for row, message in enumerate(corpus.messages) if message in kept])


def _kept(part: Found, whole: Found, grouping: Grouping, after: Sequence[int]) -> float:
    before = grouping(part.centroids, part.sizes)
    back = _matched(part, whole)
    kept = []
    for one, other in back:
        old = {b for a, b in back if a != one and before[a] == before[one] != ALONE}
        new = {b for _, b in back if b != other and after[b] == after[other] != ALONE}
        kept.append(2 * len(old & new) >= len(old | new))
    return float(np.mean(kept))


def _matched(part: Found, whole: Found) -> list[tuple[int, int]]:
    """Themes of the part with those of the whole that they come back as, the most alike first."""
    drawn = set(np.concatenate(part.members).tolist())
    ours = [set(rows.tolist()) for rows in part.members]
    theirs = [set(rows.tolist()) & drawn for rows in whole.members]
    alike = [
        (len(a & b) / len(a | b), i, j) for i, a in enumerate(ours) for j, b in enumerate(theirs) if a & b
    ]
    pairs: dict[int, int] = {}
    for overlap, i, j in sorted(alike, key=lambda each: (-each[0], each[1:])):
        if overlap >= 0.3 and i not in pairs and j not in pairs.values():
            pairs[i] = j
    return sorted(pairs.items())


def _joined(name: str, file: str, folder: Path, encoder: SentenceEncoder) -> str:
    texts, labels = labelled(folder, file)
    order = np.random.default_rng(3).permutation(len(texts))
    single, first, other = np.split(order[: 2600 + 2 * JOINED], [2600, 2600 + JOINED])
    vectors = encoder.encode(
        [texts[i] for i in single] + [f"{texts[i]} {texts[j]}" for i, j in zip(first, other, strict=True)]
    )
    fitted = ThemeClusterer().fit(vectors)
    meant = [
        _meant(labels, single, fitted.labels_[: len(single)] == t) for t in range(fitted.labels_.max() + 1)
    ]
    is_joined = np.arange(len(vectors)) >= len(single)
    has = fitted.second_ != ALONE
    right = [
        _one_each(meant[fitted.labels_[at]], meant[fitted.second_[at]], labels[i], labels[j])
        for at, i, j in zip(range(len(single), len(vectors)), first, other, strict=True)
        if has[at] and labels[i] != labels[j]
    ]
    return f"| {name} | {has[~is_joined].mean():.0%} | {has[is_joined].mean():.0%} | {np.mean(right):.0%} |"


def _meant(labels: Sequence[str], rows: NDArray[np.int64], inside: NDArray[np.bool_]) -> set[str]:
    """The labels that a theme is about: three in ten of its members or more."""
    counts = Counter(labels[row] for row in rows[inside])
    return {label for label, count in counts.items() if count >= 0.3 * counts.total()}


def _one_each(first: set[str], second: set[str], one: str, other: str) -> bool:
    return (one in first and other in second) or (other in first and one in second)


def _intents(folder: Path, encoder: SentenceEncoder) -> list[str]:
    rows = multi_intent(folder)
    fitted = ThemeClusterer().fit(encoder.encode([row["text"] for row in rows]))
    intents = np.array([len(row["labels"]) for row in rows])
    half = np.random.default_rng(0).permutation(len(rows)) % 2
    lines = []
    for number, name in enumerate(("nlu++, first half", "nlu++, second half")):
        has = [
            fitted.second_[(half == number) & (fitted.labels_ != ALONE) & group] != ALONE
            for group in (intents == 1, intents > 1)
        ]
        lines.append(f"| {name} | {has[0].mean():.0%} | {has[1].mean():.0%} | |")
    return lines


def _listed(corpus: Corpus, whole: Found, encoder: SentenceEncoder) -> list[str]:
    texts = [_text(corpus, rows) for rows in whole.members]
    readings = read_themes(texts)
    names = name_themes(texts, embed=lambda phrases: encoder.encode(list(phrases)), readings=readings)
    areas = areas_of(texts, names, centroids=whole.centroids, readings=readings)
    alone = set(range(len(names))) - {theme for area in areas for theme in area.members}
    lines = [f"- **{area.name}**: {', '.join(names[theme].name for theme in area.members)}" for area in areas]
    lines += [f"- alone: {', '.join(names[theme].name for theme in sorted(alone))}"] if alone else []
    return [f"## {corpus.name}: areas and their themes", "", *lines, ""]


def _text(corpus: Corpus, rows: NDArray[np.int64]) -> ThemeText:
    near = np.round(corpus.vectors[rows] @ corpus.vectors[rows].sum(axis=0), 4)
    rows = rows[np.lexsort((rows, -near))]
    own = corpus.own[rows]
    return ThemeText(statements=[corpus.texts[row] for row in rows], vectors=own, centroid=_centre(own))


if __name__ == "__main__":
    main()
