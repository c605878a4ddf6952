"""Records of tasks as JSON: each problem that was seen is an observation about its participant."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from feedback_insights.files import InputFile
from feedback_insights.importers.usability.task_records import TASK_RECORDS
from feedback_insights.read import read_feedback

TASKS = [
    {"name": "Pay", "problems": [{"observation": "Looked for the total"}, {"code": 3}]},
    {"name": "Leave"},
]


def written(path: Path, **document: object) -> Path:
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_each_problem_is_observed_and_knows_its_task_and_participant(tmp_path: Path) -> None:
    batch = read_feedback(written(tmp_path / "x", participant="P1", role="admin", tasks=TASKS))
    (item,) = batch.feedback
    assert (item.text, item.voice, item.prompt, item.session) == (
        "Looked for the total",
        "observed",
        "Pay",
        "P1",
    )
    assert item.audience == "admin"
    assert item.locator.record == "participant P1, task 1"
    assert item.locator.field == "tasks.1.problems[0].observation"
    assert batch.ledger.states == {"used": 1, "empty": 1}


@pytest.mark.parametrize(
    "document", [{"tasks": TASKS}, {"participant": "P1", "tasks": [{"name": "Pay"}]}, {"participant": "P1"}]
)
def test_other_documents_with_tasks_are_not_taken_for_one(
    tmp_path: Path, document: dict[str, object]
) -> None:
    assert TASK_RECORDS.claims(InputFile.open(written(tmp_path / "x", **document))) == 0
