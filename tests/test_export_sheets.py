"""The workbook: every score is its formula, under every method."""

from __future__ import annotations

import html
import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from targets_sample import Files, rows, sheet, written

from feedback_insights.errors import SettingsError
from feedback_insights.exporters import ExportData
from feedback_insights.exporters.profiles import shipped
from feedback_insights.records import Score, Value


def test_every_score_of_the_workbook_is_its_formula(
    target_data: ExportData, target_files: dict[str, Files]
) -> None:
    cells = formulas(target_files["sheets"]["scores.xlsx"])
    reckoned = {row: value for row in range(2, 6) if (value := reckon(cells, f"H{row}")) is not None}
    known = [
        one.score.value
        for one in target_data.view.analysis.scores
        if one.method == "rice" and one.score.value
    ]
    assert sorted(reckoned.values()) == pytest.approx(sorted(known), rel=1e-12)
    assert len(known) >= 2


def test_a_score_appears_once_its_effort_is_filled_in(target_files: dict[str, Files]) -> None:
    cells = formulas(target_files["sheets"]["scores.xlsx"])
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
    target_data: ExportData,
    tmp_path: Path,
    method: str,
    inputs: dict[str, float],
    value: float,
    formula: str | None,
) -> None:
    made = Score(
        feature_id="FEAT-7",
        method=method,
        score=Value(value=value),
        inputs={name: Value(value=float(one)) for name, one in inputs.items()},
    )
    found = replace(
        target_data,
        view=replace(target_data.view, analysis=replace(target_data.view.analysis, scores=(made,))),
    )
    files = written("sheets", tmp_path, found)
    page = zipfile.ZipFile(io.BytesIO(files["scores.xlsx"])).read("xl/worksheets/sheet1.xml").decode()
    assert (formula in html.unescape(page)) if formula else "<f>" not in page.partition('r="3"')[0]
    assert rows(files[f"{method}.csv"])[0][method.upper()] == str(value)
    about = sheet(files["scores.xlsx"], tmp_path, "About")
    assert ["RICE has no sheet: there are no scores by it."] in about


def test_methods_that_a_run_does_not_keep_are_told_or_missed(target_data: ExportData, tmp_path: Path) -> None:
    ease = {name: Value(value=2.0) for name in ("impact", "confidence", "ease")}
    made = Score(feature_id="FEAT-30", method="ice", score=Value(value=8.0), inputs=ease)
    gone = replace(made, feature_id="FEAT-99")  # no longer in the backlog
    more = replace(
        target_data, more_scores=(gone, made), refused={"wsjf": "job sizes must be declared first"}
    )
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
