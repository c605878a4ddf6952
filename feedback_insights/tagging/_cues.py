"""The cue table ``cues_en.toml``, compiled: what raises and what mitigates severity."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from feedback_insights.phrases import Phrasebook, Phrases


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A family of phrases that report a problem of one level."""

    name: str
    level: int  # 1 minor .. 4 blocker
    pattern: Phrases
    firm: bool = False  # stays as bad, even if it happens seldom or can be worked around


@dataclass(frozen=True, slots=True, kw_only=True)
class Raiser:
    """Phrases that make a problem of level 2 or more worse by one, up to ``limit``."""

    name: str
    limit: int
    pattern: Phrases


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """Phrases that mitigate: no cue of their clause up to level ``upto`` counts for more than ``level``."""

    name: str
    level: int
    upto: int
    pattern: Phrases
    unless: re.Pattern[str] | None = None  # does not count after these words
    back: bool = False  # speaks for all that was said before it as well
    spares_firm: bool = False

    def search(self, text: str) -> re.Match[str] | None:
        """Find the first phrase that counts in a clause (lower case)."""
        found = self.pattern.search(text)
        if found and self.unless and self.unless.search(text[max(0, found.start() - 80) : found.start()]):
            return None
        return found


class Table(NamedTuple):
    """All cues of one language."""

    cues: tuple[Cue, ...]
    raisers: tuple[Raiser, ...]
    caps: tuple[Cap, ...]


@cache
def english() -> Table:
    """The English table, read and compiled once."""
    book = Phrasebook("feedback_insights.tagging", "cues_en.toml")
    return Table(
        tuple(Cue(**_entry(entry, book)) for entry in book.entries["cue"]),
        tuple(Raiser(**_entry(entry, book)) for entry in book.entries["raiser"]),
        tuple(Cap(**_entry(entry, book)) for entry in book.entries["cap"]),
    )


def _entry(entry: Mapping[str, Any], book: Phrasebook) -> dict[str, Any]:
    facts = {key: value for key, value in entry.items() if key != "phrases"}
    facts["pattern"] = book.phrases(entry)
    if "unless" in entry:
        facts["unless"] = re.compile(entry["unless"])
    return facts
