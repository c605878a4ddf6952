"""Issues as feedback: Jira, GitHub, GitLab, Bugzilla."""

from __future__ import annotations

import csv
import io
import json
import os
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.errors import FeedbackError
from feedback_insights.importers import Export, read_export, recognize
from feedback_insights.raw import Identity, SourceRecord
from feedback_insights.settings import ImportSettings

ROOT = Path(__file__).parent.parent
DEV = Path(os.environ.get("FEEDBACK_INSIGHTS_DEV_DATA") or ROOT.parent / "shared" / "data" / "dev")
NEEDS_DEV = pytest.mark.skipif(not DEV.exists(), reason="no development data (FEEDBACK_INSIGHTS_DEV_DATA)")
JIRA = ["Summary", "Issue key", "Issue id", "Reporter", "Created", "Description", "Comment", "Comment"]


def write(folder: Path, content: object, name: str = "x") -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def table(header: list[str], *rows: list[str]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue()


def read(path: Path, format: str) -> tuple[list[SourceRecord], Export]:
    assert recognize(path).importer.name == format
    export = read_export(path, name=path.name, settings=ImportSettings())
    return list(export.records), export


def words(record: SourceRecord) -> list[str]:
    return [text.text for unit in record.units for text in unit.texts]


def states(records: list[SourceRecord]) -> list[str]:
    return [record.state for record in records]


PIECES = (
    "Issue key,Issue id,Summary,Comment,Reporter,Created\n",
    "A-1,1,Slow,1/Jan/26 9:05 AM;Ann;x,Ann,1/Jan/26\n",
    "Title\tURL\tAssignees\tStatus\n", "Slow\thttps://github.com/o/r/issues/1\t\tTodo\n",
    '{"issues":[', "]}", "[", "]",
    '{"key":"A-1","self":"http://[","fields":{"summary":[],"comment":[],"reporter":3,"issuelinks":{}}},',
    '{"number":1,"title":"Slow","author":{"login":7},"comments":[null,{"body":3}],"createdAt":0},',
    '{"number":1,"html_url":"http://[","state":"open","user":{"login":"x"},"title":[],"body":"### a\\n\\n"},',
    '{"iid":1,"project_id":2,"web_url":"http://x/issues/1","author":[],"assignees":3,"confidential":0},',
    '{"content":{"number":2,"body":[],"url":9}},', "null,", "\n",
)  # fmt: skip
FORMATS = (
    "jira_csv", "jira_json", "github_rest", "github_gh", "github_project", "gitlab_csv", "gitlab_json",
    "bugzilla_csv",
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join), st.sampled_from(FORMATS))
def test_whatever_stands_in_an_export_gives_records_or_one_clear_line(content: str, format: str) -> None:
    with TemporaryDirectory() as folder, suppress(FeedbackError):
        path = write(Path(folder), content)
        export = read_export(path, name="x", settings=ImportSettings(), format=format)
        for record in export.records:
            assert (record.state == "used") == bool(record.units)
            assert record.reason or record.state == "used"


# Jira, CSV


def jira(*cells: str) -> list[str]:
    return [*cells, *[""] * (len(JIRA) - len(cells))]


def test_of_a_jira_issues_comments_only_the_reporters_are_read(tmp_path: Path) -> None:
    theirs, ours = "2/Mar/26 9:10 AM;Ines Roth;still; grey", "2/Mar/26 9:30 AM;Tom Vale;do not tell"
    content = table(JIRA, jira("Map", "S-1", "1", "Ines Roth", "2/Mar/26 9:05 AM", "is grey", ours, theirs))
    (record,), export = read(write(tmp_path, content), "jira_csv")
    assert words(record) == ["Map", "is grey", "still; grey"]
    (unit,) = record.units
    assert (unit.external_id, unit.channel, unit.created) == (
        "S-1", "jira", datetime(2026, 3, 2, 9, 5, tzinfo=UTC),
    )  # fmt: skip
    assert unit.names == ("Tom Vale",)
    assert ["visibility_unknown" in limit for limit in export.limits] == [True]


def test_a_reporter_is_known_by_the_id_in_comments_too(tmp_path: Path) -> None:
    header = [*JIRA, "Reporter Id"]
    said = "2/Mar/26 9:10 AM;712020:ab-1;still grey"
    cells = [*jira("Map", "S-1", "1", "Ines Roth", "", "is grey", said), "712020:ab-1"]
    (record,), _ = read(write(tmp_path, table(header, cells)), "jira_csv")
    assert words(record) == ["Map", "is grey", "still grey"]


