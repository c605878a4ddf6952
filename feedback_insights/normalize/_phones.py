"""Phone numbers: international, or national in a usual shape, or behind a word such as "call"."""

from __future__ import annotations

import re
from collections.abc import Callable

Replace = Callable[[str], str]  # value -> placeholder

_SURE = re.compile(
    r"(?<!GMT)(?<!UTC)(?<!\d)\+[1-9][\d \t()./-]{6,30}\d"
    r"|(?<![\w/=#.-])00[1-9]\d{0,2}[ ./-]?\(?\d[\d ()./-]{6,16}\d"
    r"|(?<![\w/=#])(?:1[ .-])?\(\d{3}\)[ .-]?\d{3}[ .-]\d{4}(?!\d)"
)
_LIKELY = re.compile(
    r"""(?<![\w/=#$€£¥%.+-])(?:
      (?:1[ .-])?[2-9]\d{2}(?P<gap>[ .-])\d{3}(?P=gap)\d{4}
    | \(0\d{1,5}\)[ ./-]?\d{2,8}(?:[ ./-]?\d{2,6}){0,4}
    | 0[1-9](?:[ .-]\d{2}){4}
    | 0\d{2,5}[ /-]{1,3}\d{3,8}(?:[ -]\d{2,5}){0,3}
    | 0[1-9]\d{8,9}
    | (?P<local>555-\d{4} | [2-9]\d{2}-0\d{3})
    )(?![\w%€£$]|[.,:/-]\d)""",
    re.VERBOSE,
)
_CALLED = re.compile(
    r"\b(?:tel|tél|telefon\w{0,8}|phone|ph|mob|mobile|cell|handy|fax|whatsapp|call|ring|dial|móvil|rufnummer)\b[^\d\n]{0,18}$",
    re.IGNORECASE,
)
_ANY_NUMBER = re.compile(r"(?<![\w/=#.-])\d(?:[ ()./-]{0,2}\d){6,14}(?!\d|[.,]\d)")
_DATE = re.compile(r"(?:19|20)\d\d[-/.]\d\d?[-/.]\d\d?(?!\d)|\d\d?[-/.]\d\d?[-/.](?:19|20)?\d\d(?!\d)")
_REFERENCE = re.compile(
    r"(?:\b(?:order|ticket|case|invoice|inv|bill|ref|reference|id|job|visit|request|no|nr|number|serial|sku|po|"
    r"rechnung\w{0,8}|auftrag\w{0,8}|bestell\w{0,8}|facture|commande|pedido|build|version|rows?|between|from|page|model|"
    r"part|account)\b[\s#:.№-]{0,4}|#\s?)$",
    re.IGNORECASE,
)


def mask_phones(text: str, replace: Replace) -> str:
    """Mask phone numbers; order, ticket and invoice numbers, dates and ranges stay."""

    def likely(match: re.Match[str]) -> str:
        enough = match["local"] or sum(map(str.isdigit, match[0])) >= 9
        return replace(match[0]) if enough and not _is_reference(text, match.start()) else match[0]

    def called(match: re.Match[str]) -> str:
        before = text[max(match.start() - 40, 0) : match.start()]
        return replace(match[0]) if _CALLED.search(before) and not _DATE.match(match[0]) else match[0]

    text = _SURE.sub(lambda match: _sure(match[0], replace), text)
    text = _LIKELY.sub(likely, text)
    return _ANY_NUMBER.sub(called, text)


def _sure(value: str, replace: Replace) -> str:
    """Replace at most 15 digits of `value`, in whole groups; what follows is another number."""
    digits = end = 0
    for group in re.finditer(r"\d+", value):
        if digits + len(group[0]) > 15:
            break
        digits += len(group[0])
        end = group.end()
    return replace(value[:end]) + value[end:] if digits >= 7 else value


def _is_reference(text: str, start: int) -> bool:
    before = text[max(start - 40, 0) : start]
    return bool(_REFERENCE.search(before)) and not _CALLED.search(before)
