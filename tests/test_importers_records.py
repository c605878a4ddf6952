"""Rows that are in memory, such as those of a query: read as the same rows in a JSON file are."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_insights.errors import FileProblem, SettingsError
from feedback_insights.files import Profile
from feedback_insights.importers import Export, read_export, read_records
from feedback_insights.raw import SourceRecord
from feedback_insights.settings import ImportSettings

ROWS: list[dict[str, Any]] = [
    {"id": 1, "comment": "It is slow", "user": {"email": "ann@acme.test"}, "score": 2},
    {"id": 2, "comment": "It is fast", "user": {"email": "bo@beta.test"}, "score": 5},
]


def opened(rows: Any, profile: Profile | str | None = None) -> Export:
    return read_records(rows, name="crm", settings=ImportSettings(), profile=profile)


def read(rows: Any, profile: Profile | str | None = None) -> list[SourceRecord]:
    return list(opened(rows, profile).records)


def ids(records: list[SourceRecord]) -> list[tuple[str, str, str, str]]:
    return [(r.source, r.instance, u.external_id, u.question_id) for r in records for u in r.units]


def test_rows_are_read_as_the_same_rows_in_a_json_file(tmp_path: Path) -> None:
    export = opened(ROWS)
    records = list(export.records)
    assert (export.format, export.warnings, export.limits) == ("records", [], [])
    assert [(r.locator.file, r.locator.record) for r in records] == [("crm", "id 1"), ("crm", "id 2")]
    path = tmp_path / "x.json"
    path.write_text(json.dumps(ROWS), encoding="utf-8")
    in_file = list(read_export(path, name="x", settings=ImportSettings()).records)
    assert [record.units for record in records] == [record.units for record in in_file]
    assert ids(records) == ids(in_file)


def test_the_hash_is_the_same_whatever_the_order_of_rows_and_keys() -> None:
    backwards = [dict(reversed(row.items())) for row in reversed(ROWS)]
    assert opened(ROWS).sha256 == opened(backwards).sha256
    assert sorted(ids(read(ROWS))) == sorted(ids(read(backwards)))
    assert opened(ROWS).sha256 != opened(ROWS[:1]).sha256
    assert opened(ROWS).sha256 != opened([ROWS[0], ROWS[1] | {"score": 4}]).sha256
    assert opened(ROWS).sha256 != opened([*ROWS, ROWS[1]]).sha256


class Plan(Enum):
    PRO = "pro"


def test_values_of_many_types_are_the_texts_that_a_file_would_have() -> None:
    row = {
        "id": uuid.UUID(int=7), "comment": "It is slow", "created_at": datetime(2026, 3, 2, 10, tzinfo=UTC),
        "rating": Decimal("4.0"), "product": Plan.PRO, "day": date(2026, 3, 2), "tags": ("a", "b"),
        "labels": {"x"}, "nothing": float("nan"), "public": True, 5: "a key that is no text",
    }  # fmt: skip
    (record,) = read([row])
    (unit,) = record.units
    assert (unit.external_id, unit.rating, unit.product) == (str(uuid.UUID(int=7)), 4.0, "pro")
    assert unit.created == datetime(2026, 3, 2, 10, tzinfo=UTC)


def test_rows_may_come_one_by_one_and_only_once() -> None:
    assert len(read(row for row in ROWS)) == 2


def test_what_is_no_row_is_a_rejected_record_with_its_number() -> None:
    records = read([ROWS[0], 17, {"id": 3, "comment": b"bytes"}, ["a"], None, ROWS[1]])
    assert [(r.state, r.locator.record) for r in records] == [
        ("used", "id 1"), ("rejected", "row 2"), ("rejected", "row 3"), ("rejected", "row 4"),
        ("rejected", "row 5"), ("used", "id 2"),
    ]  # fmt: skip
    assert records[1].reason == "not a mapping of columns to values, but of type int"
    assert records[2].reason == "column 'comment' holds a value of type bytes; make it a text or a number"


def test_a_row_without_an_id_is_found_by_its_number() -> None:
    assert [r.locator.record for r in read([{"comment": "slow"}, {"comment": "fast"}])] == ["row 1", "row 2"]


def test_a_row_within_itself_is_rejected() -> None:
    row: dict[str, Any] = {"comment": "slow"}
    row["self"] = row
    assert [record.state for record in read([row, ROWS[0]])] == ["rejected", "used"]


def test_rows_without_free_text_say_which_columns_there_are() -> None:
    with pytest.raises(FileProblem, match=r"crm: no column of free text among: id, score; .*\[map\] text"):
        read([{"id": 1, "score": 9}])


def test_no_rows_are_no_records() -> None:
    export = opened([])
    assert (list(export.records), export.warnings) == ([], ["no records in it"])


def test_a_profile_is_followed(tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text(
        'source = "crm"\n[map]\ntext = "note.said"\nid = "key"\n', encoding="utf-8"
    )
    rows = [{"key": "a", "note": {"said": "It is slow"}}]
    assert ids(read(rows, str(tmp_path / "p.toml"))) == [("crm", "", "a", "")]
    with pytest.raises(SettingsError, match=r"crm has no column 'Text'; it has: key, note\.said"):
        read(rows, Profile(map={"text": "Text"}))


def test_a_name_is_shown_on_one_line_and_opens_no_file() -> None:
    export = read_records(ROWS, name="/etc/\npasswd", settings=ImportSettings())
    assert [record.locator.file for record in export.records] == ["/etc/?passwd"] * 2


plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.decimals()
others = (
    st.dates() | st.datetimes() | st.timedeltas() | st.binary(max_size=2) | st.uuids() | st.complex_numbers()
)
values = st.recursive(
    plain | others,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3) | st.integers(), inner, max_size=3)
    ),
)
rows = st.dictionaries(st.sampled_from(["id", "note", "tags", "user"]), values)


@given(st.lists(rows | values, max_size=5))
def test_any_rows_give_a_record_each(found: list[Any]) -> None:
    given_rows = [{"comment": "slow"}, *found]
    records = read(given_rows, Profile(map={"text": "comment"}))
    assert len(records) == len(given_rows)
    assert all((record.state == "used") == bool(record.units) for record in records)
    assert opened(given_rows).sha256 == opened(reversed(given_rows)).sha256
