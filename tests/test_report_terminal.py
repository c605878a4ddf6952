import re
from dataclasses import replace

import pytest
from report_sample import FEATURES, FILES, report_data

from feedback_insights.records import Burst, Feature, Share
from feedback_insights.report.lines import cells
from feedback_insights.report.terminal import LINES, summary
from feedback_insights.scope import Scope


@pytest.mark.parametrize("width", [40, 80, 100, 120])
def test_it_fits_however_much_there_is_to_tell(width: int) -> None:
    data = report_data()
    many = replace(
        data,
        files=data.files * 9,
        problems=tuple(f"problem {n}" for n in range(40)),
        themes=tuple(replace(data.themes[0], id=f"T{n}", name="長い名前" * 40) for n in range(99)),
        uncovered=tuple(f"T{n}" for n in range(50)),
        features=data.features * 9,
    )
    lines = summary(many, width=width, report="report/report.html", db="feedback.db")
    assert len(lines) <= LINES
    assert max(map(cells, lines)) <= width
    assert any(line == "! problem 0" for line in lines)
    assert any("more, see the report" in line for line in lines)
    assert lines[-4:-1] == [
        "Report: report/report.html",
        "Next:   feedback-insights explain feedback.db FEAT-7"[:width]
        if width > 52
        else "Next:   feedback-insights explain feedb…",
        "        feedback-insights themes feedback.db T0"[:width]
        if width > 52
        else "        feedback-insights themes feedba…",
    ]


def test_every_file_says_what_became_of_its_records() -> None:
    text = "\n".join(summary(report_data()))
    assert re.search(r"tickets.ndjson +14 records: 10 used, 1 duplicate, 1 private, 2 rejected", text)
    assert all(report.file in text for report in FILES)


def test_a_feature_shows_interval_people_revenue_and_missing_effort() -> None:
    lines = summary(report_data(), width=120)
    at = next(n for n, line in enumerate(lines) if "FEAT-2 " in line)
    assert re.search(
        r"1–[23] +FEAT-2 Stay signed in when the network drops +reach 2\.5 \([\d.]+–[\d.]+\)$", lines[at]
    )
    assert re.search(r"€102k · effort\? · 2 people at 1 account \(at least", lines[at + 1])


def test_people_are_counted_at_least_and_the_assumed_ones_named() -> None:
    assert summary(report_data(), width=120)[1] == (
        "At least 14 people (3 assumed) at 4 accounts; 14 items from 20 records"
    )


def test_without_a_backlog_it_says_what_one_would_add() -> None:
    text = "\n".join(summary(report_data(features=())))
    assert "No backlog yet. With --backlog FILE:" in text
    assert "Not in the backlog" not in text


def test_names_can_neither_steer_the_terminal_nor_the_shell() -> None:
    features = (Feature("X; rm -rf ~", "\x1b[2Jgone", effort=1.0), *FEATURES)
    data = report_data(features=features, theme_name="a\nb\x1b[31mc")
    data = replace(data, features=tuple(replace(f, id="X; rm -rf ~") for f in data.features[:1]))
    text = "\n".join(summary(data, db="my data.db"))
    assert "\x1b" not in text
    assert "explain 'my data.db' 'X; rm -rf ~'" in text
    assert "a b [31mc" in text


def test_what_an_export_cannot_hold_is_told_in_the_first_line() -> None:
    files = (replace(FILES[0], limits=("holds subjects only",)), FILES[1])
    lines = summary(report_data(files=files))
    assert lines[0] == "! tickets.ndjson holds subjects only"
    assert lines[1].startswith("Feedback ")


def test_what_is_told_first_is_wrapped_and_not_cut() -> None:
    limit = "holds subjects only; the messages are in the full JSON export (Account > Tools > Export)"
    lines = summary(report_data(files=(replace(FILES[0], limits=(limit,)), FILES[1])), width=60)
    told = " ".join(line.strip() for line in lines[:2])
    assert told == f"! tickets.ndjson {limit}"
    assert max(map(len, lines)) <= 60


def test_room_is_made_in_the_long_lists_and_never_at_the_cost_of_what_comes_first() -> None:
    data = report_data()
    limits = tuple(
        f"file {n} holds subjects only; " + "another export has the messages, " * 4 for n in range(3)
    )
    lines = summary(replace(data, limits=limits, problems=("one", "two")), report="r.html", db="f.db")
    assert len(lines) <= LINES
    assert lines[0].startswith("! file 0 holds subjects only")
    assert any(line.startswith("Feedback ") for line in lines)
    assert lines[-1].endswith("verify f.db")


def test_of_many_formats_the_sum_of_all_records_stands_first() -> None:
    data = report_data()
    files = tuple(replace(FILES[0], file=f"{n}.csv", format=f"format {n}") for n in range(6))
    lines = summary(replace(data, files=files), width=120)
    total = 6 * FILES[0].ledger.records
    assert lines[lines.index("Files") + 1].startswith(f"  all 6 files  {total} records: ")


def test_nobody_nameless_and_nobody_without_an_account_is_said_in_words() -> None:
    data = report_data()
    none = Share(count=0, of=14)
    known = replace(data.scope, accounts=3, without_person=none, without_account=none)
    lines = summary(replace(data, scope=known))
    assert "Every item names a person; every person has a known account" in lines


def test_a_filter_and_a_period_are_named() -> None:
    lines = summary(report_data(scope=Scope({"audience": "developer"}, "2026-03..2026-05")))
    assert lines[:2] == ["Feedback 1 Mar – 31 May 2026, as of 2026-05-28 (run R1)",
                         "Only audience developer, 2026-03..2026-05"]  # fmt: skip
    assert any(line.startswith("At least 5 people") for line in lines)


def test_below_thirty_there_is_no_per_cent() -> None:
    lines = summary(report_data())
    assert not [line for line in lines if "%" in line]
    assert "  4 of 6 negative" in next(line for line in lines if "T1 " in line)


def test_a_burst_is_named_beside_its_theme() -> None:
    data = report_data()
    burst = Burst(first="2026-08-18", last="2026-08-20", statements=40, of=50, unusual=True, customers=3)
    themes = (replace(data.themes[0], burst=burst), *data.themes[1:])
    lines = summary(replace(data, themes=themes), width=120)
    assert any(line.endswith("(burst 2026-08-18: 40 of 50)") for line in lines)
