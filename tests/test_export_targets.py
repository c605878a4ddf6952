"""Every target's files: what all have in common, and what a profile may say of their columns."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import report_sample as sample
from export_sample import export_data
from hypothesis import given
from hypothesis import strategies as st
from targets_sample import EVIL, FEATURES, TARGETS, Files, lines, rows, sheet, table, written

from feedback_insights.errors import SettingsError
from feedback_insights.exporters import ExportData
from feedback_insights.exporters.cells import FORMULA, csv_cell, csv_file
from feedback_insights.exporters.profiles import shipped


@pytest.mark.parametrize("target", TARGETS)
def test_the_same_in_another_order_gives_the_same_bytes(
    target: str, target_files: dict[str, Files], tmp_path: Path
) -> None:
    again = written(target, tmp_path, export_data(features=FEATURES, shuffled=True))
    assert again == target_files[target]


@pytest.mark.parametrize("target", TARGETS)
def test_without_feedback_and_backlog_there_are_files_without_rows(target: str, tmp_path: Path) -> None:
    found = written(target, tmp_path, export_data(items=(), features=()))
    counted = {file["name"]: file["rows"] for file in json.loads(found["manifest.json"])["files"]}
    assert set(counted.values()) <= {0, None}


def test_no_cell_of_any_csv_or_workbook_is_a_formula(target_files: dict[str, Files], tmp_path: Path) -> None:
    tables = [
        table(text)
        for files in target_files.values()
        for name, text in files.items()
        if name.endswith(".csv")
    ]
    tables.append(sheet(target_files["sheets"]["scores.xlsx"], tmp_path))
    cells = [cell for one in tables for row in one for cell in row]
    assert sum(cell == f"'{EVIL}" for cell in cells) >= len(tables) - 1
    assert [cell for cell in cells if cell.startswith(FORMULA) and not is_number(cell)] == []


def test_what_programs_read_has_the_title_as_it_is(target_files: dict[str, Files]) -> None:
    events = lines(target_files["events"]["events.ndjson"])
    assert EVIL in {event["data"].get("title") for event in events}
    assert EVIL in {post["body"]["title"] for post in lines(target_files["canny"]["canny_posts.ndjson"])}


@pytest.mark.parametrize("target", TARGETS)
def test_people_are_pseudonymous_and_no_folder_is_told(target: str, target_files: dict[str, Files]) -> None:
    text = b"".join(target_files[target].values())
    assert not re.search(rb"person_[a-z]{3}\b|/home/ana|/tmp/", text)


@pytest.mark.parametrize("target", [target for target in TARGETS if target != "sheets"])
def test_words_of_few_people_are_withheld(target: str, tmp_path: Path) -> None:
    careful = export_data(features=FEATURES, settings={"report": {"min_people": 100}})
    text = b"".join(written(target, tmp_path, careful).values()).decode()
    assert [words for *_, words in sample.SAID if words[:25] in text] == []


def test_a_missing_score_is_blank_and_never_0(target_files: dict[str, Files], tmp_path: Path) -> None:
    missing = "FEAT-2"  # nobody knows its effort
    [jira] = [row for row in rows(target_files["jira_csv"]["jira.csv"]) if row["Issue key"] == missing]
    assert (jira["RICE"], jira["RICE low"], jira["RICE blank because"]) == ("", "", "effort missing")
    for target, name, column in (("aha", "aha.csv", "Score"), ("airfocus", "airfocus.csv", "Value")):
        assert [row[column] for row in rows(target_files[target][name]) if missing in row.values()] == [""]
    [put] = [one for one in lines(target_files["jira_rest"]["jira_issues.ndjson"]) if missing in one["path"]]
    assert "customfield_10042" not in put["body"]["fields"]
    [line] = [row for row in sheet(target_files["sheets"]["scores.xlsx"], tmp_path) if row[0] == missing]
    assert line[6:9] == ["", "", "effort missing"]
    [event] = [
        one for one in lines(target_files["events"]["events.ndjson"])
        if one["type"] == "feature.score.updated" and one["subject"] == missing
    ]  # fmt: skip
    assert event["data"]["scores"]["rice"]["value"] is None


def test_excel_gets_its_mark_and_nothing_else_changes(
    target_data: ExportData, target_files: dict[str, Files], tmp_path: Path
) -> None:
    for target, name in (("jira_csv", "jira.csv"), ("sheets", "rice.csv")):
        marked = written(target, tmp_path / target, target_data, excel=True)
        assert marked[name] == b"\xef\xbb\xbf" + target_files[target][name]
        assert json.loads(marked["manifest.json"])["options"]["excel"] is True


@given(st.lists(st.lists(st.text(max_size=20), min_size=2, max_size=2), max_size=4))
def test_any_cells_come_back_from_csv_as_they_are_but_for_the_guard(cells: list[list[str]]) -> None:
    assert table(csv_file(cells)) == [[csv_cell(cell) for cell in row] for row in cells]


def is_number(cell: str) -> bool:
    return bool(re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", cell))


def test_every_request_carries_a_key_of_run_and_subject(target_files: dict[str, Files]) -> None:
    for target, name, key in (
        ("productboard", "notes.ndjson", r"R1/note/[0-9a-f]{16}"),
        ("linear", "linear_updates.ndjson", r"R1/issue/FEAT-\d+"),
        ("canny", "canny_posts.ndjson", r"R1/post/FEAT-\d+"),
        ("jira_rest", "jira_issues.ndjson", r"R1/issue/FEAT-\d+"),
        ("github", "github_comments.ndjson", r"R1/comment/FEAT-\d+"),
    ):
        requests = lines(target_files[target][name])
        keys = [one["key"] for one in requests]
        assert keys
        assert len(set(keys)) == len(keys)
        assert all(re.fullmatch(key, one) for one in keys), keys
        assert all("body" in one for one in requests)
    assert lines(target_files["canny"]["canny_posts.ndjson"])[0]["path"] == "/api/v1/posts/create"
    assert lines(target_files["productboard"]["notes.ndjson"])[0]["path"] == "/v2/notes"


def test_a_profile_without_a_key_has_bare_lines(target_data: ExportData, tmp_path: Path) -> None:
    profile = shipped("linear")
    bare = profile.file[0].model_copy(update={"key": None})
    found = written("linear", tmp_path, target_data, profile=profile.model_copy(update={"file": (bare,)}))
    assert {frozenset(one) for one in lines(found["linear_updates.ndjson"])} == {frozenset({"id", "input"})}


def test_columns_can_be_of_several_methods(target_data: ExportData, tmp_path: Path) -> None:
    both = shipped("aha").with_fields({"Demand": "value:score", "Half": "input.units_half"})
    found = rows(written("aha", tmp_path, target_data, profile=both)["aha.csv"])
    values = {
        one.feature_id: one.score.value for one in target_data.view.analysis.scores if one.method == "value"
    }
    assert {row["Reference"]: row["Demand"] for row in found if row["Demand"]} == {
        id: str(float(f"{value:.3g}")) for id, value in values.items() if value is not None
    }


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"Score": "moscow:score"}, "aha.csv, Score: no scores by 'moscow' in R1; known: rice, value"),
        ({"Score": "input.charm"}, "no input 'charm' of any score; known: accounts, "),
        ({"Board": "ask:the board's id"}, "Board: the profile must say the board's id"),
    ],
)
def test_what_the_run_cannot_fill_is_told_with_file_and_column(
    target_data: ExportData, tmp_path: Path, fields: dict[str, str], error: str
) -> None:
    with pytest.raises(SettingsError, match=re.escape(error)):
        written("aha", tmp_path, target_data, profile=shipped("aha").with_fields(fields))
