"""Profiles of targets: what they may say, and how wrong ones are told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback_insights.errors import SettingsError
from feedback_insights.exporters import evidence_of, exporters, profiled
from feedback_insights.exporters.fields import FIELDS
from feedback_insights.exporters.profiles import load_target_profile, shipped, shipped_text

PROFILED = [name for name, one in exporters().items() if profiled(one)]
GOOD = """
target = "airfocus"
[[file]]
name = "my.csv"
[file.columns]
Name = "title"
"""


def test_every_target_says_how_surely_its_format_is_known() -> None:
    known = {"ours", "documented", "second-hand", "unverified"}
    for name in PROFILED:
        assert set(evidence_of(exporters()[name]).split(", ")) <= known
    assert {name for name in PROFILED if "unverified" in evidence_of(exporters()[name])} == {
        "airfocus", "canny", "productboard",
    }  # fmt: skip


@pytest.mark.parametrize("name", PROFILED)
def test_a_shipped_profile_that_is_saved_is_the_shipped_one(name: str, tmp_path: Path) -> None:
    (tmp_path / "copy.toml").write_text(shipped_text(name), encoding="utf-8")
    assert load_target_profile(tmp_path / "copy.toml", name) == shipped(name)


@pytest.mark.parametrize("name", PROFILED)
def test_what_is_not_documented_says_so_on_top(name: str) -> None:
    opening = shipped_text(name).split("\ntarget =")[0].lower()
    evidence = set(evidence_of(exporters()[name]).split(", "))
    assert all(word in opening for word in evidence & {"unverified", "second-hand"})


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (GOOD + "Value = 'scor'\n", r"file\.1\.columns\.Value: no field 'scor'; known: id, title, "),
        (GOOD.replace("[[file]]", "digit = 3\n[[file]]"), r"digit: unknown key; known: about, add_labels, "),
        (GOOD.replace("name =", "nam ="), r"file\.1\.name: field required"),
        (
            GOOD.replace("[file.columns]", "repeating = ['Name']\n[file.columns]"),
            r"file\.1\.repeating: unknown key; known: columns, evidence, format, ",
        ),
        (
            GOOD.replace("[file.columns]", "required = ['Id']\n[file.columns]"),
            r"file\.1: required names 'Id', which is none of the columns",
        ),
        (
            GOOD.replace("my.csv", "my.ndjson").replace("[file.columns]", "format='ndjson'\n[file.columns]")
            + "'Name.first' = 'id'",
            r"file\.1: 'Name' cannot be a value and hold 'Name\.first', too",
        ),
        (GOOD.replace("my.csv", "../my.csv"), r"file\.1\.name: string should match"),
        (GOOD.replace("[[file]]", "digits = 0\n[[file]]"), r"digits: input should be greater than"),
        (GOOD + GOOD.partition("airfocus\"")[2], r"file: 'my\.csv' occurs twice"),
        (GOOD.replace('"airfocus"', '"aha"'), r"is for the target 'aha', not 'airfocus'"),
        ("target = 'airfocus'", r"file: field required"),
        ("target = ", r"is not valid TOML: "),
    ],
    ids=[
        "no such field", "no such key", "a key misspelt", "no such key of a file", "no such column",
        "a value and an object",
        "a way out", "out of range", "a file twice", "another target", "no file", "no TOML",
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_profile_is_told_with_its_place(text: str, error: str, tmp_path: Path) -> None:
    (tmp_path / "my.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=f"my.toml.*{error}") as caught:
        load_target_profile(tmp_path / "my.toml", "airfocus")
    assert "\n" not in str(caught.value)


def test_a_profile_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"cannot read profile .*: No such file"):
        load_target_profile(tmp_path / "none.toml", "aha")


@given(text=st.text(max_size=80) | st.sampled_from(sorted(FIELDS)).map(lambda name: f"{GOOD}X = '{name}'"))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_any_text_is_a_profile_or_one_line_of_error(text: str, tmp_path: Path) -> None:
    (tmp_path / "any.toml").write_text(text, encoding="utf-8")
    try:
        found = load_target_profile(tmp_path / "any.toml", "airfocus")
    except SettingsError as error:
        assert "\n" not in str(error)  # noqa: PT017
    else:
        assert found.file


def test_fields_on_the_command_line_fill_a_column_where_it_is_or_add_it_everywhere() -> None:
    linear = shipped("linear").with_fields({"Estimate": "text:3", "New": "people"})
    assert [("New" in file.columns, file.columns.get("Estimate")) for file in linear.file] == [
        (True, None), (True, "text:3"),
    ]  # fmt: skip
    with pytest.raises(SettingsError, match=r"--field: file\.1\.columns\.New: no field 'peple'; known: "):
        shipped("aha").with_fields({"New": "peple"})
