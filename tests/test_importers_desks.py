"""Help desks: who said what in a conversation, what is no feedback, and what an export cannot hold."""

from __future__ import annotations

import copy
import json
import tracemalloc
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from feedback_insights.errors import FileProblem
from feedback_insights.files import Profile
from feedback_insights.importers import Export, read_export, recognize
from feedback_insights.raw import RawFeedback, SourceRecord
from feedback_insights.read import read_feedback
from feedback_insights.settings import ImportSettings

EXPORTS = Path(__file__).parent / "exports"
JSON_DESKS = (
    "intercom_json", "freshdesk_json", "helpscout_json", "front_json", "gorgias_json", "hubspot_json",
    "salesforce_json",
)  # fmt: skip
LISTS = ("conversations", "_results", "data", "results", "records")


def records_of(name: str) -> list[dict[str, Any]]:
    """The records of one of our own exports."""
    found: Any = json.loads((EXPORTS / f"{name}.json").read_text("utf-8"))
    if isinstance(found, dict):
        found = next(found[key] for key in (*LISTS, "_embedded") if key in found)
    records: list[dict[str, Any]] = found["conversations"] if isinstance(found, dict) else found
    return records


def write(folder: Path, content: object, name: str = "export.json") -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def read(
    path: Path, format: str | None = None, profile: Profile | None = None
) -> tuple[Export, list[SourceRecord]]:
    export = read_export(path, name=path.name, settings=ImportSettings(), format=format, profile=profile)
    return export, list(export.records)


def words(unit: RawFeedback) -> list[str]:
    return [text.text for text in unit.texts]


def one(folder: Path, name: str, number: int = 0, **facts: Any) -> tuple[Export, SourceRecord]:
    """Read a record of our own export with other facts."""
    export, (record,) = read(write(folder, [records_of(name)[number] | facts]), name)
    return export, record


@pytest.mark.parametrize("name", JSON_DESKS)
def test_records_are_found_in_a_list_alone_and_one_a_line(tmp_path: Path, name: str) -> None:
    records = records_of(name)
    wrappings = [records, "".join(json.dumps(record) + "\n" for record in records), json.dumps(records[0])]
    expected = [record.locator.record for record in read(EXPORTS / f"{name}.json")[1]]
    for wrapping in wrappings:
        path = write(tmp_path, wrapping)
        assert recognize(path).importer.name == name
        found = [record.locator.record for record in read(path)[1]]
        assert found == (expected if len(found) > 1 else expected[:1])


@pytest.mark.parametrize("name", JSON_DESKS)
def test_a_first_record_longer_than_what_recognition_looks_at_is_recognized(
    tmp_path: Path, name: str
) -> None:
    record = records_of(name)[0] | {"zz_log": ["x" * 1000] * 400}
    path = write(tmp_path, {"conversations": [record]} if name == "intercom_json" else [record])
    assert recognize(path).importer.name == name


@pytest.mark.parametrize("name", JSON_DESKS)
@pytest.mark.parametrize("value", [None, "x", "", [], {}, 5, [5], {"a": 1}, [{"id": {}}], True, 1e400, "<p>"])
def test_odd_values_anywhere_in_a_record_are_survived(tmp_path: Path, name: str, value: Any) -> None:
    changed = [odd for record in records_of(name)[:2] for odd in _with(record, value)]
    _, records = read(write(tmp_path, changed), name)
    assert len(records) == len(changed)
    assert all((record.state == "used") == bool(record.units) for record in records)


def _with(record: dict[str, Any], value: Any) -> Iterator[dict[str, Any]]:
    """The record once per value in it, that one being replaced."""
    for path in _paths(record):
        odd = copy.deepcopy(record)
        inner: Any = odd
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = value
        yield odd


