"""Tables of SurveyMonkey, Typeform, Google Forms, Microsoft Forms and LimeSurvey."""

from __future__ import annotations

import csv
import io
import os
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

import pytest

from feedback_insights.errors import UnclaimedFile
from feedback_insights.files import InputFile
from feedback_insights.importers import Export, read_export, recognize
from feedback_insights.importers._registry import importers
from feedback_insights.raw import RawFeedback, SourceRecord
from feedback_insights.settings import ImportSettings

ROOT = Path(__file__).parents[1]
DEV = Path(os.environ.get("FEEDBACK_INSIGHTS_DEV_DATA") or ROOT.parent / "shared" / "data" / "dev")
MONKEY = ["Respondent ID", "Collector ID", "Start Date", "End Date"]
MS = ["ID", "Start time", "Completion time", "Email", "Name"]
LIME = ["id", "submitdate", "lastpage", "startlanguage"]
MET = ["2026-09-14 09:00:00", "2026-09-14 09:05:00"]


def write(folder: Path, *rows: list[str], delimiter: str = ",", name: str = "file.csv") -> Path:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path = folder / name
    path.write_bytes(text.getvalue().encode())
    return path


def opened(path: Path) -> Export:
    return read_export(path, name=path.name, settings=ImportSettings())


def read(path: Path, format: str) -> list[SourceRecord]:
    export = opened(path)
    assert export.format == format
    return list(export.records)


def units(records: list[SourceRecord]) -> list[RawFeedback]:
    return [unit for record in records for unit in record.units]


def said(records: list[SourceRecord]) -> list[tuple[str, str]]:
    return [(unit.prompt, unit.texts[0].text) for unit in units(records)]


def monkey(folder: Path, questions: list[str], options: list[str], *answers: list[str]) -> Path:
    rows = [[f"1180000000{n}", "49", *MET, *answer] for n, answer in enumerate(answers, 10)]
    return write(folder, [*MONKEY, *questions], ["", "", "", "", *options], *rows)


def test_an_options_column_is_named_by_the_question_before_it_and_is_no_answer(tmp_path: Path) -> None:
    asked = ["Which parts do you use daily?", "", "What else?"]
    options = ["Job list", "Other (please specify)", "Open-Ended Response"]
    answers = [["Job list", "The parts counter", "Sort by distance"], ["Job list", "", ""]]
    assert said(read(monkey(tmp_path, asked, options, *answers), "surveymonkey_csv")) == [
        ("Which parts do you use daily? / Other (please specify)", "The parts counter"),
        ("What else?", "Sort by distance"),
    ]


def test_a_survey_of_choices_only_has_two_header_rows_too(tmp_path: Path) -> None:
    path = monkey(tmp_path, ["Which parts?", ""], ["Job list", "Route map"], ["Job list", ""])
    records = read(path, "surveymonkey_csv")
    assert [record.state for record in records] == ["empty"]
    assert records[0].locator.record == "Respondent ID 118000000010"


def test_a_condensed_file_has_a_blank_second_row_that_is_no_record(tmp_path: Path) -> None:
    path = monkey(tmp_path, ["What should we change?"], [""], ["Sort the jobs by distance"], ["-"])
    assert [record.state for record in read(path, "surveymonkey_csv")] == ["used", "empty"]


def test_text_boxes_beside_each_other_are_read_and_rows_of_a_grid_are_not(tmp_path: Path) -> None:
    asked, options = ["Three things we should know", "", "How well?"], ["First", "Second", "The map works"]
    texts = [["The map turns", "Photos vanish", "Very well"], ["Slow start", "", "Not well"],
             ["Loses my notes", "Too loud", "Very well"], ["No undo here", "", "Very well"],
             ["Cannot sign offline", "", "Not well"]]  # fmt: skip
    found = said(read(monkey(tmp_path, asked, options, *texts), "surveymonkey_csv"))
    assert Counter(prompt for prompt, _ in found) == {"Three things we should know / First": 5}


