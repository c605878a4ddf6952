"""Measures how themes are found, beside BERTopic, EVoC and k-means; writes results/themes-<date>.md.

    make anchors                    # the peers, once, in an environment of their own
    python benchmarks/themes.py [--peers FILE]

The number of themes is never given, except to k-means, which gets the true one. All methods get the same
vectors. BERTopic's groups are those of its default UMAP and HDBSCAN (the rest of it finds words for them),
and the seconds are theirs alone. With ``--peers`` their answers are kept in a file and read from it if it is
there: they do not change when our code does. Without the peers' environment their columns stay empty.

Settings were chosen on the labels at even places of Banking77's and Stack Overflow's sorted lists; the halves
with the other labels are the report.
"""

from __future__ import annotations

import argparse
import pickle
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from _anchors import Anchor, anchor_labels, anchors_at_hand
from _machine import described, write
from _tagging_data import dev_data
from _theme_measures import ThemeMeasures, theme_measures
from _themes_data import Labelled, Vectors, labelled_sets, off_topic
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from feedback_insights.themes import ThemeClusterer

BERTOPIC, EVOC = "umap+hdbscan", "evoc"
DRAWS = 3  # random draws of sizes below 1,000; medians are reported
HALF_SIZES, WHOLE_SIZES = (150, 300, 1000, 3000, None), (150, 300, 1000, 3000, 10_000, None)
PLANTED = 0.05  # off-topic rows for each row of the set


@dataclass(frozen=True, slots=True)
class _Task:
    size: int | None
    draws: list[Labelled]

    def title(self) -> str:
        return f"| {self.draws[0].name} | {len(self.draws[0].labels):,}"


def main() -> None:
    folder = dev_data()
    if folder is None:
        return
    sets = list(labelled_sets(folder))
    halves = [each.report_half() for each in sets[:2]]
    tasks = list(_tasks(halves, sets))
    strangers = off_topic(folder, 1000)
    options = argparse.ArgumentParser()
    options.add_argument("--peers", type=Path, help="where the peers' answers are kept")
    peers, versions = _peers(tasks, options.parse_args().peers)
    lines = [
        "# Themes: number found, agreement, what belongs nowhere, calm",
        "",
        f"{described()}{versions}",
        "",
        f"Medians of {DRAWS} random draws below 1,000 texts. ARI counts unassigned rows as one group; ACC is"
        " the best one-to-one match, unassigned rows are wrong. Whole sets hold the labels that settings"
        " were chosen on; the halves do not, and neither do the last four sets.",
        "",
        *_agreement(tasks, peers),
        "",
        *_off_topic(halves, strangers),
        "",
        *_calm(halves),
    ]
    write("themes", lines)


def _tasks(halves: Sequence[Labelled], sets: Sequence[Labelled]) -> Iterator[_Task]:
    for group, sizes in ((halves, HALF_SIZES), (sets[:2], WHOLE_SIZES), (sets[2:], (None,))):
        for each in group:
            for size in sizes:
                if size is None or size < len(each.labels):
                    draws = DRAWS if size is not None and size < 1000 else 1
                    yield _Task(size, [each.draw(size, seed) for seed in range(draws)])


def _peers(tasks: Sequence[_Task], file: Path | None) -> tuple[dict[str, list[list[Anchor]]], str]:
    """What each peer found in every draw of every task; nothing without their environment."""
    if file is not None and file.exists():
        found = pickle.loads(file.read_bytes())
    elif not anchors_at_hand():
        return {}, ""
    else:
        found = {}
        for method in (BERTOPIC, EVOC):
            flat = anchor_labels(method, [(d.vectors, d.texts) for task in tasks for d in task.draws])
            answers = iter(flat)
            found[method] = [[next(answers) for _ in task.draws] for task in tasks]
        if file is not None:
            file.write_bytes(pickle.dumps(found))
    versions = {name: number for answers in found.values() for name, number in answers[0][0].versions.items()}
    return found, "; peers: " + ", ".join(f"{name} {number}" for name, number in sorted(versions.items()))


def _agreement(tasks: Sequence[_Task], peers: dict[str, list[list[Anchor]]]) -> Iterator[str]:
    yield (
        "| set | texts | true | found | off by | ARI | NMI | ACC | unassigned | seconds"
        " | BERTopic found | ARI | unassigned | seconds, times ours | EVoC found | ARI | unassigned"
        " | k-means, true number: ARI |"
    )
    yield "| --- |" + " ---: |" * 17
    gains = []
    for at, task in enumerate(tasks):
        measured, seconds, kmeans = zip(*(_ours(draw) for draw in task.draws), strict=True)
        middle = _middle(measured)
        took = float(np.median(seconds))
        true, found = middle["true_number"], middle["found_number"]
        row = (
            f"{task.title()} | {true:.0f} | {found:.0f} | {found / true - 1:+.0%} | **{middle['ari']:.2f}**"
            f" | {middle['nmi']:.2f} | {middle['accuracy']:.2f} | {middle['unassigned']:.1%} | {took:.1f}"
        )
        for method in (BERTOPIC, EVOC):
            answers = peers.get(method, [[]] * len(tasks))[at]
            theirs = [
                theme_measures(draw.labels, answer.labels)
                for draw, answer in zip(task.draws, answers, strict=False)
                if answer.labels is not None
            ]
            if not theirs:
                row += " | | |"
            else:
                peer = _middle(theirs)
                row += f" | {peer['found_number']:.0f} | {peer['ari']:.2f} | {peer['unassigned']:.0%}"
                if method == BERTOPIC:
                    gains.append(middle["ari"] - peer["ari"])
            if method == BERTOPIC:
                times = [each.seconds for each in answers]
                row += f" | {np.median(times):.1f}, {np.median(times) / took:.1f} x" if times else " |"
        yield f"{row} | {np.median(kmeans):.2f} |"
    if gains:
        yield ""
        yield f"ARI against BERTopic: {np.mean(gains):+.2f} on average, {min(gains):+.2f} at worst."


