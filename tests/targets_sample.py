"""A backlog with nasty words, written for every target, and how to read its files again."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from feedback_insights.exporters import ExportData, ExportOptions, write_export
from feedback_insights.exporters.profiles import shipped
from feedback_insights.files import InputFile
from feedback_insights.files.workbooks import Workbook
from feedback_insights.records import Feature

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
