"""Versions of apps, SDKs, systems and libraries: "iOS 17.2", "SDK 4.2", "version 5.1", "since 5.0"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedback_insights.entities._around import before, is_amount, is_count, is_example
from feedback_insights.entities._products import PRODUCTS, WHOLE
from feedback_insights.records import Entity

_NUMBER = re.compile(
    r"""(?<![\d,$€£\#%])(?<!\d[.:/_-])(?P<v>(?<![A-Za-z0-9.])v(?:\.?\ ?))?
    (?P<number>\d{1,4}(?:(?P<sep>[._])\d{1,6}(?:(?P=sep)\d{1,6}){0,3})?(?:\.x\b)?)
    (?P<stage>[-.]?(?:alpha|beta|rc|preview|canary|nightly|insiders?|dev|next|b|a)[.-]?\d{0,4})?
    (?![\w%]|[.,:_]\d|/\d)""",
    re.VERBOSE | re.IGNORECASE,
)
_WORD = re.compile(r"(?:\.(?=net)|(?<!\w))[A-Za-z][\w+#.]*(?:/[A-Za-z]\w*)?", re.IGNORECASE)
_GAP = re.compile(r"""[ \t:=@("'`*~^>|,-]{0,6}$""")
_LINE_GAP = re.compile(r"""(?:[ \t:*"'`]{0,4}\n){1,3}[ \t*`"'>-]{0,4}$""")
_ASIDE = re.compile(r"\s?\([^()\n]{1,40}\)$")
_SAID = frozenset({"version", "versions", "ver", "vers", "ver."})
_BETWEEN = frozenset({"number", "no", "is", "was", "release", "code", "name", "update", "running"})
_SINCE = frozenset(
    {"since", "update", "upgrade", "release", "updated", "upgraded", "downgraded", "upgrading"}
)
_TO = frozenset(
    {"updated", "update", "upgraded", "upgrade", "upgrading", "updating", "downgraded", "downgrade", "back"}
)
_AT = frozenset(
    {"in", "on", "with", "using", "of", "to", "from", "running", "until", "before", "after", "build", "and"}
)
_PARTS = frozenset(
    {"section", "chapter", "table", "figure", "step", "item", "paragraph", "part", "page", "article"}
)
_IN_NAME = re.compile(r"-\d|[/\\]\w")  # "ubuntu-22-04", "<opencv2/core.hpp>"
_NEXT = re.compile(r"\s{1,2}(?:updates?|version|releases?|upgrade)\b(?!\s(?:notes?|date))", re.IGNORECASE)
_PACKAGE = re.compile(r"(?<![\w/.@-])@?([a-z][\w./-]{1,50}?)(?:==|@)[\^~]?$")
_DATE = re.compile(r"(?:[0-3]?\d)\.(?:[01]?\d)\.(?:\d\d|(?:19|20)\d\d)|(?:19|20)\d\d\.[01]?\d(?:\.[0-3]?\d)?")
_TIME = re.compile(r"(?:[01]?\d|2[0-3])\.[0-5]\d")
_ADDRESS = re.compile(r"(?:(?:1?\d?\d|2[0-5]\d)\.){3}(?:1?\d?\d|2[0-5]\d)")


def found(text: str) -> Iterator[Entity]:
    """Every number that the words beside it call a version."""
    for match in _NUMBER.finditer(text):
        if entity := _version(text, match):
            yield entity


def _version(text: str, match: re.Match[str]) -> Entity | None:
    number = match["number"].replace("_", ".")
    ahead = before(text, match.start())
    if is_example(ahead):
        return None
    product, start, said = _product(ahead, match.start())
    if match["sep"] == "_" and product not in ("iOS", "iPadOS", "macOS"):
        return None
    if match["sep"] is None and _IN_NAME.match(text, match.end()):
        return None
    if product and _fits(product, number, said or bool(match["v"])) and not _is_other(text, match, said):
        shown = f"{product} {number}{_stage(match)}"
        return Entity(kind="version", value=shown, start=start, end=match.end())
    if "." not in number and not said:
        return None
    if package := _PACKAGE.search(ahead):
        name = PRODUCTS.get(package[1].lower(), package[1].rstrip("/."))
        value, begin = f"{name} {number}{_stage(match)}", match.start() - len(package[0])
        return Entity(kind="version", value=value, start=begin, end=match.end())
    if _is_told(text, match, ahead, number, said=said):
        begin = match.start()
        return Entity(kind="version", value=f"{number}{_stage(match)}", start=begin, end=match.end())
    return None


def _product(ahead: str, at: int) -> tuple[str, int, bool]:
    """The product that stands before a number, where it begins, and whether a version is spoken of."""
    gap = _GAP.search(ahead)
    if ahead and (ahead[-1].isalnum() or ahead[-1] in "_."):
        rest = ahead
    elif (line := _LINE_GAP.search(ahead)) is not None and "version" in ahead.lower():
        rest = ahead[: line.start()]
    else:
        rest = ahead[: gap.start()] if gap else ahead
    rest = _ASIDE.sub("", rest).rstrip(" *`\"'")
    words = [word for word in _WORD.finditer(rest)][-6:]
    if not words or words[-1].end() < len(rest.rstrip(":")):
        return "", at, False
    said, offset = False, at - len(ahead)
    while words and (words[-1][0].lower() in _SAID or (len(words) > 1 and words[-1][0].lower() in _BETWEEN)):
        said = said or words[-1][0].lower() in _SAID
        words.pop()
    for length in (3, 2, 1):
        name = " ".join(word[0].rstrip(".").lower() for word in words[-length:])
        if len(words) >= length and name in PRODUCTS:
            known, begin = PRODUCTS[name], words[-length].start()
            if known == "SDK" and len(words) > 1 and (owner := PRODUCTS.get(words[-2][0].lower())):
                known, begin = f"{owner} SDK", words[-2].start()
            return known, begin + offset, said
    return "", at, said


def _fits(product: str, number: str, said: bool) -> bool:
    """Whether a product has such versions; most have no bare whole numbers in running text."""
    if "." in number:
        return product not in WHOLE or WHOLE[product][0] <= int(number.split(".")[0]) <= WHOLE[product][1]
    low, high = WHOLE.get(product, (0, -1))
    return low <= int(number) <= high or (said and len(number) < 4)


def _is_other(text: str, match: re.Match[str], said: bool) -> bool:
    return not said and not match["v"] and is_amount(text, match.start("number"), match.end())


def _is_told(text: str, match: re.Match[str], ahead: str, number: str, *, said: bool) -> bool:
    """Whether a number without a product is a version: by "v", by "version", or by what happened with it."""
    parts = number.count(".") + 1
    if match["v"] and ahead[-1:] not in ("/", "-"):
        return parts > 1
    if is_amount(text, match.start("number"), match.end()) or is_count(text, match.end()):
        return False
    if said:
        return True
    if _DATE.fullmatch(number) or _ADDRESS.fullmatch(number) or parts > 4:
        return False
    if ahead[-1:] in (" ", "(", "\t") and _NEXT.match(text, match.end()):
        return True
    words = [word[0].lower() for word in _WORD.finditer(ahead)][-3:]
    if (
        not words
        or not re.search(r"\w[\s(]{1,2}$", ahead)
        or not ahead.rstrip(" (").lower().endswith(words[-1])
    ):
        return False
    if words[-1] in _SINCE or (words[-1] in ("to", "from") and set(words[:-1]) & _TO):
        return not _TIME.fullmatch(number)
    return parts > 2 and words[-1] in _AT and not set(words) & _PARTS


def _stage(match: re.Match[str]) -> str:
    return (match["stage"] or "").lower()
