"""Tables of phrases in TOML, compiled; how a phrase is written stands at the top of each table."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from feedback_insights.phrases.needles import Index, needles


class Phrases:
    """Phrases that are tried only where their needles stand in the text (lower case).

    Finds what one pattern of all of them, each an alternative, would find: the leftmost, of those that begin
    together the one that was written first.
    """

    def __init__(self, patterns: Iterable[str], index: Index) -> None:
        self._patterns = list(patterns)
        self._index = index
        self._always: list[int] = []
        self._by_needle: dict[str, list[int]] = {}
        for number, pattern in enumerate(self._patterns):
            if (found := needles(pattern)) is None:
                self._always.append(number)
                continue
            index.add(found)
            for needle in found:
                self._by_needle.setdefault(needle, []).append(number)

    @cached_property
    def _surely(self) -> list[re.Pattern[str]]:
        return [_pattern(self._patterns[number]) for number in self._always]

    def search(self, text: str) -> re.Match[str] | None:
        """The first match, if any."""
        return next(self.finditer(text), None)

    def match(self, text: str) -> re.Match[str] | None:
        """The match at the beginning, if any."""
        return next(filter(None, (pattern.match(text) for pattern in self._able(text))), None)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the matches that do not overlap, in their order."""
        nexts: list[re.Match[str] | None] = [pattern.search(text) for pattern in self._able(text)]
        while found := [match for match in nexts if match]:
            first = min(found, key=lambda match: match.start())  # of equals the first in the table
            yield first
            at = first.end() + (first.end() == first.start())
            nexts = [
                match if match is None or match.start() >= at else match.re.search(text, at)
                for match in nexts
            ]

    def _able(self, text: str) -> list[re.Pattern[str]]:
        here = self._by_needle.keys() & self._index.hits(text)
        if not here:
            return self._surely
        numbers = {number for needle in here for number in self._by_needle[needle]}
        return [_pattern(self._patterns[number]) for number in sorted(numbers.union(self._always))]


@cache
def _pattern(source: str) -> re.Pattern[str]:
    """Compiled when first needed: most phrases of a table never are."""
    return re.compile(source)


@cache
def _shared() -> Index:
    """All tables are asked about the same texts, so one walk tells for all."""
    return Index()


class Phrasebook:
    """One table of a package: its entries, and its phrases as patterns."""

    def __init__(self, package: str, name: str) -> None:
        self.entries = tomllib.loads(files(package).joinpath(name).read_text(encoding="utf-8"))
        self._index = _shared()
        self._parts: dict[str, str] = {}
        for part, value in self.entries["parts"].items():
            self._parts[part] = filled(value, self._parts)

    def phrases(self, entry: Mapping[str, Any], form: str = "{}") -> Phrases:
        """An entry's phrases, one a line; ``form`` is a pattern around each, such as "{}$"."""
        lines = (
            filled(line, self._parts).replace(" ", r"\s+") for line in entry["phrases"].strip().splitlines()
        )
        return Phrases((form.replace("{}", rf"(?<!\w)(?:{line})(?!\w)") for line in lines), self._index)

    def pattern(self, text: str) -> Phrases:
        """A pattern that stands for itself."""
        return Phrases([filled(text, self._parts)], self._index)


def filled(text: str, parts: Mapping[str, str]) -> str:
    """A pattern with its parts put in; blanks stand for any white space."""
    return re.sub(r"\{([A-Z_]+)\}", lambda found: parts[found[1]], text)
