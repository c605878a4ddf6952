"""Fits the linker's calibration and writes models/linking/{words,calibration,reliability}.json.

    python benchmarks/train_linking.py

Run twice it writes the same bytes. Why it is fitted this way: docs/decisions/009-linking-calibration.md.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import numpy as np
from _linking_data import APPS, MODELS, UNKNOWN, Case, count_words, embed, encoder_name, training_cases
from _tagging_data import dev_data, share
from numpy.typing import NDArray

from feedback_insights.linking._words import WordTable
from feedback_insights.linking.calibration import Calibration, Logistic, fit_logistic, pool, size_offset
from feedback_insights.linking.pairs import MEASURES, Density, Level, Pairs
from feedback_insights.linking.reliability import TARGETS
from feedback_insights.statistics import abstention_threshold, risk_coverage

Array = NDArray[np.float64]

# How much a group's right pairs weigh in all, against one app's judgements. Bank intents are finer than any
# backlog and bug reports longer than any statement: both speak, neither decides.
WEIGHTS = {"banking77": 0.4, "seamonkey": 1.2}
WRITTEN_WEIGHT = 2.0
PER_APP = 65.0  # right pairs, as the judgements have on average
WEAK_PER_APP = 3000  # unjudged pairs without a shared title word, taken as wrong ...
WEAK_RIGHT = 0.028  # ... but for this share: of the judged pairs without one, 3 of 107 are right
WEAK_ODDS = 40  # and weighing so many times the right pairs: a statement against every item of a backlog
MOST_PAIRS = 60_000
RIDGE = 0.2
# An app's phrases overlap ("Listen to music", "Play song"), so its pairs called wrong are often right.
THEME_WEIGHTS = {"banking77": 0.025, **dict.fromkeys(APPS, 0.15)}
THEME_RIDGE = 3.0
ORPHANS = 0.25  # share of themes that nothing in the backlog answers


@dataclass(frozen=True)
class Measured:
    """A case with what the linker measures on it."""

    case: Case
    pairs: Pairs
    vectors: NDArray[np.float32]
    level: Level
    cosines: Array  # (texts, features), with whole items
    measures: Array  # (texts, features, MEASURES)

    @property
    def offset(self) -> float:
        return size_offset(len(self.case.features))


def measure(case: Case, table: WordTable, level: Level) -> Measured:
    """Compare a case's texts with its features."""
    pairs = Pairs(case.features, embed, table)
    vectors = embed(case.texts)
    measures = pairs.of_texts(case.texts, vectors, level)
    return Measured(case, pairs, vectors, level, pairs.cosines(vectors), measures)


def spread(cosines: Array, level: Level) -> tuple[Array, Array]:
    """Mean and deviation of a row's other cosines, as `Pairs` has them for a backlog of just these items."""
    others = level.weight + cosines.shape[1] - 1
    mean = (level.weight * level.mean + cosines.sum(axis=1, keepdims=True) - cosines) / others
    prior = level.weight * (level.variance + level.mean**2)
    square = (prior + (cosines**2).sum(axis=1, keepdims=True) - cosines**2) / others
    return mean, np.sqrt(np.maximum(square - mean**2, 1e-3))


def levels(cases: Sequence[Case], table: WordTable) -> Level:
    """Mean and variance of a statement's cosines with a backlog: the mean over the groups."""
    found: dict[str, list[tuple[float, float]]] = {}
    for case in cases:
        cosines = Pairs(case.features, embed, table).cosines(embed(case.texts[:500]))
        found.setdefault(case.group, []).append((float(cosines.mean()), float(cosines.var(axis=1).mean())))
    mean, variance = np.mean([np.mean(values, axis=0) for values in found.values()], axis=0)
    return Level(round(float(mean), 4), round(float(variance), 4))


