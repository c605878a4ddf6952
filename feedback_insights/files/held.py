"""Content made in memory from something that is no text: a sheet of a workbook, rows of a query.

From there on it is read as the text file is that it looks like: a sheet as CSV, rows as JSON lines.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from feedback_insights.files._charset import Charset
from feedback_insights.files.opening import InputFile

UTF8 = Charset("utf-8", clean_utf8=True, marked=True)


@dataclass(frozen=True)
class HeldFile(InputFile):
    """An input file whose content lies in memory; ``sha256`` stays that of what it was made from."""

    content: bytes = field(default=b"", repr=False)
    within: str = ""  # part of every place: "sheet Answers"

    def place(self, unit: str, number: int) -> str:
        """Return what a record that has no id of its own is called: ``sheet Answers, row 17``."""
        return f"{self.within}, {unit} {number}" if self.within else f"{unit} {number}"

    def raw(self) -> BinaryIO:
        """Open the content. The caller closes it."""
        return io.BytesIO(self.content)

    def recoded(self, charset: str) -> HeldFile:
        """The same content: it is text already."""
        return self


@dataclass(frozen=True)
class RowsFile(HeldFile):
    """Rows as JSON lines; a line that is a text says why its row cannot be read."""

    def place(self, unit: str, number: int) -> str:
        """Return what a row that has no id of its own is called."""
        return f"row {number}"


def beginning(file: InputFile) -> InputFile:
    """Return a file that holds only the whole lines of another one's head, for a first look."""
    head = file.head
    if not head.endswith("\n"):
        head = head[: head.rfind("\n") + 1] or head
    if isinstance(file, HeldFile):
        return replace(file, content=head.encode())
    return HeldFile(file.path, file.name, file.sha256, UTF8, zipped=False, content=head.encode())
