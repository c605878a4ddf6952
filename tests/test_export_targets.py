"""Files in the shapes of other tools: what they say, what they leave blank, and that nothing in them acts."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import report_sample as sample
from export_sample import DEVELOPERS, export_data
from hypothesis import given
from hypothesis import strategies as st

from feedback_insights.backlog import read_backlog
from feedback_insights.errors import SettingsError
from feedback_insights.exporters import ExportData, ExportOptions, write_export
from feedback_insights.exporters.cells import FORMULA, csv_cell, csv_file
from feedback_insights.exporters.profiles import shipped
from feedback_insights.exporters.prose import inert, link
from feedback_insights.files import InputFile
from feedback_insights.files.workbooks import Workbook
from feedback_insights.records import Feature, Score, Value

FIELDS = {
    "jira_rest": {"customfield_10042": "score", "customfield_10043": "tier", "customfield_10044": "why"},
    "canny": {"boardID": "text:b1", "authorID": "text:u1"},
}
TARGETS = (
    "aha", "airfocus", "canny", "events", "github", "gitlab", "jira_csv", "jira_rest", "linear", "markdown",
    "productboard", "sheets",
)  # fmt: skip
EVIL = "=cmd|' /C calc'!A0"
FEATURES = (
    Feature(
        "FEAT-7",
        "Export boards in the background",
        'Lines,\nquotes " and a\ttab.',
        effort=3.0,
        status="Open",
        type="Story",
        labels=("exports", "jobs"),
        url="https://github.com/acme/board/issues/7",
    ),
    Feature("FEAT-2", EVIL, "@SUM(1)", labels=("-2", "=3", "ok"), url="javascript:alert(1)"),
    Feature("FEAT-12", "Rewrite the paging chapter", effort=0.5, status="In progress"),
    Feature("FEAT-30", "Dark theme for the console", effort=2.0),
)
Files = dict[str, bytes]


def written(target: str, folder: Path, data: ExportData, **how: Any) -> Files:
    given = how.pop("profile", None)
    if given is None and target in FIELDS:
        given = shipped(target).with_fields(FIELDS[target])
    options = ExportOptions(profile=given, **how)
    return {path.name: path.read_bytes() for path in write_export(data, target, folder, options=options)}


@pytest.fixture(scope="module")
def data() -> ExportData:
    return export_data(features=FEATURES)


@pytest.fixture(scope="module")
def told(data: ExportData, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Files]:
    """Every target's files."""
    return {target: written(target, tmp_path_factory.mktemp(target), data) for target in TARGETS}


def table(text: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.decode("utf-8-sig"), newline="")))


def rows(text: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline="")))


