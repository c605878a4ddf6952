"""What an encoder reads of a text: its sentences without the code, logs, JSON and keys in them.

In a workspace whole lines of these are statements of their own and are not read at all. A statement keeps
every letter: it is the evidence, and error codes in it are found there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from feedback_insights.machine_text.blocks import lines_of, machine_blocks
from feedback_insights.records import Statement

_LONG_CODE: Final = 40  # characters from which code in backticks is no longer a name
_FEWEST: Final = 2  # words that must be left, else the text is read as it is
_OBJECT: Final = re.compile(r"""[\[{]{1,3}\s{0,9}["'][\w .$@/-]{1,60}["']\s{0,9}:[^{}\n]{0,600}[\]}]{1,3}""")
_CODE: Final = re.compile(r"(`{1,3})([^`\n]{1,600})\1")
_TAG: Final = re.compile(r"</?[A-Za-z][\w:-]{0,40}(?:\s[\w:-]{1,40}=[^<>]{0,300})/?>")
_KEY: Final = re.compile(
    r"(?<![\w/+=-])(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=[a-z]{0,128}\d)(?=\d{0,128}[a-f])[0-9a-f]{16,128}"
    r"|(?=[A-Za-z+/_=-]{0,2000}\d)[A-Za-z0-9+/_=-]{40,2000})(?![\w/])",
    re.IGNORECASE,
)


def readable(text: str) -> str:
    """Return the text without inline JSON, long code, tags with attributes, hashes and keys.

    Web addresses stay: that somebody points to a page tells of a sentence, too. Where hardly a word would be
    left the text comes back whole.
    """
    if not any(sign in text for sign in "{`<0123456789"):
        return text
    short = _CODE.sub(lambda found: " " if _is_code(found[2]) else found[0], text)
    for pattern in (_OBJECT, _TAG, _KEY):
        short = pattern.sub(" ", short)
    if short == text:
        return text
    short = " ".join(short.split())
    return short if len(re.findall(r"[^\W\d_]{2,}", short)) >= _FEWEST else text


def prose(text: str) -> str:
    """Return the lines of a text that people wrote, each as `readable` gives it.

    A text without such lines, or of a single one, comes back as `readable` gives it: code alone is read as
    code.
    """
    lines = lines_of(text)
    if len(lines) < 2:
        return readable(text)
    machine = {number for first, end in machine_blocks(lines) for number in range(first, end)}
    kept = [readable(line.text) for number, line in enumerate(lines) if number not in machine]
    return "\n".join(kept) if any(map(str.isalpha, "".join(kept))) else readable(text)


def _is_code(text: str) -> bool:
    """Whether what stands in backticks is more than a name, and no sentence of a message."""
    return len(text) >= _LONG_CODE and any(sign in text for sign in "(){}=;<>/\\")


def readable_statements(statements: Iterable[Statement]) -> list[Statement]:
    """The same statements with what an encoder reads of each; ids and offsets stay."""
    return [replace(s, text=readable(s.text)) for s in statements]
