"""`--where`, `--window`, `--vs` and `--by` on every command that shows figures."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cli_sample import SampleWorkspace
from click.testing import CliRunner, Result

from feedback_insights.cli import _options, cli

SHOWING = (("themes", "x.db"), ("links", "x.db"), ("scores", "x.db"), ("explain", "x.db", "FEAT-7"))


@pytest.fixture
def workspace(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> SampleWorkspace:
    sample = SampleWorkspace()
    monkeypatch.setattr(_options, "open_workspace", lambda *_, **__: sample)
    monkeypatch.chdir(tmp_path)
    return sample


def call(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


def data(*arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(call(*arguments, "--json").stdout)
    return found


@pytest.mark.parametrize("command", SHOWING, ids=lambda command: command[0])
def test_the_period_is_told_by_default_and_the_json_keeps_its_shape(
    workspace: SampleWorkspace, command: tuple[str, ...]
) -> None:
    done = call(*command)
    assert "Scope: everything · 2 Mar – 24 May 2026 · 14 items, at least 14 people\n" in done.stderr
    assert set(data(*command)) == {"schema", "rows"}


@pytest.mark.parametrize("command", SHOWING, ids=lambda command: command[0])
def test_a_scope_reaches_the_figures_and_is_told_with_them(
    workspace: SampleWorkspace, command: tuple[str, ...]
) -> None:
    scope = ("--where", "audience=developer", "--window", "2026-03..2026-05")
    assert "Scope: audience developer · 1 Mar – 31 May 2026 · 5 items" in call(*command, *scope).stderr
    told = data(*command, *scope)["scope"]
    assert (told["where"], told["people"], told["first"]) == ({"audience": ["developer"]}, 5, "2026-03-01")


@pytest.mark.parametrize(
    "wrong",
    [
        ("--where", "audience"),
        ("--where", "colour=red"),
        ("--window", "soon"),
        ("--window", "2026-08..2026-07"),
        ("--vs", "soon"),
        ("--by", "colour"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_a_scope_is_wrong_usage(workspace: SampleWorkspace, wrong: tuple[str, ...]) -> None:
    done = call("themes", "x.db", *wrong)
    assert done.exit_code == 2
    assert wrong[0] in done.stderr


def test_a_value_that_nobody_has_is_told_with_the_known_ones(workspace: SampleWorkspace) -> None:
    done = call("themes", "x.db", "--where", "audience=develper")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "Error: nothing here has audience 'develper'; did you mean developer?\n"


def test_people_are_split_by_a_facet(workspace: SampleWorkspace) -> None:
    head, first, *_ = call("themes", "x.db", "--by", "audience").stdout.splitlines()
    assert "end_user (of 9)  developer (of 5)" in head
    assert first.split()[:10] == ["T1", "exporting", "a", "large", "board", "6", "of", "14", "6", "0"]
    row = data("themes", "x.db", "--by", "audience")["rows"][0]
    assert row["by"]["audience"]["end_user"] == pytest.approx(
        {"count": 6, "of": 9, "low": 0.398, "high": 0.858}, abs=0.001
    )


def named(workspace: SampleWorkspace, texts: Callable[[int], str]) -> None:
    """Let the people say other words."""
    workspace.items = [replace(item, text=texts(number)) for number, item in enumerate(workspace.items)]


def test_people_are_chosen_by_what_they_name(workspace: SampleWorkspace) -> None:
    named(workspace, lambda number: "The app on my iPhone 6" if number < 4 else "The hooks give a 502")
    assert "Scope: device iPhone 6 · 2 Mar – 6 May 2026 · 4 items, at least 4 people" in (
        call("themes", "x.db", "--where", "device=iPhone 6").stderr
    )
    assert "· 10 items" in call("scores", "x.db", "--where", "error=502").stderr
    done = call("themes", "x.db", "--where", "device=iPhone 7")
    assert done.stderr == "Error: nothing here has device 'iPhone 7'; did you mean iPhone 6?\n"


def test_people_are_split_by_what_they_name(workspace: SampleWorkspace) -> None:
    named(workspace, lambda number: f"iOS {10 + number}.1 and iOS 9.1" if number < 13 else "It is slow.")
    done = call("themes", "x.db", "--by", "version")
    head = done.stdout.splitlines()[0]
    assert "iOS 9.1 (of 13)" in head
    assert head.count("iOS") == 12
    assert "By version: 13 of 14 people name one; 2 more values: --json" in done.stderr
    assert len(data("themes", "x.db", "--by", "version")["rows"][0]["by"]["version"]) == 14
    told = call("explain", "x.db", "FEAT-7", "--by", "version")
    assert "People by version: iOS 9.1 6 of 13, iOS 10.1 1 of 1" in told.stdout
    assert "2 more values" in told.stderr


def test_where_nobody_names_such_a_thing_there_are_no_columns(workspace: SampleWorkspace) -> None:
    done = call("themes", "x.db", "--by", "plan_named")
    assert (done.exit_code, "(of" in done.stdout) == (0, False)
    assert "By plan named: 0 of 14 people name one\n" in done.stderr


def test_periods_stand_side_by_side(workspace: SampleWorkspace) -> None:
    scope = ("--window", "2026-04", "--vs", "2026-03")
    head, *lines = call("themes", "x.db", *scope).stdout.splitlines()
    assert "before  change" in head
    assert "no clear change" in lines[0]
    change = data("themes", "x.db", *scope)["rows"][0]["change"]
    assert (change["now"]["of"], change["before"]["of"], change["trend"]) == (5, 5, "unclear")
    scored = data("scores", "x.db", *scope)["rows"][0]
    assert scored["before"]["feature_id"] == scored["feature_id"]
    assert "rice before" in call("scores", "x.db", *scope).stdout


def test_explain_tells_both_sides(workspace: SampleWorkspace) -> None:
    told = call(
        "explain", "x.db", "FEAT-7", "--by", "audience", "--window", "2026-04", "--vs", "2026-03"
    ).stdout
    assert "People by audience: end_user 2 of 3, developer 0 of 2" in told
    assert "People now 2 of 5; before 2 of 5: no clear change" in told


def test_without_sessions_there_are_no_participants_and_that_is_said(workspace: SampleWorkspace) -> None:
    done = call("themes", "x.db", "--by", "participant")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "no sessions in this scope" in done.stderr


def test_links_and_reports_know_the_scope_too(workspace: SampleWorkspace, tmp_path: Path) -> None:
    found = data("links", "x.db", "--where", "audience=developer", "--by", "source")["rows"]
    assert {row["feature_id"] for row in found} == {"FEAT-12"}
    assert "survey" in found[0]["by"]["source"]
    done = call("report", "x.db", "--where", "audience=developer", "--vs", "2026-03", "--by", "source")
    assert done.exit_code == 0
    assert (tmp_path / "report" / "report.html").exists()
