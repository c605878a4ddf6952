"""Every backlog format has a small file in ``backlogs/``, and a golden of what is read from it."""

from __future__ import annotations

import os
import random
import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from regenerate_backlog_goldens import GOLDENS, backlogs, format_of, golden_of, rendered

from feedback_insights.backlog import backlog_formats, read_backlog
from feedback_insights.backlog._formats import Content
from feedback_insights.backlog._registry import FORMATS
from feedback_insights.errors import FeedbackError, FileProblem, SettingsError
from feedback_insights.files import InputFile
from feedback_insights.roadmap import stage_of

HINT = "if this is what it should be: python tests/regenerate_backlog_goldens.py, read the diff, commit it"
ROOT = Path(__file__).parent.parent
DEV = Path(os.environ.get("FEEDBACK_INSIGHTS_DEV_DATA") or ROOT.parent / "shared" / "data" / "dev")
every_backlog = pytest.mark.parametrize("file", backlogs(), ids=lambda file: file.name)


@every_backlog
def test_a_backlog_gives_what_its_golden_says(file: Path) -> None:
    golden = golden_of(file)
    assert golden.exists(), f"{golden.name} is missing; {HINT}"
    assert rendered(file) == golden.read_text("utf-8"), HINT


def test_every_format_has_a_backlog_and_every_golden_too() -> None:
    assert {format_of(file) for file in backlogs()} == {one.name for one in backlog_formats()}
    assert {path.name for path in GOLDENS.iterdir()} == {golden_of(file).name for file in backlogs()}, HINT


@every_backlog
def test_a_backlog_is_claimed_by_its_own_format_only_whatever_its_name(file: Path, tmp_path: Path) -> None:
    content = Content(InputFile.open(shutil.copy(file, tmp_path / "file.bin")))
    claiming = [one.name for one in FORMATS.values() if one.claims(content) >= 1]
    assert claiming == ([] if format_of(file) == "table" else [format_of(file)])


def survives(path: Path, format: str | None) -> None:
    with suppress(FeedbackError):
        found = read_backlog(path, format=format)
        assert all(one.id and one.title for one in found.features)


@every_backlog
def test_a_backlog_cut_off_anywhere_gives_items_or_one_clear_line(file: Path, tmp_path: Path) -> None:
    whole, cut = file.read_bytes(), tmp_path / "cut"
    for size in range(64, len(whole), 64):
        cut.write_bytes(whole[:size])
        for format in (None, format_of(file)):
            survives(cut, format)


@every_backlog
def test_a_damaged_backlog_gives_items_or_one_clear_line(file: Path, tmp_path: Path) -> None:
    whole, draw, damaged = file.read_bytes(), random.Random(file.name), tmp_path / "damaged"
    for _ in range(300):
        content = bytearray(whole)
        for _ in range(draw.randint(1, 8)):
            at = draw.randrange(len(content))
            content[at : at + draw.randint(0, 3)] = draw.choice(
                [b"", b'"', b"null", b"[", b"}", b",", b"1", b"\n", b"\xff", b": "]
            )
        damaged.write_bytes(content)
        survives(damaged, format_of(file))


@pytest.mark.parametrize("format", [one.name for one in backlog_formats()])
@pytest.mark.parametrize("content", ['[{"a": 1}]', "a,b\n1,2\n", "words\n", '{"cards": [{}], "lists": [1]}'])
def test_a_format_that_is_asked_for_in_vain_says_so_in_one_line(
    format: str, content: str, tmp_path: Path
) -> None:
    path = tmp_path / "other"
    path.write_text(content)
    with pytest.raises(FileProblem):
        read_backlog(path, format=format)


def test_an_unknown_format_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"'jirra' is not known; known: aha_csv, .*linear_csv"):
        read_backlog(tmp_path / "x", format="jirra")


def test_yaml_that_could_grow_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "b.yaml"
    path.write_text("- title: &a [x, x]\n  labels: [*a, *a]\n")
    with pytest.raises(FileProblem, match=r"alias \(\*a\) in line 2"):
        read_backlog(path, format="yaml")
    path.write_text("- title: " + "[" * 60 + "]" * 60)
    with pytest.raises(FileProblem, match="nested over 50 levels"):
        read_backlog(path, format="yaml")


def test_what_was_archived_on_a_board_is_neither_open_nor_done() -> None:
    found = read_backlog(Path(__file__).parent / "backlogs" / "trello_json.json")
    stages = {one.title: stage_of(one) for one in found.features}
    assert stages == {
        "Offline jobs": "in_progress", "Maps": None, "Dark console": "done", "Radio": None,
        "Ticket form": "done",
    }  # fmt: skip


def test_ids_of_a_markdown_backlog_outlast_another_order(tmp_path: Path) -> None:
    path = tmp_path / "b.md"
    path.write_text("- [ ] Maps\n- [ ] Radio\n")
    one = {item.title: item.id for item in read_backlog(path).features}
    path.write_text("- [ ] Radio\n- [x] Maps\n- [ ] Night mode\n")
    other = {item.title: item.id for item in read_backlog(path).features}
    assert one == {title: other[title] for title in one}


def test_a_real_board_is_read_whole() -> None:
    board = DEV / "exports" / "trello_board.json.gz"
    if not board.exists():
        pytest.skip("no development data here; FEEDBACK_INSIGHTS_DEV_DATA names their folder")
    found = read_backlog(board)
    assert (found.format, len(found.features), len(found.rejected)) == ("trello_json", 206, 0)
    assert len({item.status for item in found.features}) <= 21
    assert all(item.created and item.created.startswith("2016-") for item in found.features)


def test_real_issues_are_read_whole() -> None:
    issues = DEV / "exports" / "github_issues_api.json"
    if not issues.exists():
        pytest.skip("no development data here; FEEDBACK_INSIGHTS_DEV_DATA names their folder")
    assert read_backlog(issues).format == "github_rest"


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "content",
    ["## a\n" + "b: c" + " " * 200_000 + "d", "## a" + " " * 200_000 + "b", "# a\n" + "- [ ] b\n" * 20_000,
     "- title: " + "a " * 200_000, "[" * 100_000, '{"cards":' * 30_000],
)  # fmt: skip
def test_hostile_backlogs_take_no_time(content: str, tmp_path: Path) -> None:
    path = tmp_path / "any"
    path.write_text(content)
    survives(path, None)
