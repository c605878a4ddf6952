"""Labelled texts for training a tagger: a table with a column text and a column label."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, NamedTuple

from feedback_insights.errors import FileProblem
from feedback_insights.files import InputFile
from feedback_insights.files.columns import canonical
from feedback_insights.files.sheets import read_sheet

_TEXT: Final = ("text", "statement", "comment", "message", "sentence")
_LABEL: Final = ("label", "labels", "class", "sentiment", "request type")
_BETWEEN: Final = re.compile(r"\s*[;,|]\s*")


class Labelled(NamedTuple):
    """What was read."""

    rows: tuple[tuple[str, frozenset[str]], ...]  # text and the classes that hold
    warnings: tuple[str, ...]


def read_labels(path: str | Path) -> Labelled:
    """Read CSV, TSV, XLSX or JSON; several labels of a text stand between ";".

    Raises `FileProblem` if the file cannot be read or has no such columns. Rows without text or label are
    left out, and told.
    """
    file = InputFile.open(path)
    sheet = read_sheet(file, known={*_TEXT, *_LABEL}.__contains__)
    here = {canonical(name) for name in sheet.names}
    if not here.intersection(_TEXT) or not here.intersection(_LABEL):
        raise FileProblem(
            f"{file.name} holds no labelled texts: it needs the columns text and label, not:"
            f" {', '.join(sheet.names[:8]) or 'nothing'}"
        )
    rows, left_out = [], []
    for entry in sheet.entries:
        text, labels = entry.first(_TEXT), _BETWEEN.split(entry.first(_LABEL).strip().casefold())
        if entry.problem or not text or not labels[0]:
            problem = entry.problem or ("no label" if text else "no text")
            left_out.append(f"{entry.place}: {problem}; left out")
        else:
            rows.append((text, frozenset(filter(None, labels))))
    return Labelled(tuple(rows), (*file.warnings, *sheet.warnings, *left_out))
