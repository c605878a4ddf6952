"""Likely duplicates in a backlog: what the model finds of those that a public tracker marked, and how fast.

    python benchmarks/hygiene.py ../shared/data/dev

Fits the two weights of `roadmap/duplicates.py` and tries them on parts of SeaMonkey's tracker (CC BY 4.0)
that they were not fitted on; counts what is told of other backlogs; writes `results/hygiene-DATE.md`.
"""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np
from _linking_data import _json_lines, embed, encoder_name, seamonkey, written
from _tagging_data import ROOT, rows
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from feedback_insights.backlog import read_backlog
from feedback_insights.records import Feature
from feedback_insights.roadmap import Tree
from feedback_insights.roadmap.duplicates import (
    CUT,
    INTERCEPT,
    WEIGHTS,
    likely_duplicates,
    pair_measures,
    texts_of,
    title_words,
)
from feedback_insights.statistics.proportions import Z90, wilson

CUTS = (0.02, 0.03, 0.05, 0.1, 0.2)
FOLDS, DRAWS = 5, 5
JUDGED = Path(__file__).parent / "hygiene_judged.csv"


class Set(NamedTuple):
    """The pairs of one tracker that are compared at all, and which of them are marked."""

    features: list[Feature]
    pairs: list[tuple[int, int]]
    measures: NDArray[np.float64]
    marked: NDArray[np.bool_]
    all_marked: int  # also of pairs that are not among each other's nearest


def tracker(folder: Path) -> Set:
    """SeaMonkey's reports with the duplicates that its people marked."""
    features = sorted(seamonkey(folder)[0].features, key=lambda f: f.id)
    at = {feature.id: n for n, feature in enumerate(features)}
    told = rows(folder / "linking" / "duplicates_seamonkey_pairs.csv.gz")
    marked = {(min(a, b), max(a, b)) for a, b in ((at[r["issue_id"]], at[r["duplicate_id"]]) for r in told)}
    titles, documents = texts_of(features)
    found = list(pair_measures(embed(titles), embed(documents), title_words(features)))
    pairs = [(one, other) for one, other, _ in found]
    return Set(
        features,
        pairs,
        np.array([m for _, _, m in found]),
        np.array([p in marked for p in pairs]),
        len(marked),
    )


def fitted(measures: NDArray[np.float64], marked: NDArray[np.bool_]) -> LogisticRegression:
    """The shipped model's form."""
    return LogisticRegression(C=10, solver="newton-cholesky").fit(measures, marked)


def held_out(data: Set) -> NDArray[np.float64]:
    """A probability per draw and pair, from a model that saw no pair of the same first report."""
    chances = np.zeros((DRAWS, len(data.pairs)))
    for draw in range(DRAWS):
        fold = np.random.RandomState(draw).randint(0, FOLDS, len(data.features))
        group = np.array([fold[one] for one, _ in data.pairs])
        for number in range(FOLDS):
            out = group == number
            model = fitted(data.measures[~out], data.marked[~out])
            chances[draw, out] = model.predict_proba(data.measures[out])[:, 1]
    return chances


def table(data: Set, chances: NDArray[np.float64]) -> list[str]:
    """Precision and recall by cut, means over the draws."""
    lines = ["| cut | pairs told | marked | precision, at least | recall |", "|---|---|---|---|---|"]
    for cut in CUTS:
        told = chances >= cut
        hits = float((told & data.marked).sum(axis=1).mean())
        count = float(told.sum(axis=1).mean())
        precision = wilson(hits, count, Z90) or (0, 0)
        recall = wilson(hits, data.all_marked, Z90) or (0, 0)
        lines.append(
            f"| {cut} | {count:.0f} | {hits:.1f} | {hits / max(count, 1):.2f}"
            f" ({precision[0]:.2f}–{precision[1]:.2f}) | {hits / data.all_marked:.2f}"
            f" ({recall[0]:.2f}–{recall[1]:.2f}) |"
        )
    return lines


