"""Surveys, reviews and feedback as JSON: lists, lists in objects, and objects a line."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_insights.errors import FileProblem, UnclaimedFile
from feedback_insights.files import Profile
from feedback_insights.files.flatten import flatten
from feedback_insights.importers import draft_profile, read_export, recognize
from feedback_insights.importers._paths import matched_form, matched_forms
from feedback_insights.importers._roles import _ROLE_OF
from feedback_insights.raw import SourceRecord
from feedback_insights.settings import ImportSettings

TWO: list[dict[str, Any]] = [{"id": 1, "comment": "It is slow"}, {"id": 2, "comment": "It is fast"}]


def write(folder: Path, content: object, name: str = "x.json") -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def lines(*records: object) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def read(path: Path, profile: Profile | str | None = None) -> tuple[list[SourceRecord], list[str]]:
    export = read_export(path, name=path.name, settings=ImportSettings(), profile=profile)
    assert export.format == "table_json"
    return list(export.records), export.warnings


def said(records: list[SourceRecord]) -> list[str]:
    return [text.text for record in records for unit in record.units for text in unit.texts]


@pytest.mark.parametrize(
    "content",
    [
        TWO,
        lines(*TWO),
        json.dumps(TWO, indent=2),
        {"responses": TWO},
        {"count": 2, "users": [{"id": 7, "name": "Ann"}], "feedback": TWO},
        {"next": None, "whatever": TWO},
        {"data": {"reviews": TWO}, "status": "ok"},
        {"hits": {"total": 2, "hits": TWO}},
        "\n\n" + lines(*TWO),
        lines(TWO[0]) + "\n" + json.dumps(TWO[1]),
    ],
)
def test_the_records_are_found_wherever_they_are(tmp_path: Path, content: object) -> None:
    path = write(tmp_path, content)
    assert recognize(path).importer.name == "table_json"
    records, _ = read(path)
    assert said(records) == ["It is slow", "It is fast"]
    assert [record.locator.record for record in records] == ["id 1", "id 2"]


def test_a_single_object_is_one_record_with_or_without_lists_of_its_own(tmp_path: Path) -> None:
    for record in (
        {"id": 1, "comment": "It is slow"},
        {"id": 1, "comment": "It is slow", "notes": [{"by": "x"}]},
    ):
        for content in (json.dumps(record), json.dumps(record, indent=1), lines(record)):
            assert said(read(write(tmp_path, content))[0]) == ["It is slow"]


def test_of_several_lists_one_must_be_named(tmp_path: Path) -> None:
    path = write(tmp_path, {"spring": TWO, "autumn": [{"comment": "It is ugly"}]})
    with pytest.raises(UnclaimedFile):
        recognize(path)
    with pytest.raises(
        FileProblem, match=r"several lists of objects: 'autumn', 'spring'; .*records = 'autumn'"
    ):
        read(path, Profile(format="table_json"))
    assert said(read(path, Profile(records="autumn"))[0]) == ["It is ugly"]


def test_lists_that_are_not_read_are_said(tmp_path: Path) -> None:
    _, told = read(write(tmp_path, {"users": [{"id": 7}], "responses": TWO}))
    assert told == ["read the list 'responses'; not read: 'users'"]


def test_nested_values_play_their_roles(tmp_path: Path) -> None:
    record = {
        "id": "f1",
        "comment": "It is slow",
        "user": {"id": 7, "email": "ann@acme.test", "created_at": "1999-01-01", "role": "admin"},
        "company": {"id": 9, "name": "Acme"},
        "device": {"name": "Phone 12", "id": "d1"},
        "reply": {"text": "We are on it", "author": {"name": "Zoe Roe", "email": "zoe@us.test"}},
        "metadata": {"product": "Maps", "created_at": "2026-03-02T10:00:00Z"},
        "tags": ["slow", "map"],
        "score": 2,
    }
    (found,), told = read(write(tmp_path, [record]))
    (unit,) = found.units
    assert said([found]) == ["It is slow"]
    assert unit.author is not None
    assert (unit.author.external_id, unit.author.email, unit.author.name) == ("7", "ann@acme.test", None)
    assert unit.organisation is not None
    assert (unit.organisation.external_id, unit.organisation.name) == ("9", "Acme")
    assert (unit.product, unit.audience, unit.rating) == ("Maps", "admin", 2.0)
    assert unit.created is not None
    assert (unit.created.year, unit.names) == (2026, ("Zoe Roe",))
    assert told == []


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("customer.email", "email"),
        ("company.name", "organisation"),
        ("user.name", "author"),
        ("user.company.name", "organisation"),
        ("reviewer.displayName", "author"),
        ("account.domain", "domain"),
        ("data.attributes.body", "text"),
        ("_source.comment", "text"),
        ("checkout.comment", "text"),
        ("meta.id", "id"),
        ("assignee.name", "names"),
        ("app.name", "product"),
        # what only looks like one
        ("product.description", None),
        ("device.name", None),
        ("survey.id", None),
        ("page.title", None),
        ("user.created_at", None),
        ("user.status", None),
        ("company.email", None),
        ("agent.email", None),
        ("developer_reply.body", None),
        ("internal.comment", None),
        ("v1.2 notes", None),
    ],
)
def test_a_path_plays_a_role_only_where_that_is_clear(path: str, role: str | None) -> None:
    assert _ROLE_OF.get(matched_form(path, _ROLE_OF)) == role


def test_a_last_part_that_ends_several_columns_is_not_clear() -> None:
    alone, first, second = (
        matched_forms(names, _ROLE_OF)[0]
        for names in (["web.comment"], ["web.comment", "app.comment"], ["web.comment", "app.rating"])
    )
    assert (alone, first, second) == ("comment", "web.comment", "comment")


def test_questions_with_their_answers_become_a_column_each(tmp_path: Path) -> None:
    def response(number: int, change: str, nps: int) -> dict[str, Any]:
        answers = [
            {"question": "What should we change?", "answer": change},
            {"question": {"id": 2, "text": "How likely are you to recommend us?"}, "answer": {"value": nps}},
            {"question": "Which parts do you use?", "answer": ["Web", "Phone"]},
        ]
        return {"response_id": number, "answers": answers}

    records, told = read(
        write(tmp_path, {"responses": [response(1, "The colours", 9), response(2, "All of it", 0)]})
    )
    assert said(records) == ["The colours", "All of it"]
    unit = records[1].units[0]
    assert (records[1].source, unit.prompt, unit.question_id) == (
        "survey", "What should we change?", "what-should-we-change",
    )  # fmt: skip
    assert (unit.external_id, unit.rating) == ("2", 0.0)
    assert told == []


def test_answers_by_their_question_as_a_key_are_prompts_too(tmp_path: Path) -> None:
    record = {"id": 1, "answers": {"What should we change?": "The colours of the map"}}
    ((unit,),) = [record.units for record in read(write(tmp_path, [record]))[0]]
    assert (unit.prompt, unit.texts[0].field) == ("What should we change?", "answers.What should we change?")


def test_no_answer_is_lost_where_names_repeat() -> None:
    pairs = [{"name": "note", "value": text} for text in ("a", "b", "b", "c")]
    assert flatten({"note": "own", "custom": pairs}).cells == {
        "note": "own", "custom.note": "a", "custom.note 2": "b", "custom.note 3": "b", "custom.note 4": "c",
    }  # fmt: skip


def test_values_are_the_texts_that_a_csv_file_would_have() -> None:
    record = {
        "n": 4.0,
        "f": 0.1,
        "t": True,
        "none": None,
        "l": ["a", 1, None],
        "e": {},
        "el": [],
        "big": 1e20,
    }
    assert flatten(record).cells == {
        "n": "4", "f": "0.1", "t": "true", "none": "", "l": "a; 1", "e": "", "el": "",
        "big": "1.00000000000000E+20",
    }  # fmt: skip


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b", "name", "value", "question", "answer"]), inner)
    ),
)


@given(st.dictionaries(st.text(min_size=1, max_size=5), json_values))
def test_the_order_of_keys_never_matters(record: dict[str, Any]) -> None:
    backwards = dict(reversed(record.items()))
    assert flatten(record).cells == flatten(backwards).cells


def test_lists_of_objects_are_left_out_and_said(tmp_path: Path) -> None:
    record = {
        "id": 1,
        "comment": "It is slow",
        "replies": [{"body": "We are on it", "author": {"role": "staff"}}],
    }
    records, told = read(write(tmp_path, lines(record, {"id": 2, "comment": "Fast", "replies": []})))
    assert said(records) == ["It is slow", "Fast"]
    assert told == ["lists of objects inside a record are not read: 'replies'"]


def test_a_reply_of_ours_beside_a_review_is_not_feedback(tmp_path: Path) -> None:
    review = {
        "review_id": 1,
        "review": "It is slow",
        "response": {"text": "We are on it", "date": "2026-03-02"},
    }
    records, told = read(write(tmp_path, [review]))
    assert said(records) == ["It is slow"]
    assert "'response.text'" in told[0]


def test_counts_called_comments_are_no_words(tmp_path: Path) -> None:
    records, _ = read(
        write(tmp_path, [{"id": n, "comments": n, "body": f"It is slow, {n}"} for n in range(3)])
    )
    assert said(records) == ["It is slow, 0", "It is slow, 1", "It is slow, 2"]


def test_a_broken_record_is_rejected_with_its_place_and_costs_nothing_else(tmp_path: Path) -> None:
    content = lines(TWO[0]) + '{"id": 9, "comm\n' + "17\n" + lines(TWO[1])
    records, _ = read(write(tmp_path, content))
    assert [(r.state, r.locator.record) for r in records] == [
        ("used", "id 1"), ("rejected", "line 2"), ("rejected", "line 3"), ("used", "id 2"),
    ]  # fmt: skip
    assert records[2].reason == "not an object with named values"
    document = '{"responses": [{"id": 1, "comment": "It is slow"}, {"id": 2, "comm}, {"id":}, 17'
    records, _ = read(write(tmp_path, document))
    assert (records[0].state, records[0].locator.record) == ("used", "id 1")
    assert {record.state for record in records[1:]} == {"rejected"}
    assert all(record.locator.record.startswith("item ") for record in records[1:])


def test_an_empty_object_is_an_empty_record_not_none_at_all(tmp_path: Path) -> None:
    records, _ = read(write(tmp_path, lines(*TWO, {}, {"id": None, "comment": ""})))
    assert [record.state for record in records] == ["used", "used", "empty", "empty"]


@pytest.mark.parametrize(
    "content",
    [
        [{"id": 1, "score": 9}],
        {"items": [{"id": 1, "title": "War and Peace"}]},
        {"responses": []},
        [],
        [1, 2],
        {"comment": 5},
        lines({"level": "info", "msg_id": 3, "took": 12.5}, {"level": "info", "msg_id": 4, "took": 1.5}),
    ],
)
def test_json_without_free_text_is_not_claimed(tmp_path: Path, content: object) -> None:
    with pytest.raises(UnclaimedFile, match="JSON"):
        recognize(write(tmp_path, content))


def test_json_without_free_text_says_which_names_there_are_where_it_is_forced(tmp_path: Path) -> None:
    path = write(tmp_path, [{"id": 1, "score": 9}])
    with pytest.raises(
        FileProblem, match=r"no column of free text among: id, score; .*profile: \[map\] text"
    ):
        read(path, Profile(format="table_json"))
    with pytest.raises(FileProblem, match="is no JSON: it begins with 'id,comment 1,slow'"):
        read(write(tmp_path, "id,comment\n1,slow\n"), Profile(format="table_json"))


def test_a_forced_list_without_objects_has_no_records(tmp_path: Path) -> None:
    assert read(write(tmp_path, {"responses": []}), Profile(format="table_json")) == (
        [],
        ["no records in it"],
    )


def test_zendesks_tickets_stay_with_zendesk(tmp_path: Path) -> None:
    ticket = {
        "id": 1,
        "requester_id": 7,
        "via": {"channel": "web"},
        "subject": "Slow",
        "description": "It is slow",
    }
    for content in ([ticket], lines(ticket, ticket), {"tickets": [ticket], "end_of_stream": True}):
        found = recognize(write(tmp_path, content))
        assert (found.importer.name, found.runner_up) == ("zendesk_ndjson", "table_json")


def test_a_profile_maps_paths_and_names_the_list(tmp_path: Path) -> None:
    record = {"key": "k1", "what": {"was said": "It is slow"}, "who": {"mail": "ann@acme.test"}}
    profile = Profile(
        source="widget", records="rows", map={"id": "key", "text": "what.was said", "email": "who.mail"}
    )
    (found,), _ = read(write(tmp_path, {"rows": [record], "more": [{"a": 1}]}), profile)
    assert (found.source, found.instance, found.locator.record, said([found])) == (
        "widget", "", "key k1", ["It is slow"],
    )  # fmt: skip


def test_a_drafted_profile_reads_the_same_words(tmp_path: Path) -> None:
    records = [
        {"id": n, "user": {"email": f"u{n}@x.test"}, "feedback": {"text": f"Slow, {n}"}} for n in range(3)
    ]
    path, draft = write(tmp_path, {"data": {"items": records}}), tmp_path / "draft.toml"
    draft.write_text(draft_profile(path), encoding="utf-8")
    assert 'records = "data.items"' in draft.read_text(encoding="utf-8")
    assert said(read(path, str(draft))[0]) == said(read(path)[0]) == ["Slow, 0", "Slow, 1", "Slow, 2"]


def test_a_table_has_the_same_ids_in_json_and_in_csv(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("comment,plan,score\nIt is slow,pro,4\nFast,,\n", encoding="utf-8")
    csv = read_export(tmp_path / "x.csv", name="x.csv", settings=ImportSettings())
    rows = [
        {"score": 4, "plan": "pro", "comment": "It is slow"},
        {"comment": "Fast", "plan": None, "score": None},
    ]
    found, _ = read(write(tmp_path, rows))
    assert [(r.source, r.instance, r.units[0].external_id) for r in csv.records] == [
        (r.source, r.instance, r.units[0].external_id) for r in found
    ]


def test_ids_do_not_change_when_a_later_export_has_a_rare_name_more(tmp_path: Path) -> None:
    records = [{"id": n, "comment": f"It is slow, {n}"} for n in range(4)]
    before, _ = read(write(tmp_path, lines(*records)))
    after, _ = read(write(tmp_path, lines(*records, {"id": 9, "comment": "Fast", "beta": True})))
    assert {record.instance for record in before} == {record.instance for record in after}


def test_a_file_is_never_held_whole(tmp_path: Path) -> None:
    record = {"id": 0, "comment": "It is slow on my phone. " * 40}
    path = write(tmp_path, json.dumps({"responses": [record | {"id": number} for number in range(8000)]}))
    assert path.stat().st_size > 7_000_000
    tracemalloc.start()
    export = read_export(path, name="x", settings=ImportSettings())
    assert sum(1 for _ in export.records) == 8000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 6_500_000  # with what is imported on the way
