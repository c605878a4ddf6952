"""What exports say of urgency, effects, aspects and whole tones, and of how sure the taggers are."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import report_sample as sample
from export_sample import VARIANTS, csv_rows, export_data, files_of, insights

from feedback_insights.exporters import ExportData
from feedback_insights.exporters.json_document import insights as document
from feedback_insights.exporters.tag_rows import Tone
from feedback_insights.figures.dissent import SURE
from feedback_insights.records import Run, Statement, Tag

FINDINGS = ("urgency", "effects", "aspects")
BOTH = ("The board export times out.", "Small ones are lovely.")


def said(data: ExportData, statements: Iterable[Statement], tags: Iterable[Tag]) -> ExportData:
    """The same data with other statements and tags."""
    view, stated, tagged = data.view, tuple(statements), tuple(tags)
    ground = replace(
        view.ground,
        statements={one.id: one for one in stated if one.kind == "content"},
        tags={tag.statement_id: tag for tag in tagged},
    )
    stances = tuple(one for one in view.analysis.stances if one.statement_id in ground.statements)
    found = replace(view.analysis, statements=stated, tags=tagged, stances=stances)
    return replace(data, view=replace(view, ground=ground, analysis=found))


def with_first(data: ExportData, **facts: Any) -> ExportData:
    """The same data with other facts in the first statement's tag."""
    found = data.view.analysis
    return said(data, found.statements, (replace(found.tags[0], **facts), *found.tags[1:]))


def of_run(data: ExportData, run: Run) -> ExportData:
    return replace(data, view=replace(data.view, analysis=replace(data.view.analysis, run=run)))


# ---- statements -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tone", "asks", "sure"),
    [((0.85, 0.1, 0.05), 0.74, (True, False)), ((0.05, 0.1, 0.8499), 0.75, (False, True))],
)
def test_a_statement_is_sure_from_the_run_s_own_threshold_on(
    tone: tuple[float, ...], asks: float, sure: tuple[bool, bool]
) -> None:
    data = with_first(export_data(), probabilities=tone, request_probabilities=(asks, *(0.1,) * 5))
    first = document(data).statements[0]
    assert (first.sentiment_sure, first.request_sure) == sure


def test_where_the_run_tells_no_threshold_nothing_is_sure_or_unsure() -> None:
    data = export_data()
    assert data.view.analysis.tags[0].request_probabilities
    for settings in ({}, {"tagging": {}}, {"tagging": {"sentiment": {"mix": [0.3, 0.3, 0.4]}}}):
        first = document(of_run(data, replace(sample.RUN, settings=settings))).statements[0]
        assert (first.sentiment_sure, first.request_sure) == (None, None)


def test_an_unread_statement_has_nulls_and_no_findings() -> None:
    unread = {"sentiment": None, "probabilities": (), "severity": None, "unread": "ja"}
    asks_nothing = {"request_type": None, "request_probabilities": (), "aspects": ()}
    found = document(with_first(export_data(), **unread, **asks_nothing))
    first, tone = found.statements[0], found.tones[0]
    assert (first.sentiment_sure, first.request_sure, first.unread) == (None, None, "ja")
    assert (first.urgency, first.effects) == ((), ())
    assert first.id not in {row.statement_id for row in (*found.urgency, *found.effects, *found.aspects)}
    assert (tone.item_id, tone.statements, tone.unknown) == (first.item_id, 0, 1)
    assert (tone.sentiment, tone.p_negative, tone.p_neutral, tone.p_positive) == (None,) * 4


def test_what_is_no_content_has_no_tag_and_makes_no_tone() -> None:
    data = export_data()
    thanks, *others = data.view.analysis.statements
    found = document(said(data, (replace(thanks, kind="courtesy"), *others), data.view.analysis.tags[1:]))
    first = found.statements[0]
    assert (first.sentiment_sure, first.request_sure, first.urgency, first.effects) == (None, None, (), ())
    assert first.item_id not in {tone.item_id for tone in found.tones}


def test_a_statement_names_the_kinds_that_are_found_in_it_each_once(tmp_path: Path) -> None:
    rows = csv_rows(files_of("csv", tmp_path))["statements"]
    assert (rows[7]["urgency"], rows[7]["effects"]) == ("data loss; money", "operations")
    assert (rows[13]["urgency"], rows[13]["effects"]) == ("deadline", "compatibility")
    assert (rows[1]["urgency"], rows[1]["effects"]) == ("", "")


