"""Reading exports: which tool a file comes from, and its records as raw feedback.

A format is recognized by the file's content; its name only breaks ties. Nothing vanishes: every record of a
file is yielded in exactly one state, and what cannot be read is yielded as rejected, with place and reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from feedback_insights.errors import SettingsError, UnclaimedFile
from feedback_insights.files import InputFile, Profile, load_profile
from feedback_insights.files.profile import as_profile
from feedback_insights.importers._declared import DeclaredTable
from feedback_insights.importers._json_records import JsonImporter
from feedback_insights.importers._parts import member_name
from feedback_insights.importers._recognition import Choice, choose
from feedback_insights.importers._registry import (
    Importer,
    Reading,
    family_of,
    importer_named,
    importers,
)
from feedback_insights.importers._shared_ids import SharedIds
from feedback_insights.raw import SourceRecord
from feedback_insights.records import Locator
from feedback_insights.settings import ImportSettings

__all__ = [
    "Export", "FormatInfo", "Importer", "Profile", "Reading", "Recognition", "draft_profile",
    "format_profile", "formats", "load_profile", "read_export", "read_records", "recognize",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class FormatInfo:
    """One format that can be read, for people."""

    name: str
    description: str
    recognized_by: str
    family: str  # "desks", "surveys", ...; "" of other packages' ones
    evidence: str  # "documented", "source", "seen", "measured", "unverified"; "" of general and foreign ones
    how_to_get: str  # where in the tool such a file is exported; "" where nobody said
    profile: bool  # whether a profile that can be copied and changed says how it is read


@dataclass(frozen=True, slots=True)
class Recognition:
    """Who reads a file."""

    importer: Importer
    runner_up: str | None  # the next best format, if another one claimed the file at all
    score: float  # 1 = signature matched, .05 more per helping sign; .5 to .9 = a general format


@dataclass(frozen=True, slots=True)
class Export:
    """A recognized file. What is told of it grows while ``records`` are read, and is complete at their end.

    A limit is what such an export cannot hold, as a sentence that the reader of a report must see first; a
    note says how the file is read, and why.
    """

    format: str
    sha256: str
    records: Iterator[SourceRecord]
    warnings: list[str] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def formats() -> list[FormatInfo]:
    """Return every format that can be read, by name."""
    return [
        FormatInfo(
            known.name, known.description, known.recognized_by, family=family_of(known.name),
            evidence=getattr(known, "evidence", ""),  # not asked of importers of other packages
            how_to_get=getattr(known, "how_to_get", ""),
            profile=isinstance(known, DeclaredTable),
        )
        for known in importers().values()
    ]  # fmt: skip


def format_profile(name: str) -> str:
    """Return the profile that a format's tables are read by, as TOML to be copied and changed.

    Raises `SettingsError` for an unknown format, and for one that is read by code.
    """
    importer = importer_named(name)
    if not isinstance(importer, DeclaredTable):
        having = ", ".join(one.name for one in formats() if one.profile)
        raise SettingsError(f"{name} is read by code and has no profile; these have one: {having}")
    return importer.profile_text()


def recognize(path: str | Path, format: str | None = None) -> Recognition:
    """Return who reads a file.

    Raises `UnclaimedFile` if nobody does, `TiedFile` if two do equally, `FileProblem` if the file cannot be
    read, and `SettingsError` if ``format`` is not known.
    """
    wanted = importer_named(format) if format is not None else None
    found = choose(InputFile.open(path), wanted)
    return Recognition(found.importer, found.runner_up, found.score)


def read_export(
    path: str | Path,
    *,
    name: str,
    settings: ImportSettings,
    format: str | None = None,
    profile: Profile | str | Path | None = None,
) -> Export:
    """Open an export; ``name`` is how its records are located. Raises as `recognize` does."""
    profile = as_profile(profile)
    file = InputFile.open(path, name=name, charset=settings.charset)
    if profile and profile.charset:
        file = file.recoded(profile.charset)
    found = _chosen(file, format, profile)
    told = "as asked" if format or (profile and profile.format) else _why(found)
    return _export(found.format, found, settings, profile, f"{found.format} {told}")


def read_records(
    rows: Iterable[Mapping[str, Any]],
    *,
    name: str,
    settings: ImportSettings,
    profile: Profile | str | Path | None = None,
) -> Export:
    """Read rows that are in memory as the same rows in a JSON file would be; ``name`` stands for the file's.

    Values may be texts, numbers, booleans, None, dates, times, lists, and mappings of such. What is no such
    row is a rejected record. The hash is the same whatever the order of rows and keys. Where the profile's
    ``format`` is one of a tool's JSON, rows are its records, such as Zendesk tickets with their comments.
    Reading the records raises `FileProblem` if no column holds free text. Raises `SettingsError` for a wrong
    profile.
    """
    from feedback_insights.files.rows import rows_file
    from feedback_insights.importers.table import TABLE_JSON, TableImporter

    profile = as_profile(profile)
    named = importer_named(profile.format) if profile and profile.format else TABLE_JSON
    if isinstance(named, TableImporter):
        return _export("records", Choice(TABLE_JSON, rows_file(rows, name)), settings, profile, "")
    if not isinstance(named, JsonImporter):
        raise SettingsError(
            f"rows cannot be read as {named.name}, which reads files; name a tool's JSON format"
        )
    return _export(named.name, Choice(named, rows_file(rows, name)), settings, profile, "")


def draft_profile(path: str | Path, settings: ImportSettings | None = None) -> str:
    """Return a profile for a table, as TOML with a reason per guess. Raises `FileProblem`."""
    from feedback_insights.importers._draft import drafted

    return drafted(InputFile.open(path, charset=settings.charset if settings else None))


def _why(found: Choice) -> str:
    told = f"by {found.importer.recognized_by}"
    if getattr(found.importer, "evidence", "") == "unverified":
        told += ", a format known from memory only: look at what was read"
    return told + (f"; next best: {found.runner_up}" if found.runner_up else "")


def _chosen(file: InputFile, format: str | None, profile: Profile | None) -> Choice:
    """Return who reads a file: whom caller or profile name, or a reader of tables where one is described."""
    from feedback_insights.importers.table import table_importer

    wanted = format or (profile.format if profile else None)
    if wanted:
        return choose(file, importer_named(wanted), profile)
    if profile and profile.describes_a_table:
        return choose(file, table_importer, profile)
    try:
        return choose(file, None, profile)
    except UnclaimedFile:
        if profile is None:
            raise
        return choose(file, table_importer, profile)


def _export(
    format: str, found: Choice, settings: ImportSettings, profile: Profile | None, why: str
) -> Export:
    warnings = [*(told for _, file in found.parts for told in file.warnings), *found.told]
    limits, notes = list[str](), [why, found.file.charset.told()] if why else []
    reading = Reading(settings, profile, _once(warnings), _once(limits), _once(notes))
    return Export(format, found.file.sha256, _records(found, reading), warnings, limits, notes)


def _once(told: list[str]) -> Callable[[str], None]:
    """Return what adds a sentence to some, unless it is there: files of one archive say the same."""

    def add(sentence: str) -> None:
        if sentence not in told:
            told.append(sentence)

    return add


def _records(found: Choice, reading: Reading) -> Iterator[SourceRecord]:
    count = 0
    shared = SharedIds()
    for importer, file in found.parts:
        for record in importer.read(file, reading):
            count += 1
            if found.more and importer.name.startswith("table_"):
                shared.see(record, member_name(file))
            yield record
    if told := shared.told():
        reading.warn(told)
    file = found.file
    if file.damage:
        place = Locator(file=file.name, sha256=file.sha256, record="end of file")
        reason = f"the gzip file is damaged or cut off: {file.damage}; what follows is lost"
        yield SourceRecord(locator=place, source=found.importer.name, state="rejected", reason=reason)
    elif not count:
        reading.warn("no records in it")
