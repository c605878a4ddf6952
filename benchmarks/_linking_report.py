"""The linking figures as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from _machine import described

Report = dict[str, Any]
HELD_OUT = (
    "Every figure on a set that also trains comes from a calibration that never saw that app, product or set."
)


def table(head: Sequence[str], lines: Sequence[Sequence[object]]) -> str:
    """A Markdown table; floats with three decimals."""
    shown = [[f"{cell:.3f}" if isinstance(cell, float) else str(cell) for cell in line] for line in lines]
    return "\n".join("| " + " | ".join(line) + " |" for line in [list(head), ["---"] * len(head), *shown])


def markdown(report: Report, today: str) -> str:
    """The report for people."""
    search = report["feature_search"]
    parts: list[Callable[[Report], str]] = [_queries, _calibration, _census]
    text = [f"# Linking, {today}", "", HELD_OUT, ""]
    text += [part(search) for part in parts]
    text += [_others(report["other_sets"]), _trackers(report["review_to_issue"]), _themes(report["themes"])]
    text += [_abstention(report["abstention"]), _samples(report["samples"])]
    quick = report["speed"]
    size = f"{quick['statements']:,} statements x {quick['features']} features"
    text += [
        f"## Speed\n\n{size}: {quick['seconds']} s on one core, {quick['of_which_the_backlog']} s of it for"
        f" the backlog; vectors given. {described()}\n"
    ]
    return "\n".join(text)


def _queries(search: Report) -> str:
    names = list(search["MAP"])
    lines = [
        [q["app"], q["feature"], q["judged"], q["right"], *(q[n] for n in names)] for q in search["queries"]
    ]
    lines.append(["**mean**", "", "", "", *(search["MAP"][n] for n in names)])
    lines.append(["**P@10**", "", "", "", *(search["P@10"][n] for n in names)])
    return "## Feature search: average precision per query, app held out\n\n" + table(
        ["app", "feature", "judged", "right", *names], lines
    ) + "\n"  # fmt: skip


def _calibration(search: Report) -> str:
    keys = (
        "pairs",
        "right",
        "predicted",
        "brier",
        "brier_of_the_base_rate",
        "ece_equal_width",
        "ece_equal_mass",
        "auc",
    )
    rows = {"all": search["judged_pairs"], **search["per_app"]}
    whole = search["judged_pairs"]
    bins = ("low", "high", "pairs", "predicted", "right")
    cover = ("threshold", "accepted", "coverage", "precision", "precision_low", "recall")
    return "\n".join(
        [
            "## Feature search: calibration on the judged pairs, app held out\n",
            table(["app", *keys], [[name, *(row[k] for k in keys)] for name, row in rows.items()]),
            "\nTen bins of equal width:\n",
            table(bins, [[row[k] for k in bins] for row in whole["equal_width"]]),
            "\nTen bins of equal size:\n",
            table(bins, [[row[k] for k in bins] for row in whole["equal_mass"]]),
            "\nRisk and coverage (precision_low: lower end of Wilson's 95 % interval):\n",
            table(cover, [[row[k] for k in cover] for row in whole["risk_coverage"]]),
            "",
        ]
    )


def _census(search: Report) -> str:
    rows = search["all_reviews"]
    return (
        "## Feature search: all 1,250 reviews of an app against its judged features\n\n"
        "Most pairs are unjudged, so the judged right ones are a lower bound.\n\n"
        + table(
            ["app", "pairs", "predicted share", "judged right, at least"],
            [[a, r["pairs"], r["predicted_share"], r["judged_right_share"]] for a, r in rows.items()],
        )
        + "\n"
    )


def _others(sets: Report) -> str:
    ranks = [
        [name, ranker, *figures.values()]
        for name, part in sets.items()
        for ranker, figures in part["ranking"].items()
    ]
    keys = ("pairs", "right", "predicted", "brier", "brier_of_the_base_rate", "ece_equal_width", "auc")
    lines = []
    for name, part in sets.items():
        half = next(row for row in part["risk_coverage"] if row["threshold"] == 0.5)
        quiet = part["texts_without_a_feature"]
        lines.append([name, *(part["calibration"][k] for k in keys), half["precision"], half["recall"],
                      f"{quiet['left_alone']} of {quiet['texts']}"])  # fmt: skip
    return "\n".join(
        [
            "## Sets held out whole\n",
            table(["set", "ranked by", "texts", "hit@3", "hit@10", "MRR", "recall@10"], ranks),
            "",
            table(["set", *keys, "precision at .5", "recall at .5", "asking for nothing, left alone"], lines),
            "",
        ]
    )


def _trackers(found: Report) -> str:
    cases = found["apps"]
    lines = [
        [name, part["features"], ranker, *figures.values()]
        for name, part in cases.items()
        for ranker, figures in part["ranking"].items()
    ]
    text = [
        "## Reviews to bug trackers (measured only, never trained or tuned on)\n",
        "`weights chosen on ...`: the six likenesses weighed as ranks best on the other app, only here.\n",
        table(["app", "issues", "ranked by", "reviews", "hit@3", "hit@10", "MRR", "recall@10"], lines),
        "",
    ]
    for name, part in cases.items():
        spans = ", ".join(f"{key} {low:.2f} to {high:.2f}" for key, (low, high) in part["intervals"].items())
        beside = part["against_minilm"]
        text.append(
            f"{name}: 90 % intervals of the linker: {spans}. Beside MiniLM on titles, review by review:"
            f" {beside['better']} better, {beside['equal']} equal, {beside['worse']} worse; MRR"
            f" {beside['MRR_gain']:+.3f} ({beside['low']:+.3f} to {beside['high']:+.3f})."
            f" {part['accepted']} links accepted at .5, {part['accepted_right']} known to be right."
            f" Weights chosen here for the other app's row: {part['chosen']}.\n"
        )
    read = found["read"]
    low, high = read["interval"]
    text.append(
        "Only the top three of another tool were judged, so all figures are lower bounds. Of 50 answers among"
        f" our first three that nobody had judged, {read['right']} are right ({low:.2f} to {high:.2f}): one"
        " reader; right if the issue tells of the same behaviour in the same function; crashes and slowness"
        " without more match nothing (`benchmarks/linking_judged.csv`).\n"
    )
    keys = ("pairs", "right", "auc", "brier", "brier_of_the_base_rate", "ece_equal_width", "ece_equal_mass")
    judged = [[name, *(row[k] for k in keys)] for name, row in found["judged"].items()]
    text += [
        "The pairs judged there, level and slope fitted on the other app (they were picked by a tool, each"
        " is likely):\n",
        table(["app", *keys], judged),
        "",
    ]
    return "\n".join(text)


def _abstention(found: Report) -> str:
    keys = ("target", "threshold", "accepted", "precision", "precision_low", "recall")
    lines = [
        [kind, *(row.get(k) if row.get(k) is not None else "never" for k in keys)]
        for kind, rows in found.items()
        for row in rows
    ]
    return (
        "## Abstention at a stated precision\n\nThreshold chosen on one half of the held-out reviews,"
        " statements and themes, measured on the other.\n\n" + table(["kind", *keys], lines) + "\n"
    )


def _themes(found: Report) -> str:
    keys = ("themes", "first_is_right", "orphans_left_alone", "pairs", "right", "predicted", "brier")
    keys += ("ece_equal_width", "auc")
    lines = [
        [name, *(row[k] for k in keys), row["at_.5"]["precision"], row["at_.5"]["recall"]]
        for name, row in found.items()
    ]
    head = ["set", *keys, "precision at .5", "recall at .5"]
    return "## Pseudo-themes, group held out\n\n" + table(head, lines) + "\n"


def _samples(found: Report) -> str:
    keys = ("theme", "statements", "answer", "best", "probability", "answer_probability", "accepted")
    head = (
        f"## The samples' planted themes\n\n{found['linked_right']} of 12 linked with their item, "
        f"{found['linked_wrong']} wrong links, {found['left_alone']} of the 4 without an item left alone.\n\n"
    )
    return head + table(keys, [[row[k] for k in keys] for row in found["themes"]]) + "\n"