def _paths(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield (*above, key)
        yield from _paths(inner, (*above, key))


@pytest.mark.parametrize("name", JSON_DESKS)
def test_what_is_no_record_of_the_desk_is_rejected_with_its_place(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, [records_of(name)[0], 5, {"shelf": 1}, "x"])
    _, records = read(path, name)
    assert [record.state for record in records][1:] == ["rejected"] * 3
    assert records[2].reason.startswith("item 3: not a ")
    assert "'shelf'" in records[2].reason


@pytest.mark.parametrize("name", JSON_DESKS)
def test_facts_of_a_profile_are_true_of_every_record(tmp_path: Path, name: str) -> None:
    profile = Profile(source="second desk", product="Flow", audience="partner", channel="kiosk")
    _, records = read(EXPORTS / f"{name}.json", name, profile)
    assert {record.source for record in records} == {"second desk"}
    units = [unit for record in records for unit in record.units]
    assert {(unit.product, unit.audience, unit.channel) for unit in units} == {("Flow", "partner", "kiosk")}


@pytest.mark.parametrize("name", ["gorgias_json", "freshdesk_json", "salesforce_json", "helpscout_json"])
def test_dates_that_cannot_be_read_or_lack_a_zone_are_told(tmp_path: Path, name: str) -> None:
    keys = ("created_datetime", "created_at", "CreatedDate", "createdAt")
    record = {
        key: "the ides of March" if key in keys else value for key, value in records_of(name)[0].items()
    }
    export, (found,) = read(write(tmp_path, [record]), name)
    assert found.units[0].created is None
    assert any("the ides of march" in warning.lower() for warning in export.warnings)


@pytest.mark.parametrize("wrapped", [True, False])
def test_a_long_export_is_read_record_by_record(tmp_path: Path, wrapped: bool) -> None:
    record = records_of("intercom_json")[2] | {"log": "x" * 10_000}
    records = [json.dumps(record | {"id": str(number)}) for number in range(1000)]
    joined = ",".join(records)
    path = write(tmp_path, f'{{"conversations": [{joined}]}}' if wrapped else "\n".join(records))
    export = read_export(path, name="export.json", settings=ImportSettings())
    tracemalloc.start()
    count = sum(1 for _ in export.records)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 1000
    assert peak < 4_000_000 < path.stat().st_size


def test_intercoms_parts_are_told_apart_by_their_authors_and_kinds(tmp_path: Path) -> None:
    _, record = one(tmp_path, "intercom_json")
    asked, copied, rated = record.units
    assert [text.field for text in asked.texts] == [
        "source.subject", "source.body", "conversation_parts.conversation_parts[4].body",
        "conversation_parts.conversation_parts[5].body",
    ]  # fmt: skip
    assert asked.names == ("Bo Fieldtest", "Fin", "Sam Desk")
    assert (copied.question_id, copied.author and copied.author.external_id) == ("in copy 1", "u-bo")
    assert (rated.question_id, rated.rating, words(rated)) == ("satisfaction", 2.0, ["Took three days"])


def test_a_lead_that_became_a_user_is_still_the_one_that_asked(tmp_path: Path) -> None:
    contacts = {"contacts": [{"type": "contact", "id": "u-ann"}]}
    _, record = one(tmp_path, "intercom_json", contacts=contacts)
    assert [unit.question_id for unit in record.units] == ["", "satisfaction"]


def test_an_author_of_unknown_kind_is_a_customer_if_the_conversation_is_with_them(tmp_path: Path) -> None:
    source = {"type": "email", "body": "<p>It is slow</p>", "author": {"id": "u-9"}}
    for contacts, state in (([{"id": "u-9"}], "used"), ([{"id": "u-1"}], "staff")):
        found = one(
            tmp_path, "intercom_json", 2, source=source, contacts={"contacts": contacts}
        )[1]  # fmt: skip
        assert found.state == state


def test_a_fetched_conversation_counts_before_a_listed_one_however_new_that_is(tmp_path: Path) -> None:
    listed = records_of("intercom_json")[2]
    fetched = listed | {
        "updated_at": listed["updated_at"] - 1_000_000,
        "conversation_parts": {
            "conversation_parts": [
                {"part_type": "comment", "body": "<p>As CSV</p>", "author": {"type": "user", "id": "u-ann"}}
            ],
            "total_count": 1,
        },
    }
    for order in ([listed, fetched], [fetched, listed]):
        batch = read_feedback(write(tmp_path, order))
        assert [item.text for item in batch.feedback] == ["Can I export my visits to Excel?\n\nAs CSV"]
        assert batch.ledger.states == {"used": 1, "superseded": 1}


@pytest.mark.parametrize(
    "name", ["freshdesk_csv.csv", "freshdesk_json.json", "salesforce_case.csv", "zendesk_view_csv.csv"]
)
def test_ids_that_two_sites_may_share_are_told_unless_a_profile_keeps_them_apart(name: str) -> None:
    for profile, count in ((None, 1), (Profile(source="second site"), 0)):
        export, _ = read(EXPORTS / name, profile=profile)
        assert sum("does not name its site" in warning for warning in export.warnings) == count


def test_parts_that_intercom_left_out_are_told() -> None:
    export, _ = read(EXPORTS / "intercom_json.json")
    assert export.warnings == [
        "1 conversations are cut short, so that turns are missing: conversation 402 has the newest 1 of 731 "
        "parts"
    ]


def test_the_opening_message_of_older_intercom_versions_is_read(tmp_path: Path) -> None:
    record = records_of("intercom_json")[0]
    record["conversation_message"] = record.pop("source")
    _, (found,) = read(write(tmp_path, [record]))
    assert found.units[0].texts[1].field == "conversation_message.body"


def test_what_was_removed_from_intercom_is_not_read(tmp_path: Path) -> None:
    source = records_of("intercom_json")[2]["source"] | {"redacted": True}
    assert one(tmp_path, "intercom_json", 2, source=source)[1].state == "empty"


def test_a_freshdesk_ticket_of_a_call_is_on_the_customers_behalf(tmp_path: Path) -> None:
    (unit,) = one(tmp_path, "freshdesk_json", 1)[1].units
    assert (unit.voice, unit.question_id, words(unit)[0]) == ("on_behalf_of", "on behalf", "Signatures")


def test_freshdesks_replies_and_notes_are_told_apart(tmp_path: Path) -> None:
    record = one(tmp_path, "freshdesk_json")[1]
    assert [words(unit) for unit in record.units] == [
        ["Visits missing", "The map shows yesterday's visits.", "Reloading did not help."], ["I see it too."],
    ]  # fmt: skip
    assert record.units[1].author is not None
    assert record.units[1].author.email == "dan@southpipe.example"
    assert record.units[0].refs == ("issue:FLD-12",)
    assert "She is right" not in repr(record)


def test_the_tickets_of_one_desk_are_not_taken_for_those_of_another(tmp_path: Path) -> None:
    zendesk = json.loads((EXPORTS / "zendesk_ndjson.ndjson").read_text("utf-8").splitlines()[0])
    gorgias = records_of("gorgias_json")[0] | {"requester": {"id": 61}}
    desks = {"freshdesk_json": records_of("freshdesk_json")[0], "gorgias_json": gorgias}
    for name, record in {**desks, "zendesk_ndjson": zendesk}.items():
        for content in ([record], {"data" if name == "gorgias_json" else "tickets": [record]}):
            found = recognize(write(tmp_path, content))
            assert found.importer.name == name
            assert found.runner_up in (None, "table_json")


def test_contacts_and_companies_beside_freshdesk_tickets_name_them(tmp_path: Path) -> None:
    ticket = {key: value for key, value in records_of("freshdesk_json")[0].items() if key != "requester"}
    page = {
        "tickets": [ticket], "contacts": [{"id": 70, "name": "Cleo", "email": "c@x.test"}],
        "companies": [{"id": 5, "name": "Southpipe"}],
    }  # fmt: skip
    (unit, _) = read(write(tmp_path, page))[1][0].units
    assert unit.author is not None
    assert unit.organisation is not None
    assert (unit.author.email, unit.organisation.name) == ("c@x.test", "Southpipe")


def test_freshservice_tickets_are_of_another_source(tmp_path: Path) -> None:
    assert one(tmp_path, "freshdesk_json", department_id=3)[1].source == "freshservice"
    assert {record.source for record in read(EXPORTS / "freshdesk_csv-2.csv")[1]} == {"freshservice"}
    assert {record.source for record in read(EXPORTS / "freshdesk_csv.csv")[1]} == {"freshdesk"}


def test_a_ticket_in_freshdesks_json_counts_before_its_row_in_the_csv(tmp_path: Path) -> None:
    tickets = [read(EXPORTS / name)[1][0] for name in ("freshdesk_csv.csv", "freshdesk_json.json")]
    ids = {(one.source, one.instance, one.units[0].external_id, one.units[0].question_id) for one in tickets}
    assert ids == {("freshdesk", "", "501", "")}
    assert tickets[0].updated is not None
    assert tickets[1].updated is not None
    assert tickets[0].updated < tickets[1].updated


def test_the_surveys_faces_are_ratings_from_1_to_7() -> None:
    _, records = read(EXPORTS / "freshdesk_csv.csv")
    assert [unit.rating for record in records for unit in record.units] == [3.0, None, 7.0]
    assert Counter(record.state for record in records)["rating_only"] == 1


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("freshdesk_csv.csv", "holds no replies: of each ticket only what it was opened with"),
        ("freshdesk_csv-2.csv", "and of that the subject only"),
        ("hubspot_csv.csv", "holds no replies"),
        ("salesforce_case.csv", "holds no replies"),
        ("helpscout_json.json", "hold subjects only"),
        ("front_json.json", "hold subjects only"),
        ("gorgias_json.json", "hold subjects only"),
        ("intercom_json.json", "hold opening messages only"),
    ],
)
def test_what_an_export_cannot_hold_is_said_once(name: str, limit: str) -> None:
    export, _ = read(EXPORTS / name)
    assert len(export.limits) == 1
    assert limit in export.limits[0]


