"""Usability notes as a Word document: read as the Markdown that says the same (formats spec 6).

Headings, paragraphs, lists and tables count; comments and tracked deletions do not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from feedback_insights.errors import FileProblem
from feedback_insights.files import InputFile
from feedback_insights.files._xml import XmlReader
from feedback_insights.files.archives import Archive
from feedback_insights.files.columns import tidy
from feedback_insights.files.held import UTF8, HeldFile
from feedback_insights.files.packages import Package
from feedback_insights.importers._registry import Reading
from feedback_insights.importers.usability.notes import NOTES
from feedback_insights.raw import SourceRecord

_PART = "word/document.xml"
_GONE = frozenset({"del", "moveFrom", "footnote", "comment", "txbxContent"})  # tracked away, or beside
_OFF = ("0", "false", "off")
_LONGEST = 8_000_000  # letters; notes are written by hand


class DocxNotesImporter:
    """Reads notes of sessions from Word and Google Docs."""

    name = "docx_notes"
    description = "usability or interview notes in a Word document (.docx), also from Google Docs"
    recognized_by = "word/document.xml in it, with headings or metadata that name participants or sessions"
    evidence = "unverified"
    how_to_get = "Word: save as .docx; Google Docs: File > Download > Microsoft Word"

    def claims(self, file: InputFile) -> float:
        """Return what the same notes in Markdown get."""
        if file.container != "zip" or isinstance(file, HeldFile):
            return 0.0
        try:
            with Archive(file) as archive:
                if _PART not in archive.members:
                    return 0.0
            return NOTES.claims(_as_markdown(file))
        except FileProblem:  # what is wrong with it is told when it is read
            return 0.0

    def read(self, file: InputFile, reading: Reading) -> Iterator[SourceRecord]:
        """Yield one record per note. Raises `FileProblem` for what is no Word document."""
        yield from NOTES.read(_as_markdown(file), reading)


def _as_markdown(file: InputFile) -> HeldFile:
    package = Package(file)
    if _PART not in package.parts:
        raise FileProblem(f"{file.name} is no Word document (.docx): it has no {_PART}")
    document = _Document(package, _PART)
    document.read()
    held = HeldFile(file.path, file.name, file.sha256, UTF8, zipped=False)
    return replace(held, content="\n".join(document.lines).encode())


class _Document(XmlReader):
    """Collects lines of Markdown."""

    def __init__(self, package: Package, part: str) -> None:
        super().__init__(package, part)
        self.lines: list[str] = []
        self._gone = self._depth = self._size = 0
        self._pieces: list[str] = []  # of the paragraph
        self._run: list[str] = []
        self._style, self._listed, self._bold = "", False, False
        self._cells: list[str] = []  # of the outermost table's row
        self._cell: list[str] = []
        self._rows = 0

    def started(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take a tag as it opens."""
        tag, value = self.local[name], attributes.get("w:val", "")
        if tag in _GONE:
            self._gone += 1
        elif tag == "tbl":
            self._depth += 1
            self._rows = 0 if self._depth == 1 else self._rows
        elif tag == "p":
            self._pieces, self._style, self._listed = [], "", False
        elif tag == "pStyle":
            self._style = value.lower().replace(" ", "")
        elif tag == "numPr":
            self._listed = True
        elif tag == "r":
            self._run, self._bold = [], False
        elif tag == "b":
            self._bold = value not in _OFF
        elif tag in ("tab", "br"):
            self._run.append(" ")
        elif tag == "t":
            self.text = []

    def ended(self, name: str) -> None:
        """Take a tag as it closes."""
        tag = self.local[name]
        if tag in _GONE:
            self._gone -= 1
        elif tag == "t":
            said = self.taken()
            self._run += [said] if not self._gone else []
        elif tag == "r":
            said = "".join(self._run)
            self._pieces.append(f"**{said}**" if self._bold and said.strip() else said)
            self._run = []
        elif tag == "p":
            self._paragraph()
        elif tag == "tc" and self._depth == 1:
            self._cells.append(tidy(" ".join(self._cell)).replace("|", "\\|"))
            self._cell = []
        elif tag == "tr" and self._depth == 1:
            self._row()
        elif tag == "tbl":
            self._depth -= 1
            self._add(*([""] if not self._depth else []))

    def _paragraph(self) -> None:
        text = tidy("".join(self._pieces).replace("****", ""))
        if self._depth:
            self._cell.append(text)
        elif text and (self._style == "title" or self._style.startswith("heading")):
            level = self._style.removeprefix("heading")
            self._add("", "#" * (int(level) if level in "123456" and level else 1) + f" {text}", "")
        elif text:
            self._add(f"- {text}") if self._listed or self._style.startswith("list") else self._add(
                "", text, ""
            )

    def _row(self) -> None:
        self._add(*([""] if not self._rows else []), f"| {' | '.join(self._cells)} |")
        if not self._rows:
            self._add("|" + " --- |" * len(self._cells))
        self._rows, self._cells = self._rows + 1, []

    def _add(self, *lines: str) -> None:
        self._size += sum(map(len, lines))
        if self._size > _LONGEST:
            raise FileProblem(
                f"{self.package.name} is too long for notes ({_LONGEST:,} letters at most); split it"
            )
        self.lines += lines


DOCX_NOTES = DocxNotesImporter()
