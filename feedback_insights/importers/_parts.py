"""Files within files: the sheets of a workbook, of which one is read, and those of an archive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from feedback_insights.errors import FileProblem
from feedback_insights.files import InputFile, Profile, shown
from feedback_insights.files.archives import Archive, MemberFile
from feedback_insights.files.held import HeldFile

_MOST_TRIED = 500


def readable(file: InputFile, profile: Profile | None) -> Iterator[InputFile]:
    """Yield the file itself, of Parquet the rows; of a workbook its filled sheets, or the one in a profile.

    Raises `FileProblem` for a damaged workbook and one without a filled sheet, `SettingsError` for a sheet
    that is not there.
    """
    from feedback_insights.files.parquet import is_whole_parquet, parquet_rows  # only where there is one
    from feedback_insights.files.workbooks import Workbook, is_workbook

    if is_whole_parquet(file):
        yield parquet_rows(file)
        return
    if file.container != "zip" or isinstance(file, HeldFile) or not is_workbook(file):
        yield file
        return
    book = Workbook(file)
    if profile and profile.sheet:
        yield book.named(profile.sheet)
        return
    filled = 0
    for name in book.visible:
        if (sheet := book.sheet(name)) is not None:
            filled += 1
            yield sheet
    if not filled:
        raise FileProblem(f"{file.name} has no filled sheet that is visible; nothing to read")


def members(file: InputFile, profile: Profile | None) -> Iterator[InputFile]:
    """Yield the filled files of an archive, by name; of workbooks in it the sheets.

    Raises `FileProblem` for a damaged or hostile archive, and for one of more than 500 files.
    """
    with Archive(file) as archive:
        if len(archive.members) > _MOST_TRIED:
            raise FileProblem(
                f"{file.name} holds {len(archive.members):,} files; unpack it and name the exports among them"
            )
        for name in archive.members:
            if (member := archive.member(name)) is not None:
                yield from readable(member, profile)


def told_of_members(read: Iterable[str], others: Iterable[str], refused: Iterable[str]) -> list[str]:
    """Return what to tell about the files of an archive."""
    told = []
    if others := sorted(set(others)):
        told.append(f"read of the archive: {_listed(sorted(set(read)))}; not read: {_listed(others)}")
    if refused := sorted(refused):
        told.append(f"refused, as their names lead out of the archive: {_listed(refused)}")
    return told


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(repr(name) for name in names[:5])
    return f"{shown} and {len(names) - 5} more" if len(names) > 5 else shown


def member_name(file: InputFile) -> str:
    """Return the name that a file has in its archive; "" of anything else."""
    return shown(file.member) if isinstance(file, MemberFile) else ""


def told_of_sheets(read: InputFile, others: Iterable[tuple[str, bool]]) -> list[str]:
    """Return what to tell about the sheets that are not read: their names, and which look like feedback."""
    others = list(others)
    if not others:
        return []
    names = ", ".join(repr(name) for name, _ in others)
    told = [f"read sheet {sheet_name(read)!r}; not read: {names}"]
    if alike := [name for name, is_alike in others if is_alike]:
        names = ", ".join(repr(name) for name in alike)
        told.append(
            f"{names} may be feedback too; name a sheet in a profile to read it: sheet = {alike[0]!r}"
        )
    return told


def sheet_name(file: InputFile) -> str:
    """Return the name of a sheet; "" of anything else."""
    return file.within.removeprefix("sheet ") if isinstance(file, HeldFile) else ""