def test_help_scouts_threads_are_read_oldest_first_and_drafts_not_at_all(tmp_path: Path) -> None:
    asked, copied = one(tmp_path, "helpscout_json")[1].units
    assert [text.text[:21] for text in asked.texts] == [
        "Calendar sync",
        "<p>The calendar stops",
        "<p>Reconnecting helpe",
    ]
    assert copied.author is not None
    assert copied.author.name == "Gus Fieldtest"
    assert asked.url == "https://secure.helpscout.net/conversation/701/1"


@pytest.mark.parametrize(
    ("name", "number", "facts", "state"),
    [
        ("helpscout_json", 0, {"status": "spam"}, "skipped"),
        ("helpscout_json", 0, {"state": "draft"}, "skipped"),
        ("helpscout_json", 0, {"state": "deleted"}, "deleted"),
        ("helpscout_json", 3, {"source": {"via": "user"}}, "staff"),
        ("front_json", 1, {"recipient": {"handle": "a@x.test", "role": "to"}}, "staff"),
        ("front_json", 0, {"status": "trashed"}, "deleted"),
        ("front_json", 0, {"messages": [], "recipient": None, "is_private": True}, "private"),
        ("gorgias_json", 0, {"spam": True}, "skipped"),
        ("gorgias_json", 2, {"from_agent": True}, "staff"),
        ("gorgias_json", 0, {"trashed_datetime": "2026-03-02"}, "deleted"),
        ("freshdesk_json", 0, {"spam": True}, "skipped"),
        ("freshdesk_json", 0, {"deleted": True}, "deleted"),
        ("freshdesk_json", 0, {"subject": "Out of office: Visits"}, "system"),
        ("salesforce_json", 0, {"IsDeleted": True}, "deleted"),
        ("hubspot_json", 0, {"archived": True}, "deleted"),
    ],
)
def test_what_is_not_a_customers_words_has_its_state(
    tmp_path: Path, name: str, number: int, facts: dict[str, Any], state: str
) -> None:
    record = one(tmp_path, name, number, **facts)[1]
    assert (record.state, record.units) == (state, ())
    assert record.reason