def others(folder: Path) -> list[str]:
    """How many pairs are told of backlogs without marks."""
    vlc = _json_lines(folder / "linking" / "review_to_issue_issues.jsonl.gz")
    backlogs: dict[str, Sequence[Feature]] = {
        "VLC's tracker": [
            Feature(r["issue_id"], r["title"], r["body"] or "") for r in vlc if r["app"].lower() == "vlc"
        ],
        "the samples' backlog": read_backlog(ROOT / "data" / "samples" / "backlog_jira.csv").features,
        **{f"written backlog {case.name}": case.features for case in written()},
    }
    lines = ["| backlog | items | pairs told |", "|---|---|---|"]
    for name, features in backlogs.items():
        titles, documents = texts_of(features)
        found = likely_duplicates(features, embed(titles), embed(documents), tree=Tree.of(features))
        lines.append(f"| {name} | {len(features):,} | {len(found)} |")
    return lines


def judged(data: Set) -> str:
    """What reading the told pairs said."""
    with JUDGED.open(encoding="utf-8", newline="") as file:
        read = {(r["one"], r["other"]): r["same"] for r in csv.DictReader(file)}
    titles, documents = texts_of(data.features)
    told = likely_duplicates(data.features, embed(titles), embed(documents), tree=Tree.of(data.features))
    known = [read[pair.one, pair.other] for pair in told if (pair.one, pair.other) in read]
    same = known.count("yes")
    ends = wilson(same, len(known), Z90) or (0, 0)
    return (
        f"Read by title: {len(known)} of the {len(told)} pairs that the shipped model tells, {same} the same"
        f" ({same / max(len(known), 1):.2f}, {ends[0]:.2f}–{ends[1]:.2f})."
    )


def speed(count: int = 10_000) -> tuple[float, float]:
    """Seconds of the clock and of the processors for so many items, vectors given."""
    random = np.random.RandomState(0)
    vectors = random.randn(count, 384).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    words = [f"word{n}" for n in random.zipf(1.3, count * 7).clip(max=20_000)]
    features = [Feature(f"F-{n}", " ".join(words[7 * n : 7 * n + 7])) for n in range(count)]
    start, worked = time.perf_counter(), time.process_time()
    likely_duplicates(features, vectors, vectors, tree=Tree.of(features))
    return time.perf_counter() - start, time.process_time() - worked


def main(folder: Path) -> None:
    data = tracker(folder)
    model = fitted(data.measures, data.marked)
    clock, worked = speed()
    weights = ", ".join(f"{w:.3f}" for w in model.coef_[0])
    lines = [
        "# Likely duplicates in a backlog",
        "",
        f"Encoder {encoder_name()}. SeaMonkey's tracker: {len(data.features):,} reports,"
        f" {data.all_marked} pairs marked as duplicates by its people, both ends in the pool.",
        f"{int(data.marked.sum())} of them are among each other's ten nearest, and so are compared at all.",
        "",
        f"Fitted on all: weights {weights}, intercept {model.intercept_[0]:.3f};"
        f" shipped {WEIGHTS}, {INTERCEPT}.",
        "",
        f"Held out ({FOLDS} folds by the first report, mean of {DRAWS} draws; 90 % Wilson intervals):",
        "",
        *table(data, held_out(data)),
        "",
        f"Shipped cut: {CUT}. Unmarked is not wrong: people mark what they notice. {judged(data)} Reading"
        " rule: yes where both titles report the same fault of the same thing, or wish the same; another"
        " page, file, language or version is another thing.",
        "",
        "Backlogs without marks, at the shipped cut:",
        "",
        *others(folder),
        "",
        f"10,000 items, vectors given: {clock:.0f} s by the clock on two cores that others used, too;"
        f" {worked:.0f} s of processor time.",
        "",
        "What it is worth: a list to read, not a verdict. It finds about a fifth of what people marked;"
        " the rest is told in other words, and no cut finds it without many more wrong ones.",
    ]
    out = ROOT / "benchmarks" / "results" / f"hygiene-{datetime.now(UTC).date()}.md"
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