def _ours(draw: Labelled) -> tuple[ThemeMeasures, float, float]:
    began = time.perf_counter()
    found = ThemeClusterer().fit(draw.vectors).labels_
    seconds = time.perf_counter() - began
    peer = KMeans(len(set(draw.labels)), n_init=3, random_state=0).fit_predict(draw.vectors)
    return theme_measures(draw.labels, found), seconds, float(adjusted_rand_score(draw.labels, peer))


def _middle(measures: Sequence[ThemeMeasures]) -> dict[str, float]:
    names = ("true_number", "found_number", "ari", "nmi", "accuracy", "unassigned")
    return {name: float(np.median([getattr(each, name) for each in measures])) for name in names}


def _off_topic(halves: Sequence[Labelled], strangers: Vectors) -> Iterator[str]:
    yield f"## Planted off-topic rows: {PLANTED:.0%} Reddit comments among the report halves"
    yield ""
    yield (
        "| set | texts | off-topic unassigned | on-topic unassigned | ratio | all unassigned"
        " | new off-topic rows that `predict` leaves out |"
    )
    yield "| --- |" + " ---: |" * 6
    for half in halves:
        for size in (300, 1000, 3000):
            draw = half.draw(size, 3)
            planted = int(size * PLANTED)
            fitted = ThemeClusterer().fit(np.vstack([draw.vectors, strangers[:planted]]))
            none = fitted.labels_ < 0
            off, on = none[size:].mean(), none[:size].mean()
            new = (fitted.predict(strangers[planted:]) < 0).mean()
            yield (
                f"| {half.name} | {size:,} | {off:.0%} | {on:.1%} | {off / max(on, 1e-3):.0f} : 1"
                f" | {none.mean():.1%} | {new:.0%} |"
            )


def _calm(halves: Sequence[Labelled]) -> Iterator[str]:
    yield "## How much seed, order and a fifth more texts matter"
    yield ""
    yield (
        "| set | texts | ARI of seeds 0 and 1 | rows in another order | ARI of four fifths and all, old texts"
        " | `predict` of the last fifth as a full run | median stability | random vectors: stability |"
    )
    yield "| --- |" + " ---: |" * 7
    for half in halves:
        for size in (300, 1000, 3000):
            vectors = half.draw(size, 5).vectors
            whole = ThemeClusterer().fit(vectors)
            seeded = ThemeClusterer(random_state=1).fit(vectors).labels_
            turn = np.random.RandomState(1).permutation(size)
            same = np.array_equal(ThemeClusterer().fit(vectors[turn]).labels_, whole.labels_[turn])
            new = np.random.RandomState(1).random(size) < 0.2
            before = ThemeClusterer().fit(vectors[~new])
            as_before = _renamed(before.labels_, whole.labels_[~new], before.predict(vectors[new]))
            cloud = np.random.RandomState(2).normal(size=vectors.shape).astype(np.float32)
            chance = ThemeClusterer().fit(cloud / np.linalg.norm(cloud, axis=1, keepdims=True)).stability_
            yield (
                f"| {half.name} | {size:,} | {adjusted_rand_score(whole.labels_, seeded):.2f}"
                f" | {'the same' if same else 'DIFFERENT'}"
                f" | {adjusted_rand_score(before.labels_, whole.labels_[~new]):.2f}"
                f" | {(as_before == whole.labels_[new]).mean():.0%} | {np.median(whole.stability_):.2f}"
                f" | {np.median(chance) if len(chance) else 0:.2f} |"
            )


def _renamed(
    before: NDArray[np.int64], now: NDArray[np.int64], labels: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Labels of one run in the numbers of another, matched by the rows that both have."""
    both = (before >= 0) & (now >= 0)
    shared = np.zeros((before.max() + 1, now.max() + 1))
    np.add.at(shared, (before[both], now[both]), 1)
    number = np.full(len(shared) + 1, -2)
    rows, columns = linear_sum_assignment(shared, maximize=True)
    number[rows], number[-1] = columns, -1
    return number[labels]


if __name__ == "__main__":
    main()
