"""Qualtrics surveys: three header rows, facts, questions and embedded data."""

from __future__ import annotations

import csv
import io
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedback_insights.files import Profile
from feedback_insights.importers import Export, read_export, recognize
from feedback_insights.raw import SourceRecord
from feedback_insights.read import read_feedback
from feedback_insights.settings import ImportSettings

ROOT = Path(__file__).parents[1]
DEV = Path(os.environ.get("FEEDBACK_INSIGHTS_DEV_DATA") or ROOT.parent / "shared" / "data" / "dev")
ZONE = "America/Denver"
Column = tuple[str, str, str]  # name, text, ImportId
FACTS: list[Column] = [
    ("StartDate", "Start Date", "startDate"), ("EndDate", "End Date", "endDate"),
    ("Status", "Response Type", "status"), ("IPAddress", "IP Address", "ipAddress"),
    ("Progress", "Progress", "progress"), ("Finished", "Finished", "finished"),
    ("RecordedDate", "Recorded Date", "recordedDate"), ("ResponseId", "Response ID", "_recordId"),
    ("RecipientLastName", "Recipient Last Name", "recipientLastName"),
    ("RecipientFirstName", "Recipient First Name", "recipientFirstName"),
    ("RecipientEmail", "Recipient Email", "recipientEmail"),
    ("ExternalReference", "External Data Reference", "externalDataReference"),
    ("LocationLatitude", "Location Latitude", "locationLatitude"),
    ("DistributionChannel", "Distribution Channel", "distributionChannel"),
]  # fmt: skip
OPEN: Column = ("Q2", "What should we change?", "QID2_TEXT")
ANSWER = {
    "StartDate": "2026-09-01 09:00:00", "EndDate": "2026-09-01 09:03:00",
    "RecordedDate": "2026-09-01 09:04:00", "Status": "IP Address",
    "IPAddress": "192.0.2.44", "Finished": "True", "ResponseId": "R_1",
    "LocationLatitude": "39.7392", "DistributionChannel": "anonymous", "Q2": "The export is slow",
}  # fmt: skip


def header(columns: list[Column]) -> list[list[str]]:
    ids = []
    for _, _, import_id in columns:
        zone = {"timeZone": ZONE} if import_id.endswith("Date") else {}
        ids.append(json.dumps({"ImportId": import_id} | zone, separators=(",", ":")) if import_id else "")
    return [[name for name, _, _ in columns], [text for _, text, _ in columns], ids]


def write(folder: Path, *answers: dict[str, str], columns: list[Column] | None = None, drop: int = 0,
          delimiter: str = ",", charset: str = "utf-8-sig") -> Path:  # fmt: skip
    """Write an export; of its header rows the last ``drop`` are missing."""
    table = [*FACTS, *(columns if columns is not None else [OPEN])]
    rows = [[{**ANSWER, **answer}.get(name, "") for name, _, _ in table] for answer in answers]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([*header(table)[: 3 - drop], *rows])
    path = folder / "survey.csv"
    path.write_bytes(text.getvalue().encode(charset))
    return path


def opened(path: Path, profile: Profile | None = None, **settings: str) -> Export:
    asked = ImportSettings(**settings)  # type: ignore[arg-type]
    return read_export(path, name=path.name, settings=asked, format="qualtrics_csv", profile=profile)


def read(path: Path, profile: Profile | None = None) -> list[SourceRecord]:
    return list(opened(path, profile).records)


def words(records: list[SourceRecord]) -> list[tuple[str, str]]:
    return [(unit.question_id, text.text) for r in records for unit in r.units for text in unit.texts]


def test_a_question_is_known_by_its_import_id_and_asked_in_its_own_words(tmp_path: Path) -> None:
    asked = "<p>About <b>${e://Field/Product}</b>:\nwhat should we <i>change</i> &amp; why?</p>"
    path = write(tmp_path, {}, columns=[("Q2", asked, "QID2_TEXT")])
    assert recognize(path).importer.name == "qualtrics_csv"
    (record,) = read(path)
    (unit,) = record.units
    assert (record.source, record.instance, record.locator.record) == ("qualtrics", "", "ResponseId R_1")
    assert (unit.external_id, unit.question_id, record.locator.field) == ("R_1", "QID2_TEXT", "Q2")
    assert unit.prompt == "About: what should we change & why?"


