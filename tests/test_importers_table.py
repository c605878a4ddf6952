"""Tables of people's words: surveys, reviews, ticket lists."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedback_insights.errors import FileProblem, SettingsError
from feedback_insights.files import Profile
from feedback_insights.importers import draft_profile, read_export, recognize
from feedback_insights.raw import SourceRecord
from feedback_insights.read import read_feedback
from feedback_insights.settings import ImportSettings

EXPORTS = Path(__file__).parent / "exports"
DEV = Path(__file__).parents[2] / "shared/data/dev/exports"


def write(folder: Path, content: str, name: str = "survey.csv") -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8", newline="")
    return path


def read(
    path: Path, profile: Profile | str | None = None, **settings: object
) -> tuple[list[SourceRecord], list[str]]:
    asked = ImportSettings(**settings)  # type: ignore[arg-type]
    export = read_export(path, name=path.name, settings=asked, format="table_csv", profile=profile)
    return list(export.records), export.warnings


SURVEY = """\
Submitted,Email Address,How likely are you to recommend us to a friend?,What should we change?,\
Do you use it daily?,Any other comments on the product?
2026/03/02 9:05:00 PM GMT+3,ann@acme.test,9,The export takes far too long,Yes,-
2026/03/02 9:06:00 PM GMT+3,bo@beta.test,3,"Nothing works, honestly",No,Please answer my mails
2026/03/02 9:07:00 PM GMT+3,cy@beta.test,7,N/A,Yes,
2026/03/02 9:08:00 PM GMT+3,,,,,none
"""


def test_every_open_answer_of_a_response_is_one_unit(tmp_path: Path) -> None:
    path = write(tmp_path, SURVEY)
    assert recognize(path).importer.name == "table_csv"
    records, _ = read(path)
    assert [record.state for record in records] == ["used", "used", "rating_only", "empty"]
    assert [len(record.units) for record in records] == [1, 2, 0, 0]
    first, second = records[1].units
    assert first.external_id == second.external_id
    assert (first.question_id, second.question_id) == (
        "what-should-we-change",
        "any-other-comments-on-the-product",
    )
    assert second.prompt == "Any other comments on the product?"
    assert (first.rating, first.created) == (3.0, datetime(2026, 3, 2, 18, 6, tzinfo=UTC))
    assert first.author is not None
    assert first.author.email == "bo@beta.test"
    assert records[0].source == "survey"
    assert records[0].locator.record == "row 2"


def test_reviews_have_their_product_rating_and_title(tmp_path: Path) -> None:
    header = "App Name,Review ID,Star Rating,Review Title,Review Text,Developer Reply Text,Review Link\n"
    row = "Notes,r1,2 stars,Sync,It loses my notes,Sorry to hear that,https://x.test/r1\n"
    (record,), told = read(write(tmp_path, header + row))
    (unit,) = record.units
    assert (record.source, record.locator.record) == ("reviews", "Review ID r1")
    assert [text.text for text in unit.texts] == ["Sync", "It loses my notes"]
    assert (unit.product, unit.rating, unit.url) == ("Notes", 2.0, "https://x.test/r1")
    assert told == []


APP_REVIEWS = """\
Review ID,Date,Rating,Title,Review,Author,App,Version,Country,Language,Developer reply
r1,2026-03-02,1,Broken,Cannot sync my notes,Ann,Notes,4.2.1,DE,de,We are sorry to hear that
r2,2026-03-03,5,,,Bo,Notes,4.2.1,US,en,Thank you for the five stars
"""


def test_app_reviews_of_any_tool_are_reviews_and_the_reply_is_nobodys_feedback(tmp_path: Path) -> None:
    records, _ = read(write(tmp_path, APP_REVIEWS))
    assert [(r.source, r.state, r.locator.record) for r in records] == [
        ("reviews", "used", "Review ID r1"), ("reviews", "rating_only", "Review ID r2"),
    ]  # fmt: skip
    (unit,) = records[0].units
    assert [text.text for text in unit.texts] == ["Broken", "Cannot sync my notes"]
    assert (unit.product, unit.rating, unit.created) == ("Notes", 1.0, datetime(2026, 3, 2, tzinfo=UTC))
    assert unit.author is not None
    assert unit.author.name == "Ann"


def test_ratings_of_versions_are_reviews_whatever_their_columns_are_called(tmp_path: Path) -> None:
    content = "Date,Rating,Comment,App version,Country\n2026-03-02,2,It is slow,4.2.1,DE\n"
    (record,), told = read(write(tmp_path, content))
    assert (record.source, record.units[0].rating) == ("reviews", 2.0)
    assert told == []


@pytest.mark.parametrize("reply", ["response", "reply", "developer_response", "replyContent"])
def test_a_reply_beside_a_review_is_not_feedback(tmp_path: Path, reply: str) -> None:
    rows = "".join(f"{n},4,It is slow,We are sorry about number {n}\n" for n in range(12))
    records, _ = read(write(tmp_path, f"id,score,review,{reply}\n{rows}"))
    assert {text.text for r in records for unit in r.units for text in unit.texts} == {"It is slow"}


def test_choices_ended_by_semicolons_are_no_answers_in_words(tmp_path: Path) -> None:
    content = (
        "ID,Which parts do you use every day?,What should we change?\n"
        "1,The web page;The phone app;,More colours please\n2,The phone app;,Larger buttons please\n"
    )
    records, _ = read(write(tmp_path, content))
    assert [len(record.units) for record in records] == [1, 1]


def test_names_of_variables_are_questions_only_if_they_begin_so(tmp_path: Path) -> None:
    content = (
        "id,what_should_we_change,first_page_load_context\n1,More colours please,Some Browser for Phones\n"
    )
    (record,), _ = read(write(tmp_path, content))
    assert [unit.question_id for unit in record.units] == ["what-should-we-change"]


def test_paths_as_names_play_the_roles_of_what_they_end_in(tmp_path: Path) -> None:
    content = (
        "id,customer.email,company.name,answers.comment,agent.name\n1,a@x.test,Acme,It is slow,Zoe Roe\n"
    )
    unit = read(write(tmp_path, content))[0][0].units[0]
    assert unit.author is not None
    assert unit.organisation is not None
    assert (unit.author.email, unit.organisation.name, unit.names) == ("a@x.test", "Acme", ("Zoe Roe",))


def test_a_ticket_list_may_have_mail_in_its_description(tmp_path: Path) -> None:
    header = "Ticket ID,Subject,Description,Requester,Organization,Via\n"
    (record,), _ = read(write(tmp_path, header + "7,Slow,<p>It is slow</p>,Ann Lee,Acme,email\n"))
    unit = record.units[0]
    assert [(text.markup, text.correspondence) for text in unit.texts] == [("plain", False), ("html", True)]
    assert unit.author is not None
    assert unit.organisation is not None
    assert (unit.author.name, unit.organisation.name, unit.channel) == ("Ann Lee", "Acme", "email")


def test_our_own_words_beside_the_customers_are_left_out_and_said(tmp_path: Path) -> None:
    (record,), told = read(write(tmp_path, "id,feedback,response\n1,It is slow,We are on it\n"))
    assert [text.text for unit in record.units for text in unit.texts] == ["It is slow"]
    assert "'response'" in told[0]


@pytest.mark.parametrize(
    ("header", "cell", "state"),
    [
        ("status", "Deleted", "deleted"),
        ("status", "spam", "skipped"),
        ("is_public", "false", "private"),
        ("internal", "yes", "private"),
        ("author role", "agent", "staff"),
    ],
)
def test_rows_that_are_not_a_customers_words_have_their_state(
    tmp_path: Path, header: str, cell: str, state: str
) -> None:
    (record,), _ = read(write(tmp_path, f"id,comment,{header}\n1,It is slow,{cell}\n"))
    assert (record.state, record.units) == (state, ())


def test_byte_equal_rows_without_an_id_share_one(tmp_path: Path) -> None:
    records, _ = read(write(tmp_path, "comment,plan\nslow,free\nslow,free\nslow,pro\n"))
    ids = [record.units[0].external_id for record in records]
    assert ids[0] == ids[1] != ids[2]
    assert ids[0].startswith("#")
    assert [record.locator.record for record in records] == ["row 2", "row 3", "row 4"]


def test_ids_do_not_depend_on_the_order_of_rows_or_columns(tmp_path: Path) -> None:
    one, _ = read(write(tmp_path, "comment,plan\nslow,free\nfast,pro\n"))
    other, _ = read(write(tmp_path, "plan,comment\npro,fast\nfree,slow\n"))
    assert {(r.instance, r.units[0].external_id) for r in one} == {
        (r.instance, r.units[0].external_id) for r in other
    }


def test_a_column_that_does_not_tell_rows_apart_is_no_id(tmp_path: Path) -> None:
    records, told = read(write(tmp_path, "number,comment\n1,slow\n1,fast\n2,ugly\n"))
    assert all(record.units[0].external_id.startswith("#") for record in records)
    assert "'number'" in told[0]


def test_ids_that_a_spreadsheet_damaged_are_not_used(tmp_path: Path) -> None:
    rows = "1,a b\n2,a b\n3,a b\n4,a b\n1.03006E+13,slow\n1.03006E+13,fast\n"
    records, told = read(write(tmp_path, "id,comment\n" + rows))
    assert [record.units[0].external_id for record in records][:4] == ["1", "2", "3", "4"]
    assert len({record.units[0].external_id for record in records if record.locator.record >= "row"}) == 2
    assert "2 ids damaged by a spreadsheet" in told[0]


def test_a_question_per_row_is_a_question_of_its_own(tmp_path: Path) -> None:
    rows = "1,Why?,Too slow for us\n1,What else?,Ugly icons too\n2,Why?,No idea at all\n"
    records, told = read(write(tmp_path, "response_id,question,answer\n" + rows))
    assert [(r.units[0].external_id, r.units[0].question_id) for r in records] == [
        ("1", "why"), ("1", "what-else"), ("2", "why"),
    ]  # fmt: skip
    assert told == []


def test_columns_of_one_name_are_questions_of_their_own(tmp_path: Path) -> None:
    (record,), _ = read(write(tmp_path, "id,Comment,Comment\n1,slow,and ugly\n"))
    assert [unit.question_id for unit in record.units] == ["", "comment"]


def test_qualtrics_has_three_header_rows(tmp_path: Path) -> None:
    content = (
        'StartDate,ResponseId,Q1,Q2\n"Start","Response","Do you?","Tell us,\nplease"\n'
        '"{""ImportId"":""startDate""}","{""ImportId"":""_recordId""}","{""ImportId"":""QID1""}",'
        '"{""ImportId"":""QID2_TEXT""}"\n2026-03-02 10:00:00,R_1,2,Hello\n'
    )
    path = write(tmp_path, content)
    assert recognize(path).importer.name == "table_csv"
    (record,), _ = read(path)
    (unit,) = record.units
    assert (record.locator.record, unit.question_id, unit.prompt) == (
        "ResponseId R_1",
        "q2",
        "Tell us, please",
    )


def test_surveymonkey_spreads_a_question_over_two_rows(tmp_path: Path) -> None:
    content = (
        "RespondentID,Which do you use?,,What is missing?\n,Web,Phone,Open-Ended Response\n1,Web,,Dark mode\n"
    )
    (record,), _ = read(write(tmp_path, content))
    assert [(unit.prompt, unit.texts[0].text) for unit in record.units] == [("What is missing?", "Dark mode")]


def test_a_table_of_titles_only_is_read_by_its_titles(tmp_path: Path) -> None:
    content = (
        "ID,Subject,Satisfaction Score\n1,Cannot log in since today,Good\n2,Export is broken again,Offered\n"
    )
    path = write(tmp_path, content)
    assert recognize(path).importer.name == "table_csv"
    records, _ = read(path)
    assert [record.units[0].rating for record in records] == [1.0, None]
    assert records[0].units[0].texts[0].text == "Cannot log in since today"


def test_a_forced_table_without_words_says_which_columns_there_are(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match=r"no column of free text among: a, b; .*profile"):
        read(write(tmp_path, "a,b\n1,2\n"))


def test_a_header_alone_is_a_table_without_records(tmp_path: Path) -> None:
    assert read(write(tmp_path, "id,comment\n")) == ([], ["no records in it"])


def test_a_profile_is_followed_exactly(tmp_path: Path) -> None:
    profile = tmp_path / "profile.toml"
    profile.write_text(
        'source = "onboarding"\nproduct = "Studio"\ndelimiter = ";"\nheader_row = 2\nskip_rows = 1\n'
        'tz = "Europe/Berlin"\ndate_order = "dmy"\n[map]\ntext = ["Long", "Short"]\ncreated = "When"\n'
        '[[question]]\ncolumn = "Q7"\nid = "change"\ntext = "What to change?"\n'
        '[[question]]\ncolumn = "S"\nkind = "csat"\n'
    )
    content = "Title of the export\nWhen;Long;Short;Q7;S\nx;x;x;x;x\n03/04/2026 12:00;;too slow;More;4\n"
    (record,), _ = read(write(tmp_path, content), profile=str(profile))
    assert (record.source, record.instance) == ("onboarding", "")
    assert [(u.question_id, u.prompt, u.texts[0].text) for u in record.units] == [
        ("", "", "too slow"), ("change", "What to change?", "More"),
    ]  # fmt: skip
    assert record.units[0].created == datetime(2026, 4, 3, 10, tzinfo=UTC)
    assert (record.units[0].rating, record.units[0].product) == (4.0, "Studio")


def test_a_profile_can_read_a_table_without_header(tmp_path: Path) -> None:
    profile = Profile(header_row=0, map={"text": "column 2", "id": "column 1"})
    records, _ = read(write(tmp_path, "1,slow\n2,fast\n"), profile=profile)
    assert [record.locator.record for record in records] == ["column 1 1", "column 1 2"]


def test_a_profile_that_does_not_fit_says_where(tmp_path: Path) -> None:
    path = write(tmp_path, "id,comment\n1,slow\n")
    with pytest.raises(SettingsError, match=r"no column 'Text'; it has: id, comment"):
        read(path, profile=Profile(map={"text": "Text"}))
    with pytest.raises(SettingsError, match=r"no role 'colour'; known: .*text"):
        read(path, profile=Profile(map={"colour": "id"}))
    with pytest.raises(FileProblem, match="no row 9"):
        read(path, profile=Profile(header_row=9, map={"text": "comment"}))


def test_a_drafted_profile_reads_the_same_words(tmp_path: Path) -> None:
    path = write(tmp_path, SURVEY)
    draft = tmp_path / "draft.toml"
    draft.write_text(draft_profile(path), encoding="utf-8")
    words = [
        [text.text for unit in r.units for text in unit.texts] for r in read(path, profile=str(draft))[0]
    ]
    assert words == [[text.text for unit in r.units for text in unit.texts] for r in read(path)[0]]
    assert '# not used: "Do you use it daily?"' in draft.read_text(encoding="utf-8")


@pytest.mark.skipif(not DEV.exists(), reason="needs the development data")
@pytest.mark.parametrize(
    ("name", "states"),
    [("surveymonkey_weather_check.csv", {"used": 175, "empty": 753}), ("bugzilla_issues.csv", {"used": 150})],
)
def test_recorded_exports_are_read_whole(name: str, states: dict[str, int]) -> None:
    assert Counter(record.state for record in read(DEV / name)[0]) == states


def test_columns_of_linked_issues_are_ties(tmp_path: Path) -> None:
    content = (
        "ID,Comment,Linked issue,Issue key,Feature ID\n"
        "1,The export is slow,FL-1; see FL-2,FL-3,dark-mode\n"
        "2,Please add dark mode,https://github.com/o/r/issues/7,,#12\n"
        "3,No ties at all here,,,Ask ann about it\n"
    )
    records, _ = read(write(tmp_path, content))
    assert [unit.refs for record in records for unit in record.units] == [
        ("issue:FL-1", "issue:FL-2", "issue:FL-3", "issue:dark-mode"),
        ("issue:12", "issue:https://github.com/o/r/issues/7"),
        (),
    ]


def test_an_issue_key_that_is_the_record_s_own_id_is_no_tie(tmp_path: Path) -> None:
    records, _ = read(
        write(tmp_path, "Issue key,Comment\nFL-1,The export is slow\nFL-2,It hangs every day\n")
    )
    assert [(unit.external_id, unit.refs) for record in records for unit in record.units] == [
        ("FL-1", ()), ("FL-2", ()),
    ]  # fmt: skip


def test_ties_that_look_like_personal_data_are_not_kept(tmp_path: Path) -> None:
    path = write(
        tmp_path, "ID,Comment,Feature ID\n1,Slow exports again,ann@acme.test\n2,Dark mode please,FL-2\n"
    )
    assert [item.refs for item in read_feedback(path).feedback] == [(), ("issue:FL-2",)]


def test_a_link_that_a_spreadsheet_wrote_as_a_formula_is_its_text_and_its_address(tmp_path: Path) -> None:
    link = '"=HYPERLINK(""https://x.test/i/1"",""Dark mode"")"'
    content = f'id,title,description\n1,{link},Please add a dark theme\n2,=1+1,"=HYPERLINK(""a"",""b"")"\n'
    first, second = (record.units[0] for record in read(write(tmp_path, content))[0])
    assert [text.text for text in first.texts] == ["Dark mode", "Please add a dark theme"]
    assert first.url == "https://x.test/i/1"
    assert [text.text for text in second.texts] == ["=1+1", '=HYPERLINK("a","b")']
    assert second.url is None


def test_an_id_and_an_address_may_be_such_links_too(tmp_path: Path) -> None:
    link = '"=hyperlink(""https://x.test/i/1"";""T-1"")"'
    (record,), _ = read(write(tmp_path, f"ticket id,url,comment\n{link},{link},Too dark at night\n"))
    (unit,) = record.units
    assert (unit.external_id, unit.url) == ("T-1", "https://x.test/i/1")


def test_a_draft_proposes_the_column_of_free_text_in_any_language(tmp_path: Path) -> None:
    rows = "".join(
        f"2026-03-0{n},Mara Quill,Die Karte {n} ist nachts viel zu dunkel,3\n" for n in range(1, 5)
    )
    path = write(tmp_path, f"Datum,Kunde,Kommentar,Sterne\n{rows}")
    assert 'text = "Kommentar"' in draft_profile(path)
    own = tmp_path / "own.toml"
    own.write_text(draft_profile(path), encoding="utf-8")
    batch = read_feedback(path, profile=own)
    assert {item.text for item in batch.feedback} == {
        f"Die Karte {n} ist nachts viel zu dunkel" for n in range(1, 5)
    }


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\n1 0 obj\n", "a PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "a picture"),
        (b"<html><body><p>Too dark</p></body></html>", "XML or HTML"),
        (b"SQLite format 3\x00\x10\x00", "an SQLite database"),
        ((EXPORTS / "docx_notes.docx").read_bytes(), "a Word document"),
    ],
)
def test_a_profile_is_drafted_for_tables_only(tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(FileProblem, match=f"^file is {what}.*; a profile is drafted for a table"):
        draft_profile(path)


@pytest.mark.parametrize(
    ("content", "texts", "author"),
    [
        ("id,name,description\n1,Dark mode,It is too dark\n", ["Dark mode", "It is too dark"], None),
        ("id,name,author,text\n1,Map of sites,Ana,It is blank\n", ["Map of sites", "It is blank"], "Ana"),
        ("id,name,description\n1,Ana de Souza,It is too dark\n", ["It is too dark"], "Ana de Souza"),
        ("id,name,comment\n1,Ana,It is too dark\n2,Bo Ek,It is slow\n", ["It is too dark"], "Ana"),
        ("id,name,title,text\n1,Ana,Dark mode,It is too dark\n", ["Dark mode", "It is too dark"], "Ana"),
        ("id,name,text,email\n1,Ana Lopez,It is too dark,a@x.test\n2,IT team of Acme,Slow,it@x.test\n",
         ["It is too dark"], "Ana Lopez"),
    ],
)  # fmt: skip
def test_a_name_is_a_title_where_it_is_nobodys(
    tmp_path: Path, content: str, texts: list[str], author: str | None
) -> None:
    records, _ = read(write(tmp_path, content))
    unit = records[0].units[0]
    assert [text.text for text in unit.texts] == texts
    assert (unit.author.name if unit.author else None) == author
    assert unit.names == ()


def test_the_words_of_such_a_title_are_not_masked(tmp_path: Path) -> None:
    content = (
        "id,name,description\n1,Dark mode,The dark mode is unreadable\n2,Map,The map of sites is blank\n"
    )
    texts = [item.text for item in read_feedback(write(tmp_path, content)).feedback]
    assert not any("person" in text for text in texts)
    assert {text.split()[0] for text in texts} == {"Dark", "Map"}
