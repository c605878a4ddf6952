"""Backlogs as features: Jira's CSV, any table or JSON with titles."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights import Workspace
from feedback_insights.backlog import read_backlog
from feedback_insights.errors import FeedbackError, FileProblem, SettingsError
from feedback_insights.files import Profile
from feedback_insights.files.wiki import wiki_text
from feedback_insights.records import Feature
from feedback_insights.settings import Settings


def write(folder: Path, content: str | bytes, name: str = "backlog.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


JIRA = (
    "\ufeffSummary,Issue key,Issue id,Issue Type,Status,Labels,Labels,Description,Parent,"
    "Custom field (Story Points),Original estimate,Inward issue link (Blocks),Comment\n"
    "Faster export,WEB-2,1002,Story,To Do,speed,export,h2. Why{panel}*Very* slow{panel},"
    "1001,5,7200,WEB-1,x;y;z\n"
    "Exports,WEB-1,1001,Epic,In Progress,,,com.acme.Value@21c2fe6f,,,,,\n"
    ",WEB-3,1003,Story,To Do,,,no summary,,,,,\n"
)


def test_a_jira_export_gives_features(tmp_path: Path) -> None:
    backlog = read_backlog(write(tmp_path, JIRA))
    assert backlog.format == "jira_csv"
    assert backlog.features[1] == Feature(
        "WEB-2", "Faster export", "Why\nVery slow", status="To Do", type="Story", parent="WEB-1",
        labels=("export", "speed"), effort=5.0, depends_on=("WEB-1",), comments=("x;y;z",),
    )  # fmt: skip
    assert backlog.features[0].description == ""
    assert [(r.locator.record, r.reason) for r in backlog.rejected] == [("row 4", "no summary")]


def test_estimates_count_as_hours_where_nobody_gives_points(tmp_path: Path) -> None:
    content = "Issue key,Issue id,Summary,Original estimate\nA-1,1,One,7200\nA-2,2,Two,\n"
    backlog = read_backlog(write(tmp_path, content))
    assert [feature.effort for feature in backlog.features] == [2.0, None]
    assert "in hours" in backlog.warnings[0]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("h2. Title\nbody", "Title\nbody"),
        ("*bold* _it_ +in+ {{mono}} 2*3*4 snake_case_name", "bold it in mono 2*3*4 snake_case_name"),
        ("set {{quote}}, {{panel}} or {{noformat}} on", "set quote, panel or noformat on"),
        ("see [the page|https://x.test/a] or [https://y.test]", "see the page or https://y.test"),
        ("* one\n** two\n# three\n- four", "- one\n- two\n- three\n- four"),
        ("{code:java}\nx = 1;\n{code}", "x = 1;"),
        ("||Name||Role||\n|Ann|admin|", "Name | Role\nAnn | admin"),
        ("Hi [~accountid:12:ab] !shot.png|width=20! ok", "Hi   ok"),
        ("a - b - c -gone- well-known", "a - b - c gone well-known"),
        (r"a\\b \*c\*", "a\nb *c*"),
    ],
)
def test_wiki_markup_becomes_what_a_reader_sees(markup: str, text: str) -> None:
    assert wiki_text(markup) == text


@settings(max_examples=200)
@given(st.text(alphabet="*_-+{}[]|!h2. \n\\a~^#", max_size=200))
def test_wiki_markup_never_fails(text: str) -> None:
    assert isinstance(wiki_text(text), str)


def test_a_table_is_read_by_the_names_of_its_columns(tmp_path: Path) -> None:
    content = (
        "Feature ID;Feature;Details;State;Kind;Epic;Tags;Size;Link;Blocked by\n"
        'F-1;Dark mode;<p>For <b>night</b></p>;Planned;Story;Looks;"ui, night";2,5;https://x.test/1;F-2\n'
    )
    (feature,) = read_backlog(write(tmp_path, content)).features
    assert feature == Feature(
        "F-1", "Dark mode", "For night", status="Planned", type="Story", parent="Looks",
        labels=("night", "ui"), effort=2.5, url="https://x.test/1", depends_on=("F-2",),
    )  # fmt: skip


@pytest.mark.parametrize("header", ["title", "Summary", "NAME", "feature", "Idea"])
def test_titles_go_by_many_names(tmp_path: Path, header: str) -> None:
    assert read_backlog(write(tmp_path, f"id,{header}\n1,Dark mode\n")).features[0].title == "Dark mode"


@pytest.mark.parametrize(
    "content",
    [
        json.dumps([{"key": "A", "title": "Dark mode", "story_points": 3, "labels": [{"name": "ui"}]}]),
        json.dumps(
            {"features": [{"id": "A", "name": "Dark mode", "estimate": 3.0, "tags": ["ui"]}], "count": 1}
        ),
        '{"id": "A", "title": "Dark mode", "effort": "3", "labels": "ui"}\n',
        json.dumps(
            {"issues": [{"key": "A", "fields": {"summary": "Dark mode", "effort": 3, "labels": ["ui"]}}]}
        ),
    ],
)
def test_json_lists_and_lines_are_read_alike(tmp_path: Path, content: str) -> None:
    backlog = read_backlog(write(tmp_path, content))
    assert backlog.features == (Feature("A", "Dark mode", labels=("ui",), effort=3.0),)
    assert backlog.format == ("jira_json" if "fields" in content else "table_json")


def test_ids_are_made_from_titles_whatever_the_order_of_rows(tmp_path: Path) -> None:
    rows = ["Dark mode,for night", "Dark mode,for day", "Dark mode,for day", "Größere Knöpfe!,"]
    one = read_backlog(write(tmp_path, "title,description\n" + "\n".join(rows)))
    other = read_backlog(write(tmp_path, "title,description\n" + "\n".join(rows[::-1])))
    assert one.features == other.features
    assert [feature.id for feature in one.features] == ["dark-mode", "dark-mode-2", "größere-knöpfe"]
    assert "repeats" in one.warnings[0]


def test_a_repeated_row_counts_once_and_a_conflicting_one_is_an_error(tmp_path: Path) -> None:
    backlog = read_backlog(write(tmp_path, "id,title\n1,Dark mode\n1,Dark mode\n"))
    assert len(backlog.features) == 1
    assert backlog.warnings == ("row 3 repeats row 2 (id 1); counted once",)
    with pytest.raises(FileProblem, match=r"row 2 and row 4 both have the id '1' but differ in title"):
        read_backlog(write(tmp_path, "id,title\n1,Dark mode\n2,Light mode\n1,Night mode\n"))


@pytest.mark.parametrize("effort", ["-3", "NaN", "inf", "1e999", "large", "5 days", "1_000"])
def test_an_effort_that_is_no_number_is_unknown_and_said(tmp_path: Path, effort: str) -> None:
    backlog = read_backlog(write(tmp_path, f"id,title,effort\n1,Dark mode,{effort}\n2,Light mode,3\n"))
    assert [feature.effort for feature in backlog.features] in ([None, 3.0], [None, 3.0])
    if effort != "NaN":  # an empty cell by the rules of tables
        assert backlog.warnings[0].startswith("row 2: effort")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("id,title\n", "no rows"),
        ("colour,size\nred,3\n", "no column of titles among: colour, size"),
        ("id,title\n1,\n2, \n", "no backlog items; row 2: no title"),
        ("[]", "no rows"),
        ('[1, "x"]', "no backlog items; item 1"),
        ("", "empty"),
    ],
)
def test_a_file_without_a_backlog_says_why(tmp_path: Path, content: str, why: str) -> None:
    with pytest.raises(FileProblem, match=why):
        read_backlog(write(tmp_path, content))


def test_broken_items_are_rejected_and_the_others_kept(tmp_path: Path) -> None:
    backlog = read_backlog(write(tmp_path, '{"id":1,"title":"A"}\n{broken\n{"id":2,"title":"B"}\n'))
    assert [feature.id for feature in backlog.features] == ["1", "2"]
    assert [rejected.locator.record for rejected in backlog.rejected] == ["line 2"]


def test_a_profile_names_the_columns(tmp_path: Path) -> None:
    path = write(tmp_path, "Was;Nr;Aufwand\nDunkel;7;3\n")
    profile = tmp_path / "p.toml"
    profile.write_text('delimiter = ";"\n[map]\ntitle = "Was"\nid = "Nr"\neffort = "Aufwand"\n')
    assert read_backlog(path, profile=profile).features == (Feature("7", "Dunkel", effort=3.0),)
    with pytest.raises(SettingsError, match="no column 'Titel'"):
        read_backlog(path, profile=Profile(delimiter=";", map={"title": "Titel"}))
    with pytest.raises(SettingsError, match="no role 'text'"):
        read_backlog(path, profile=Profile(map={"text": "Was"}))


def test_github_issues_go_by_number_and_pull_requests_stay_out(tmp_path: Path) -> None:
    issues = [
        {
            "id": 99,
            "node_id": "x",
            "number": 7,
            "title": "Dark mode",
            "body": "please",
            "html_url": "https://g.test/7",
        },
        {"id": 98, "node_id": "y", "number": 8, "title": "Fix", "pull_request": {"url": "u"}},
    ]
    backlog = read_backlog(write(tmp_path, json.dumps(issues)))
    assert backlog.features == (Feature("7", "Dark mode", "please", url="https://g.test/7"),)
    assert "pull request" in backlog.warnings[0]


def test_a_cut_gzip_file_is_told(tmp_path: Path) -> None:
    rows = "".join(f"{n},Feature number {n}\n" for n in range(3000))
    backlog = read_backlog(write(tmp_path, gzip.compress(("id,title\n" + rows).encode(), mtime=0)[:-30]))
    assert any("damaged" in warning for warning in backlog.warnings)


# ---- more of an item: comments, dates, duplicates, tickets ----------------------------------------------

JIRA_MORE = (
    "Summary,Issue key,Issue id,Reporter,Created,Updated,Resolved,Component/s,Component/s,Description,"
    "Comment,Comment,Comment,Outward issue link (Duplicate),Outward issue link (Cloners),"
    "Custom field (Zendesk Ticket IDs),Custom field (Zendesk Ticket Count),Custom field (Voice of Customer)\n"
    'Faster export,WEB-2,1002,Dana Fox,2/Mar/26 9:05 AM,14/Mar/26 9:05 AM,,Web,API,"from [ann|https://acme.zendesk'
    '.com/agent/tickets/77?x=1]","25/Feb/26 4:40 PM;Pat Moe;h2. Seen again; twice\n*now* [~accountid:5:a]",'
    "old; bare text,12/Mar/26 1:00 PM;712020:ab-1;https://acme.freshdesk.com/a/tickets/9,WEB-1,WEB-9,"
    '"48203, 48204 48205",3,It *never* ends\n'
)


def test_a_jira_issue_keeps_comments_without_authors_dates_duplicates_and_tickets(tmp_path: Path) -> None:
    backlog = read_backlog(write(tmp_path, JIRA_MORE))
    (issue,) = backlog.features
    assert issue.comments == (
        "Seen again; twice\nnow", "old; bare text", "https://acme.freshdesk.com/a/tickets/9",
    )  # fmt: skip
    assert (issue.created, issue.updated, issue.resolved) == ("2026-03-02", "2026-03-14", None)
    assert (issue.product, issue.duplicate_of) == ("API, Web", ("WEB-1", "WEB-9"))
    assert issue.tickets == (
        "https://acme.freshdesk.com/a/tickets/9", "https://acme.zendesk.com/agent/tickets/77",
        "zendesk:48203", "zendesk:48204", "zendesk:48205",
    )  # fmt: skip
    assert issue.customer_words == ("It never ends",)
    assert backlog.people == {"WEB-2": ("712020:ab-1", "Dana Fox", "Pat Moe")}
    assert backlog.warnings == ()
    assert "Pat" not in repr(backlog)


def test_a_table_keeps_them_by_the_names_of_its_columns(tmp_path: Path) -> None:
    content = (
        "id,name,comments,Customer quotes,Product area,created_at,completed_at,Merged into,external_tickets\n"
        "1,Export,<p>soon</p>,too slow,Web,2026/03/02 23:30:00,1772485500000,2,https://acme.zendesk.com/tickets/5;#12\n"
        "2,Reports,,,,,,,\n"
    )
    item, _ = read_backlog(write(tmp_path, content)).features
    assert (item.comments, item.customer_words, item.product) == (("soon",), ("too slow",), "Web")
    assert (item.created, item.resolved, item.duplicate_of) == ("2026-03-02", "2026-03-02", ("2",))
    assert item.tickets == ("12", "https://acme.zendesk.com/agent/tickets/5")


def test_comments_in_json_are_their_bodies_alone(tmp_path: Path) -> None:
    document = {
        "type": "doc",
        "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Works"}]}],
    }
    issues = [
        {
            "key": "A-1",
            "fields": {
                "summary": "One",
                "comment": {
                    "comments": [{"author": {"displayName": "Pat Moe"}, "body": document}],
                    "total": 1,
                },
            },
        },
        {"id": "2", "title": "Two", "comments": [{"id": "c9", "author": {"login": "pat"}, "body": "please"}]},
        {"id": "3", "title": "Three", "comments": 4},
        {"id": "4", "title": "Four", "comments": {"nodes": [{"id": "x", "body": "me too"}]}},
    ]
    features = read_backlog(write(tmp_path, json.dumps(issues), "b.json")).features
    assert [feature.comments for feature in features] == [("please",), (), ("me too",), ("Works",)]


def test_a_column_of_dates_is_read_in_the_order_that_another_one_decides(tmp_path: Path) -> None:
    path = write(tmp_path, "id,title,created,updated\n1,One,03/04/2026,25/04/2026\n")
    (item,) = read_backlog(path).features
    assert (item.created, item.updated) == ("2026-04-03", "2026-04-25")


def test_dates_that_nothing_decides_are_unknown_and_said(tmp_path: Path) -> None:
    path = write(
        tmp_path, "id,title,created,updated\n1,One,03/04/2026,03/04/2026\n2,Two,05/06/2026,05/04/2026\n"
    )
    backlog = read_backlog(path)
    assert [(item.created, item.updated) for item in backlog.features] == [(None, None), (None, None)]
    assert "column 'created': dates fit both orders of day and month and are taken" in backlog.warnings[0]
    by_profile = read_backlog(path, profile=Profile(date_order="mdy"))
    assert by_profile.features[0].created == "2026-03-04"


def test_a_column_of_counts_names_no_tickets(tmp_path: Path) -> None:
    backlog = read_backlog(write(tmp_path, "id,title,tickets\n1,One,3\n2,Two,12\n"))
    assert [item.tickets for item in backlog.features] == [(), ()]
    assert "taken for counts" in backlog.warnings[0]
    named = read_backlog(write(tmp_path, "id,title,ticket ids\n1,One,3\n2,Two,Ask Ann\n"))
    assert [item.tickets for item in named.features] == [("3",), ()]
    damaged = read_backlog(write(tmp_path, "id,title,ticket ids\n1,One,4.8E+13\n"))
    assert (damaged.features[0].tickets, "damaged" in damaged.warnings[0]) == ((), True)


def test_personal_data_in_comments_and_customers_words_is_masked_before_it_is_kept(tmp_path: Path) -> None:
    content = (
        "Issue key,Issue id,Summary,Assignee,Comment,Custom field (Customer quotes)\n"
        "A-1,1,Export,Dana Fox,25/Feb/26 4:40 PM;Pat Moe;Dana says ann@acme.test waits,"
        '"Call Pat, +44 20 7946 0018"\n'
    )
    path = write(tmp_path, content)
    with Workspace() as ws:
        ws.load_backlog(path)
        (kept,) = ws.features()
    assert kept.comments == ("[person 1] says [email 1] waits",)
    assert kept.customer_words == ("Call [person 2], [phone 1]",)
    with Workspace(settings=Settings.from_dict({"normalize": {"keep_pii": True}})) as ws:
        ws.load_backlog(path)
        assert ws.features()[0].comments == ("Dana says ann@acme.test waits",)


PIECES = (
    "id,title,effort\n", "1,A,3\n", '"', ",", "[", "{", '{"id":1,"title":"A"}', "\n", "}", "]", "\0", "é",
    "NaN", "Issue key,Summary,Issue id\n", "id,title,comments,tickets,created\n", "1/2/26;a;b",
)  # fmt: skip
jumbles = st.lists(st.sampled_from(PIECES), max_size=12).map(lambda pieces: "".join(pieces).encode())


@settings(max_examples=150, deadline=None)
@given(content=st.binary(max_size=200) | jumbles)
def test_any_bytes_give_a_backlog_or_one_clear_line(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = write(tmp_path_factory.getbasetemp(), content, "any")
    try:
        features = read_backlog(path).features
    except FeedbackError as told:
        one_line = "\n" not in str(told)
        assert one_line
    else:
        assert len({feature.id for feature in features}) == len(features) > 0
        assert all(feature.title and feature.id for feature in features)
