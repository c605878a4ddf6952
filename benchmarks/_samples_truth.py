"""What is planted in each feedback of the samples, by data/samples/ground_truth.csv."""

from __future__ import annotations

import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path

from feedback_insights.records import Feedback, Theme
from feedback_insights.workspace import Workspace

SAMPLES = Path(__file__).resolve().parent.parent / "data" / "samples"
EXPORTS = (
    "zendesk_tickets_2026-07_08.ndjson", "zendesk_tickets_2026-09.ndjson.gz", "nps_survey_2026-09.csv",
    "qualtrics_platform_survey_2026.csv", "partner_survey_2026-09.xlsx",
    "marketplace_feedback_2026-08.ndjson",
    "reviews_com.fieldlark.field_202607.csv", "reviews_com.fieldlark.field_202609.csv",
)  # fmt: skip
FOLDERS = ("usability_notes", "interviews")
NOTE = re.compile(r"\s*[-*] |\s*\|(?!\s*(?:Task|-))")  # a list item, or a table row that is no heading
QUESTIONS = {
    "What is the one thing we should improve?": "improve",
    "What do you like most about Fieldlark?": "like",
    "What is the biggest problem with payouts and settlements?": "payouts",
    "What would make listing an add-on easier?": "listing",
    "Anything else?": "else",
}


def exports() -> list[Path]:
    """The exports that `make demo` imports."""
    inside = [file for folder in FOLDERS for file in sorted((SAMPLES / folder).iterdir())]
    return [*(SAMPLES / name for name in EXPORTS), *inside]


def answers() -> dict[str, str | None]:
    """Planted theme -> the backlog item that answers it; None = there is none."""
    with (SAMPLES / "ground_truth_backlog.csv").open(encoding="utf-8", newline="") as stream:
        found = {row["theme"]: row["feature_id"] for row in csv.DictReader(stream) if row["theme"]}
    planted = {theme for themes in _planted().values() for theme in themes} - {"none", ""}
    return {theme: found.get(theme) for theme in sorted(planted)}


def labels(feedback: Feedback) -> list[str]:
    """The themes planted in one piece of feedback."""
    at, file = feedback.locator, Path(feedback.locator.file).name
    question = QUESTIONS.get(feedback.prompt, "")
    if feedback.source == "notes":
        key = f"{file}#{_note(file, int(at.record.removeprefix('line ')))}"
    elif feedback.source == "transcript":
        key, question = f"{file[:2]} {at.record}", ""
    elif feedback.source == "qualtrics":
        key, question = feedback.external_id, at.field
    elif file.endswith(".xlsx"):
        key = f"Form1 ID {feedback.external_id}"
    elif feedback.source == "google_play" or file.startswith("marketplace"):
        key, question = feedback.external_id, ""
    else:
        key = at.record.removeprefix("Response ID ")
    return _planted().get((key, question), [])


def label_of(theme: Theme, workspace: Workspace) -> tuple[str, float]:
    """The theme that most statements' records carry, and the share of the statements that do."""
    counts: Counter[str] = Counter()
    for id in theme.statements:
        counts.update(set(labels(workspace.feedback(workspace.statement(id).feedback_id))))
    if not counts:
        return "", 0.0
    best = max(sorted(counts), key=lambda label: counts[label])
    return best, counts[best] / len(theme.statements)


@cache
def _planted() -> dict[tuple[str, str], list[str]]:
    with (SAMPLES / "ground_truth.csv").open(encoding="utf-8", newline="") as stream:
        return {(row["record"], row["question"]): row["themes"].split(";") for row in csv.DictReader(stream)}


@cache
def _note(file: str, line: int) -> int:
    lines = (SAMPLES / "usability_notes" / file).read_text("utf-8").splitlines()[:line]
    return sum(bool(NOTE.match(text)) for text in lines)
