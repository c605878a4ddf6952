"""Measures how well names tell their themes, and writes results/names-<date>.md.

    python benchmarks/names.py

A third of each theme's members is held apart; the theme is named from the other two thirds; from name and
keyphrases alone the encoder then puts the members held apart into the nearest of all themes. Two peers in the
same run: the ten words of the highest class-based TF-IDF, as BERTopic names its topics by default, and, as a
bound that no words will pass, the centre of the two thirds themselves.

Rules and numbers of the names were chosen on the labels of Banking77 at even places of their sorted list. The
odd places were in sight meanwhile, so that their figures are not quite unseen; those of Stack Overflow's
labels are. A member is always put among all themes, those of the other half included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from _machine import described as machine
from _machine import write
from _tagging_data import dev_data
from _tagging_data import rows as rows_of
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer

from feedback_insights.embedding import load_encoder
from feedback_insights.themes import ThemeClusterer
from feedback_insights.themes.fidelity import FEWEST, described, held_apart, places
from feedback_insights.themes.names import Named, ThemeText, name_themes, read_themes

ROWS = 3000  # of the sets whose themes are found
WORDS = 10  # of the peer
LISTED = {"banking77, found", "stackoverflow, found"}

Rows = NDArray[np.int64]
Vectors = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True, slots=True)
class Case:
    """Themes of a set: whose members name them, and whose are put back."""

    name: str
    texts: NDArray[Any]
    vectors: Vectors
    named_from: list[Rows]  # most central first
    apart: list[Rows]
    parts: dict[str, list[int]]  # themes by part


def main() -> None:
    folder = dev_data()
    if folder is None:
        return
    encoder = load_encoder()
    figures, listed = [], []
    for case in _cases(folder, encoder.encode):
        rows, names = _measured(case, encoder.encode)
        figures += rows
        listed += names if case.name in LISTED else []
    write("names", ["# Names: fidelity", "", machine(), "", *HEAD, *figures, "", *listed])


HEAD = [
    "Share of members held apart that are put back to their own theme, and to one of the three nearest, from",
    "the theme's words alone. `median` is over themes. `as one line`: name and keyphrases joined by commas",
    "and embedded as one text. `by folds` is what the product reports for the same themes (top 1).",
    "",
    "| set | themes | part | words | top 1 | top 3 | median top 1 | median top 3 |",
    "| --- | ---: | --- | --- | ---: | ---: | ---: | ---: |",
]


def _cases(folder: Path, embed: Embed) -> Iterator[Case]:
    for name, file in (("banking77", "banking77_train"), ("stackoverflow", "stackoverflow_titles")):
        rows = rows_of(folder / "themes" / f"{file}.csv.gz")
        few = np.sort(np.random.RandomState(0).permutation(len(rows))[:ROWS])
        kept = np.arange(len(rows)) if name == "banking77" else few
        texts = np.array([rows[n]["text"] for n in kept], object)
        labels = np.array([rows[n]["label"] for n in kept])
        vectors = embed(list(texts))
        groups = [np.flatnonzero(labels == label) for label in sorted(set(labels))]
        yield _case(f"{name}, true labels", texts, vectors, groups, halves=name == "banking77")
        some = np.isin(kept, few)
        found = ThemeClusterer().fit(vectors[some]).labels_
        groups = [np.flatnonzero(found == theme) for theme in range(found.max() + 1)]
        yield _case(f"{name}, found", texts[some], vectors[some], groups, halves=False)


def _case(name: str, texts: NDArray[Any], vectors: Vectors, groups: Sequence[Rows], *, halves: bool) -> Case:
    groups = [rows for rows in groups if len(rows) >= FEWEST]
    named_from, apart = [], []
    for number, rows in enumerate(groups):
        shuffled = rows[np.random.RandomState(number).permutation(len(rows))]
        third = len(rows) // 3
        apart.append(np.sort(shuffled[:third]))
        named_from.append(_central_first(vectors, np.sort(shuffled[third:])))
    every = list(range(len(groups)))
    parts = {"chosen on": every[::2], "reported": every[1::2]} if halves else {"all": every}
    return Case(name, texts, vectors, named_from, apart, parts)


def _central_first(vectors: Vectors, rows: Rows) -> Rows:
    closeness = np.round(vectors[rows] @ vectors[rows].sum(axis=0), 4)
    return rows[np.lexsort((rows, -closeness))]


def _measured(case: Case, embed: Embed) -> tuple[list[str], list[str]]:
    themes = [_theme(case, rows) for rows in case.named_from]
    readings = read_themes(themes)
    names = name_themes(themes, embed=embed, readings=readings)
    lines = [", ".join(dict.fromkeys((one.name, *one.keyphrases))) for one in names]
    described_by = {
        "name and keyphrases": described(names, embed=embed),
        "as one line": _embedded(lines, embed),
        "name alone": _embedded([one.name for one in names], embed),
        f"class TF-IDF, {WORDS} words": _embedded(_frequent([t.statements for t in themes]), embed),
        "centre of the members (bound)": np.stack([np.asarray(t.centroid, np.float64) for t in themes]),
    }
    members = [case.vectors[rows] for rows in case.apart]
    found = []
    for part, which in case.parts.items():
        for words, vectors in described_by.items():
            figures = " | ".join(f"{value:.3f}" for value in _shares(places(vectors, members), which))
            found.append(f"| {case.name} | {len(which)} | {part} | {words} | {figures} |")
        folds = held_apart(themes, embed=embed, readings=readings)
        right = [(folds[at] or 0.0, len(case.named_from[at])) for at in which if folds[at] is not None]
        share = sum(value * size for value, size in right) / max(sum(size for _, size in right), 1)
        middle = np.median([value for value, _ in right])
        found.append(f"| {case.name} | {len(which)} | {part} | by folds | {share:.3f} | | {middle:.3f} | |")
    return found, _listed(case, names)


def _theme(case: Case, rows: Rows) -> ThemeText:
    centre = case.vectors[rows].sum(axis=0)
    return ThemeText(
        statements=tuple(case.texts[rows]),
        vectors=case.vectors[rows],
        centroid=np.asarray(centre / np.linalg.norm(centre), np.float32),
    )


def _embedded(texts: Sequence[str], embed: Embed) -> NDArray[np.float64]:
    return np.asarray(embed(list(texts)), np.float64)


def _frequent(themes: Sequence[Sequence[str]]) -> list[str]:
    """Per theme the words of the highest class-based TF-IDF, in a row."""
    vectorizer = CountVectorizer()
    counts = vectorizer.fit_transform(" ".join(theme) for theme in themes).toarray().astype(float)
    rare = np.log1p(counts.sum(axis=1).mean() / counts.sum(axis=0))
    weights = np.round(counts / counts.sum(axis=1, keepdims=True) * rare, 12)
    words = vectorizer.get_feature_names_out()
    return [" ".join(words[np.argsort(-row, kind="stable")[:WORDS]]) for row in weights]


def _shares(found: Sequence[NDArray[np.int64]], which: Sequence[int]) -> Iterator[float]:
    """Overall top 1 and top 3, and the medians over themes."""
    part = [found[at] for at in which]
    for top in (1, 3):
        yield float((np.concatenate(part) < top).mean())
    for top in (1, 3):
        yield float(np.median([(place < top).mean() for place in part]))


def _listed(case: Case, names: Sequence[Named]) -> list[str]:
    """The names with their keyphrases, to be read."""
    told = (f"- **{one.name}**: {', '.join(one.keyphrases[1:])}" for one in names)
    return [f"## Names: {case.name}", "", *told, ""]


if __name__ == "__main__":
    main()
