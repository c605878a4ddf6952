"""The command that makes a survey metric of a table; on the samples, and on cells that nobody may guess."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import SAMPLES, SURVEY

from feedback_insights.cli import cli

ASKED = "How likely are you to recommend Fieldlark to a colleague? (0-10)"
QUALTRICS = "qualtrics_platform_survey_2026.csv"
PARTNERS = ("partner_survey_2026-09.xlsx", "--column", "How satisfied are you? (1-5)")
LABELLED = ["10 = extremely likely", "9 - very likely", "9", "N/A", "8.0", "0 = not at all likely"]


def call(file: str | Path, metric: str, *words: str) -> Result:
    return CliRunner().invoke(
        cli, ["survey", str(SAMPLES / file), "--metric", metric, *words], catch_exceptions=False
    )


def rows(done: Result) -> list[dict[str, object]]:
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)["rows"]  # type: ignore[no-any-return]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Six answers with labels, of five people, on dates that fit two orders."""
    lines = [
        f"{number},{'a@x.example' if number == 1 else f'{number}@x.example'},0{number}/04/2026,{cell}"
        for number, cell in enumerate(LABELLED, 1)
    ]
    path = tmp_path / "labels.csv"
    path.write_text("\n".join(["id,mail,when,score", *lines, "7, A@x.example,07/05/2026,7"]), "utf-8")
    return path


def test_the_sample_survey_as_a_table() -> None:
    done = call(SURVEY, "nps", "--column", ASKED)
    assert done.stdout.splitlines() == [
        "  NPS  95 %             n  promoters  passives  detractors  no answer",
        "-42.4  -54.0 to -28.4  99          9        39          51          3",
    ]
    assert "per cent of 9 and 10 minus per cent of 0 to 6" in done.stderr
    assert "95 % interval by adjusted Wald" in done.stderr


def test_json_has_a_row_per_segment_and_a_last_one_for_all() -> None:
    done = call(SURVEY, "nps", "--column", ASKED.upper(), "--by", "role", "--json")
    *roles, whole = rows(done)
    assert roles[-1]["segment"] == "unknown"
    assert (whole["segment"], whole["n"], whole["missing"]) == (None, 99, 3)
    assert sum(row["answers"] for row in roles) == whole["answers"] == 102  # type: ignore[misc]
    few = [row for row in roles if row["n"] < 5]  # type: ignore[operator]
    assert few
    assert all(row["value"] is None and "of the 5 answers" in str(row["reason"]) for row in few)
    assert json.loads(done.stdout)["scope"] == {"file": SURVEY, "left_out": 0, "records": 102}


def test_customers_count_once_and_that_is_said() -> None:
    options = ("--column", ASKED, "--customer", "Email", "--keep", "latest", "--date", "Submitted At")
    done = call(SURVEY, "nps", *options)
    assert done.stdout.splitlines()[-1].split() == [
        "-43.3",
        "-55.0",
        "to",
        "-29.0",
        "97",
        "9",
        "37",
        "51",
        "3",
        "2",
    ]
    assert "each customer counts once in every row: the latest answer" in done.stderr
    assert "answers that name no customer, each counted as one: 9" in done.stderr


def test_qualtrics_header_rows_zone_and_previews_are_known() -> None:
    done = call(QUALTRICS, "nps", "--column", "Q1", "--date", "RecordedDate", "--period", "quarter", "--json")
    *quarters, whole = rows(done)
    assert [(row["period"], row["n"], row["value"]) for row in quarters] == [
        ("2026Q2", 30, -40),
        ("2026Q3", 30, -50),
    ]
    assert whole["n"] == 60
    assert "4 responses left out: previews, tests or spam" in done.stderr
    assert "read as America/Denver" in done.stderr
    first, second = (row["change"] for row in quarters)
    assert first["value"] is None  # type: ignore[index]
    assert (second["value"], second["excludes_zero"]) == (-10, False)  # type: ignore[index]


