"""What tests of the whole job share: a cut of the samples, analysed once, and an encoder with a memory."""

from __future__ import annotations

import csv
import gzip
import json
import os
import pickle
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from click.testing import CliRunner, Result
from filelock import FileLock

if TYPE_CHECKING:
    from feedback_insights.exporters import ExportData

SAMPLES = Path(__file__).parent.parent / "data" / "samples"
TICKETS = ("zendesk_tickets_2026-07_08.ndjson", "zendesk_tickets_2026-09.ndjson.gz")
SURVEY = "nps_survey_2026-09.csv"
SHAPES = (
    "qualtrics_platform_survey_2026.csv", "partner_survey_2026-09.xlsx",
    "marketplace_feedback_2026-08.ndjson",
    "reviews_com.fieldlark.field_202607.csv", "reviews_com.fieldlark.field_202609.csv",
)  # fmt: skip
CUT_THEMES = {"webhooks", "offline", "export_truncated", "sms_reminders"}
OUTPUTS = (
    ("themes",), ("themes", "--areas"), ("links",), ("scores",), ("explain", "FL-103"), ("ledger",),
    ("themes", "--where", "channel=email", "--window", "2026-09", "--vs", "2026-08", "--by", "product"),
    ("scores", "--window", "2026-09", "--vs", "previous", "--by", "audience"),
    ("themes", "--by", "participant"),
    ("scores", "--level", "epic", "--by", "channel"), ("links", "--level", "epic"), ("explain", "FL-12"),
    ("hygiene",),
)  # fmt: skip

Memory = dict[str, tuple[Any, Any]]  # text -> vector, hidden layers


def sample_lines() -> list[bytes]:
    """The lines of both ticket exports."""
    first = (SAMPLES / TICKETS[0]).read_bytes().splitlines()
    return first + gzip.decompress((SAMPLES / TICKETS[1]).read_bytes()).splitlines()


