"""Tables of a warehouse: Parquet files, and rows of tickets with their comments."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from pyarrow import parquet

import feedback_insights as fi
from feedback_insights.errors import FeedbackError, FileProblem
from feedback_insights.files import InputFile
from feedback_insights.files.parquet import parquet_rows
from feedback_insights.importers import read_records
from feedback_insights.settings import ImportSettings

ROWS: list[dict[str, Any]] = [
    {"id": 1, "comment": "The export stops at noon.", "email": "ann@birch.example", "score": 2.0},
    {"id": 2, "comment": "I cannot see who changed a booking.", "email": "tom@birch.example", "score": None},
]
TICKETS: list[dict[str, Any]] = [
    {
        "id": number, "subject": "The board",
        "url": f"https://halden.zendesk.com/api/v2/tickets/{number}.json",
        "description": f"The board forgets filter {number}.", "requester_id": 90, "submitter_id": 90,
        "organization_id": 12, "brand_id": 5, "status": "open", "via_channel": "web",
        "created_at": datetime(2026, 5, 4, 8, tzinfo=UTC), "_fivetran_synced": datetime(2026, 6, 1),
    }
    for number in (1, 2, 3)
]  # fmt: skip


def written(folder: Path, rows: list[dict[str, Any]], name: str = "table.parquet", group: int = 100) -> Path:
    parquet.write_table(pyarrow.Table.from_pylist(rows), folder / name, row_group_size=group)
    return folder / name


def test_a_parquet_table_is_read_as_its_rows_are(tmp_path: Path) -> None:
    batch = fi.read_feedback(written(tmp_path, ROWS))
    assert batch.format == "table_json"
    assert batch.ledger.states == {"used": 2}
    rows = list(read_records(ROWS, name="rows", settings=ImportSettings()).records)
    assert sorted(item.id for item in batch.feedback) == sorted(
        item.id for item in fi.read_feedback(written(tmp_path, ROWS[::-1], "other.parquet")).feedback
    )
    assert {item.text for item in batch.feedback} == {u.texts[0].text for r in rows for u in r.units}
    assert {item.rating for item in batch.feedback} == {2.0, None}


def test_tickets_of_a_warehouse_are_tickets_of_their_site(tmp_path: Path) -> None:
    batch = fi.read_feedback(written(tmp_path, TICKETS))
    assert batch.format == "zendesk_ndjson"
    assert {item.external_id for item in batch.feedback} == {"1", "2", "3"}
    assert batch.feedback[0].created == datetime(2026, 5, 4, 8, tzinfo=UTC)


def test_rows_are_made_a_batch_at_a_time(tmp_path: Path) -> None:
    rows = [{"id": n, "comment": f"The board forgets filter {n}."} for n in range(5000)]
    file = parquet_rows(InputFile.open(written(tmp_path, rows, group=500)))
    assert file.content == b""
    lines = [line for _, line in file.lines(longest=1000)]
    assert len(lines) == 5000
    assert lines[4999] == b'{"comment":"The board forgets filter 4999.","id":4999}\n'


def test_texts_that_a_warehouse_wrote_as_bytes_are_texts(tmp_path: Path) -> None:
    rows = [{**row, "comment": row["comment"].encode()} for row in ROWS]
    assert fi.read_feedback(written(tmp_path, rows)).ledger.states == {"used": 2}


def test_users_of_a_warehouse_join_the_people(tmp_path: Path) -> None:
    user = {"id": 90, "email": "ann@birch.example", "role": "end-user", "organization_id": 12, "locale_id": 1,
            "url": "https://halden.zendesk.com/api/v2/users/90.json"}  # fmt: skip
    with fi.Workspace(":memory:") as ws:
        ws.import_files([written(tmp_path, TICKETS)])
        report = ws.load_accounts(written(tmp_path, [user], "user.parquet"))
    (file,) = report.files
    assert (file.format, file.people, file.joined) == ("zendesk_users", 1, 1)


def test_what_an_imported_parquet_file_says_can_be_verified(tmp_path: Path) -> None:
    with fi.Workspace(tmp_path / "x.db") as ws:
        ws.import_files([written(tmp_path, TICKETS)])
        report = ws.import_files([tmp_path / "table.parquet"])
        assert (report.added, report.updated) == (0, 0)


def test_a_damaged_parquet_file_is_told_in_one_line(tmp_path: Path) -> None:
    path = written(tmp_path, ROWS)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(FileProblem, match="damaged Parquet file"):
        fi.read_feedback(path)


def test_without_pyarrow_it_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, ROWS)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(FileProblem, match=r"pip install 'feedback-insights\[parquet\]'"):
        fi.read_feedback(path)


COMMENTS: list[dict[str, Any]] = [
    {"author_id": 90, "body": "The board forgets filter 1.", "public": True},
    {"author_id": 7, "body": "Which browser is it?", "public": True},
    {"author_id": 7, "body": "Ask the board team.", "public": False},
    {"author_id": 90, "body": "It is Firefox.", "public": True},
]


def test_rows_of_tickets_with_their_comments_are_the_customers_public_turns() -> None:
    rows = [{**TICKETS[0], "comments": COMMENTS}]
    export = read_records(
        rows, name="warehouse", settings=ImportSettings(), profile=fi.Profile(format="zendesk_ndjson")
    )
    (record,) = export.records
    assert (export.format, record.instance, record.state) == ("zendesk_ndjson", "halden.zendesk.com", "used")
    texts = [text.text for text in record.units[0].texts]
    assert texts == ["The board forgets filter 1.", "It is Firefox."]


def test_rows_are_not_read_by_an_importer_of_files() -> None:
    with pytest.raises(FeedbackError, match="rows cannot be read as mbox"):
        read_records([{}], name="x", settings=ImportSettings(), profile=fi.Profile(format="mbox"))
