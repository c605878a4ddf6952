"""Notes for Productboard, updates for Linear."""

from __future__ import annotations

from pathlib import Path

import report_sample as sample
from export_sample import export_data
from targets_sample import FEATURES, Files, lines, rows, written

from feedback_insights.exporters import ExportData
from feedback_insights.exporters.profiles import shipped


def test_a_note_is_an_item_of_feedback_with_its_words_as_html(
    target_data: ExportData, tmp_path: Path
) -> None:
    said = sample.feedback(text="Exports <b>time out</b> & nobody helps.")
    ids = {"FEAT-7": "3fa85f64-5717-4562-b3fc-2c963f66afa6", "ACME": "c1"}
    profile = shipped("productboard").model_copy(update={"ids": ids})
    found = export_data(features=FEATURES, items=said)
    notes = lines(written("productboard", tmp_path, found, profile=profile)["notes.ndjson"])
    [note] = [body for one in notes if "time out" in (body := one["body"]["data"])["fields"]["name"]]
    assert note["type"] == "textNote"
    assert note["fields"]["content"].startswith(
        "<p>Exports &lt;b&gt;time out&lt;/b&gt; &amp; nobody helps.</p>"
    )
    assert {"name": "feature: FEAT-7"} in note["fields"]["tags"]
    assert note["relationships"] == [
        {"type": "customer", "target": {"id": "c1", "type": "company"}},
        {"type": "link", "target": {"id": ids["FEAT-7"], "type": "feature"}},
    ]


def test_without_their_ids_notes_are_linked_with_nothing(target_files: dict[str, Files]) -> None:
    notes = lines(target_files["productboard"]["notes.ndjson"])
    assert len(notes) > 5
    assert not any("relationships" in note["body"]["data"] for note in notes)


def test_notes_for_the_spreadsheet_import_are_the_same_without_an_address(
    target_files: dict[str, Files],
) -> None:
    found = rows(target_files["productboard"]["notes.csv"])
    notes = [one["body"]["data"]["fields"] for one in lines(target_files["productboard"]["notes.ndjson"])]
    assert list(found[0]) == ["title", "content", "company", "email", "tags", "source", "url"]
    assert [row["title"].removeprefix("'") for row in found] == [note["name"] for note in notes]
    assert [row["tags"].split(", ") for row in found] == [[t["name"] for t in note["tags"]] for note in notes]
    assert {row["email"] for row in found} == {""}
    [row] = [row for row in found if row["url"] == "https://desk.example/tickets/1000"]
    assert (row["source"], row["company"]) == ("zendesk 1000", "ACME")
    words, place = row["content"].split("\n")
    assert words == "Exporting our roadmap board times out every single Friday."
    assert place.startswith("zendesk 1000, ")


def test_linear_gets_priorities_1_to_4_by_tier_and_items_without_tier_are_left_alone(
    target_data: ExportData, target_files: dict[str, Files]
) -> None:
    bodies = [one["body"] for one in lines(target_files["linear"]["linear_updates.ndjson"])]
    updates = {body["id"]: body["input"] for body in bodies}
    tiers = {one.feature_id: one.tier for one in target_data.view.analysis.scores if one.method == "rice"}
    assert updates == {id: {"priority": min(tier, 4)} for id, tier in tiers.items() if tier is not None}
    assert None in tiers.values()


def test_linear_s_importer_gets_its_own_words_and_no_estimate_that_it_would_cut(
    target_files: dict[str, Files],
) -> None:
    found = {row["Title"]: row for row in rows(target_files["linear"]["linear.csv"])}
    assert {row["Priority"] for row in found.values()} <= {"Urgent", "High", "Medium", "Low", ""}
    assert found["Export boards in the background"]["Estimate"] == "3"
    assert found["Rewrite the paging chapter"]["Estimate"] == ""  # half a day would become 0
    assert found["Export boards in the background"]["Labels"] == "exports, jobs"