def test_first_and_last_name_are_one_persons(tmp_path: Path) -> None:
    header = [*MONKEY, "First Name", "Last Name", "What should we change?"]
    path = write(tmp_path, header, ["118000000010", "49", *MET, "Mara", "Quill", "Ask Mara: the map"])
    (unit,) = units(read(path, "surveymonkey_csv"))
    assert unit.author is not None
    assert (unit.author.name, unit.names) == ("Mara Quill", ("Mara", "Quill"))


def test_respondents_ids_of_other_tools_are_not_surveymonkeys(tmp_path: Path) -> None:
    path = write(tmp_path, ["Respondent ID", "What should we change?"], ["12", "Sort the jobs by distance"])
    assert recognize(path).importer.name == "table_csv"


def test_typeforms_lists_of_choices_are_no_answers_and_piping_is_no_question(tmp_path: Path) -> None:
    header = ["#", "{{field:a1}}, what should we change?", "Which parts do you use?", *UTC_DATES]
    path = write(tmp_path, header, ["a", "Sort the jobs", " / Map / Job list", *MET],
                 ["b", "", " / A list of three words", *MET])  # fmt: skip
    records = read(path, "typeform_csv")
    assert said(records) == [("what should we change?", "Sort the jobs")]
    assert units(records)[0].created == datetime(2026, 9, 14, 9, 5, tzinfo=UTC)
    assert not any("zone" in warning for warning in opened(path).warnings)


UTC_DATES = ["Start Date (UTC)", "Submit Date (UTC)"]


def test_a_number_sign_alone_is_no_typeform(tmp_path: Path) -> None:
    path = write(tmp_path, ["#", "Comment"], ["1", "Sort the jobs by distance"])
    assert recognize(path).importer.name == "table_csv"
    path = write(tmp_path, ["Comment", "#", *UTC_DATES], ["Sort the jobs by distance", "1", *MET])
    assert recognize(path).importer.name == "table_csv"


@pytest.mark.parametrize(
    ("written", "hour", "minute"),
    [("2026/03/02 9:05:00 PM GMT+3", 18, 5), ("2026/03/02 9:15:00 AM GMT-3:30", 12, 45)],
)
def test_a_google_timestamp_is_read_with_its_offset(
    tmp_path: Path, written: str, hour: int, minute: int
) -> None:
    path = write(tmp_path, ["Timestamp", "What slows you down?"], [written, "The map, mostly"])
    (unit,) = units(read(path, "google_forms_csv"))
    assert unit.created == datetime(2026, 3, 2, hour, minute, tzinfo=UTC)


def test_rows_of_a_google_grid_and_points_of_its_quiz_are_no_feedback(tmp_path: Path) -> None:
    header = [
        "Timestamp",
        "Score",
        "How well does it work? [The job list]",
        "How well does it work? [The map]",
    ]
    header.append("What slows you down?")
    row = ["2026/03/02 9:05:00 AM GMT+0", "4 / 5", "It works rather well", "Hardly ever works", "The map"]
    (unit,) = units(read(write(tmp_path, header, row), "google_forms_csv"))
    assert (unit.texts[0].text, unit.rating) == ("The map", None)


def test_a_log_with_timestamps_is_no_google_form(tmp_path: Path) -> None:
    row = ["2026-03-02", "INFO", "it started and then it stopped", "x"]
    path = write(tmp_path, ["timestamp", "level", "what the service said then", "code"], row)
    with pytest.raises(UnclaimedFile):
        recognize(path)
    path = write(tmp_path, ["Timestamp", "Comment"], ["2026-03-02", "The map is slow"])
    assert recognize(path).importer.name == "table_csv"


