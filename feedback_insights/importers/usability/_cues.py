"""WebVTT and SRT as cues, read line by line: what cannot be read costs itself, not the file.

webvtt-py reads both formats too, but gives up a whole WebVTT file for one comma in a time code, leaves broken
SRT cues out without a word, and keeps one voice per cue: here every cue must become a record or say why not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TextIO

from feedback_insights.files import InputFile

_LONGEST = 100_000  # letters of a cue
_TIME = r"(?:(\d{1,4}):)?(\d{1,3}):(\d{2})(?:[.,](\d{1,3}))?"
_TIMING = re.compile(rf"^\s*{_TIME}\s*-{{1,2}}>\s*{_TIME}(?=\s|$)")
_LIKE_TIMING = re.compile(r"^\s*\d{1,4}:\S{0,20}\s*-{1,2}>")
_TIME_CODES = re.compile(rf"^[^\S\n]*{_TIME}[^\S\n]*-{{1,2}}>[^\S\n]*{_TIME}", re.M)
_NUMBER = re.compile(r"^\s*\d+\s*$")
_BESIDE = re.compile(r"^(NOTE|STYLE|REGION)(?=\s|$)\s*")
_HEADER = re.compile(r"^WEBVTT(?=\s|$)[\s–—-]*")


@dataclass(frozen=True, slots=True)
class Cue:
    """What is said between two time codes, in milliseconds; ``line`` is that of the time code."""

    line: int
    start: int
    end: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comment:
    """A ``NOTE`` or the head of the file: about the recording, not part of it."""

    line: int
    text: str
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class Broken:
    """Lines that are no cue."""

    line: int
    reason: str


@dataclass
class _Block:
    """Lines up to the next blank one or the next cue's time code: at most one cue."""

    line: int  # where it begins
    lines: list[tuple[int, str]] = field(default_factory=list)
    timed: int | None = None  # place of the time code among the lines
    letters: int = 0
    cut: bool = False  # longer than can be read

    def add(self, number: int, text: str) -> None:
        """Take the next line in, unless the block is too long by now."""
        self.letters += len(text)
        self.cut = self.cut or self.letters > _LONGEST
        if not self.cut:
            self.timed = len(self.lines) if self.timed is None and _is_like_timing(text) else self.timed
            self.lines.append((number, text))


def is_webvtt(head: str) -> bool:
    """Tell whether a file begins as WebVTT does."""
    return _HEADER.match(head) is not None


def time_codes(head: str) -> int:
    """Count the lines that hold two time codes, twenty at most."""
    return sum(1 for _, _ in zip(range(20), _TIME_CODES.finditer(head), strict=False))


def begins_with_cue(head: str) -> bool:
    """Tell whether the first lines with anything on them are a cue, with or without its number."""
    lines = [line for line in head[:2000].split("\n") if line.strip()][:2]
    if len(lines) == 2 and _NUMBER.match(lines[0]):
        lines = lines[1:]
    return bool(lines) and _TIMING.match(lines[0]) is not None


def time_code(milliseconds: int) -> str:
    """Return ``00:01:23``."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"


def read_cues(file: InputFile) -> Iterator[Cue | Comment | Broken]:
    """Yield what the file holds, in its order; ``STYLE`` and ``REGION`` say nothing and are left out."""
    with file.text() as stream:
        for block in _blocks(stream):
            yield from _parts(block)


def _blocks(stream: TextIO) -> Iterator[_Block]:
    block: _Block | None = None
    for number, text, cut in _lines(stream):
        if block and (not text or (block.timed is not None and _is_like_timing(text))):
            following = block.lines[-1:] if text and not block.cut else []
            if following and _NUMBER.match(following[0][1]) and len(block.lines) - 1 != block.timed:
                del block.lines[-1]  # the next cue's number: there was no blank line between
            yield block
            block = None
        if text:  # a line of spaces is none: captions that roll up use it
            block = block or _Block(number)
            block.cut = block.cut or cut
            block.add(number, text)
    if block:
        yield block


def _is_like_timing(text: str) -> bool:
    return "->" in text and _LIKE_TIMING.match(text) is not None


def _lines(stream: TextIO) -> Iterator[tuple[int, str, bool]]:
    """Yield ``(number, line, cut)``; of a line that is too long, its last piece."""
    number = 0
    while line := stream.readline(_LONGEST):
        number, cut = number + 1, False
        while not line.endswith(("\n", "\r")) and (more := stream.readline(_LONGEST)):
            cut, line = True, more
        yield number, line.rstrip("\r\n") or ("-" if cut else ""), cut


def _parts(block: _Block) -> Iterator[Cue | Comment | Broken]:
    before = [(number, text) for number, text in block.lines[: block.timed] if text.strip()]
    first = before[0][1] if before else ""
    if block.cut:
        yield Broken(block.line, f"longer than {_LONGEST:,} letters")
        return
    rest = "\n".join(text for _, text in before[1:])
    if head := _HEADER.match(first):
        yield Comment(block.line, f"{first[head.end() :]}\n{rest}", is_head=True)
    elif beside := _BESIDE.match(first):
        if beside[1] == "NOTE":
            yield Comment(block.line, f"{first[beside.end() :]}\n{rest}".strip())
    elif len(before) > (block.timed is not None):  # one line above a time code is the cue's name
        yield Broken(block.line, "text without a time code")
    if block.timed is not None:
        yield _cue(*block.lines[block.timed], block.lines[block.timed + 1 :])


def _cue(line: int, timing: str, said: list[tuple[int, str]]) -> Cue | Broken:
    times = _times(timing)
    if times is None:
        return Broken(line, f"the time code cannot be read: {timing.strip()[:60]!r}")
    start, end = times
    return Cue(
        line, start, max(start, end), tuple(text.replace("\0", "\ufffd") for _, text in said if text.strip())
    )


def _times(timing: str) -> tuple[int, int] | None:
    match = _TIMING.match(timing)
    if not match:
        return None
    start, end = _milliseconds(*match.groups()[:4]), _milliseconds(*match.groups()[4:])
    return None if start is None or end is None else (start, end)


def _milliseconds(hours: str | None, minutes: str, seconds: str, fraction: str | None) -> int | None:
    """Return a time in milliseconds; where hours are left out, minutes may go on beyond 59."""
    if int(seconds) > 59 or (hours and int(minutes) > 59):
        return None
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int((fraction or "0").ljust(3, "0"))