def test_front_messages_comments_and_events_have_their_states() -> None:
    _, records = read(EXPORTS / "front_json-2.json")
    assert [(record.locator.record, record.state) for record in records] == [
        ("message msg_11", "used"), ("message msg_12", "staff"), ("message msg_13", "skipped"),
        ("comment com_1", "private"), ("item 5", "skipped"), ("message msg_14", "empty"),
    ]  # fmt: skip
    assert {record.instance for record in records[:4]} == {"northpipe.api.frontapp.com"}
    assert records[0].units[0].created == datetime(2026, 3, 2, 21, 5, 11, 500_000, tzinfo=UTC)


def test_of_a_gorgias_message_the_words_without_history_are_read(tmp_path: Path) -> None:
    asked, copied, rated = one(tmp_path, "gorgias_json")[1].units
    assert words(asked) == ["Timesheets", "Breaks are counted as work.", "Norway."]
    assert (asked.rating, words(copied), words(rated)) == (4.0, ["Same in Sweden."], ["Friendly but slow"])


def test_what_a_salesforce_report_ends_in_are_no_cases() -> None:
    _, records = read(EXPORTS / "salesforce_case-2.csv")
    assert [record.reason for record in records] == ["", "", *["report footer"] * 4]
    assert words(records[0].units[0])[1] == "I want to drag visits.\r\nNow I type numbers."


