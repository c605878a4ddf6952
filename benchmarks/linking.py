"""Measures the linker and writes results/linking-<date>.md and .json.

    python benchmarks/linking.py

Every figure on a set that also trains comes from a calibration that never saw that app, product or set.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from _linking_data import APPS, UNKNOWN, Case, embed, review_to_issue, sample_themes, training_cases
from _linking_measures import (
    Array,
    accepted_at,
    bins_of,
    bm25,
    listed,
    ranking,
    reciprocal_ranks,
    tfidf,
)
from _linking_report import Report, markdown
from _linking_trackers import trackers
from _tagging_data import ROOT, dev_data, share
from sklearn.metrics import roc_auc_score
from train_linking import (
    Fitted,
    Measured,
    PseudoThemes,
    fit_statements,
    fit_themes,
    held_out_pairs,
    reaching,
    train,
)

from feedback_insights.backlog import read_backlog
from feedback_insights.linking import BacklogLinker
from feedback_insights.linking._words import load_words
from feedback_insights.linking.reliability import TARGETS
from feedback_insights.records import Feature
from feedback_insights.statistics import (
    average_precision,
    brier_score,
    calibration_error,
    precision_of_returned,
    reliability_table,
)

THRESHOLDS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


def main() -> int:
    folder = dev_data()
    if folder is None:
        return 0
    fitted = train(training_cases(folder), load_words(), partial(print, file=sys.stderr))
    held = {m.case.name: held_out(m, fitted) for m in fitted.material}
    groups = {m.case.name: m for m in fitted.material}
    apps = review_to_issue(folder)
    report: Report = {
        "feature_search": feature_search(groups, held),
        "other_sets": {
            name: other_set(groups[name], held[name]) for name in sorted(groups) if name not in APPS
        },
        "review_to_issue": trackers(apps, {case.name: baselines(case) for case in apps}, folder),
        "abstention": abstention(fitted),
        "themes": theme_figures(fitted),
        "samples": samples(),
        "speed": speed(),
    }
    today = datetime.now(UTC).date().isoformat()
    target = Path(__file__).with_name("results") / f"linking-{today}"
    target.with_suffix(".json").write_text(json.dumps(rounded(report), indent=1) + "\n")
    text = markdown(report, today)
    target.with_suffix(".md").write_text(text)
    print(text)
    return 0


def held_out(measured: Measured, fitted: Fitted) -> Array:
    """Probabilities of a case by a model fitted without its group."""
    model = fit_statements(fitted.material, without={measured.case.group})
    return model.probability(measured.measures, measured.offset)


def baselines(case: Case) -> dict[str, Array]:
    """TF-IDF and BM25 alone, cosine with the title and with the whole item alone, and their fused ranks."""
    vectors = embed(case.texts).astype(float)
    titles = vectors @ embed([f.title for f in case.features]).astype(float).T
    wholes = vectors @ embed([f"{f.title}\n{f.description}".strip() for f in case.features]).astype(float).T
    lexical, weighed = bm25(case.texts, case.features), tfidf(case.texts, case.features)
    return {
        "TF-IDF": weighed,
        "BM25": lexical,
        "cosine, title": titles,
        "cosine, title + description": wholes,
        "reciprocal rank fusion": reciprocal_ranks(lexical, titles, wholes),
        "plain sum of cosines and TF-IDF": titles + wholes + weighed,
    }


def feature_search(groups: Mapping[str, Measured], held: Mapping[str, Array]) -> Report:
    """The judged pairs, each app by the calibration of the other three (and the other sets)."""
    queries, pooled_p, pooled_y, census = [], [], [], {}
    for app in APPS:
        case, scores = groups[app].case, {"linker": held[app], **baselines(groups[app].case)}
        asked = (case.truth != UNKNOWN).any(axis=0)
        for column in np.flatnonzero(asked):
            judged = case.truth[:, column] != UNKNOWN
            truth = case.truth[judged, column].astype(float)
            ranked = {name: listed(s[judged, column], truth) for name, s in scores.items()}
            figures = {name: average_precision(*both) for name, both in ranked.items()}
            title = case.features[column].title
            ten = {f"P@10 {name}": precision_of_returned(*both, 10) for name, both in ranked.items()}
            facts = {"app": app, "feature": title, "judged": len(truth), "right": int(truth.sum())}
            queries.append({**facts, **figures, **ten})
        judged_pairs = case.truth != UNKNOWN
        pooled_p.append(held[app][judged_pairs])
        pooled_y.append(case.truth[judged_pairs].astype(float))
        right = int((case.truth == 1).sum())
        pairs = int(asked.sum()) * len(case.texts)
        census[app] = {
            "pairs": pairs,
            "predicted_share": float(held[app][:, asked].mean()),
            "judged_right_share": right / pairs,
        }
    names = ["linker", *baselines(groups["spotify"].case)]
    return {
        "queries": queries,
        "MAP": {name: float(np.mean([q[name] for q in queries])) for name in names},
        "P@10": {name: float(np.mean([q[f"P@10 {name}"] for q in queries])) for name in names},
        "judged_pairs": calibration(np.concatenate(pooled_p), np.concatenate(pooled_y)),
        "per_app": {a: brief(p, y) for a, p, y in zip(APPS, pooled_p, pooled_y, strict=True)},
        "all_reviews": census,
    }


def calibration(probability: Array, truth: Array) -> Report:
    """Brier, ECE both ways with their tables, AUC and the risk-coverage table."""
    return {
        **brief(probability, truth),
        "equal_width": bins_of(reliability_table(probability, truth)),
        "equal_mass": bins_of(reliability_table(probability, truth, equal_mass=True)),
        "risk_coverage": accepted_at(probability, truth, THRESHOLDS),
    }


def brief(probability: Array, truth: Array) -> Report:
    """The calibration figures in one line."""
    return {
        "pairs": len(truth),
        "right": int(truth.sum()),
        "predicted": float(probability.sum()),
        "brier": brier_score(probability, truth),
        "brier_of_the_base_rate": float(truth.mean() * (1 - truth.mean())),
        "ece_equal_width": calibration_error(probability, truth),
        "ece_equal_mass": calibration_error(probability, truth, equal_mass=True),
        "auc": float(roc_auc_score(truth, probability)),
    }


def other_set(measured: Measured, probability: Array) -> Report:
    """A set that was wholly held out: every text against every feature."""
    case = measured.case
    known = case.truth != UNKNOWN
    truth = case.truth[known].astype(float)
    return {
        "ranking": {
            name: ranking(s, case.truth) for name, s in {"linker": probability, **baselines(case)}.items()
        },
        "calibration": brief(probability[known], truth),
        "risk_coverage": accepted_at(probability[known], truth, THRESHOLDS),
        "texts_without_a_feature": nothing(case, probability),
    }


def nothing(case: Case, probability: Array) -> Report:
    """How often a text that asks for nothing in the backlog is left alone."""
    orphans = ~(case.truth != 0).any(axis=1)
    quiet = (probability[orphans] < 0.5).all(axis=1)
    return {"texts": int(orphans.sum()), "left_alone": int(quiet.sum())}


def abstention(fitted: Fitted) -> Report:
    """Thresholds for a stated precision, chosen on one half of the texts and measured on the other.

    What is shipped is chosen on all of them.
    """
    found: dict[str, Any] = {}
    for kind, (probability, truth, who) in held_out_pairs(fitted).items():
        first = np.array([share(name) < 0.5 for name in who])
        rows = []
        for goal in TARGETS:
            cut = reaching(probability[first], truth[first], goal)
            row: dict[str, Any] = {"target": goal, "threshold": cut}
            if cut is not None:
                row |= accepted_at(probability[~first], truth[~first], (cut,))[0]
            rows.append(row)
        found[kind] = rows
    return found


def theme_figures(fitted: Fitted) -> Report:
    """Pseudo-themes by a theme model that never saw their group."""
    found = {}
    for name, members in theme_groups(fitted).items():
        parts = [fitted.themes[i] for i in members]
        models = [fit_themes(fitted.themes, without={part.group}) for part in parts]
        scored = [m.probability(part.inputs, part.offset) for m, part in zip(models, parts, strict=True)]
        probability, truth = np.concatenate(scored), np.concatenate([part.truth for part in parts])
        orphan = np.concatenate([part.orphan for part in parts])
        first, quiet = _per_theme(parts, scored)
        found[name] = {
            "themes": len(first),
            "first_is_right": float(np.mean(first)),
            "orphans_left_alone": float(np.mean(quiet)),
            **brief(probability[~orphan], truth[~orphan]),
            "at_.5": accepted_at(probability[~orphan], truth[~orphan], (0.5,))[0],
        }
    return found


def _per_theme(parts: Sequence[PseudoThemes], scored: Sequence[Array]) -> tuple[list[bool], list[bool]]:
    """For each theme whether the first feature is the right one; for each orphan whether none is accepted."""
    first, quiet = [], []
    for part, probability in zip(parts, scored, strict=True):
        for theme in np.unique(part.theme):
            mine = part.theme == theme
            if part.orphan[mine].any():
                quiet.append(bool((probability[mine] < 0.5).all()))
            else:
                first.append(bool(probability[mine].argmax() == part.truth[mine].argmax()))
    return first, quiet


def theme_groups(fitted: Fitted) -> dict[str, list[int]]:
    """Which pseudo-themes are reported together."""
    groups: dict[str, list[int]] = {}
    for i, part in enumerate(fitted.themes):
        name = "feature_search" if part.group in APPS else part.group
        groups.setdefault(name if part.group in (*APPS, "banking77") else "written", []).append(i)
    return groups


def samples() -> Report:
    """The samples' planted themes with the shipped calibration: 12 have a backlog item, 4 have none."""
    backlog = read_backlog(ROOT / "data" / "samples" / "backlog_jira.csv")
    features: Sequence[Feature] = backlog.features
    linker = BacklogLinker(embed=embed).fit(features)
    found = []
    for key, answer, texts in sample_themes():
        row = linker.pooled(texts)
        best = int(np.argmax(row))
        found.append(
            {
                "theme": key,
                "statements": len(texts),
                "answer": answer,
                "best": linker.feature_ids[best],
                "probability": float(row[best]),
                "answer_probability": None
                if answer is None
                else float(row[linker.feature_ids.index(answer)]),
                "accepted": [linker.feature_ids[j] for j in np.flatnonzero(row >= 0.5)],
            }
        )
    return {
        "themes": found,
        "linked_right": sum(row["answer"] in row["accepted"] for row in found if row["answer"]),
        "linked_wrong": sum(len(set(row["accepted"]) - {row["answer"]}) for row in found),
        "left_alone": sum(not row["accepted"] for row in found if row["answer"] is None),
    }


