"""A mailbox cut into its mails, one after the other: it may be larger than memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

LONGEST = 32 << 20  # bytes that one mail may take
_LINE = 1 << 20
_BEGINS = re.compile(rb"From (?:\S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b|\S+@\S+\s).*\d")
_ESCAPED = re.compile(rb"^>(>*From )", re.M)


@dataclass(frozen=True, slots=True)
class Piece:
    """One mail as its bytes are; ``too_long``: over 32 MiB, and only its beginning is here."""

    number: int  # 1 = the first mail of the file
    data: bytes
    too_long: bool = False


def pieces(stream: BinaryIO) -> Iterator[Piece]:
    """Yield the mails of a mailbox: each begins with a ``From `` line at the start or after a blank line."""
    number, size, after_blank, at_start = 0, 0, True, True
    lines: list[bytes] = []
    while line := stream.readline(_LINE):
        if at_start and after_blank and (_BEGINS.match(line) or (not number and line.startswith(b"From "))):
            if number:
                yield _piece(number, lines, size)
            number, size, lines, after_blank = number + 1, 0, [], False
            continue
        number = number or 1  # a mailbox whose first line is cut off
        size += len(line)
        if size <= LONGEST:
            lines.append(line)
        after_blank = at_start and not line.strip()
        at_start = line.endswith(b"\n")
    if number:
        yield _piece(number, lines, size)


def _piece(number: int, lines: list[bytes], size: int) -> Piece:
    return Piece(number, _ESCAPED.sub(rb"\1", b"".join(lines)), size > LONGEST)


def header_of(data: bytes) -> bytes:
    """Return a mail's header lines."""
    ends = [at for at in (data.find(b"\n\n"), data.find(b"\n\r\n")) if at >= 0]
    return data[: min(ends) + 1] if ends else data