def statement_rows(measured: Measured) -> tuple[Array, Array, Array]:
    """(measures, truth, weights) of the pairs that train: the judged ones, and the weak ones of an app."""
    case, judged = measured.case, measured.case.truth != UNKNOWN
    if case.group not in APPS:
        chosen = _thin(case, judged)
        inputs, truth = measured.measures[chosen], case.truth[chosen].astype(float)
        weights = np.where(truth == 1, 1.0, judged.sum() / chosen.sum())
        goal = PER_APP * WEIGHTS.get(case.group, WRITTEN_WEIGHT)
        return inputs, truth, weights * goal / _cases_in(case.group) / max(truth.sum(), 1)
    weak = _first(~judged & (measured.measures[..., MEASURES.index("title_share")] == 0), case, WEAK_PER_APP)
    right = int((case.truth == 1).sum())
    weight = WEAK_ODDS * right / weak.sum()
    truth = np.concatenate([case.truth[judged], np.zeros(weak.sum()), np.ones(weak.sum())])
    parts = [1.0] * int(judged.sum()) + [weight * (1 - WEAK_RIGHT)] * int(weak.sum())
    parts += [weight * WEAK_RIGHT] * int(weak.sum())
    inputs = np.concatenate([measured.measures[chosen] for chosen in (judged, weak, weak)])
    return inputs, truth, np.array(parts) * PER_APP / right


def _cases_in(group: str) -> int:
    return 3 if group == "seamonkey" else 1


