"""Measures who joins seeded themes and themes made by hand, and writes results/seeds-<date>.md.

    python benchmarks/seeds.py

Half of the intents of banking77 chose the limits in `themes/held.py`; the other half was only measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from _machine import described, write
from _tagging_data import dev_data, rows
from numpy.typing import NDArray

from feedback_insights.embedding import SentenceEncoder, load_encoder
from feedback_insights.themes import ThemeClusterer
from feedback_insights.themes.held import NONE, Held, Joined, join, meant, share_out
from feedback_insights.themes.vectors import middle

DRAWS = 6
EXAMPLES = 3
CHOSEN = (3, 6, 15)  # statements that a person puts into a theme
Rows = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Half:
    """The statements of half of the intents, grouped."""

    name: str
    vectors: Rows
    intents: NDArray[np.str_]
    labels: NDArray[np.int64]
    named: dict[str, Rows]  # the intents' names as vectors


def main() -> None:
    folder = dev_data()
    if folder is None:
        return
    halves = _halves(folder, load_encoder())
    lines = [
        "# Seeded themes, and themes made by hand",
        "",
        described(),
        "",
        "banking77, its intents in two halves. `right`: of the statements that joined, those of the intent;"
        " `found`: of the intent's statements, those that joined. The chosen and the examples are not"
        " counted.",
        "",
        "Half of the intents of each half are seeded, the others are not (6 draws). A seed is the intent's"
        f" name, without or with {EXAMPLES} examples.",
        "",
        "| half | examples | near: right | found | with groups: right | found |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for half in halves:
        for examples in (0, EXAMPLES):
            figures = np.mean([_seeded(half, examples, draw) for draw in range(DRAWS)], axis=0)
            shown = " | ".join(f"{figure:.2f}" for figure in figures)
            lines.append(f"| {half.name} | {examples} | {shown} |")
    lines += [
        "",
        "One theme made by hand per intent; all the other statements of the half could join it.",
        "",
        "| half | chosen | right | found |",
        "| --- | ---: | ---: | ---: |",
    ]
    for half in halves:
        for chosen in CHOSEN:
            right, found = _by_hand(half, chosen)
            lines.append(f"| {half.name} | {chosen} | {right:.2f} | {found:.2f} |")
    print(write("seeds", lines))


def _halves(folder: Path, encoder: SentenceEncoder) -> list[Half]:
    texts, intents = _read(folder)
    vectors = encoder.encode(texts)
    names = sorted(set(intents))
    named = dict(zip(names, encoder.encode([name.replace("_", " ").lower() for name in names]), strict=True))
    order = np.random.default_rng(1).permutation(len(names))
    middle_of = (len(names) + 1) // 2
    halves = []
    for name, places in (("chose", order[:middle_of]), ("measured", order[middle_of:])):
        rows = np.isin(intents, [names[place] for place in places])
        labels = ThemeClusterer(min_size=3).fit(vectors[rows]).labels_
        halves.append(Half(name, vectors[rows], intents[rows], labels, named))
    return halves


def _read(folder: Path) -> tuple[list[str], NDArray[np.str_]]:
    table = rows(folder / "themes" / "banking77_train.csv.gz")
    return [row["text"] for row in table], np.array([row["label"] for row in table])


def _seeded(half: Half, examples: int, draw: int) -> list[float]:
    random = np.random.default_rng(draw)
    intents = random.permutation(np.unique(half.intents))
    seeded = sorted(intents[: len(intents) // 2])
    given = {i: random.choice(np.flatnonzero(half.intents == i), examples, replace=False) for i in seeded}
    centres = {
        at: middle(np.vstack([half.named[intent], half.vectors[given[intent]]]))
        for at, intent in enumerate(seeded)
    }
    held = [Held(id=i, name=i, origin="seed", made_from=i, by="taxonomy") for i in seeded]
    no = np.zeros((len(half.labels), len(held)), bool)
    joined = join(held, [[]] * len(held), centres, [half.vectors], no)
    shared = share_out(
        half.labels, joined, held, meant=meant(half.labels, half.vectors, centres),
        elsewhere=no[:, 0], kept_out=no, min_size=3,
    )  # fmt: skip
    counted = ~np.isin(np.arange(len(half.labels)), np.concatenate(list(given.values())))
    whole = np.where(shared.labels >= len(shared.groups), shared.labels - len(shared.groups), NONE)
    return [
        figure
        for labels in (joined.labels, whole)
        for figure in _right_and_found(labels[counted], half.intents[counted], seeded)
    ]


def _right_and_found(
    labels: NDArray[np.int64], intents: NDArray[np.str_], seeded: list[str]
) -> tuple[float, float]:
    joins = labels != NONE
    right = int((np.array(seeded)[labels] == intents)[joins].sum())
    return right / max(int(joins.sum()), 1), right / int(np.isin(intents, seeded).sum())


def _by_hand(half: Half, chosen: int) -> tuple[float, float]:
    right = joins = there = 0
    for intent in np.unique(half.intents):
        own = np.flatnonzero(half.intents == intent)
        rows = np.random.default_rng(3).choice(own, chosen, replace=False)
        held = [Held(id="T1", name=intent, origin="hand", made_from="decision 1", by="person:kim")]
        no = np.zeros((len(half.labels), 1), bool)
        joined: Joined = join(held, [list(rows)], {}, [half.vectors], no)
        came = np.setdiff1d(np.flatnonzero(joined.labels == 0), rows)
        right += int((half.intents[came] == intent).sum())
        joins, there = joins + len(came), there + len(own) - chosen
    return right / max(joins, 1), right / there


if __name__ == "__main__":
    main()