def test_old_comments_without_an_author_are_somebody_unknowns(tmp_path: Path) -> None:
    content = table(
        JIRA,
        jira("Map", "S-1", "1", "Ines", "", "is grey", "by whom; ever", "2/Mar/26 9:10 AM;Ines;still"),
        jira("List", "S-2", "2", "Ines", "", "is slow", "me too"),
    )
    records, export = read(write(tmp_path, content), "jira_csv")
    first, second = records[0].units
    assert [[text.text for text in unit.texts] for unit in (first, second)] == [
        ["Map", "is grey", "still"],
        ["by whom; ever"],
    ]
    assert (second.author, second.names, second.question_id) == (None, ("Ines",), "unsigned comment 1")
    assert [told for told in export.warnings if "who wrote them" in told] == [
        "comments that do not say who wrote them, as in old exports: 2, "
        "each read as words of somebody unknown, who may be staff"
    ]
    assert any("staff's may be among them" in limit for limit in export.limits)


def test_old_comments_of_a_service_desk_may_be_internal_and_are_counted_only(tmp_path: Path) -> None:
    content = table(
        [*JIRA, "Satisfaction rating"], [*jira("Map", "S-1", "1", "Ines", "", "grey", "x y"), "4"]
    )
    (record,), export = read(write(tmp_path, content), "jira_csv")
    assert words(record) == ["Map", "grey"]
    assert any("old exports: 1, not read" in told for told in export.warnings)


def test_an_export_without_comments_says_so(tmp_path: Path) -> None:
    content = table(JIRA[:6], jira("Map", "S-1", "1", "Ines", "", "is grey")[:6])
    _, export = read(write(tmp_path, content), "jira_csv")
    assert export.limits == ["holds no comments; export with all fields to have them"]


@pytest.mark.parametrize("noise", ["com.example.CFValue@21c2fe6f", "{}", "[]"])
def test_the_text_of_java_objects_is_nothing(tmp_path: Path, noise: str) -> None:
    header = [*JIRA, "Custom field (Organizations)", "Satisfaction rating"]
    content = table(header, [*jira("Map", "S-1", "1", "Ines", "", noise), noise, "4"])
    (record,), _ = read(write(tmp_path, content), "jira_csv")
    assert words(record) == ["Map"]
    (unit,) = record.units
    assert (unit.organisation, unit.rating, unit.channel) == (None, 4.0, "jira service management")


@pytest.mark.parametrize(
    ("dates", "first"),
    [
        (("2/Mar/26 9:05 PM", "3/Mar/26 9:05 AM"), datetime(2026, 3, 2, 21, 5, tzinfo=UTC)),
        (("13-12-2024 14:42", "12-12-2024 14:42"), datetime(2024, 12, 13, 14, 42, tzinfo=UTC)),
        (("01/31/2026 08:00", "02/01/2026 08:00"), datetime(2026, 1, 31, 8, tzinfo=UTC)),
    ],
)
def test_jira_dates_come_in_the_order_that_fits_them_all(
    tmp_path: Path, dates: tuple[str, str], first: datetime
) -> None:
    rows = [jira("Map", f"S-{n}", str(n), "Ines", date) for n, date in enumerate(dates, 1)]
    records, _ = read(write(tmp_path, table(JIRA, *rows)), "jira_csv")
    assert records[0].units[0].created == first


# Jira, JSON


def issue(key: str = "S-1", **fields: Any) -> dict[str, Any]:
    return {
        "key": key,
        "self": f"https://a.example/rest/api/2/issue/{key}",
        "fields": {"summary": "Map", **fields},
    }


def test_internal_comments_of_a_desk_are_never_feedback(tmp_path: Path) -> None:
    ines, tom = {"accountId": "1", "displayName": "Ines"}, {"accountId": "2", "displayName": "Tom"}
    comments = [
        {"author": ines, "body": "still grey", "jsdPublic": True},
        {"author": ines, "body": "a note of hers", "jsdPublic": False},
        {"author": tom, "body": "see FL-9", "jsdPublic": False},
    ]
    fields = {"description": "is grey", "reporter": ines, "comment": {"total": 3, "comments": comments}}
    (record,), export = read(write(tmp_path, {"issues": [issue(**fields)]}), "jira_json")
    assert words(record) == ["Map", "is grey", "still grey"]
    (unit,) = record.units
    assert (unit.refs, unit.names, unit.channel) == (("issue:FL-9",), ("Tom",), "jira service management")
    assert (unit.url, record.instance) == ("https://a.example/browse/S-1", "a.example")
    assert export.warnings == []