def lines(text: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def sheet(text: bytes, folder: Path, name: str = "RICE") -> list[list[str]]:
    (folder / "book.xlsx").write_bytes(text)
    found = Workbook(InputFile.open(folder / "book.xlsx", name="book.xlsx")).sheet(name)
    assert found
    with found.text() as file:
        return list(csv.reader(file))


# ---- all of them ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", TARGETS)
def test_the_same_in_another_order_gives_the_same_bytes(
    target: str, told: dict[str, Files], tmp_path: Path
) -> None:
    again = written(target, tmp_path, export_data(features=FEATURES, shuffled=True))
    assert again == told[target]


@pytest.mark.parametrize("target", TARGETS)
def test_without_feedback_and_backlog_there_are_files_without_rows(target: str, tmp_path: Path) -> None:
    found = written(target, tmp_path, export_data(items=(), features=()))
    counted = {file["name"]: file["rows"] for file in json.loads(found["manifest.json"])["files"]}
    assert set(counted.values()) <= {0, None}


def test_no_cell_of_any_csv_or_workbook_is_a_formula(told: dict[str, Files], tmp_path: Path) -> None:
    tables = [table(text) for files in told.values() for name, text in files.items() if name.endswith(".csv")]
    tables.append(sheet(told["sheets"]["scores.xlsx"], tmp_path))
    cells = [cell for one in tables for row in one for cell in row]
    assert sum(cell == f"'{EVIL}" for cell in cells) >= len(tables) - 1
    assert [cell for cell in cells if cell.startswith(FORMULA) and not is_number(cell)] == []


def test_what_programs_read_has_the_title_as_it_is(told: dict[str, Files]) -> None:
    events = lines(told["events"]["events.ndjson"])
    assert EVIL in {event["data"].get("title") for event in events}
    assert EVIL in {post["body"]["title"] for post in lines(told["canny"]["canny_posts.ndjson"])}


@pytest.mark.parametrize("target", TARGETS)
def test_people_are_pseudonymous_and_no_folder_is_told(target: str, told: dict[str, Files]) -> None:
    text = b"".join(told[target].values())
    assert not re.search(rb"person_[a-z]{3}\b|/home/ana|/tmp/", text)


@pytest.mark.parametrize("target", [target for target in TARGETS if target != "sheets"])
def test_words_of_few_people_are_withheld(target: str, tmp_path: Path) -> None:
    careful = export_data(features=FEATURES, settings={"report": {"min_people": 100}})
    text = b"".join(written(target, tmp_path, careful).values()).decode()
    assert [words for *_, words in sample.SAID if words[:25] in text] == []


def test_a_missing_score_is_blank_and_never_0(told: dict[str, Files], tmp_path: Path) -> None:
    missing = "FEAT-2"  # nobody knows its effort
    [jira] = [row for row in rows(told["jira_csv"]["jira.csv"]) if row["Issue key"] == missing]
    assert (jira["RICE"], jira["RICE low"], jira["RICE blank because"]) == ("", "", "effort missing")
    for target, name, column in (("aha", "aha.csv", "Score"), ("airfocus", "airfocus.csv", "Value")):
        assert [row[column] for row in rows(told[target][name]) if missing in row.values()] == [""]
    [put] = [one for one in lines(told["jira_rest"]["jira_issues.ndjson"]) if missing in one["path"]]
    assert "customfield_10042" not in put["body"]["fields"]
    [line] = [row for row in sheet(told["sheets"]["scores.xlsx"], tmp_path) if row[0] == missing]
    assert line[6:9] == ["", "", "effort missing"]
    [event] = [
        one for one in lines(told["events"]["events.ndjson"])
        if one["type"] == "feature.score.updated" and one["subject"] == missing
    ]  # fmt: skip
    assert event["data"]["scores"]["rice"]["value"] is None


def test_excel_gets_its_mark_and_nothing_else_changes(
    data: ExportData, told: dict[str, Files], tmp_path: Path
) -> None:
    for target, name in (("jira_csv", "jira.csv"), ("sheets", "rice.csv")):
        marked = written(target, tmp_path / target, data, excel=True)
        assert marked[name] == b"\xef\xbb\xbf" + told[target][name]
        assert json.loads(marked["manifest.json"])["options"]["excel"] is True


@given(st.lists(st.lists(st.text(max_size=20), min_size=2, max_size=2), max_size=4))
def test_any_cells_come_back_from_csv_as_they_are_but_for_the_guard(cells: list[list[str]]) -> None:
    assert table(csv_file(cells)) == [[csv_cell(cell) for cell in row] for row in cells]


def is_number(cell: str) -> bool:
    return bool(re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", cell))


# ---- events -----------------------------------------------------------------------------------------------


def test_events_have_the_names_of_cloudevents_and_an_id_of_run_type_and_subject(
    told: dict[str, Files],
) -> None:
    events = lines(told["events"]["events.ndjson"])
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


def test_the_page_tells_every_key_of_an_event(told: dict[str, Files]) -> None:
    page = Path(__file__).parents[1].joinpath("docs", "export-targets.md").read_text("utf-8")
    for event in lines(told["events"]["events.ndjson"]):
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


# ---- sheets -----------------------------------------------------------------------------------------------


def test_every_score_of_the_workbook_is_its_formula(data: ExportData, told: dict[str, Files]) -> None:
    cells = formulas(told["sheets"]["scores.xlsx"])
    reckoned = {row: value for row in range(2, 6) if (value := reckon(cells, f"H{row}")) is not None}
    known = [one.score.value for one in data.view.analysis.scores if one.method == "rice" and one.score.value]
    assert sorted(reckoned.values()) == pytest.approx(sorted(known), rel=1e-12)
    assert len(known) >= 2


def test_a_score_appears_once_its_effort_is_filled_in(told: dict[str, Files]) -> None:
    cells = formulas(told["sheets"]["scores.xlsx"])
    [row] = [n for n in range(2, 6) if f"G{n}" not in cells and f"D{n}" in cells]
    assert reckon(cells, f"H{row}") is None
    filled = cells | {f"G{row}": 2.0}
    assert reckon(filled, f"H{row}") == pytest.approx(
        float(cells[f"D{row}"]) * float(cells[f"E{row}"]) * float(cells[f"F{row}"]) / 2
    )


def formulas(book: bytes) -> dict[str, Any]:
    """The first sheet's cells: numbers, and formulas as text."""
    page = zipfile.ZipFile(io.BytesIO(book)).read("xl/worksheets/sheet1.xml").decode()
    found: dict[str, Any] = {}
    for at, formula, value in re.findall(
        r'<c r="([A-Z]+\d+)"(?: s="\d+")?(?: t="str")?>(?:<f>(.*?)</f>)?<v>(.*?)</v></c>', page
    ):
        found[at] = html.unescape(formula) if formula else float(value)
    return found


def reckon(cells: dict[str, Any], at: str) -> float | None:
    """What a spreadsheet would show: the formula with the cells' numbers; None = blank."""
    if at not in cells:
        return None
    found = re.fullmatch(r'IF\(AND\(COUNT\((\w+):(\w+)\)=4,(\w+)>0\),([\w*/]+),""\)', cells[at])
    assert found, cells[at]
    names = found[4].replace("/", "*").split("*")
    assert (names[0], names[-1]) == (found[1], found[2])
    if any(name not in cells for name in names) or not cells[found[3]] > 0:
        return None
    product = 1.0
    for sign, name in zip("***/", names, strict=True):
        product = product * cells[name] if sign == "*" else product / cells[name]
    return product


@pytest.mark.parametrize(
    ("method", "inputs", "value", "formula"),
    [
        ("ice", {"impact": 8, "confidence": 7, "ease": 5}, 280.0, "D2*E2*F2"),
        ("ice", {"impact": 8, "confidence": 7, "ease": 6}, 7.0, "(D2+E2+F2)/3"),
        (
            "wsjf",
            {"value": 8, "time_criticality": 5, "risk_reduction": 3, "effort": 3},
            16 / 3,
            "(D2+E2+F2)/G2",
        ),
        ("wsjf", {"value": 8, "criticality": 5, "risk_reduction": 3, "size": 3}, 16 / 3, "(D2+E2+F2)/G2"),
        (
            "ice",
            {"impact": 1.625, "confidence": 0.8, "ease": 4},
            5.5 * 8 * 4,
            "(1+9*MAX(0,MIN(1,(D2-0.25)/2.75)))*MAX(E2*10,1)*F2",
        ),
        (
            "wsjf",
            {"value": 0.5, "time_criticality": 5, "risk_reduction": 3, "effort": 2},
            6.5,
            "LOOKUP(INT(MAX(0,MIN(1,D2))*6+0.5),{0,1,2,3,4,5,6},{1,2,3,5,8,13,20})+E2+F2)/G2",
        ),
        ("wsjf", {"value": 8, "criticality": 5, "risk_reduction": 3, "size": 3}, 99.0, None),
    ],
    ids=[
        "ice product",
        "ice mean",
        "wsjf by effort",
        "wsjf by size",
        "ice on its scales",
        "wsjf on its steps",
        "a formula that we do not know",
    ],
)
def test_the_sheet_of_another_method_has_its_own_formula(
    data: ExportData, tmp_path: Path, method: str, inputs: dict[str, float], value: float, formula: str | None
) -> None:
    made = Score(
        feature_id="FEAT-7",
        method=method,
        score=Value(value=value),
        inputs={name: Value(value=float(one)) for name, one in inputs.items()},
    )
    found = replace(data, view=replace(data.view, analysis=replace(data.view.analysis, scores=(made,))))
    files = written("sheets", tmp_path, found)
    page = zipfile.ZipFile(io.BytesIO(files["scores.xlsx"])).read("xl/worksheets/sheet1.xml").decode()
    assert (formula in html.unescape(page)) if formula else "<f>" not in page.partition('r="3"')[0]
    assert rows(files[f"{method}.csv"])[0][method.upper()] == str(value)
    about = sheet(files["scores.xlsx"], tmp_path, "About")
    assert ["RICE has no sheet: there are no scores by it."] in about


def test_methods_that_a_run_does_not_keep_are_told_or_missed(data: ExportData, tmp_path: Path) -> None:
    ease = {name: Value(value=2.0) for name in ("impact", "confidence", "ease")}
    made = Score(feature_id="FEAT-30", method="ice", score=Value(value=8.0), inputs=ease)
    gone = replace(made, feature_id="FEAT-99")  # no longer in the backlog
    more = replace(data, more_scores=(gone, made), refused={"wsjf": "job sizes must be declared first"})
    files = written("sheets", tmp_path / "a", more)
    assert [row["Feature id"] for row in rows(files["ice.csv"]) if row["ICE"]] == ["FEAT-30"]
    assert ["WSJF has no sheet: job sizes must be declared first."] in sheet(
        files["scores.xlsx"], tmp_path, "About"
    )
    assert "rice.csv" in files
    wsjf = shipped("aha").with_fields({"WSJF": "wsjf:score"})
    with pytest.raises(SettingsError, match=r"aha\.csv, WSJF: job sizes must be declared first"):
        written("aha", tmp_path / "b", more, profile=wsjf)
    assert wsjf.methods == ("rice", "wsjf")


# ---- Jira -------------------------------------------------------------------------------------------------


def test_jira_s_csv_comes_back_as_the_same_backlog(told: dict[str, Files], tmp_path: Path) -> None:
    (tmp_path / "jira.csv").write_bytes(told["jira_csv"]["jira.csv"])
    found = read_backlog(tmp_path / "jira.csv")
    assert found.format == "jira_csv"
    [back] = [feature for feature in found.features if feature.id == "FEAT-7"]
    assert (back.title, back.type, back.labels) == (FEATURES[0].title, "Story", ("exports", "jobs"))
    assert back.description.split() == FEATURES[0].description.split()


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("aha", "aha.csv"), ("airfocus", "airfocus.csv"), ("linear", "linear.csv"),
        ("productboard", "features.csv"), ("sheets", "rice.csv"),
    ],
)  # fmt: skip
def test_every_table_of_items_is_a_backlog_that_we_read(
    told: dict[str, Files], tmp_path: Path, target: str, name: str
) -> None:
    (tmp_path / name).write_bytes(told[target][name])
    titles = {feature.title for feature in read_backlog(tmp_path / name).features}
    assert titles == {f"'{EVIL}" if one.title == EVIL else one.title for one in FEATURES}


