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
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "Error: no export target 'jra'; known: csv, json, parquet\n"
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
