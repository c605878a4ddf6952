"""Tell what programs wrote: fenced code, stack traces, logs, JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_LOOK = 400  # characters of a line that are looked at
_JSON_LINES = 400  # lines one JSON value may have
_JSON_BUDGET = 20_000  # lines searched for the ends of JSON values, in one text
_LONG_TOKEN = 40  # characters; no word is longer

_FENCE = re.compile(r"\s{0,6}(```|~~~)")
_TRACE = re.compile(
    r"""\s*(?:
      Traceback\ \(most\ recent\ call\ last\)
    | File\ ".{1,200}",\ line\ \d+
    | at\ [\w$.<>\[\]/-]{3,160}\s?
      \((?:[^()\s]{0,160}[.:][^()\s]{0,160}|Native\ Method|Unknown\ Source(?::\d+)?|<anonymous>)\)\s*$
    | at\ (?:async\ )?[\w$./<>:@-]{3,200}:\d+(?::\d+)?\)?\s*$
    | Caused\ by:\s | \.\.\.\ \d+\ (?:more|common\ frames)
    | \#\d+\s+(?:0x[0-9a-f]{4,}|[\w/.-]+\.php\(\d+\)|pc\ )
    | (?:[\w$]{1,60}\.){1,8}[A-Z]\w{0,60}(?:Error|Exception|Throwable|Fault)(?::|\s*$)
    | Exception\ in\ thread\ " | Uncaught\ (?:\(in\ promise\)\ )?\w*Error\b | goroutine\ \d+\ \[ | panic:\s
    | (?:Type|Value|Key|Index|Attribute|Runtime|Reference|Syntax|Range|Import|Assertion|NullPointer)
      (?:Error|Exception)(?::|\s*$)
    | [*=-]{5,}\ ?[A-Z][A-Z ]{5,60}[*=-]{5,}\s*$
    )""",
    re.VERBOSE,
)
_LEVEL = "(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL|SEVERE)"
_METHOD = "(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)"
_LOG = re.compile(
    rf"""\s*(?:
      [\[(]?\d{{4}}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?\s?(?:Z|UTC|[+-]\d\d:?\d\d)?[\])]?\s+
        (?:\S{{1,60}}\s+){{0,3}}?[\[<(|]?(?:{_LEVEL}|{_METHOD})\b
    | \d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)\s
    | [\[(]\d{{1,2}}/\w{{3}}/\d{{4}}:\d\d:\d\d:\d\d
    | \d\d-\d\d\ \d\d:\d\d:\d\d\.\d{{3}}\s+\d+ | [VDIWEF]/[\w.$:-]{{1,60}}\s?\(\s*\d+\):
    | [A-Z][a-z]{{2}}\ {{1,2}}\d{{1,2}}\ \d\d:\d\d:\d\d\ \S{{1,60}}\ \S{{1,60}}:
    | (?:\d{{1,3}}(?:\.\d{{1,3}}){{3}}|\[ip\ \d+\])\ -\ \S{{1,40}}\ \[
    | \[{_LEVEL}\]\s | {_LEVEL}(?::[\w.]{{2,60}}:|\ \[|\s[\w-]{{1,60}}\.[\w.-]{{1,60}}:)
    | npm\ (?:ERR!|WARN) | \$\ [a-z] | >\ curl\ | curl\ (?:-|https?:)
    | (?:sudo|pip|npm|git|docker|kubectl)\ \w+\ \S+\s*$
    | <?\s?HTTP/[\d.]+\ \d{{3}}\b | {_METHOD}\ (?:https?://|/)\S*(?:\ HTTP/[\d.]+)?\s*$
    | (?:X-[\w-]{{2,40}}|Content-Type|Retry-After|User-Agent):\ \S
    )""",
    re.VERBOSE,
)
_CODE = re.compile(
    r"""\s*(?:
      (?:const|let|var)\ [\w${}\[\], ]{1,60}=\s?\S
    | (?:import|from)\ [\w.{}@,*'"/ -]{1,80}(?:\ import\ .*|;|['"])\s*$
    | (?:def|class)\ \w{1,60}\s?(?:\(.{0,80}\))?\s?:\s*$ | function\ \w{0,60}\(.{0,80}\)\s?\{
    | (?:public|private|protected|static)\ .{1,120}[{;]\s*$ | (?:if|for|while)\ ?\(.{1,120}\)\ ?\{\s*$
    | (?:return|await|throw)\ .{1,120};\s*$ | [\w$.\[\]'"]{1,80}\s?=\s?.{1,200};\s*$
    | [\w$.]{1,80}\(.{0,200}\);\s*$ | [{}\[\]();,]{1,6}\s*$
    | </?[A-Za-z][\w:-]{0,40}(?:\s[^<>]{0,200})?/?>(?:.*</?[\w:-]+>)?\s*$ | <\?xml\s
    | (?:SELECT|INSERT\ INTO|UPDATE|DELETE\ FROM|CREATE\ TABLE)\ .{1,200}(?:\bFROM\b|\bVALUES\b|\bSET\b|;|\()
    )""",
    re.VERBOSE,
)
_HEADER = re.compile(
    r"\s*(?:[<>] )?(?:x-[\w-]{2,40}|content-(?:type|length|encoding)|user-agent|authorization|retry-after"
    r"|cache-control|etag|accept|host)\s?:\s?\S",
    re.IGNORECASE,
)
_KEY_VALUE = re.compile(r"(?:^|\s)[\w.-]{1,40}=[^\s=]")
_DEVICE_FACT = re.compile(r"[A-Z]\w{1,14}: \S{1,80}$")
_JSON_KEY = re.compile(r"""\s*[\[{(]*\s*["'][\w .$@/-]{1,60}["']\s?:""")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text, without its line end."""

    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def is_machine_line(text: str) -> bool:
    """Tell whether a line is code, a log entry, part of a stack trace, or one long token."""
    look = text[:_LOOK]
    if _TRACE.match(look) or _LOG.match(look) or _CODE.match(look):
        return True
    if look.count("=") >= 3 and len(_KEY_VALUE.findall(look)) >= 3:
        return True
    bare = text.strip()
    return len(bare) >= _LONG_TOKEN and bare.isascii() and len(bare.split(None, 1)) == 1


def machine_blocks(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Yield (first, behind the last) line numbers of fenced code, JSON, logs, traces; ordered, disjoint."""
    pending: tuple[int, int] | None = None
    for first, end, fenced in _blocks(lines):
        adjacent = (
            pending is not None and pending[1] == first and lines[first].start - lines[first - 1].end <= 2
        )
        if pending is not None and adjacent and not fenced:
            pending = pending[0], end
            continue
        if pending is not None:
            yield pending
        pending = None if fenced else (first, end)
        if fenced:
            yield first, end
    if pending is not None:
        yield pending


def _blocks(lines: Sequence[Line]) -> Iterator[tuple[int, int, bool]]:
    budget = _JSON_BUDGET
    i = 0
    while i < len(lines):
        fence = end = _fenced(lines, i)
        if not end and budget > 0:
            end, used = _json(lines, i)
            budget -= used
        if not end and is_machine_line(lines[i].text):
            end = _run(lines, i)
        if end:
            yield i, end, bool(fence)
        i = max(end, i + 1)


def _fenced(lines: Sequence[Line], i: int) -> int:
    """Return the line behind the fenced block that begins at line `i`; 0 = none, or never closed."""
    match = _FENCE.match(lines[i].text)
    if match is None:
        return 0
    for j in range(i + 1, len(lines)):
        closing = _FENCE.match(lines[j].text)
        if closing and closing[1] == match[1]:
            return j + 1
    return 0


def _json(lines: Sequence[Line], i: int) -> tuple[int, int]:
    """Return (line behind the JSON value that begins at line `i` or 0, lines looked at)."""
    start = lines[i].text.lstrip()
    if start[:1] not in ("{", "["):
        return 0, 0
    following = lines[i + 1].text if i + 1 < len(lines) else ""
    if not _JSON_KEY.match(start[:_LOOK]) and not (len(start) <= 3 and _JSON_KEY.match(following[:_LOOK])):
        return 0, 0
    depth = 0
    for j in range(i, min(i + _JSON_LINES, len(lines))):
        text = lines[j].text
        depth += text.count("{") + text.count("[") - text.count("}") - text.count("]")
        if depth <= 0:
            closed = text.rstrip().endswith(("}", "]", "},", "],", ";"))
            return (j + 1 if closed else 0), j - i + 1
    return 0, _JSON_LINES


def _run(lines: Sequence[Line], i: int) -> int:
    """Return the line behind a run of machine lines; indented lines inside a stack trace belong to it."""
    trace = False
    for j in range(i, len(lines)):
        text = lines[j].text[:_LOOK]
        trace = trace or _TRACE.match(text) is not None
        inside = trace and (text[0] in " \t" or _DEVICE_FACT.match(text) is not None)
        if not (inside or is_machine_line(lines[j].text) or (j > i and _HEADER.match(text))):
            return j
    return len(lines)