def _thin(case: Case, judged: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """All right pairs and a fixed choice of the wrong ones."""
    if judged.sum() <= MOST_PAIRS:
        return judged
    return (case.truth == 1) | _first(judged & (case.truth == 0), case, MOST_PAIRS)


def _first(among: NDArray[np.bool_], case: Case, limit: int) -> NDArray[np.bool_]:
    """A choice of ``limit`` pairs that depends on nothing but the case's name and shape."""
    seed = int(share(f"pairs:{case.name}") * 2**32)
    rows, columns = np.nonzero(among)
    kept = np.sort(np.random.default_rng(seed).permutation(len(rows))[:limit])
    chosen = np.zeros_like(among)
    chosen[rows[kept], columns[kept]] = True
    return chosen


def fit_statements(material: Sequence[Measured], *, without: Collection[str] = ()) -> Logistic:
    """The statement model, fitted on every group but those named."""
    parts = [(statement_rows(m), m.offset) for m in material if m.case.group not in without]
    inputs, truth, weights = (np.concatenate([part[i] for part, _ in parts]) for i in range(3))
    offsets = np.concatenate([np.full(len(part[1]), offset) for part, offset in parts])
    return fit_logistic(inputs, truth, weights, offsets, ridge=RIDGE)


@dataclass(frozen=True)
class PseudoThemes:
    """Pairs of a group of texts that ask for one feature and a feature, pooled: (pairs, POOLED).

    Every group is there twice: against its backlog, and as an orphan, with its own feature taken away.
    """

    group: str
    inputs: Array
    truth: Array
    theme: NDArray[np.intp]  # which group of texts; orphans are numbered on
    orphan: NDArray[np.bool_]
    offset: float


def pseudo_themes(measured: Measured, statements: Logistic, level: Level, usual: Density) -> PseudoThemes:
    """Group what asks for the same feature, in groups of 2 to 24, each feature up to six times."""
    groups = list(_groups(measured.case))
    columns = np.arange(len(measured.case.features))
    pooled = partial(_pooled, measured, statements, level, measured.pairs.density(usual))
    parts = [(pooled(rows, columns), columns == own) for rows, own in groups]
    for rows, own in groups:
        others = columns[columns != own]
        parts.append((pooled(rows, others), np.zeros(len(others))))
    sizes = [len(truth) for _, truth in parts]
    return PseudoThemes(
        measured.case.group,
        np.concatenate([inputs for inputs, _ in parts]),
        np.concatenate([truth for _, truth in parts]).astype(float),
        np.repeat(np.arange(len(parts)), sizes),
        np.repeat(np.arange(len(parts)) >= len(groups), sizes),
        measured.offset,
    )


def _pooled(
    measured: Measured,
    statements: Logistic,
    level: Level,
    density: float,
    rows: NDArray[np.intp],
    columns: NDArray[np.intp],
) -> Array:
    """What the theme model is told of some texts and some of the backlog: (columns, POOLED)."""
    chosen = np.ix_(rows, columns)
    said = measured.measures[chosen].copy()
    before, deviation = spread(measured.cosines, measured.level)
    likeness = (said[..., 0] * deviation[chosen]) + before[chosen]  # as it is whatever else is in the backlog
    mean, deviation = spread(measured.cosines[chosen], measured.level)
    said[..., 0], said[..., 1] = (likeness - mean) / deviation, mean
    centre = measured.vectors[rows].astype(float).sum(axis=0)
    cosines = measured.pairs.cosines(centre[None] / np.linalg.norm(centre))[:, columns]
    around, width = spread(cosines, level)
    average = statements.probability(said, measured.offset).mean(axis=0)
    return pool(average, ((cosines - around) / width)[0], density)


def _groups(case: Case) -> Iterator[tuple[NDArray[np.intp], int]]:
    random = np.random.default_rng(int(share(f"themes:{case.name}") * 2**32))
    times = 6 if case.group in APPS else 2 if case.group == "banking77" else 1
    for column in range(len(case.features)):
        rows = np.flatnonzero(case.truth[:, column] == 1)
        for _ in range(times if len(rows) >= 2 else 0):
            size = len(rows) if times == 1 else min(len(rows), int(random.integers(2, 25)))
            yield np.sort(random.permutation(rows)[:size]), column


def densities(material: Sequence[Measured]) -> Density:
    """What the backlogs of the pseudo-themes are like: the mean, and the range once drawn towards it."""
    backlogs = [m.pairs for m in material if m.case.group != "seamonkey"]
    alone = Density(0.0, -1.0, 1.0, weight=0.0)
    mean = round(float(np.mean([pairs.density(alone) for pairs in backlogs])), 4)
    found = [pairs.density(Density(mean, -1.0, 1.0)) for pairs in backlogs]
    return Density(mean, round(min(found), 4), round(max(found), 4))


def themed(material: Sequence[Measured], level: Level, usual: Density) -> list[PseudoThemes]:
    """Pseudo-themes of every group but the bug reports, by statement models that never saw the group."""
    chosen = [m for m in material if m.case.group != "seamonkey"]
    return [pseudo_themes(m, fit_statements(material, without={m.case.group}), level, usual) for m in chosen]


def theme_level(material: Sequence[Measured]) -> Level:
    """Mean and variance of a theme centre's cosines with a backlog."""
    found = []
    for measured in material:
        if measured.case.group == "seamonkey":
            continue
        centres = np.array(
            [measured.vectors[rows].astype(float).sum(0) for rows, _ in _groups(measured.case)]
        )
        cosines = measured.pairs.cosines(centres / np.linalg.norm(centres, axis=1, keepdims=True))
        found.append((cosines.mean(), cosines.var(axis=1).mean()))
    mean, variance = np.mean(found, axis=0)
    return Level(round(float(mean), 4), round(float(variance), 4))


def fit_themes(themes: Sequence[PseudoThemes], *, without: Collection[str] = ()) -> Logistic:
    """The theme model. Every app, product or set counts the same but for THEME_WEIGHTS."""
    parts = [part for part in themes if part.group not in without]
    weights = []
    for part in parts:
        weight = THEME_WEIGHTS.get(part.group, 1.0)
        share = np.where(part.orphan, ORPHANS / (1 - ORPHANS), 1.0)
        weights.append(share * weight / part.truth.sum())
    return fit_logistic(
        np.concatenate([part.inputs for part in parts]),
        np.concatenate([part.truth for part in parts]),
        np.concatenate(weights),
        np.concatenate([np.full(len(part.truth), part.offset) for part in parts]),
        ridge=THEME_RIDGE,
    )


@dataclass(frozen=True)
class Fitted:
    """Everything a training run makes."""

    calibration: Calibration
    material: list[Measured]
    themes: list[PseudoThemes]


def train(cases: Sequence[Case], table: WordTable, say: Callable[[str], None]) -> Fitted:
    """Measure the cases and fit both models."""
    level = levels(cases, table)
    say(f"level of a statement: mean {level.mean}, variance {level.variance}")
    material = [measure(case, table, level) for case in cases]
    statement = fit_statements(material)
    centre_level = theme_level(material)
    usual = densities(material)
    themes = themed(material, centre_level, usual)
    calibration = Calibration(encoder_name(), statement, level, fit_themes(themes), centre_level, usual)
    return Fitted(calibration, material, themes)


def held_out_pairs(fitted: Fitted) -> dict[str, tuple[Array, Array, NDArray[np.str_]]]:
    """Kind -> (probability, truth, customer) of pairs by models that never saw their app or product.

    Of statements the judged pairs of the apps and every pair of the written products; of themes the
    pseudo-themes of both. A "customer" is one review or statement, or one theme.
    """
    rows: dict[str, list[tuple[Array, Array, NDArray[np.str_]]]] = {"statement": [], "theme": []}
    products = {m.case.group for m in fitted.material} - {"banking77", "seamonkey"}
    for m in fitted.material:
        if m.case.group not in products:
            continue
        model = fit_statements(fitted.material, without={m.case.group})
        known = m.case.truth != UNKNOWN
        who = np.repeat([f"{m.case.name}:{row}" for row in range(len(known))], known.sum(axis=1))
        found = model.probability(m.measures, m.offset)[known]
        rows["statement"].append((found, m.case.truth[known].astype(float), who))
    for part in fitted.themes:
        if part.group in products:
            model = fit_themes(fitted.themes, without={part.group})
            who = np.array([f"{part.group}:{theme}" for theme in part.theme])
            rows["theme"].append((model.probability(part.inputs, part.offset), part.truth, who))
    return {kind: tuple(map(np.concatenate, zip(*parts, strict=True))) for kind, parts in rows.items()}  # type: ignore[misc]


def reliability(fitted: Fitted) -> dict[str, Any]:
    """The content of ``reliability.json``: precision by threshold, and thresholds for stated targets.

    A target's threshold is the lowest at which, and above which, the lower end of Wilson's 90 % interval of
    the precision reaches the target (prioritization spec, section 8).
    """
    found: dict[str, Any] = {"schema": 1, "targets": {}}
    for kind, (probability, truth, _) in held_out_pairs(fitted).items():
        found[kind] = [at_threshold(probability, truth, float(cut)) for cut in THRESHOLDS]
        found["targets"][kind] = {f"{goal:g}": reaching(probability, truth, goal) for goal in TARGETS}
    return found


THRESHOLDS = tuple(round(0.05 * step, 2) for step in range(20))


def at_threshold(probability: Array, truth: Array, threshold: float) -> dict[str, float | int]:
    """One row of the table, as `Reliable` takes it."""
    [row] = risk_coverage(probability, truth, [threshold])
    return {"threshold": threshold, "pairs": row.accepted, "right": row.right, "of": row.of}


def reaching(probability: Array, truth: Array, goal: float) -> float | None:
    """The threshold of largest coverage at which the precision surely reaches a goal; None: there is none."""
    found = abstention_threshold(probability, truth, target=goal, thresholds=np.arange(0.95, 0.0, -0.01))
    return None if found is None else round(found.threshold, 2)


def main() -> int:
    folder = dev_data()
    if folder is None:
        return 0
    table = count_words(folder)
    fitted = train(training_cases(folder), table, partial(print, file=sys.stderr))
    (MODELS / "words.json").write_text(
        json.dumps(asdict(table), ensure_ascii=True, separators=(",", ":"), sort_keys=True) + "\n"
    )
    content = json.dumps(fitted.calibration.to_json(), indent=2)
    (MODELS / "calibration.json").write_text(content + "\n")
    reliable = json.dumps(reliability(fitted), indent=1)
    (MODELS / "reliability.json").write_text(reliable + "\n")
    print(content, reliable)
    return 0


if __name__ == "__main__":
    sys.exit(main())
