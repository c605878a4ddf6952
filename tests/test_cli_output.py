"""Rows for people and for programs, files read and written, progress, and errors as one line."""

import csv
import io
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from feedback_insights.cli._files import expand, write
from feedback_insights.cli._friendly import FriendlyGroup
from feedback_insights.cli._output import Column, plain, print_table, table, to_csv, to_json
from feedback_insights.cli._progress import progress
from feedback_insights.cli._quotes import quote_lines
from feedback_insights.errors import FileProblem, SettingsError
from feedback_insights.exporters.cells import FORMULA
from feedback_insights.records import Feedback, FileReport, Ledger, Locator, Statement, Value

FILE = FileReport(
    file="a.csv", format="table_csv", sha256="ab", ledger=Ledger(records=2, states={"used": 2}, units=2)
)


def test_json_has_one_shape_with_sorted_keys() -> None:
    assert to_json([plain(FILE)]) == (
        b'{"rows":[{"file":"a.csv","format":"table_csv","ledger":{"records":2,"states":{"used":2},"units":2},'
        b'"limits":[],"notes":[],"sha256":"ab","unread":null,"warnings":[]}],"schema":1}\n'
    )


def test_a_field_can_be_left_out_everywhere() -> None:
    assert plain((FILE, {"sha256": 1, "on": date(2026, 5, 2)}), without=frozenset({"sha256"})) == [
        {name: value for name, value in plain(FILE).items() if name != "sha256"},
        {"on": "2026-05-02"},
    ]


def test_csv_has_one_column_per_leaf_and_unknown_stays_empty() -> None:
    score = plain(Value(value=None, reason="why", evidence=("s1", "s2")))
    text = to_csv([{"id": "a", "score": score}]).decode()
    assert list(csv.DictReader(io.StringIO(text))) == [
        {
            "id": "a",
            "score.value": "",
            "score.low": "",
            "score.high": "",
            "score.method": "",
            "score.reason": "why",
            "score.evidence": "s1; s2",
            "score.basis": "",
        }
    ]


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_no_spreadsheet_executes_a_cell(cells: list[str]) -> None:
    cells = [cell.encode(errors="replace").decode().replace("\0", "") for cell in cells]
    text = to_csv([{f"column {n}": cell for n, cell in enumerate(cells)}]).decode()
    _, row = csv.reader(io.StringIO(text, newline=""))
    assert not any(cell.startswith(FORMULA) for cell in row)
    assert row == [f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells]


def test_numbers_stay_numbers_in_csv() -> None:
    assert to_csv([{"mean": -0.5, "public": True}]) == b"mean,public\n-0.5,true\n"


def test_a_table_is_aligned() -> None:
    columns, rows = [Column("n", right=True), Column("name")], [[5, "長い"], [12, "a long name\nand more"]]
    assert table(columns, rows) == [" n  name", " 5  長い", "12  a long name and more"]


def test_only_a_terminal_cuts_a_table_and_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    columns, rows = [Column("n", right=True), Column("a title so long")], [[12, "a long name\nand more"]]
    print_table(columns, rows)
    whole = capsys.readouterr()
    assert whole.out.splitlines()[1] == "12  a long name and more"
    assert not whole.err
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "12")
    print_table(columns, rows)
    narrow = capsys.readouterr()
    assert narrow.out.splitlines()[1] == "12  a long…"
    assert narrow.err.startswith("12 columns are too few")


def test_a_folder_stands_for_its_visible_files(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", ".hidden", "feedback.db", "feedback.db-wal", "sub/c.csv", ".git/config"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    found = expand([tmp_path, tmp_path / "a.csv"], besides=[tmp_path / "feedback.db", None])
    assert [str(file.relative_to(tmp_path)) for file in found] == ["a.csv", "b.csv", "sub/c.csv"]


def test_a_folder_without_files_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="holds no files to import"):
        expand([tmp_path])


def test_an_unpacked_slack_export_is_not_taken_for_many_files(tmp_path: Path) -> None:
    for name in ("all/slack/channels.json", "all/slack/users.json", "all/slack/general/2026-03-02.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("[]")
    with pytest.raises(FileProblem, match=r"slack is an unpacked Slack export.*give the zip"):
        expand([tmp_path / "all"])


def test_a_report_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "new" / "report.html", "old")

    def full(self: Path, text: str, **_: object) -> None:
        with self.open("w") as stream:
            stream.write(text[:1])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(FileProblem, match=r"cannot write .*report\.html: No space left on device"):
        write(tmp_path / "new" / "report.html", "newer")
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["report.html"]
    assert (tmp_path / "new" / "report.html").read_text() == "old"


def test_a_file_in_the_way_of_the_report_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "report").write_text("")
    with pytest.raises(FileProblem, match="cannot write"):
        write(tmp_path / "report" / "report.html", "x")


@click.group(cls=FriendlyGroup)
def friendly() -> None:
    """Fails in every way."""


@friendly.command()
@click.argument("how")
def fail(how: str) -> None:
    errors = {
        "ours": SettingsError("no such\nkey\x1b[31m"),
        "full": OSError(28, "No space left on device", "/x/y"),
        "interrupt": KeyboardInterrupt(),
        "bug": ZeroDivisionError("bug"),
    }
    click.echo("some data")
    raise errors[how]


@pytest.mark.parametrize(
    ("how", "code", "line"),
    [
        ("ours", 1, "Error: no such key [31m\n"),
        ("full", 1, "Error: /x/y: No space left on device\n"),
        (
            "interrupt",
            130,
            "interrupted; what was finished is kept; run the same command again to go on\n",
        ),
    ],
)
def test_errors_are_one_line_with_the_right_exit_code(how: str, code: int, line: str) -> None:
    done = CliRunner().invoke(friendly, ["fail", how])
    assert (done.exit_code, done.stdout, done.stderr) == (code, "some data\n", line)


def test_a_bug_keeps_its_traceback() -> None:
    assert isinstance(CliRunner().invoke(friendly, ["fail", "bug"]).exception, ZeroDivisionError)


def test_a_closed_pipe_ends_quietly() -> None:
    read, out = os.pipe()
    os.close(read)
    code = (
        "import sys; from feedback_insights.cli import main; sys.argv = ['fi', 'formats', '--json']; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], stdout=out, stderr=subprocess.PIPE, check=False)
    os.close(out)
    assert done.stderr == b""
    assert done.returncode != 0


def test_without_a_terminal_progress_is_a_few_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with progress() as on_progress:
        for done in range(1001):
            on_progress("encoding", done, 1000)
        on_progress("themes", 0, 0)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "encoding: 0 of 1,000", "encoding: 250 of 1,000", "encoding: 500 of 1,000", "encoding: 750 of 1,000",
        "encoding: 1,000 of 1,000", "themes",
    ]  # fmt: skip


def test_a_quote_says_what_was_asked_and_only_what_was_said_is_in_quotation_marks() -> None:
    asked = "Does anything tell you how much is left?"
    place = Locator(file="p6.vtt", sha256="0" * 64, record="00:00:11", field=asked)
    answer = Feedback(
        id="f", source="t", external_id="1", text="No.", locator=place, prompt=asked, voice="said"
    )
    statement = Statement(id="f:0", feedback_id="f", start=0, end=3, text="No.", kind="content")
    assert quote_lines(statement, answer) == [f"  asked: {asked}", "  “No.”", "    p6.vtt · 00:00:11"]
    seen = replace(answer, prompt=None, voice="observed")
    assert quote_lines(statement, seen) == ["  observed: No.", f"    p6.vtt · 00:00:11 · {asked}"]
