"""Whatever goes wrong is told in one line with the right exit code, and the workspace stays whole."""

from __future__ import annotations

import gzip
import os
import pickle
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from shutil import copytree
from types import SimpleNamespace

import pytest
from click.testing import Result
from conftest import Job, Memory, make_cut, remembering, sample_lines

from feedback_insights.importers import _registry
from feedback_insights.store import Store

STRUCK = (
    ("import", "SIGKILL"),
    ("splitting into statements", "SIGKILL"),
    ("reading the texts", "SIGKILL"),
    ("grouping into themes", "SIGKILL"),
    ("matching with the backlog", "SIGKILL"),
    ("scoring", "SIGKILL"),
    ("save", "SIGKILL"),
    ("import", "SIGINT"),
    ("reading the texts", "SIGINT"),
    ("100000", "FULL"),
    ("500000", "FULL"),
)


def refused(result: Result, *, says: str) -> None:
    """It ended with exit code 1 and one line that says why."""
    assert result.exit_code == 1, result.stderr
    told = [line for line in result.stderr.splitlines() if line.startswith("Error: ")]
    assert len(told) == 1
    assert "Traceback" not in result.stderr
    assert says in told[0]


# ---- files ----------------------------------------------------------------------------------------------


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "does not exist"),
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a picture"),
        (b"\x1f\x8b\x08\0\0", "damaged gzip"),
        (b"id,count\n1,2\n2,3\n", "none of them known as people's own words"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Excel or Word file: save it as .xlsx"),
        (b'{"a": 1}\n{"a": 2}\n', "JSON with keys a"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_and_costs_nothing(
    job: Job, tmp_path: Path, content: bytes | None, says: str
) -> None:
    before, bad = job.outputs(), tmp_path / "bad"
    if content is not None:
        bad.write_bytes(content)
    good = write(tmp_path / "new.ndjson", sample_lines()[0])
    refused(job.call("run", str(good), str(bad), "--db", str(job.db)), says=says)
    assert job.outputs() == before


def test_a_file_that_cannot_be_read_is_told(job: Job, tmp_path: Path) -> None:
    looped = tmp_path / "looped.csv"
    looped.symlink_to(looped)
    refused(job.call("import", str(job.db), str(looped)), says="looped.csv")
    os.mkfifo(tmp_path / "pipe.csv")
    refused(job.call("import", str(job.db), str(tmp_path / "pipe.csv")), says="pipe.csv")
    refused(job.call("import", str(job.db), str(tmp_path / "empty")), says="empty")


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    result = Job(tmp_path).call("import", str(tmp_path / "x.db"), str(tmp_path / "folder"))
    refused(result, says="holds no files")
    assert not (tmp_path / "x.db").exists()


def test_two_claims_on_one_file_say_how_to_choose(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, job: Job
) -> None:
    ours = _registry.importers()["zendesk_ndjson"]
    other = SimpleNamespace(
        name="other_desk",
        description="another desk",
        recognized_by="the same",
        claims=ours.claims,
        read=ours.read,
    )
    monkeypatch.setattr(EntryPoint, "load", load_other(EntryPoint.load, other))
    entry = EntryPoint("other_desk", "other:DESK", _registry.GROUP)
    monkeypatch.setattr(_registry, "entry_points", lambda group: [entry])
    _registry.importers.cache_clear()
    try:
        path = write(tmp_path / "export.json", b"\n".join(sample_lines()[:3]))
        refused(job.call("import", str(job.db), str(path)), says="--format NAME")
        chosen = job.call("import", str(job.db), str(path), "--format", "zendesk_ndjson")
        assert chosen.exit_code == 0
    finally:
        _registry.importers.cache_clear()


def load_other(load, other):  # type: ignore[no-untyped-def]
    return lambda entry: other if entry.name == "other_desk" else load(entry)


@pytest.mark.parametrize("zipped", [False, True])
def test_a_cut_export_keeps_what_is_whole_and_rejects_the_rest(tmp_path: Path, zipped: bool) -> None:
    content = b"\n".join(sample_lines()[:6])
    content = gzip.compress(content, 1)[:-2000] if zipped else content[:-500]
    path, job = write(tmp_path / "tickets.ndjson", content), Job(tmp_path)
    result = job.call("import", str(job.db), str(path))
    assert result.exit_code == 0
    assert "rejected; see the ledger" in result.stderr
    [ledger] = [row["ledger"] for row in job.rows("ledger")]
    assert ledger["states"]["rejected"] >= 1
    assert sum(ledger["states"].values()) == ledger["records"]
    assert all(row["reason"] for row in job.rows("ledger", "--rejected"))
    again = job.call("import", str(job.db), str(write(path, b"\n".join(sample_lines()[:6]))))
    assert again.exit_code == 0
    assert job.call("import", str(job.db), str(path), "--strict").exit_code == 0


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("Issue key,Status\nA-1,Open\n", "title"),
        ("id,title\nA-1,Export boards\nA-1,Import boards\n", "A-1"),
        ("", "is empty"),
    ],
)
def test_a_backlog_that_cannot_be_used_leaves_the_one_before(job: Job, content: str, says: str) -> None:
    before = job.outputs()
    bad = write(job.folder / "bad.csv", content.encode())
    refused(job.call("backlog", str(job.db), str(bad)), says=says)
    assert job.outputs() == before