def test_renaming_and_rewording_a_question_changes_no_id(tmp_path: Path) -> None:
    one = read_feedback(write(tmp_path, {}))
    other = read_feedback(
        write(tmp_path, {"Change": "The export is slow"}, columns=[("Change", "What now?", "QID2_TEXT")])
    )
    assert [item.id for item in one.feedback] == [item.id for item in other.feedback]


def test_dates_are_in_the_zone_that_the_header_names(tmp_path: Path) -> None:
    winter = {"ResponseId": "R_2", "EndDate": "2026-12-01 09:03:00", "RecordedDate": "12/13/2026 9:04"}
    export = opened(write(tmp_path, {}, winter))
    summer, other = export.records
    assert summer.units[0].created == datetime(2026, 9, 1, 15, 3, tzinfo=UTC)
    assert other.units[0].created == datetime(2026, 12, 1, 16, 3, tzinfo=UTC)
    assert [record.updated for record in (summer, other)] == [
        datetime(2026, 9, 1, 15, 4, tzinfo=UTC), datetime(2026, 12, 13, 16, 4, tzinfo=UTC),
    ]  # fmt: skip
    assert not any("EndDate" in warning for warning in export.warnings)


def test_a_zone_that_nobody_knows_is_said(tmp_path: Path) -> None:
    path = write(tmp_path, {})
    path.write_text(path.read_text("utf-8-sig").replace(ZONE, "Mars/Olympus"), encoding="utf-8")
    export = opened(path, timezone="Europe/Berlin")
    assert [r.units[0].created for r in export.records] == [datetime(2026, 9, 1, 7, 3, tzinfo=UTC)]
    assert "'Mars/Olympus' is not known; times are read as Europe/Berlin" in export.warnings[0]


@pytest.mark.parametrize(
    "status",
    ["Survey Preview", "Survey Test", "Spam", "Survey Preview Spam", "Offline Survey Preview", "EX Spam",
     "1", "2", "8", "9", "12", "17", "40", "256"],
)  # fmt: skip
def test_what_no_respondent_wrote_is_skipped(tmp_path: Path, status: str) -> None:
    (record,) = read(write(tmp_path, {"Status": status}))
    assert (record.state, record.units, record.reason) == ("skipped", (), f"status {status}")


@pytest.mark.parametrize(
    "status", ["IP Address", "Imported", "Offline", "EX", "0", "4", "16", "32", "36", ""]
)
def test_what_respondents_wrote_is_used_however_it_came(tmp_path: Path, status: str) -> None:
    assert [record.state for record in read(write(tmp_path, {"Status": status}))] == ["used"]


@pytest.mark.parametrize("finished", ["False", "0"])
def test_partial_responses_are_used_and_counted(tmp_path: Path, finished: str) -> None:
    export = opened(write(tmp_path, {}, {"ResponseId": "R_2", "Finished": finished}))
    assert [record.state for record in export.records] == ["used", "used"]
    assert "1 responses are partial" in export.warnings[0]


def test_the_recipient_is_the_author_and_the_names_are_masked(tmp_path: Path) -> None:
    named = {"RecipientFirstName": "Ngozi", "RecipientLastName": "Okafor", "RecipientEmail": "n@acme.example",
             "ExternalReference": "C-1", "Q2": "Ngozi Okafor here, call Okafor"}  # fmt: skip
    path = write(tmp_path, named)
    unit = read(path)[0].units[0]
    assert unit.author is not None
    assert (unit.author.external_id, unit.author.email) == ("C-1", "n@acme.example")
    assert (unit.author.name, unit.names) == ("Ngozi Okafor", ("Ngozi", "Okafor"))
    (item,) = read_feedback(path).feedback
    assert "Ngozi" not in item.text
    assert "Okafor" not in item.text


