"""Names of columns: compared whole and without regard to case, spacing or style (formats spec 1, rule 2)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b

EMPTY = frozenset(
    {
        "",
        "-",
        "--",
        "—",
        "n/a",
        "na",
        "null",
        "none",
        "nan",
        "#n/a",
        "not applicable",
        "<na>",
        "(empty)",
        "(blank)",
    }
)
_LONGEST_EMPTY = max(map(len, EMPTY))
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_GAP = re.compile(r"[\s_\-]+")


@lru_cache(maxsize=4096)
def canonical(header: str) -> str:
    """Return the form in which two spellings of one name are equal: ``RespondentID``, ``respondent_id``."""
    return _GAP.sub(" ", _HUMP.sub(" ", header)).strip().lower()


def tidy(text: str) -> str:
    """Trim a cell's text and collapse its inner whitespace."""
    return " ".join(text.split())


def is_empty(cell: str) -> bool:
    """Tell whether a cell says nothing (rule 15)."""
    text = cell.strip()
    return len(text) <= _LONGEST_EMPTY and text.lower() in EMPTY


def slug(text: str, *, longest: int = 48) -> str:
    """Return a name for ids: lower-case letters, digits and hyphens; long names keep apart by a hash."""
    plain = unicodedata.normalize("NFKC", text).lower()
    name = re.sub(r"[\W_]+", "-", plain).strip("-")
    if len(name) <= longest and name:
        return name
    return f"{name[:longest].rstrip('-')}-{blake2b(plain.encode(), digest_size=3).hexdigest()}".lstrip("-")