def test_jira_gets_a_column_per_label_and_no_punctuation_in_headings(told: dict[str, Files]) -> None:
    header, *body = table(told["jira_csv"]["jira.csv"])
    assert header[:6] == ["Summary", "Issue key", "Issue Type", "Priority", "Labels", "Labels"]
    assert header.count("Labels") == 3
    assert all(re.fullmatch(r"[A-Za-z ]+", name) for name in header)
    assert {len(row) for row in body} == {len(header)}


def test_closed_issues_are_left_out_unless_the_profile_wants_them(tmp_path: Path) -> None:
    done = replace(FEATURES[0], status="Done")
    data = export_data(features=(done, *FEATURES[1:]))
    keys = {row["Issue key"] for row in rows(written("jira_csv", tmp_path / "a", data)["jira.csv"])}
    assert "FEAT-7" not in keys
    whole = shipped("jira_csv").model_copy(update={"closed": True})
    found = rows(written("jira_csv", tmp_path / "b", data, profile=whole)["jira.csv"])
    assert {row["Issue key"] for row in found} == keys | {"FEAT-7"}


def test_many_rows_go_into_files_of_the_size_that_the_profile_says(data: ExportData, tmp_path: Path) -> None:
    file = shipped("jira_csv").file[0].model_copy(update={"rows_per_file": 3})
    found = written(
        "jira_csv", tmp_path, data, profile=shipped("jira_csv").model_copy(update={"file": (file,)})
    )
    assert [len(rows(found[f"jira-{n}.csv"])) for n in (1, 2)] == [3, 1]


