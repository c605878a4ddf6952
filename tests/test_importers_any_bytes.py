"""Whatever the bytes: records, rejected records or one clear line; and every record has one state."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.errors import FeedbackError
from feedback_insights.files import Profile
from feedback_insights.importers import read_export, recognize
from feedback_insights.importers._registry import importers
from feedback_insights.raw import SourceRecord
from feedback_insights.records import STATES
from feedback_insights.settings import ImportSettings

FORMATS = (None, *importers())
SOME = (  # that read a file each in a way of its own
    None, "zendesk_ndjson", "zendesk_csv", "zendesk_xml", "qualtrics_csv", "gplay_csv", "ms_forms",
    "jira_csv", "jira_json", "mbox", "slack_zip", "appstore_rss", "docx_notes", "table_csv", "table_json",
    "table_xlsx", "transcript", "markdown_notes",
)  # fmt: skip
any_format = st.sampled_from(FORMATS)
TICKET = '{"id":1,"requester_id":7,"via":{"channel":"web"},"subject":"Slow","description":"It is slow"}'
PIECES = (
    TICKET, '{"ticket":' + TICKET + "}", '{"tickets":[', "]}", '{"id":', "\\ud83d", "NaN", "1e999", "9" * 40,
    "[[[[", "\n", "\r", ",", ";", "\t", "|", '"', "'", "id,comment,created\n", "1,It is slow,03/04/2026\n",
    "sep=;\n", "\0", "What should we change?", "# Usability test\n", "## Participant 1\n\n", "> “no”\n",
    "- could not find it [S3] #tag\n", "| Scenario | Observation |\n|---|---|\n| a | b |\n", "---\n",
    "<table><tr><td>x</td></tr></table>", "**User:** Ann\n", "   ", "- [ ] ", "ż", "\ufeff",
    "1.03E+13", "\u2028", '{"id":1,"comment":"It is slow"}', '{"data":{"reviews":[', "]}}", "]",
    '{"answers":[{"question":"Why?","answer":"It is slow"}]}', "PK\x03\x04",
    "WEBVTT\n\n", "00:00:01.000 --> 00:00:02.000\n", "1\n00:00:01,000 --> 00:00:02,000\n", "<v Ann>It\n",
    "ResponseId,Q1\n", '"{""ImportId"":""QID1""}"\n', "Id,Subject,Requester id\n", "1,Slow,2\n",
    "Package Name,Review Text,Star Rating\n",
)  # fmt: skip


@contextmanager
def file_of(content: bytes) -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(content)
        yield path


def read_all(content: bytes, format: str | None, profile: Profile | None = None) -> list[SourceRecord]:
    with file_of(content) as path:
        try:
            asked = ImportSettings()
            export = read_export(path, name="file", settings=asked, format=format, profile=profile)
            return list(export.records)
        except FeedbackError as told:
            one_line = "\n" not in str(told)
            assert one_line
            return []


def check(records: list[SourceRecord]) -> None:
    for record in records:
        assert record.state in STATES
        assert (record.state == "used") == bool(record.units)
        assert record.reason or record.state == "used"
        assert record.locator.record
        repr(record).encode("utf-8")


@settings(max_examples=600, deadline=None)
@given(st.binary(max_size=400), any_format)
def test_any_bytes_give_records_or_one_clear_line(content: bytes, format: str | None) -> None:
    check(read_all(content, format))


@settings(max_examples=1000, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), max_size=25),
    st.sampled_from(["utf-8", "utf-16", "utf-16-be", "cp1252"]),
    any_format,
)
def test_any_jumble_of_real_pieces_gives_records_or_one_clear_line(
    pieces: list[str], charset: str, format: str | None
) -> None:
    check(read_all("".join(pieces).encode(charset, "replace"), format))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([TICKET, "{broken", "[]", "17", '{"ticket":null}']), min_size=1, max_size=12))
def test_every_line_is_one_record(lines: list[str]) -> None:
    records = read_all("\n".join([TICKET, *lines]).encode(), "zendesk_ndjson")
    assert len(records) == 1 + len(lines)


cells = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(cells, cells), max_size=12))
def test_every_row_is_one_record_whatever_its_cells(rows: list[tuple[str, str]]) -> None:
    def quoted(cell: str) -> str:
        return '"' + cell.replace('"', '""') + '"'

    content = "id,comment\n" + "".join(f"{quoted(a)},{quoted(b)}\n" for a, b in rows)
    expected = [row for row in rows if any(cell.strip() for cell in row)]
    records = read_all(content.encode(), None, Profile(map={"text": "comment"}))
    assert len(records) == len(expected)
    check(records)


KEYS = st.sampled_from(["id", "url", "comments", "body", "author_id", "requester", "via", "tags", "subject"])
json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner),
)


@settings(max_examples=60, deadline=None)
@given(json_values)
def test_a_ticket_may_hold_any_json_anywhere(value: object) -> None:
    ticket = {"id": 5, "subject": value, "comments": value, "via": value}
    records = read_all(json.dumps({"ticket": ticket}).encode(), "zendesk_ndjson")
    assert len(records) == 1
    check(records)


@settings(max_examples=80, deadline=None)
@given(st.lists(json_values, max_size=6))
def test_an_object_may_hold_any_json_anywhere(values: list[object]) -> None:
    items = [{"id": number, "comment": "It is slow", "more": value} for number, value in enumerate(values)]
    for content in ("\n".join(map(json.dumps, items)), json.dumps(items), json.dumps({"data": items})):
        records = read_all(content.encode(), "table_json")
        assert [record.state for record in records] == ["used"] * len(items)
        check(records)


HOSTILE = {
    "deep list": b"[" * 100_000,
    "deep object": b'{"a":' * 30_000,
    "deep quote": b"> " * 20_000,
    "deep bullets": b"- " * 20_000,
    "pipes": b"|" * 200_000,
    "open tables": b"<table" * 30_000,
    "open cell": b'id,comment\n1,"' + b"a" * 300_000,
    "blank rows": b"id,comment\n" + b"\n" * 100_000,
    "long blank": b"# P1\n\n- a" + b" " * 200_000 + b"b",
    "long header": b"id," + b"recommend " * 10_000 + b"?\n1,a b c\n",
    "long number": b"9" * 100_000,
    "many names": b"{" + b",".join(b'"n%d":1' % n for n in range(7_000)) + b"}\n",
    "one name": b'{"a":[' + b",".join([b'{"name":"x","value":1},{"name":"x","value":2}'] * 7_000) + b"]}",
    "many lists": b"{" + b",".join(b'"n%d":[{"a":1}]' % n for n in range(7_000)) + b"}",
    "deep values": b'{"a":' * 900 + b"1" + b"}" * 900,
}


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.timeout(60)
def test_hostile_files_take_no_time(kind: str) -> None:
    for format in SOME:
        check(read_all(HOSTILE[kind], format))


def test_recognition_alone_never_raises_anything_else() -> None:
    for cut in range(1, len(TICKET)):
        with file_of(TICKET[:cut].encode()) as path, suppress(FeedbackError):
            assert recognize(path).importer.name == "zendesk_ndjson"
