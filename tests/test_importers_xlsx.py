"""Excel workbooks: their sheets as tables, and what is no workbook, or one meant to do harm."""

from __future__ import annotations

import csv
import io
import re
import struct
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.backlog import read_accounts, read_backlog
from feedback_insights.errors import FeedbackError, FileProblem, SettingsError, UnclaimedFile
from feedback_insights.files import InputFile, Profile, _sheet, packages, workbooks
from feedback_insights.files.held import UTF8, HeldFile
from feedback_insights.files.workbooks import Workbook
from feedback_insights.importers import draft_profile, read_export, recognize
from feedback_insights.raw import SourceRecord
from feedback_insights.settings import ImportSettings

Rows = Sequence[Sequence[object]]
WORDS = [["ID", "Comment"], [1, "It is slow"], [2, "It is fast"]]
MOMENT = "yyyy-mm-dd hh:mm:ss"


def workbook(path: Path, change: Callable[[xlsxwriter.Workbook], None] | None = None, **sheets: Rows) -> Path:
    with xlsxwriter.Workbook(path, {"in_memory": True}) as book:
        formats = {kind: book.add_format({"num_format": code}) for kind, code in FORMATS.items()}
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, value in enumerate(row):
                    style = formats.get(type(value))
                    sheet.write(number, place, value, *([style] if style else []))
        if change:
            change(book)
    return path


FORMATS: dict[type, str] = {datetime: MOMENT, date: "dd/mm/yyyy", time: "hh:mm", timedelta: "[h]:mm:ss"}


def cells(path: Path, sheet: str) -> list[list[str]]:
    found = Workbook(InputFile.open(path)).named(sheet)
    return list(csv.reader(io.StringIO(found.content.decode(), newline="")))


def read(
    path: Path, profile: Profile | str | None = None, format: str = "table_xlsx"
) -> tuple[list[SourceRecord], list[str]]:
    export = read_export(path, name=path.name, settings=ImportSettings(), profile=profile)
    assert export.format == format
    return list(export.records), export.warnings


def held(content: bytes, path: Path) -> InputFile:
    return HeldFile(path, path.name, "0" * 64, UTF8, zipped=False, container="zip", content=content)


def said(records: list[SourceRecord]) -> list[str]:
    return [text.text for record in records for unit in record.units for text in unit.texts]


