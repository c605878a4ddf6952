"""The newer shapes, through the whole job: another order of rows gives the same bytes, exports included."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable
from pathlib import Path
from shutil import copy

import pytest
from conftest import SAMPLES, Job, Memory, remembering
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback_insights import Workspace, read_feedback

Order = Callable[[list[list[str]]], list[list[str]]]
REVIEWS = "reviews_com.fieldlark.field_202609.csv"
SURVEY = "qualtrics_platform_survey_2026.csv"
WIDGET = "marketplace_feedback_2026-08.ndjson"


def as_they_are(rows: list[list[str]]) -> list[list[str]]:
    return rows


def shuffled(rows: list[list[str]]) -> list[list[str]]:
    return random.Random(3).sample(rows, len(rows))


def write_csv(path: Path, *, encoding: str, heads: int, rows: int, order: Order) -> None:
    found = list(csv.reader(io.StringIO((SAMPLES / path.name).read_text(encoding))))
    made = io.StringIO()
    csv.writer(made, lineterminator="\n").writerows([*found[:heads], *order(found[heads : heads + rows])])
    path.write_text(made.getvalue(), encoding)


def write_exports(folder: Path, order: Order) -> None:
    """A few records of each shape."""
    folder.mkdir(parents=True)
    write_csv(folder / SURVEY, encoding="utf-8-sig", heads=3, rows=20, order=order)
    write_csv(folder / REVIEWS, encoding="utf-16", heads=1, rows=20, order=order)
    lines = [json.loads(line) for line in (SAMPLES / WIDGET).read_text("utf-8").splitlines()[:12]]
    kept = order([[json.dumps(line)] for line in lines])
    (folder / WIDGET).write_text("\n".join(line for (line,) in kept), "utf-8")
    copy(SAMPLES / "interviews" / "P6_2026-09-03.vtt", folder)


def exports(job: Job) -> dict[str, bytes]:
    """What each target writes, file by file, but for the hashes of the exports that were read."""
    found = {}
    for target in ("json", "csv", "parquet"):
        folder = job.folder / target
        assert job.call("export", str(job.db), "--to", target, "--out", str(folder)).exit_code == 0
        manifest = json.loads((folder / "manifest.json").read_bytes())
        assert all(len(file.pop("sha256")) == 64 for file in manifest["inputs"])
        (folder / "manifest.json").write_text(json.dumps(manifest))
        found |= {f"{target}/{path.name}": path.read_bytes() for path in sorted(folder.iterdir())}
    return found


@pytest.fixture(scope="module")
def shapes(tmp_path_factory: pytest.TempPathFactory, memory: Memory) -> Job:
    job = Job(tmp_path_factory.mktemp("shapes"))
    write_exports(job.folder / "exports", as_they_are)
    with remembering(memory):
        assert job.run().exit_code == 0
    return job


def test_another_order_of_rows_and_files_gives_the_same_bytes(
    shapes: Job, tmp_path: Path, remembered: None
) -> None:
    other = Job(tmp_path)
    write_exports(tmp_path / "exports", shuffled)
    for file in sorted((tmp_path / "exports").iterdir(), reverse=True):
        assert other.call("import", str(other.db), str(file)).exit_code == 0
    assert other.run().exit_code == 0
    assert other.outputs() == shapes.outputs()
    assert exports(other) == exports(shapes)


def test_every_statement_of_every_shape_is_proven(shapes: Job) -> None:
    with Workspace(shapes.db) as workspace:
        found = workspace.verify()
    assert found.checked > 60
    assert len(found.proven) == found.checked


def test_rows_from_a_query_are_imported_once_and_proven_when_given_again(tmp_path: Path) -> None:
    rows = [json.loads(line) for line in (SAMPLES / WIDGET).read_text("utf-8").splitlines()[:12]]
    with Workspace(tmp_path / "rows.db") as workspace:
        first = workspace.import_records(rows, name="widget")
        again = workspace.import_records(list(reversed(rows)), name="widget")
        assert first.files[0].ledger == again.files[0].ledger
        assert len(workspace.ledger()) == 1
        assert workspace.analyze().counts["feedback"] >= 10
        assert workspace.verify().proven == ()
        proof = workspace.verify(rows={"widget": rows})
    assert proof.checked > 10
    assert len(proof.proven) == proof.checked


PIECES = st.lists(st.integers(0, 19), max_size=12)


@given(PIECES)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_rows_there_are_each_is_one_record(tmp_path: Path, picked: list[int]) -> None:
    def some(rows: list[list[str]]) -> list[list[str]]:
        return [rows[n] for n in picked]

    for name, encoding, heads in ((SURVEY, "utf-8-sig", 3), (REVIEWS, "utf-16", 1)):
        write_csv(tmp_path / name, encoding=encoding, heads=heads, rows=20, order=some)
        found = read_feedback(tmp_path / name).ledger
        assert found.records == len(picked)
        assert sum(found.states.values()) == found.records


def test_two_tables_with_the_same_ids_are_told_and_a_known_file_is_not_read_otherwise(tmp_path: Path) -> None:
    (tmp_path / "partners.csv").write_text("ID,comment\n1,Payouts are late.\n2,Statements are wrong.\n")
    (tmp_path / "calls.csv").write_text("ID,comment\n1,The board is slow every Monday.\n3,No dark mode.\n")
    with Workspace(tmp_path / "w.db") as workspace:
        report = workspace.import_files([tmp_path / "partners.csv", tmp_path / "calls.csv"])
        told = {file.file: file.warnings for file in report.files}
        assert told["calls.csv"] == ()
        (warning,) = told["partners.csv"]
        assert warning.startswith(
            "records with an id that calls.csv has too, and that count there: 1; if these"
        )
        again = workspace.import_files([tmp_path / "calls.csv"])
        assert again.files[0].warnings == ()
        (tmp_path / "calls.toml").write_text('source = "calls"\n[map]\ntext = "comment"\n')
        other = workspace.import_files([tmp_path / "calls.csv"], profile=tmp_path / "calls.toml")
        assert "stays as it was read then" in other.files[0].warnings[0]
