"""Zip archives of exports: read member by member, refused where they are hostile."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from feedback_insights.errors import FileProblem, UnclaimedFile
from feedback_insights.importers import Export, read_export
from feedback_insights.raw import SourceRecord
from feedback_insights.settings import ImportSettings

ANSWERS = "Id,Comment\n1,It is slow\n2,It is fast\n"
MORE = "Id,Comment\n3,It is ugly\n"
TICKET = '{"id":%d,"requester_id":7,"via":{"channel":"web"},"subject":"Slow","description":"It is slow"}\n'


def archive(path: Path, **members: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name.replace("__", "/"), content)
    return path


def export_of(path: Path) -> tuple[Export, list[SourceRecord]]:
    export = read_export(path, name=path.name, settings=ImportSettings())
    return export, list(export.records)


def test_a_single_table_in_an_archive_is_read_as_if_it_were_unpacked(tmp_path: Path) -> None:
    export, records = export_of(archive(tmp_path / "x.zip", **{"answers.csv": ANSWERS}))
    assert export.format == "table_csv"
    assert [record.locator.record for record in records] == ["Id 1", "Id 2"]
    assert {record.locator.file for record in records} == {"x.zip"}


def test_all_files_of_one_format_are_read_and_the_others_named(tmp_path: Path) -> None:
    members = {"a.ndjson": TICKET % 1, "b.ndjson": TICKET % 2, "readme.txt": "hello"}
    export, records = export_of(archive(tmp_path / "x.zip", **members))
    assert [record.locator.record for record in records] == ["ticket 1", "ticket 2"]
    assert export.warnings == ["read of the archive: 'a.ndjson', 'b.ndjson'; not read: 'readme.txt'"]


def test_what_systems_leave_beside_files_is_not_looked_at(tmp_path: Path) -> None:
    members = {"answers.csv": ANSWERS, "__MACOSX/._answers.csv": "x", ".DS_Store": "x"}
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    export, records = export_of(path)
    assert len(records) == 2
    assert export.warnings == []


def test_a_name_that_leads_out_of_the_archive_is_refused_and_told(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("answers.csv", ANSWERS)
        packed.writestr("../evil.csv", MORE)
        packed.writestr("/root.csv", MORE)
    export, records = export_of(path)
    assert len(records) == 2
    assert export.warnings == ["refused, as their names lead out of the archive: '../evil.csv', '/root.csv'"]


def test_rows_without_ids_are_located_by_their_file_in_the_archive(tmp_path: Path) -> None:
    members = {"a.csv": "Comment\nIt is slow\n", "b.csv": "Comment\nIt is fast\n"}
    _, records = export_of(archive(tmp_path / "x.zip", **members))
    assert [record.locator.record for record in records] == ["a.csv, row 2", "b.csv, row 2"]


def test_an_archive_in_which_nothing_is_recognized_says_what_is_in_it(tmp_path: Path) -> None:
    with pytest.raises(UnclaimedFile, match=r"archive of 1 files of which none is recognized: 'a\.bin'"):
        export_of(archive(tmp_path / "x.zip", **{"a.bin": "\x00\x01\x02"}))


def test_an_archive_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "x.zip", **{"a.csv": "Comment\n" + "x" * 60_000_000})
    with pytest.raises(FileProblem, match="unpacks to more than 200 times its size"):
        export_of(path)


def test_a_damaged_member_is_one_clear_line(tmp_path: Path) -> None:
    path = archive(tmp_path / "x.zip", **{"a.csv": ANSWERS * 50})
    content = bytearray(path.read_bytes())
    content[60] ^= 0xFF
    path.write_bytes(bytes(content))
    with pytest.raises(FileProblem, match=r"x\.zip is damaged .*export it again"):
        export_of(path)


def test_an_archive_without_a_filled_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="archive without a filled file"):
        export_of(archive(tmp_path / "x.zip", **{"a.csv": ""}))


def test_what_has_anothers_signature_is_read_too(tmp_path: Path) -> None:
    reviews = (
        "Review Id,Review Created (UTC),Review Stars,Review Content\n7,2026-08-02 10:00:00,2,It is slow\n"
    )
    path = archive(tmp_path / "x.zip", **{"reviews.csv": reviews, "tickets.ndjson": TICKET % 1})
    export, records = export_of(path)
    assert export.format == "zendesk_ndjson + trustpilot"
    assert sorted(record.source for record in records) == ["trustpilot", "zendesk"]
    assert not any("not read" in warning for warning in export.warnings)


def test_tables_that_number_their_rows_alike_are_told(tmp_path: Path) -> None:
    other = "Id,Comment\n1,The door squeaks\n3,The coffee is cold\n"
    export, records = export_of(archive(tmp_path / "x.zip", **{"a.csv": ANSWERS, "b.csv": other}))
    assert len(records) == 4
    assert export.warnings[-1].startswith(
        "1 ids stand in more than one table of the archive ('a.csv', 'b.csv')"
    )


def test_an_archive_of_nothing_but_hostile_names_says_so(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("/etc/x.csv", ANSWERS)
    with pytest.raises(FileProblem, match="without a filled file but what leads out of it"):
        export_of(path)


def test_a_page_of_an_api_without_records_is_known_by_its_names(tmp_path: Path) -> None:
    pages = {
        "zendesk_ndjson": '{"tickets":[],"after_cursor":"x","end_of_stream":true}',
        "jira_json": '{"startAt":0,"maxResults":50,"total":0,"issues":[]}',
        "intercom_json": '{"type":"conversation.list","conversations":[],"pages":{},"total_count":0}',
        "typeform_json": '{"total_items":0,"page_count":0,"items":[]}',
    }
    for format, page in pages.items():
        path = tmp_path / f"{format}.json"
        path.write_text(page)
        export, records = export_of(path)
        assert (export.format, records) == (format, [])
        assert export.warnings == ["no records in it"]


@pytest.mark.parametrize(
    "users",
    [
        '{"id":7,"name":"Ines","organization_id":5}\n',
        '{"users":[{"id":7,"name":"Ines","organization_id":5}]}',
    ],
)
def test_users_in_a_file_of_their_own_are_those_of_the_tickets_beside_it(tmp_path: Path, users: str) -> None:
    members = {
        "tickets-1.json": TICKET % 1, "tickets-2.json": TICKET % 2, "users.json": users,
        "readme.txt": "hello", "organizations.json": '{"id":5,"name":"Polar"}\n',
    }  # fmt: skip
    export, records = export_of(archive(tmp_path / "x.zip", **members))
    units = [unit for record in records for unit in record.units]
    assert [unit.author and unit.author.name for unit in units] == ["Ines", "Ines"]
    assert [unit.organisation and unit.organisation.name for unit in units] == ["Polar", "Polar"]
    assert [told for told in export.warnings if "not read" in told] == [
        "read of the archive: 'organizations.json', 'tickets-1.json', 'tickets-2.json', 'users.json'; "
        "not read: 'readme.txt'"
    ]


def test_a_member_without_a_name_costs_only_itself(tmp_path: Path) -> None:
    path = archive(tmp_path / "x.zip", **{"answers.csv": ANSWERS, "b": "x"})
    path.write_bytes(path.read_bytes().replace(b"b", b"\0"))
    _, records = export_of(path)
    assert len(records) == 2