def test_addresses_and_places_are_never_kept_not_even_in_an_id(tmp_path: Path) -> None:
    one = read(write(tmp_path, {"ResponseId": ""}))
    other = read(write(tmp_path, {"ResponseId": "", "IPAddress": "192.0.2.99", "LocationLatitude": "1.5"}))
    assert one[0].units == other[0].units
    assert "192.0.2" not in repr(one)
    assert "39.7392" not in repr(one)


def test_choices_and_what_qualtrics_made_itself_are_no_feedback(tmp_path: Path) -> None:
    columns = [
        ("Q1", "Which part do you use most? - Selected Choice", "QID1"),
        ("Q1_5_TEXT", "Which part do you use most? - Another: - Text", "QID1_5_TEXT"), OPEN,
        ("Q2 - Topics", "Q2 - Topics", "QID2_TEXT_0a1b2c3d4e5fTopics"),
        ("Q2 - Stimmung", "Q2 - Stimmung", "QID2_TEXT_0a1b2c3d4e5fSentiment"),
        ("Q_RecaptchaScore", "Q_RecaptchaScore", "Q_RecaptchaScore"), ("Q3_DO", "Display order", "QID3_DO"),
    ]  # fmt: skip
    answer = {"Q1": "I use the calendar for planning", "Q1_5_TEXT": "the old import screen",
              "Q2 - Topics": "Speed of it all", "Q2 - Stimmung": "Very negative on this",
              "Q_RecaptchaScore": "0.9", "Q3_DO": "a b c|d e f"}  # fmt: skip
    (record,) = read(write(tmp_path, answer, columns=columns))
    assert words([record]) == [("QID1_5_TEXT", "the old import screen"), ("QID2_TEXT", "The export is slow")]
    assert record.units[0].prompt == "Which part do you use most? - Another:"


def test_the_names_that_an_author_gives_do_not_hide_a_question(tmp_path: Path) -> None:
    columns = [("Q_9", "What now?", "QID9_TEXT"), ("To_DO", "And then?", "1_QID4#2_1_TEXT")]
    records = read(write(tmp_path, {"Q_9": "a faster export", "To_DO": "a map"}, columns=columns))
    assert words(records) == [("QID9_TEXT", "a faster export"), ("1_QID4#2_1_TEXT", "a map")]


NPS: list[Column] = [
    ("Q8_NPS_GROUP", "Empfehlung - Gruppe", "QID8_NPS_GROUP"), ("Q8", "Empfehlung", "QID8"),
    ("Q9", "How satisfied are you with our support?", "QID9"), OPEN,
]  # fmt: skip


def test_the_nps_question_alone_gives_the_rating(tmp_path: Path) -> None:
    rows = [{"Q8": "9", "Q8_NPS_GROUP": "3", "Q9": "1"}, {"ResponseId": "R_2", "Q9": "5"},
            {"ResponseId": "R_3", "Q8": "0", "Q2": "-"}]  # fmt: skip
    records = read(write(tmp_path, *rows, columns=NPS))
    assert [unit.rating for record in records for unit in record.units] == [9.0, None]
    assert [record.state for record in records] == ["used", "used", "rating_only"]


def test_an_nps_question_is_found_by_its_words_too(tmp_path: Path) -> None:
    columns = [("Q8", "How likely are you to recommend us to a friend?", "QID8"), OPEN]
    assert read(write(tmp_path, {"Q8": "7"}, columns=columns))[0].units[0].rating == 7.0


def test_embedded_data_play_their_role_by_name(tmp_path: Path) -> None:
    columns = [
        OPEN,
        *((name, name, name) for name in ("Product", "Audience", "Company", "Account ID", "Plan")),
    ]
    facts = {
        "Product": "API",
        "Audience": "Developer",
        "Company": "Acme",
        "Account ID": "ACC-1",
        "Plan": "Team",
    }
    unit = read(write(tmp_path, facts, columns=columns))[0].units[0]
    assert (unit.product, unit.audience, unit.channel) == ("API", "Developer", "anonymous")
    assert unit.organisation is not None
    assert (unit.organisation.external_id, unit.organisation.name) == ("ACC-1", "Acme")


