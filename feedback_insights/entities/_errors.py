"""Errors by name: HTTP statuses, vendors' codes, exceptions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedback_insights.entities._around import before, is_amount, is_count
from feedback_insights.records import Entity

_STATUS = re.compile(r"(?<![\w.,$€£])([45]\d\d)(s)?(?![\w%]|[.,:]\d|/\d|-\d)")
_CODES = frozenset(
    [
        *range(400, 419),
        *range(421, 427),
        428,
        429,
        431,
        451,
        499,
        *range(500, 512),
        *range(520, 528),
        529,
        530,
    ]
)
_SPOKEN = frozenset(
    {400, 401, 403, 404, 405, 408, 409, 413, 415, 422, 429, 500, 501, 502, 503, 504, 520, 522, 524}
)
_ROUND = frozenset({400, 500})  # numbers people also count with
_NAMED = re.compile(
    r"""(?:\bHTTPS?(?:/\d(?:\.\d)?)?(?:\ (?:code|failure))?
    | (?:\b|_)(?:status|error|err|response)(?:[\ _-]?code)?s? | \bwith\ (?:a\ |the\ )?code)
    ["'`*]{0,3}[ \t]{0,2}(?:is|of|was|with|[:=\#(-])?[ \t]{0,2}["'`(\[*]{0,2}$""",
    re.VERBOSE | re.IGNORECASE,
)
_EXPLAINED = re.compile(
    r"""[\s-]{0,2}[("'`:]?\s?(?:errors?\b|responses?\b|status\b|internal\ server|server\ error|not\ found
    |too\ many|service\ (?:temp|unav)|bad\ gateway|gateway\ time|request\ time|unauthori[sz]ed|forbidden
    |bad\ request|method\ not|payload\ too|unprocessable|http)""",
    re.VERBOSE | re.IGNORECASE,
)
_MANY = re.compile(
    r"\b(?:over|about|than|around|nearly|almost|least|some|another|first|last|up to)\s{1,2}$|~$", re.I
)
_ARTICLE = re.compile(
    r"""\b(?:an?|(?:return|throw|respond|answer|fail|repl[yi])(?:s|ed|ing|es)?(?:\ with)?|threw|thrown)
    \s{1,2}(?:an?\s)?[`"']?$""",
    re.VERBOSE | re.IGNORECASE,
)
_GET = re.compile(
    r"\b(?:get|gets|getting|got|gives?|giving|receiv(?:e|ed|ing)|see|seeing|saw|with)\s{1,2}$", re.I
)
_ALONE = re.compile(
    r"""[`"']?(?:\s{0,2}(?:$|[.,;:!?)\]\n])|\s{1,2}(?:when|on|from|for|with|if|after|every|and|or|in|at|back|instead|code
    |to|since|because|while|but|again|as|by|most|sometimes|until|whenever|then|today|now|during|even|without|that|page
    |this|occasionally|often|randomly|is|was|means|should|would|here|there|via|upon|once|so|though|despite)\b)""",
    re.VERBOSE | re.IGNORECASE,
)
_WELL_KNOWN = frozenset(
    {401, 403, 404, 422, 429, 502, 503, 504}
)  # enough by itself where the web is spoken of
_WEB = re.compile(
    r"""\b(?:api|https?|requests?|responses?|servers?|endpoints?|webhooks?|rate.?limit\w*|throttl\w+|retry-after
    |gateway|console|browser|website|status)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_AFTER_WORD = re.compile(
    r"""(?:^|\n|[.!?:–—-]\s|[45]\d\d,\s|\b(?!(?:lines?|rows?|pages?|ports?|rooms?|tickets?|orders?|invoices?|no|id|build
    |numbers?|version|jobs?|issues?|pr|bugs?|steps?|items?|about|over|than|around|under|at|of|least|all|these|those|our
    |their|my|are|were|have|had|has|by|into|up|for|in|on|bytes|size|width|height|weight|highway|route)\b)
    [A-Za-z]{2,20},?\s)["'`(]?$""",
    re.VERBOSE | re.IGNORECASE,
)
_BEFORE_WORD = re.compile(
    r"""["'`)]?(?:\s{0,2}$|[.,;:!?](?:\s|$)|\s(?:is|was|as|this|answers?|responses?|always|sometimes|comes|arrives|means
    |keeps|happens|until|unless|across|us)\b|\s(?![A-Za-z]{2,30}s\b)[a-z]{2,30}\b)""",
    re.VERBOSE,
)
_ERRNO = (
    "CONN(?:REFUSED|RESET|ABORTED)|TIMEDOUT|SOCKETTIMEDOUT|NOTFOUND|NOENT|ACCES|PERM|PIPE|ADDRINUSE|EXIST|[MN]FILE"
    "|NOSPC|HOSTUNREACH|NETUNREACH|ISDIR|NOTDIR|NOTEMPTY|INVAL|NOMEM|BUSY|LIFECYCLE|RESOLVE|INTEGRITY|PROTO|ROFS"
    "|NOTSUP|NODEV|AI_(?:AGAIN|FAIL|NONAME|NODATA)"
)
_CODE = re.compile(
    rf"""(?<![\w$.-])(?:
      ERR(?:OR)?_[A-Z0-9_]{{2,60}} | DNS_PROBE_[A-Z_]{{3,40}}
    | [A-Z][A-Z0-9]{{1,20}}(?:_[A-Z0-9]{{1,30}}){{0,5}}_ERR(?:OR)?(?:_[A-Z0-9]{{1,30}}){{0,6}}
    | E(?:{_ERRNO}) | SIG(?:SEGV|ABRT|BUS|ILL|FPE|KILL|TRAP)
    | (?:ORA|TNS|PLS)-\d{{4,5}} | AADSTS\d{{5,7}} | CE-\d{{5}}-\d
    | (?:TS|CS|LNK|MSB|NU|NETSDK)\d{{4,5}} | E\d{{4,5}}(?!\ +\d\d:\d\d) | 0x[8cC][0-9a-fA-F]{{7}}
    )(?![\w-]|=)""",
    re.VERBOSE,
)
_LISTED = re.compile(r"[{,]\s?$")  # "{1, 0x83f30c2c}": a table of constants
_MODEL = re.compile(r"\b(?!Error|Code|ERROR|CODE|Got|Err|Since|The|And)[A-Z]\w{1,20}\s$")  # "Dell E5500"
_TOLD = re.compile(
    r"""(?<!\w)(?:err(?:or)?|fault|failure)(?P<word>[ _-]?(?:code|number|no\.?|id))?
    ["'`*]{0,3}[ \t]{0,2}[:\#=(]?[ \t]{0,2}["'`(\[*]{0,2}
    (?P<value>0x[0-9a-fA-F]{1,16}|[A-Z]{1,8}[-_]?\d{2,7}(?:-\d{1,6}){0,2}|\#?-?\d{1,6})(?![\w%.-]{0,40}[\w%])""",
    re.VERBOSE | re.IGNORECASE,
)
_FINE = re.compile(r"[23]\d\d")  # statuses of what went well
_EXCEPTION = re.compile(
    r"(?<![\w$])(?!(?:On|Show|Handle|Throw|Log|Is|Has|Set|Get|Report|Raise|Catch|Print|Check|Clear|Display|Send|No)"
    r"[A-Z])(?=\w{0,60}[a-z])[A-Z][A-Za-z0-9]{1,60}(?<!Squared)(?<!Absolute)(?<!Percentage)(?<!Standard)"
    r"(?:Error|Exception)(?![\w-]|\.log)"
)


def found(text: str) -> Iterator[Entity]:
    """Every error: statuses, then codes told as such, then codes and exceptions of a known form."""
    if any(digit in text for digit in "45"):
        yield from _statuses(text)
    lowered = text.lower()
    if "err" in lowered or "fa" in lowered:
        yield from _told(text)
    yield from _forms(text)


def _statuses(text: str) -> Iterator[Entity]:
    found = [match for match in _STATUS.finditer(text) if int(match[1]) in _CODES]
    web = bool(found) and _WEB.search(text) is not None
    for match in found:
        if _is_status(text, match) or (web and _is_well_known(text, match)):
            yield Entity(kind="error", value=f"HTTP {match[1]}", start=match.start(), end=match.end())


def _is_status(text: str, match: re.Match[str]) -> bool:
    code, end, ahead = int(match[1]), match.end(), before(text, match.start())
    if not match[2] and (is_amount(text, match.start(), end) or is_count(text, end)):
        return False
    if not match[2] and _NAMED.search(ahead):
        return True
    if _EXPLAINED.match(text, end):
        return _MANY.search(ahead) is None
    if code not in _SPOKEN:
        return False
    if match[2]:  # "429s"; 500s may be seconds
        return code not in _ROUND or _GET.search(ahead) is not None
    told = _ARTICLE.search(ahead) or (code not in _ROUND and _GET.search(ahead))
    return bool(told) and _ALONE.match(text, end) is not None


def _is_well_known(text: str, match: re.Match[str]) -> bool:
    """Whether a number between words is a status, in a text that speaks of the web: "still 429 daily"."""
    if int(match[1]) not in _WELL_KNOWN or match[2] or is_amount(text, match.start(), match.end()):
        return False
    if _AFTER_WORD.search(before(text, match.start())) is None or is_count(text, match.end()):
        return False
    return _BEFORE_WORD.match(text, match.end()) is not None


def _told(text: str) -> Iterator[Entity]:
    """Codes that are called an error code: "error 1603", "Error code: M7111"."""
    for match in _TOLD.finditer(text):
        value, end = match["value"].lstrip("#"), match.end("value")
        number = value.lstrip("-").isdigit()
        if number and (is_amount(text, match.start("value"), end) or is_count(text, end)):
            continue
        if number and not match["word"] and (len(value) < 3 or _FINE.fullmatch(value)):
            continue  # "error 12 lines below"; "error (200 OK)"
        if not number and not value.lower().startswith("0x") and value != value.upper():
            continue
        shown = f"error {value}" if number else _one_case(value)
        yield Entity(kind="error", value=shown, start=match.start(), end=end)


def _forms(text: str) -> Iterator[Entity]:
    for match in _CODE.finditer(text):
        if not _is_other(match[0], before(text, match.start())):
            yield Entity(kind="error", value=_one_case(match[0]), start=match.start(), end=match.end())
    if "Err" in text or "Exc" in text:
        for match in _EXCEPTION.finditer(text):
            yield Entity(kind="error", value=match[0], start=match.start(), end=match.end())


def _is_other(code: str, ahead: str) -> bool:
    """Whether a code is a constant in a table, or a machine's model."""
    if code[0] == "0":
        return _LISTED.search(ahead) is not None
    return code[0] == "E" and code[1:].isdigit() and _MODEL.search(ahead) is not None


def _one_case(code: str) -> str:
    return f"0x{code[2:].upper()}" if code[:2].lower() == "0x" else code.upper()
