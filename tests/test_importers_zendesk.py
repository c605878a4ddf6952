"""Zendesk tickets: who said what, and what is no feedback."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from feedback_insights.errors import FeedbackError
from feedback_insights.importers import read_export
from feedback_insights.raw import RawFeedback, SourceRecord
from feedback_insights.settings import ImportSettings

DEV = Path(__file__).parents[2] / "shared/data/dev/exports"


def ticket(**facts: Any) -> dict[str, Any]:
    return {
        "id": 42, "url": "https://acme.zendesk.com/api/v2/tickets/42.json", "subject": "Export is slow",
        "description": "It takes minutes.", "status": "open", "requester_id": 7, "submitter_id": 7,
        "organization_id": 9, "via": {"channel": "web"}, "tags": [],
        "created_at": "2026-03-02T10:05:00Z", "updated_at": "2026-03-03T10:05:00Z",
    } | facts  # fmt: skip


def comment(author_id: int, text: str, **facts: Any) -> dict[str, Any]:
    return {"author_id": author_id, "plain_body": text, "public": True} | facts


def read(folder: Path, content: object) -> list[SourceRecord]:
    path = folder / "tickets.json"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    export = read_export(path, name="tickets.json", settings=ImportSettings(), format="zendesk_ndjson")
    return list(export.records)


def only(folder: Path, **facts: Any) -> SourceRecord:
    (record,) = read(folder, ticket(**facts))
    return record


def words(unit: RawFeedback) -> list[str]:
    return [text.text for text in unit.texts]


def test_a_ticket_gives_its_facts(tmp_path: Path) -> None:
    record = only(
        tmp_path,
        satisfaction_rating={"score": "good"},
        requester={"id": 7, "name": "Ann Lee", "email": "ann@acme.test", "role": "end-user"},
        organization={"id": 9, "name": "Acme", "domain_names": ["ACME.test"]},
        brand={"name": "Studio"},
        custom_fields=[{"id": 1, "title": "Audience", "value": "developer"}],
    )
    (unit,) = record.units
    assert (record.locator.record, record.instance, record.source) == (
        "ticket 42",
        "acme.zendesk.com",
        "zendesk",
    )
    assert record.locator.field == "subject + description"
    assert record.updated == datetime(2026, 3, 3, 10, 5, tzinfo=UTC)
    assert words(unit) == ["Export is slow", "It takes minutes."]
    assert [text.correspondence for text in unit.texts] == [False, True]
    assert (unit.external_id, unit.question_id, unit.rating, unit.channel) == ("42", "", 1.0, "web")
    assert (unit.product, unit.audience) == ("Studio", "developer")
    assert unit.url == "https://acme.zendesk.com/agent/tickets/42"
    assert unit.author is not None
    assert (unit.author.external_id, unit.author.email, unit.author.name) == ("7", "ann@acme.test", "Ann Lee")
    assert unit.organisation is not None
    assert (unit.organisation.external_id, unit.organisation.domain) == ("9", "acme.test")


def test_only_the_requesters_public_turns_are_feedback(tmp_path: Path) -> None:
    record = only(
        tmp_path,
        description="It takes minutes. Every day.",
        comments=[
            comment(7, "It takes minutes.\n\nEvery day."),
            comment(3, "Have you tried less data?", author={"name": "Sam Agent"}),
            comment(3, "Customer is difficult", public=False),
            comment(7, "Yes, still slow."),
            comment(7, "note to self", public=False),
        ],
    )
    (unit,) = record.units
    assert words(unit) == ["Export is slow", "It takes minutes.\n\nEvery day.", "Yes, still slow."]
    assert unit.texts[2].field == "comments[3].plain_body"
    assert unit.names == ("Sam Agent",)


def test_a_description_that_no_comment_repeats_is_kept(tmp_path: Path) -> None:
    record = only(tmp_path, comments=[comment(7, "Any news?")])
    assert words(record.units[0]) == ["Export is slow", "It takes minutes.", "Any news?"]


def test_html_bodies_are_read_where_there_is_no_plain_one(tmp_path: Path) -> None:
    body = {"author_id": 7, "plain_body": " ", "html_body": "<p>It takes minutes.</p>", "public": True}
    (unit,) = only(tmp_path, comments=[body]).units
    assert (unit.texts[1].markup, unit.texts[1].field) == ("html", "comments[0].html_body")


def test_a_subject_that_the_text_begins_with_is_not_said_twice(tmp_path: Path) -> None:
    assert words(only(tmp_path, description="export is  slow since May").units[0]) == [
        "export is  slow since May"
    ]


def test_another_customer_in_copy_is_another_voice(tmp_path: Path) -> None:
    record = only(tmp_path, comments=[comment(8, "Same here.", author={"role": "end-user", "name": "Bo"})])
    assert [unit.question_id for unit in record.units] == ["", "in copy 1"]
    assert record.units[1].author is not None
    assert record.units[1].author.external_id == "8"


blank = {"author_id": 7, "body": "\xa0", "html_body": "<p>&nbsp;</p>"}


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({"status": "deleted"}, "deleted"),
        ({"tags": ["billing", "marked_as_spam"]}, "skipped"),
        ({"requester": {"id": 7, "role": "agent"}}, "staff"),
        ({"submitter_id": 3}, "staff"),
        ({"comments": [comment(3, "It takes minutes.")], "submitter_id": 3}, "staff"),
        ({"comments": [comment(7, "It takes minutes.", public=False)]}, "private"),
        ({"is_public": False}, "private"),
        ({"subject": "Automatic reply: Export"}, "system"),
        ({"subject": "Undeliverable: Export"}, "system"),
        ({"via": {"source": {"from": {"address": "MAILER-DAEMON@x.test"}}}}, "system"),
        ({"headers": {"Auto-Submitted": "auto-replied"}}, "system"),
        ({"subject": "", "description": None}, "empty"),
        ({"subject": "Fwd:", "description": "\xa0", "comments": [blank]}, "empty"),
        ({"subject": "(no subject)", "description": ""}, "empty"),
        ({"subject": "", "description": " ", "satisfaction_rating": {"score": "bad"}}, "rating_only"),
    ],
)
def test_what_is_not_a_customers_words_has_its_state(
    tmp_path: Path, facts: dict[str, Any], state: str
) -> None:
    record = only(tmp_path, **facts)
    assert (record.state, record.units) == (state, ())
    assert record.reason


REPORTS = (
    "Customer called, the export stops at 10,000 rows.",
    "Spoke with the client. They want a progress bar.",
    "User reports that nothing happens after Save.",
    "Writing this on behalf of Acme: the export is slow.",
    "Hi team, caller asks for a faster export.",
    'Customer says "your export is broken and you know it".',
    "Kundin meldet, dass der Export abbricht.",
)
OUTREACH = (
    "Hi Ann, we noticed that the export failed last night.",
    "We wanted to tell the customer that your export works again.",
    "Following up on the call: did it work for you?",
    "Export migration planned for Monday.",
    "Dear Ms Lee, the customer portal called Export moves.",
    "ok",
)


@pytest.mark.parametrize("text", REPORTS)
@pytest.mark.parametrize("is_comment", [True, False])
def test_what_staff_report_counts_for_the_customer_on_whose_behalf_they_write(
    tmp_path: Path, text: str, is_comment: bool
) -> None:
    facts = (
        {"comments": [comment(3, text, author={"role": "agent"})]} if is_comment else {"description": text}
    )
    record = only(tmp_path, submitter_id=3, requester={"id": 7, "name": "Ann", "role": "end-user"}, **facts)
    (unit,) = record.units
    assert (record.state, unit.voice, unit.question_id) == ("used", "on_behalf_of", "on behalf")
    assert words(unit) == ["Export is slow", text]
    assert unit.author is not None
    assert (unit.author.external_id, unit.author.name) == ("7", "Ann")


@pytest.mark.parametrize("text", OUTREACH)
def test_what_staff_write_to_a_customer_stays_staff(tmp_path: Path, text: str) -> None:
    record = only(tmp_path, submitter_id=3, description=text)
    assert (record.state, record.units) == ("staff", ())


def test_a_telephone_call_that_staff_wrote_down_is_a_report(tmp_path: Path) -> None:
    text = "Call from: +1 202 555 0101\nAnswered by: Sam\nExport stops at 10,000 rows every morning."
    (unit,) = only(tmp_path, submitter_id=3, description=text, via={"channel": "voice"}).units
    assert unit.voice == "on_behalf_of"
    empty = "Call from: +1 202 555 0101\nAnswered by: Sam\nLength of phone call: 2 minutes"
    assert only(tmp_path, submitter_id=3, description=empty, via={"channel": "voice"}).state == "staff"


def test_a_report_and_the_customers_own_reply_are_two_voices(tmp_path: Path) -> None:
    comments = [comment(3, REPORTS[0]), comment(7, "Yes, and since May.")]
    record = only(tmp_path, submitter_id=3, comments=comments)
    assert [(unit.voice, words(unit)) for unit in record.units] == [
        ("said", ["Yes, and since May."]),
        ("on_behalf_of", ["Export is slow", REPORTS[0]]),
    ]


@pytest.mark.parametrize(
    "facts",
    [
        {"comments": [comment(3, REPORTS[0], public=False)]},
        {"submitter": {"id": 3, "role": "end-user"}},
        {"comments": [comment(3, REPORTS[0], author={"role": "end-user"})]},
        {"requester": {"id": 7, "role": "agent"}},
        {"description": ""},
    ],
)
def test_no_report_is_made_of_notes_colleagues_or_a_subject(tmp_path: Path, facts: dict[str, Any]) -> None:
    record = only(tmp_path, submitter_id=3, **{"description": REPORTS[0], **facts})
    assert "on_behalf_of" not in [unit.voice for unit in record.units]
    assert "said" not in [unit.voice for unit in record.units] or record.units[0].question_id == "in copy 1"


def test_a_subject_that_staff_wrote_is_not_the_customers(tmp_path: Path) -> None:
    asked = [comment(3, "Hi Ann, does it work for you?"), comment(7, "No, still slow.")]
    assert words(only(tmp_path, submitter_id=3, comments=asked).units[0]) == ["No, still slow."]
    forwarded = [comment(7, "It takes minutes.")]
    assert words(only(tmp_path, submitter_id=3, comments=forwarded).units[0]) == [
        "Export is slow",
        "It takes minutes.",
    ]


def test_a_product_that_deals_with_spam_is_not_spam(tmp_path: Path) -> None:
    assert only(tmp_path, tags=["spam_filter", "anti_spam"]).state == "used"


def test_what_was_written_beside_the_rating_is_an_answer_of_its_own(tmp_path: Path) -> None:
    record = only(tmp_path, satisfaction_rating={"score": "bad", "comment": "Too late"})
    assert [(unit.question_id, unit.rating) for unit in record.units] == [("", 0.0), ("satisfaction", 0.0)]


def test_users_beside_the_tickets_say_who_is_staff(tmp_path: Path) -> None:
    page = {
        "tickets": [ticket(), ticket(id=43, requester_id=3, submitter_id=3)],
        "end_of_stream": True,
        "users": [{"id": 7, "name": "Ann", "email": "a@x.test"}, {"id": 3, "role": "admin"}],
        "organizations": [{"id": 9, "name": "Acme"}],
    }
    first, second = read(tmp_path, page)
    assert first.units[0].author is not None
    assert first.units[0].author.name == "Ann"
    assert first.units[0].organisation is not None
    assert first.units[0].organisation.name == "Acme"
    assert second.state == "staff"


def test_every_wrapping_gives_the_same_records(tmp_path: Path) -> None:
    tickets = [ticket(id=n) for n in range(3)]
    expected = read(tmp_path, "\n".join(json.dumps(one) for one in tickets))
    wrappings: list[object] = [
        "\r\n".join(json.dumps({"ticket": one}) for one in tickets),
        tickets,
        {"tickets": tickets, "count": 3},
        [{"tickets": tickets[:1]}, {"tickets": tickets[1:]}],
        json.dumps({"count": 3, "tickets": tickets}, indent=2).encode("utf-16"),
    ]
    for wrapping in wrappings:
        records = read(tmp_path, wrapping)
        assert [(r.locator.record, r.units) for r in records] == [
            (r.locator.record, r.units) for r in expected
        ]


def test_a_line_that_is_no_ticket_is_rejected_with_its_place(tmp_path: Path) -> None:
    lines = [json.dumps(ticket()), "{broken", "[1]", '{"user": 1}', "", json.dumps(ticket(id=43))]
    records = read(tmp_path, "\n".join(lines))
    assert [record.state for record in records] == ["used", "rejected", "rejected", "rejected", "used"]
    assert records[1].reason.startswith("line 2: not JSON")
    assert records[3].locator.record == "line 4"


def test_a_file_cut_at_any_byte_keeps_the_tickets_before_the_cut(tmp_path: Path) -> None:
    lines = [
        json.dumps({"ticket": ticket(id=n, subject="Größe ☹")}, ensure_ascii=False).encode() for n in (1, 2)
    ]
    whole = b"\n".join(lines)
    for cut in range(len(lines[0]), len(whole)):
        states = Counter(record.state for record in read(tmp_path, whole[:cut]))
        assert (states["used"], states["rejected"]) == (1, int(cut > len(lines[0]) + 1)), cut


def test_a_document_cut_in_the_middle_says_so(tmp_path: Path) -> None:
    whole = json.dumps({"tickets": [ticket(id=n) for n in range(5)]})
    records = read(tmp_path, whole[: len(whole) // 2])
    assert [record.state for record in records][-1] == "rejected"
    assert "ends in the middle" in records[-1].reason
    assert len(records) == 3


def test_a_cut_gzip_file_ends_in_a_rejected_record(tmp_path: Path) -> None:
    whole = gzip.compress("\n".join(json.dumps(ticket(id=n)) for n in range(200)).encode(), mtime=0)
    records = read(tmp_path, whole[:-20])
    assert records[-1].locator.record == "end of file"
    assert records[-1].state == "rejected"
    assert sum(record.state == "used" for record in records) > 100


@pytest.mark.parametrize("value", [None, "x", [], {}, 5, [5], {"a": 1}, True, 1e400])
def test_odd_values_anywhere_in_a_ticket_are_survived(tmp_path: Path, value: Any) -> None:
    for key in (
        *ticket(),
        "comments",
        "satisfaction_rating",
        "requester",
        "organization",
        "custom_fields",
        "brand",
    ):
        try:
            assert len(read(tmp_path, ticket(**{key: value}))) == 1
        except FeedbackError as error:
            pytest.fail(f"{key}={value!r}: {error}")


@pytest.mark.skipif(not DEV.exists(), reason="needs the development data")
def test_a_recorded_api_page_is_read_whole() -> None:
    path = DEV / "zendesk_incremental_tickets.json"
    records = list(read_export(path, name=path.name, settings=ImportSettings()).records)
    assert Counter(record.state for record in records) == {"used": 40, "deleted": 10}


def refs(record: SourceRecord) -> tuple[str, ...]:
    (found,) = {unit.refs for unit in record.units}
    return found


def test_a_ticket_s_ties_are_found_in_fields_tags_links_and_any_comment_without_their_words(
    tmp_path: Path,
) -> None:
    record = only(
        tmp_path,
        problem_id=40,
        tags=["jira_escalated", "jira_fl-4"],
        custom_fields=[{"id": 1, "value": "FL-1"}, {"id": 2, "value": ["https://github.com/o/r/issues/7"]}],
        jira_issues=[{"key": "FL-2"}],
        comments=[
            comment(7, "It takes minutes."),
            comment(8, "Acme is about to leave, see FL-3", public=False),
            comment(8, "Known as https://acme.atlassian.net/browse/fl-5"),
        ],
    )
    assert refs(record) == (
        "issue:FL-1", "issue:FL-2", "issue:FL-3", "issue:FL-4", "issue:FL-5",
        "issue:https://github.com/o/r/issues/7", "problem:40",
    )  # fmt: skip
    assert "about to leave" not in repr(record)


def test_a_problem_names_itself_and_an_ordinary_ticket_is_tied_to_nothing(tmp_path: Path) -> None:
    assert refs(only(tmp_path, type="problem")) == ("problem:42",)
    assert refs(only(tmp_path, type="incident", problem_id=None)) == ()


def test_every_unit_of_a_ticket_has_its_ties(tmp_path: Path) -> None:
    rating = {"score": "bad", "comment": "Nobody helped"}
    record = only(tmp_path, satisfaction_rating=rating, subject="Export FL-9 is slow")
    assert len(record.units) == 2
    assert refs(record) == ("issue:FL-9",)
