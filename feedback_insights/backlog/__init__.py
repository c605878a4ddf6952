"""Reading what could be built: backlogs as features, and the accounts file with plans and revenue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from feedback_insights.backlog._drafts import settle
from feedback_insights.backlog._formats import Content
from feedback_insights.backlog._registry import FORMATS, TABLE, format_named, recognized
from feedback_insights.backlog.accounts import Accounts, read_accounts
from feedback_insights.errors import FileProblem
from feedback_insights.files import InputFile, Profile
from feedback_insights.files.profile import Evidence, as_profile
from feedback_insights.records import Feature, Rejected
from feedback_insights.roadmap import Tree
from feedback_insights.settings import ImportSettings

__all__ = [
    "Accounts",
    "Backlog",
    "BacklogFormat",
    "backlog_format",
    "backlog_formats",
    "read_accounts",
    "read_backlog",
]


_LARGEST_LOOK = 50_000_000  # bytes
_NO_SIGN = frozenset({"table", "yaml", "markdown"})  # which other files may be, too


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """The features of a backlog file, by id."""

    features: tuple[Feature, ...]
    rejected: tuple[Rejected, ...]
    warnings: tuple[str, ...]
    sha256: str  # of the file's bytes
    format: str  # a name of `backlog_formats`; of a table "table_csv" | "table_xlsx" | "table_json"
    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    """By feature: names of our own people beside it, to be masked in its comments; never stored or shown."""


@dataclass(frozen=True, slots=True)
class BacklogFormat:
    """What a backlog format is for, for people."""

    name: str
    description: str
    recognized_by: str
    how_to_get: str
    evidence: Evidence


def backlog_formats() -> tuple[BacklogFormat, ...]:
    """The formats that `read_backlog` knows, by name."""
    return tuple(
        BacklogFormat(one.name, one.description, one.recognized_by, one.how_to_get, one.evidence)
        for one in FORMATS.values()
    )


def backlog_format(path: str | Path) -> str | None:
    """Return which tracker's backlog a file is by its signature; None for tables, and above 50 MB.

    A larger file would have to be read whole for it.
    """
    if Path(path).stat().st_size > _LARGEST_LOOK:
        return None
    try:
        found, _ = recognized(Content(InputFile.open(path)))
    except FileProblem:
        return None
    return None if found.name in _NO_SIGN else found.name


def read_backlog(
    path: str | Path,
    *,
    format: str | None = None,
    profile: Profile | str | Path | None = None,
    settings: ImportSettings | None = None,
    name: str | None = None,
) -> Backlog:
    """Read a backlog: a tracker's export, YAML, Markdown, or any table or JSON with titles.

    The format is found by content; what nothing claims, and what a profile maps, is read as a table.
    Comments come without their authors, but as they were written: `normalize.mask_feature` masks them.
    Raises `FileProblem` if the file cannot be read, has no titles or no rows, or has one id twice, with
    different contents; `SettingsError` for a format that is not known.
    """
    asked = format_named(format) if format else None
    settings, profile = settings or ImportSettings(), as_profile(profile)
    file = InputFile.open(path, name=name, charset=settings.charset)
    if profile and profile.charset:
        file = file.recoded(profile.charset)
    content = Content(file, profile, (profile and profile.date_order) or settings.date_order)
    mapped = profile is not None and bool(profile.map)
    chosen, told = (asked or TABLE, []) if asked or mapped else recognized(content)
    drafts, warnings = chosen.read(content)
    features, rejected, more, people = settle(file, drafts)
    if not features:
        why = f"; {rejected[0].locator.record}: {rejected[0].reason}" if rejected else ""
        raise FileProblem(f"{file.name} has no backlog items{why}")
    damage = (f"the gzip file is damaged: {file.damage}; what follows is lost",) if file.damage else ()
    notes = Tree.of(features).notes
    return Backlog(
        features=features,
        rejected=rejected,
        warnings=(*file.warnings, *told, *content.table_warnings, *warnings, *more, *notes, *damage),
        sha256=file.sha256,
        format=f"table_{content.sheet.kind}" if chosen is TABLE else chosen.name,
        people=people,
    )
