"""Plans by name: "Pro plan", "on the free tier", "Enterprise subscription", "plan: Business"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from feedback_insights.records import Entity

_USUAL = frozenset(
    "free pro premium enterprise business team starter basic standard plus professional personal individual family"
    " student education ultimate growth essential essentials advanced lite gold silver platinum unlimited premier hobby"
    " scale solo freemium trial corporate deluxe".split()
)
_OF_ACCOUNTS = frozenset("free pro premium enterprise business basic starter plus team trial".split())
_OF_VERSIONS = frozenset("free pro premium".split())
_WITHOUT = re.compile(
    r"(?:ads?|bugs?|errors?|spam|virus|crash|glitch|hassle)\s$", re.IGNORECASE
)  # "an ad free version"
_OWN_SENSE = frozenset(
    "business team family growth scale solo personal education individual standard".split()
)
_NO_PLAN = frozenset({"", "none", "no plan", "not set", "unknown", "other", "n/a", "null", "default", "plan"})
_NOUN = re.compile(
    r"(?<![\w-])(plan|tier|subscription|subscriber|licen[cs]e|account|membership|version)(s?)(?![\w-])", re.I
)
_WORDS = re.compile(r"[\w.+&-]+(?:[ \t][\w.+&-]+){0,3}$")
_SOLD = re.compile(
    r"\b(?:on|to|our|the|a|their|your|my|for|with|than|in|have|has|buy|bought)(?:\s(?:the|our|a|your|my))?[\s\"'“]{1,3}$",
    re.I,
)
_CUE = re.compile(
    r"\b(?:on|upgrad\w{1,3}(?:\sto)?|downgrad\w{1,3}(?:\sto)?|switch\w{0,3}\sto|mov\w{1,3}\sto|subscri\w{1,5}\sto|pa(?:y|id|ying)\sfor|buy|bought)"
    r"(?:\s(?:the|our|a|your|my))?[\s\"'“]{1,3}$",
    re.IGNORECASE,
)
_AHEAD = 48  # characters looked at on either side of "plan"
_BEHIND = re.compile(
    r"(?:\s{0,2}[:=]\s{0,2}|\s(?:called|named)\s|\s)[\"'“`]?([A-Z][\w.+&-]{1,30}(?: [A-Z][\w.+&-]{1,30}){0,2})"
)
_VERB = re.compile(r"\s(?:to|on)\s[a-z]", re.IGNORECASE)


def found(text: str, plans: Collection[str]) -> Iterator[Entity]:
    """Every plan that is called one, in the spelling of ``plans`` where it is one of them."""
    names, own = _names(tuple(sorted(plans)))
    for noun in _NOUN.finditer(text):
        entity = _named_before(text, noun, names) or _named_after(text, noun, names)
        if entity:
            yield entity
    if own:
        for match in own.finditer(text):
            yield Entity(
                kind="plan_named", value=names[match[0].lower()], start=match.start(), end=match.end()
            )


@lru_cache(maxsize=8)
def _names(plans: tuple[str, ...]) -> tuple[dict[str, str], re.Pattern[str] | None]:
    """Each plan's spelling by its small letters, and a pattern of those that no other words could be."""
    names = {name: name.capitalize() for name in _USUAL}
    own = []
    for plan in plans:
        bare = re.sub(
            r"\s+(?:plan|tier|subscription|licen[cs]e|account)$", "", plan.strip(), flags=re.IGNORECASE
        )
        if len(bare) < 2 or bare.lower() in _NO_PLAN or not any(map(str.isalpha, bare)):
            continue
        names[bare.lower()] = plan.strip()
        if _is_distinctive(bare):
            own.append(re.escape(bare))
    longest = sorted(own, key=lambda name: (-len(name), name))
    return names, re.compile(rf"(?<![\w-])(?:{'|'.join(longest)})(?![\w-])", re.IGNORECASE) if own else None


def _is_distinctive(name: str) -> bool:
    """Whether a name is no word, and no two words, that people use of other things."""
    letters = len(re.findall(r"[^\W\d_]", name))
    return (
        len(name) >= 4
        and letters >= 3
        and (any(map(str.isdigit, name)) or re.search(r"[a-z][A-Z]", name) is not None)
    )


def _named_before(text: str, noun: re.Match[str], names: dict[str, str]) -> Entity | None:
    """ "Pro plan", "free account"; words of everyday talk ("business plan") want more than that."""
    ahead = text[max(0, noun.start() - _AHEAD) : noun.start()]
    bare = ahead.rstrip(" \t\"'”`*")
    said = _WORDS.search(bare)
    if said is None or not 0 < len(ahead) - len(bare) < 4:
        return None
    words = said[0].split()
    for length in range(min(3, len(words)), 0, -1):
        name = " ".join(words[-length:])
        start = noun.start() - len(ahead) + len(bare) - len(name)
        plain = name.lower()
        if (
            plain in names
            and " ".join(name.split()) == name
            and _may_be(plain, name, noun, names, text, start)
        ):
            return Entity(kind="plan_named", value=names[plain], start=start, end=noun.end())
    return None


def _may_be(plain: str, name: str, noun: re.Match[str], names: dict[str, str], text: str, start: int) -> bool:
    what, several = noun[1].lower(), bool(noun[2])
    if text[start - 1 : start] in ("-", "/") or (several and _VERB.match(text, noun.end())):
        return False
    if plain not in _USUAL:
        return what != "version"
    if what == "version":
        return plain in _OF_VERSIONS and _WITHOUT.search(text[max(0, start - 12) : start]) is None
    if what == "account" and plain not in _OF_ACCOUNTS and names[plain] == plain.capitalize():
        return False
    if plain not in _OWN_SENSE:
        return True
    ahead = text[max(0, start - 20) : start]
    titled = name[0].isupper() and ahead.strip()[-1:] not in ("", ".", "!", "?", "\n")
    return not _VERB.match(text, noun.end()) and (
        (titled and what != "tier")
        or (what in ("plan", "tier", "subscription") and _CUE.search(ahead) is not None)
    )


def _named_after(text: str, noun: re.Match[str], names: dict[str, str]) -> Entity | None:
    """ "plan: Pro", "account type"; only with a capital."""
    if noun[2] or noun[1].lower() == "version":
        return None
    match = _BEHIND.match(text, noun.end())
    if match is None:
        return None
    words = match[1].split()
    for length in range(len(words), 0, -1):
        plain = " ".join(words[:length]).rstrip(".").lower()
        if plain in names:
            end = match.start(1) + len(plain)
            return Entity(kind="plan_named", value=names[plain], start=noun.start(), end=end)
    return None
