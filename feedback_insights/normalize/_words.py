"""The word lists of ``words.toml``, read once."""

from __future__ import annotations

import tomllib
from importlib.resources import files

Phrases = dict[str, list[tuple[str, ...]]]  # first word -> phrases, longest first; "#" = any number

_LISTS: dict[str, str] = tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))


def words(name: str) -> frozenset[str]:
    """Return a list of single words. Raises KeyError for an unknown list."""
    return frozenset(_LISTS[name].split())


def names(name: str) -> frozenset[str]:
    """Return a list of phrases, each with single spaces. Raises KeyError for an unknown list."""
    return frozenset(" ".join(phrase.split()) for phrase in _LISTS[name].split(",")) - {""}


def phrases(name: str) -> Phrases:
    """Return a list of phrases by their first word. Raises KeyError for an unknown list."""
    table: Phrases = {}
    for phrase in names(name):
        parts = tuple(phrase.split())
        table.setdefault(parts[0], []).append(parts)
    for options in table.values():
        options.sort(key=lambda parts: (-len(parts), parts))
    return table