def test_a_report_without_a_total_ends_in_no_case_either(tmp_path: Path) -> None:
    cases, end = "Case Number,Subject,Case Owner\n1,Slow,Sam\n", '\nOpen cases\n"Copyright (c) 2000-2026"\n'
    _, records = read(write(tmp_path, cases + end))
    assert [record.state for record in records] == ["used", "skipped", "skipped"]


def test_a_mail_that_a_case_was_made_of_is_not_read_twice(tmp_path: Path) -> None:
    asked, copied = one(tmp_path, "salesforce_json")[1].units
    assert words(asked) == ["Tank levels are shown in gallons.\nWe use litres."]
    assert copied.author is not None
    assert copied.author.email == "rui@lakepipe.example"
    assert asked.refs == ("issue:FLD-44",)
    assert asked.names == ("Rui Fieldtest", "Sam Desk")


def test_the_records_of_the_command_line_tool_of_salesforce_are_found(tmp_path: Path) -> None:
    page = {"status": 0, "result": {"records": records_of("salesforce_json"), "totalSize": 3}, "warnings": []}
    path = write(tmp_path, page)
    assert recognize(path).importer.name == "salesforce_json"
    assert len(read(path)[1]) == 3


def test_a_case_has_one_id_in_all_exports_of_salesforce(tmp_path: Path) -> None:
    report = write(tmp_path, "Case Number,Subject,Account Name\n00001051,Tank,Lakepipe\n", "r.csv")
    found = [read(path)[1][0] for path in (report, EXPORTS / "salesforce_json.json")]
    assert {(one.source, one.instance, one.units[0].external_id) for one in found} == {
        ("salesforce", "", "00001051")
    }


def test_every_way_to_name_a_hubspot_ticket_is_recognized(tmp_path: Path) -> None:
    for header in ('"Ticket ID","Ticket name","Pipeline"', '"Record ID","Ticket name","Ticket status"'):
        path = write(tmp_path, f'{header}\n"1","The map is slow","New"\n', "x.csv")
        assert recognize(path).importer.name == "hubspot_csv"
        assert words(read(path)[1][0].units[0]) == ["The map is slow"]