def test_a_column_is_known_by_its_question_and_a_change_is_marked_where_its_interval_holds_0() -> None:
    asked = (
        "On a scale from 0 to 10, how likely are you to recommend Fieldlark to somebody who builds software?"
    )
    done = call(QUALTRICS, "nps", "--column", asked, "--date", "EndDate", "--period", "quarter")
    assert done.stdout.splitlines()[2].endswith("-10.0 (-39.8 to 21.7), not clear")


def test_a_change_is_that_of_the_same_segment() -> None:
    options = ("--column", "Q1", "--date", "EndDate", "--period", "quarter", "--by", "Audience", "--json")
    found = {(row["period"], row["segment"]): row for row in rows(call(QUALTRICS, "nps", *options))}
    before, later = found["2026Q2", "partner"], found["2026Q3", "partner"]
    assert later["change"]["value"] == later["value"] - before["value"] == 15  # type: ignore[index, operator]
    assert found["2026Q3", "end_user"]["change"]["reason"].startswith("the first: 2 of the 5")  # type: ignore[index]


def test_a_workbook_is_read_from_its_sheet_of_answers() -> None:
    top, mean = (
        rows(call(PARTNERS[0], "csat", *PARTNERS[1:], "--variant", variant, "--json"))[0]
        for variant in ("top2", "mean")
    )
    assert (top["counts"], top["method"]) == ({"satisfied": 8, "others": 23}, "Wilson")
    assert (round(float(mean["value"]), 2), mean["method"]) == (2.84, "Student's t")  # type: ignore[arg-type]
    invited = call(PARTNERS[0], "csat", *PARTNERS[1:], "--invited", "120")
    assert "response rate 25.8 %: 31 of 120 invited" in invited.stderr


def test_answers_on_1_to_5_are_no_nps_unless_the_scale_is_declared() -> None:
    done = call(PARTNERS[0], "nps", *PARTNERS[1:])
    assert (done.exit_code, done.stdout) == (1, "")
    assert "no answer is above 5, as if asked on 1..5" in done.stderr
    assert rows(call(PARTNERS[0], "nps", *PARTNERS[1:], "--scale", "0..10", "--json"))[0]["value"] == -100


def test_ces_is_asked_for_by_its_form_scale_and_wording() -> None:
    done = call(PARTNERS[0], "ces", *PARTNERS[1:], "--variant", "share", "--scale", "1..5", "--reversed")
    assert done.stdout.splitlines()[0].split()[:4] == ["CES", "share", "95", "%"]
    assert "per cent of 4 and 5, high = easy; the answers were turned round" in done.stderr


def test_sus_takes_ten_columns_in_order(tmp_path: Path) -> None:
    sheets = [[4, 1, 5, 2, 5, 1, 4, 2, 3, 1]] * 5 + [[3] * 9 + [""]]  # github.com/silleknarf/SUS: 85
    text = io.StringIO()
    csv.writer(text).writerows(
        [["id", *(f"q{item}" for item in range(1, 11))], *(["x", *row] for row in sheets)]
    )
    path = tmp_path / "sus.csv.gz"
    path.write_bytes(gzip.compress(text.getvalue().encode()))
    found = rows(call(path, "sus", "--columns", "q1..q10", "--json"))[0]
    assert (found["value"], found["n"], found["missing"]) == (85, 5, 1)
    assert found["scores"] == [85] * 5 + [None]
    listed = ",".join(f"Q{item}" for item in range(1, 11))
    assert call(path, "sus", "--columns", listed).stdout.splitlines()[1].split()[0] == "85.0"
    assert call(path, "sus", "--columns", "q1..q9").exit_code == 2


