"""From the review list to answers and back, in a workspace and on the command line."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from conftest import Job

import feedback_insights as fi
from feedback_insights.errors import FileProblem

Rows = list[dict[str, str]]


def review_rows(job: Job, *options: str) -> Rows:
    result = job.call("links", str(job.db), "--review", "--csv", *options)
    assert result.exit_code == 0, result.stderr
    return list(csv.DictReader(io.StringIO(result.stdout)))


def write(path: Path, rows: Rows) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


def filled(rows: Rows, *answers: str) -> Rows:
    return [row | {"answer": answer} for row, answer in zip(rows, answers, strict=False)]


def decisions(job: Job) -> list[tuple[str, str, str, str]]:
    with fi.Workspace(job.db) as ws:
        return [(d.verb, d.arguments["feature"], d.arguments["subject"], d.reason) for d in ws.decisions()]


def test_the_list_shows_what_to_ask_and_the_commands(job: Job) -> None:
    result = job.call("links", str(job.db), "--review", "--count", "6")
    assert result.exit_code == 0
    first, *lines = result.stdout.splitlines()
    assert first.split()[:3] == ["feature", "subject", "probability"]
    assert [line.split()[0] for line in lines[:6]] == list("123456")
    assert "precision and recall unknown: no pair drawn by lot is answered yet" in lines
    assert " --reason review --by NAME" in result.stderr
    rows = json.loads(job.call("links", str(job.db), "--review", "--json").stdout)
    assert rows["scope"]["quality"]["precision"]["value"] is None
    assert {"feature_id", "title", "subject_id", "words", "people", "stake", "why", "answer"} <= set(
        rows["rows"][0]
    )


def test_an_answer_file_is_taken_whole_and_taking_it_twice_changes_nothing(job: Job, tmp_path: Path) -> None:
    rows = review_rows(job)
    file = write(tmp_path / "f.csv", filled(rows, "yes", "no", "unsure", "", "YES"))
    taken = job.call("triage", str(job.db), "answers", str(file), "--by", "kim")
    assert taken.exit_code == 0, taken.stderr
    assert "4 answers taken, 0 known already, 1 open" in taken.stderr
    logged = decisions(job)
    keys = [(row["feature_id"], row["subject_id"]) for row in rows]
    assert logged == [
        ("confirm", *keys[0], "review"),
        ("reject", *keys[1], "review"),
        ("unsure", *keys[2], "review"),
        ("confirm", *keys[4], "review"),
    ]
    again = job.call("triage", str(job.db), "answers", str(file), "--by", "kim")
    assert "0 answers taken, 4 known already, 1 open" in again.stderr
    assert decisions(job) == logged
    asked = {(row["feature_id"], row["subject_id"]) for row in review_rows(job)}
    assert not asked & {keys[0], keys[1], keys[2], keys[4]}


def test_answered_links_are_as_the_person_said_in_the_next_run(job: Job, tmp_path: Path) -> None:
    rows = review_rows(job)
    answers = ["no" if float(row["probability"]) > 0.5 else "yes" for row in rows[:8]]
    write(tmp_path / "f.csv", filled(rows, *answers))
    with fi.Workspace(job.db) as ws:
        ws.take_answers(tmp_path / "f.csv", author="kim", reason="by the support lead")
        assert ws.decisions()[0].reason == "review: by the support lead"
        ws.analyze()
        found = {(link.feature_id, link.subject_id): link for link in ws.links()}
        quality = ws.link_quality()
        assert len(ws.review(5)) == 5
    for row, answer in zip(rows, answers, strict=False):
        link = found[row["feature_id"], row["subject_id"]]
        assert (link.accepted, link.decided_by) == (answer == "yes", "person:kim")
    ties = [one for one in found.values() if one.decided_by.startswith("tool:") and 0 < one.probability < 1]
    assert ties
    assert quality.answers == 8 + len(ties)  # what tools tied is answered, though nobody was asked
    assert quality.precision.low is not None
    assert quality.precision.value is not None
    assert quality.precision.low < quality.precision.value
    assert f"from {quality.answers} answers" in quality.line


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"answer": "maybe"}, "row 3: answer 'maybe' is none of yes, no, unsure"),
        ({"feature_id": "FL-999"}, "row 3: no feature 'FL-999'"),
        ({"subject_id": "T999"}, "row 3: no subject 'T999'"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_of_the_file_is_taken(
    job: Job, tmp_path: Path, change: dict[str, str], told: str
) -> None:
    rows = filled(review_rows(job), "yes", "no", "yes")
    rows[1] |= change
    result = job.call("triage", str(job.db), "answers", str(write(tmp_path / "f.csv", rows)))
    assert result.exit_code == 1
    assert told in result.stderr
    assert "nothing of the file was taken" in result.stderr
    assert decisions(job) == []


def test_two_answers_to_one_pair_contradict(job: Job, tmp_path: Path) -> None:
    row = review_rows(job)[0]
    file = write(tmp_path / "f.csv", filled([row, row], "yes", "no"))
    with (
        fi.Workspace(job.db) as ws,
        pytest.raises(FileProblem, match="row 3: another answer than in row 2 for the same pair"),
    ):
        ws.take_answers(file, author="kim")


def test_a_file_without_the_columns_says_where_they_come_from(job: Job, tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text("feature_id,answer\nFL-101,yes\n")
    result = job.call("triage", str(job.db), "answers", str(tmp_path / "f.csv"))
    assert result.exit_code == 1
    assert "has no column subject_id" in result.stderr
    assert "--review --csv" in result.stderr


def test_what_narrows_the_links_does_not_go_with_the_review(job: Job) -> None:
    for options in (
        ["--review", "--accepted"],
        ["--review", "--where", "audience=developer"],
        ["--count", "3"],
    ):
        assert job.call("links", str(job.db), *options).exit_code == 2


def test_the_list_is_the_same_each_time(job: Job) -> None:
    assert review_rows(job) == review_rows(job)
