"""Halves of characters: JSON may hold them, no file, parser or tokenizer takes them."""

from __future__ import annotations

import re
from typing import Final

_HALVES: Final = re.compile("[\ud800-\udfff]")


def mended(text: str, by: str = "\ufffd") -> str:
    """Put U+FFFD, or another sign, in place of each lone surrogate; the length stays."""
    return _HALVES.sub(by, text)
