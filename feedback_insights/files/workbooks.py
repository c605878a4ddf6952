"""Sheets of Excel workbooks (.xlsx), each as the CSV that a spreadsheet would save (formats spec 1, rule 17).

Read by code of our own, as a stream: the usual readers make a rectangle of every sheet and a copy of every
text however often a workbook repeats it, or take the sizes that it announces at their word, and a few
kilobytes then take all memory there is. Here the largest sheet takes some 600 MB.
"""

from __future__ import annotations

import csv
import io

from feedback_insights.errors import FileProblem, SettingsError
from feedback_insights.files._book import WORKBOOK, read_book
from feedback_insights.files._sheet import sheet_rows
from feedback_insights.files.held import UTF8, HeldFile
from feedback_insights.files.opening import InputFile
from feedback_insights.files.packages import Package

MOST_CELLS = 10_000_000  # of a sheet: its widest row, as often as there are rows
LARGEST_TEXT = 256 << 20  # bytes of a sheet
_KINDS = (  # a part that tells what an archive is
    (WORKBOOK, "xlsx"),
    ("xl/workbook.bin", "a binary Excel workbook (.xlsb): save it as .xlsx"),
    ("word/document.xml", "a Word document: save its text as Markdown, or its table as CSV"),
    ("ppt/presentation.xml", "a PowerPoint file: save its text as Markdown"),
    ("content.xml", "an OpenDocument file: save it as .xlsx or CSV"),
)
_OLD_PARTS = (
    ("EncryptedPackage", "encrypted: open it in Excel and save it without a password"),
    ("Workbook", "an old Excel workbook (.xls): save it as .xlsx"),
    ("WordDocument", "an old Word document: save its text as Markdown"),
)


def is_workbook(file: InputFile) -> bool:
    """Tell whether a file is a workbook that can be read. Raises `FileProblem` for a damaged archive."""
    return file.container == "zip" and _kind(Package(file)) == "xlsx"


def container_kind(file: InputFile) -> str:
    """Say what a file is that is neither text nor a workbook, and what to do with it."""
    if file.container == "zip":
        return _kind(Package(file))
    if file.container == "parquet":
        return "a Parquet file within another: unpack it first"
    with file.raw() as stream:
        content = stream.read(1 << 24)
    return next(
        (what for part, what in _OLD_PARTS if part.encode("utf-16-le") in content),
        "an old Excel or Word file: save it as .xlsx or CSV",
    )


class Workbook:
    """A workbook whose sheets can be read."""

    def __init__(self, file: InputFile) -> None:
        """Open a workbook. Raises `FileProblem` if it is none, damaged, or larger than the limits."""
        package = Package(file)
        if (kind := _kind(package)) != "xlsx":
            raise FileProblem(f"{file.name} is no Excel workbook (.xlsx) but {kind}")
        self._file, self._book = file, read_book(package)
        self._parts = {sheet.name: sheet.part for sheet in self._book.sheets}
        self.visible = tuple(sheet.name for sheet in self._book.sheets if sheet.visible)

    def sheet(self, name: str) -> HeldFile | None:
        """Return a sheet as CSV; None if nothing stands in it. Raises `FileProblem` if it is damaged."""
        content = self._csv(self._parts[name])
        file = self._file
        return HeldFile(
            file.path, file.name, file.sha256, UTF8, file.zipped, content=content, delimiter=",",
            within=f"sheet {' '.join(name.split())}",
        ) if content else None  # fmt: skip

    def named(self, name: str) -> HeldFile:
        """Return a sheet that a profile names, hidden or not. Raises `SettingsError` if there is nothing."""
        if name not in self._parts:
            shown = ", ".join(repr(known) for known in self._parts)
            raise SettingsError(f"profile: {self._file.name} has no sheet {name!r}; it has: {shown}")
        if (found := self.sheet(name)) is None:
            raise SettingsError(f"profile: the sheet {name!r} of {self._file.name} is empty")
        return found

    def _csv(self, part: str) -> bytes:
        """Return the rows as CSV: a line for each, also the empty ones, so that they keep their numbers."""
        lines: list[tuple[int, int, bytes]] = []
        width = size = 0
        buffer = io.StringIO(newline="")
        writer = csv.writer(buffer, lineterminator="\r\n")  # also what makes it quote these letters
        for number, cells in sheet_rows(self._book, part):
            columns = max(cells) + 1
            writer.writerow([cells.get(column, "") for column in range(columns)])
            line = buffer.getvalue()[:-2].encode("utf-8", "replace")
            buffer.seek(0)
            buffer.truncate()
            lines.append((number, columns, line))
            width, size = max(width, columns), size + len(line)
            self._check(len(lines) * width, size)
        return b"".join(_padded(lines, width))

    def _check(self, cells: int, size: int) -> None:
        if cells > MOST_CELLS:
            raise FileProblem(
                f"{self._file.name} has a sheet of more than {MOST_CELLS:,} cells, empty ones included; "
                "delete what is empty in it, split it, or save it as CSV"
            )
        if size > LARGEST_TEXT:
            raise FileProblem(
                f"{self._file.name} has a sheet of more than {LARGEST_TEXT >> 20} MiB of text; split it"
            )


def _padded(lines: list[tuple[int, int, bytes]], width: int) -> list[bytes]:
    """Return lines of one width, each in the place of its number."""
    padded, last = [], -1
    for number, columns, line in lines:
        padded.append(b"\r\n" * (number - last - 1))
        padded.append(line + b"," * (width - columns) + b"\r\n")
        last = number
    return padded


def _kind(package: Package) -> str:
    parts = {part.lower() for part in package.parts}
    return next((what for part, what in _KINDS if part in parts), "a zip archive: unpack it first")
