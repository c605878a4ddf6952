"""Notes of sessions in Word documents."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from feedback_insights.errors import FileProblem, UnclaimedFile
from feedback_insights.importers import read_export, recognize
from feedback_insights.settings import ImportSettings

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
HEAD = '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Participant 3</w:t></w:r></w:p>'


def write(folder: Path, body: str, before: str = "") -> Path:
    path = folder / "notes.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", f"{before}<w:document {NAMESPACE}>{body}</w:document>")
    return path


def item(content: str) -> str:
    return f"<w:p><w:pPr><w:numPr/></w:pPr>{content}</w:p>"


def said(path: Path, format: str | None = None) -> list[str]:
    export = read_export(path, name=path.name, settings=ImportSettings(), format=format)
    return [text.text for record in export.records for unit in record.units for text in unit.texts]


def test_what_was_deleted_or_moved_away_is_not_read(tmp_path: Path) -> None:
    kept, gone = "<w:r><w:t>Turned the tablet</w:t></w:r>", "<w:r><w:t> and gave up</w:t></w:r>"
    body = HEAD + item(f"{kept}<w:del>{gone}</w:del><w:moveFrom>{gone}</w:moveFrom>")
    path = write(tmp_path, body)
    assert recognize(path).importer.name == "docx_notes"
    assert said(path) == ["Turned the tablet"]


def test_words_in_several_runs_are_one_text_and_curly_quotes_stay(tmp_path: Path) -> None:
    runs = "<w:r><w:t>“No</w:t></w:r><w:r><w:t>rth is</w:t><w:br/><w:t>gone”, he said</w:t></w:r>"
    assert said(write(tmp_path, HEAD + item(runs))) == ["“North is gone”, he said"]


def test_a_document_that_is_no_notes_is_nobodys(tmp_path: Path) -> None:
    with pytest.raises(UnclaimedFile, match="Word document"):
        recognize(write(tmp_path, "<w:p><w:r><w:t>Dear all, the office is closed.</w:t></w:r></w:p>"))


@pytest.mark.parametrize(
    "before", ['<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>', "<", "\x00", "<w:document>"]
)
def test_a_hostile_or_damaged_document_is_one_clear_line(tmp_path: Path, before: str) -> None:
    with pytest.raises(FileProblem, match=r"notes\.docx"):
        said(write(tmp_path, HEAD, before), "docx_notes")