def test_jira_s_fields_are_never_guessed(data: ExportData, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="--field customfield_10042=score"):
        written("jira_rest", tmp_path, data, profile=shipped("jira_rest"))


def test_bulk_edits_hold_the_numbers_of_the_single_ones_grouped_by_value(told: dict[str, Files]) -> None:
    single = {
        (one["path"].rpartition("/")[2], name): value
        for one in lines(told["jira_rest"]["jira_issues.ndjson"])
        for name, value in one["body"]["fields"].items()
        if not isinstance(value, str)
    }
    bulk: dict[tuple[str, str], float] = {}
    for one in lines(told["jira_rest"]["jira_bulk.ndjson"]):
        [edit] = one["body"]["editedFieldsInput"]["clearableNumberFields"]
        assert one["body"]["selectedActions"] == [edit["fieldId"]]
        for issue in one["body"]["selectedIssueIdsOrKeys"]:
            assert (issue, edit["fieldId"]) not in bulk
            bulk[issue, edit["fieldId"]] = edit["value"]
    assert bulk == single


def test_no_bulk_request_holds_more_than_a_thousand_issues(tmp_path: Path) -> None:
    many = [Feature(f"FL-{n}", "one of many", effort=1.0) for n in range(1005)]
    data = export_data(features=many)
    scores = [
        Score(feature_id=one.id, method="rice", score=Value(value=2.0), inputs={"people": Value(value=1)})
        for one in many
    ]
    found = replace(
        data, view=replace(data.view, analysis=replace(data.view.analysis, scores=tuple(scores), links=()))
    )
    profile = shipped("jira_rest").with_fields({"customfield_1": "score"})
    requests = lines(written("jira_rest", tmp_path, found, profile=profile)["jira_bulk.ndjson"])
    assert [len(one["body"]["selectedIssueIdsOrKeys"]) for one in requests] == [1000, 5]