def test_what_a_microsoft_quiz_adds_is_no_feedback(tmp_path: Path) -> None:
    asked = "What should we\nchange?"
    header = [*MS, "Total points", "Which parts?", asked, f"Points - {asked}", f"Feedback - {asked}"]
    header.append(f"{asked}2")
    row = ["1", "9/14/26 9:00", "9/14/26 9:05", "anonymous", "", "3", "Map;List;", "The map", "1",
           "Well seen, thank you", "The list"]  # fmt: skip
    records = read(write(tmp_path, header, row), "ms_forms")
    assert said(records) == [("What should we change?", "The map"), ("What should we change?", "The list")]
    assert [unit.question_id for unit in units(records)] == [
        "what-should-we-change", "what-should-we-change-2",
    ]  # fmt: skip
    assert units(records)[0].author is None
    assert units(records)[0].rating is None


def test_microsofts_columns_count_only_in_their_order(tmp_path: Path) -> None:
    path = write(tmp_path, [*MS[::-1], "What should we change?"], ["Ann", "", *MET, "1", "The map, mostly"])
    assert recognize(path).importer.name == "table_csv"


@pytest.mark.parametrize(("header", "format"), [(MS, "ms_forms"), (LIME, "limesurvey_csv")])
def test_two_surveys_that_count_from_1_stay_apart(tmp_path: Path, header: list[str], format: str) -> None:
    row = ["1", *MET, "en", "x"][: len(header)]
    one = read(write(tmp_path, [*header, "What should we change?"], [*row, "The map turns"]), format)
    two = read(write(tmp_path, [*header, "What do you like best?"], [*row, "The map turns"]), format)
    assert one[0].instance != two[0].instance


def test_limesurveys_codes_tell_nothing_but_their_answers_do(tmp_path: Path) -> None:
    header = [*LIME, "G01Q01", "G01Q02", "USE[SQ001]", "USE[other]", "ROLE", "interviewtime", "groupTime7"]
    rows = [
        [f"{n}", "2026-09-14 09:00:00", "2", "en", text, "A2", "Y", "", "A1", "12.2", "3.4"]
        for n, text in enumerate(["Sort the jobs by distance", "Photos vanish at night", "No undo here"])
    ]
    rows[1][7] = "The counter"
    records = read(write(tmp_path, header, *rows, delimiter=";"), "limesurvey_csv")
    assert Counter(unit.question_id for unit in units(records)) == {"g01q01": 3, "use-other": 1}
    assert {unit.audience for unit in units(records)} == {None}


def test_a_limesurvey_response_without_submission_is_partial_and_1980_is_no_date(tmp_path: Path) -> None:
    header = [*LIME, "What should we change?"]
    path = write(tmp_path, header, ["1", "", "1", "en", "The map turns by itself"],
                 ["2", "1980-01-01 00:00:00", "2", "en", "Photos vanish at night"])  # fmt: skip
    export = opened(path)
    assert [unit.created for unit in units(list(export.records))] == [None, None]
    assert any("partial" in warning for warning in export.warnings)


@pytest.mark.parametrize(
    ("name", "states"),
    [
        ("star_wars.csv.gz", {"empty": 1186}),
        ("food_world_cup.csv", {"rating_only": 1276, "empty": 97}),
        ("weather_check.csv", {"used": 175, "empty": 753}),
        ("comma.csv", {"empty": 1129}),
    ],
)
def test_real_surveys_are_read_whole(name: str, states: dict[str, int]) -> None:
    path = DEV / "exports" / f"surveymonkey_{name}"
    if not path.exists():
        pytest.skip("no development data here; FEEDBACK_INSIGHTS_DEV_DATA names their folder")
    assert Counter(record.state for record in read(path, "surveymonkey_csv")) == states


IMPROVE, LIKE = "What is the one thing we should improve?", "What do you like best?"
SHORT = ["Search", "Price", "Speed", "Support", "Exports", "Mobile",
         "The calendar loses everything that I typed", "I had to call three times before it worked",
         "Please let me export all years at once", "Your login page logs me out each morning"]  # fmt: skip
