"""Bytes, charsets, tables, JSON and dates, as exports have them."""

from __future__ import annotations

import gzip
import io
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_insights.errors import FileProblem, SettingsError
from feedback_insights.files import InputFile, load_profile
from feedback_insights.files import opening as opening_module
from feedback_insights.files.amounts import AmountColumn
from feedback_insights.files.columns import canonical, slug
from feedback_insights.files.dates import DateColumn, parse_date, settle_together
from feedback_insights.files.jsons import json_items, parse_json
from feedback_insights.files.tables import open_table

KNOWN = {"id", "comment", "summary", "labels"}.__contains__


def write(folder: Path, content: bytes | str, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def text_of(path: Path, charset: str | None = None) -> str:
    with InputFile.open(path, charset=charset).text() as stream:
        return stream.read()


def table_of(path: Path) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    table = open_table(InputFile.open(path), known=KNOWN)
    return table.names, [row.cells for row in table.rows() if row.state == "data"]


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_every_unicode_encoding_gives_the_same_text(tmp_path: Path, charset: str) -> None:
    text = "id,comment\r\n1,Größe “falsch” ☹\r\n2,plain words to fill the line\r\n"
    assert text_of(write(tmp_path, text.encode(charset))) == text


def test_windows_letters_are_read_with_a_warning(tmp_path: Path) -> None:
    file = InputFile.open(write(tmp_path, "comment\nschöne “Größe”\n".encode("cp1252")))
    assert "“Größe”" in file.head
    assert "windows-1252" in file.warnings[0]


def test_one_bad_byte_does_not_spoil_the_rest_of_a_utf8_file(tmp_path: Path) -> None:
    assert text_of(write(tmp_path, "ж☹".encode() + b"\xe9" + "ж".encode())) == "ж☹éж"


def test_a_letter_cut_at_the_end_leaves_the_file_utf8(tmp_path: Path) -> None:
    assert text_of(write(tmp_path, "größe ☹".encode()[:-1])) == "größe �"


def test_a_configured_charset_comes_after_utf8(tmp_path: Path) -> None:
    assert text_of(write(tmp_path, "naïve".encode("mac_roman")), charset="mac_roman") == "naïve"
    assert text_of(write(tmp_path, "naïve"), charset="mac_roman") == "naïve"
    with pytest.raises(SettingsError, match="klingon"):
        InputFile.open(write(tmp_path, "x"), charset="klingon")


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b" \n\t\r\n", gzip.compress(b"", mtime=0)])
def test_a_file_that_says_nothing_is_a_problem(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(FileProblem, match="empty"):
        InputFile.open(write(tmp_path, content))


def test_missing_files_and_folders_are_problems_of_one_line(tmp_path: Path) -> None:
    for path, why in (
        (tmp_path, "folder"),
        (tmp_path / "no\nsuch", "does not exist"),
        (Path("a\0b"), "cannot read"),
    ):
        with pytest.raises(FileProblem, match=why) as caught:
            InputFile.open(path)
        assert "\n" not in str(caught.value)


def test_gzip_is_read_by_its_content_not_its_name(tmp_path: Path) -> None:
    assert text_of(write(tmp_path, gzip.compress(b"id\n1\n") + gzip.compress(b"2\n"))) == "id\n1\n2\n"


def test_a_cut_gzip_file_keeps_what_can_be_unpacked(tmp_path: Path) -> None:
    whole = gzip.compress(bytes(range(256)) * 4000, mtime=0)
    file = InputFile.open(write(tmp_path, whole[: len(whole) // 2]))
    assert file.damage
    with pytest.raises(FileProblem, match="damaged gzip"):
        InputFile.open(write(tmp_path, b"\x1f\x8bnonsense"))


def test_a_decompression_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening_module, "BOMB_SIZE", 100_000)
    with pytest.raises(FileProblem, match="200 times"):
        InputFile.open(write(tmp_path, gzip.compress(b"a" * 5_000_000)))


def test_headers_that_repeat_keep_all_their_cells(tmp_path: Path) -> None:
    names, rows = table_of(write(tmp_path, "\ufeffSummary,Labels,Labels\nBroken,a,b\n"))
    assert names == ("Summary", "Labels", "Labels")
    assert rows == [("Broken", "a", "b")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_and_quoted_cells_may_hold_it(tmp_path: Path, delimiter: str) -> None:
    rows = [["id", "comment"], ["1", f'"a{delimiter} b\nc ""d"""'], ["2", "no, really; yes"]]
    rows[2][1] = f'"{rows[2][1]}"'
    content = "\n".join(delimiter.join(row) for row in rows)
    assert table_of(write(tmp_path, content))[1] == [
        ("1", f'a{delimiter} b\nc "d"'),
        ("2", "no, really; yes"),
    ]


def test_the_headers_names_outweigh_rows_that_do_not_fit(tmp_path: Path) -> None:
    assert table_of(write(tmp_path, "id,comment\n1,a,b\n2,a,b\nno comma\n"))[0] == ("id", "comment")


def test_excels_sep_line_is_honoured(tmp_path: Path) -> None:
    assert table_of(write(tmp_path, "sep=;\r\nid;comment\r\n1;a,b\r\n")) == (
        ("id", "comment"),
        [("1", "a,b")],
    )


def test_one_column_may_hold_commas(tmp_path: Path) -> None:
    assert table_of(write(tmp_path, "comment\nYes, good\nNo, bad, ugly\n"))[1] == [
        ("Yes, good",),
        ("No, bad, ugly",),
    ]


def test_the_header_is_found_under_a_preamble(tmp_path: Path) -> None:
    names, rows = table_of(write(tmp_path, "Report,\n\nMade by,Ann\nid,comment\n1,slow\n"))
    assert names == ("id", "comment")
    assert rows == [("1", "slow")]


def test_ragged_rows_are_kept_whole_and_told(tmp_path: Path) -> None:
    table = open_table(
        InputFile.open(write(tmp_path, "id,comment\n1\n2,too, many, commas\n3,fine\n")), known=KNOWN
    )
    assert [row.cells for row in table.rows()] == [("1", ""), ("2", "too, many, commas"), ("3", "fine")]
    assert len(table.warnings()) == 2


def test_an_open_quotation_mark_costs_one_row(tmp_path: Path) -> None:
    table = open_table(
        InputFile.open(write(tmp_path, 'id,comment\n1,ok\n2,"never closed\n3,ok\n4,ok\n')), known=KNOWN
    )
    assert [(row.number, row.state) for row in table.rows()] == [
        (2, "data"), (3, "rejected"), (4, "data"), (5, "data"),
    ]  # fmt: skip


def test_glued_files_and_report_footers_are_skipped_rows(tmp_path: Path) -> None:
    content = "id,comment\n1,a\nid,comment\n2,b\nGrand Totals (2 records),\n"
    table = open_table(InputFile.open(write(tmp_path, content)), known=KNOWN)
    assert [row.reason for row in table.rows() if row.state == "skipped"] == [
        "header row again",
        "report footer",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-02T10:05:00.000Z", datetime(2026, 3, 2, 10, 5)),
        ("2026-03-02T10:05:00+0200", datetime(2026, 3, 2, 8, 5)),
        ("2/Mar/26 9:05 AM", datetime(2026, 3, 2, 9, 5)),
        ("2/Mar/26 12:05 AM", datetime(2026, 3, 2, 0, 5)),
        ("2026/03/02 9:05:00 PM GMT+3", datetime(2026, 3, 2, 18, 5)),
        ("2026/03/02 9:05:00 PM GMT-3:30", datetime(2026, 3, 3, 0, 35)),
        ("Mon Mar 02 2026 21:05:00 GMT+0000 (GMT+00:00)", datetime(2026, 3, 2, 21, 5)),
        ("Mon, 2 Mar 2026 21:05:00 -0500", datetime(2026, 3, 3, 2, 5)),
        ("20th April 2018", datetime(2018, 4, 20)),
        ("1772485500", datetime(2026, 3, 2, 21, 5)),
        ("1772485500000", datetime(2026, 3, 2, 21, 5)),
        ("46083.5", datetime(2026, 3, 2, 12)),
    ],
)
def test_dates_are_read_as_tools_write_them(text: str, expected: datetime) -> None:
    parsed = parse_date(text)
    assert parsed is not None
    assert parsed.value == expected.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "soon", "31/02/2026", "2026-13-01", "99999999999999", "2026-03-02T25:00Z"]
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_date(text, order="dmy") is None


def read_column(*values: str, **settings: object) -> tuple[list[datetime | None], list[str]]:
    column = DateColumn("date", **{"zone": UTC, **settings})  # type: ignore[arg-type]
    for value in values:
        column.see(value)
    told = column.settle()
    return [column.read(value) for value in values], told + column.warnings()


def test_day_and_month_are_told_apart_by_the_whole_column() -> None:
    assert read_column("03/04/2026", "13/04/2026")[0][0] == datetime(2026, 4, 3, tzinfo=UTC)
    assert read_column("03/04/2026", "03/14/2026")[0][0] == datetime(2026, 3, 4, tzinfo=UTC)


def test_an_undecidable_order_is_said_never_guessed_and_can_be_set() -> None:
    read, told = read_column("03/04/2026")
    assert "both orders" in told[0]
    assert 'set date_order to "dmy" or "mdy"' in told[0]
    assert read == [None]
    assert read_column("03/04/2026", order="dmy") == ([datetime(2026, 4, 3, tzinfo=UTC)], [])


def test_dates_with_dots_are_day_first_as_they_are_wherever_they_are_written() -> None:
    assert read_column("03.04.2026") == ([datetime(2026, 4, 3, tzinfo=UTC)], [])


def test_one_impossible_date_does_not_cost_the_others_their_order() -> None:
    read, told = read_column("31/31/2026", "25/04/2026", "03/04/2026")
    assert read == [None, datetime(2026, 4, 25, tzinfo=UTC), datetime(2026, 4, 3, tzinfo=UTC)]
    assert "'31/31/2026'" in told[0]


def test_the_columns_of_a_file_are_written_alike() -> None:
    undecided, decided = (DateColumn(name, zone=UTC) for name in ("Created", "Closed"))
    undecided.see("03/04/2026")
    decided.see("25/04/2026")
    assert settle_together([undecided, decided]) == []
    assert undecided.read("03/04/2026") == datetime(2026, 4, 3, tzinfo=UTC)
    assert undecided.told() == "'Created' day first, as another column decides"
    assert decided.told() == "'Closed' day first, as its values decide"


def test_a_value_that_is_no_date_is_reported_and_unknown() -> None:
    read, told = read_column("2026-03-02", "tomorrow")
    assert read[1] is None
    assert "'tomorrow'" in told[0]


def test_times_without_a_zone_are_read_in_the_given_one() -> None:
    read, told = read_column("2026-07-01 12:00", zone=ZoneInfo("Europe/Berlin"))
    assert read == [datetime(2026, 7, 1, 10, tzinfo=UTC)]
    assert "Europe/Berlin" in told[0]


def test_a_broken_json_record_costs_itself_only() -> None:
    items = list(json_items(io.StringIO('{"tickets":[{"id":1},{"id":},{"id":3}],"count":3}'), {"tickets"}))
    assert [item.value for item in items] == [{"id": 1}, None, {"id": 3}]
    assert items[1].problem


def test_json_accepts_what_exports_contain_beyond_the_standard() -> None:
    assert parse_json(b'{"a": NaN}')[1] == ""
    assert parse_json(b'{"a": "\\ud83d!"}')[0] == {"a": "\ufffd!"}
    assert parse_json(b"[" * 100_000)[0] is None
    assert [item.problem != "" for item in json_items(io.StringIO("[" * 100_000))] == [True]


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_a_list_of_anything_comes_back_item_by_item(value: object) -> None:
    import json

    text = json.dumps([value, value])
    assert [item.value for item in json_items(io.StringIO(text))] == json.loads(text)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["$1,200.50"], (1200.5, "USD")),
        (["1.200,50 €"], (1200.5, "EUR")),
        (["1.200", "3.400,50"], (1200.0, None)),
        (["1,200"], (1200.0, None)),
        (["GBP 12k"], (12000.0, "GBP")),
        (["1.200"], (None, None)),
        (["-5"], (None, None)),
        (["a lot"], (None, None)),
    ],
)
def test_amounts_are_read_or_reported_never_guessed(
    cells: list[str], expected: tuple[float | None, str | None]
) -> None:
    column = AmountColumn()
    for cell in cells:
        column.see(cell)
    amount, currency, problem = column.read(cells[0])
    assert (amount, currency) == expected
    assert bool(problem) == (amount is None)


def test_names_are_compared_whole_and_without_style() -> None:
    assert (
        canonical("RespondentID")
        == canonical("respondent_id")
        == canonical(" Respondent\u00a0 id")
        == "respondent id"
    )
    assert slug("What would you change?") == "what-would-you-change"
    assert slug("x" * 100) != slug("x" * 101)


def test_a_profile_with_an_unknown_key_names_it(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"colour.*known: .*charset"):
        load_profile(write(tmp_path, 'colour = "red"', "p.toml"))
    with pytest.raises(SettingsError, match="not valid TOML"):
        load_profile(write(tmp_path, "a = ", "p.toml"))
