"""The command `kano`, as a product manager meets it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from feedback_insights.cli import cli

SURVEY = str(Path(__file__).with_name("kano_survey.csv"))


def call(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["kano", *arguments], catch_exceptions=False)


def test_each_feature_has_its_line() -> None:
    done = call(SURVEY)
    assert done.exit_code == 0
    header, offline, search, sso = done.stdout.splitlines()
    assert header.split()[:9] == ["feature", "A", "O", "M", "I", "R", "Q", "n", "mode"]
    assert offline.split()[:10] == ["Offline", "3", "1", "20", "14", "0", "0", "38", "M", "M"]
    assert "0.75 (0.62 to 0.84)  -0.70 (-0.80 to -0.57)" in search
    assert sso.split()[8:10] == ["R", "mixed(R,A)"]
    assert sso.endswith("36 %  indicative")


def test_what_to_mind_is_told_beside_it() -> None:
    notes = call(SURVEY, "--by", "Segment").stderr
    assert "A attractive, O one-dimensional, M must-be" in notes
    assert "indicative: of fewer than 200 respondents" in notes
    assert "Offline: 2 gave only one of the two answers; not counted" in notes
    assert "SSO: 1 gave neither answer; not counted" in notes
    assert "Offline: the pooled M hides segments that differ: M for business; I for private" in notes


def test_json_has_all_figures() -> None:
    done = json.loads(call(SURVEY, "--by", "Segment", "--json").stdout)
    assert done["schema"] == 1
    rows = done["rows"]
    assert [(row["feature"], row["segment"]) for row in rows[:3]] == [
        ("Offline", None), ("Offline", "business"), ("Offline", "private"),
    ]  # fmt: skip
    assert rows[0]["counts"] == {"A": 3, "I": 14, "M": 20, "O": 1, "Q": 0, "R": 0}
    assert rows[0]["warning"].startswith("the pooled M hides")
    assert rows[0]["fong"]["second"] == "I"


def test_csv_has_a_column_for_each_figure() -> None:
    rows = list(csv.DictReader(io.StringIO(call(SURVEY, "--csv").stdout)))
    assert [(row["feature"], row["counts.M"], row["called"]) for row in rows][:1] == [("Offline", "20", "M")]


def test_several_files_are_told_apart(tmp_path: Path) -> None:
    other = tmp_path / "wave 2.csv"
    other.write_text("Search_functional,Search_dysfunctional\n1,5\n")
    lines = call(SURVEY, str(other)).stdout.splitlines()
    assert lines[0].startswith("file ")
    assert lines[-1].startswith("wave 2.csv       Search")


def test_options_reach_the_figures(tmp_path: Path) -> None:
    survey, features = tmp_path / "s.csv", tmp_path / "f.toml"
    survey.write_text("Q1,Q2\nJa,Ja\nJa,Nein\n")
    features.write_text('[[feature]]\nid = "x"\ntitle = "The X"\nfunctional = "Q1"\ndysfunctional = "Q2"\n')
    labels = tmp_path / "l.toml"
    labels.write_text("Ja = 2\nNein = 5\n")
    options = [str(survey), "--features", str(features), "--labels", str(labels), "--json"]
    counts = [
        json.loads(call(*options, *more).stdout)["rows"][0]["counts"]
        for more in ([], ["--table", "pouliot"], ["--swapped", "x"], ["--inverted", "x"])
    ]
    assert [{name: n for name, n in row.items() if n} for row in counts] == [
        {"I": 1, "M": 1}, {"M": 1, "Q": 1}, {"I": 1, "R": 1}, {"I": 1, "R": 1},
    ]  # fmt: skip
    assert call(*options[:-1]).stdout.splitlines()[1].endswith("indicative  The X")


@pytest.mark.parametrize(
    ("content", "options", "line"),
    [
        ("", [], "s.csv is empty; nothing to read"),
        ("a,b\n1,2\n", [], "s.csv has no pair of questions: a feature needs two columns"),
        ("F_functional,F_dysfunctional\nMeh,1\n", [], "s.csv: row 2, column 'F_functional' is 'Meh'"),
        ("F_functional,F_dysfunctional\n1,1\n", ["--by", "x"], "s.csv has no column 'x'"),
        ("F_functional,F_dysfunctional\n1,1\n", ["--swapped", "x"], "s.csv has no feature 'x'"),
    ],
)
def test_what_cannot_be_read_is_one_line(tmp_path: Path, content: str, options: list[str], line: str) -> None:
    survey = tmp_path / "s.csv"
    survey.write_text(content)
    done = call(str(survey), *options)
    assert (done.exit_code, done.stdout) == (1, "")
    assert line in done.stderr
    assert done.stderr.count("\n") == 1


def test_wrong_usage_is_two() -> None:
    assert call().exit_code == 2
    assert call(SURVEY, "--table", "mine").exit_code == 2
