"""Events for other programs: their names, ids and sources, and only what moved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import report_sample as sample
from export_sample import DEVELOPERS, export_data
from targets_sample import Files, lines, rows, written

from feedback_insights.errors import SettingsError


def test_events_have_the_names_of_cloudevents_and_an_id_of_run_type_and_subject(
    target_files: dict[str, Files],
) -> None:
    events = lines(target_files["events"]["events.ndjson"])
    assert {event["type"] for event in events} == {"theme.created", "link.added", "feature.score.updated"}
    assert len({event["id"] for event in events}) == len(events)
    for event in events:
        assert event["id"] == f"R1/{event['type']}/{event['subject']}"
        assert (event["specversion"], event["time"]) == ("1.0", "2026-05-28T00:00:00Z")


def keys_of(found: Any) -> set[str]:
    """Every key, but the names of methods and inputs."""
    if not isinstance(found, dict):
        return set()
    inner = [keys_of(one) for name, one in found.items() if name != "inputs"]
    return {*found, *(key for keys in inner for key in keys)} - {"rice"}


def test_the_page_tells_every_key_of_an_event(target_files: dict[str, Files]) -> None:
    page = Path(__file__).parents[1].joinpath("docs", "export-targets.md").read_text("utf-8")
    for event in lines(target_files["events"]["events.ndjson"]):
        assert f"| `{event['type']}` |" in page
        assert [key for key in keys_of(event["data"]) - {"run"} if f"`{key}`" not in page] == []


def test_a_scope_is_another_source_so_that_no_event_takes_the_place_of_the_whole_one(tmp_path: Path) -> None:
    events = lines(written("events", tmp_path, export_data(scope=DEVELOPERS))["events.ndjson"])
    assert {event["source"] for event in events} == {"feedback-insights?audience=developer"}


def test_with_an_earlier_run_only_what_is_new_is_told_and_why(tmp_path: Path) -> None:
    data = export_data()
    items = list(data.view.ground.feedback.values())
    moves = sample.moves(data.view.analysis, items, data.view.ground.directory, since="R0", level="score")
    found = written("events", tmp_path, data, moves=moves)
    by_type: dict[str, list[dict[str, Any]]] = {}
    for event in lines(found["events.ndjson"]):
        by_type.setdefault(event["type"], []).append(event)
    assert "T1" in {event["subject"] for event in by_type["theme.created"]}
    assert "T2" not in {event["subject"] for event in by_type["theme.created"]}
    assert [event["data"]["subject"] for event in by_type["link.added"]] == ["0000000000000000:0"]
    [event] = [one for one in by_type["feature.score.updated"] if one["subject"] == "FEAT-7"]
    change = event["data"]["scores"]["rice"]["change"]
    assert (change["value_before"], change["reason"]) == (None, "effort from unknown to 3")
    moved = rows(found["moved.csv"])
    assert [(row["feature_id"], row["reason"]) for row in moved if row["method"] == "rice"][-1] == (
        "FEAT-7", "effort from unknown to 3",
    )  # fmt: skip


@pytest.mark.parametrize("target", ["json", "csv", "parquet"])
def test_tables_of_everything_cannot_be_cut_to_what_moved(target: str, tmp_path: Path) -> None:
    data = export_data()
    items = list(data.view.ground.feedback.values())
    moves = sample.moves(data.view.analysis, items, data.view.ground.directory, since="R0", level="tier")
    with pytest.raises(SettingsError, match="cannot write only what moved; those that can: aha, airfocus"):
        written(target, tmp_path / "out", data, moves=moves)
    assert not (tmp_path / "out").exists()
