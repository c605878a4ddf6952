"""Zip archives from strangers, such as workbooks: measured before they are unpacked, and held to it."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from feedback_insights.errors import FileProblem
from feedback_insights.files.opening import BOMB_RATIO, BOMB_SIZE, InputFile

LARGEST = 100 << 20  # bytes of an archive; it is held in memory
LARGEST_UNPACKED = 512 << 20  # bytes of all its parts together
_MOST_PARTS = 10_000
_STEP = 1 << 20
_ENTRY, _LOCAL = b"PK\x01\x02", b"PK\x03\x04"


class Package:
    """An archive whose directory has been checked."""

    def __init__(self, file: InputFile) -> None:
        """Read the directory. Raises `FileProblem` if it is damaged, encrypted or absurdly large."""
        self.name = file.name
        self.content = _content(file)
        self._parts = {part.filename: part for part in self._directory()}

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of the parts, as the archive has them."""
        return tuple(self._parts)

    def unpacked(self, part: str) -> Iterator[bytes]:
        """Unpack a part in pieces. Raises `FileProblem` if it is damaged or not what the directory says."""
        try:
            yield from self._unpacked(self._parts[part])
        except (zlib.error, struct.error) as error:
            raise self.damaged(f"{part}: {error}") from error

    def damaged(self, why: str) -> FileProblem:
        """Return the problem to raise where the content makes no sense."""
        return FileProblem(f"{self.name} is damaged ({' '.join(why.split())[:200]}); export it again")

    def _directory(self) -> list[zipfile.ZipInfo]:
        if self.content.count(_ENTRY) > _MOST_PARTS:
            raise FileProblem(f"{self.name} holds more than {_MOST_PARTS:,} parts; refused")
        try:
            with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
                parts = archive.infolist()
        except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, struct.error) as error:
            raise self.damaged(str(error)) from error
        if any(part.flag_bits & 1 for part in parts):
            raise FileProblem(f"{self.name} is encrypted; save it without a password first")
        unpacked = sum(part.file_size for part in parts)
        if unpacked > max(BOMB_SIZE, BOMB_RATIO * len(self.content)):
            raise FileProblem(f"{self.name} unpacks to more than {BOMB_RATIO} times its size; refused")
        if unpacked > LARGEST_UNPACKED:
            raise FileProblem(
                f"{self.name} unpacks to more than {LARGEST_UNPACKED >> 20} MiB; split it, or save it as CSV"
            )
        if len({part.filename for part in parts}) != len(parts):
            raise self.damaged("two parts have one name")
        return parts

    def _unpacked(self, part: zipfile.ZipInfo) -> Iterator[bytes]:
        size = checksum = 0
        for piece in _pieces(part.compress_type, self._packed(part)):
            size += len(piece)
            checksum = zlib.crc32(piece, checksum)
            if size > part.file_size:
                break
            yield piece
        if size != part.file_size or checksum != part.CRC:
            raise self.damaged(f"{part.filename} is not what the archive's directory says")

    def _packed(self, part: zipfile.ZipInfo) -> bytes:
        at = part.header_offset
        if self.content[at : at + 4] != _LOCAL:
            raise self.damaged(f"{part.filename} is not where the archive's directory says")
        name, extra = struct.unpack("<HH", self.content[at + 26 : at + 30])
        start = at + 30 + name + extra
        return self.content[start : start + part.compress_size]


def _content(file: InputFile) -> bytes:
    with file.raw() as stream:
        content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise FileProblem(f"{file.name} is larger than {LARGEST >> 20} MiB; split it, or save it as CSV")
    return content


def _pieces(method: int, packed: bytes) -> Iterator[bytes]:
    """Unpack in steps; also what lies behind the size that the directory tells."""
    if method == zipfile.ZIP_STORED:
        yield packed
        return
    if method != zipfile.ZIP_DEFLATED:
        raise zlib.error("packed in an unusual way")
    inflating = zlib.decompressobj(-zlib.MAX_WBITS)
    while not inflating.eof:
        piece = inflating.decompress(packed, _STEP)
        packed = inflating.unconsumed_tail
        if not piece and not inflating.eof:
            raise zlib.error("it ends early")
        yield piece
