"""Zendesk's CSV export, which holds subjects only."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from feedback_insights.errors import UnclaimedFile
from feedback_insights.files import Profile
from feedback_insights.importers import Export, read_export, recognize
from feedback_insights.raw import SourceRecord
from feedback_insights.read import read_feedback
from feedback_insights.settings import ImportSettings

FACTS = {
    "Id": "41", "Requester": "Ann Lee", "Requester id": "7001", "Requester email": "ann@acme.example",
    "Requester domain": "acme.example", "Submitter": "Ann Lee", "Assignee": "Priya Nair",
    "Subject": "Export stops half way", "Tags": "", "Status": "Closed", "Via": "Mail",
    "Created at": "2026-09-01 08:00", "Updated at": "2026-09-02 08:00", "Organization": "Acme",
    "Satisfaction Score": "Offered", "Group stations": "1", "Assignee stations": "1",
}  # fmt: skip


def write(folder: Path, *tickets: dict[str, str], drop: tuple[str, ...] = ()) -> Path:
    path = folder / "tickets.csv"
    names = dict.fromkeys([*FACTS, *(name for ticket in tickets for name in ticket)])
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, [name for name in names if name not in drop], extrasaction="ignore")
        rows.writeheader()
        rows.writerows({**FACTS, **ticket} for ticket in tickets)
    return path


def opened(path: Path, profile: Profile | None = None) -> Export:
    asked = {"name": path.name, "settings": ImportSettings(), "format": "zendesk_csv"}
    return read_export(path, profile=profile, **asked)  # type: ignore[arg-type]


def read(path: Path, profile: Profile | None = None) -> list[SourceRecord]:
    return list(opened(path, profile).records)


def words(records: list[SourceRecord]) -> list[tuple[str, str]]:
    return [(unit.question_id, text.text) for r in records for unit in r.units for text in unit.texts]


def test_the_subject_is_the_feedback_and_the_ticket_has_its_facts(tmp_path: Path) -> None:
    (record,) = read(write(tmp_path, {"Satisfaction Score": "Bad"}))
    (unit,) = record.units
    assert (record.source, record.locator.record, record.locator.field) == ("zendesk", "ticket 41", "Subject")
    assert (unit.external_id, unit.question_id, unit.texts[0].text) == ("41", "", "Export stops half way")
    assert unit.author is not None
    assert (unit.author.external_id, unit.author.email) == ("7001", "ann@acme.example")
    assert unit.organisation is not None
    assert (unit.organisation.name, unit.organisation.domain) == ("Acme", "acme.example")
    assert (unit.channel, unit.rating, unit.voice) == ("email", 0.0, "said")
    assert set(unit.names) == {"Ann Lee", "Priya Nair"}


def test_what_the_export_cannot_hold_is_said_once_and_first(tmp_path: Path) -> None:
    export = opened(write(tmp_path, {}, {"Id": "42", "Subject": "Slow"}))
    assert len(list(export.records)) == 2
    (limit,) = export.limits
    assert limit.startswith("holds subjects only")
    assert "Admin Center > Account > Tools > Reports > Export" in limit
    assert read_feedback(write(tmp_path, {})).limits == (limit,)


@pytest.mark.parametrize(
    ("score", "rating"),
    [("Good", 1.0), ("Bad", 0.0), ("Offered", None), ("Not Offered", None), ("", None), ("4", 4.0)],
)
def test_a_rating_is_a_word_or_a_number(tmp_path: Path, score: str, rating: float | None) -> None:
    (record,) = read(write(tmp_path, {"Satisfaction Score": score}))
    assert record.units[0].rating == rating


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({"Tags": "billing spam"}, "skipped"),
        ({"Status": "Deleted"}, "deleted"),
        ({"Subject": "Automatic reply: I am away"}, "system"),
        ({"Subject": "Conversation with Ann Lee"}, "system"),
        ({"Subject": "Chat with Visitor 8812"}, "system"),
        ({"Subject": "Voicemail from: Caller +1 555-0100"}, "system"),
        ({"Subject": "RE:"}, "empty"),
        ({"Subject": "(no subject)", "Satisfaction Score": "Good"}, "rating_only"),
    ],
)
def test_what_no_requester_wrote_has_its_state(tmp_path: Path, facts: dict[str, str], state: str) -> None:
    (record,) = read(write(tmp_path, facts))
    assert (record.state, record.units) == (state, ())


def test_a_subject_that_only_begins_as_zendesk_writes_them_is_the_requesters(tmp_path: Path) -> None:
    records = read(write(tmp_path, {"Subject": "Chat with your bot was useless"}))
    assert words(records) == [("", "Chat with your bot was useless")]


def test_a_ticket_that_an_agent_opened_is_on_behalf_of_its_requester(tmp_path: Path) -> None:
    (record,) = read(write(tmp_path, {"Submitter": "Priya Nair", "Satisfaction comment": "Too slow for me"}))
    assert [(unit.question_id, unit.voice) for unit in record.units] == [
        ("", "on_behalf_of"),
        ("satisfaction", "said"),
    ]


def test_fields_named_for_words_are_read_as_on_behalf_and_others_are_not(tmp_path: Path) -> None:
    fields = {
        "Reason for leaving [txt]": "We moved to paper", "Agent comment [txt]": "Offered 20 percent",
        "Invoice number [txt]": "INV-2201", "Feedback type [list]": "Bug report",
    }  # fmt: skip
    export = opened(write(tmp_path, fields))
    (record,) = export.records
    assert words([record]) == [("", "Export stops half way"), ("reason-for-leaving", "We moved to paper")]
    assert record.units[1].voice == "on_behalf_of"
    assert any("'Reason for leaving'" in warning for warning in export.warnings)


def test_a_field_of_repeated_answers_is_a_choice(tmp_path: Path) -> None:
    rows = [
        {"Id": str(n), "Subject": f"Problem {n}", "Reason [txt]": ("Too expensive", "Moved away")[n % 2]}
        for n in range(12)
    ]
    assert {number for number, _ in words(read(write(tmp_path, *rows)))} == {""}


def test_custom_columns_play_their_role(tmp_path: Path) -> None:
    fields = {
        "Product [list]": "API",
        "Audience [list]": "Developer",
        "Account ID [txt]": "ACC-7",
        "Seats [int]": "3",
    }
    unit = read(write(tmp_path, fields))[0].units[0]
    assert (unit.product, unit.audience) == ("API", "Developer")
    assert unit.organisation is not None
    assert unit.organisation.external_id == "ACC-7"


def test_rounded_ids_make_one_person_of_nobody(tmp_path: Path) -> None:
    one = {"Requester id": "1.03006E+13", "Requester email": ""}
    other = {**one, "Id": "1.20331E+12", "Requester": "Bo Ek", "Submitter": "Bo Ek", "Subject": "Slow"}
    export = opened(write(tmp_path, one, other))
    first, second = (record.units[0] for record in export.records)
    assert first.author is not None
    assert first.author.external_id is None
    assert second.external_id.startswith("#")
    assert [warning[:15] for warning in export.warnings if "damaged" in warning] == [
        "column 'Id': 1 ",
        "2 requester ids",
    ]


def test_a_json_export_of_the_same_ticket_always_counts(tmp_path: Path) -> None:
    ticket = {"id": 41, "requester_id": 7001, "via": {"channel": "email"}, "subject": "Export stops half way",
              "description": "It stops at row 5,000", "updated_at": "2026-08-30T08:00:00Z"}  # fmt: skip
    told = tmp_path / "tickets.json"
    told.write_text(json.dumps({"ticket": ticket}), encoding="utf-8")
    (whole,) = read_export(told, name="tickets.json", settings=ImportSettings()).records
    older, newer = read(write(tmp_path, {}, {"Updated at": "2026-09-03 08:00"}))
    for bare in (older, newer):
        assert (bare.source, bare.instance, bare.units[0].external_id) == (
            whole.source, whole.instance, whole.units[0].external_id,
        )  # fmt: skip
    updates = [record.updated for record in (older, newer, whole) if record.updated]
    assert updates == sorted(set(updates))
    assert len(updates) == 3


def test_names_come_in_any_case_and_after_a_column_of_sums(tmp_path: Path) -> None:
    path = write(tmp_path, {})
    text = path.read_text("utf-8")
    header, row = text.splitlines()
    path.write_text(f"Summation column,{header.upper()}\n1,{row}\n", encoding="utf-8")
    assert recognize(path).importer.name == "zendesk_csv"
    assert words(read(path)) == [("", "Export stops half way")]


def test_times_within_business_hours_are_a_signature_and_a_view_is_another_format(tmp_path: Path) -> None:
    hours = {
        f"{time} time in minutes within business hours": "5" for time in ("First reply", "Full resolution")
    }
    assert (
        recognize(write(tmp_path, hours, drop=("Group stations", "Assignee stations"))).importer.name
        == "zendesk_csv"
    )
    view = tmp_path / "view.csv"
    header = "ID,Subject,Requester,Requested,Status"
    view.write_text(f"{header}\n41,The export is slow,Ann,2026-09-01,Open\n", encoding="utf-8")
    assert recognize(view).importer.name == "zendesk_view_csv"


def test_without_subjects_only_ratings_are_left(tmp_path: Path) -> None:
    export = opened(write(tmp_path, {"Satisfaction Score": "Good"}, {"Id": "42"}, drop=("Subject",)))
    assert [record.state for record in export.records] == ["rating_only", "empty"]
    assert any("no column 'Subject'" in warning for warning in export.warnings)


def test_a_profile_may_keep_two_sites_apart(tmp_path: Path) -> None:
    path = write(tmp_path, {})
    (record,) = read(path, Profile(format="zendesk_csv", source="zendesk north", channel="support"))
    assert (record.source, record.units[0].channel) == ("zendesk north", "support")


def test_an_export_without_tickets_says_so(tmp_path: Path) -> None:
    export = opened(write(tmp_path))
    assert list(export.records) == []
    assert "no records in it" in export.warnings
    with pytest.raises(UnclaimedFile):
        recognize(write_header(tmp_path, "Requester,Group stations\n"))


def write_header(folder: Path, header: str) -> Path:
    path = folder / "header.csv"
    path.write_text(header, encoding="utf-8")
    return path
