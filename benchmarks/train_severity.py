"""Derives models/severity/error.json, how far the severity rules may be off: results/severity-<date>.md.

    python benchmarks/train_severity.py

No text goes into the file, only counts of marked texts by the level that the rules told and the level that a
person gave. Without the public sets it says so and stops.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

import numpy as np
from _machine import described, write
from _tagging_data import ROOT, dev_data
from numpy.typing import NDArray
from tagging import graded_by_the_study, labelled

from feedback_insights.directory import Directory
from feedback_insights.priority import SeverityError, derive
from feedback_insights.records import Value
from feedback_insights.settings import PrioritySettings
from feedback_insights.statistics import wilson
from feedback_insights.statistics.proportions import Z95
from feedback_insights.support import Support
from feedback_insights.tagging import SeverityTagger

FILE = ROOT / "models" / "severity" / "error.json"
RULES = ROOT / "feedback_insights" / "tagging" / "cues_en.toml"
LEVELS = 5
BLIND = "4"  # the round that was graded when the rules were done; 1 to 3 were read to widen them
SMOOTH = 1.0  # texts' worth of "most likely right, half as likely with each level away" in every row
PRIOR = 10.0  # texts' worth of the rounds that were read, in every row: declared, not fitted
SPLITS, SIZES = 200, (5, 10, 20)

Counts = NDArray[np.float64]


class Graded(NamedTuple):
    """Texts by what the rules told and what a person gave, (n,) each."""

    told: NDArray[np.int64]
    true: NDArray[np.int64]

    def at(self, chosen: NDArray[np.int64]) -> Graded:
        return Graded(self.told[chosen], self.true[chosen])


def main() -> int:
    folder = dev_data()
    if folder is None:
        return 1
    rows = labelled(folder)
    read = graded([(text, level) for text, level, number in rows if number != BLIND])
    blind = graded([(text, level) for text, level, number in rows if number == BLIND])
    study = graded(graded_by_the_study(folder))
    table = np.round(posterior(read, blind), 3)
    shown = ",\n  ".join(json.dumps(row) for row in table.tolist())
    rules = sha256(RULES.read_bytes()).hexdigest()
    FILE.write_text(
        f'{{\n "schema": 1,\n "rules": "{rules}",\n "counts": [\n  {shown}\n ]\n}}\n', encoding="utf-8"
    )
    write("severity", [*told(read, blind, table), *held(read, blind, study)])
    return 0


def graded(rows: Sequence[tuple[str, int]]) -> Graded:
    texts, levels = zip(*rows, strict=True)
    return Graded(SeverityTagger().predict(texts), np.array(levels))


def counted(texts: Graded) -> Counts:
    """How many texts by the level told (rows) and the true one."""
    found = np.zeros((LEVELS, LEVELS))
    np.add.at(found, (texts.told, texts.true), 1)
    return found


def posterior(read: Graded, blind: Graded) -> Counts:
    """The blind counts on a prior of the shape of those read, a Dirichlet distribution per row."""
    apart = np.abs(np.subtract.outer(np.arange(LEVELS), np.arange(LEVELS)))
    smooth = 0.5**apart
    shape = counted(read) + SMOOTH * smooth / smooth.sum(axis=1, keepdims=True)
    return PRIOR * shape / shape.sum(axis=1, keepdims=True) + counted(blind)


def told(read: Graded, blind: Graded, table: Counts) -> list[str]:
    shares = table / table.sum(axis=1, keepdims=True)
    lines = [
        "# Error of the severity rules",
        "",
        described(),
        "",
        "Rows: the level that the rules told; columns: the level that a person gave. Shipped are the counts"
        f" of the {blind.told.size} texts graded blind, on a prior worth {PRIOR:g} texts a row that has the"
        f" shape of the {read.told.size} texts read while the rules were widened (those flatter; one text's"
        " worth of smoothing in each of their rows). Both are declared, nothing was fitted.",
        "",
        "| told | 0 | 1 | 2 | 3 | 4 | right | mean | worth, texts | read | blind |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for level in range(LEVELS):
        cells = " | ".join(f"{share:.2f}" for share in shares[level])
        seen = [" ".join(f"{n:.0f}" for n in counted(texts)[level]) for texts in (read, blind)]
        lines.append(
            f"| {level} | {cells} | {shares[level, level]:.0%} | {shares[level] @ np.arange(LEVELS):.2f} |"
            f" {table[level].sum():.0f} | {seen[0]} | {seen[1]} |"
        )
    return [*lines, ""]


def held(read: Graded, blind: Graded, study: Graded) -> list[str]:
    """How often intervals of means hold the mean that people gave, on texts that the table never saw."""
    lines = [
        "## Do the intervals hold what people gave?",
        "",
        "Groups of texts, each one person's, through `priority.derive`: the share of groups whose 90 %"
        " interval of the severity holds the mean of the levels that people gave *these texts*. Blind: the"
        f" blind round halved {SPLITS} times, the table made from one half, groups drawn from the other."
        " Study: 25 observed problems, graded low, medium, high (read as 1, 2, 3) by the researchers of a"
        " usability study, the only grades that are not by the rules' author; no text of it is in the table."
        " Groups overlap, so the brackets (Wilson, 95 %) are too narrow.",
        "",
        "| texts | in a group | told, mean | given, mean | severity as if certain | with the rules' error |"
        " impact, as if certain | with the error |",
        "| --- | ---: | ---: | ---: | --- | --- | --- | --- |",
    ]
    lines += [_row("blind half", size, list(_halves(read, blind, size))) for size in SIZES]
    shipped = SeverityError(counts=posterior(read, blind))
    for size in (10, study.told.size):
        random = np.random.default_rng(size)
        times = SPLITS if size < study.told.size else 1
        groups = [random.permutation(study.told.size)[:size] for _ in range(times)]
        lines.append(_row("study", size, [(study.at(group), shipped) for group in groups]))
    return lines


def _halves(read: Graded, blind: Graded, size: int) -> Iterator[tuple[Graded, SeverityError]]:
    random = np.random.default_rng(size)
    for _ in range(SPLITS):
        order = random.permutation(blind.told.size)
        half = blind.told.size // 2
        yield (
            blind.at(order[half : half + size]),
            SeverityError(counts=posterior(read, blind.at(order[:half]))),
        )


def _row(name: str, size: int, groups: Sequence[tuple[Graded, SeverityError]]) -> str:
    cells = []
    for scale, key in ((np.arange(LEVELS), "severity"), (np.array([0.25, 0.5, 1, 2, 3]), "impact")):
        for certain in (True, False):
            hits = [
                _holds(figures(group, None if certain else error)[key], float(scale[group.true].mean()))
                for group, error in groups
            ]
            low, high = wilson(sum(hits), len(hits), Z95) or (0.0, 1.0)
            cells.append(
                f"{sum(hits) / len(hits):.2f} ({low:.2f}-{high:.2f})" if len(hits) > 1 else str(hits[0])
            )
    means = [np.mean([column[n].mean() for column, _ in groups]) for n in (0, 1)]
    return f"| {name} | {size} | {means[0]:.2f} | {means[1]:.2f} | {' | '.join(cells)} |"


def _holds(value: Value, truth: float) -> bool:
    assert value.low is not None
    assert value.high is not None
    return value.low - 1e-9 <= truth <= value.high + 1e-9


def figures(group: Graded, error: SeverityError | None) -> dict[str, Value]:
    """What the product says of a group of texts, each one person's and surely about one item."""
    ids = [f"f{n:02}" for n in range(group.told.size)]
    directory = Directory(
        customer={id: id for id in ids}, account=dict.fromkeys(ids), assumed=frozenset(), accounts={}
    )
    rows = [
        Support(
            feedback_id=id, statement_id=f"{id}:0", feature_id="F1", probability=1.0, accepted=True,
            severity=int(level), channel="support",
        )
        for id, level in zip(ids, group.told, strict=True)
    ]  # fmt: skip
    return derive(rows, directory, PrioritySettings(draws=500), error=error)["F1"]


if __name__ == "__main__":
    sys.exit(main())