# ---- the workspace --------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"SQLite format 3\0" + bytes(84), b"some,table\n1,2\n"])
def test_a_database_that_is_not_ours_is_refused_and_not_touched(tmp_path: Path, content: bytes) -> None:
    make_cut(tmp_path / "exports", tickets=1, answers=1)
    job = Job(tmp_path)
    job.db.write_bytes(content)
    refused(job.run(), says="is not a feedback-insights workspace")
    assert job.db.read_bytes() == content


def test_a_second_writer_is_told_and_readers_are_not_disturbed(job: Job) -> None:
    before = job.outputs()
    with Store(job.db) as other, other.session():
        for told in (job.run(), job.call("analyze", str(job.db))):
            refused(told, says="another feedback-insights process is writing")
        assert job.outputs() == before
    assert job.run().exit_code == 0


@pytest.mark.parametrize("command", [["themes"], ["scores"], ["report"], ["explain", "FL-1"], ["analyze"]])
def test_a_workspace_without_a_run_says_what_comes_next(tmp_path: Path, command: list[str]) -> None:
    with Store(tmp_path / "x.db"):
        pass
    refused(Job(tmp_path).call(command[0], str(tmp_path / "x.db"), *command[1:]), says="feedback-insights ")


# ---- interruptions --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, memory: Memory) -> Job:
    """A small job that nothing disturbs."""
    job = Job(tmp_path_factory.mktemp("whole"))
    make_cut(job.folder / "exports", tickets=6, answers=4)
    with remembering(memory):
        assert job.run().exit_code == 0
    return job


@pytest.fixture(scope="module")
def struck(
    whole: Job, tmp_path_factory: pytest.TempPathFactory, memory: Memory
) -> dict[tuple[str, str], tuple[Job, int]]:
    """What is left of the job after each blow, and how it ended."""
    root = tmp_path_factory.mktemp("struck")
    (root / "memory").write_bytes(pickle.dumps(memory))
    jobs = {}
    for number, case in enumerate(STRUCK):
        copytree(whole.folder / "exports", root / str(number) / "exports")
        jobs[case] = Job(root / str(number))
    copytree(whole.folder / "exports", root / "warm" / "exports")
    copytree(whole.folder, root / "full", ignore=lambda *_: ["report"])
    jobs["report", "FULL"] = Job(root / "full")
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("interrupting.py"), root / "memory", root / "warm"]
        + [f"{job.folder}:{stage}:{name}" for (stage, name), job in jobs.items()],
        env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return dict(zip(jobs, zip(jobs.values(), map(int, done.stdout.split()), strict=True), strict=True))


@pytest.mark.parametrize(("stage", "name"), STRUCK)
def test_after_an_interruption_the_same_command_goes_on(
    whole: Job, struck: dict[tuple[str, str], tuple[Job, int]], remembered: None, stage: str, name: str
) -> None:
    job, status = struck[stage, name]
    told = (job.folder / "stderr.txt").read_text()
    assert status == {"SIGKILL": -9, "SIGINT": 130, "FULL": 1}[name], told
    assert "Traceback" not in told
    if name == "SIGINT":
        assert told.splitlines()[-1].startswith("interrupted; what was finished is kept")
    if name == "FULL":
        assert [line for line in told.splitlines() if line.startswith("Error: ")] == told.splitlines()[-1:]
    assert not job.report.exists()
    assert job.run().exit_code == 0
    assert job.outputs() == whole.outputs()


def test_an_interruption_while_a_file_is_read_keeps_the_files_before(
    struck: dict[tuple[str, str], tuple[Job, int]],
) -> None:
    """The order of tests does not matter: the run after it imports the other files again."""
    job, _ = struck["import", "SIGKILL"]
    assert "session-P3-developer.md" in {row["file"] for row in job.rows("ledger")}


def test_a_report_that_finds_no_room_leaves_none_and_no_part_of_one(
    whole: Job, struck: dict[tuple[str, str], tuple[Job, int]]
) -> None:
    job, status = struck["report", "FULL"]
    assert status == 1
    told = (job.folder / "stderr.txt").read_text().splitlines()
    assert len(told) == 1
    assert "report.html" in told[0]
    assert [file.name for file in job.report.parent.iterdir()] == []
    assert job.rows("themes") == whole.rows("themes")


def test_figures_that_are_older_than_what_is_there_say_so(job: Job) -> None:
    def told() -> str:
        return "\n".join(job.call(*command, str(job.db)).stderr for command in (["themes"], ["scores"]))

    assert "analyze" not in told()
    job.call("triage", str(job.db), "rename", "T1", "Another name")
    assert "take it in with: feedback-insights analyze" in told()
    job.call("analyze", str(job.db))
    assert "analyze" not in told()
    (job.folder / "one.csv").write_text("id,comment\n9,The export stops at noon.\n", encoding="utf-8")
    job.call("import", str(job.db), str(job.folder / "one.csv"))
    assert told().count("take it in with") == 2


@pytest.mark.parametrize(
    ("options", "says"),
    [(("--backlog", "gone.csv"), "gone.csv: no such file"), (("--out", "one.csv"), "--out names a folder")],
)
def test_what_would_fail_at_the_end_is_told_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("one.csv").write_text("id,comment\n9,The export stops at noon.\n", encoding="utf-8")
    refused(Job(tmp_path).call("run", "one.csv", "--db", "w.db", *options), says=says)
    assert not Path("w.db").exists()