def test_a_channel_of_ones_own_is_better_than_how_the_survey_was_sent(tmp_path: Path) -> None:
    columns = [OPEN, ("Channel", "Channel", "Channel")]
    records = read(write(tmp_path, {"Channel": "in-app"}, {"ResponseId": "R_2"}, columns=columns))
    assert [record.units[0].channel for record in records] == ["in-app", "anonymous"]


def test_the_code_of_a_choice_names_no_product(tmp_path: Path) -> None:
    columns = [OPEN, ("Product", "Which product?", "QID5")]
    coded = read(write(tmp_path, {"Product": "2"}, columns=columns))
    chosen = read(write(tmp_path, {"Product": "Console"}, columns=columns))
    assert [records[0].units[0].product for records in (coded, chosen)] == [None, "Console"]


def test_who_somebody_is_is_no_feedback(tmp_path: Path) -> None:
    columns = [OPEN, ("Q5", "May we ask more? Leave your e-mail address", "QID5_TEXT"),
               ("Q6", "Your name", "QID6_TEXT"),
               ("Q7", "What problem should we address by email first?", "QID7_TEXT")]  # fmt: skip
    answer = {"Q5": "ann@acme.example", "Q6": "Ann Lee", "Q7": "the reminders"}
    (record,) = read(write(tmp_path, answer, columns=columns))
    assert words([record]) == [("QID2_TEXT", "The export is slow"), ("QID7_TEXT", "the reminders")]
    author = record.units[0].author
    assert author is not None
    assert (author.email, author.name) == ("ann@acme.example", "Ann Lee")


def test_form_fields_are_told_by_their_answers(tmp_path: Path) -> None:
    columns = [("Q4_1", "What works", "QID4_1"), ("Q4_2", "How often", "QID4_2")]
    said = ["the quick search on my phone", "planning two vans at once", "seeing all of the week",
            "invoices in one go", "that support answers me", "dragging jobs about"]  # fmt: skip
    answers = [{"ResponseId": f"R_{n}", "Q4_1": text, "Q4_2": "Every day"} for n, text in enumerate(said)]
    export = opened(write(tmp_path, *answers, columns=columns))
    assert words(list(export.records)) == [("QID4_1", text) for text in said]
    assert "read as open questions, because their answers differ: 'Q4_1'" in export.warnings
    assert words(read(write(tmp_path, *answers[:4], columns=columns))) == []


def test_a_response_given_again_replaces_the_first(tmp_path: Path) -> None:
    again = {"Q2": "Slow", "RecordedDate": "2026-09-05 10:00:00"}
    batch = read_feedback(write(tmp_path, again, {}))
    assert [item.text for item in batch.feedback] == ["Slow"]
    assert batch.ledger.states == {"used": 1, "superseded": 1}


def test_tab_separated_utf_16_is_the_same_survey(tmp_path: Path) -> None:
    expected = read(write(tmp_path, {}))
    path = write(tmp_path, {}, delimiter="\t", charset="utf-16")
    assert recognize(path).importer.name == "qualtrics_csv"
    assert [record.units for record in read(path)] == [record.units for record in expected]


def test_exports_whose_lower_header_rows_somebody_deleted_are_still_read(tmp_path: Path) -> None:
    columns = [
        ("Q1_5_TEXT", "Which part? - Another: - Text", "QID1_5_TEXT"),
        ("Q_Agent", "Q_Agent", "Q_Agent"),
    ]
    answer = {"Q1_5_TEXT": "the old import screen", "Q_Agent": "Browser on a tablet"}
    for drop, prompt in ((1, "Which part? - Another:"), (2, "Q1_5_TEXT")):
        path = write(tmp_path, answer, columns=columns, drop=drop)
        assert recognize(path).importer.name == "qualtrics_csv"
        export = opened(path)
        ((unit,),) = (record.units for record in export.records)
        assert (unit.question_id, unit.prompt) == ("Q1_5_TEXT", prompt)
        assert any("no row of ImportIds" in warning for warning in export.warnings)


