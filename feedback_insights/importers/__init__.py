"""Reading exports: which tool a file comes from, and its records as raw feedback.

A format is recognized by the file's content; its name only breaks ties. Nothing vanishes: every record of a
file is yielded in exactly one state, and what cannot be read is yielded as rejected, with place and reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from feedback_insights.errors import TiedFile, UnclaimedFile
from feedback_insights.files import InputFile, Profile, load_profile
from feedback_insights.files.profile import as_profile
from feedback_insights.importers._kinds import describe
from feedback_insights.importers._registry import Importer, Reading, importer_named, importers
from feedback_insights.raw import SourceRecord
from feedback_insights.records import Locator
from feedback_insights.settings import ImportSettings

__all__ = [
    "Export", "FormatInfo", "Importer", "Profile", "Reading", "Recognition", "draft_profile", "formats",
    "load_profile", "read_export", "recognize",
]  # fmt: skip

_LOWEST_CLAIM = 0.5


@dataclass(frozen=True, slots=True)
class FormatInfo:
    """One format that can be read, for people."""

    name: str
    description: str
    recognized_by: str


@dataclass(frozen=True, slots=True)
class Recognition:
    """Who reads a file."""

    importer: Importer
    runner_up: str | None  # the next best format, if another one claimed the file at all
    score: float  # 1 = signature matched, .05 more per helping sign; .5 to .9 = a general format


@dataclass(frozen=True, slots=True)
class Export:
    """A recognized file. ``warnings`` grow while ``records`` are read and are complete when they end."""

    format: str
    sha256: str
    records: Iterator[SourceRecord]
    warnings: list[str] = field(default_factory=list)


def formats() -> list[FormatInfo]:
    """Return every format that can be read, by name."""
    return [FormatInfo(known.name, known.description, known.recognized_by) for known in importers().values()]


def recognize(path: str | Path, format: str | None = None) -> Recognition:
    """Return who reads a file.

    Raises `UnclaimedFile` if nobody does, `TiedFile` if two do equally, `FileProblem` if the file cannot be
    read, and `SettingsError` if ``format`` is not known.
    """
    if format is not None:
        importer = importer_named(format)
        InputFile.open(path)
        return Recognition(importer, None, 1.0)
    return _recognized(InputFile.open(path))


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
    wanted = format or (profile and (profile.format or "table_csv"))
    importer = importer_named(wanted) if wanted else _recognized(file).importer
    warnings = list(file.warnings)
    reading = Reading(settings, profile, warnings.append)
    return Export(importer.name, file.sha256, _records(importer, file, reading), warnings)


def draft_profile(path: str | Path, settings: ImportSettings | None = None) -> str:
    """Return a profile for a table, as TOML with a reason per guess. Raises `FileProblem`."""
    from feedback_insights.importers._draft import drafted

    return drafted(InputFile.open(path, charset=settings.charset if settings else None))


def _records(importer: Importer, file: InputFile, reading: Reading) -> Iterator[SourceRecord]:
    count = 0
    for record in importer.read(file, reading):
        count += 1
        yield record
    if file.damage:
        place = Locator(file=file.name, sha256=file.sha256, record="end of file")
        reason = f"the gzip file is damaged or cut off: {file.damage}; what follows is lost"
        yield SourceRecord(locator=place, source=importer.name, state="rejected", reason=reason)
    elif not count:
        reading.warn("no records in it")


def _recognized(file: InputFile) -> Recognition:
    claims = {known.name: known.claims(file) for known in importers().values()}
    ranked = sorted(claims, key=lambda name: (-claims[name], name))
    best, runner_up = ranked[0], ranked[1] if len(ranked) > 1 else None
    if claims[best] < _LOWEST_CLAIM:
        raise UnclaimedFile(_unclaimed(file, best if claims[best] else None))
    tied = [name for name in ranked if claims[best] - claims[name] < 1e-9]
    if len(tied) > 1:
        best = _by_file_name(file, tied)
        runner_up = next(name for name in tied if name != best)
    if runner_up and not claims[runner_up]:
        runner_up = None
    return Recognition(importers()[best], runner_up, claims[best])


def _by_file_name(file: InputFile, tied: list[str]) -> str:
    named = [name for name in tied if name.partition("_")[0] in file.path.name.lower()]
    if len(named) != 1:
        raise TiedFile(f"{file.name} may be {' or '.join(tied)}; choose one with --format NAME")
    return named[0]


def _unclaimed(file: InputFile, nearest: str | None) -> str:
    like = f" (somewhat like {nearest})" if nearest else ""
    return (
        f"{file.name} is not recognized: {describe(file.head)}{like}; force a format with --format NAME "
        f"(known: {', '.join(importers())}) or describe a table with --profile FILE"
    )
