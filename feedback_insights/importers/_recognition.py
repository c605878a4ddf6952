"""Which importer reads a file, and of a workbook which sheet: by what they claim of its content."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from feedback_insights.errors import TiedFile, UnclaimedFile
from feedback_insights.files import InputFile, Profile
from feedback_insights.importers._kinds import describe
from feedback_insights.importers._registry import Importer, importers
from feedback_insights.importers._sheets import readable, sheet_name, told_of_sheets

_LOWEST_CLAIM = 0.5
_SAME = 1e-9  # two claims closer than this are equal

Wanted = Importer | Callable[[InputFile], Importer] | None


@dataclass(frozen=True, slots=True)
class Choice:
    """Who reads which file, or which sheet of it."""

    importer: Importer
    file: InputFile
    runner_up: str | None = None
    score: float = 1.0
    told: tuple[str, ...] = ()  # about sheets that are not read


def choose(file: InputFile, wanted: Wanted = None, profile: Profile | None = None) -> Choice:
    """Return who reads a file. ``wanted`` names an importer, or one for each sheet; None = who claims most.

    Of a workbook the sheet with the highest claim is read, the first of several. Raises `UnclaimedFile`,
    `TiedFile`, and `FileProblem` for a damaged workbook.
    """
    best: tuple[float, InputFile, dict[str, float]] | None = None
    seen: list[tuple[str, float]] = []
    for one in readable(file, profile):
        claims = _claims(one, wanted)
        highest = max(claims.values())
        seen.append((sheet_name(one), highest))
        if best is None or highest > best[0] + _SAME:
            best = highest, one, claims
    assert best is not None  # readable() yields something or raises
    _, read, claims = best
    others = [(name, claim >= _LOWEST_CLAIM) for name, claim in seen if name != sheet_name(read)]
    told = tuple(told_of_sheets(read, others))
    if wanted is not None:
        importer = wanted if isinstance(wanted, Importer) else wanted(read)
        return Choice(importer, read, told=told)
    return _ranked(file, read, claims, told)


def _claims(file: InputFile, wanted: Wanted) -> dict[str, float]:
    if wanted is None:
        return {known.name: known.claims(file) for known in importers().values()}
    importer = wanted if isinstance(wanted, Importer) else wanted(file)
    return {importer.name: importer.claims(file)}


def _ranked(file: InputFile, read: InputFile, claims: dict[str, float], told: tuple[str, ...]) -> Choice:
    ranked = sorted(claims, key=lambda name: (-claims[name], name))
    best, runner_up = ranked[0], ranked[1] if len(ranked) > 1 else None
    if claims[best] < _LOWEST_CLAIM:
        raise UnclaimedFile(_unclaimed(file, read, best if claims[best] else None))
    tied = [name for name in ranked if claims[best] - claims[name] < _SAME]
    if len(tied) > 1:
        best = _by_file_name(file, tied)
        runner_up = next(name for name in tied if name != best)
    if runner_up and not claims[runner_up]:
        runner_up = None
    return Choice(importers()[best], read, runner_up, claims[best], told)


def _by_file_name(file: InputFile, tied: list[str]) -> str:
    named = [name for name in tied if name.partition("_")[0] in file.path.name.lower()]
    if len(named) != 1:
        raise TiedFile(f"{file.name} may be {' or '.join(tied)}; choose one with --format NAME")
    return named[0]


def _unclaimed(file: InputFile, read: InputFile, nearest: str | None) -> str:
    like = f" (somewhat like {nearest})" if nearest else ""
    return (
        f"{file.name} is not recognized: {describe(read)}{like}; force a format with --format NAME "
        f"(known: {', '.join(importers())}) or describe a table with --profile FILE"
    )