def rewritten(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """The same archive with one part changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert change(parts[part]) != parts[part]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, change(content) if name == part else content)
    return path


def test_cells_are_read_as_what_they_show(tmp_path: Path) -> None:
    row = [
        1042.0, 12.1, 1.5e-3, True, datetime(2026, 3, 2, 21, 5), date(2026, 3, 2), time(3, 4),
        timedelta(hours=30), "a\nb “c”", "", 123456789012345678,
    ]  # fmt: skip
    assert cells(workbook(tmp_path / "x.xlsx", S=[row]), "S") == [
        [
            "1042", "12.1", "0.0015", "true", "2026-03-02 21:05:00", "2026-03-02", "03:04:00", "30:00:00",
            "a\nb “c”", "", "1.23456789012346E+17",
        ]
    ]  # fmt: skip


def test_formulas_are_their_last_value_and_errors_are_empty(tmp_path: Path) -> None:
    def change(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("F")
        for place, value in enumerate([42, "text", "#N/A", True]):
            sheet.write_formula(0, place, "=A9", None, value)

    assert cells(workbook(tmp_path / "x.xlsx", change), "F") == [["42", "text", "", "true"]]


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("yyyy-mm-dd", "2026-03-02 12:00:00"),
        ('"day" 0.0', "46083.5"),
        ("[Red]0.0", "46083.5"),
        ("[$-409]m/d/yy h:mm AM/PM;@", "2026-03-02 12:00:00"),
        ("0.0 \\d", "46083.5"),
        ("[h]:mm", "1106004:00:00"),
        ("General", "46083.5"),
    ],
)
def test_a_number_is_a_date_if_its_format_says_so(tmp_path: Path, code: str, shown: str) -> None:
    def change(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("D").write_number(0, 0, 46083.5, book.add_format({"num_format": code}))

    assert cells(workbook(tmp_path / "x.xlsx", change), "D") == [[shown]]


def test_days_are_counted_from_1904_where_the_workbook_does(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "x.xlsx", {"date_1904": True, "in_memory": True}) as book:
        style = book.add_format({"num_format": MOMENT})
        book.add_worksheet("D").write_datetime(0, 0, datetime(2026, 3, 2, 9, 30), style)
    assert cells(tmp_path / "x.xlsx", "D") == [["2026-03-02 09:30:00"]]


def test_rows_keep_their_numbers_and_columns_their_places(tmp_path: Path) -> None:
    def change(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("Gaps")
        sheet.write(2, 1, "a")
        sheet.write(5, 3, "b")

    found = cells(workbook(tmp_path / "x.xlsx", change), "Gaps")
    assert found == [[], [], ["", "a", "", ""], [], [], ["", "", "", "b"]]


letters = st.characters(codec="utf-8", min_codepoint=32, exclude_characters="\x7f\ufffe\uffff")
scalars = st.text(letters, max_size=8) | st.integers(0, 10**9)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(scalars, min_size=1, max_size=4), min_size=1, max_size=6))
def test_any_texts_and_numbers_come_back_as_they_went_in(rows: list[list[str | int]]) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("S")
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                (sheet.write_string if isinstance(value, str) else sheet.write_number)(number, place, value)
        sheet.write(len(rows), 0, "end")
    found = Workbook(held(buffer.getvalue(), Path("memory.xlsx"))).named("S")
    back = list(csv.reader(io.StringIO(found.content.decode(), newline="")))
    wide = max(1, *(len(row) for row in rows))
    for row, seen in zip(
        [*rows, ["end"]], [[*line, *[""] * (wide - len(line))] for line in back], strict=True
    ):
        assert [str(value) for value in row] == seen[: len(row)]


FORMS = [
    [
        "ID", "Start time", "Completion time", "Email", "Name", "Which parts do you use?",
        "What should we change?",
    ],
    [1, datetime(2026, 3, 2, 9, 0), datetime(2026, 3, 2, 9, 7), "ann@acme.test", "Ann Lee", "Web;Phone;",
     "The export takes far too long"],
    [2, datetime(2026, 3, 2, 10, 0), datetime(2026, 3, 2, 10, 4), "anonymous", "", "Phone;",
     "Nothing, honestly"],
    [3, datetime(2026, 3, 3, 8, 0), datetime(2026, 3, 3, 8, 9), "anonymous", "", "Web;", ""],
]  # fmt: skip


def test_microsoft_forms_answers_come_out_right(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", Form1=FORMS)
    assert recognize(path).importer.name == "ms_forms"
    records, told = read(path, format="ms_forms")
    assert [record.state for record in records] == ["used", "used", "empty"]
    assert said(records) == ["The export takes far too long", "Nothing, honestly"]
    unit, other = records[0].units[0], records[1].units[0]
    assert (records[0].source, records[0].locator.record) == ("ms_forms", "ID 1")
    assert (unit.external_id, unit.question_id) == ("1", "what-should-we-change")
    assert unit.created == datetime(2026, 3, 2, 9, 7, tzinfo=UTC)
    assert unit.author is not None
    assert (unit.author.email, unit.author.name) == ("ann@acme.test", "Ann Lee")
    assert other.author is None
    assert told == ["column 'Completion time': 2 times carry no zone; read as UTC"]


def test_a_quizs_own_points_and_feedback_are_nobodys_words(tmp_path: Path) -> None:
    question = "How do you export a plan?"
    header = ["ID", question, f"Points - {question}", f"Feedback - {question}", "Quiz feedback"]
    rows = [
        [n, f"I open the menu and then number {n}", 1, "Well done, this is right", ""] for n in range(1, 4)
    ]
    records, _ = read(workbook(tmp_path / "x.xlsx", Quiz=[header, *rows]))
    assert {unit.question_id for record in records for unit in record.units} == {"how-do-you-export-a-plan"}


def test_surveymonkeys_merged_question_names_its_options(tmp_path: Path) -> None:
    def change(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("Sheet")
        sheet.write_row(0, 0, ["Respondent ID", "Start Date"])
        sheet.merge_range(0, 2, 0, 3, "Which do you use?")
        sheet.write(0, 4, "What is missing?")
        sheet.write_row(1, 2, ["Web", "Phone", "Open-Ended Response"])
        sheet.write_row(2, 0, [11400000000, "03/02/2026", "Web", "", "Dark mode"])

    (record,), _ = read(workbook(tmp_path / "x.xlsx", change), format="surveymonkey_csv")
    (unit,) = record.units
    assert (record.locator.record, unit.prompt) == ("Respondent ID 11400000000", "What is missing?")
    assert unit.texts[0].text == "Dark mode"
    assert '"Which do you use? / Phone"' in draft_profile(tmp_path / "x.xlsx")


def test_trustpilots_reviews_come_out_right(tmp_path: Path) -> None:
    header = [
        "Review Id", "Review Created (UTC)", "Review Username", "Review Title", "Review Content",
        "Review Stars", "Domain Url", "Business Reply Date (UTC)",
    ]  # fmt: skip
    rows = [
        ["6a", datetime(2026, 3, 2, 9, 0), "Ann L", "Slow", "It is slow", 2, "acme.test", ""],
        ["6b", datetime(2026, 3, 3, 9, 0), "Bo", "", "", 5, "acme.test", datetime(2026, 3, 4)],
    ]
    records, _ = read(workbook(tmp_path / "x.xlsx", Reviews=[header, *rows]), format="trustpilot")
    assert [(record.source, record.state) for record in records] == [
        ("trustpilot", "used"), ("trustpilot", "rating_only"),
    ]  # fmt: skip
    unit = records[0].units[0]
    assert ([text.text for text in unit.texts], unit.rating) == (["Slow", "It is slow"], 2.0)


def test_the_sheet_that_holds_feedback_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    codes = [["Code", "Meaning"], [1, "Web"], [2, "Phone"]]
    path = workbook(tmp_path / "x.xlsx", Codes=codes, Answers=WORDS, Summary=[["Total", 2]])
    records, told = read(path)
    assert said(records) == ["It is slow", "It is fast"]
    assert told == ["read sheet 'Answers'; not read: 'Codes', 'Summary'"]


def test_of_two_sheets_of_feedback_the_first_is_read_and_the_other_said(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", January=WORDS, February=[["ID", "Comment"], [3, "It is ugly"]])
    records, told = read(path)
    assert said(records) == ["It is slow", "It is fast"]
    assert "sheet = 'February'" in told[1]
    assert said(read(path, Profile(sheet="February"))[0]) == ["It is ugly"]


def test_hidden_sheets_are_read_only_by_name(tmp_path: Path) -> None:
    def change(book: xlsxwriter.Workbook) -> None:
        book.get_worksheet_by_name("Old").hide()

    path = workbook(tmp_path / "x.xlsx", change, New=[["ID", "Score"], [1, 3]], Old=WORDS)
    with pytest.raises(UnclaimedFile, match="'New' is a table with columns ID, Score"):
        recognize(path)
    assert said(read(path, Profile(sheet="Old"))[0]) == ["It is slow", "It is fast"]
    with pytest.raises(SettingsError, match=r"no sheet 'Young'; it has: 'New', 'Old'"):
        read(path, Profile(sheet="Young"))


def test_a_record_without_an_id_is_found_by_sheet_and_row(tmp_path: Path) -> None:
    rows = [["Feedback of the spring"], [], ["Comment", "Plan"], ["It is slow", "pro"], [], ["Fast", "pro"]]
    records, _ = read(workbook(tmp_path / "x.xlsx", Answers=rows))
    assert [record.locator.record for record in records] == ["sheet Answers, row 4", "sheet Answers, row 6"]


def test_a_table_has_the_same_ids_in_a_workbook_and_in_csv(tmp_path: Path) -> None:
    rows = [["When", "Comment", "Plan"], [date(2026, 3, 2), "It is slow", "pro"], ["", "It, too", "free"]]
    text = 'When,Comment,Plan\n2026-03-02,It is slow,pro\n,"It, too",free\n'
    (tmp_path / "x.csv").write_text(text, encoding="utf-8")
    read_csv = read_export(tmp_path / "x.csv", name="x.csv", settings=ImportSettings())
    ids = [(r.source, r.instance, r.units[0].external_id) for r in read_csv.records]
    assert ids == [
        (r.source, r.instance, r.units[0].external_id) for r in read(workbook(tmp_path / "x.xlsx", S=rows))[0]
    ]


def test_another_tools_table_saved_as_a_workbook_is_still_that_tools(tmp_path: Path) -> None:
    rows = [
        ["Package Name", "Star Rating", "Review Title", "Review Text", "Review Link"],
        ["test.app", 2, "", "It is slow", "https://play.test/r?reviewId=gp%3A1"],
    ]
    export = read_export(workbook(tmp_path / "x.xlsx", Sheet1=rows), name="x.xlsx", settings=ImportSettings())
    assert (export.format, [r.locator.record for r in export.records]) == ("gplay_csv", ["review gp:1"])


def test_a_drafted_profile_names_the_sheet_and_reads_the_same_words(tmp_path: Path) -> None:
    path, draft = workbook(tmp_path / "x.xlsx", Codes=[["a", "b"]], Form1=FORMS), tmp_path / "draft.toml"
    draft.write_text(draft_profile(path), encoding="utf-8")
    assert 'format = "table_xlsx"\nsheet = "Form1"\n' in draft.read_text(encoding="utf-8")
    assert said(read(path, str(draft))[0]) == said(read(path, format="ms_forms")[0])


def test_backlogs_and_accounts_may_be_workbooks(tmp_path: Path) -> None:
    backlog = [["Key", "Title", "Status"], ["A-1", "Faster export", "open"], ["A-2", "", "open"]]
    found = read_backlog(workbook(tmp_path / "b.xlsx", Notes=[["x", "y"], [1, 2]], Plan=backlog))
    assert [(feature.id, feature.title) for feature in found.features] == [("A-1", "Faster export")]
    assert [rejected.locator.record for rejected in found.rejected] == ["sheet Plan, row 3"]
    assert "read sheet 'Plan'; not read: 'Notes'" in found.warnings
    accounts = read_accounts(
        workbook(tmp_path / "a.xlsx", Accounts=[["Id", "Name", "ARR"], [7, "Acme", 1200]])
    )
    assert [(account.id, account.name, account.arr) for account in accounts.accounts] == [
        ("7", "Acme", 1200.0)
    ]


# ---- what is no workbook, and what is one to do harm -----------------------------------------------------


def problem(path: Path) -> str:
    """The one line that is told, whether the format is found or named."""
    with pytest.raises(FeedbackError) as caught:
        list(read_export(path, name=path.name, settings=ImportSettings()).records)
    with pytest.raises(FeedbackError):
        list(read_export(path, name=path.name, settings=ImportSettings(), format="table_xlsx").records)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def archive(path: Path, **parts: str) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return path


@pytest.mark.parametrize(
    ("part", "what"),
    [
        ("word__document_xml", "a Word document"),
        ("xl__workbook.bin", r"\.xlsb"),
        ("content_xml", "OpenDocument"),
        ("answers.csv", "an archive of 1 files of which none is recognized: 'answers.csv' is XML or HTML"),
    ],
)
def test_other_archives_called_xlsx_are_named(tmp_path: Path, part: str, what: str) -> None:
    assert re.search(what, problem(archive(tmp_path / "x.xlsx", **{part: "<x/>"})))


def test_a_cut_workbook_gives_one_line_wherever_it_is_cut(tmp_path: Path) -> None:
    whole = workbook(tmp_path / "x.xlsx", S=WORDS).read_bytes()
    for size in range(4, len(whole), 97):
        (tmp_path / "cut.xlsx").write_bytes(whole[:size])
        assert "damaged" in problem(tmp_path / "cut.xlsx")


def test_a_workbook_with_bytes_changed_anywhere_gives_records_or_one_line(tmp_path: Path) -> None:
    whole, path = workbook(tmp_path / "x.xlsx", S=WORDS).read_bytes(), tmp_path / "x.xlsx"
    for place in range(0, len(whole), 23):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        try:
            list(read_export(path, name="x", settings=ImportSettings()).records)
        except FeedbackError as told:
            assert "\n" not in str(told)  # noqa: PT017


def test_an_empty_workbook_says_so(tmp_path: Path) -> None:
    assert "no filled sheet" in problem(workbook(tmp_path / "x.xlsx", S=[]))


def test_an_encrypted_part_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", S=WORDS)
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    assert "encrypted" in problem(path)


def test_a_part_larger_than_it_says_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", S=[["Comment"], *[[f"It is slow {n}"] for n in range(500)]])
    content = bytearray(path.read_bytes())
    entry = content.index(b"xl/worksheets/sheet1.xml", content.index(b"PK\x01\x02")) - 46
    content[entry + 24 : entry + 28] = struct.pack("<I", 1000)
    path.write_bytes(content)
    assert "not what the archive's directory says" in problem(path)


def test_an_archive_that_unpacks_without_end_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "BOMB_SIZE", 100_000)
    path = workbook(tmp_path / "x.xlsx", S=WORDS)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/media/image1.bin", b"\0" * 5_000_000)
    assert "200 times" in problem(path)


def test_a_text_repeated_in_many_cells_is_refused_before_it_fills_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "LARGEST_TEXT", 1_000_000)
    path = workbook(tmp_path / "x.xlsx", S=[["Comment"], *[["x" * 30_000]] * 100])
    assert path.stat().st_size < 20_000
    assert "of text; split it" in problem(path)


def test_a_lonely_cell_far_away_costs_nothing_and_a_wide_sheet_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    path = workbook(tmp_path / "x.xlsx", S=WORDS)
    rewritten(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", far))
    assert said(read(path)[0]) == ["It is slow", "It is fast"]
    monkeypatch.setattr(workbooks, "MOST_CELLS", 20_000)
    assert "more than 20,000 cells" in problem(path)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (b'uniqueCount="6"', b'uniqueCount="799999999999"', None),
        (b"<sst ", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><sst ', "document type"),
        (b"<sst ", b"&lol;<sst ", "damaged"),
    ],
)
def test_what_a_workbook_announces_is_not_believed(
    tmp_path: Path, old: bytes, new: bytes, told: str | None
) -> None:
    path = workbook(
        tmp_path / "x.xlsx", S=[["ID", "Comment", "Plan"], [1, "It is slow", "pro"], [2, "Fast", "x"]]
    )
    rewritten(
        path,
        "xl/sharedStrings.xml",
        lambda xml: re.sub(rb'uniqueCount="\d+"', b'uniqueCount="6"', xml) + b" ",
    )
    rewritten(path, "xl/sharedStrings.xml", lambda xml: xml.replace(old, new))
    if told:
        assert told in problem(path)
    else:
        assert said(read(path)[0]) == ["It is slow", "Fast"]


@pytest.mark.parametrize(
    ("old", "new"),
    [(b'r="A2"', b'r="ZZZZ2"'), (b'r="A2"', b'r="XFE2"'), (b'<row r="2"', b'<row r="99999999"')],
)
def test_cells_outside_every_sheet_are_refused(tmp_path: Path, old: bytes, new: bytes) -> None:
    path = workbook(tmp_path / "x.xlsx", S=WORDS)
    assert "limits" in problem(rewritten(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(old, new)))


def test_cells_that_do_not_say_where_they_are_follow_one_another(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", S=WORDS)
    rewritten(path, "xl/worksheets/sheet1.xml", lambda xml: re.sub(rb' r="[A-Z]*\d+"', b"", xml))
    assert said(read(path)[0]) == ["It is slow", "It is fast"]


def test_a_text_that_is_not_there_is_damage_not_silence(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", S=WORDS)
    rewritten(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"<v>2</v>", b"<v>99</v>"))
    assert "text number '99'" in problem(path)


def test_a_workbook_without_the_sheet_it_lists_is_damaged(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", S=WORDS)
    rewritten(
        path, "xl/_rels/workbook.xml.rels", lambda xml: xml.replace(b"sheet1.xml", b"../../../etc/passwd")
    )
    assert "sheet 'S' is missing" in problem(path)


def test_the_limits_are_excels_own() -> None:
    assert (_sheet.MOST_ROWS, _sheet.MOST_COLUMNS) == (2**20, 2**14)
    with pytest.raises(FileProblem, match="no Excel workbook"):
        Workbook(held(b"PK\x05\x06" + bytes(18), Path("x.xlsx")))
