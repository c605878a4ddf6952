"""API paths and calls: "POST /v2/orders", "https://api.example.com/v2/orders?limit=5"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedback_insights.entities._around import HIDDEN, words
from feedback_insights.records import Entity

_SEGMENT = rf"(?:[\w.~%@+-]|:(?=[a-zA-Z_])|\$?\{{[\w.:-]{{0,40}}\}}|<[\w: -]{{1,40}}>|{HIDDEN}){{1,80}}"
_CALL = re.compile(
    rf"""(?:(?P<method>(?<![\w/-])(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS))[\ \t]{{1,3}}["'`(]{{0,2}})?
    (?:(?P<scheme>(?<![\w+.-])(?:https?|wss?)://)(?P<host>[\w.-]{{1,100}}(?::\d{{1,5}})?|{HIDDEN}{{1,20}})
      |(?P<bare>(?<![\w./@:-])(?:api[\w-]{{0,20}}\.[\w.-]{{3,80}}|localhost(?::\d{{1,5}})?))
      |(?<![\w/.~:<>\\)\]}}*@{HIDDEN}-]))
    (?P<path>/{_SEGMENT}(?:/{_SEGMENT}){{0,11}})/?(?![\\*])""",
    re.VERBOSE,
)
_API = re.compile(
    r"api|apis|rest|graphql|oauth2?|rpc|jsonrpc|webhooks?|v\d{1,2}(?:\.\d{1,2})?|v\d{1,2}(?:alpha|beta)\d?"
)
_ALONE = words("graphql webhooks webhook oauth oauth2")  # say enough without a second part
_TEMPLATE = re.compile(r"\$?\{[\w.:-]{1,40}\}|:[a-zA-Z_]\w{0,40}|<[\w: -]{1,40}>")
_SAID_BEFORE = re.compile(
    r"\b(?:endpoint|route|api call to|calling|calls? to|requests? to)s?[:\s\"'`(]{1,4}$", re.IGNORECASE
)
_SAID_AFTER = re.compile(
    r"[\"'`)]{0,2}\s{1,2}(?:api\s)?(?:endpoint|route|api|webhook|request|resource)s?\b", re.IGNORECASE
)
_ROOTS = words(
    """usr home users user etc var opt tmp bin sbin lib lib64 mnt root dev proc sys run srv boot media library
    system applications volumes private node_modules src app build dist workspace target data storage sdcard
    github content kaggle snap nix vendor packages include out test tests c d e"""
)  # where files lie
_FILE = re.compile(
    r"\.(?:[cm]?[jt]sx?|py[cx]?|ipynb|java|kt|swift|go|rs|rb|cs|cpp|cc|c|h|hpp|m|mm|php|html?|css|scss|less|map|md|txt"
    r"|log|png|jpe?g|gif|svg|ico|webp|mp[34]|pdf|zip|gz|whl|jar|so|dll|dylib|exe|sh|ya?ml|toml|lock|vue|woff2?|proto"
    r"|cmake|cfg|ini|plist|apk|ipa|dmg|a|o)$",
    re.IGNORECASE,
)
_PAGES = re.compile(
    r"(?:^|\.)(?:docs?|developers?|help|support|learn|blog|forums?|community|wiki|www\.tensorflow|stackoverflow"
    r"|stackblitz|codesandbox|codepen|keras|pytorch|js\.org|readthedocs|npmjs|pypi|medium|reactjs|youtube|imgur|shields)(?:\.|$)"
    r"|^(?:www\.)?(?:github|gitlab|bitbucket)\.|code\.visualstudio",
    re.IGNORECASE,
)
_FORMAT = re.compile(r"\.(?:json|xml|csv|bin|hex)$")
_ID = re.compile(
    rf"""{HIDDEN}+ | [\d-]+ | \d[\d.,:_-]{{4,}} | \$?\{{.*\}} | :[a-zA-Z_].* | <.*>
    | [0-9a-f]{{8}}-[0-9a-f]{{4}}-[0-9a-f-]{{10,30}} | (?=[a-f-]*\d)[0-9a-f]{{6,64}}
    | \d(?=\d*[a-z])[a-z0-9]{{7,63}} | [A-Z]{{1,5}}-\d{{1,8}}
    | [a-z]{{2,8}}_(?=[A-Za-z]{{0,20}}\d)[A-Za-z0-9]{{4,60}}
    | (?=[^\d]{{0,60}}\d)(?=[^A-Za-z]{{0,60}}[A-Za-z])[A-Za-z0-9_=-]{{16,80}}""",
    re.VERBOSE,
)  # fmt: skip


def found(text: str) -> Iterator[Entity]:
    """Every path that is an API's: by the method or host before it, its own parts, or the words beside it."""
    if "/" not in text:
        return
    for match in _CALL.finditer(text):
        path = match["path"].rstrip(".:-+~%@")
        segments = [part for part in path.split("/") if part]
        if segments and _is_call(match, segments, text):
            end = match.start("path") + len(path)
            value = "".join(map(_part, segments))
            yield Entity(kind="endpoint", value=value, start=match.start(), end=end)


def _part(segment: str) -> str:
    return "/{id}" if _ID.fullmatch(_FORMAT.sub("", segment)) else f"/{segment}"


def _is_call(match: re.Match[str], segments: list[str], text: str) -> bool:
    host = match["host"] or match["bare"] or ""
    if _FILE.search(segments[-1]) or (not host and segments[0].lower() in _ROOTS and not match["method"]):
        return False
    if match["method"] or host.lower().startswith("api"):
        return True
    if host:
        linked = text[max(0, match.start() - 2) : match.start()] == "]("  # a page that is referred to
        return not linked and _PAGES.search(host) is None and _is_api(segments[:2])
    said = _SAID_BEFORE.search(text[max(0, match.start() - 30) : match.start()])
    if said or _SAID_AFTER.match(text, match.end()):
        return any(char.isalpha() for char in segments[0])
    return _is_api(segments[:3]) or (
        len(segments) > 1
        and _TEMPLATE.fullmatch(segments[0]) is None
        and any(_TEMPLATE.fullmatch(part) for part in segments[1:])
    )


def _is_api(segments: list[str]) -> bool:
    """Whether a path's first parts are an API's; "/v2" alone may be anything."""
    names = [part.lower() for part in segments]
    return names[0] in _ALONE or (len(names) > 1 and any(_API.fullmatch(name) for name in names))
