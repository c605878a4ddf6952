"""Zip archives of exports: their members are read one after the other from the disk, never all at once.

What an archive says of itself is checked before anything is unpacked (formats spec 1, rule 16), and the
members are held to it: an unpacked member is never longer than its entry says.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO, BinaryIO, cast

from feedback_insights.errors import FileProblem
from feedback_insights.files.opening import (
    BOMB_RATIO,
    BOMB_SIZE,
    CHUNK,
    InputFile,
    looked_through,
    shown,
)

MOST_MEMBERS = 200_000
_BESIDE = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_OFFICE = frozenset(  # parts of what is a document and no archive of files
    {"[Content_Types].xml", "xl/workbook.xml", "xl/workbook.bin", "word/document.xml",
     "ppt/presentation.xml", "content.xml"}
)  # fmt: skip
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, OSError, RuntimeError,
    ValueError,
)  # fmt: skip


def is_plain_archive(file: InputFile) -> bool:
    """Tell an archive of files from a document that is packed as one: a workbook, a Word document."""
    if file.container != "zip":
        return False
    with Archive(file) as archive:
        return _OFFICE.isdisjoint(archive.members)


class Archive:
    """A zip archive whose directory has been checked. Use it in a ``with`` statement: it stays open."""

    def __init__(self, file: InputFile) -> None:
        """Read the directory. Raises `FileProblem` if it is damaged, encrypted or absurdly large."""
        self.file = file
        try:
            self._zip = zipfile.ZipFile(file.path)
        except _BROKEN as error:
            raise _damaged(file, error) from error
        try:
            infos = self._checked()
        except FileProblem:
            self._zip.close()
            raise
        self._infos = {
            info.filename: info for info in infos if info.filename and not info.is_dir() and _is_inside(info)
        }
        self.refused = tuple(sorted(shown(info.filename) for info in infos if not _is_inside(info)))

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the archive on disk."""
        self._zip.close()

    @property
    def members(self) -> tuple[str, ...]:
        """The names of the files in it, sorted; without folders and what systems leave beside files.

        Members whose name leads out of the archive (``../x``, ``/x``) are not among them but `refused`.
        """
        return tuple(sorted(name for name in self._infos if not _is_beside(name)))

    def size(self, member: str) -> int:
        """Return how many bytes a member has when unpacked."""
        return self._infos[member].file_size

    def open(self, member: str) -> BinaryIO:
        """Open a member's bytes; the caller closes them. Raises `FileProblem` where it is damaged."""
        return cast(BinaryIO, io.BufferedReader(_Guarded(self, member), CHUNK))

    def packed(self, member: str) -> IO[bytes]:
        """Open a member as the library does, whose errors are its own."""
        return self._zip.open(self._infos[member])

    def read(self, member: str) -> bytes:
        """Return a member's bytes; of one of more than 64 MiB, raise `FileProblem`."""
        if self._infos[member].file_size > 64 << 20:
            raise FileProblem(f"{self.file.name}: {shown(member)} is larger than 64 MiB; refused")
        with self.open(member) as stream:
            return stream.read()

    def member(self, name: str, charset: str | None = None) -> MemberFile | None:
        """Return a member as a file to be recognized and read; None if nothing stands in it."""
        label = f"{self.file.name}: {shown(name)}"
        with self.open(name) as stream:
            found = looked_through(stream, label, charset, self._infos[name].file_size)
        if found.vote.blank:
            return None
        file = self.file
        return MemberFile(
            file.path, file.name, file.sha256, found.charset, zipped=False, warnings=found.warnings,
            container=found.container, member=name,
        )  # fmt: skip

    def _checked(self) -> list[zipfile.ZipInfo]:
        infos, name = self._zip.infolist(), self.file.name
        if len(infos) > MOST_MEMBERS:
            raise FileProblem(f"{name} holds more than {MOST_MEMBERS:,} files; refused")
        if any(info.flag_bits & 1 for info in infos):
            raise FileProblem(f"{name} is encrypted; unpack it first")
        unpacked = sum(info.file_size for info in infos)
        if unpacked > max(BOMB_SIZE, BOMB_RATIO * self.file.path.stat().st_size):
            raise FileProblem(f"{name} unpacks to more than {BOMB_RATIO} times its size; refused")
        if len({info.filename for info in infos}) != len(infos):
            raise FileProblem(f"{name} is damaged (two files in it have one name); export it again")
        return infos


@dataclass(frozen=True)
class MemberFile(InputFile):
    """One file of an archive; its name and ``sha256`` are those of the archive."""

    member: str = field(default="")

    def place(self, unit: str, number: int) -> str:
        """Return what a record that has no id of its own is called: ``answers.csv, row 17``."""
        return f"{shown(self.member)}, {unit} {number}"

    def raw(self) -> BinaryIO:
        """Open the member's bytes. The caller closes them."""
        guarded = _Guarded(Archive(self), self.member, owns=True)
        return cast(BinaryIO, io.BufferedReader(guarded, CHUNK))


class _Guarded(io.RawIOBase):
    """The bytes of one member; what is wrong with them is told in one line. May own the archive."""

    def __init__(self, archive: Archive, member: str, *, owns: bool = False) -> None:
        self._archive, self._member, self._owned = archive, member, owns
        try:
            self._stream = archive.packed(member)
        except _BROKEN as error:
            raise _damaged(archive.file, error, member) from error

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._stream.read(min(len(buffer), CHUNK))
        except _BROKEN as error:
            raise _damaged(self._archive.file, error, self._member) from error
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
            if self._owned:
                self._archive.close()
        super().close()


def _is_inside(info: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(info.filename.replace("\\", "/"))
    return not path.is_absolute() and ".." not in path.parts and ":" not in info.filename[:2]


def _is_beside(name: str) -> bool:
    return name.startswith(_BESIDE[0]) or name.rpartition("/")[2] in _BESIDE[1:]


def _damaged(file: InputFile, error: BaseException, member: str = "") -> FileProblem:
    where = f"{shown(member)}: " if member else ""
    why = " ".join(str(error).split())[:200] or type(error).__name__
    return FileProblem(f"{file.name} is damaged ({where}{why}); export it again")
