"""JSON of survey tools and stores: responses and reviews as their APIs give them."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from feedback_insights.errors import FileProblem
from feedback_insights.importers import read_export, recognize
from feedback_insights.raw import SourceRecord
from feedback_insights.settings import ImportSettings

ROOT = Path(__file__).parents[1]
DEV = Path(os.environ.get("FEEDBACK_INSIGHTS_DEV_DATA") or ROOT.parent / "shared" / "data" / "dev")
FIELD = {"id": "q1", "ref": "r1", "type": "long_text"}
TYPED: dict[str, Any] = {
    "token": "t1", "landed_at": "2026-09-14T09:00:00Z", "submitted_at": "2026-09-14T09:05:00Z",
    "answers": [{"type": "text", "text": "The map turns", "field": FIELD}],
}  # fmt: skip
REVIEW: dict[str, Any] = {
    "id": {"label": "7"}, "title": {"label": "Map"}, "content": {"label": "It turns"},
    "im:rating": {"label": "2"}, "im:version": {"label": "4.2"},
    "updated": {"label": "2026-09-14T02:00:00-07:00"},
}  # fmt: skip


def read(folder: Path, value: Any, format: str) -> list[SourceRecord]:
    path = folder / "export"
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    export = read_export(path, name="export", settings=ImportSettings())
    assert export.format == format
    return list(export.records)


def said(records: list[SourceRecord]) -> list[tuple[str, str]]:
    return [(unit.prompt, text.text) for r in records for unit in r.units for text in unit.texts]


def test_typeforms_webhooks_one_a_line_know_their_questions(tmp_path: Path) -> None:
    fields = [{**FIELD, "title": "What slows you down?"}]
    hook = {"event_type": "form_response", "form_response": {**TYPED, "definition": {"fields": fields}}}
    records = read(tmp_path, json.dumps(hook) + "\n" + json.dumps(hook) + "\n", "typeform_json")
    assert said(records) == [("What slows you down?", "The map turns")] * 2


def test_a_typeform_list_without_definition_is_read_by_the_ids_of_its_questions(tmp_path: Path) -> None:
    (record,) = read(tmp_path, {"total_items": 1, "page_count": 1, "items": [TYPED]}, "typeform_json")
    assert (record.units[0].question_id, record.units[0].prompt) == ("q1", "")


def test_the_answer_to_an_nps_question_is_the_rating_before_other_scales(tmp_path: Path) -> None:
    scales = [("rating", 4), ("nps", 8)]
    asked = [{"type": "number", "number": n, "field": {"id": kind, "type": kind}} for kind, n in scales]
    (record,) = read(
        tmp_path, {"items": [{**TYPED, "answers": [*TYPED["answers"], *asked]}]}, "typeform_json"
    )
    assert record.units[0].rating == 8


def test_notes_of_the_team_at_delighted_are_no_feedback(tmp_path: Path) -> None:
    response = {
        "id": "9", "survey_type": "csat", "score": 2, "permalink": "https://d.test/9", "person": "p1",
        "person_properties": {"Company": "Quarry Lifts"}, "comment": "", "notes": [{"text": "call them"}],
    }  # fmt: skip
    (record,) = read(tmp_path, [response], "delighted_json")
    assert (record.state, said([record])) == ("rating_only", [])


@pytest.mark.parametrize("status", [1, 8, "Survey Preview", "Spam"])
def test_a_qualtrics_preview_is_skipped_in_json_too(tmp_path: Path, status: object) -> None:
    response = {"responseId": "R_1", "values": {"status": status, "QID2_TEXT": "a test"}, "labels": {}}
    (record,) = read(tmp_path, {"responses": [response]}, "qualtrics_json")
    assert record.state == "skipped"


@pytest.mark.parametrize(
    ("entry", "states"),
    [
        (REVIEW, ["used"]),
        ([REVIEW], ["used"]),
        ([{"id": {"label": "app"}, "im:name": {"label": "Jobtrail"}}, REVIEW], ["skipped", "used"]),
        (None, ["skipped"]),
    ],
)
def test_an_app_store_feed_may_hold_one_entry_several_the_app_or_none(
    tmp_path: Path, entry: Any, states: list[str]
) -> None:
    feed: dict[str, Any] = {"id": {"label": "https://itunes.test/rss/customerreviews/id=1/json"}}
    feed |= {"entry": entry} if entry else {}
    records = read(tmp_path, {"feed": feed}, "appstore_rss")
    assert [record.state for record in records] == states


XML = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns:im="http://itunes.apple.com/rss" xmlns="http://www.w3.org/2005/Atom">
 <id>https://itunes.test/us/rss/customerreviews/id=1/xml</id>
 <entry><updated>2026-09-14T02:15:40-07:00</updated><id>7</id><title>Map &amp; list</title>
  <content type="text">It turns</content><content type="html">&lt;b&gt;It turns&lt;/b&gt;</content>
  <im:rating>2</im:rating><im:version>4.2</im:version><author><name>mquill</name></author></entry>
</feed>
"""