def sample_answers() -> list[list[str]]:
    """The survey's rows, header first."""
    with (SAMPLES / SURVEY).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def planted_themes() -> dict[str, set[str]]:
    """Record -> the themes planted in it."""
    found: dict[str, set[str]] = {}
    with (SAMPLES / "ground_truth.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["record"], set()).update(row["themes"].split(";"))
    return found


def write_rows(path: Path, rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def make_cut(folder: Path, *, tickets: int = 30, answers: int = 20) -> None:
    """Write the samples' records on four themes, with a few oddities, as three exports."""
    folder.mkdir(parents=True)
    themes = planted_themes()

    def wanted(record: str) -> bool:
        return bool(themes[record] & CUT_THEMES)

    lines = [line for line in sample_lines() if wanted(f"ticket {json.loads(line)['id']}")]
    short = [line for line in lines if len(line) < 4500]
    deleted = [line for line in sample_lines() if json.loads(line)["status"] == "deleted"]
    (folder / "tickets.ndjson").write_bytes(b"\n".join([*short[:tickets], deleted[0], b""]))
    header, *rows = sample_answers()
    write_rows(folder / "survey.csv", [header, *[row for row in rows if wanted(row[0])][:answers]])
    shutil.copy(SAMPLES / "usability_notes" / "session-P3-developer.md", folder)


class Job:
    """The whole job on one folder: exports in ``exports/``, workspace and report beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.db = folder / "feedback.db"
        self.report = folder / "report" / "report.html"

    def run(self, *options: str) -> Result:
        """Do the whole job, as a user would."""
        return self.call(*self.command(), *options)

    def command(self) -> list[str]:
        """The command that does the whole job."""
        inputs = [str(self.folder / "exports")]
        inputs += [
            "--backlog",
            str(SAMPLES / "backlog_jira.csv"),
            "--accounts",
            str(SAMPLES / "accounts.csv"),
            "--aliases",
            str(SAMPLES / "aliases.csv"),
        ]
        return ["run", *inputs, "--db", str(self.db), "--out", str(self.report.parent)]

    def call(self, *arguments: str) -> Result:
        """Run one command in this process; a bug keeps its traceback."""
        from feedback_insights.cli import cli

        result = CliRunner().invoke(cli, list(arguments))
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def rows(self, command: str, *arguments: str) -> list[dict[str, Any]]:
        """What a command prints with --json."""
        result = self.call(command, str(self.db), *arguments, "--json")
        assert result.exit_code == 0, result.stderr
        rows: list[dict[str, Any]] = json.loads(result.stdout)["rows"]
        return rows

    def outputs(self) -> dict[str, str]:
        """Everything that must be the same, byte for byte, for the same inputs."""
        told = {
            " ".join(command): self.call(command[0], str(self.db), *command[1:], "--json").stdout
            for command in OUTPUTS
        }
        return told | {"report": self.report.read_text("utf-8")}

    def copy(self, folder: Path) -> Job:
        """The same job with its workspace elsewhere, to be changed there."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return Job(folder)


@contextmanager
def remembering(memory: Memory) -> Iterator[None]:
    """Let encoders look up texts they encoded before; `test_embedding` shows that this changes nothing."""
    from feedback_insights.embedding import Features, SentenceEncoder

    encode = SentenceEncoder.encode_features

    def recall(self: SentenceEncoder, texts: Sequence[str]) -> Features:
        missing = sorted(set(texts) - memory.keys())
        if missing or not texts:
            fresh = encode(self, missing)
            memory.update(zip(missing, zip(*fresh, strict=True), strict=True))
        if not texts:
            return fresh
        return Features(*(np.stack([memory[text][part] for text in texts]) for part in (0, 1)))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SentenceEncoder, "encode_features", recall)
        yield


@pytest.fixture(scope="session")
def memory() -> Memory:
    """What the encoder has read in this session."""
    return {}


@pytest.fixture
def remembered(memory: Memory) -> Iterator[None]:
    """Encode no text twice in this session."""
    with remembering(memory):
        yield


def made_once(
    factory: pytest.TempPathFactory, name: str, memory: Memory, prepare: Callable[[Path], None]
) -> Job:
    """The whole job on what `prepare` puts into a folder, done by one of the processes that test together.

    Its stderr and stdout are in ``told.txt``; what the encoder read there, this process remembers.
    """
    base = factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    job, read = Job(base / name), base / f"{name}.memory"
    with FileLock(base / f"{name}.lock"):
        if not read.exists():
            shutil.rmtree(job.folder, ignore_errors=True)
            prepare(job.folder / "exports")
            with remembering(memory):
                result = job.run()
            assert result.exit_code == 0, result.stderr
            (job.folder / "told.txt").write_text(result.stderr + result.stdout, "utf-8")
            read.write_bytes(pickle.dumps(memory))
    memory.update(pickle.loads(read.read_bytes()))
    return job


@pytest.fixture(scope="session")
def analysed(tmp_path_factory: pytest.TempPathFactory, memory: Memory) -> Job:
    """The whole job on a cut of about 70 records. Read it; to change it, take a copy."""
    return made_once(tmp_path_factory, "cut", memory, make_cut)


@pytest.fixture(scope="session")
def whole_samples(tmp_path_factory: pytest.TempPathFactory, memory: Memory) -> Job:
    """The whole job on all samples, as `make demo` does it. Only to be read."""

    def prepare(exports: Path) -> None:
        exports.mkdir(parents=True)
        for name in (*TICKETS, SURVEY, *SHAPES):
            shutil.copy(SAMPLES / name, exports)
        for name in ("usability_notes", "interviews"):
            shutil.copytree(SAMPLES / name, exports / name)

    return made_once(tmp_path_factory, "samples", memory, prepare)


@pytest.fixture(scope="session")
def target_data() -> ExportData:
    """The sample run with the backlog of `targets_sample`, as targets get it. Only to be read."""
    from export_sample import export_data
    from targets_sample import FEATURES

    return export_data(features=FEATURES)


@pytest.fixture(scope="session")
def target_files(
    target_data: ExportData, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, bytes]]:
    """Every target's files of it, by target and name. Only to be read."""
    from targets_sample import TARGETS, written

    return {target: written(target, tmp_path_factory.mktemp(target), target_data) for target in TARGETS}


@pytest.fixture
def job(analysed: Job, tmp_path: Path, remembered: None) -> Job:
    """A copy of the analysed job that a test may spoil."""
    return analysed.copy(tmp_path / "job")


@pytest.fixture
def fresh(tmp_path: Path, remembered: None) -> Job:
    """The same exports, and nothing read in yet."""
    make_cut(tmp_path / "fresh" / "exports")
    return Job(tmp_path / "fresh")
