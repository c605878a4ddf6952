"""What is coming, came back or was declined stands apart in the report; the backlog is looked over."""

from __future__ import annotations

from dataclasses import replace

from report_sample import FEATURES, report_data
from selectolax.lexbor import LexborHTMLParser

from feedback_insights.records import Feature
from feedback_insights.report.html import render
from feedback_insights.report.parts import ReportData
from feedback_insights.report.terminal import summary
from feedback_insights.report.verdict import verdict


def with_status(**changes: dict[str, object]) -> ReportData:
    """The sample with other facts of some items, by id without the dash."""
    features = [
        replace(feature, **changes.get(feature.id.replace("-", ""), {}))  # type: ignore[arg-type]
        for feature in FEATURES
    ]
    return report_data(features=tuple(features))


SHIPPED = with_status(FEAT7={"status": "Done", "resolved": "2026-03-01"}, FEAT2={"status": "Won't do"})


def section(data: ReportData, id: str) -> str:
    heading = LexborHTMLParser(render(data)).css_first(f"#{id}")
    return heading.parent.text() if heading and heading.parent else ""


def test_only_what_could_still_be_built_is_ranked_and_leads() -> None:
    assert "Start with “Export boards in the background” (FEAT-7)" in verdict(with_status())
    ranking = section(SHIPPED, "ranking")
    assert "Rewrite the paging chapter" in ranking
    assert "Export boards in the background" not in ranking
    assert "Finish “Rewrite the paging chapter” (FEAT-12), already in progress" in verdict(SHIPPED)


def test_each_stands_in_the_section_of_its_stage_with_its_figures() -> None:
    apart = section(SHIPPED, "apart")
    coming, rest = apart.split("Already coming")[1].split("Came back after release")
    back, declined = rest.split("Declined, still asked for")
    assert "FEAT-12" in coming
    assert "does not say" not in coming  # nothing is said of a date that is not known
    assert "FEAT-7" in back
    assert "Finished 1 Mar 2026. After that" in back
    assert "FEAT-2" in declined
    assert "does not say when it was declined" in declined


def test_a_closed_item_without_complaints_is_still_named() -> None:
    praised = with_status(FEAT7={"status": "Done", "resolved": "2026-12-01"})
    apart = section(praised, "apart")
    assert "Came back" not in apart
    assert "Export boards in the background FEAT-7 (done, " in apart


def test_the_terminal_tells_them_apart_in_one_short_section() -> None:
    lines = summary(SHIPPED)
    at = lines.index("Done, declined or in progress")
    assert [line.split()[:2] for line in lines[at + 1 : at + 4]] == [
        ["came", "back"], ["declined", "FEAT-2"], ["coming", "FEAT-12"],
    ]  # fmt: skip
    assert len(lines) <= 30
    assert not [line for line in lines if line.startswith("  ") and "RICE" in line and "FEAT-7" in line]


def test_the_backlog_check_says_why_and_what_to_do_and_stays_short() -> None:
    silent = [Feature(f"MORE-{n}", f"Thing {n}") for n in range(7)]
    check = section(report_data(features=(*FEATURES, *silent)), "check")
    assert "Nobody mentions it: 9" in check
    assert "title only" in check
    assert check.count("What to do:") == 5
    assert "and 4 more" in check
    assert section(report_data(features=()), "check") == ""
