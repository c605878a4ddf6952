"""One export into clean feedback, without a workspace."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import feedback_insights as fi
from feedback_insights.errors import UnclaimedFile
from feedback_insights.files import Profile
from feedback_insights.read import read_feedback


def ticket(number: int, text: str, **facts: object) -> dict[str, object]:
    return {
        "id": number, "url": f"https://x.zendesk.com/api/v2/tickets/{number}.json", "requester_id": 7,
        "subject": "", "description": text, "via": {"channel": "web"}, "created_at": "2026-03-02T10:00:00Z",
        "updated_at": "2026-03-02T10:00:00Z",
    } | facts  # fmt: skip


def write(folder: Path, *lines: object) -> Path:
    path = folder / "tickets.json"
    path.write_text(
        "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8"
    )
    return path


def test_a_file_becomes_feedback_and_a_ledger_that_sums_up(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        ticket(1, "The export is slow, write to ann@acme.test"),
        ticket(2, "gone", status="deleted"),
        "{broken",
        ticket(3, "Search finds nothing", requester_id=8),
    )
    batch = fi.read_feedback(path)
    assert batch.format == "zendesk_ndjson"
    assert [item.external_id for item in sorted(batch.feedback, key=lambda item: item.external_id)] == [
        "1",
        "3",
    ]
    assert all("ann@acme.test" not in item.text for item in batch.feedback)
    assert batch.rejected[0].locator.record == "line 3"
    assert batch.ledger.states == {"used": 2, "deleted": 1, "rejected": 1}
    assert (batch.ledger.records, batch.ledger.units) == (4, 2)


def test_of_a_ticket_that_comes_twice_the_newest_counts(tmp_path: Path) -> None:
    old, new = ticket(1, "It is slow and ugly"), ticket(1, "It is slow", updated_at="2026-03-05T10:00:00Z")
    for lines in ((old, new, new), (new, old, new)):
        batch = read_feedback(write(tmp_path, *lines))
        assert [item.text for item in batch.feedback] == ["It is slow"]
        assert batch.ledger.states == {"used": 1, "duplicate": 1, "superseded": 1}


def test_one_person_saying_the_same_twice_counts_once(tmp_path: Path) -> None:
    path = write(
        tmp_path, ticket(1, "It is slow"), ticket(2, "it is slow!"), ticket(3, "It is slow", requester_id=9)
    )
    batch = read_feedback(path)
    assert batch.ledger.states == {"used": 2, "duplicate": 1}
    assert {item.external_id for item in batch.feedback} >= {"3"}


def test_the_same_file_gives_the_same_pseudonyms_and_a_key_gives_others(tmp_path: Path) -> None:
    path = write(tmp_path, ticket(1, "It is slow"))
    assert read_feedback(path) == read_feedback(path)
    authors = {read_feedback(path, key=key).feedback[0].author for key in (None, b"a" * 32, b"b" * 32)}
    assert len(authors) == 3


def test_the_order_of_rows_changes_nothing_but_their_places(tmp_path: Path) -> None:
    tickets = [ticket(n, f"Problem {n % 3} with the export", requester_id=n % 2) for n in range(12)]
    one, other = (read_feedback(write(tmp_path, *lines), key=b"k" * 32) for lines in (tickets, tickets[::-1]))
    assert [(f.id, f.text, f.author) for f in one.feedback] == [
        (f.id, f.text, f.author) for f in other.feedback
    ]
    assert one.ledger == other.ledger


def test_what_is_not_recognized_raises(tmp_path: Path) -> None:
    with pytest.raises(UnclaimedFile):
        read_feedback(write(tmp_path, "a,b", "1,2"))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(["1,slow", "1,slow", "2,slow", ",", '3,"', "4,-", "5,a,b", ",fast", "It is slow", ""])
    )
)
def test_the_states_always_sum_to_the_records(rows: list[str]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_text("\n".join(["id,comment", *rows]) + "\n", encoding="utf-8")
        batch = read_feedback(path, profile=Profile(map={"id": "id", "text": "comment"}))
    assert sum(batch.ledger.states.values()) == batch.ledger.records
    assert batch.ledger.units == len(batch.feedback)
    assert len({item.id for item in batch.feedback}) == len(batch.feedback)
