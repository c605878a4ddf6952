"""Chats, forums and idea portals other than Slack: what is feedback in them, and whose it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from feedback_insights.importers import Export, read_export, recognize
from feedback_insights.raw import SourceRecord
from feedback_insights.settings import ImportSettings

EXPORTS = Path(__file__).parent / "exports"


def opened(folder: Path, content: Any) -> tuple[Export, list[SourceRecord]]:
    path = folder / "export"
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    export = read_export(path, name="export", settings=ImportSettings())
    return export, list(export.records)


def read(folder: Path, content: Any) -> list[SourceRecord]:
    return opened(folder, content)[1]


def texts(record: SourceRecord) -> list[str]:
    return [text.text for unit in record.units for text in unit.texts]


def channel(*messages: Any, type: str = "GuildTextChat", **more: Any) -> dict[str, Any]:
    return {
        "guild": {"id": "9", "name": "Community"},
        "channel": {"id": "8", "type": type, "category": "Product", "name": "ideas"},
        "dateRange": {"after": None, "before": None}, **more,
        "exportedAt": "2026-03-09T10:00:00+00:00", "messages": list(messages), "messageCount": len(messages),
    }  # fmt: skip


def message(content: str = "It is slow", *, roles: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    author = {
        "id": "5",
        "name": "mia",
        "isBot": False,
        "roles": [{"id": "1", "name": name} for name in roles],
    }
    when = "2026-03-02T09:00:00+01:00"
    return {"id": "7", "type": "Default", "timestamp": when, "content": content, "author": author, **more}


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (message(), "used"),
        (message(type="Reply"), "used"),
        (message(type="GuildMemberJoin"), "system"),
        (message(type="ThreadCreated"), "system"),
        (message(author={"id": "5", "name": "helper", "isBot": True}), "system"),
        (message(roles=("Blue", "Moderators")), "staff"),
        (message(roles=("Teamster", "Model builder")), "used"),
        (message(""), "empty"),
        ({"type": "Default"}, "rejected"),
        ("text", "rejected"),
    ],
)
def test_every_message_of_discord_ends_in_one_state(tmp_path: Path, found: Any, state: str) -> None:
    assert [record.state for record in read(tmp_path, channel(found))] == [state]


def test_a_message_of_discord_is_found_again_by_its_address(tmp_path: Path) -> None:
    [record] = read(tmp_path, channel(message()))
    [unit] = record.units
    assert (record.instance, unit.external_id, unit.channel) == ("9", "7", "#ideas")
    assert unit.url == "https://discord.com/channels/9/8/7"
    assert unit.created is not None
    assert unit.created.isoformat() == "2026-03-02T08:00:00+00:00"


def test_a_thread_of_discord_is_named_after_its_channel(tmp_path: Path) -> None:
    [record] = read(tmp_path, channel(message(), type="GuildPublicThread"))
    assert record.units[0].channel == "#Product: ideas"


def test_direct_messages_of_discord_are_private_and_told(tmp_path: Path) -> None:
    export, [record] = opened(tmp_path, channel(message(), type="DirectTextChat"))
    assert (record.state, record.units) == ("private", ())
    assert export.warnings == ["direct messages are private and not read: 1"]


def test_a_cut_of_dates_is_a_limit(tmp_path: Path) -> None:
    export, _ = opened(
        tmp_path, channel(message(), dateRange={"after": "2026-03-01", "before": "2026-03-05"})
    )
    assert export.limits == ["#ideas: only messages from 2026-03-01 up to 2026-03-05"]


def archive(*rows: str) -> str:
    head = "topic_title,categories,is_pm,post_raw,post_cooked,like_count,reply_count,url,created_at"
    return "\n".join([head, *rows]) + "\n"


def test_a_topics_title_is_the_words_of_who_opened_it(tmp_path: Path) -> None:
    first = "Sign,Features,No,It fails,x,0,0,https://f.example/t/sign/4/1,2026-03-02 09:00:00 UTC"
    answer = "Sign,Features,No,Here too,x,0,0,https://f.example/sub/t/sign/4/2,2026-03-03 09:00:00 UTC"
    records = read(tmp_path, archive(first, answer))
    assert [texts(record) for record in records] == [["Sign", "It fails"], ["Here too"]]
    assert [unit.external_id for record in records for unit in record.units] == ["4/1", "4/2"]
    assert {record.instance for record in records} == {"f.example"}
    assert len({unit.author for record in records for unit in record.units}) == 1


@pytest.mark.parametrize(
    ("is_pm", "state"), [("No", "used"), ("Nein", "used"), ("Yes", "private"), ("Ja", "private")]
)
def test_personal_messages_are_private_in_any_language(tmp_path: Path, is_pm: str, state: str) -> None:
    row = f"Sign,-,{is_pm},It fails,x,0,0,https://f.example/t/sign/4/1,2026-03-02 09:00:00 UTC"
    assert [record.state for record in read(tmp_path, archive(row))] == [state]


def test_what_a_post_quotes_of_others_is_not_its_authors(tmp_path: Path) -> None:
    quote = '"[quote=""ann, post:1""]\nIt [quote]never[/quote] works\n[/quote]\nIt does for me"'
    only = '"[quote=""ann""]\nIt never works\n[/quote]"'
    rows = [
        f"Sign,F,No,{raw},x,0,0,https://f.example/t/sign/4/{n},2026-03-02 09:00:00 UTC"
        for n, raw in enumerate((quote, only), 2)
    ]
    said, nothing = read(tmp_path, archive(*rows))
    assert [text.strip() for text in texts(said)] == ["It does for me"]
    assert (nothing.state, nothing.units) == ("empty", ())


def topic(*posts: dict[str, Any], **more: Any) -> dict[str, Any]:
    found = [
        {
            "post_number": n,
            "user_id": 7,
            "username": "ann",
            "cooked": "<p>x</p>",
            "created_at": "2026-03-02",
            **post,
        }
        for n, post in enumerate(posts, 1)
    ]
    return {"post_stream": {"posts": found, "stream": [1] * len(found)}, "id": 41, "title": "Map", **more}


def test_topics_come_alone_in_lists_and_one_a_line(tmp_path: Path) -> None:
    one = topic({})
    for content in (one, [one, one], json.dumps(one) + "\n" + json.dumps(one) + "\n"):
        export, records = opened(tmp_path, content)
        assert export.format == "discourse_json"
        assert {record.state for record in records} == {"used"}


@pytest.mark.parametrize(
    ("post", "more", "state"),
    [
        ({}, {}, "used"),
        ({"admin": True}, {}, "staff"),
        ({"post_type": 4}, {}, "staff"),
        ({"post_type": 3}, {}, "system"),
        ({"user_id": -1}, {}, "system"),
        ({"user_deleted": True}, {}, "deleted"),
        ({"cooked": ""}, {}, "empty"),
        ({}, {"archetype": "private_message"}, "private"),
    ],
)
def test_every_topic_ends_in_one_state(tmp_path: Path, post: Any, more: Any, state: str) -> None:
    assert [record.state for record in read(tmp_path, topic(post, **more))] == [state]


def test_a_topic_of_which_posts_are_missing_is_told(tmp_path: Path) -> None:
    cut = topic({})
    cut["post_stream"]["stream"] = [1, 2, 3]
    export, _ = opened(tmp_path, cut)
    assert export.warnings == ["topic 41: 1 of 3 posts are in it; save the topic with ?print=true"]


def test_an_idea_counts_once_and_each_further_voter_asks_for_it() -> None:
    export = read_export(EXPORTS / "uservoice_csv.csv", name="x", settings=ImportSettings())
    records = list(export.records)
    assert len(records) == 6  # three voters, two ideas
    units = [unit for record in records for unit in record.units]
    said = [unit.external_id for unit in units if unit.voice == "said"]
    votes = [(unit.external_id, unit.author and unit.author.email) for unit in units if unit.voice != "said"]
    assert said == ["311", "312"]
    assert sorted(votes) == [
        ("311", "lea@heatpro.example"),
        ("311", "omar@coolworks.example"),
        ("312", "ida@nordvent.example"),
        ("312", "lea@heatpro.example"),
    ]
    assert {record.state for record in records} == {"used"}  # the creator's row holds the idea


def test_ideas_of_uservoice_are_read_whatever_the_columns_spelling(tmp_path: Path) -> None:
    export, records = opened(
        tmp_path,
        "Idea ID,Idea Title,Idea Description,User Email Address\n1,Dark mode,My eyes hurt,bo@cool.example\n"
        "1,Dark mode,My eyes hurt,\n",
    )
    assert export.format == "uservoice_csv"
    assert [record.state for record in records] == ["used", "duplicate"]
    assert texts(records[0]) == ["Dark mode", "My eyes hurt", "Dark mode"]


BOARD = {"id": "b1", "name": "Ideas", "url": "https://acme.canny.io/admin/board/ideas"}
ANN = {
    "id": "u1",
    "email": "ann@polar.example",
    "isAdmin": False,
    "companies": [{"id": "c1", "name": "Polar"}],
}


def post(**more: Any) -> dict[str, Any]:
    return {
        "id": "p1", "title": "Dark mode", "details": "My eyes hurt", "board": BOARD, "author": ANN,
        "commentCount": 0, "score": 3, "created": "2026-02-03T10:00:00.000Z", **more,
    }  # fmt: skip


def test_posts_of_canny_come_in_pages_lists_and_lines(tmp_path: Path) -> None:
    for content in ({"posts": [post()]}, [post()], json.dumps(post()) + "\n" + json.dumps(post()) + "\n"):
        export, records = opened(tmp_path, content)
        assert (export.format, records[0].instance) == ("canny_json", "acme.canny.io")


def test_a_page_that_is_not_the_last_is_told(tmp_path: Path) -> None:
    export, _ = opened(tmp_path, {"hasMore": True, "posts": [post()]})
    assert "the list goes on" in export.warnings[0]


@pytest.mark.parametrize(
    ("more", "state", "voice"),
    [
        ({}, "used", "said"),
        ({"by": {"id": "u9"}}, "used", "on_behalf_of"),
        ({"author": {**ANN, "isAdmin": True}}, "staff", ""),
        ({"title": "", "details": ""}, "empty", ""),
        ({"id": None}, "rejected", ""),
    ],
)
def test_every_post_of_canny_ends_in_one_state(tmp_path: Path, more: Any, state: str, voice: str) -> None:
    records = read(tmp_path, {"posts": [post(id="p0"), post(**more)]})
    assert records[1].state == state
    assert [unit.voice for unit in records[1].units] == ([voice] if voice else [])


def test_a_voter_of_canny_brings_their_organisation(tmp_path: Path) -> None:
    vote = {"id": "v1", "voter": ANN, "post": {"id": "p1", "title": "Dark mode"}, "board": BOARD}
    [record] = read(tmp_path, {"votes": [vote]})
    [unit] = record.units
    assert (unit.external_id, unit.question_id, unit.voice) == ("p1", "vote v1", "on_behalf_of")
    assert unit.organisation is not None
    assert unit.organisation.name == "Polar"


def test_an_internal_comment_of_canny_is_private(tmp_path: Path) -> None:
    comment = {
        "id": "k1",
        "author": ANN,
        "board": BOARD,
        "post": {"id": "p1"},
        "value": "big",
        "internal": True,
    }
    assert [record.state for record in read(tmp_path, {"comments": [comment]})] == ["private"]


def test_notes_that_were_written_to_be_sent_are_told(tmp_path: Path) -> None:
    note = {"data": {"type": "textNote", "fields": {"name": "Slow", "content": "<p>It is slow</p>"}}}
    export, [record] = opened(tmp_path, json.dumps(note) + "\n")
    assert export.format == "productboard_json"
    assert texts(record) == ["Slow", "<p>It is slow</p>"]
    assert export.warnings[0].startswith("notes without id: 1")


def test_notes_of_productboard_as_listed_have_ids_and_links(tmp_path: Path) -> None:
    page = json.loads((EXPORTS / "productboard_json-2.json").read_text("utf-8"))
    assert [record.locator.record for record in read(tmp_path, page)] == ["note n9"]


def test_what_only_looks_like_a_portal_stays_a_table(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("id,title,content,url\n1,Slow,It is slow,https://x.example\n", "utf-8")
    assert recognize(path).importer.name == "table_csv"
