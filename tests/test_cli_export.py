"""`export`: what it prints, what it writes and how it fails."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from cli_sample import SampleWorkspace
from click.testing import CliRunner, Result

from feedback_insights.cli import _options, cli


@pytest.fixture
def workspace(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> SampleWorkspace:
    ws = SampleWorkspace()

    def opened(db: Path, *, settings: Any = None, create: bool = False) -> SampleWorkspace:
        ws.asked.append(("open", create))
        ws.settings = settings or ws.settings
        return ws

    monkeypatch.setattr(_options, "open_workspace", opened)
    monkeypatch.chdir(tmp_path)
    return ws


def call(*words: str) -> Result:
    return CliRunner().invoke(cli, ["export", "x.db", *words], catch_exceptions=False)


def manifest(folder: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((Path(folder) / "manifest.json").read_text("utf-8"))
    return found


def test_the_paths_are_data_and_the_scope_is_told_beside(workspace: SampleWorkspace) -> None:
    done = call("--to", "json", "-o", "out")
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "out/insights.json", "out/insights.schema.json", "out/manifest.json",
    ]  # fmt: skip
    assert done.stderr == "Scope: everything · 2 Mar – 24 May 2026 · 14 items, at least 14 people\n"
    assert workspace.asked[0] == ("open", False)


def test_a_scope_another_period_and_a_facet_reach_the_files(workspace: SampleWorkspace) -> None:
    scope = ("--where", "audience=end_user", "--window", "2026-04", "--vs", "2026-03", "--by", "source")
    done = call("--to", "csv", "-o", "out", *scope)
    assert "audience end_user · 1 – 30 Apr 2026 · 3 items" in done.stderr
    told = manifest("out")
    assert (told["scope"]["window"], told["before"]["window"], told["by"]) == ("2026-04", "2026-03", "source")
    with Path("out/items.csv").open(encoding="utf-8", newline="") as file:
        assert {row["audience"] for row in csv.DictReader(file)} == {"end_user"}
    assert "out/breakdown.csv" in done.stdout
    assert "out/changes.csv" in done.stdout


def test_exporting_twice_gives_the_same_bytes(workspace: SampleWorkspace) -> None:
    for out in ("a", "b", "b"):
        assert call("--to", "csv", "-o", out).exit_code == 0
    first, again = ({p.name: p.read_bytes() for p in Path(out).iterdir()} for out in ("a", "b"))
    assert first == again


def test_settings_say_how_many_people_stand_behind_words(workspace: SampleWorkspace) -> None:
    Path("careful.toml").write_text("[report]\nmin_people = 3\n[priority]\ndraws = 200\n")
    assert call("--to", "json", "-o", "out", "--settings", "careful.toml").exit_code == 0
    assert manifest("out")["settings"]["report"]["min_people"] == 3
    assert all(item["withheld"] for item in json.loads(Path("out/insights.json").read_text("utf-8"))["items"])


def test_an_unknown_target_is_told_with_the_known_ones_before_any_work(workspace: SampleWorkspace) -> None:
    done = call("--to", "jra", "-o", "out")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "no export target 'jra'; known: aha, airfocus, canny, csv, events" in done.stderr
    assert workspace.asked == []


def test_a_folder_with_other_files_is_left_alone(workspace: SampleWorkspace) -> None:
    Path("out").mkdir()
    Path("out/plan.xlsx").write_text("mine")
    done = call("--to", "csv", "-o", "out")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1] == (
        "Error: out holds 'plan.xlsx', which no export wrote; name a new or empty folder"
    )
    assert [path.name for path in Path("out").iterdir()] == ["plan.xlsx"]


@pytest.mark.parametrize(
    "words", [("--to", "json"), ("-o", "out"), ("--to", "csv", "-o", "out", "--by", "x")]
)
def test_what_lacks_is_wrong_usage(workspace: SampleWorkspace, words: tuple[str, ...]) -> None:
    assert call(*words).exit_code == 2


# ---- targets, profiles, what moved ------------------------------------------------------------------------


def listed(*words: str) -> Result:
    return CliRunner().invoke(cli, ["targets", *words], catch_exceptions=False)


def test_the_targets_are_listed_with_how_surely_each_format_is_known() -> None:
    rows = {row["target"]: row for row in json.loads(listed("--json").stdout)["rows"]}
    assert rows["airfocus"] | {"format": "unverified", "profile": True} == rows["airfocus"]
    assert rows["json"] | {"format": "ours", "profile": False, "changed_since": False} == rows["json"]
    assert "airfocus      unverified" in listed().stdout


def test_a_printed_profile_is_read_back_and_changes_what_is_written(workspace: SampleWorkspace) -> None:
    Path("my.toml").write_text(listed("airfocus").stdout.replace('"text:"', '"text:Platform"'), "utf-8")
    done = call("--to", "airfocus", "-o", "out", "--profile", "my.toml", "--field", "Worth=score")
    assert done.exit_code == 0
    assert "the format of 'airfocus' is unverified" in done.stderr
    with Path("out/airfocus.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["Team"] for row in rows} == {"Platform"}
    assert [row["Worth"] for row in rows] == [row["Value"] for row in rows]
    assert manifest("out")["options"]["profile"]["target"] == "airfocus"


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("--to", "events", "--field", "a=score"), "the target 'events' takes no profile; those that do:"),
        (("--to", "csv", "--changed-since", "R0"), "the target 'csv' cannot write only what moved;"),
        (("--to", "aha", "--field", "a=scor"), "--field: file.1.columns.a: no field 'scor'; known: id,"),
        (("--to", "aha", "--profile", "none.toml"), "cannot read profile none.toml: No such file"),
        (("--to", "jira_rest"), "say which custom field takes what, such as --field customfield_10042=score"),
    ],
)  # fmt: skip
def test_what_a_target_cannot_do_is_told_in_one_line(
    workspace: SampleWorkspace, words: tuple[str, ...], error: str
) -> None:
    done = call(*words, "-o", "out")
    assert (done.exit_code, done.stdout) == (1, "")
    assert error in done.stderr.splitlines()[-1]
    assert not Path("out").exists() or list(Path("out").iterdir()) == []


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("--field", "score"), "--field takes COLUMN=FIELD"),
        (("--min-change", "rank"), "--min-change needs --changed-since RUN"),
        (("--changed-since", "R0", "--window", "2026-04"), "leave out --where and --window"),
        (("--changed-since", "R0", "--min-change", "people"), "'people' is not one of"),
    ],
)
def test_options_that_do_not_go_together_are_wrong_usage(
    workspace: SampleWorkspace, words: tuple[str, ...], error: str
) -> None:
    done = call("--to", "aha", "-o", "out", *words)
    assert (done.exit_code, workspace.asked) == (2, [])
    assert error in " ".join(done.stderr.split())


def test_only_what_moved_is_written_each_with_its_reason(workspace: SampleWorkspace) -> None:
    since = ("--changed-since", "R0", "--min-change", "rank")
    done = call("--to", "jira_csv", "-o", "out", *since)
    assert ("moves", ("R0", "rank")) in workspace.asked
    assert "moved since R0, by rank or more: " in done.stderr
    with Path("out/jira.csv").open(encoding="utf-8", newline="") as file:
        because = {row["Issue key"]: row["Moved because"] for row in csv.DictReader(file)}
    with Path("out/moved.csv").open(encoding="utf-8", newline="") as file:
        moved = {row["feature_id"]: row for row in csv.DictReader(file) if row["method"] == "rice"}
    assert because == {key: row["reason"] for key, row in moved.items()}
    assert because
    assert all(because.values())
    told = manifest("out")["options"]
    assert (told["changed_since"], told["min_change"], told["excel"]) == ("R0", "rank", False)


def test_who_made_sure_of_a_format_is_not_warned(workspace: SampleWorkspace) -> None:
    sure = listed("airfocus").stdout.replace('evidence = "unverified"', 'evidence = "documented"')
    Path("my.toml").write_text(sure, "utf-8")
    assert "try it on" not in call("--to", "airfocus", "-o", "out", "--profile", "my.toml").stderr


def test_options_that_change_nothing_are_told(workspace: SampleWorkspace) -> None:
    assert call("--to", "events", "-o", "out", "--excel").stderr.endswith("'events' writes no CSV\n")
    assert "no CSV" not in call("--to", "aha", "-o", "aha", "--excel").stderr
    assert Path("aha/aha.csv").read_bytes().startswith(b"\xef\xbb\xbfReference,")
    assert "--by change nothing here" in call("--to", "aha", "-o", "aha", "--by", "source").stderr
    assert "change nothing" not in call("--to", "csv", "-o", "csv", "--by", "source").stderr
