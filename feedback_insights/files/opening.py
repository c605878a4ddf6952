"""Open an input file: hash it, unpack gzip, settle its charset, and from then on read it as UTF-8.

One pass over the whole file settles everything that could fail later, so that readers can stream: whether the
bytes are valid UTF-8, whether a gzip file is damaged, and whether it would unpack without end.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Literal, TextIO, cast

from feedback_insights.errors import FileProblem
from feedback_insights.files._charset import Charset, CharsetVote, declared_charset

Container = Literal["text", "zip", "ole", "parquet"]

CHUNK = 1 << 18
HEAD = 1 << 18  # bytes that recognition may look at
BOMB_SIZE = 50_000_000  # bytes; below this no gzip file is suspected
BOMB_RATIO = 200
_MAGIC = 8  # bytes that tell a container
_CONTAINERS: tuple[tuple[bytes, Container], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),  # an empty one
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"PAR1", "parquet"),
)


@dataclass(frozen=True)
class InputFile:
    """A file that was looked through once and can be read again, from the start, any number of times."""

    path: Path
    name: str  # as shown to people
    sha256: str  # of the bytes on disk (of the .gz, where it is one)
    charset: Charset
    zipped: bool
    damage: str = ""  # why a gzip file ends early; what could be unpacked is still read
    warnings: tuple[str, ...] = ()
    container: Container = "text"  # "ole": what old or encrypted Office files are
    delimiter: str | None = None  # between the cells of a row, where it need not be guessed

    @classmethod
    def open(cls, path: str | Path, *, name: str | None = None, charset: str | None = None) -> InputFile:
        """Look through a file. ``charset`` is used where the bytes declare none and are not UTF-8.

        Raises `FileProblem` if it is missing, a folder, unreadable, empty, or unpacks to 200 times its size.
        """
        path = Path(path)
        shown_name = shown(path)
        digest, magic = _hash(path, shown_name)
        zipped = magic == b"\x1f\x8b"
        with _Content(path, shown_name, zipped) as content:
            largest = max(BOMB_SIZE, BOMB_RATIO * path.stat().st_size)
            found = looked_through(cast(BinaryIO, content), shown_name, charset, largest)
            damage = content.damage
        if found.vote.blank:
            what = f"is a damaged gzip file ({damage})" if damage else "is empty"
            raise FileProblem(f"{shown_name} {what}; nothing to read")
        return cls(
            path, shown(name or path.name), digest, found.charset, zipped, damage, found.warnings,
            found.container,
        )  # fmt: skip

    def place(self, unit: str, number: int) -> str:
        """Return what a record that has no id of its own is called: ``row 17``."""
        return f"{unit} {number}"

    def raw(self) -> BinaryIO:
        """Open the content as its bytes are, unpacked. The caller closes it."""
        return cast(BinaryIO, io.BufferedReader(_Content(self.path, self.name, self.zipped), CHUNK))

    def utf8(self) -> BinaryIO:
        """Open the content as UTF-8 bytes without a byte order mark. The caller closes it."""
        content = self.raw()
        content.read(self.charset.skip)
        if self.charset.clean_utf8:
            return content
        return cast(BinaryIO, io.BufferedReader(_Utf8(content, self.charset), CHUNK))

    def text(self) -> TextIO:
        """Open the content as text with its line ends as they are. The caller closes it."""
        return io.TextIOWrapper(self.utf8(), encoding="utf-8", errors="replace", newline="")

    def lines(self, *, longest: int) -> Iterator[tuple[int, bytes | None]]:
        """Yield ``(line number, line)``, blank lines left out; None for a line of over ``longest`` bytes."""
        with self.utf8() as stream:
            number = 0
            while line := stream.readline(longest + 1):
                number += 1
                if len(line) > longest and not line.endswith(b"\n"):
                    while len(stream.readline(longest + 1)) > longest:
                        pass
                    yield number, None
                elif line.strip():
                    yield number, line

    @cached_property
    def head(self) -> str:
        """The beginning of the content as text, for recognition; ends in a line end where it is all of it.

        "" of what is no text.
        """
        if self.container != "text":
            return ""
        with self.utf8() as stream:
            data = stream.read(HEAD + 1)
        whole = len(data) <= HEAD and not data.endswith(b"\n")
        return data[:HEAD].decode("utf-8", "ignore") + ("\n" if whole else "")

    def recoded(self, charset: str) -> InputFile:
        """The same file, read in a charset that somebody named, unless its byte order mark says otherwise."""
        if self.charset.marked or self.container != "text":
            return self
        return replace(self, charset=declared_charset(charset), warnings=())


@dataclass(frozen=True)
class Looked:
    """What one pass over some content showed."""

    vote: CharsetVote
    charset: Charset
    container: Container
    warnings: tuple[str, ...]


def looked_through(content: BinaryIO, name: str, charset: str | None, largest: int) -> Looked:
    """See all of some content once. Raises `FileProblem` where it is more than ``largest`` bytes."""
    vote = CharsetVote(charset)
    size = 0
    for chunk in iter(lambda: content.read(CHUNK), b""):
        is_text = _container(vote.start or chunk) == "text"
        vote.see(chunk if is_text else chunk[:_MAGIC])  # what is no text has no charset
        size += len(chunk)
        if size > largest:
            raise FileProblem(f"{name} unpacks to more than {BOMB_RATIO} times its size; refused")
    decided, container = vote.decide(), _container(vote.start)
    warnings = (decided.warning,) if decided.warning and container == "text" else ()
    return Looked(vote, decided, container, warnings)


def shown(path: str | Path) -> str:
    """Return a file name that can be printed on one line whatever bytes it has."""
    text = str(path).encode("utf-8", "replace").decode("utf-8")
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def _hash(path: Path, name: str) -> tuple[str, bytes]:
    try:
        if path.is_dir():
            raise FileProblem(f"{name} is a folder; name the files in it")
        if path.exists() and not path.is_file():
            raise FileProblem(f"{name} is not a regular file; save its content to a file first")
        digest = sha256()
        with path.open("rb") as stream:
            magic = stream.read(2)
            digest.update(magic)
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
    except FileNotFoundError as error:
        raise FileProblem(f"{name} does not exist") from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise FileProblem(f"cannot read {name}: {_reason(error)}") from error
    return digest.hexdigest(), magic


def _container(start: bytes) -> Container:
    return next((kind for magic, kind in _CONTAINERS if start.startswith(magic)), "text")


class _Content(io.RawIOBase):
    """The file's bytes, unpacked; a damaged gzip file ends where the damage is."""

    def __init__(self, path: Path, name: str, zipped: bool) -> None:
        self.damage = ""
        self._name = name
        try:
            opened = gzip.open(path) if zipped else path.open("rb")  # noqa: SIM115 - closed by close()
            self._source = cast(io.BufferedReader, opened)
        except OSError as error:
            raise FileProblem(f"cannot read {name}: {_reason(error)}") from error

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self.damage:
            return 0
        try:
            data = self._source.read1(min(len(buffer), CHUNK))
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            self.damage = _reason(error)
            return 0
        except OSError as error:
            raise FileProblem(f"cannot read {self._name}: {_reason(error)}") from error
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._source.close()
        super().close()


class _Utf8(io.RawIOBase):
    """Any charset in, UTF-8 out."""

    def __init__(self, source: BinaryIO, charset: Charset) -> None:
        self._source = source
        self._decoder = charset.decoder()
        self._ready = b""
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._ready and not self._ended:
            data = self._source.read(CHUNK)
            self._ended = not data
            self._ready = self._decoder.decode(data, self._ended).encode("utf-8", "replace")
        piece, self._ready = self._ready[: len(buffer)], self._ready[len(buffer) :]
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            self._source.close()
        super().close()


def _reason(error: BaseException) -> str:
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(text.split()).lower() or type(error).__name__
