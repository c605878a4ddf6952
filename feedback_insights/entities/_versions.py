"""Versions of apps, SDKs, systems and libraries: "iOS 17.2", "SDK 4.2", "version 5.1", "since 5.0"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from feedback_insights.entities._around import before, is_amount, is_count, is_example, words
from feedback_insights.entities._products import PRODUCTS, WHOLE
from feedback_insights.records import Entity

_NUMBER = re.compile(
    r"""(?<![\d,$€£\#%])(?<!\d[.:/_-])(?P<v>(?<![A-Za-z0-9.])v(?:\.?\ ?))?
    (?P<number>\d{1,4}(?:(?P<sep>[._])\d{1,6}(?:(?P=sep)\d{1,6}){0,3})?(?:\.x\b)?)
    (?P<stage>[-.]?(?:alpha|beta|rc|preview|canary|nightly|insiders?|dev|next|b|a)[.-]?\d{0,4})?
    (?![\w%]|[.,:_]\d|/\d)""",
    re.VERBOSE | re.IGNORECASE,
)
_WORD = re.compile(
    r"(?:\bvers?\.|(?:\.(?=net)|(?<!\w))[A-Za-z][\w+#]*(?:\.[\w+#]+)*(?:/[A-Za-z]\w*)?)", re.IGNORECASE
)
_GAP = re.compile(r"""(?:[ \t:=@("'`*~^>|,-]{0,6}|(?<!ersion)/)$""")
_LINE_GAP = re.compile(r"""(?:[ \t:*"'`]{0,4}\n){1,3}[ \t*`"'>-]{0,4}$""")  # below a form's "Version"
_ASIDE = re.compile(r"\s?\([^()\n]{1,40}\)$")
_IN_NAME = re.compile(r"-\d|[/\\]\w")  # "ubuntu-22-04", "<opencv2/core.hpp>"
_UNDERSCORED = words("iOS iPadOS macOS")  # as browsers write them: "iPhone OS 17_2"
_COMMANDS = words("Python OpenCV Perl")
_SAID = words("version versions ver vers ver. vers.")
_BETWEEN = words("number no is was release code name update running")
_SINCE = words("since update upgrade release updated upgraded downgraded upgrading")
_CARRIERS = words("app client plugin firmware driver library gem agent cli connector extension apk")
_TO = words("updated update upgraded upgrade upgrading updating downgraded downgrade back")
_AT = words("in on with using of to from running until before after build and")
_PARTS = words("section chapter table figure step item paragraph part page article")
_NEXT = re.compile(r"\s{1,2}(?:updates?|version|releases?|upgrade)\b(?!\s(?:notes?|date))", re.IGNORECASE)
_PACKAGE = re.compile(r"(?<![\w/.@-])@?([a-z][\w./-]{1,50}?)(?:==|@)[\^~]?$")
_DATE = re.compile(r"[0-3]?\d\.[01]?\d\.(?:\d\d|(?:19|20)\d\d)|(?:19|20)\d\d\.[01]?\d(?:\.[0-3]?\d)?")
_TIME = re.compile(r"(?:[01]?\d|2[0-3])\.[0-5]\d")
_ADDRESS = re.compile(r"(?:(?:1?\d?\d|2[0-5]\d)\.){3}(?:1?\d?\d|2[0-5]\d)")


class _Named(NamedTuple):
    """What the words before a number name."""

    product: str  # "" = none that is known
    start: int
    said: bool  # whether they speak of a version


def found(text: str) -> Iterator[Entity]:
    """Every number that the words beside it call a version."""
    for match in _NUMBER.finditer(text):
        if entity := _version(text, match):
            yield entity


def _version(text: str, match: re.Match[str]) -> Entity | None:
    number, ahead = match["number"].replace("_", "."), before(text, match.start())
    if is_example(ahead) or (match["sep"] is None and _IN_NAME.match(text, match.end())):
        return None
    named = _named(ahead, match.start())
    if match["sep"] == "_" and named.product not in _UNDERSCORED:
        return None
    if _is_command(named, match, ahead):
        return None
    told = named.said or bool(match["v"])
    if named.product and _fits(named.product, number, told) and (told or not _is_amount(text, match)):
        return _entity(f"{named.product} {number}", named.start, match)
    if "." not in number and not named.said:
        return None
    if package := _PACKAGE.search(ahead):
        name = PRODUCTS.get(package[1].lower(), package[1].rstrip("/."))
        return _entity(f"{name} {number}", match.start() - len(package[0]), match)
    if _is_told(text, match, ahead, named.said):
        return _entity(number, match.start(), match)
    return None


def _entity(value: str, start: int, match: re.Match[str]) -> Entity:
    stage = (match["stage"] or "").lower()
    return Entity(kind="version", value=f"{value}{stage}", start=start, end=match.end())


def _named(ahead: str, at: int) -> _Named:
    """The product just before a number, with or without "version" between."""
    rest = _ASIDE.sub("", _without_gap(ahead)).rstrip(" *`\"'")
    found = list(_WORD.finditer(rest))[-6:]
    if not found or found[-1].end() < len(rest.rstrip(":")):
        return _Named("", at, False)
    said = False
    while found and (found[-1][0].lower() in _SAID or (found[1:] and found[-1][0].lower() in _BETWEEN)):
        said = found.pop()[0].lower() in _SAID or said
    product, start = _product(found)
    return _Named(product, at - len(ahead) + start, said) if product else _Named("", at, said)


def _without_gap(ahead: str) -> str:
    """What stands before a number, less what joins it to the number."""
    if ahead[-1:].isalnum() or ahead[-1:] in ("_", "."):
        return ahead
    gap = _LINE_GAP.search(ahead) if "version" in ahead.lower() else None
    gap = gap or _GAP.search(ahead)
    return ahead[: gap.start()] if gap else ahead


def _product(found: list[re.Match[str]]) -> tuple[str, int]:
    """The known product that some words end with, and where it begins; the longest name counts."""
    for length in (3, 2, 1):
        name = " ".join(word[0].lower() for word in found[-length:])
        if len(found) < length or name not in PRODUCTS:
            continue
        owner = PRODUCTS.get(found[-2][0].lower()) if name == "sdk" and found[1:] else None
        return (f"{owner} SDK", found[-2].start()) if owner else (PRODUCTS[name], found[-length].start())
    return "", 0


def _fits(product: str, number: str, told: bool) -> bool:
    """Whether a product has such versions; most have no bare whole numbers in running text."""
    first, last = WHOLE.get(product, (0, -1))
    if "." in number:
        return product not in WHOLE or first <= int(number.split(".")[0]) <= last
    return first <= int(number) <= last or (told and len(number) < 4)


def _is_command(named: _Named, match: re.Match[str], ahead: str) -> bool:
    """Whether it is what a program or a folder is called, such as "python3"."""
    return match["sep"] is None and ahead[-1:].isalpha() and named.product in _COMMANDS


def _is_amount(text: str, match: re.Match[str]) -> bool:
    return is_amount(text, match.start("number"), match.end())


def _is_told(text: str, match: re.Match[str], ahead: str, said: bool) -> bool:
    """Whether a number without a product is a version: by "v", by "version", or by what happened with it."""
    number, parts = match["number"], match["number"].count(".") + 1
    if match["v"] and ahead[-1:] not in ("/", "-"):
        return parts > 1
    if _is_amount(text, match) or is_count(text, match.end()):
        return False
    if said:
        return True
    if _DATE.fullmatch(number) or _ADDRESS.fullmatch(number) or parts > 4:
        return False
    if ahead[-1:] in (" ", "(", "\t") and _NEXT.match(text, match.end()):
        return True
    *earlier, last = ["", *(word.lower() for word in re.findall(r"[A-Za-z]+", ahead)[-3:])]
    if not re.search(r"[A-Za-z][\s(]{1,2}$", ahead):
        return False
    if last in _SINCE or last in _CARRIERS or (last in ("to", "from") and _TO.intersection(earlier)):
        return not _TIME.fullmatch(number)
    return parts > 2 and last in _AT and not _PARTS.intersection(earlier)
