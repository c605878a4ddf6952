"""Slack's workspace exports: threads put together over days and channels, and who is a customer in them."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from feedback_insights.errors import FeedbackError, FileProblem
from feedback_insights.importers import Export, read_export, recognize
from feedback_insights.importers.community._slack_threads import OpenThreads
from feedback_insights.importers.community._threads import Post
from feedback_insights.raw import Identity, SourceRecord
from feedback_insights.settings import ImportSettings

ANN = {"id": "U1ANN", "team_id": "T1", "profile": {"real_name": "Ann Lund", "email": "ann@polar.example"}}
BO = {"id": "U2BO", "team_id": "T2", "profile": {"display_name": "Bo", "email": "bo@cool.example"}}
OWNER = {
    "id": "U3WIL", "team_id": "T1", "is_owner": True,
    "profile": {"real_name": "Wil", "email": "wil@fieldlark.example"},
}  # fmt: skip
HELPER = {"id": "U4SUE", "team_id": "T1", "profile": {"real_name": "Sue", "email": "sue@fieldlark.example"}}
BOT = {"id": "U5BOT", "team_id": "T1", "is_bot": True, "profile": {"real_name": "Status"}}
START = "1772442000.000100"
LATER = "1772532000.000100"


def said(user: str, text: str, ts: str, **more: Any) -> dict[str, Any]:
    return {"type": "message", "user": user, "text": text, "ts": ts, **more}


def asked(text: str = "The map loses its pins", latest: str = LATER) -> dict[str, Any]:
    return said("U1ANN", text, START, thread_ts=START, reply_count=1, latest_reply=latest)


def answer(user: str, text: str, ts: str = LATER, **more: Any) -> dict[str, Any]:
    return said(user, text, ts, thread_ts=START, parent_user_id="U1ANN", **more)


def zipped(folder: Path, days: dict[str, Any], *, root: str = "", users: str = "users.json") -> Path:
    """An export with these ``channel/day`` lists of messages."""
    lists = {
        users: [ANN, BO, OWNER, HELPER, BOT],
        "channels.json": [{"id": "C1", "name": "feedback"}, {"id": "C2", "name": "general"}],
    }
    path = folder / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, value in {**lists, **days}.items():
            archive.writestr(root + name, value if isinstance(value, str) else json.dumps(value))
    return path


def opened(path: Path) -> tuple[Export, list[SourceRecord]]:
    export = read_export(path, name="export.zip", settings=ImportSettings())
    return export, list(export.records)


def read(folder: Path, *messages: Any, **more: Any) -> list[SourceRecord]:
    return opened(zipped(folder, {"feedback/2026-03-02.json": list(messages), **more}))[1]


def texts(record: SourceRecord) -> list[str]:
    return [text.text for unit in record.units for text in unit.texts]


def test_the_archive_is_claimed_as_a_whole_also_in_a_folder_and_from_a_grid(tmp_path: Path) -> None:
    days = {"feedback/2026-03-02.json": [asked()]}
    for root, users in (("", "users.json"), ("Acme export/", "users.json"), ("", "org_users.json")):
        path = zipped(tmp_path, days, root=root, users=users)
        assert recognize(path).importer.name == "slack_zip"
        assert [record.state for record in opened(path)[1]] == ["used"]


def test_another_archive_is_not_slacks(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("channels.json", "[]")
        archive.writestr("feedback.csv", "id,comment\n1,It is slow\n")
    assert recognize(path).importer.name == "table_csv"


def test_a_thread_over_two_days_is_one_record(tmp_path: Path) -> None:
    days = {
        "feedback/2026-03-02.json": [asked(latest="1772533000.000100")],
        "feedback/2026-03-03.json": [answer("U2BO", "Here too"), answer("U1ANN", "8.2", "1772533000.000100")],
    }
    [record] = opened(zipped(tmp_path, days))[1]
    assert record.locator.record == f"#feedback, thread {START}"
    assert [(unit.question_id, unit.author and unit.author.external_id) for unit in record.units] == [
        ("", "U1ANN"),
        (f"post {LATER}", "U2BO"),
    ]
    assert texts(record) == ["The map loses its pins", "8.2", "Here too"]
    assert record.units[0].external_id == f"C1/{START}"
    assert record.updated is not None
    assert record.updated.isoformat() == "2026-03-03T10:16:40.000100+00:00"


def test_each_message_without_answers_is_a_thread_of_its_own(tmp_path: Path) -> None:
    records = read(tmp_path, said("U1ANN", "One", "1772442001.1"), said("U1ANN", "Two", "1772442002.1"))
    assert [texts(record) for record in records] == [["One"], ["Two"]]


def test_an_answer_whose_thread_began_before_the_export_is_kept(tmp_path: Path) -> None:
    [record] = read(tmp_path, answer("U2BO", "Still so"))
    assert (record.state, record.units[0].question_id) == ("used", f"post {LATER}")
    assert record.units[0].external_id == f"C1/{START}"


def test_a_thread_that_does_not_fit_goes_on_in_another_record() -> None:
    threads = OpenThreads(most=1200)
    posts = [Post(id=f"{n}.0", role="customer", text=None) for n in range(1, 5)]
    message = {"thread_ts": "1.0", "reply_count": 9, "latest_reply": "99.0"}
    taken = [found for post in posts for found in threads.add(message, post)] + list(threads.rest())
    assert [(key, [post.id for post in held]) for key, held in taken] == [
        ("1.0", ["1.0", "2.0", "3.0"]),
        ("1.0", ["4.0"]),
    ]


def test_threads_whose_last_answer_is_read_are_not_held() -> None:
    threads = OpenThreads()
    opener = {"thread_ts": "1.0", "reply_count": 1, "latest_reply": "5.0"}
    assert threads.add(opener, Post(id="1.0", role="customer", text=None)) == []
    assert list(threads.day_is_over()) == []
    assert threads.add({"thread_ts": "1.0"}, Post(id="5.0", role="customer", text=None)) == []
    assert [key for key, _ in threads.day_is_over()] == ["1.0"]
    assert list(threads.rest()) == []


@pytest.mark.parametrize(
    ("message", "state"),
    [
        (said("U3WIL", "Maintenance tonight", START), "staff"),
        (said("U4SUE", "We are on it", START), "staff"),  # at the owner's domain
        (said("U5BOT", "Build 412 is out", START), "system"),
        ({"type": "message", "subtype": "bot_message", "text": "x", "ts": START, "bot_id": "B1"}, "system"),
        (said("USLACKBOT", "Reminder", START), "system"),
        (said("U1ANN", "<@U1ANN> has joined the channel", START, subtype="channel_join"), "system"),
        (said("U1ANN", "set the topic", START, subtype="channel_topic"), "system"),
        (said("USLACKBOT", "This message was deleted.", START, subtype="tombstone"), "deleted"),
        (said("U1ANN", "", START, files=[{"id": "F1"}]), "empty"),
        (said("U1ANN", "is stuck", START, subtype="me_message"), "used"),
        (said("U9NEW", "Not listed, yet a person", START), "used"),
        ({"type": "message", "text": "no ts"}, "rejected"),
        ("no message", "rejected"),
    ],
)
def test_every_message_ends_in_one_state(tmp_path: Path, message: Any, state: str) -> None:
    [record] = read(tmp_path, message)
    assert record.state == state


def test_what_staff_and_bots_answer_is_no_feedback_but_their_issue_keys_count(tmp_path: Path) -> None:
    bot = {"subtype": "bot_message", "text": "Made FL-103", "ts": LATER, "thread_ts": START}
    [record] = read(tmp_path, asked(), answer("U4SUE", "Thanks", "1772443000.1"), bot)
    assert texts(record) == ["The map loses its pins"]
    assert record.units[0].refs == ("issue:FL-103",)


def test_customers_who_answer_staff_are_heard(tmp_path: Path) -> None:
    opener = {**asked("What do you miss?"), "user": "U3WIL"}
    [record] = read(tmp_path, opener, answer("U2BO", "Sorting by street"))
    assert texts(record) == ["Sorting by street"]
    assert record.units[0].created is not None
    assert record.units[0].created.isoformat().startswith("2026-03-03")


def test_who_is_mentioned_is_named_and_masked(tmp_path: Path) -> None:
    [record] = read(tmp_path, said("U2BO", "<@U1ANN> and <@U0GONE> say so", START))
    assert texts(record) == ["<@U1ANN|Ann Lund> and <@U0GONE> say so"]
    assert set(record.units[0].names) == {"Ann Lund", "Bo"}


def rich(*elements: dict[str, Any], kind: str = "rich_text_section") -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": kind, "elements": list(elements)}]}


def plain(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


@pytest.mark.parametrize(
    ("message", "text", "field"),
    [
        (
            {"blocks": [rich(plain("a < b fails for "), {"type": "user", "user_id": "U2BO"})]},
            "a &lt; b fails for <@U2BO|Bo>",
            "blocks",
        ),
        (
            {
                "blocks": [
                    rich(
                        {"type": "rich_text_section", "elements": [plain("slow")]},
                        {"type": "rich_text_section", "elements": [plain("grey")]},
                        kind="rich_text_list",
                    )
                ]
            },
            "- slow\n- grey",
            "blocks",
        ),
        ({"blocks": [rich(plain("said"), kind="rich_text_quote")]}, "> said", "blocks"),
        (
            {
                "blocks": [
                    {"type": "header", "text": {"type": "plain_text", "text": "Map"}},
                    {"type": "section", "text": {"type": "mrkdwn", "text": "is *grey*"}},
                ]
            },
            "Map\nis *grey*",
            "blocks",
        ),
        ({"attachments": [{"text": "is grey", "fallback": "Map: is grey"}]}, "is grey", "attachments"),
        ({"attachments": [{"fallback": "is grey"}]}, "is grey", "attachments"),
        ({"files": [{"name": "a.png", "title": "The grey map"}]}, "The grey map", "files"),
        ({"files": [{"filetype": "email", "plain_text": "It is grey"}]}, "It is grey", "files"),
        (
            {"text": "see", "files": [{"filetype": "python", "plain_text": "x = 1"}]},
            "see\n\n```\nx = 1\n```",
            "text + files",
        ),
        ({"text": "is grey", "blocks": [rich(plain("is grey"))]}, "is grey", "text"),
    ],
)
def test_words_are_read_wherever_they_stand(
    tmp_path: Path, message: dict[str, Any], text: str, field: str
) -> None:
    (record,) = read(tmp_path, {"type": "message", "user": "U1ANN", "ts": START, "text": "", **message})
    assert (texts(record), record.locator.field) == ([text], field)


def test_shared_messages_previews_and_names_of_pictures_are_not_the_writers_words(tmp_path: Path) -> None:
    share = {"is_share": True, "text": "of somebody else"}
    page = {"from_url": "https://x.example", "title": "A page", "text": "of a page"}
    messages = [
        said("U1ANN", "", START, attachments=[share]),
        said("U1ANN", "so true", LATER, attachments=[share, page]),
        said("U2BO", "", "1772532001.000100", files=[{"name": "grey.png", "title": "grey.png"}]),
    ]
    export, records = opened(zipped(tmp_path, {"feedback/2026-03-02.json": messages}))
    assert [(record.state, texts(record)) for record in records] == [
        ("empty", []), ("used", ["so true"]), ("empty", []),
    ]  # fmt: skip
    assert sum("in 2 messages" in told for told in export.warnings) == 1


def test_people_of_another_workspace_bring_their_organisation(tmp_path: Path) -> None:
    ours, theirs = read(tmp_path, said("U1ANN", "a", START), said("U2BO", "b", LATER))
    assert ours.instance == "T1"
    assert (
        ours.units[0].organisation,
        theirs.units[0].organisation and theirs.units[0].organisation.external_id,
    ) == (
        None,
        "T2",
    )


def test_direct_messages_are_private_and_told(tmp_path: Path) -> None:
    days = {
        "dms.json": [{"id": "D123", "members": ["U1ANN"]}],
        "mpims.json": [{"id": "G7", "name": "mpdm-ann--bo-1"}],
        "D123/2026-03-02.json": [asked()],
        "mpdm-ann--bo-1/2026-03-02.json": [asked()],
        "DUNLISTED/2026-03-02.json": [asked()],
    }
    export, records = opened(zipped(tmp_path, days))
    assert [(record.state, record.units) for record in records] == [("private", ())] * 3
    assert "direct messages are private and not read: 3 threads" in export.warnings
    assert not any("ann--bo" in record.locator.record for record in records)


def test_what_the_export_lacks_and_who_counts_as_staff_is_told(tmp_path: Path) -> None:
    export, _ = opened(zipped(tmp_path, {"feedback/2026-03-02.json": [said("U4SUE", "We are on it", START)]}))
    assert export.limits == ["holds public channels only: no private channels and no direct messages"]
    [told] = export.warnings
    assert "fieldlark.example" in told
    assert told.endswith("1, which is all")


def test_a_mail_providers_domain_makes_nobody_staff(tmp_path: Path) -> None:
    owner = {**OWNER, "profile": {"email": "wil@gmail.com"}}
    ann = {**ANN, "profile": {"email": "ann@gmail.com"}}
    days = {"users.json": [owner, ann], "feedback/2026-03-02.json": [asked()]}
    assert [record.state for record in opened(zipped(tmp_path, days))[1]] == ["used"]


def test_a_broken_message_costs_itself(tmp_path: Path) -> None:
    day = f'[{json.dumps(asked())}, {{"ts": nope}}, {json.dumps(said("U2BO", "Two", LATER))}]'
    records = opened(zipped(tmp_path, {"feedback/2026-03-02.json": day}))[1]
    assert sorted(record.state for record in records) == ["rejected", "used", "used"]
    [reason] = [record.reason for record in records if record.state == "rejected"]
    assert reason.startswith("feedback/2026-03-02.json, message 2: not JSON")


def test_a_damaged_archive_is_one_clear_line(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"feedback/2026-03-02.json": [asked()]})
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(FileProblem, match="is damaged"):
        recognize(path)
    with pytest.raises(FeedbackError):
        list(read_export(path, name="x", settings=ImportSettings(), format="slack_zip").records)


def test_a_day_of_many_messages_is_read_as_a_stream(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    messages = [said("U1ANN", "One", START), "no message", said("U2BO", "Two", LATER)]
    whole = read(tmp_path, *messages)
    monkeypatch.setattr("feedback_insights.importers.community._slack_rooms._WHOLE", 0)
    streamed = read(tmp_path, *messages)
    assert [texts(record) for record in streamed] == [["One"], [], ["Two"]]
    states = [
        [(record.state, record.reason, record.units) for record in found] for found in (streamed, whole)
    ]
    assert states[0] == states[1]


def test_a_damaged_list_of_users_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    users = json.dumps([ANN, BO])[:-30]
    export, records = opened(zipped(tmp_path, {"users.json": users, "feedback/2026-03-02.json": [asked()]}))
    assert [record.units[0].author for record in records] == [
        Identity(external_id="U1ANN", email="ann@polar.example", name="Ann Lund")
    ]
    assert "not read whole, as they are damaged: users.json" in export.warnings