SURVEYS = {
    "google_forms_csv": (["Timestamp"], []),
    "ms_forms": (MS, []),
    "typeform_csv": (["#"], UTC_DATES),
    "limesurvey_csv": (LIME, []),
    "surveymonkey_csv": (MONKEY, []),
    "table_csv": (["id", "date"], []),
}


def answered(folder: Path, format: str, question: str, answers: list[str]) -> Path:
    before, after = SURVEYS[format]
    own = {"#": "t{}", "ID": "{}", "id": "{}", "Respondent ID": "1180000{:05}", "Email": "anonymous",
           "Name": "", "Collector ID": "49", "lastpage": "3", "startlanguage": "en"}  # fmt: skip
    rows = [
        [own.get(name, MET[1]).format(n) for name in before]
        + [answer, f"The maps of site {n} are clear and quick"]
        + [MET[1] for _ in after]
        for n, answer in enumerate(answers, 1)
    ]
    return write(folder, [*before, question, LIKE, *after], *rows)


@pytest.mark.parametrize("count", [1, 3, 10])
@pytest.mark.parametrize("format", SURVEYS)
def test_a_question_that_most_people_answer_in_one_word_is_read(
    tmp_path: Path, format: str, count: int
) -> None:
    found = said(read(answered(tmp_path, format, IMPROVE, SHORT[-count:] + SHORT[:-count]), format))
    assert [text for prompt, text in found if prompt == IMPROVE] == SHORT[-count:] + SHORT[:-count]


@pytest.mark.parametrize("format", SURVEYS)
def test_answers_that_repeat_are_choices_and_who_wants_them_is_told_how_to_read_them(
    tmp_path: Path, format: str
) -> None:
    export = opened(answered(tmp_path, format, "Which parts do you use?", ["Map", "Jobs, Map", "Jobs"] * 4))
    assert {prompt for prompt, _ in said(list(export.records))} == {LIKE}
    (told,) = [warning for warning in export.warnings if "choices" in warning]
    assert "'Which parts do you use?' (12 answers)" in told
    assert "[[question]]" in told


def test_sentences_among_answers_that_repeat_are_not_lost(tmp_path: Path) -> None:
    path = answered(tmp_path, "google_forms_csv", "Is there anything else?", ["No"] * 20 + SHORT[-4:])
    found = said(read(path, "google_forms_csv"))
    assert {text for prompt, text in found if prompt != LIKE} == {"No", *SHORT[-4:]}


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("What is your department?", ["Sales", "Support", "Finance"]),
        ("Which department do you work in?", ["Sales and marketing", "Legal team London", "Human resources"]),
        ("I agree that my data is processed", ["Yes I agree to that"] * 2),
        ("May we contact you about this survey?", ["Yes", "No", "Rather not"]),
        ("What do you think, is it good?", ["Yes", "No", "yes"]),
    ],
)
def test_facts_about_people_and_consent_are_no_answers_and_nothing_is_told(
    tmp_path: Path, question: str, answers: list[str]
) -> None:
    export = opened(answered(tmp_path, "google_forms_csv", question, answers))
    assert {prompt for prompt, _ in said(list(export.records))} == {LIKE}
    assert not [warning for warning in export.warnings if "choices" in warning]


@pytest.mark.parametrize(
    "content",
    [
        "# P1\n\n- a" + " " * 200_000 + "b",
        f"Timestamp,What is {'1' * 200_000}?\n1,2\n",
        ",".join(["Timestamp", *(f"How well does it work [{n}]" for n in range(7000))]) + "\n",
    ],
    ids=["blanks", "digits", "columns"],
)
def test_a_header_without_end_costs_no_time(tmp_path: Path, content: str) -> None:
    path = tmp_path / "file.csv"
    path.write_text(content, encoding="utf-8")
    file = InputFile.open(path)
    began = process_time()
    for name in set(SURVEYS) - {"table_csv"}:
        importers()[name].claims(file)
    assert process_time() - began < 4
