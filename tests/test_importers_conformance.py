"""What every importer must do, shown on the small exports in ``exports/``: one suite over all of them.

Conservation and truncation are in test_importers_goldens.py, which reads the same exports. With ``make
conformance`` each export is changed 1,000 times instead of 50, and long ones show that memory does not grow.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
import tracemalloc
from collections import Counter, deque
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from regenerate_goldens import exports, format_of

from feedback_insights.errors import FeedbackError
from feedback_insights.files import InputFile
from feedback_insights.importers import read_export
from feedback_insights.importers._recognition import choose
from feedback_insights.importers._registry import importers
from feedback_insights.raw import SourceRecord
from feedback_insights.records import STATES
from feedback_insights.settings import ImportSettings
from feedback_insights.workspace import Workspace

GENERAL = {"table_csv", "table_json", "table_xlsx", "markdown_notes", "transcript"}
FULL = bool(os.environ.get("FEEDBACK_INSIGHTS_CONFORMANCE"))
MUTATIONS = 1000 if FULL else 50
every_export = pytest.mark.parametrize("export", exports(), ids=lambda export: export.name)
PIECES = (
    b"", b"\0", b'"', b"'", b",", b";", b"\t", b"\r", b"\n\n", b"{", b"}", b"[", b"]", b":", b"null",
    b"-1e999",
    b"\xff\xfe", b"\xef\xbb\xbf", b"\xc3", b"<", b">", b"&", b"\\u d83d", b"=HYPERLINK(1)", b"9" * 40, b"../",
    b"From x\n", b"1970-01-01", b"31/31/2026",
)  # fmt: skip


def records_of(path: Path, format: str | None = None) -> list[SourceRecord]:
    export = read_export(path, name="export", settings=ImportSettings(), format=format)
    return list(export.records)


def said(records: list[SourceRecord]) -> Counter[tuple[str, ...]]:
    """What is read, whatever the order: who said what, in which state."""
    return Counter(
        (record.source, record.instance, record.state, unit.external_id, unit.question_id, text.text)
        for record in records
        for unit in record.units
        for text in unit.texts
    ) + Counter((record.source, record.instance, record.state) for record in records)


def test_every_importer_has_an_export_to_be_tested_with() -> None:
    assert set(importers()) - {format_of(export) for export in exports()} == set()


@every_export
def test_an_importer_recognizes_its_own_export_and_no_other_does(export: Path) -> None:
    own = format_of(export)
    found = choose(InputFile.open(export))
    claims = {known.name: known.claims(found.file) for known in importers().values()}
    others = {name: claim for name, claim in claims.items() if name != own and name not in GENERAL}
    assert found.importer.name == own
    assert claims[own] > max(claim for name, claim in claims.items() if name != own)
    assert {name for name, claim in others.items() if claim >= 1} == set()


@every_export
def test_importing_an_export_twice_changes_nothing(export: Path) -> None:
    with Workspace() as ws:
        first = ws.import_files([export])
        again = ws.import_files([export])
    assert (again.added, again.updated) == (0, 0)
    assert again.files[0].ledger == first.files[0].ledger


@every_export
def test_the_order_of_an_exports_records_does_not_matter(export: Path, tmp_path: Path) -> None:
    turned = reversed_records(export)
    if turned is None:
        pytest.skip("its records lie in another order for a reason, or in an archive")
    path = tmp_path / export.name
    path.write_bytes(turned)
    assert said(records_of(path)) == said(records_of(export))


@every_export
def test_a_changed_export_gives_records_or_one_clear_line(export: Path, tmp_path: Path) -> None:
    chance, whole, changed = random.Random(export.name), export.read_bytes(), tmp_path / "changed"
    for _ in range(MUTATIONS):
        changed.write_bytes(mutated(whole, chance))
        records, told = outcome(changed, format_of(export))
        assert "\n" not in told
        for record in records:
            assert record.state in STATES
            assert (record.state == "used") == bool(record.units)
            assert record.reason or record.state == "used"
            repr(record).encode("utf-8")


@pytest.mark.skipif(not FULL, reason="takes minutes: make conformance")
@every_export
def test_a_long_export_is_read_as_a_stream(export: Path, tmp_path: Path) -> None:
    short, long = repeated(export, 400_000), repeated(export, 1_600_000)
    if short is None or long is None:
        pytest.skip("its records cannot be repeated in a file")
    path = tmp_path / export.name
    growth = peak_of(path, export, long) - peak_of(path, export, short)
    assert growth < 0.4 * (len(long) - len(short))


def peak_of(path: Path, export: Path, content: bytes) -> int:
    """The most memory that reading a file takes, in bytes."""
    path.write_bytes(content)
    reading = read_export(path, name="export", settings=ImportSettings(), format=format_of(export))
    tracemalloc.start()
    try:
        deque(reading.records, maxlen=0)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def outcome(path: Path, format: str) -> tuple[list[SourceRecord], str]:
    """What is read, or the line that says why not."""
    try:
        return records_of(path, format), ""
    except FeedbackError as told:
        return [], str(told)


def mutated(whole: bytes, chance: random.Random) -> bytes:
    """The bytes with one to four places cut out, doubled, or replaced."""
    content = bytearray(whole)
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(content) + 1)
        end = min(len(content), start + chance.choice((0, 1, 3, 20)))
        kind = chance.randrange(3)
        if kind == 0:
            content[start:end] = chance.choice(PIECES)
        elif kind == 1:
            content[start:end] = content[start:end] * 2
        else:
            content[start:end] = bytes(chance.randrange(256) for _ in range(end - start))
    return bytes(content)


def reversed_records(export: Path) -> bytes | None:
    """The export with its records in reverse order; None where that is not for this test to do."""
    parts = records_in(export)
    return None if parts is None else joined(parts[0], parts[1][::-1], parts[2])


def repeated(export: Path, size: int) -> bytes | None:
    """The export with its records over and over, to at least a size."""
    parts = records_in(export)
    if parts is None or not parts[1]:
        return None
    times = size // max(1, sum(map(len, parts[1]))) + 1
    return joined(parts[0], parts[1] * times, parts[2])


Parts = tuple[bytes, list[bytes], bytes]


def joined(before: bytes, records: list[bytes], after: bytes) -> bytes:
    return before + (b",\n" if after else b"").join(records) + after


def records_in(export: Path) -> Parts | None:
    """What stands before the records, the records, and what stands after them."""
    whole = export.read_bytes()
    if export.suffix in (".ndjson", ".jsonl"):
        return b"", [line + b"\n" for line in whole.splitlines() if line.strip()], b""
    if export.suffix == ".json":
        return _json_parts(json.loads(whole))
    if export.suffix == ".csv":
        return _csv_parts(export, whole)
    return None


def _json_parts(document: Any) -> Parts | None:
    if isinstance(document, list):
        return b"[", [json.dumps(item).encode() for item in document], b"]"
    lists = [name for name, value in document.items() if isinstance(value, list) and len(value) > 1]
    if len(lists) != 1 or not all(isinstance(item, dict) for item in document[lists[0]]):
        return None
    rest = {name: value for name, value in document.items() if name != lists[0]}
    before = json.dumps(rest)[:-1] + (", " if rest else "") + json.dumps(lists[0]) + ": ["
    return before.encode(), [json.dumps(item).encode() for item in document[lists[0]]], b"]}"


def _csv_parts(export: Path, whole: bytes) -> Parts | None:
    """Cut a table with one header row in its first line; others are left alone."""
    from feedback_insights.files.tables import open_table

    table = open_table(InputFile.open(export), known=lambda name: False)
    with suppress(UnicodeDecodeError):
        text = whole.decode("utf-8")
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=table.header.delimiter))
        if table.header.row == 1 and len(rows) > 2:
            written = [_line(row, table.header.delimiter) for row in rows if row]
            return written[0], written[1:], b""
    return None


def _line(row: list[str], delimiter: str) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerow(row)
    return out.getvalue().encode()