def test_the_feed_as_xml_is_the_feed_as_json(tmp_path: Path) -> None:
    (record,) = read(tmp_path, XML, "appstore_rss")
    (unit,) = record.units
    assert [text.text for text in unit.texts] == ["Map & list", "It turns"]
    assert (unit.external_id, unit.rating, f"{unit.created}") == ("7", 2.0, "2026-09-14 09:15:40+00:00")


def test_a_feed_with_entities_is_refused_and_a_cut_one_is_told(tmp_path: Path) -> None:
    bomb = XML.replace("<feed", '<!DOCTYPE feed [<!ENTITY a "aa">]><feed', 1)
    with pytest.raises(FileProblem, match="document type"):
        read(tmp_path, bomb, "appstore_rss")
    cut = read(tmp_path, XML[: XML.index("</feed>")], "appstore_rss")
    assert [record.state for record in cut] == ["used", "rejected"]


def test_what_a_developer_answers_in_a_store_is_no_feedback(tmp_path: Path) -> None:
    review = {"reviewId": "gp:1", "comments": [{"developerComment": {"text": "Sorry"}},
              {"userComment": {"text": "Map\tIt turns", "starRating": 2}}]}  # fmt: skip
    assert said(read(tmp_path, {"reviews": [review]}, "gplay_json")) == [("", "Map"), ("", "It turns")]
    review = {"type": "customerReviews", "id": "1", "attributes": {"rating": 2, "body": "It turns"}}
    response = {"type": "customerReviewResponses", "id": "2", "attributes": {"responseBody": "Sorry"}}
    assert said(read(tmp_path, {"data": [review], "included": [response]}, "appstore_api")) == [
        ("", "It turns")
    ]


def test_what_a_g2_reviewer_likes_and_dislikes_are_two_answers(tmp_path: Path) -> None:
    answers = {"love": {"text": "What do you like best?", "value": "The list"}, "hate": {"value": "The map"}}
    review = {"id": 1, "attributes": {"star_rating": 4, "comment_answers": answers}}
    assert said(read(tmp_path, {"data": [review]}, "g2_json")) == [
        ("What do you like best?", "The list"),
        ("What do you dislike about the product?", "The map"),
    ]


@pytest.mark.parametrize("value", [{"items": [TYPED, 7, None]}, {"items": [TYPED, {"answers": "x"}, {}]}])
def test_what_is_no_response_is_rejected_with_its_place(tmp_path: Path, value: Any) -> None:
    records = read(tmp_path, value, "typeform_json")
    assert [record.state for record in records] == ["used", "rejected", "rejected"]
    assert records[1].reason.startswith("item 2: ")


def test_a_list_of_other_things_is_nobodys_here(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text(json.dumps({"items": [{"id": 1, "comment": "It is slow"}]}), encoding="utf-8")
    assert recognize(path).importer.name == "table_json"


def test_real_typeform_responses_are_read() -> None:
    path = DEV / "exports" / "typeform_responses.json"
    if not path.exists():
        pytest.skip("no development data here; FEEDBACK_INSIGHTS_DEV_DATA names their folder")
    export = read_export(path, name="x", settings=ImportSettings())
    assert Counter(record.state for record in export.records) == {"used": 2, "rating_only": 1, "empty": 1}
