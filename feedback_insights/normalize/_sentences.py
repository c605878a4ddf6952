"""Where sentences end on one line, and where to cut a sentence that never ends."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedback_insights.normalize import _words

Span = tuple[int, int]

_MAX_WORDS = 60
_MIN_WORDS = 25  # of the part before a cut

_STARTERS = (
    "But|The|It|I|This|That|Please|And|When|We|If|Also|My|So|Not|No|You|There|They|Now|Would|Can|Why|After|Very|Great|"
    "However|In|For|As|What|How|A|Is"
)
_END = re.compile(
    r"(?<![.!?…])[.!?…]++[\"'”’»)\]*_]*+(?=\s|$)"  # the usual end
    r"|[。！？]++[」』”）]*+"  # Chinese and Japanese need no space
    rf"|(?<=[a-z]{{2}})[.!?](?=(?:{_STARTERS})\b[ ,'’])"  # "great app.But sync fails"
    r"|(?<=[a-z]{3})[!?]++(?=[A-Z][a-z])"
)
_ABBREVIATIONS = _words.words("abbreviations")
_MAY_END = _words.words("ending_abbreviations")
_MONTH = re.compile(
    r"\s(?:jan|feb|mar|mär|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])\w{0,7}\b", re.IGNORECASE
)
_INITIALS = re.compile(r"(?:\w\.)+\w|[^\W\d_]")
_WORD = re.compile(r"\[[a-z]{2,6} \d+\]\S*|\S+")
_CUT_AFTER = (re.compile(r"[;:—–.!?…]$"), re.compile(r",$"))
_CUT_BEFORE = _words.words("cut_before")


def sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the sentences of ``text[start:end]``, one line, as spans that may begin or end in spaces."""
    begin = start
    for match in _END.finditer(text, start, end):
        if match.end() < end and not _ends_sentence(text, match, begin, end):
            continue
        yield begin, match.end()
        begin = match.end()
    if begin < end:
        yield begin, end


def _ends_sentence(text: str, match: re.Match[str], begin: int, end: int) -> bool:
    mark = match[0].rstrip("\"'”’»)]*_")
    before = _word_before(text, match.start(), begin)
    if not text[match.end()].isspace():
        return "/" not in before and "@" not in before
    following = text[match.end() : match.end() + 40].lstrip()[:1]
    if ".." in mark or "…" in mark or match[0] != mark:  # an ellipsis, or a quotation or bracket closes
        return not following.islower()
    if "." not in mark:
        return True
    return _full_stop_ends(before.casefold(), following, _MONTH.match(text, match.end(), end) is not None)


def _full_stop_ends(word: str, following: str, month_follows: bool) -> bool:
    if word in _MAY_END:
        return following.isupper() or (word == "no" and not following.isdigit())
    if word in _ABBREVIATIONS or (_INITIALS.fullmatch(word) and word != "i"):
        return False
    if word.isdigit() and len(word) <= 2:  # "am 5. August"
        return not (following.islower() or month_follows)
    return True


def _word_before(text: str, at: int, begin: int) -> str:
    start = at
    while (
        start > max(begin, at - 30) and not text[start - 1].isspace() and text[start - 1] not in "([{\"'“„«"
    ):
        start -= 1
    return text[start:at]


def cut_long(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield ``text[start:end]`` in parts of at most 60 words, cut at a clause if there is one."""
    words = [match.span() for match in _WORD.finditer(text, start, end)] if end - start > _MAX_WORDS else []
    first = 0
    while len(words) - first > _MAX_WORDS:
        cut = _best_cut(text, words, first)
        yield (
            words[first][0],
            words[first][0] + len(text[words[first][0] : words[cut - 1][1]].rstrip(",;:—–")),
        )
        first = cut
    if not words:
        yield start, end
    elif first < len(words):
        yield words[first][0], words[-1][1]


def _best_cut(text: str, words: list[Span], first: int) -> int:
    window = range(first + _MAX_WORDS, first + _MIN_WORDS, -1)
    for pattern in _CUT_AFTER:
        for cut in window:
            begin, end = words[cut - 1]
            if pattern.search(text[max(begin, end - 3) : end]):
                return cut
    for cut in window:
        begin, end = words[cut]
        if text[begin : min(end, begin + 12)].casefold() in _CUT_BEFORE:
            return cut
    return first + _MAX_WORDS
