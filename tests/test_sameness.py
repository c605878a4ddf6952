"""The same history, inputs and settings give the same bytes, whatever order, process, thread or folder."""

from __future__ import annotations

import csv
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import SAMPLES, Job, sample_lines, write_rows

from feedback_insights import Workspace


def shuffled(folder: Path, seed: int) -> None:
    """Bring the lines and rows of the exports into another order, and the header stays first."""
    order = random.Random(seed)
    tickets = (folder / "tickets.ndjson").read_bytes().splitlines()
    order.shuffle(tickets)
    (folder / "tickets.ndjson").write_bytes(b"\n".join([*tickets, b""]))
    with (folder / "survey.csv").open(encoding="utf-8", newline="") as file:
        header, *answers = csv.reader(file)
    order.shuffle(answers)
    write_rows(folder / "survey.csv", [header, *answers])


def test_another_folder_and_a_fresh_workspace_give_the_same_bytes(analysed: Job, fresh: Job) -> None:
    assert fresh.run().exit_code == 0
    assert fresh.outputs() == analysed.outputs()


@pytest.mark.parametrize("seed", [1, 2])
def test_another_order_of_rows_and_files_gives_the_same_bytes(analysed: Job, fresh: Job, seed: int) -> None:
    shuffled(fresh.folder / "exports", seed)
    for file in sorted((fresh.folder / "exports").iterdir(), reverse=seed == 1):
        assert fresh.call("import", str(fresh.db), str(file)).exit_code == 0
    assert fresh.run().exit_code == 0
    assert fresh.outputs() == analysed.outputs()


def test_a_second_run_and_a_second_import_change_no_byte(job: Job) -> None:
    before = job.outputs()
    assert job.run().exit_code == 0
    assert job.outputs() == before
    assert job.rows("themes") == json.loads(before["themes"])["rows"]


def test_another_process_with_other_threads_and_hash_seed_gives_the_same_bytes(
    tmp_path: Path, remembered: None
) -> None:
    """The other process remembers nothing: it encodes every text again, in other batches."""
    jobs = [Job(tmp_path / name) for name in ("here", "there")]
    lines = [line for line in sample_lines() if len(line) < 3000][:12]
    backlog = SAMPLES.joinpath("backlog_jira.csv").read_text("utf-8").splitlines(keepends=True)
    for one in jobs:
        (one.folder / "exports").mkdir(parents=True)
        (one.folder / "exports" / "tickets.ndjson").write_bytes(b"\n".join(lines))
        (one.folder / "backlog.csv").write_text("".join(backlog[:3]), "utf-8")
        (one.folder / "two.toml").write_text("[encoder]\nthreads = 2\n[priority]\ndraws = 200\n")
        (one.folder / "one.toml").write_text("[encoder]\nthreads = 1\n[priority]\ndraws = 200\n")
    here, there = (command(one, settings) for one, settings in zip(jobs, ("one", "two"), strict=True))
    assert jobs[0].call(*here).exit_code == 0
    environment = os.environ | {"PYTHONHASHSEED": "1", "OMP_NUM_THREADS": "2"}
    subprocess.run(
        [sys.executable, "-m", "feedback_insights", *there], env=environment, check=True, capture_output=True
    )
    told = [[one.rows(what) for what in ("themes", "links", "scores")] for one in jobs]
    assert told[0] == told[1]
    assert jobs[0].report.read_bytes() == jobs[1].report.read_bytes()
    assert told[0][0]


def command(job: Job, settings: str) -> list[str]:
    folder = job.folder
    inputs = [str(folder / "exports"), "--backlog", str(folder / "backlog.csv")]
    outputs = ["--db", str(job.db), "--out", str(job.report.parent)]
    return ["run", *inputs, "--settings", str(folder / f"{settings}.toml"), *outputs]


def test_the_pseudonyms_key_does_not_show_but_holds_in_its_workspace(analysed: Job, fresh: Job) -> None:
    fresh.run()
    with Workspace(analysed.db) as one, Workspace(fresh.db) as other:
        mine = {f.author for f in map(one.feedback, feedback_ids(one)) if f.author}
        theirs = {f.author for f in map(other.feedback, feedback_ids(other)) if f.author}
    assert mine
    assert not mine & theirs
    told = "".join(analysed.outputs().values())
    assert not [name for name in mine if name in told]


def feedback_ids(workspace: Workspace) -> list[str]:
    return sorted({s.partition(":")[0] for theme in workspace.themes() for s in theme.statements})


def test_the_date_of_the_report_comes_from_the_data(analysed: Job) -> None:
    with Workspace(analysed.db) as workspace:
        newest = max(f.created for f in map(workspace.feedback, feedback_ids(workspace)) if f.created)
        assert workspace.run().as_of == newest.date().isoformat()
