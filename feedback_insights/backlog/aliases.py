"""The alias file: which identifiers are one person, and which are one account, where no export can tell."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from feedback_insights.errors import FileProblem
from feedback_insights.files import InputFile
from feedback_insights.files.columns import canonical, tidy
from feedback_insights.files.sheets import Sheet, read_sheet
from feedback_insights.settings import ImportSettings

AliasKind = Literal["person", "account"]

_KINDS: tuple[AliasKind, ...] = ("person", "account")
_KNOWN = frozenset({*_KINDS, "alias"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasLine:
    """Two identifiers of one person, or of one account, as the file has them."""

    kind: AliasKind
    name: str
    alias: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Aliases:
    """The lines of an alias file, each once, in canonical order."""

    lines: tuple[AliasLine, ...]
    warnings: tuple[str, ...]
    sha256: str  # of the file's bytes


def read_aliases(path: str | Path, settings: ImportSettings | None = None) -> Aliases:
    """Read an alias file: a table with the columns ``alias`` and ``person``, ``account`` or both.

    A person is an e-mail address, "source:id" or a name; an account a domain, "id:..." or a name. Raises
    `FileProblem` if the file cannot be read or lacks these columns.
    """
    file = InputFile.open(path, charset=(settings or ImportSettings()).charset)
    sheet = read_sheet(file, known=_KNOWN.__contains__)
    columns = {canonical(name) for name in sheet.names}
    if "alias" not in columns or not columns.intersection(_KINDS):
        raise FileProblem(
            f"{file.name} is no alias file; it needs the columns alias and person (or account), not:"
            f" {', '.join(sheet.names[:8])}"
        )
    lines, warnings = _lines(sheet)
    if not lines:
        raise FileProblem(f"{file.name} has no line with a name and an alias")
    return Aliases(lines=lines, warnings=(*file.warnings, *sheet.warnings, *warnings), sha256=file.sha256)


def _lines(sheet: Sheet) -> tuple[tuple[AliasLine, ...], list[str]]:
    lines: set[tuple[AliasKind, str, str]] = set()
    warnings = []
    for entry in sheet.entries:
        alias = tidy(entry.first(["alias"]))
        named = [(kind, name) for kind in _KINDS if (name := tidy(entry.first([kind])))]
        if entry.problem or not alias or not named:
            warnings.append(f"{entry.place}: {entry.problem or 'needs a name and an alias'}; left out")
        lines |= {(kind, name, alias) for kind, name in named if alias}
    ordered = (AliasLine(kind=kind, name=name, alias=alias) for kind, name, alias in sorted(lines))
    return tuple(ordered), warnings