def test_a_ticket_of_over_a_megabyte_is_one_ticket_and_said_to_be_cut() -> None:
    batch = read_feedback(EXPORTS / "zendesk_ndjson.ndjson")
    assert [item.external_id for item in batch.feedback if item.external_id == "902"] == ["902"]
    assert "ticket 902" in batch.warnings[0]


def test_a_cut_zendesk_ticket_never_replaces_a_whole_one(tmp_path: Path) -> None:
    whole = json.loads((EXPORTS / "zendesk_ndjson.ndjson").read_text("utf-8").splitlines()[0])
    cut = {key: value for key, value in whole.items() if key != "comments"}
    cut |= {"updated_at": "2026-05-01T00:00:00Z", "description": "Notes are cut " * 50}
    lines = "".join(json.dumps(line) + "\n" for line in (whole, {"ticket": cut, "error": "too large"}))
    (item,) = read_feedback(write(tmp_path, lines)).feedback
    assert item.text.endswith("Also in the summary.")


def test_a_zip_of_zendesk_export_members_is_read_whole_whatever_their_order(tmp_path: Path) -> None:
    lines = (EXPORTS / "zendesk_ndjson.ndjson").read_text("utf-8").splitlines()
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for number in (2, 0, 1):
            packed.writestr(f"export_2026_03_02_77_{number}", lines[number] + "\n")
    export, records = read(path)
    assert export.format == "zendesk_ndjson"
    assert [record.locator.record for record in records] == ["ticket 901", "ticket 902", "ticket 902"]


def test_zendesks_xml_gives_what_the_same_tickets_in_json_would() -> None:
    _, records = read(EXPORTS / "zendesk_xml.xml")
    assert [record.state for record in records] == ["used", "used", "deleted", "empty"]
    assert words(records[0].units[0]) == [
        "Barcode & parts", "The scanner reads one part twice.", "The small one, since version 5 < 5.2.",
    ]  # fmt: skip
    assert records[0].units[0].refs == ("issue:FLD-21",)


def test_xml_that_breaks_off_keeps_the_tickets_before_and_says_so(tmp_path: Path) -> None:
    whole = (EXPORTS / "zendesk_xml.xml").read_text("utf-8")
    _, records = read(write(tmp_path, whole[: whole.index("<nice-id>3002") + 40]))
    assert [record.state for record in records] == ["used", "rejected"]
    assert "not XML" in records[1].reason


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><tickets>&a;</tickets>', "document type"),
        ("<tickets>" + "<a>" * 100, "nested too deeply"),
    ],
)
def test_hostile_xml_is_refused_in_one_line(tmp_path: Path, head: str, told: str) -> None:
    with pytest.raises(FileProblem, match=told):
        read(write(tmp_path, head), "zendesk_xml")


def test_of_a_zip_of_salesforces_data_export_the_cases_are_read_and_the_rest_named(tmp_path: Path) -> None:
    path = tmp_path / "WE_1.zip"
    mails = (
        '"Id","ParentId","TextBody","Incoming","FromAddress"\n"02s1","500AA1","It is slow","1","a@x.test"\n'
    )
    with zipfile.ZipFile(path, "w") as packed:
        packed.write(EXPORTS / "salesforce_case.csv", "Case.csv")
        packed.writestr("EmailMessage.csv", mails)
    export, records = read(path)
    assert (export.format, len(records)) == ("salesforce_case", 5)
    assert "read of the archive: 'Case.csv'; not read: 'EmailMessage.csv'" in export.warnings


@pytest.mark.parametrize("name", [*JSON_DESKS, "zendesk_ndjson"])
def test_what_holds_no_records_gives_none_that_count(tmp_path: Path, name: str) -> None:
    for content in ("{}", "[]", '{"conversations": []}', "{", '{"_embedded": 5}'):
        _, records = read(write(tmp_path, content), name)
        assert {record.state for record in records} <= {"rejected"}
