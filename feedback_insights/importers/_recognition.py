"""Which importer reads a file, and which sheet or files within it: by what they claim of its content."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from feedback_insights.errors import FileProblem, TiedFile, UnclaimedFile
from feedback_insights.files import InputFile, Profile
from feedback_insights.files.archives import Archive, is_plain_archive
from feedback_insights.files.held import HeldFile
from feedback_insights.importers._json_records import JsonImporter
from feedback_insights.importers._kinds import describe
from feedback_insights.importers._parts import (
    member_name,
    members,
    readable,
    sheet_name,
    told_of_members,
    told_of_sheets,
)
from feedback_insights.importers._registry import Importer, importers

_LOWEST_CLAIM = 0.5
_SIGNED = 1.0  # the claim of a format whose signature matches
_SAME = 1e-9  # two claims closer than this are equal

Wanted = Importer | Callable[[InputFile], Importer] | None


@dataclass(frozen=True, slots=True)
class Choice:
    """Who reads which file, or which sheet of it, or which files of an archive."""

    importer: Importer
    file: InputFile
    runner_up: str | None = None
    score: float = 1.0
    told: tuple[str, ...] = ()  # about what is not read
    more: tuple[tuple[Importer, InputFile], ...] = ()  # further files of the archive, and who reads them

    @property
    def parts(self) -> tuple[tuple[Importer, InputFile], ...]:
        """What is read, one after the other, and by whom."""
        return ((self.importer, self.file), *self.more)

    @property
    def format(self) -> str:
        """The format's name; of an archive with several, all of them."""
        return " + ".join(dict.fromkeys(importer.name for importer, _ in self.parts))


@dataclass(frozen=True, slots=True)
class _Tried:
    file: InputFile
    claims: Mapping[str, float]

    @property
    def highest(self) -> float:
        return max(self.claims.values())


def choose(file: InputFile, wanted: Wanted = None, profile: Profile | None = None) -> Choice:
    """Return who reads a file. ``wanted`` names an importer, or one for each sheet; None = who claims most.

    Of a workbook the sheet with the highest claim is read, the first of several; of an archive that nobody
    reads as a whole, all files of the format that claims most, and those with another's signature. Raises
    `UnclaimedFile`, `TiedFile`, and `FileProblem` for a damaged workbook or archive.
    """
    if file.container == "zip" and not isinstance(file, HeldFile):
        whole = _Tried(file, _claims(file, wanted))
        if whole.highest >= _LOWEST_CLAIM:
            return _chosen(file, whole, wanted, ())
        if is_plain_archive(file):
            return _of_archive(file, wanted, profile)
    tried = [_Tried(one, _claims(one, wanted)) for one in readable(file, profile)]
    best = _best(tried)
    others = [(sheet_name(one.file), one.highest >= _LOWEST_CLAIM) for one in tried if one is not best]
    return _chosen(file, best, wanted, tuple(told_of_sheets(best.file, others)))


def _of_archive(file: InputFile, wanted: Wanted, profile: Profile | None) -> Choice:
    tried = [_Tried(one, _claims(one, wanted)) for one in members(file, profile)]
    with Archive(file) as archive:
        refused = archive.refused
    if not tried:
        more = f" but what leads out of it ({', '.join(refused[:3])})" if refused else ""
        raise FileProblem(f"{file.name} is an archive without a filled file{more}; nothing to read")
    best = _best(tried)
    if wanted is None and best.highest < _LOWEST_CLAIM:
        first = f"{member_name(best.file)!r} is {describe(best.file)}"
        raise UnclaimedFile(
            f"{file.name} is an archive of {len(tried)} files of which none is recognized: {first}; unpack "
            "it and describe a table in it with --profile FILE"
        )
    chosen = _chosen(file, best, wanted, ())
    parts = [(chosen.importer, best.file)]
    rest: list[str] = []
    for one in tried:
        if one is best:
            continue
        if one.claims.get(chosen.importer.name, 0.0) >= max(_LOWEST_CLAIM, one.highest - _SAME):
            parts.append((chosen.importer, one.file))
        elif wanted is None and one.highest >= _SIGNED and (other := _alone(one)):
            parts.append((other, one.file))
        else:
            rest.append(member_name(one.file))
    parts.sort(key=lambda part: (part[0] is not chosen.importer, member_name(part[1])))
    beside = [name for name in rest if _is_beside(chosen.importer, name)]
    rest = [name for name in rest if name not in beside]
    told = told_of_members((*(member_name(part) for _, part in parts), *beside), rest, refused)
    return replace(chosen, file=parts[0][1], more=tuple(parts[1:]), told=tuple(told))


def _is_beside(importer: Importer, member: str) -> bool:
    return isinstance(importer, JsonImporter) and importer.reads_beside(member)


def _alone(one: _Tried) -> Importer | None:
    """Return the one importer that claims most; None where several do alike."""
    best = [name for name, claim in one.claims.items() if one.highest - claim < _SAME]
    return importers()[best[0]] if len(best) == 1 else None


def _best(tried: Sequence[_Tried]) -> _Tried:
    best = tried[0]
    for one in tried[1:]:
        best = one if one.highest > best.highest + _SAME else best
    return best


def _chosen(file: InputFile, best: _Tried, wanted: Wanted, told: tuple[str, ...]) -> Choice:
    if wanted is None:
        return _ranked(file, best.file, best.claims, told)
    importer = wanted if isinstance(wanted, Importer) else wanted(best.file)
    return Choice(importer, best.file, told=told)


def _claims(file: InputFile, wanted: Wanted) -> dict[str, float]:
    if wanted is None:
        return {known.name: known.claims(file) for known in importers().values()}
    importer = wanted if isinstance(wanted, Importer) else wanted(file)
    return {importer.name: importer.claims(file)}


def _ranked(file: InputFile, read: InputFile, claims: Mapping[str, float], told: tuple[str, ...]) -> Choice:
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
        "(feedback-insights formats lists them) or describe a table with --profile FILE "
        "(feedback-insights profile EXPORT drafts one)"
    )
