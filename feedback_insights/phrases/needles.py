"""Letters that a text must hold for a phrase to be found in it: a quick look before the slow one.

The tables hold hundreds of phrases, and most texts hold none of them. A regular expression tries every phrase
at every letter; whether a text holds one of a few words is told in a hundredth of the time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

SHORTEST: Final = 3  # letters of a needle; shorter ones are in every text
LAST: Final = 64  # texts whose needles are remembered
Needles = frozenset[str]  # one of them must be there


@dataclass(slots=True)
class _Reader:
    """Walks through a pattern, one part after the other."""

    pattern: str
    at: int = 0

    def take(self) -> str:
        self.at += 1
        return self.pattern[self.at - 1]

    @property
    def next(self) -> str:
        return self.pattern[self.at : self.at + 1]


class Index:
    """Tells which of its needles a text holds, in one walk over the letters for all tables that share it."""

    def __init__(self) -> None:
        self._by_start: dict[str, list[str]] = {}
        self.hits = lru_cache(maxsize=LAST)(self._hits)  # one text is asked about many times

    def add(self, found: Needles) -> None:
        """Know these needles, too."""
        for needle in found:
            alike = self._by_start.setdefault(needle[:SHORTEST], [])
            if needle not in alike:
                alike.append(needle)
        self.hits.cache_clear()

    def _hits(self, text: str) -> frozenset[str]:
        """The needles that a text (lower case) holds."""
        starts = self._by_start
        return frozenset(
            needle
            for at in range(len(text) - SHORTEST + 1)
            if (alike := starts.get(text[at : at + SHORTEST]))
            for needle in alike
            if text.startswith(needle, at)
        )


def needles(pattern: str) -> Needles | None:
    """Return words of which every text that matches the pattern (lower case) holds one; None: none is sure.

    Knows groups, classes, quantifiers and look-arounds; everything else only ends a word.
    """
    return _alternatives(_Reader(pattern))


def _alternatives(reader: _Reader) -> Needles | None:
    found = [_sequence(reader)]
    while reader.next == "|":
        reader.take()
        found.append(_sequence(reader))
    sure = [one for one in found if one is not None]
    return frozenset().union(*sure) if len(sure) == len(found) else None


def _sequence(reader: _Reader) -> Needles | None:
    best, run = None, ""
    while reader.next and reader.next not in "|)":
        sign = reader.take()
        inner: Needles | None = None
        if sign == "(":
            inner = _group(reader)
        elif sign == "[":
            _class(reader)
        elif sign == "\\":
            reader.take()
        optional, repeated = _quantifier(reader)
        letter = sign.isalnum() and sign not in "([\\"
        if letter and not optional:
            run += sign
            if not repeated:
                continue
        best, run = _better(best, _of(run)), ""
        if inner and not optional:
            best = _better(best, inner)
    return _better(best, _of(run))


def _of(run: str) -> Needles | None:
    return frozenset([run]) if len(run) >= SHORTEST else None


def _better(one: Needles | None, other: Needles | None) -> Needles | None:
    """The rarer of two: longer words, then fewer of them."""
    if one is None or other is None:
        return one or other
    return max(one, other, key=lambda found: (min(map(len, found)), -len(found)))


def _group(reader: _Reader) -> Needles | None:
    """Read a group behind its bracket; a look-around holds nothing that the match does."""
    around = False
    if reader.next == "?":
        reader.take()
        sign = reader.take()
        if sign == "P":
            while reader.take() != ">":
                pass
        elif sign == "<":
            around = True
            reader.take()
        elif sign in "=!":
            around = True
    found = _alternatives(reader)
    reader.take()
    return None if around else found


def _class(reader: _Reader) -> None:
    if reader.next == "^":
        reader.take()
    first = True
    while (sign := reader.take()) != "]" or first:
        first = False
        if sign == "\\":
            reader.take()


def _quantifier(reader: _Reader) -> tuple[bool, bool]:
    """Whether what stands before may be missing, and whether anything says how often it may stand."""
    sign = reader.next
    if not sign or sign not in "?*+{":
        return False, False
    optional = sign in "?*"
    if sign == "{":
        end = reader.pattern.index("}", reader.at)
        least = reader.pattern[reader.at + 1 : end].partition(",")[0]
        optional = not least.isdigit() or int(least) == 0
        reader.at = end
    reader.take()
    if reader.next and reader.next in "?+":
        reader.take()
    return optional, True