@pytest.mark.parametrize(
    "wrap",
    [
        lambda one: one,
        lambda one: [one],
        lambda one: {"startAt": 0, "total": 1, "issues": [one]},
        lambda one: [{"issues": [one]}],
        lambda one: json.dumps({"issues": [one]}) + "\n" + json.dumps({"issues": []}),
    ],
)
def test_jira_json_comes_in_many_wrappings(tmp_path: Path, wrap: Callable[[object], object]) -> None:
    (record,), _ = read(write(tmp_path, wrap(issue(description="is *grey*", comment={}))), "jira_json")
    assert words(record) == ["Map", "is *grey*"]


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"total": 1}, []),
        ({"total": 1200, "startAt": 0}, ["one page of 1,200 issues, 1 issues; get the other pages too"]),
        ({"isLast": False, "nextPageToken": "x"}, ["one page, 1 issues; get the other pages too"]),
    ],
)
def test_a_page_that_is_not_all_is_told(tmp_path: Path, facts: dict[str, Any], told: list[str]) -> None:
    _, export = read(write(tmp_path, {"issues": [issue(comment={})], **facts}), "jira_json")
    assert export.warnings == told


# GitHub


def rest(number: int, **more: Any) -> dict[str, Any]:
    return {
        "number": number, "title": "Map", "body": "is grey", "state": "open", "user": {"login": "ines"},
        "author_association": "NONE", "html_url": f"https://github.com/o/r/issues/{number}", **more,
    }  # fmt: skip


def test_pull_requests_staff_and_bots_are_no_feedback(tmp_path: Path) -> None:
    content = [
        rest(1), rest(2, pull_request={}), rest(3, author_association="MEMBER"),
        rest(4, user={"login": "renovate[bot]"}), rest(5, user={"login": "x", "type": "Bot"}),
        rest(6, author_association="CONTRIBUTOR"), {"number": 7}, 8, {"foo": 1},
    ]  # fmt: skip
    records, _ = read(write(tmp_path, content), "github_rest")
    expected = ["used", "skipped", "staff", "system", "system", "used", "empty", "rejected", "rejected"]
    assert states(records) == expected


def test_two_repositories_stay_apart(tmp_path: Path) -> None:
    other = rest(1, html_url="https://github.com/o/other/issues/1")
    records, _ = read(write(tmp_path, [rest(1), other]), "github_rest")
    assert [record.instance for record in records] == ["github.com/o/r", "github.com/o/other"]


def test_unanswered_questions_of_a_form_are_left_out(tmp_path: Path) -> None:
    body = (
        "### What?\r\n\r\nis grey\r\n\r\n### Logs\r\n\r\n_No response_\r\n\r\n### Why?\r\n\r\n_No response_"
    )
    (record,), _ = read(write(tmp_path, [rest(1, body=body)]), "github_rest")
    assert words(record)[1].split() == ["###", "What?", "is", "grey"]


def test_an_issue_without_a_body_is_its_title(tmp_path: Path) -> None:
    (record,), _ = read(write(tmp_path, [rest(1, body=None)]), "github_rest")
    assert words(record) == ["Map"]


@pytest.mark.parametrize(("count", "told"), [(29, False), (30, True), (31, False), (100, True), (500, True)])
def test_a_list_as_long_as_a_usual_limit_is_suspect(tmp_path: Path, count: int, told: bool) -> None:
    for content, name in (([rest(n) for n in range(count)], "github_rest"), (gh(count), "github_gh")):
        _, export = read(write(tmp_path, content), name)
        assert any("there may be more" in warning for warning in export.warnings) == told


def gh(count: int) -> list[dict[str, Any]]:
    page = "https://github.com/o/r/issues"
    return [
        {"number": n, "title": "Map", "createdAt": "2026-03-02T10:00:00Z", "url": f"{page}/{n}"}
        for n in range(count)
    ]


