"""Workbooks have several sheets: each is tried as a file of its own, and the best one is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from feedback_insights.errors import FileProblem
from feedback_insights.files import InputFile, Profile
from feedback_insights.files.held import HeldFile


def readable(file: InputFile, profile: Profile | None) -> Iterator[InputFile]:
    """Yield the file itself; of a workbook its filled sheets, or the one that a profile names.

    Raises `FileProblem` for a damaged workbook and one without a filled sheet, `SettingsError` for a sheet
    that is not there.
    """
    from feedback_insights.files.workbooks import Workbook, is_workbook  # only where there is one

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