def test_a_field_without_figure_is_left_alone_or_emptied_as_the_profile_says(
    data: ExportData, tmp_path: Path
) -> None:
    fields = shipped("jira_rest").with_fields({"customfield_1": "score"})
    clear = fields.model_copy(update={"missing": "clear", "add_labels": ("scored",)})
    left = lines(written("jira_rest", tmp_path / "a", data, profile=fields)["jira_issues.ndjson"])
    assert "FEAT-2" not in {one["path"].rpartition("/")[2] for one in left}
    files = written("jira_rest", tmp_path / "b", data, profile=clear)
    bodies = {one["path"].rpartition("/")[2]: one["body"] for one in lines(files["jira_issues.ndjson"])}
    assert bodies["FEAT-2"] == {
        "fields": {"customfield_1": None}, "update": {"labels": [{"add": "scored"}]},
    }  # fmt: skip
    [emptied] = [
        one["body"] for one in lines(files["jira_bulk.ndjson"])
        if "value" not in one["body"]["editedFieldsInput"]["clearableNumberFields"][0]
    ]  # fmt: skip
    assert set(emptied["selectedIssueIdsOrKeys"]) == {"FEAT-2", "FEAT-30"}


# ---- Productboard, Linear, comments, Markdown -------------------------------------------------------------


