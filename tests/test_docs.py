"""What the documentation says is true: its commands exist, its links resolve, its examples run."""

from __future__ import annotations

import re
import runpy
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from conftest import SAMPLES, Job

from feedback_insights.cli import cli

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^```(\w+)(?: ([\w.-]+))?\n(.*?)^```$", re.M | re.S)
LINK = re.compile(r"\]\(([^)\s]+)\)")


def blocks(page: Path, language: str) -> Iterator[tuple[str, str]]:
    """The name (of a file) and the content of every block in a language."""
    for found, name, content in FENCE.findall(page.read_text("utf-8")):
        if found == language:
            yield name, content


def title(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.fixture
def desk(job: Job, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as a reader has it: exports, a backlog, accounts, an analysed feedback.db."""
    for name in ("tickets.ndjson", "survey.csv"):
        shutil.copy(job.folder / "exports" / name, job.folder)
    shutil.copy(SAMPLES / "backlog_jira.csv", job.folder / "backlog.csv")
    shutil.copy(SAMPLES / "accounts.csv", job.folder / "accounts.csv")
    monkeypatch.chdir(job.folder)
    return job.folder


def write_files(page: Path, folder: Path) -> None:
    for language in ("csv", "toml", "json", "vtt"):
        for name, content in blocks(page, language):
            if name:
                (folder / name).write_text(content, encoding="utf-8")


with_python = [page for page in PAGES if any(blocks(page, "python"))]


@pytest.mark.parametrize("page", with_python, ids=title)
def test_the_python_examples_run(page: Path, desk: Path) -> None:
    write_files(page, desk)
    names: dict[str, object] = {"__name__": "example"}
    for _, source in blocks(page, "python"):
        exec(compile(source, title(page), "exec"), names)


def test_the_readme_s_unknown_table_is_read_by_its_profile(job: Job, desk: Path) -> None:
    write_files(ROOT / "README.md", desk)
    refused = job.call("import", "own.db", "calls.csv")
    assert refused.exit_code == 1
    assert "--profile" in refused.stderr
    assert job.call("import", "own.db", "calls.csv", "--profile", "calls.toml", "--strict").exit_code == 0
    told = job.call("backlog", "own.db", "ideas.csv", "--profile", "ideas.toml", "--strict").stderr
    assert "2 backlog items, 1 with effort" in told


def test_the_command_reference_is_up_to_date() -> None:
    made = runpy.run_path(str(ROOT / "docs" / "make_cli_reference.py"))["reference"]()
    assert (ROOT / "docs" / "cli.md").read_text("utf-8") == made, "run docs/make_cli_reference.py"


@pytest.mark.parametrize("name", cli.commands)
def test_every_command_is_explained_and_has_its_options_in_the_reference(name: str) -> None:
    section = (ROOT / "docs" / "cli.md").read_text("utf-8").split(f"\n## {name}\n")[1].split("\n## ")[0]
    command = cli.commands[name]
    assert command.help
    assert all(option.opts[0] in section for option in command.params if isinstance(option, click.Option))


@pytest.mark.parametrize("page", [page for page in PAGES if any(blocks(page, "sh"))], ids=title)
def test_the_commands_shown_are_understood(page: Path) -> None:
    lines = [line for _, block in blocks(page, "sh") for line in block.replace("\\\n", " ").splitlines()]
    for line in lines:
        words = shlex.split(line.split(" > ")[0].split(" | ")[0], comments=True)
        if words[:1] == ["feedback-insights"]:
            command, arguments = cli.commands[words[1]], words[2:]
            if isinstance(command, click.Group):  # triage DB VERB ...
                command, arguments = command.commands[arguments[1]], arguments[2:]
            command.make_context(line, arguments)


@pytest.mark.parametrize("page", PAGES, ids=title)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    for link in LINK.findall(FENCE.sub("", page.read_text("utf-8"))):
        target = link.partition("#")[0]
        if target and "://" not in target:
            assert (page.parent / target).exists(), link


def test_the_readme_opens_with_the_two_commands() -> None:
    opening = (ROOT / "README.md").read_text("utf-8")[:1200]
    assert "make demo" in opening
    assert "make test" in opening


def test_the_architecture_page_names_every_room() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    package = ROOT / "feedback_insights"
    rooms = {
        f"{path.name}/" if path.is_dir() else path.name
        for path in package.iterdir()
        if not path.name.startswith("_") and (path.suffix == ".py" or (path / "__init__.py").exists())
    }
    assert {room for room in rooms if f"{room} " not in page} == set()


@pytest.mark.slow
def test_the_tutorial_s_commands_run(
    whole_samples: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All but `make demo` itself, one after the other, on what it makes."""
    (tmp_path / "demo").mkdir()
    (tmp_path / "data").symlink_to(ROOT / "data")
    shutil.copy(whole_samples.db, tmp_path / "demo")
    monkeypatch.chdir(tmp_path)
    commands = [
        line for _, block in blocks(ROOT / "docs" / "tutorial.md", "sh") for line in block.splitlines()
    ]
    assert commands.pop(0) == "make demo"
    for line in commands:
        program, *words = shlex.split(line.partition(" > ")[0])
        result = whole_samples.call(*words)
        assert (program, result.exit_code) == ("feedback-insights", 0), f"{line}\n{result.stderr}"
        assert result.output.strip(), line