def test_a_search_is_not_all_it_found(tmp_path: Path) -> None:
    _, export = read(
        write(tmp_path, {"total_count": 31, "items": [rest(n) for n in range(30)]}), "github_rest"
    )
    assert export.warnings == ["one page of a search: 30 of 31 issues; get the other pages too"]


def test_who_comments_on_an_issue_is_a_further_customer(tmp_path: Path) -> None:
    def comment(login: str, association: str = "NONE", **more: Any) -> dict[str, Any]:
        return {"author": {"login": login}, "authorAssociation": association, "body": f"by {login}", **more}

    comments = [
        comment("ines"), comment("mara"), comment("tom", "OWNER"), comment("spam", isMinimized=True),
        comment("stale[bot]"),
    ]  # fmt: skip
    content = {
        "number": 1,
        "title": "Map",
        "body": "is grey",
        "author": {"login": "ines"},
        "comments": comments,
    }
    (record,), export = read(write(tmp_path, [content]), "github_gh")
    assert [[text.text for text in unit.texts] for unit in record.units] == [
        ["Map", "is grey", "by ines"],
        ["by mara"],
    ]
    assert any("does not name its repository" in told for told in export.warnings)


def test_staff_who_open_an_issue_are_known_by_their_own_comments(tmp_path: Path) -> None:
    own = {"author": {"login": "tom"}, "authorAssociation": "MEMBER", "body": "done"}
    content = [
        {"number": 1, "title": "Plan", "body": "of ours", "author": {"login": "tom"}, "comments": [own]}
    ]
    (record,), _ = read(write(tmp_path, content), "github_gh")
    assert (record.state, record.units) == ("staff", ())


@NEEDS_DEV
def test_real_issues_of_github_are_read() -> None:
    records, export = read(DEV / "exports" / "github_issues_api.json", "github_rest")
    assert Counter(states(records)) == {"used": 49, "staff": 11}
    assert export.warnings == []


@NEEDS_DEV
def test_bugs_with_descriptions_are_read_as_a_table() -> None:
    records, export = read(DEV / "exports" / "bugzilla_issues.csv", "table_csv")
    assert Counter(states(records)) == {"used": 150}
    assert all(record.units[0].created for record in records)
    assert export.warnings == []


# GitLab


def test_confidential_issues_are_private_but_those_of_the_service_desk(tmp_path: Path) -> None:
    def opened(login: str, **more: Any) -> dict[str, Any]:
        return {
            "iid": 1, "project_id": 7, "title": "Map", "description": "is grey", "confidential": True,
            "web_url": "https://gitlab.example/g/p/-/issues/1", "author": {"username": login}, **more,
        }  # fmt: skip

    content = [opened("ines"), opened("support-bot", service_desk_reply_to="mara@x.example")]
    records, _ = read(write(tmp_path, content), "gitlab_json")
    assert states(records) == ["private", "used"]
    author = records[1].units[0].author
    assert author == Identity(email="mara@x.example")
    assert records[1].instance == "gitlab.example/g/p"


def test_an_issue_is_the_same_in_both_exports_of_gitlab() -> None:
    folder = Path(__file__).parent / "exports"
    both = [
        read(folder / f"{name}.{ext}", name)[0]
        for name, ext in (("gitlab_csv", "csv"), ("gitlab_json", "json"))
    ]
    ids = [
        [(r.source, r.instance, r.state, *(u.external_id for u in r.units)) for r in found] for found in both
    ]
    assert ids[0] == ids[1]


def test_merge_requests_are_no_issues(tmp_path: Path) -> None:
    request = {
        "iid": 2,
        "project_id": 7,
        "web_url": "https://gitlab.example/g/p/-/merge_requests/2",
        "source_branch": "x",
    }
    first = {"iid": 1, "project_id": 7, "web_url": "https://gitlab.example/g/p/-/issues/1", "title": "Map"}
    records, _ = read(write(tmp_path, [first, request]), "gitlab_json")
    assert states(records) == ["used", "skipped"]


# GitHub's projects, Bugzilla


def test_a_view_of_anything_else_is_no_project(tmp_path: Path) -> None:
    content = "Title\tURL\tAssignees\tStatus\nOrder new tablets soon\thttps://x.example/1\tTom\tTodo\n"
    assert recognize(write(tmp_path, content)).importer.name == "table_csv"