def test_a_note_is_an_item_of_feedback_with_its_words_as_html(data: ExportData, tmp_path: Path) -> None:
    said = sample.feedback(text="Exports <b>time out</b> & nobody helps.")
    ids = {"FEAT-7": "3fa85f64-5717-4562-b3fc-2c963f66afa6", "ACME": "c1"}
    profile = shipped("productboard").model_copy(update={"ids": ids})
    found = export_data(features=FEATURES, items=said)
    notes = lines(written("productboard", tmp_path, found, profile=profile)["notes.ndjson"])
    [note] = [data for one in notes if "time out" in (data := one["body"]["data"])["fields"]["name"]]
    assert note["type"] == "textNote"
    assert note["fields"]["content"].startswith(
        "<p>Exports &lt;b&gt;time out&lt;/b&gt; &amp; nobody helps.</p>"
    )
    assert {"name": "feature: FEAT-7"} in note["fields"]["tags"]
    assert note["relationships"] == [
        {"type": "customer", "target": {"id": "c1", "type": "company"}},
        {"type": "link", "target": {"id": ids["FEAT-7"], "type": "feature"}},
    ]


def test_without_their_ids_notes_are_linked_with_nothing(told: dict[str, Files]) -> None:
    notes = lines(told["productboard"]["notes.ndjson"])
    assert len(notes) > 5
    assert not any("relationships" in note["body"]["data"] for note in notes)


def test_notes_for_the_spreadsheet_import_are_the_same_without_an_address(told: dict[str, Files]) -> None:
    found = rows(told["productboard"]["notes.csv"])
    notes = [one["body"]["data"]["fields"] for one in lines(told["productboard"]["notes.ndjson"])]
    assert list(found[0]) == ["title", "content", "company", "email", "tags", "source", "url"]
    assert [row["title"].removeprefix("'") for row in found] == [note["name"] for note in notes]
    assert [row["tags"].split(", ") for row in found] == [[t["name"] for t in note["tags"]] for note in notes]
    assert {row["email"] for row in found} == {""}
    [row] = [row for row in found if row["url"] == "https://desk.example/tickets/1000"]
    assert (row["source"], row["company"]) == ("zendesk 1000", "ACME")
    words, place = row["content"].split("\n")
    assert words == "Exporting our roadmap board times out every single Friday."
    assert place.startswith("zendesk 1000, ")


def test_every_request_carries_a_key_of_run_and_subject(told: dict[str, Files]) -> None:
    for target, name, key in (
        ("productboard", "notes.ndjson", r"R1/note/[0-9a-f]{16}"),
        ("linear", "linear_updates.ndjson", r"R1/issue/FEAT-\d+"),
        ("canny", "canny_posts.ndjson", r"R1/post/FEAT-\d+"),
        ("jira_rest", "jira_issues.ndjson", r"R1/issue/FEAT-\d+"),
        ("github", "github_comments.ndjson", r"R1/comment/FEAT-\d+"),
    ):
        requests = lines(told[target][name])
        keys = [one["key"] for one in requests]
        assert keys
        assert len(set(keys)) == len(keys)
        assert all(re.fullmatch(key, one) for one in keys), keys
        assert all("body" in one for one in requests)
    assert lines(told["canny"]["canny_posts.ndjson"])[0]["path"] == "/api/v1/posts/create"
    assert lines(told["productboard"]["notes.ndjson"])[0]["path"] == "/v2/notes"


def test_a_profile_without_a_key_has_bare_lines(data: ExportData, tmp_path: Path) -> None:
    profile = shipped("linear")
    bare = profile.file[0].model_copy(update={"key": None})
    found = written("linear", tmp_path, data, profile=profile.model_copy(update={"file": (bare,)}))
    assert {frozenset(one) for one in lines(found["linear_updates.ndjson"])} == {frozenset({"id", "input"})}


def test_linear_gets_priorities_1_to_4_by_tier_and_items_without_tier_are_left_alone(
    data: ExportData, told: dict[str, Files]
) -> None:
    bodies = [one["body"] for one in lines(told["linear"]["linear_updates.ndjson"])]
    updates = {body["id"]: body["input"] for body in bodies}
    tiers = {one.feature_id: one.tier for one in data.view.analysis.scores if one.method == "rice"}
    assert updates == {id: {"priority": min(tier, 4)} for id, tier in tiers.items() if tier is not None}
    assert None in tiers.values()


