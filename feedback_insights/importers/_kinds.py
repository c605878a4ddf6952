"""What a file that nobody claims seems to be, in a few words that tell what to do with it."""

from __future__ import annotations

import io

from feedback_insights.files import InputFile
from feedback_insights.files.jsons import json_items
from feedback_insights.files.profile import Profile
from feedback_insights.files.tables import find_header
from feedback_insights.importers._parts import sheet_name
from feedback_insights.importers._roles import known_name

_MAGIC = (
    ("%PDF", "a PDF: export the data behind it"),
    ("‰PNG", "a picture"),  # as its first bytes read in a Western charset
    ("BZh", "a bzip2 archive: unpack it first"),
    ("SQLite format 3", "an SQLite database"),
    ("From ", "a mailbox"),
)


def describe(file: InputFile) -> str:
    """Describe a file, or a sheet of a workbook."""
    if file.container != "text":
        from feedback_insights.files.workbooks import container_kind  # only where it is needed

        return container_kind(file)
    sheet = f"{sheet_name(file)!r} is " if sheet_name(file) else ""
    return f"{sheet}{_described(file.head, file.delimiter)}"


def foreign(file: InputFile) -> str:
    """Describe a file that can hold no table of any kind; "" of others."""
    return _foreign(file.head) if file.container == "text" or sheet_name(file) else describe(file)


def _foreign(head: str) -> str:
    for magic, what in _MAGIC:
        if head.startswith(magic):
            return what
    if "\0" in head or sum(not letter.isprintable() and not letter.isspace() for letter in head[:2000]) > 20:
        return "binary data"
    return "XML or HTML" if head.lstrip().startswith("<") and not head.lstrip().startswith("<!--") else ""


def _described(head: str, delimiter: str | None) -> str:
    if what := _foreign(head):
        return what
    text = head.lstrip()
    if text.startswith(("{", "[")):
        return _described_json(text)
    header = find_header(head, "", known=known_name, profile=Profile(delimiter=delimiter))
    if len(header.names) > 1:
        names = ", ".join(name[:40] for name in header.names[:8])
        more = ", …" if len(header.names) > 8 else ""
        return f"a table with columns {names}{more}, none of them known as people's own words"
    return f"text that begins with {' '.join(text.split())[:60]!r}"


def _described_json(text: str) -> str:
    item = next(iter(json_items(io.StringIO(text))), None)
    if item is None or item.problem:
        return "JSON that cannot be read" if item is None or "ends" not in item.problem else "JSON"
    if isinstance(item.value, dict):
        keys = ", ".join(key[:30] for key in list(item.value)[:8])
        return f"JSON with keys {keys}, none of them surely free text"
    return "JSON without records"
