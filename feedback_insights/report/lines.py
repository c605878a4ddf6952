"""Text on a terminal: how wide it is, cut to a width, and nothing in it that could steer one."""

from __future__ import annotations

import unicodedata

_DIRECTION = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def cells(text: str) -> int:
    """How many terminal columns a text takes."""
    return sum(_cell(letter) for letter in text)


def _cell(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def shorten(text: str, width: int) -> str:
    """One line of at most `width` columns, ending in "…" where something was cut."""
    return cut(one_line(text), width)


def cut(text: str, width: int) -> str:
    """A line that cannot steer a terminal, at most `width` columns wide; inner spaces stay."""
    line = harmless(text).replace("\n", " ").replace("\t", " ")
    if cells(line) <= width:
        return line
    kept, used = "", 0
    for letter in line:
        used += _cell(letter)
        if used > width - 1:
            break
        kept += letter
    return kept.rstrip() + "…"


def one_line(text: str) -> str:
    """A text on one line, without control characters or marks that turn the writing direction."""
    return " ".join(harmless(text).split())


def harmless(text: str) -> str:
    """A text that cannot steer a terminal: control and direction characters become spaces."""
    return "".join(" " if _steers(letter) else letter for letter in text)


def _steers(letter: str) -> bool:
    if letter in "\n\t":
        return False
    return unicodedata.category(letter) in ("Cc", "Cs") or letter in _DIRECTION