# ---- findings ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_findings_join_with_their_statements_in_their_order(tmp_path: Path, variant: dict[str, Any]) -> None:
    found = insights(tmp_path, **variant)
    place = {one["id"]: at for at, one in enumerate(found["statements"])}
    for table in FINDINGS:
        order = [place[row["statement_id"]] for row in found[table]]
        assert order == sorted(order)
        for row in found[table]:
            statement = found["statements"][place[row["statement_id"]]]
            assert (row["item_id"], row["withheld"]) == (statement["item_id"], statement["withheld"])
    for statement in found["statements"]:
        for table in ("urgency", "effects"):
            kinds = [row["kind"] for row in found[table] if row["statement_id"] == statement["id"]]
            assert statement[table] == list(dict.fromkeys(kinds))


def test_words_are_exact_words_of_the_statement(tmp_path: Path) -> None:
    found = insights(tmp_path)
    texts = {one["id"]: one["text"] for one in found["statements"]}
    for row in found["urgency"] + found["effects"]:
        assert row["words"] in texts[row["statement_id"]]
        assert (row.get("change") or "") in texts[row["statement_id"]]
    assert {row["change"] for row in found["effects"]} == {None, "The paging sample", "v2"}
    about = [(row["term"], texts[row["statement_id"]][row["start"] : row["end"]]) for row in found["aspects"]]
    assert about == [("exporting", "Exporting"), ("friday", "Friday"), ("paging sample", "paging sample")]


def test_words_of_few_people_are_withheld_and_the_kinds_stay(tmp_path: Path) -> None:
    few = f"{13:016x}:0"
    found = insights(tmp_path, **VARIANTS["withheld"])
    for table in FINDINGS:
        assert {row["withheld"] for row in found[table] if row["statement_id"] == few} == {True}
        assert False in {row["withheld"] for row in found[table]}
    hidden = [(row["number"], row["kind"], row["words"], row["change"]) for row in found["effects"][-2:]]
    assert hidden == [(1, "compatibility", None, None), (2, "compatibility", None, None)]
    assert (found["urgency"][-1]["kind"], found["urgency"][-1]["words"]) == ("deadline", None)
    assert (found["aspects"][-1]["term"], found["aspects"][-1]["sentiment"]) == (None, "negative")
    assert found["urgency"][0]["words"] == "our auditors"


# ---- tones ------------------------------------------------------------------------------------------------


def praised_and_scolded() -> ExportData:
    """The first item complains of its theme in one statement, and praises in another that is in no theme."""
    items = sample.feedback(text=" ".join(BOTH))
    data = export_data(items=items)
    first, *others = data.view.analysis.statements
    bad = replace(first, end=len(BOTH[0]), text=BOTH[0])
    good = replace(first, id=f"{first.feedback_id}:1", start=len(BOTH[0]) + 1, text=BOTH[1])
    likes = replace(data.view.analysis.tags[5], statement_id=good.id)
    return said(data, (bad, good, *others), (*data.view.analysis.tags, likes))


def test_an_item_sounds_one_way_as_a_whole_and_another_about_a_theme() -> None:
    whole, about, *_ = document(praised_and_scolded()).tones
    assert (whole.theme_id, whole.statements, whole.unknown, whole.mixed) == (None, 2, 0, True)
    assert (whole.p_negative, whole.p_neutral, whole.p_positive) == (0.46, 0.08, 0.46)
    assert (about.item_id, about.theme_id, about.statements) == (whole.item_id, "T1", 1)
    assert (about.sentiment, about.p_negative, about.mixed) == ("negative", 0.9, False)


def test_tones_come_by_item_the_whole_first(tmp_path: Path) -> None:
    rows = csv_rows(files_of("csv", tmp_path))["tones"]
    assert [row["theme_id"] for row in rows[:4]] == ["", "T1", "", "T1"]
    assert [row["item_id"] for row in rows] == sorted(row["item_id"] for row in rows)
    assert len(rows) == 2 * len(sample.SAID)


def test_the_column_says_from_when_a_tone_is_a_sure_one() -> None:
    assert f"{SURE} or more" in str(Tone.model_fields["mixed"].description)


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_the_manifest_counts_findings_and_tones(tmp_path: Path, variant: dict[str, Any]) -> None:
    files = files_of("csv", tmp_path, **variant)
    rows, counts = csv_rows(files), json.loads(files["manifest.json"])["counts"]
    assert {name: counts[name] for name in (*FINDINGS, "tones")} == {
        name: len(rows[name]) for name in (*FINDINGS, "tones")
    }