def test_without_import_ids_answers_in_words_are_found_by_what_they_are(tmp_path: Path) -> None:
    columns = [("Q1", "Do you use it?", ""), ("Q2", "What should we change?", "")]
    export = opened(write(tmp_path, {"Q1": "Yes", "Q2": "The export is slow"}, columns=columns, drop=2))
    assert words(list(export.records)) == [("Q2", "The export is slow")]
    assert "read as open questions, because their answers differ: 'Q2'" in export.warnings


def test_glued_exports_repeat_their_header_rows(tmp_path: Path) -> None:
    path = write(tmp_path, {})
    text = path.read_text("utf-8-sig")
    path.write_text(text + text, encoding="utf-8", newline="")
    states = [record.state for record in read(path)]
    assert states == ["used", "skipped", "skipped", "skipped", "used"]


def test_a_survey_of_choices_only_says_so(tmp_path: Path) -> None:
    export = opened(write(tmp_path, {"Q1": "Yes"}, columns=[("Q1", "Do you use it?", "QID1")]))
    assert [record.state for record in export.records] == ["empty"]
    assert "no open question in it: only ratings are read" in export.warnings


def test_a_profile_overrules_roles_and_the_zone(tmp_path: Path) -> None:
    columns = [OPEN, ("Segment", "Segment", "Segment")]
    profile = Profile(format="qualtrics_csv", tz="UTC", map={"audience": "Segment", "created": "StartDate"})
    unit = read(write(tmp_path, {"Segment": "SMB"}, columns=columns), profile)[0].units[0]
    assert (unit.audience, unit.created) == ("SMB", datetime(2026, 9, 1, 9, tzinfo=UTC))


def test_a_survey_without_responses_says_so(tmp_path: Path) -> None:
    path = write(tmp_path)
    assert recognize(path).importer.name == "qualtrics_csv"
    export = opened(path)
    assert list(export.records) == []
    assert "no records in it" in export.warnings


@pytest.mark.skipif(not DEV.is_dir(), reason="needs the development data")
def test_a_recorded_export_with_german_labels_comes_out_right() -> None:
    path = DEV / "exports" / "qualtrics_3header.csv"
    assert recognize(path).importer.name == "qualtrics_csv"
    (record,) = read(path)
    (unit,) = record.units
    assert (record.state, record.locator.record) == ("used", "ResponseId R_2YPOQ602ER1jkf1")
    assert (unit.question_id, unit.texts[0].text) == ("QID2_TEXT", "Hello World!")
    assert (unit.prompt, unit.channel, unit.author) == ("This is a free text question.", "anonymous", None)
    assert unit.created == datetime(2017, 7, 18, 8, 28, 48, tzinfo=UTC)


def test_an_old_export_with_two_header_rows_is_known_by_its_response_set(tmp_path: Path) -> None:
    names = "ResponseID,ResponseSet,Name,EmailAddress,IPAddress,Status,StartDate,EndDate,Finished,Q1"
    asked = names.replace("Q1", "What should we improve first?")
    said = (
        "R_1,Default Response Set,Anonymous,,192.0.2.1,0,2014-03-02 10:05:00,2014-03-02 10:09:00,1,It is slow"
    )
    path = tmp_path / "x.csv"
    path.write_text(
        "\n".join((names, asked, said, said.replace("R_1", "R_2").replace("slow", "ugly"))) + "\n"
    )
    export = opened(path)
    assert export.format == "qualtrics_csv"
    units = [unit for record in export.records for unit in record.units]
    assert [(unit.external_id, unit.prompt) for unit in units] == [
        ("R_1", "What should we improve first?"),
        ("R_2", "What should we improve first?"),
    ]