def test_linear_s_importer_gets_its_own_words_and_no_estimate_that_it_would_cut(
    told: dict[str, Files],
) -> None:
    found = {row["Title"]: row for row in rows(told["linear"]["linear.csv"])}
    assert {row["Priority"] for row in found.values()} <= {"Urgent", "High", "Medium", "Low", ""}
    assert found["Export boards in the background"]["Estimate"] == "3"
    assert found["Rewrite the paging chapter"]["Estimate"] == ""  # half a day would become 0
    assert found["Export boards in the background"]["Labels"] == "exports, jobs"


def test_a_comment_is_posted_where_the_backlog_says_and_tells_its_run(told: dict[str, Files]) -> None:
    comments = {one["id"]: one for one in lines(told["github"]["github_comments.ndjson"])}
    assert comments["FEAT-7"]["path"] == "/repos/acme/board/issues/7/comments"
    assert comments["FEAT-12"]["path"] is None
    text = comments["FEAT-7"]["body"]["body"]
    assert text.endswith("<!-- feedback-insights R1 FEAT-7 -->")
    assert "](https://desk.example/tickets/1000)" in text
    assert "“Exporting our roadmap board times out every single Friday.”" in text


def test_the_summary_is_a_table_with_the_items_in_order(told: dict[str, Files]) -> None:
    text = told["markdown"]["summary.md"].decode()
    assert text.index("| FEAT-12 |") < text.index("## Themes") < text.index("## What is missing")
    assert "javascript:" not in text
    assert "effort missing: FEAT-2" in text


MARKUP = "_*`~a0 <>[]()!&#@-+.:/|\\\n=\"'$1;"


@given(st.text(max_size=60) | st.text(alphabet=MARKUP, max_size=30))
def test_words_of_people_are_shown_as_they_are_and_are_no_markup(words: str) -> None:
    from markdown_it import MarkdownIt

    shown = MarkdownIt("commonmark").enable("table").render(f"> {inert(words)}")
    plain = html.unescape(re.sub(r"</?(blockquote|p)>", "", shown)).replace("\u200b", "")
    wanted = " ".join(words.split()).replace("\u200b", "").replace("\x00", "\ufffd")
    assert plain.strip() == wanted.strip()


@pytest.mark.parametrize("words", ["@ana look", "see #12", "http://bad.example now", "www.bad.example"])
def test_nobody_is_notified_and_nothing_is_linked_by_words_of_people(words: str) -> None:
    assert words not in inert(words)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "https://a b", None])
def test_only_addresses_of_the_web_are_links(url: str | None) -> None:
    assert link("ticket 7", url) == "ticket 7"
    assert link("a|b", "https://x.example/(1)") == "[a\\|b](https://x.example/%281%29)"


def test_columns_can_be_of_several_methods(data: ExportData, tmp_path: Path) -> None:
    both = shipped("aha").with_fields({"Demand": "value:score", "Half": "input.units_half"})
    found = rows(written("aha", tmp_path, data, profile=both)["aha.csv"])
    values = {one.feature_id: one.score.value for one in data.view.analysis.scores if one.method == "value"}
    assert {row["Reference"]: row["Demand"] for row in found if row["Demand"]} == {
        id: str(float(f"{value:.3g}")) for id, value in values.items() if value is not None
    }


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"Score": "moscow:score"}, "aha.csv, Score: no scores by 'moscow' in R1; known: rice, value"),
        ({"Score": "input.charm"}, "no input 'charm' of any score; known: accounts, "),
        ({"Board": "ask:the board's id"}, "Board: the profile must say the board's id"),
    ],
)
def test_what_the_run_cannot_fill_is_told_with_file_and_column(
    data: ExportData, tmp_path: Path, fields: dict[str, str], error: str
) -> None:
    with pytest.raises(SettingsError, match=re.escape(error)):
        written("aha", tmp_path, data, profile=shipped("aha").with_fields(fields))