@pytest.mark.parametrize(
    "header",
    ["Bug ID,Product,Component,Assignee,Status,Resolution,Summary,Changed",
     "bug_id,product,component,assigned_to,bug_status,resolution,short_desc,changeddate"],
)  # fmt: skip
def test_bugzilla_writes_its_columns_in_two_ways(tmp_path: Path, header: str) -> None:
    row = "7,Fieldlark,Map,tom,NEW,---,Map is blank at night,2026-04-14 13:06:29"
    (record,), export = read(write(tmp_path, f"{header}\n{row}\n"), "bugzilla_csv")
    (unit,) = record.units
    assert (unit.external_id, unit.product, words(record)) == ("7", "Fieldlark", ["Map is blank at night"])
    assert record.updated == datetime(2026, 4, 14, 13, 6, 29, tzinfo=UTC)
    assert "summaries only" in export.limits[0]


@pytest.mark.parametrize(
    ("format", "header", "row", "title"),
    [
        (
            "jira_csv",
            ["Summary", "Issue key", "Issue id", "Reporter"],
            ["Dark maps", "S-1", "9", "Ana"],
            "Summary",
        ),
        (
            "gitlab_csv",
            ["ID", "Title", "Confidential", "Author", "Author Username", "Created At (UTC)"],
            ["5", "Dark maps", "No", "Ana", "ana", "2026-03-02 21:05:00"],
            "Title",
        ),
        (
            "uservoice_csv",
            ["Idea ID", "Idea Title", "Forum Name"],
            ["1", "Dark maps", "General"],
            "Idea Title",
        ),
    ],
)
def test_an_export_without_descriptions_is_read_by_its_titles_and_says_so(
    tmp_path: Path, format: str, header: list[str], row: list[str], title: str
) -> None:
    (record,), export = read(write(tmp_path, table(header, row)), format)
    assert words(record) == ["Dark maps"]
    assert any(limit.startswith(f"holds titles only: what stands in '{title}'") for limit in export.limits)


def test_ids_that_a_spreadsheet_rounded_are_told_of_known_tables_too(tmp_path: Path) -> None:
    header = ["Sticky text", "Section", "Color"]
    assert not read(write(tmp_path, table(header, ["North up", "Map", "red"])), "stickies_csv")[1].warnings
    header = ["ID", "Title", "Confidential", "Author", "Author Username", "Created At (UTC)", "Description"]
    row = ["1.03E+13", "Dark maps", "No", "Ana", "ana", "2026-03-02 21:05:00", "I cannot read them"]
    (record,), export = read(write(tmp_path, table(header, row)), "gitlab_csv")
    assert record.units[0].external_id.startswith("#")
    assert "column 'ID': 1 ids damaged by a spreadsheet, like 1.03E+13, are not used" in export.warnings


RESEARCH = {
    "dovetail_csv": (["Highlight", "Tags", "Note"], "Turns the map by hand"),
    "condens_csv": (["Highlight", "Session", "Tags"], "Turns the map by hand"),
    "lookback_csv": (["Note", "Session Name", "Timestamp"], "Turns the map by hand"),
    "stickies_csv": (["Sticky text", "Section", "Color"], "Turns the map by hand"),
    "usertesting_csv": (["Answer", "Participant", "Task", "Outcome", "Duration"], "I turn the map by hand"),
}


@pytest.mark.parametrize("name", ["Created at", "created", "Date"])
@pytest.mark.parametrize("format", RESEARCH)
def test_research_notes_are_dated_by_whatever_their_column_is_called(
    tmp_path: Path, format: str, name: str
) -> None:
    header, text = RESEARCH[format]
    cells = [text, *(["00:12:04"] * (len(header) - 1)), "2026-09-14T09:00:00Z"]
    (record,), export = read(write(tmp_path, table([*header, name], cells)), format)
    assert [unit.created for unit in record.units] == [datetime(2026, 9, 14, 9, tzinfo=UTC)]
    assert not [warning for warning in export.warnings if "date" in warning]


def test_a_timestamp_within_a_recording_is_no_date(tmp_path: Path) -> None:
    header = ["Session", "Timestamp", "Note", "Participant"]
    for stamp, created in (
        ("00:12:04", None),
        ("2026-09-14T09:00:00Z", datetime(2026, 9, 14, 9, tzinfo=UTC)),
    ):
        (record,), export = read(
            write(tmp_path, table(header, ["S1", stamp, "Turns the map", "P1"])), "lookback_csv"
        )
        assert (record.units[0].created, export.warnings) == (created, [])
