"""Commands about the backlog as a plan, on the samples: epics known by their id, stages, the check."""

from __future__ import annotations

import csv
from pathlib import Path

from conftest import SAMPLES, Job

from feedback_insights import Workspace


def people(rows: list[dict[str, object]]) -> dict[str, int]:
    return {str(row["feature_id"]): int(row["inputs"]["people"]["value"] or 0) for row in rows}  # type: ignore[index]


def rewritten(folder: Path, **changes: dict[str, str]) -> Path:
    """The samples' backlog with other values in some rows, by key without the dash."""
    path = folder / "changed.csv"
    with (SAMPLES / "backlog_jira.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    for row in rows:
        for column, value in changes.get(row[1].replace("-", ""), {}).items():
            row[header.index(column)] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def test_an_epic_has_the_union_of_its_stories_people(analysed: Job) -> None:
    alone = people(analysed.rows("scores", "--method", "value"))
    rows = analysed.rows("scores", "--method", "value", "--level", "epic")
    [epic] = [row for row in rows if row["feature_id"] == "FL-12"]
    parts = [alone[id] for id in epic["parts"]]
    assert epic["parts"] == ["FL-103", "FL-105", "FL-108"]
    assert (epic["in_backlog"], epic["alone"], epic["level"]) == (False, False, "epic")
    assert 0 < max(parts) <= people(rows)["FL-12"] <= sum(parts)
    assert not set(epic["parts"]) & set(people(rows))
    assert {row["feature_id"] for row in rows if row["alone"]} == set(alone) & set(people(rows))


def test_a_scope_counts_at_a_level_too(analysed: Job) -> None:
    scope = ("--where", "channel=email")
    everything = people(analysed.rows("scores", "--level", "epic"))
    some = people(analysed.rows("scores", "--level", "epic", *scope))
    assert all(some[id] <= everything[id] for id in some)
    assert some != everything
    rows = analysed.rows("scores", "--level", "epic", "--by", "channel", "--vs", "2026-08")
    [epic] = [row for row in rows if row["feature_id"] == "FL-58"]
    assert sum(share["count"] for share in epic["by"]["channel"].values()) >= people(rows)["FL-58"]
    assert epic["change"]["now"]["count"] == people(rows)["FL-58"]


def test_the_table_marks_what_is_in_no_epic_and_what_is_known_by_its_id(analysed: Job) -> None:
    told = analysed.call("scores", str(analysed.db), "--level", "epic")
    assert "(not in the backlog; known as the parent of others)" in told.stdout
    assert "Spanish help centre (no epic)" in told.stdout
    assert "21 items in no epic stand for themselves" in told.stderr
    assert "effort missing, in progress" in told.stdout


def test_without_a_level_scores_say_the_stage_and_nothing_else_more(analysed: Job) -> None:
    rows = analysed.rows("scores")
    assert {row["feature_id"]: row["stage"] for row in rows}["FL-131"] == "done"
    assert not {"level", "parts", "alone"} & set(rows[0])
    assert all(row["tier"] is None for row in rows if row["stage"] == "done")


def test_explain_walks_from_an_epic_known_by_its_id_to_the_words_of_its_stories(analysed: Job) -> None:
    told = analysed.call("explain", str(analysed.db), "FL-12").stdout
    assert "Made of 3 items; whoever asks for several counts once in the whole" in told
    assert "by the model for FL-103: theme" in told
    [found] = analysed.rows("explain", "FL-12")
    assert {part["feature"]["id"] for part in found["parts"]} == {"FL-103", "FL-105", "FL-108"}
    assert {explained["link"]["feature_id"] for explained in found["links"]} <= {"FL-103", "FL-105", "FL-108"}
    assert len({quote["statement"]["id"] for quote in found["quotes"]}) == len(found["quotes"])
    unknown = analysed.call("explain", str(analysed.db), "FL-1")
    assert unknown.exit_code == 1
    assert "FL-12" in unknown.stderr


def test_links_at_a_level_are_one_per_subject(analysed: Job) -> None:
    rows = analysed.rows("links", "--level", "epic", "--feature", "FL-12")
    assert rows
    assert len({(row["kind"], row["subject_id"]) for row in rows}) == len(rows)
    wrong = analysed.call("links", str(analysed.db), "--level", "epic", "--feature", "FL-103")
    assert wrong.exit_code == 1
    assert "no backlog item at the level epic 'FL-103'" in wrong.stderr


def test_a_level_at_which_there_is_nothing_says_what_there_is(analysed: Job) -> None:
    told = analysed.call("scores", str(analysed.db), "--level", "idea")
    assert told.exit_code == 1
    assert "nothing in the backlog is an idea; it has 3 epics, 32 stories" in told.stderr


def test_the_backlog_check_needs_no_encoder_and_says_what_it_could_not_compare(
    job: Job, tmp_path: Path
) -> None:
    assert "not compared" not in job.call("hygiene", str(job.db)).stderr
    twin = {"Summary": "Spanish help centre, second try", "Status": "Our own word", "Status Category": ""}
    job.call("backlog", str(job.db), str(rewritten(tmp_path, FL120=twin)))
    told = job.call("hygiene", str(job.db))
    assert told.exit_code == 0
    assert "one item not compared with the others" in told.stderr
    assert (
        "one item with a status that no stage is known for (“Our own word” 1); taken as open" in told.stderr
    )
    rows = job.rows("hygiene")
    silent = {row["feature_id"] for row in rows if row["kind"] == "unmentioned"}
    assert "FL-104" in silent
    assert "FL-103" not in silent
    assert all(row["why"] and row["todo"] and row["title"] for row in rows)


def test_two_items_that_say_the_same_are_told_after_a_run(job: Job, tmp_path: Path) -> None:
    words = "Translate the 60 most visited help articles. Editors keep both versions in step."
    twin = {"Summary": "Help centre in Spanish", "Description": words}
    job.call("backlog", str(job.db), str(rewritten(tmp_path, FL120=twin)))
    assert job.call("analyze", str(job.db)).exit_code == 0
    [pair] = [row for row in job.rows("hygiene") if row["kind"] == "duplicate"]
    assert (pair["feature_id"], pair["other_id"]) == ("FL-102", "FL-120")
    assert pair["probability"] > 0.2


def test_circles_of_parents_are_told_when_a_backlog_is_loaded(job: Job, tmp_path: Path) -> None:
    epic = "Custom field (Epic Link)"
    path = rewritten(tmp_path, FL101={epic: "FL-102"}, FL102={epic: "FL-101"}, FL104={epic: "FL-104"})
    told = job.call("backlog", str(job.db), str(path)).stderr
    assert "the parents FL-101 > FL-102 > FL-101 go in a circle; FL-101 is taken as having none" in told
    assert "FL-104 names itself as its parent" in told
    with Workspace(job.db) as workspace:
        assert workspace.rollup("epic").home["FL-101"] == "FL-101"
