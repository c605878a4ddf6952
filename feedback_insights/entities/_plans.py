"""Plans by name: "Pro plan", "on the free tier", "Enterprise subscription", "plan: Business"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache

from feedback_insights.entities._around import words
from feedback_insights.records import Entity

_USUAL = words(
    """free pro premium enterprise business team starter basic standard plus professional personal individual
    family student education ultimate growth essential essentials advanced lite gold silver platinum unlimited
    premier hobby scale solo freemium trial corporate deluxe"""
)
_OF_ACCOUNTS = words("free pro premium enterprise business basic starter plus team trial")
_OF_PEOPLE = words("free pro premium")
_WEAK = words("version user member")  # a "pro version" is a plan, a "starter version" need not be
_OWN_SENSE = words("business team family growth scale solo personal education individual standard")
_SOLD_BY_NAME = words("pro premium enterprise starter")
_NO_PLAN = frozenset({"none", "no plan", "not set", "unknown", "other", "n/a", "null", "default", "plan"})
_NOUN = re.compile(
    r"(?<![\w-])(plan|tier|subscription|subscriber|licen[cs]e|account|membership|member|user|version)(s?)(?![\w-])",
    re.IGNORECASE,
)
_CALLED = re.compile(r"\s(?:plan|tier|subscription|licen[cs]e|account)$", re.IGNORECASE)
_WORDS = re.compile(r"[\w.+&-]+(?: [\w.+&-]+){0,2}$")
_WITHOUT = re.compile(r"(?:ads?|bugs?|errors?|spam|virus|crash|glitch|hassle)\s$", re.IGNORECASE)
_CUE = re.compile(
    r"""\b(?:on|(?:up|down)grad\w{1,3}(?:\ to)?|(?:switch\w{0,3}|mov\w{1,3}|subscri\w{1,5})\ to
    |pa(?:y|id|ying)\ for|buy|bought)(?:\ (?:the|our|a|your|my))?[\ "'“]{1,3}$""",
    re.VERBOSE | re.IGNORECASE,
)
_BOUGHT = re.compile(
    r"""\b(?:(?P<moved>(?:up|down)grad\w{1,3}\ to|(?:switch\w{0,3}|subscri\w{1,5})\ to|pa(?:y|id|ying)\ for)
    |have|has|had|gett?(?:ing)?|got|buy|bought|using|cancel\w{0,4})
    (?:\ (?:the|my|our|a))?\ (?P<name>[A-Za-z][\w+]{1,30})
    (?=\s{0,2}(?:$|[.,;:!?)\n]|(?:and|but|because|since|for|with|to|or|if|so|when|as|now|just|it|on|in|I)\b))""",
    re.VERBOSE | re.IGNORECASE,
)
_AHEAD = 48  # characters looked at before "plan"
_BEHIND = re.compile(
    r"(?:\s{0,2}[:=]\s{0,2}|\s(?:called|named)\s|\s)[\"'“`]?"
    r"([A-Z][\w.+&-]{1,30}(?: [A-Z][\w.+&-]{1,30}){0,2})"
)
_VERB = re.compile(r"\s(?:to|on)\s[a-z]", re.IGNORECASE)  # "the team plans to leave"


def found(text: str, plans: Collection[str]) -> Iterator[Entity]:
    """Every plan that is called one, in the spelling of ``plans`` where it is one of them."""
    names, own = _names(frozenset(plans))
    for noun in _NOUN.finditer(text):
        if entity := _named_before(text, noun, names) or _named_after(text, noun, names):
            yield entity
    for match in _BOUGHT.finditer(text):
        name = match["name"].lower()
        if name == "premium" or (match["moved"] and name in names and name in _SOLD_BY_NAME):
            yield _entity(names[name], match.start("name"), match.end("name"))
    for match in own.finditer(text) if own else ():
        yield Entity(kind="plan_named", value=names[match[0].lower()], start=match.start(), end=match.end())


