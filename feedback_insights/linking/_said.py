"""The cues of a text: words that ask, complain, refuse, keep or praise (``stance_en.toml``). English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from feedback_insights.linking._aims import numbers
from feedback_insights.linking._words import words as stems_of
from feedback_insights.phrases import Phrasebook, Phrases
from feedback_insights.phrases.clauses import clauses, lower, negated, sentences, words

LONGEST: Final = 4_000  # characters read of one statement
_PART: Final = re.compile(
    r"[,:]\s+(?=(?:and |so |but |or )?(?:i|we|they|you|he|she|it|just|please|fix|give|make|nobody|no one|"
    r"otherwise|my|our|half|let|use|the|this|that|never|not|keep|only|instead|everything)\b)",
    re.IGNORECASE,
)
_STOP: Final = re.compile(
    r"[,.;:!?()]|\b(?:in|on|at|from|for|of|with|by|when|while|that|which|who|to|into|because|since|as|if|unless|"
    r"until|before|after|and|or|but|so|than|where|how|is|are|was|were|would|will|has|have|myself|out|away)\b"
)
_PRONOUN: Final = re.compile(r"\b(?:it|them|one|this|these|those)\b")
_MEANT: Final = re.compile(
    r"\W*(?:it|them|this|that|these|those)\W*(?:$|[,.;!?]|\b(?:in|on|at|for|if|either|anyway|please|any\s?more)\b)"
)
_MEANT_BEFORE: Final = re.compile(r"(?:^|\W)(?:it|they|this|that|these|those)\W*$")
_NAMING: Final = 7  # words of a noun phrase that are looked at


@dataclass(frozen=True, slots=True)
class Region:
    """Words that tell what a cue is about."""

    stems: tuple[str, ...]
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cue:
    """Words of a text that stand for a sign."""

    sign: str
    rule: str
    words: str  # exact words of the text, in one line
    place: int  # number of its clause in the text
    where: str  # "object", "subject", "clause", "sentence" or "near": what `about` is
    about: Region | None  # where an item's words must stand for the cue to be about it; None = nothing fits
    clause: Region
    near: Region  # its sentence and the one before
    points_back: bool  # whether the clause says "it", "them", ...


@dataclass(frozen=True, slots=True)
class Said:
    """What a text holds of cues."""

    cues: tuple[Cue, ...]
    question: str  # its first question in exact words; "" = it asks none
    whole: Region


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pattern:
    sign: str
    name: str
    about: str
    asks: bool
    silent: re.Pattern[str] | None
    phrases: Phrases


@cache
def patterns() -> tuple[_Pattern, ...]:
    """The table, compiled once."""
    table = Phrasebook("feedback_insights.linking", "stance_en.toml")
    return tuple(_pattern(entry, table) for entry in table.entries["cue"])


def _pattern(entry: dict[str, Any], table: Phrasebook) -> _Pattern:
    return _Pattern(
        sign=entry["sign"],
        name=entry["name"],
        about=entry["about"],
        asks=entry.get("asks", False),
        silent=re.compile(entry["silent"]) if "silent" in entry else None,
        phrases=table.phrases(entry),
    )


def said(text: str) -> Said:
    """Read the cues of a text, in its order."""
    parts = sentences(text[:LONGEST])
    cues: list[Cue] = []
    place = 0
    for at, sentence in enumerate(parts):
        near = _region(" ".join(parts[max(0, at - 1) : at + 1]))
        for clause in _clauses(sentence):
            cues += _in_clause(clause, sentence, near, place)
            place += 1
    questions = (part for part in parts if part.rstrip().endswith("?"))
    return Said(tuple(cues), " ".join(next(questions, "").split()), _region(text[:LONGEST]))


def _clauses(sentence: str) -> list[str]:
    """Clauses, cut at commas before a new subject, too; a condition stays with what follows from it."""
    if re.match(r"\s*(?:if|when|unless|as long as|since|because)\b", sentence, re.IGNORECASE):
        return clauses(sentence)
    return [part for clause in clauses(sentence) for part in _PART.split(clause) if part.strip()]


def _in_clause(clause: str, sentence: str, near: Region, place: int) -> Iterator[Cue]:
    lowered, whole = lower(clause), lower(sentence)
    asked = sentence.rstrip().endswith("?")
    here, points_back = _region(clause), bool(_PRONOUN.search(lowered))
    for pattern in patterns():
        if asked and not pattern.asks:
            continue
        for match in pattern.phrases.finditer(lowered):
            if pattern.silent and pattern.silent.search(whole):
                break
            if pattern.sign in ("want", "problem", "content") and negated(lowered, match):
                continue
            about = {"clause": here, "sentence": _region(sentence), "near": near}.get(pattern.about)
            yield Cue(
                sign=pattern.sign,
                rule=pattern.name,
                words=words(clause, match),
                place=place,
                where=pattern.about,
                about=about or _noun(lowered, match, pattern.about, near),
                clause=here,
                near=near,
                points_back=points_back,
            )
            break


def _noun(text: str, match: re.Match[str], where: str, near: Region) -> Region | None:
    """The noun phrase before or after a cue; for a pronoun, what stands near; None = neither."""
    if "thing" in match.re.groupindex:
        found, rest = match["thing"], ""
    elif where == "subject":
        found, rest = " ".join(text[: match.start()].split()[-_NAMING:]), ""
        rest = "it" if _MEANT_BEFORE.search(found) or match[0].startswith(("it's", "that's")) else ""
    else:
        rest = text[match.end() :].lstrip()
        found = " ".join(_STOP.split(rest, maxsplit=1)[0].split()[:_NAMING])
    region = _region(found)
    if region.stems:
        return region
    return near if _MEANT.match(rest) else None


def _region(text: str) -> Region:
    return Region(tuple(stems_of(text)), numbers(text))
