"""The texts of the sample files, read as plainly as their formats allow, without the importers."""

from __future__ import annotations

import csv
import gzip
import json
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

SAMPLES = Path(__file__).parent.parent / "data" / "samples"
QUESTIONS = {
    "improve": "What is the one thing we should improve?",
    "like": "What do you like most about Fieldlark?",
}
NOTE = re.compile(r"\s*[-*] |\s*\|(?!\s*(?:Task|-))")  # a list item, or a table row that is no heading
FORM = {
    "payouts": "What is the biggest problem with payouts and settlements?",
    "listing": "What would make listing an add-on easier?",
    "else": "Anything else?",
}
CUE = re.compile(
    r"(?P<at>\d\d:\d\d:\d\d)[.,]\d{3} --> [^\n]+\n"
    r"(?:<v (?P<voice>\w+)>|(?P<name>\w+): )?(?P<words>.+?)(?:</v>)?$",
    re.M,
)
SPREADSHEET = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def rows(name: str, *, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    with (SAMPLES / name).open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def answers() -> list[dict[str, str]]:
    return rows("nps_survey_2026-09.csv")


@cache
def tickets() -> list[dict[str, Any]]:
    lines = (SAMPLES / "zendesk_tickets_2026-07_08.ndjson").read_bytes().splitlines()
    lines += gzip.decompress((SAMPLES / "zendesk_tickets_2026-09.ndjson.gz").read_bytes()).splitlines()
    return sorted(map(json.loads, lines), key=lambda ticket: (ticket["id"], ticket["updated_at"]))


def said(ticket: dict[str, Any]) -> str:
    """Return the requester's own words, quoted history left out."""
    turns = [turn for turn in ticket["comments"] if turn["author_id"] == ticket["requester_id"]]
    lines = "\n".join(turn["plain_body"] for turn in turns).splitlines()
    return "\n".join(line for line in lines if not line.startswith(">"))


def notes() -> Iterator[tuple[str, str]]:
    for path in sorted((SAMPLES / "usability_notes").glob("*.md")):
        lines = filter(NOTE.match, path.read_text(encoding="utf-8").splitlines())
        yield from ((f"{path.name}#{number}", line) for number, line in enumerate(lines, 1))


def responses() -> list[dict[str, str]]:
    """The Qualtrics responses; two more header rows stand above them."""
    return rows("qualtrics_platform_survey_2026.csv")[2:]


def sheets(name: str) -> dict[str, list[list[str]]]:
    """Sheet -> rows of a workbook, hidden sheets too; every cell as text, dates as Excel's numbers."""
    with zipfile.ZipFile(SAMPLES / name) as book:
        parts = {part: ElementTree.fromstring(book.read(part)) for part in book.namelist() if "xl/w" in part}
        strings = ElementTree.fromstring(book.read("xl/sharedStrings.xml")).findall("x:si", SPREADSHEET)
    names = [sheet.attrib["name"] for sheet in parts["xl/workbook.xml"].iterfind(".//x:sheet", SPREADSHEET)]
    texts = ["".join(string.itertext()) for string in strings]
    return {
        name: [
            _cells(row, texts)
            for row in parts[f"xl/worksheets/sheet{n}.xml"].iterfind(".//x:row", SPREADSHEET)
        ]
        for n, name in enumerate(names, 1)
    }


def _cells(row: ElementTree.Element, texts: list[str]) -> list[str]:
    found: dict[int, str] = {}
    for cell in row.iterfind("x:c", SPREADSHEET):
        value = cell.findtext("x:v", "", SPREADSHEET)
        found[ord(cell.attrib["r"][0]) - ord("A")] = texts[int(value)] if cell.get("t") == "s" else value
    return [found.get(place, "") for place in range(max(found) + 1)]


@cache
def partners() -> list[dict[str, str]]:
    header, *filled = sheets("partner_survey_2026-09.xlsx")["Form1"]
    return [dict(zip(header, [*cells, *[""] * len(header)], strict=False)) for cells in filled]


@cache
def widget() -> list[tuple[str, dict[str, Any] | None]]:
    """(what names it, the piece of feedback); no piece where the line is broken."""
    found: list[tuple[str, dict[str, Any] | None]] = []
    text = (SAMPLES / "marketplace_feedback_2026-08.ndjson").read_text("utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        try:
            piece = json.loads(line)
        except json.JSONDecodeError:
            found.append((f"line {number}", None))
        else:
            found.append((piece["id"], piece))
    return found


def interview_turns() -> Iterator[tuple[str, str, str]]:
    """Yield (record, speaker, words) of every turn: cues of one speaker in a row are one."""
    for path in sorted((SAMPLES / "interviews").iterdir()):
        cues = CUE.finditer(path.read_text("utf-8").replace("\r\n", "\n"))
        for speaker, turn in groupby(cues, key=lambda cue: cue["voice"] or cue["name"] or ""):
            said = list(turn)
            yield f"{path.name[:2]} {said[0]['at']}", speaker, " ".join(cue["words"] for cue in said)


@cache
def reviews() -> list[tuple[str, dict[str, str]]]:
    """(review id, row) of both reports, one behind the other."""
    files = [f"reviews_com.fieldlark.field_{month}.csv" for month in ("202607", "202609")]
    found = [row for name in files for row in rows(name, encoding="utf-16")]
    return [
        (row["Review Link"].partition("reviewId=")[2].partition("&")[0].replace("%3A", ":"), row)
        for row in found
    ]


@cache
def subjects() -> list[dict[str, str]]:
    return rows("zendesk_tickets_2026-04_06.csv")


def texts() -> Iterator[tuple[str, str, str]]:
    """Yield (source, record and question, text) in the order of the ground truth within a record."""
    yield from (("tickets", f"ticket {ticket['id']}", said(ticket)) for ticket in tickets())
    for row in answers():
        yield from (("survey", f"{row['Response ID']} {key}", row[asked]) for key, asked in QUESTIONS.items())
    yield from (("notes", *note) for note in notes())
    for row in responses():
        asked = ["Q3", "Q4", *(["Q2_5_TEXT"] if row["Q2_5_TEXT"] else [])]
        yield from (("qualtrics", f"{row['ResponseId']} {key}", row[key]) for key in asked)
    for row in partners():
        named = f"Form1 ID {row['ID']}"
        yield from (("partner_survey", f"{named} {key}", row[asked]) for key, asked in FORM.items())
    yield from (("widget", name, (piece and piece["comment"]) or "") for name, piece in widget())
    yield from (("interviews", record, words) for record, _, words in interview_turns())
    for name, row in reviews():
        yield "google_play", name, "\n".join(filter(None, (row["Review Title"], row["Review Text"])))
    yield from (("zendesk_csv", f"ticket {row['Id']}", row["Subject"]) for row in subjects())


def staff_texts() -> Iterator[tuple[str, str]]:
    """Yield what Fieldlark's own people wrote beside the feedback, with the record it stands in."""
    for name, piece in widget():
        yield from ((f"reply to {name}", reply["body"]) for reply in (piece or {}).get("replies", ()))
    yield from ((f"reply to {name}", row["Developer Reply Text"]) for name, row in reviews())
