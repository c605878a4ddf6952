"""Tell what programs wrote: fenced code, stack traces, logs, JSON, comments, what a browser calls itself."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

_LOOK = 400  # characters of a line that are looked at
_JSON_LINES = 400  # lines one JSON value may have
_JSON_BUDGET = 20_000  # lines searched for the ends of JSON values, in one text
_LONG_TOKEN = 40  # characters; no word is longer
_DUMP = 5  # machine lines in a row: a dump,
_BRIDGE = 2  # inside which so many other lines are part of it

_MARKS = re.compile(r"^(?:\[[ xX]?\]|[\W_])+|[\W_]+$")
_LONGEST = 300  # characters of a line that is compared
_LINE = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_FENCE = re.compile(r"\s{0,6}(```|~~~)")
_TRACE = re.compile(
    r"""\s*(?:
      Traceback\ \(most\ recent\ call\ last\)
    | File\ ".{1,200}",\ line\ \d+
    | (?:\d{1,3}\s{1,4})?at\ [\w$.<>\[\]/-]{3,160}\s?
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
    | \d\d-\d\d\ \d\d:\d\d:\d\d\.\d{{3}}:?\s | [VDIWEF]/[\w.$:/-]{{0,60}}\s{{0,12}}\(\s{{0,6}}\d+\):
    | \[[0-9a-f]{{6,16}}(?:/[0-9a-f]{{1,16}})?\]\s | 0x[0-9a-f]{{6,16}}\s(?:in\s|0x|<)
    | (?:Win64|WOW64);\s | rv:\d{{1,3}}\.\d
    | [A-Z][a-z]{{2}}\ {{1,2}}\d{{1,2}}\ \d\d:\d\d:\d\d\ \S{{1,60}}\ \S{{1,60}}:
    | (?:\d{{1,3}}(?:\.\d{{1,3}}){{3}}|\[ip\ \d+\])\ -\ \S{{1,40}}\ \[
    | \[{_LEVEL}\]\s | {_LEVEL}(?::[\w.]{{2,60}}:|\ \[|\s[\w-]{{1,60}}\.[\w.-]{{1,60}}:)
    | npm\ (?:ERR!|WARN) | \$\ [a-z] | >\ curl\ | curl\ (?:-|https?:)
    | (?:sudo|pip|npm|git|docker|kubectl)\ \w+\ \S+\s*$
    | <?\s?HTTP/[\d.]+\ \d{{3}}\b | {_METHOD}\ (?:https?://|/)\S*(?:\ HTTP/[\d.]+)?\s*$
    | (?:X-[\w-]{{2,40}}|Content-Type|Retry-After|User-Agent):\ \S
    | [\w-]{{1,40}}\.[\w.-]{{1,60}}:\ \S{{1,80}}\s*$ | (?=\D{{0,39}}\d)[0-9a-f]{{7,40}}\s*$
    | [\w()/*]{{1,30}}(?:\ [\w()/*]{{1,30}}){{0,3}}\s{{3,60}}:\s
    )""",
    re.VERBOSE,
)
_CODE = re.compile(
    r"""\s*(?:
      (?:const|let|var)\ [\w${}\[\], ]{1,60}=\s?\S
    | (?:import|from)\ [\w.{}@,*'"/ -]{1,80}(?:\ import\ .*|;|['"])\s*$
    | import\ [\w.]{1,60}\ as\ \w{1,20}\s*$ | (?:try|finally):\s*$ | except\b.{0,80}:\s*$
    | (?:def|class)\ \w{1,60}\s?(?:\(.{0,80}\))?\s?:\s*$ | function\ \w{0,60}\(.{0,80}\)\s?\{
    | (?:public|private|protected|static)\ .{1,120}[{;]\s*$ | (?:if|for|while)\ ?\(.{1,120}\)\ ?\{\s*$
    | (?:return|await|throw)\ .{1,120};\s*$ | [\w$.\[\]'"]{1,80}\s?=\s?.{1,200};\s*$
    | [\w$.]{1,80}\(.{0,200}\);\s*$ | [{}\[\]();,]{1,6}\s*$
    | </?[A-Za-z][\w:-]{0,40}(?:\s[^<>]{0,200})?/?>(?:.*</?[\w:-]+>)?\s*$ | <\?xml\s
    | (?:SELECT|INSERT\ INTO|UPDATE|DELETE\ FROM|CREATE\ TABLE)\ .{1,200}(?:\bFROM\b|\bVALUES\b|\bSET\b|;|\()
    )""",
    re.VERBOSE,
)
# What a browser or a library calls itself (RFC 9110, section 10.1.5), with whatever form puts before it.
_AGENT = re.compile(
    r"(?:Mozilla|Dalvik|Opera|okhttp|python-requests|CFNetwork)/\d[\w.]*"
    r"(?:\s{0,2}(?:\([^()]{0,200}\)|[\w.-]{1,40}/\d[\w.]*|like\ Gecko|Build\ \d+))*"
)
_BESIDE_AGENT = 3  # words beside it that make a sentence
_COMMENT = re.compile(r"[\s>]{0,9}<!--")
_COMMENT_LINES = 60  # that one comment may have
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


def lines_of(text: str) -> list[Line]:
    """The lines of a text that are not empty."""
    return [Line(match[0], match.start()) for match in _LINE.finditer(text)]


def folded(line: str) -> str:
    """A line as it is compared, without list marks and such; "" where it has no letter, or is too long."""
    if len(line) > _LONGEST or not any(map(str.isalpha, line)):
        return ""
    return " ".join(_MARKS.sub("", line).casefold().split())


def is_machine_line(text: str) -> bool:
    """Tell whether a line is code, a log entry, part of a stack trace, or one long token."""
    look = text[:_LOOK]
    if _TRACE.match(look) or _LOG.match(look) or _CODE.match(look):
        return True
    if look.count("=") >= 3 and len(_KEY_VALUE.findall(look)) >= 3:
        return True
    if (agent := _AGENT.search(text)) and _is_little(text[: agent.start()] + text[agent.end() :]):
        return True
    bare = text.strip()
    return len(bare) >= _LONG_TOKEN and bare.isascii() and len(bare.split(None, 1)) == 1


def _is_little(rest: str) -> bool:
    """Whether what stands beside a program's name is a label ("User agent:"), no sentence."""
    return len(re.findall(r"[^\W\d_]{2,}", rest[:_LOOK])) < _BESIDE_AGENT


def machine_blocks(lines: Sequence[Line], forms: Collection[str] = ()) -> Iterator[tuple[int, int]]:
    """Yield (first, behind the last) line numbers of what no person wrote; ordered, disjoint.

    ``forms`` are the lines that a form writes, folded (`form_lines`).
    """
    pending: tuple[int, int] | None = None
    for first, end, fenced in _blocks(lines, forms):
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


def _blocks(lines: Sequence[Line], forms: Collection[str]) -> Iterator[tuple[int, int, bool]]:
    budget = _JSON_BUDGET
    i = 0
    while i < len(lines):
        fence = end = _fenced(lines, i) or _commented(lines, i)
        if not end and budget > 0:
            end, used = _json(lines, i)
            budget -= used
        if not end and forms and folded(lines[i].text) in forms:
            end = _form(lines, i, forms)
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


def _commented(lines: Sequence[Line], i: int) -> int:
    """Return the line behind the HTML comment that begins line `i`; 0 = none, or more than a comment."""
    if _COMMENT.match(lines[i].text) is None:
        return 0
    for j in range(i, min(i + _COMMENT_LINES, len(lines))):
        if "-->" in lines[j].text:
            return j + 1 if lines[j].text.rstrip().endswith("-->") else 0
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


def _form(lines: Sequence[Line], i: int, forms: Collection[str]) -> int:
    """Return the line behind a run of a form's lines; figures below a heading belong to it."""
    for j in range(i + 1, len(lines)):
        if folded(lines[j].text) not in forms and any(map(str.isalpha, lines[j].text)):
            return j
    return len(lines)


def _run(lines: Sequence[Line], i: int) -> int:
    """Return the line behind a run of machine lines.

    Indented lines inside a stack trace belong to it, and so do the one or two lines between two long parts.
    """
    trace, end = False, i
    for j in range(i, len(lines)):
        text = lines[j].text[:_LOOK]
        trace = trace or _TRACE.match(text) is not None
        inside = trace and (text[0] in " \t" or _DEVICE_FACT.match(text) is not None)
        if inside or is_machine_line(lines[j].text) or (j > i and _HEADER.match(text)):
            end = j + 1
        elif end - i < _DUMP or j - end >= _BRIDGE:
            break
    return end
