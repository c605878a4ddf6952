"""Files for Jira: its CSV and every table of items come back as a backlog; bodies hold what may be said."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from export_sample import export_data
from targets_sample import EVIL, FEATURES, Files, lines, rows, table, written

from feedback_insights.backlog import read_backlog
from feedback_insights.errors import SettingsError
from feedback_insights.exporters import ExportData
from feedback_insights.exporters.profiles import shipped
from feedback_insights.records import Feature, Score, Value


def test_jira_s_csv_comes_back_as_the_same_backlog(target_files: dict[str, Files], tmp_path: Path) -> None:
    (tmp_path / "jira.csv").write_bytes(target_files["jira_csv"]["jira.csv"])
    found = read_backlog(tmp_path / "jira.csv")
    assert found.format == "jira_csv"
    [back] = [feature for feature in found.features if feature.id == "FEAT-7"]
    assert (back.title, back.type, back.labels) == (FEATURES[0].title, "Story", ("exports", "jobs"))
    assert back.description.split() == FEATURES[0].description.split()


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("aha", "aha.csv"), ("airfocus", "airfocus.csv"), ("linear", "linear.csv"),
        ("productboard", "features.csv"), ("sheets", "rice.csv"),
    ],
)  # fmt: skip
def test_every_table_of_items_is_a_backlog_that_we_read(
    target_files: dict[str, Files], tmp_path: Path, target: str, name: str
) -> None:
    (tmp_path / name).write_bytes(target_files[target][name])
    titles = {feature.title for feature in read_backlog(tmp_path / name).features}
    assert titles == {f"'{EVIL}" if one.title == EVIL else one.title for one in FEATURES}


def test_jira_gets_a_column_per_label_and_no_punctuation_in_headings(target_files: dict[str, Files]) -> None:
    header, *body = table(target_files["jira_csv"]["jira.csv"])
    assert header[:6] == ["Summary", "Issue key", "Issue Type", "Priority", "Labels", "Labels"]
    assert header.count("Labels") == 3
    assert all(re.fullmatch(r"[A-Za-z ]+", name) for name in header)
    assert {len(row) for row in body} == {len(header)}


def test_closed_issues_are_left_out_unless_the_profile_wants_them(tmp_path: Path) -> None:
    done = replace(FEATURES[0], status="Done")
    data = export_data(features=(done, *FEATURES[1:]))
    keys = {row["Issue key"] for row in rows(written("jira_csv", tmp_path / "a", data)["jira.csv"])}
    assert "FEAT-7" not in keys
    whole = shipped("jira_csv").model_copy(update={"closed": True})
    found = rows(written("jira_csv", tmp_path / "b", data, profile=whole)["jira.csv"])
    assert {row["Issue key"] for row in found} == keys | {"FEAT-7"}


def test_many_rows_go_into_files_of_the_size_that_the_profile_says(
    target_data: ExportData, tmp_path: Path
) -> None:
    file = shipped("jira_csv").file[0].model_copy(update={"rows_per_file": 3})
    found = written(
        "jira_csv", tmp_path, target_data, profile=shipped("jira_csv").model_copy(update={"file": (file,)})
    )
    assert [len(rows(found[f"jira-{n}.csv"])) for n in (1, 2)] == [3, 1]


def test_jira_s_fields_are_never_guessed(target_data: ExportData, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="--field customfield_10042=score"):
        written("jira_rest", tmp_path, target_data, profile=shipped("jira_rest"))


def test_bulk_edits_hold_the_numbers_of_the_single_ones_grouped_by_value(
    target_files: dict[str, Files],
) -> None:
    single = {
        (one["path"].rpartition("/")[2], name): value
        for one in lines(target_files["jira_rest"]["jira_issues.ndjson"])
        for name, value in one["body"]["fields"].items()
        if not isinstance(value, str)
    }
    bulk: dict[tuple[str, str], float] = {}
    for one in lines(target_files["jira_rest"]["jira_bulk.ndjson"]):
        [edit] = one["body"]["editedFieldsInput"]["clearableNumberFields"]
        assert one["body"]["selectedActions"] == [edit["fieldId"]]
        for issue in one["body"]["selectedIssueIdsOrKeys"]:
            assert (issue, edit["fieldId"]) not in bulk
            bulk[issue, edit["fieldId"]] = edit["value"]
    assert bulk == single


def test_no_bulk_request_holds_more_than_a_thousand_issues(tmp_path: Path) -> None:
    many = [Feature(f"FL-{n}", "one of many", effort=1.0) for n in range(1005)]
    data = export_data(features=many)
    scores = [
        Score(feature_id=one.id, method="rice", score=Value(value=2.0), inputs={"people": Value(value=1)})
        for one in many
    ]
    found = replace(
        data, view=replace(data.view, analysis=replace(data.view.analysis, scores=tuple(scores), links=()))
    )
    profile = shipped("jira_rest").with_fields({"customfield_1": "score"})
    requests = lines(written("jira_rest", tmp_path, found, profile=profile)["jira_bulk.ndjson"])
    assert [len(one["body"]["selectedIssueIdsOrKeys"]) for one in requests] == [1000, 5]


def test_a_field_without_figure_is_left_alone_or_emptied_as_the_profile_says(
    target_data: ExportData, tmp_path: Path
) -> None:
    fields = shipped("jira_rest").with_fields({"customfield_1": "score"})
    clear = fields.model_copy(update={"missing": "clear", "add_labels": ("scored",)})
    left = lines(written("jira_rest", tmp_path / "a", target_data, profile=fields)["jira_issues.ndjson"])
    assert "FEAT-2" not in {one["path"].rpartition("/")[2] for one in left}
    files = written("jira_rest", tmp_path / "b", target_data, profile=clear)
    bodies = {one["path"].rpartition("/")[2]: one["body"] for one in lines(files["jira_issues.ndjson"])}
    assert bodies["FEAT-2"] == {
        "fields": {"customfield_1": None}, "update": {"labels": [{"add": "scored"}]},
    }  # fmt: skip
    [emptied] = [
        one["body"] for one in lines(files["jira_bulk.ndjson"])
        if "value" not in one["body"]["editedFieldsInput"]["clearableNumberFields"][0]
    ]  # fmt: skip
    assert set(emptied["selectedIssueIdsOrKeys"]) == {"FEAT-2", "FEAT-30"}