def test_labels_are_an_error_that_shows_them_until_they_are_declared(table: Path) -> None:
    refused = call(table, "nps", "--column", "score")
    assert refused.exit_code == 1
    assert refused.stderr.strip() == (
        "Error: labels.csv: column 'score': 3 cells without a whole number from 0 to 10: "
        "'10 = extremely likely' (row 2), '9 - very likely' (row 3), '0 = not at all likely' (row 7); "
        "--labelled takes the number that leads a label; --missing TEXT names what means no answer; "
        "else it is another scale"
    )
    found = rows(call(table, "nps", "--column", "score", "--labelled", "--json"))[0]
    assert (found["counts"], found["missing"]) == ({"promoters": 3, "passives": 2, "detractors": 1}, 1)
    without = ("--missing", "0 = NOT at all likely", "--labelled", "--json")
    assert rows(call(table, "nps", "--column", "score", *without))[0]["missing"] == 2


def test_dates_that_fit_two_orders_stand_apart_until_one_is_declared(table: Path) -> None:
    options = ("--column", "score", "--labelled", "--date", "when", "--period", "month", "--json")
    unread = call(table, "nps", *options)
    assert [row["period"] for row in rows(unread)] == ["undated", None]
    assert "--date-order dmy or mdy decides" in unread.stderr
    declared = rows(call(table, "nps", *options, "--date-order", "dmy"))
    assert [(row["period"], row["n"]) for row in declared] == [("2026-04", 5), ("2026-05", 1), (None, 6)]


def test_customers_are_known_whatever_their_case(table: Path) -> None:
    options = ("--column", "score", "--labelled", "--customer", "mail", "--keep", "mean", "--csv")
    found = list(csv.DictReader(io.StringIO(call(table, "nps", *options).stdout)))
    assert [(row["n"], row["repeats"], row["counts.passives"]) for row in found] == [("5", "1", "2")]


def test_a_wrong_column_lists_the_columns_and_their_questions() -> None:
    assert (
        "has no column 'NPS'; it has: 'Response ID', 'Submitted At', "
        in call(SURVEY, "nps", "--column", "NPS").stderr
    )
    told = call(QUALTRICS, "nps", "--column", "NPS").stderr
    assert "'Q3' (What slows you down when you build on Fieldlark?)" in told


@pytest.mark.parametrize(
    ("metric", "words", "message"),
    [
        ("nps", [], "--metric sus takes its ten --columns, every other one a --column"),
        ("sus", ["--column", "x"], "--metric sus takes its ten --columns"),
        ("ces", ["--column", "x"], "add --variant mean, share or index"),
        ("nps", ["--column", "x", "--variant", "mean"], "has no variant mean; leave --variant out"),
        ("csat", ["--column", "x", "--variant", "share"], "has no variant share; its forms are top2, mean"),
        ("nps", ["--column", "x", "--scale", "1..5"], "there is no nps of answers on --scale 1..5"),
        ("ces", ["--column", "x", "--variant", "index", "--scale", "1..5"], "there is no ces index"),
        ("nps", ["--column", "x", "--reversed"], "--reversed is for --metric ces"),
        ("nps", ["--column", "x", "--customer", "y"], "--customer goes with --keep"),
        ("nps", ["--column", "x", "--period", "month"], "need a --date"),
        ("nps", ["--column", "x", "--level", "95"], "--level is a share between 0 and 1"),
    ],
)  # fmt: skip
def test_options_that_do_not_go_together_exit_2(metric: str, words: list[str], message: str) -> None:
    done = call(SURVEY, metric, *words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty; nothing to read"),
        ("score\n", "has no rows under its header; nothing to count"),
        ("score,Score\n1,2\n", "has 2 columns 'score'; rename all but one"),
        ("score\n11\n", "column 'score': 1 cell without a whole number from 0 to 10: '11' (row 2)"),
    ],
)
def test_a_file_without_answers_is_one_line_of_error(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(content, "utf-8")
    done = call(path, "nps", "--column", "score")
    assert (done.exit_code, done.stdout) == (1, "")
    assert message in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_more_answers_than_invited_are_told_and_not_a_traceback() -> None:
    done = call(PARTNERS[0], "csat", *PARTNERS[1:], "--invited", "12")
    assert done.exit_code == 1
    assert "invited is 12: it must be one number, and not below the 31 who answered" in done.stderr