def speed(texts: int = 100_000, features: int = 10_000) -> Report:
    """Seconds to link made-up statements, the encoder replaced by fixed random vectors."""
    random = np.random.default_rng(0)
    stems = np.array([f"word{i}" for i in range(8000)])
    often = 1 / np.arange(1, len(stems) + 1)  # Zipf's law
    pool = [" ".join(row) for row in random.choice(stems, (texts, 15), p=often / often.sum())]
    titles = random.choice(stems, (features, 6), p=often / often.sum())
    items = [
        Feature(f"F{i}", " ".join(titles[i]), ". ".join(pool[(4 * i) % texts : (4 * i) % texts + 4]))
        for i in range(features)
    ]
    rows = random.normal(size=(9973, 384)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    linker = BacklogLinker(embed=lambda said: rows[np.arange(len(said)) % len(rows)])
    begun = time.perf_counter()
    linker.fit(items)
    fitted = time.perf_counter() - begun
    linker.rank(pool, 5)
    return {
        "statements": texts,
        "features": features,
        "seconds": round(time.perf_counter() - begun, 1),
        "of_which_the_backlog": round(fitted, 1),
    }


def rounded(value: Any) -> Any:
    """The report with four decimals."""
    if isinstance(value, dict):
        return {key: rounded(part) for key, part in value.items()}
    if isinstance(value, list):
        return [rounded(part) for part in value]
    return round(value, 4) if isinstance(value, float) else value


if __name__ == "__main__":
    sys.exit(main())