@lru_cache(maxsize=8)
def _names(plans: frozenset[str]) -> tuple[dict[str, str], re.Pattern[str] | None]:
    """Each plan's spelling by its small letters, and a pattern of those that no other words could be."""
    names = {name: name.capitalize() for name in _USUAL}
    own = []
    for plan in sorted(plans):
        bare = _CALLED.sub("", " ".join(plan.split()))
        if len(bare) > 1 and bare.lower() not in _NO_PLAN and any(map(str.isalpha, bare)):
            names[bare.lower()] = plan.strip()
            own += [re.escape(bare)] if _is_distinctive(bare) else []
    either = "|".join(sorted(own, key=lambda name: (-len(name), name)))
    return names, re.compile(rf"(?<![\w-])(?:{either})(?![\w-])", re.IGNORECASE) if own else None


def _is_distinctive(name: str) -> bool:
    """Whether a name is no everyday word: "Scale500", "ProMax"."""
    letters = sum(map(str.isalpha, name))
    return letters >= 3 and (any(map(str.isdigit, name)) or re.search("[a-z][A-Z]", name) is not None)


def _named_before(text: str, noun: re.Match[str], names: Mapping[str, str]) -> Entity | None:
    """A name just before "plan"; the longest one counts."""
    ahead = text[max(0, noun.start() - _AHEAD) : noun.start()]
    bare = ahead.rstrip(" \t\"'”`*")
    said = _WORDS.search(bare)
    if said is None or not 0 < len(ahead) - len(bare) < 4:
        return None
    end = noun.start() - len(ahead) + len(bare)
    parts = said[0].split(" ")
    for first in range(len(parts)):
        name = " ".join(parts[first:])
        if name.lower() in names and _may_be(text, end - len(name), name, noun, names):
            return _entity(names[name.lower()], end - len(name), noun.end())
    return None


def _may_be(text: str, start: int, name: str, noun: re.Match[str], names: Mapping[str, str]) -> bool:
    """Whether it is the plan that is meant; words of everyday talk ("business plan") want a sign of it."""
    plain, what = name.lower(), noun[1].lower()
    if text[max(0, start - 1) : start] in ("-", "/") or (noun[2] and _VERB.match(text, noun.end())):
        return False
    if plain not in _USUAL:
        return what not in _WEAK
    if what in _WEAK:
        return plain in _OF_PEOPLE and _WITHOUT.search(text[max(0, start - 12) : start]) is None
    if what == "account" and plain not in _OF_ACCOUNTS and names[plain] == plain.capitalize():
        return False
    if plain not in _OWN_SENSE:
        return True
    return _VERB.match(text, noun.end()) is None and _is_sold(text[max(0, start - 24) : start], name, what)


def _is_sold(ahead: str, name: str, what: str) -> bool:
    """Whether a common word is a plan here: by its capital inside a sentence, or by what is done with it."""
    inside = ahead.strip()[-1:] not in ("", ".", "!", "?", ":") and "\n" not in ahead[-2:]
    if name[0].isupper() and inside and what != "tier":
        return True
    return what in ("plan", "tier", "subscription") and _CUE.search(ahead) is not None


def _named_after(text: str, noun: re.Match[str], names: Mapping[str, str]) -> Entity | None:
    """A name with a capital just behind: "plan: Pro"."""
    match = _BEHIND.match(text, noun.end()) if not noun[2] and noun[1].lower() not in _WEAK else None
    if match is None:
        return None
    parts = match[1].split(" ")
    for last in range(len(parts), 0, -1):
        name = " ".join(parts[:last]).rstrip(".")
        if name.lower() in names:
            return _entity(names[name.lower()], noun.start(), match.start(1) + len(name))
    return None


def _entity(value: str, start: int, end: int) -> Entity:
    return Entity(kind="plan_named", value=value, start=start, end=end)
