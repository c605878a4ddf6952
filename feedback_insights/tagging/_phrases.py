"""Tables of phrases in TOML, compiled; how a phrase is written stands at the top of each table."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any


def read_table(name: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Read one table of this folder; return it and its named parts, each filled in."""
    table = tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))
    parts: dict[str, str] = {}
    for part, value in table["parts"].items():
        parts[part] = filled(value, parts)
    return table, parts


def compiled(phrases: str, parts: Mapping[str, str]) -> re.Pattern[str]:
    """One pattern for phrases that stand one a line."""
    joined = filled("|".join(phrases.strip().splitlines()), parts).replace(" ", r"\s+")
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)")


def filled(text: str, parts: Mapping[str, str]) -> str:
    """A pattern with its parts put in; blanks stand for any white space."""
    return re.sub(r"\{([A-Z_]+)\}", lambda found: parts[found[1]], text)
