"""Importing the package and asking for help cost next to nothing, and every public name is there."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

import feedback_insights as fi
from feedback_insights.cli import cli

HEAVY = {
    "torch", "transformers", "sentence_transformers", "spacy", "sklearn", "scipy", "numpy",
    "sqlite_utils", "sqlite3", "pydantic", "jinja2", "rich",
}  # fmt: skip
COMMANDS = (
    "run", "import", "backlog", "taxonomy", "ties", "accounts", "formats", "profile", "analyze", "themes",
    "links", "scores", "inputs", "survey", "kano", "hygiene", "platform", "tags", "effects", "explain", "who",
    "decide", "reply", "publish", "report", "export", "targets", "verify", "ledger", "triage", "train",
)  # fmt: skip


def loaded_by(code: str) -> set[str]:
    """Top-level modules that a fresh interpreter has loaded after running the code."""
    told = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint(*sorted(sys.modules))"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return {name.partition(".")[0] for name in told.stdout.split()}


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert not loaded_by("import feedback_insights") & {*HEAVY, "click"}


def test_help_loads_nothing_heavy() -> None:
    code = f"""from feedback_insights.cli import cli
for command in {COMMANDS}:
    cli([command, "--help"], standalone_mode=False)
cli(["--help"], standalone_mode=False)"""
    assert not loaded_by(code) & HEAVY


def test_help_lists_the_commands_in_the_order_of_work() -> None:
    text = CliRunner().invoke(cli, ["--help"]).output.partition("Commands:")[2]
    assert tuple(line.split()[0] for line in text.splitlines() if line.strip()) == COMMANDS
    assert "..." not in text


def test_wrong_usage_exits_2() -> None:
    assert CliRunner().invoke(cli, ["run"]).exit_code == 2
    assert CliRunner().invoke(cli, ["themes", "x.db", "--nonsense"]).exit_code == 2


def test_the_version_is_the_package_s() -> None:
    project = tomllib.loads(Path(__file__).parents[1].joinpath("pyproject.toml").read_text("utf-8"))
    assert fi.__version__ == project["project"]["version"]


def test_every_public_name_is_there() -> None:
    assert {name for name in fi.__all__ if getattr(fi, name, None) is None} == set()
    assert set(fi.__all__) <= set(dir(fi))


def test_names_are_exported_where_they_are_announced() -> None:
    from feedback_insights import _HOME

    assert set(fi.__all__) == {*_HOME, "priority", "statistics", "surveys"}


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        fi.nonsense  # noqa: B018
