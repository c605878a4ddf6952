"""What the commands that read files say of them, and that --strict leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from feedback_insights.cli import cli
from feedback_insights.records import Feedback
from feedback_insights.store import Store

GOOD = "id,comment,created\n1,It is slow,2026-04-03\n"
DOUBTFUL = "id,comment,created\n2,It is fast,03/04/2026\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.csv").write_text(GOOD)
    (tmp_path / "doubtful.csv").write_text(DOUBTFUL)
    return tmp_path


def call(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments)


def kept(path: str) -> list[Feedback]:
    store = Store(path, create=False)
    try:
        return list(store.feedback())
    finally:
        store.close()


def test_a_file_is_told_with_its_format_the_reason_and_its_encoding() -> None:
    told = call("import", "x.db", "good.csv").stderr
    assert "good.csv: table_csv by a header with a name such as comment" in told
    assert "; UTF-8" in told


def test_how_dates_are_read_is_told_with_the_reason(here: Path) -> None:
    (here / "days.csv").write_text("id,comment,created\n1,It is slow,25/04/2026\n", encoding="utf-8-sig")
    told = call("import", "x.db", "days.csv").stderr
    assert "UTF-8 with a byte order mark; dates in 'created' day first, as its values decide" in told


def test_an_undecidable_date_is_unknown_and_a_profile_decides(here: Path) -> None:
    told = call("import", "x.db", "doubtful.csv").stderr
    assert 'set date_order to "dmy" or "mdy" in a profile or the settings' in told
    (here / "p.toml").write_text('date_order = "dmy"\n')
    told = call("import", "y.db", "doubtful.csv", "--profile", "p.toml").stderr
    assert "dates in 'created' day first, as told" in told
    assert [str(item.created) for item in kept("y.db")] == ["2026-04-03 00:00:00+00:00"]


def test_strict_makes_no_workspace_for_files_with_warnings(here: Path) -> None:
    done = call("import", "x.db", "good.csv", "doubtful.csv", "--strict")
    assert (done.exit_code, done.stderr.splitlines()[-1]) == (
        1,
        "Error: 1 warning with --strict; nothing was kept",
    )
    assert sorted(path.name for path in here.iterdir()) == ["doubtful.csv", "good.csv"]


def test_strict_leaves_a_workspace_as_it_was() -> None:
    assert call("import", "x.db", "good.csv", "--strict").exit_code == 0
    assert call("import", "x.db", "doubtful.csv", "--strict").exit_code == 1
    assert [item.text for item in kept("x.db")] == ["It is slow"]


def test_run_with_strict_stops_before_anything_is_analysed(here: Path) -> None:
    done = call("run", "doubtful.csv", "--strict")
    assert done.exit_code == 1
    assert not (here / "feedback.db").exists()
    assert not (here / "report").exists()


def test_all_files_that_cannot_be_read_are_told_at_once_and_none_is_imported(here: Path) -> None:
    (here / "empty.csv").write_text("")
    (here / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    done = call("import", "x.db", "good.csv", "empty.csv", "picture.png")
    assert done.exit_code == 1
    assert "2 of 3 files cannot be read and nothing was imported; mend them or leave them out" in done.stderr
    assert "empty.csv is empty" in done.stderr
    assert "picture.png is not recognized: a picture" in done.stderr
    assert not (here / "x.db").exists()


def test_a_backlog_is_told_as_one_instead_of_being_read_as_peoples_words(here: Path) -> None:
    (here / "linear.csv").write_text(
        "ID,Team,Title,Description,Status,Cycle Number,Triaged,Canceled\n"
        "FL-1,App,Faster sync,It is slow now,Todo,,,\n"
    )
    done = call("import", "x.db", "linear.csv")
    assert "linear.csv is a backlog (linear_csv), no feedback" in done.stderr
    assert call("import", "x.db", "linear.csv", "--format", "table_csv").exit_code == 0


def test_a_workspace_that_was_there_stays_when_an_import_is_refused(here: Path) -> None:
    assert call("import", "x.db", "good.csv").exit_code == 0
    (here / "empty.csv").write_text("")
    assert call("import", "x.db", "empty.csv").exit_code == 1
    assert [item.text for item in kept("x.db")] == ["It is slow"]
