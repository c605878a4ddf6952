"""Files for other tools: what they say, and that they stay the same."""

from __future__ import annotations

import io
import json
import runpy
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import report_sample as sample
from export_sample import AREA, DEVELOPERS, GONE, TARGETS, VARIANTS, csv_rows, export_data, files_of, insights
from jsonschema import Draft202012Validator, ValidationError

from feedback_insights.errors import SettingsError
from feedback_insights.exporters import exporters, write_export
from feedback_insights.exporters.cells import FORMULA
from feedback_insights.exporters.tables import TABLES, Table, tables_of
from feedback_insights.records import Feature, Feedback

ROOT = Path(__file__).parent.parent


# ---- targets ----------------------------------------------------------------------------------------------


def test_the_targets_are_listed_and_an_unknown_one_names_them(tmp_path: Path) -> None:
    assert set(TARGETS) <= set(exporters())
    with pytest.raises(SettingsError, match=r"no export target 'jra'; known: .*csv, .*json, .*parquet"):
        write_export(export_data(), "jra", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_nothing_heavy_is_loaded_before_something_is_exported() -> None:
    code = "import sys; import feedback_insights.exporters; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert not {"pyarrow", "pydantic", "numpy"} & {name.partition(".")[0] for name in told.split()}


def test_without_pyarrow_it_is_said_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(SettingsError, match=r"pip install 'feedback-insights\[parquet\]'"):
        write_export(export_data(), "parquet", tmp_path / "out")
    assert list(tmp_path.rglob("*.*")) == []


# ---- sameness and identity --------------------------------------------------------------------------------


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_the_same_in_another_order_gives_the_same_bytes(
    tmp_path: Path, target: str, variant: dict[str, Any]
) -> None:
    first = files_of(target, tmp_path / "a", **variant)
    assert files_of(target, tmp_path / "b", **variant, shuffled=True) == first


def test_a_scope_changes_counts_but_no_id(tmp_path: Path) -> None:
    whole = csv_rows(files_of("csv", tmp_path / "a"))
    part = csv_rows(files_of("csv", tmp_path / "b", scope=DEVELOPERS))
    assert [row["id"] for row in part["themes"]] == [row["id"] for row in whole["themes"]]
    people = {row["id"]: row["person"] for row in whole["items"]}
    assert 0 < len(part["items"]) < len(people)
    assert all(people[row["id"]] == row["person"] for row in part["items"])
    assert (whole["themes"][0]["people"], part["themes"][0]["people"]) == ("6", "0")


def test_the_same_scope_in_other_words_gives_the_same_bytes(tmp_path: Path) -> None:
    roles = ("developer", "end_user")
    one, other = (sample.Scope({"audience": values}) for values in (roles, roles[::-1]))
    assert files_of("json", tmp_path / "a", scope=one) == files_of("json", tmp_path / "b", scope=other)


def two_who_write_twice() -> list[Feedback]:
    """Ana writes early and late, the others once; ids as real ones are."""
    items = [replace(item, id=sha256(item.id.encode()).hexdigest()[:16]) for item in sample.feedback()]
    late = replace(items[1], author=items[0].author, created=datetime(2026, 6, 1, tzinfo=UTC))
    return [items[0], late, *items[2:]]


def test_a_person_is_named_by_their_earliest_record_whatever_the_key(tmp_path: Path) -> None:
    items = two_who_write_twice()
    files = files_of("csv", tmp_path / "a", items=items)
    people = {row["id"]: row["person"] for row in csv_rows(files)["items"]}
    assert people[items[0].id] == people[items[1].id] == f"P{items[0].id[:12]}"
    assert len(set(people.values())) == len(items) - 1
    rekeyed = [replace(item, author=item.author and f"person_{item.author[::-1]}") for item in items]
    assert files_of("csv", tmp_path / "b", items=rekeyed) == files
    assert not any(b"person_" in text.replace(b"assumed_person", b"") for text in files.values())


def test_a_person_s_name_does_not_hang_on_the_scope(tmp_path: Path) -> None:
    items = two_who_write_twice()
    late = insights(tmp_path, items=items, scope=sample.Scope(window="2026-06"))["items"]
    assert [item["person"] for item in late] == [f"P{items[0].id[:12]}"]


def test_two_people_are_never_one_although_their_ids_begin_alike() -> None:
    people = export_data().people
    assert people["C1"] == "P000000000000"
    assert people["C2"] == "P0000000000000001"


# ---- tables -----------------------------------------------------------------------------------------------

POINTERS = {
    ("statements", "item_id"): "items",
    ("statements", "theme_id"): "themes",
    ("urgency", "statement_id"): "statements",
    ("effects", "statement_id"): "statements",
    ("aspects", "statement_id"): "statements",
    ("tones", "item_id"): "items",
    ("tones", "theme_id"): "themes",
    ("themes", "area_id"): "themes",
    ("themes", "successors"): "themes",
    ("themes", "quotes"): "statements",
    ("links", "feature_id"): "features",
    ("scores", "feature_id"): "features",
    ("scores", "evidence"): "statements",
    ("score_inputs", "feature_id"): "features",
    ("breakdown", "theme_id"): "themes",
    ("changes", "theme_id"): "themes",
}


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_every_id_leads_to_a_row_and_no_two_rows_share_a_key(tmp_path: Path, variant: dict[str, Any]) -> None:
    found = csv_rows(files_of("csv", tmp_path, **variant))
    ids = {name: {row["id"] for row in rows if "id" in row} for name, rows in found.items()}
    for (table, column), other in POINTERS.items():
        named = {id for row in found.get(table, []) for id in row[column].split("; ") if id}
        assert named <= ids[other], (table, column)
    for link in found["links"]:
        assert link["subject_id"] in ids[f"{link['kind']}s"]
    for table in TABLES:
        keys = [tuple(row[name] for name in table.key) for row in found.get(table.name, [])]
        assert len(set(keys)) == len(keys), table.name


def test_what_left_the_backlog_is_pointed_to_by_nothing(tmp_path: Path) -> None:
    data = export_data()
    found = csv_rows(
        {
            p.name: p.read_bytes()
            for p in write_export(replace(data, features=data.features[1:]), "csv", tmp_path)
        }
    )
    assert data.features[0].id == "FEAT-7"
    assert not any(row.get("feature_id") == "FEAT-7" for rows in found.values() for row in rows)


def test_evidence_that_counts_no_more_is_left_out(tmp_path: Path) -> None:
    data = export_data()
    fewer = replace(data.view.analysis, statements=data.view.analysis.statements[1:])
    write_export(replace(data, view=replace(data.view, analysis=fewer)), "csv", tmp_path)
    text = (tmp_path / "scores.csv").read_text("utf-8")
    assert data.view.analysis.statements[0].id not in text
    assert data.view.analysis.statements[1].id in text


def test_a_retired_theme_keeps_its_row_without_figures(tmp_path: Path) -> None:
    themes = {row["id"]: row for row in csv_rows(files_of("csv", tmp_path))["themes"]}
    assert themes[GONE] | {"people": "", "statements": "", "share": ""} == themes[GONE]
    assert (themes[GONE]["successors"], themes[GONE]["reason"]) == (
        "T1",
        "retired: its successors have the figures",
    )
    assert (themes[AREA]["level"], themes["T1"]["area_id"], themes[AREA]["people"]) == ("area", AREA, "9")


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    nasty = [
        replace(item, text=f"{sign}1+cmd()\nand more")
        for item, sign in zip(sample.feedback(), FORMULA * 3, strict=False)
    ]
    evil = [Feature(id="=1+1", title="@sum", labels=("-2", "=3"))]
    files = files_of("csv", tmp_path, items=nasty, features=evil)
    cells = [cell for rows in csv_rows(files).values() for row in rows for cell in row.values()]
    assert sum(cell.startswith("'") for cell in cells) > len(nasty)
    assert not any(cell.startswith(FORMULA) and not _is_number(cell) for cell in cells)
    assert {row["text"] for row in csv_rows(files)["items"]} == {f"'{item.text}" for item in nasty}


def _is_number(cell: str) -> bool:
    try:
        return bool(float(cell)) or True
    except ValueError:
        return False


def test_csv_is_utf_8_with_lf_and_times_in_utc(tmp_path: Path) -> None:
    items = sample.feedback()
    items[0] = replace(items[0], text='Größe "A", bitte\r\nlöschen')
    text = files_of("csv", tmp_path, items=items)["items.csv"]
    assert b'"Gr\xc3\xb6\xc3\x9fe ""A"", bitte\r\nl\xc3\xb6schen"' in text
    assert text.count(b"\r\n") == 1
    assert b"2026-03-02T09:00:00Z" in text


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_parquet_says_what_csv_says(tmp_path: Path, variant: dict[str, Any]) -> None:
    from pyarrow import parquet

    written = csv_rows(files_of("csv", tmp_path / "csv", **variant))
    files = files_of("parquet", tmp_path / "parquet", **variant)
    tables = tables_of(export_data(**variant))
    assert list(files) == [*(f"{table.name}.parquet" for table in tables), "manifest.json"]
    for table in tables:
        read = parquet.read_table(io.BytesIO(files[f"{table.name}.parquet"])).to_pylist()
        assert [{name: as_cell(value) for name, value in row.items()} for row in read] == written[table.name]


def as_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "; ".join(value)
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else str(value)


def test_parquet_has_exact_types_and_says_what_it_holds(tmp_path: Path) -> None:
    from pyarrow import parquet

    files = files_of("parquet", tmp_path, scope=DEVELOPERS)
    for table in tables_of(export_data()):
        schema = parquet.read_schema(io.BytesIO(files[f"{table.name}.parquet"]))
        assert [(f.name, shown(f.type), f.nullable) for f in schema] == [
            (c.name, c.type, c.nullable) for c in table.columns
        ]
        assert schema.field(0).metadata[b"meaning"].decode() == table.columns[0].meaning
        told = {
            name.decode().removeprefix("feedback_insights."): text for name, text in schema.metadata.items()
        }
        assert set(told) == {"format_version", "table", "meaning", "run", "scope"}
        assert json.loads(told["scope"])["where"] == {"audience": ["developer"]}


def shown(type_: Any) -> str:
    names = {"double": "float64", "timestamp[us, tz=UTC]": "timestamp[us, UTC]"}
    return "list<string>" if "list" in str(type_) else names.get(str(type_), str(type_))


def test_an_effort_that_is_no_number_is_unknown_and_says_why(tmp_path: Path) -> None:
    odd = [Feature("A", "a", effort=float("nan")), Feature("B", "b"), Feature("C", "c", effort=2.0)]
    rows = csv_rows(files_of("csv", tmp_path, features=odd))["features"]
    assert [(row["effort"], row["reason"]) for row in rows] == [
        ("", "effort: the backlog's is no number"),
        ("", "effort: the backlog has none"),
        ("2.0", ""),
    ]


def test_rows_are_counted_in_the_manifest(tmp_path: Path) -> None:
    files = files_of("csv", tmp_path)
    rows = csv_rows(files)
    for file in json.loads(files["manifest.json"])["files"]:
        assert file["rows"] == len(rows[file["name"].removesuffix(".csv")])


def test_every_column_says_what_it_is() -> None:
    def wanting(table: Table) -> list[str]:
        return [column.name for column in table.columns if not column.meaning.strip()]

    assert {table.name: wanting(table) for table in TABLES if wanting(table) or not table.meaning} == {}


def test_every_input_of_a_score_says_where_it_comes_from(tmp_path: Path) -> None:
    found = csv_rows(files_of("csv", tmp_path))["score_inputs"]
    assert {row["basis"] for row in found} == {"observed", "estimated", "supplied", "missing"}
    assert all((row["basis"] == "missing") == (row["value"] == "") for row in found)
    assert {row["basis"] for row in found if row["input"] == "effort"} <= {"supplied", "missing"}


# ---- the document -----------------------------------------------------------------------------------------


def test_the_published_schema_and_the_page_say_what_the_code_makes() -> None:
    made = runpy.run_path(str(ROOT / "docs" / "make_export_reference.py"))
    assert made["SCHEMA"].read_bytes() == made["schema"](), "run docs/make_export_reference.py"
    text = (ROOT / "docs" / "export.md").read_text("utf-8")
    assert made["page"](text) == text, "run docs/make_export_reference.py"
    text = (ROOT / "docs" / "export-targets.md").read_text("utf-8")
    assert made["targets_page"](text) == text, "run docs/make_export_reference.py"


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_a_document_fits_the_schema_beside_it(tmp_path: Path, variant: dict[str, Any]) -> None:
    files = files_of("json", tmp_path, **variant)
    schema = json.loads(files["insights.schema.json"])
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(
        json.loads(files["insights.json"])
    )
    assert files["insights.json"].count(b"\n") == 1
    assert json.loads(files["insights.json"])["schema_id"] == schema["$id"]


def test_the_schema_allows_new_fields_and_misses_lost_ones(tmp_path: Path) -> None:
    files = files_of("json", tmp_path)
    schema, found = json.loads(files["insights.schema.json"]), json.loads(files["insights.json"])
    found["themes"][0]["new"] = 1
    Draft202012Validator(schema).validate(found)
    del found["themes"][0]["people"]
    with pytest.raises(ValidationError, match="'people' is a required property"):
        Draft202012Validator(schema).validate(found)


def fields(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, model in {"Document": schema, **schema["$defs"]}.items():
        yield name, model
        yield from ((f"{name}.{field}", told) for field, told in model["properties"].items())


def test_everything_in_the_schema_is_described(tmp_path: Path) -> None:
    schema = json.loads(files_of("json", tmp_path)["insights.schema.json"])
    assert [name for name, told in fields(schema) if not told.get("description")] == []


def test_the_document_tells_a_theme_from_its_people_to_the_exact_words(tmp_path: Path) -> None:
    found = insights(tmp_path)
    theme = found["themes"][0]
    assert (theme["id"], theme["people"], theme["area"]) == ("T1", 6, AREA)
    assert (theme["share"]["count"], theme["share"]["of"]) == (6, 14)
    assert theme["share"]["low"] < theme["share"]["value"] < theme["share"]["high"]
    assert theme["features"][0] == {
        "id": "FEAT-7",
        "probability": 0.9,
        "accepted": True,
        "decided_by": "model",
    }
    quote, items = theme["quotes"][0], {item["id"]: item for item in found["items"]}
    statement = next(one for one in found["statements"] if one["id"] == quote["statement_id"])
    said = items[quote["item_id"]]
    assert quote["text"] == said["text"][statement["start"] : statement["end"]] == statement["text"]
    assert said["created"] == "2026-03-02T09:00:00Z"
    assert (quote["file"], quote["record"], quote["voice"]) == ("tickets.ndjson", "ticket 1000", "said")
    assert [one["id"] for one in found["areas"]] == [AREA]
    assert [(one["id"], one["successors"]) for one in found["retired"]] == [(GONE, ["T1"])]


def test_a_score_has_its_inputs_intervals_reasons_and_evidence(tmp_path: Path) -> None:
    features = {feature["id"]: feature for feature in insights(tmp_path)["features"]}
    rice = next(score for score in features["FEAT-7"]["scores"] if score["method"] == "rice")
    assert rice["score"]["low"] <= rice["score"]["value"] <= rice["score"]["high"]
    assert rice["inputs"]["people"]["value"] == 5
    assert rice["evidence"] == [f"{position:016x}:0" for position in range(5)]
    assert [quote["statement_id"] for quote in features["FEAT-7"]["quotes"]] == rice["evidence"][:3]
    missing = next(score for score in features["FEAT-2"]["scores"] if score["method"] == "rice")
    assert (missing["score"]["value"], missing["score"]["reason"]) == (None, "effort_missing")
    assert features["FEAT-2"]["reason"] == "effort: the backlog has none"


def test_a_backlog_item_quotes_different_words_of_different_people_first(tmp_path: Path) -> None:
    items = sample.feedback()
    items[1] = replace(items[1], author=items[0].author)
    items[2] = replace(items[2], text=f"  {items[0].text.upper()}")
    quoted = next(one for one in insights(tmp_path, items=items)["features"] if one["id"] == "FEAT-7")[
        "quotes"
    ]
    assert [quote["item_id"] for quote in quoted] == [items[at].id for at in (0, 3, 4)]


def test_themes_come_with_the_most_people_first(tmp_path: Path) -> None:
    themes = insights(tmp_path, scope=DEVELOPERS)["themes"]
    assert [(one["id"], one["people"]) for one in themes] == [("T2", 3), ("T10", 2), ("T1", 0), ("T3", 0)]


def test_two_periods_stand_side_by_side(tmp_path: Path) -> None:
    found = insights(tmp_path, **VARIANTS["two periods by audience"])
    change = found["themes"][0]["change"]
    assert (change["now"]["of"], change["before"]["of"], change["trend"]) == (5, 5, "unclear")
    assert found["before"]["window"] == "2026-03"
    assert found["breakdown"]["shares"]["T1"]["end_user"]["count"] == 2
    assert found["breakdown"]["named"] is None
    assert insights(tmp_path, by="error")["breakdown"]["named"]["count"] == 0


# ---- privacy ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["csv", "json"])
def test_words_of_few_people_are_withheld(tmp_path: Path, target: str) -> None:
    files = files_of(target, tmp_path, settings={"report": {"min_people": 4}})
    text = b"".join(files.values()).decode()
    told = [words in text for theme, *_, words in sample.SAID if theme == sample.EXPORT]
    hidden = [words in text for theme, *_, words in sample.SAID if theme != sample.EXPORT]
    assert all(told)
    assert not any(hidden)


def test_whole_texts_and_telling_words_are_withheld_and_that_is_said(tmp_path: Path) -> None:
    found = insights(tmp_path, settings={"report": {"min_people": 7}})
    assert {(item["text"], item["withheld"]) for item in found["items"]} == {(None, True)}
    assert {(one["text"], one["withheld"]) for one in found["statements"]} == {(None, True)}
    assert not any(one["severity_reasons"] for one in found["statements"])
    assert {(quote["text"], quote["withheld"]) for theme in found["themes"] for quote in theme["quotes"]} == {
        (None, True)
    }
    everything = insights(tmp_path / "all")
    assert next(one["severity_reasons"] for one in everything["statements"]) == ["lost"]
    assert not any(one["withheld"] for one in everything["statements"] + everything["items"])


# ---- stances ----------------------------------------------------------------------------------------------


def test_stances_stand_beside_links_and_quotes(tmp_path: Path) -> None:
    found = insights(tmp_path)
    [item] = [one for one in found["features"] if one["id"] == "FEAT-7"]
    assert [(one["stance"], one["stance_rule"], one["text"]) for one in item["counter"]] == [
        ("unclear", "content with what there is", "Small exports are lovely, by the way.")
    ]
    assert item["stand"] == {"supporting": 4, "against": 0, "unclear": 2, "unread": 0}
    assert {one["stance"] for one in item["quotes"]} == {"for", "unclear"}
    stances = {(one["kind"], one["stance"]) for one in found["links"]}
    assert ("statement", "for") in stances
    assert ("theme", None) in stances


def test_words_of_a_stance_are_withheld_where_the_statement_is(tmp_path: Path) -> None:
    found = insights(tmp_path, settings={"report": {"min_people": 100}})
    assert all(one["stance_words"] == [] for one in found["links"])
    assert all(one["stance_words"] == [] for item in found["features"] for one in item["counter"])
    assert any(one["stance_rule"] for one in found["links"])


def test_a_scope_holds_the_stances_of_its_own_statements(tmp_path: Path) -> None:
    view = export_data(scope=DEVELOPERS).view
    heard = {one.id for one in view.analysis.statements}
    assert {one.statement_id for one in view.analysis.stances} <= heard
    assert len(view.analysis.stances) < len(export_data().view.analysis.stances)
