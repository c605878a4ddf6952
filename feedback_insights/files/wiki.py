"""Jira's wiki markup as plain text: what a reader would see, without the signs."""

from __future__ import annotations

import re
from collections.abc import Iterator


def _macro(names: str) -> re.Pattern[str]:
    """Find ``{name}`` and ``{name:attributes}``, but not ``{{name}}``: that is a word in fixed-width type."""
    tag = rf"\{{(?:{names})(?::[^{{}}\n]*)?\}}"
    return re.compile(rf"(?<!\{{){tag}|{tag}(?!\}})")


_VERBATIM = _macro("code|noformat")
_QUOTE = _macro("quote")
_BLOCK = _macro("code|noformat|panel|quote|tip|info|note|warning")
_INLINE = _macro("color|anchor")
_LINK = re.compile(r"\[([^\[\]|\n]+)\|[^\[\]\n]+\]")
_BARE_LINK = re.compile(r"\[((?:https?|mailto|file)[^\[\]|\s]+)\]")
_MENTION = re.compile(r"\[~[^\[\]\n]*\]")
_IMAGE = re.compile(r"!(?=\S)[^!\n|]+\.\w{2,5}(?:\|[^!\n]*)?!")
_MONO = re.compile(r"\{\{([^{}\n]+)\}\}")
_HEADING = re.compile(r"^[ \t]*(?:h[1-6]|bq)\.[ \t]+", re.M)
_LIST = re.compile(r"^[ \t]*(?:[*#]+|-)[ \t]+(?=\S)", re.M)
_RULE = re.compile(r"^[ \t]*-{4,}[ \t]*$", re.M)
_ROW = re.compile(r"^[ \t]*\|(.*)$", re.M)
_EMPHASIS = [
    re.compile(rf"(?<![\w\\{sign}]){sign}(?=\S)([^{sign}\n]*[^\s{sign}]){sign}(?![\w{sign}])")
    for sign in (r"\*", "_", r"\+", r"\^", "~")
]
_STRUCK = re.compile(r"(?<![\w-])-(?=[^\s-])([^-\n]*[^\s-])-(?![\w-])")


def wiki_text(text: str) -> str:
    """Return the text of wiki markup. Lists keep a hyphen; images and mentions vanish."""
    for pattern, replacement in (
        (_BLOCK, "\n"),
        (_INLINE, ""),
        (_IMAGE, ""),
        (_MENTION, ""),
        (_LINK, r"\1"),
        (_BARE_LINK, r"\1"),
        (_MONO, r"\1"),
        (_RULE, ""),
        (_HEADING, ""),
        (_LIST, "- "),
    ):
        text = pattern.sub(replacement, text)
    text = _ROW.sub(
        lambda row: " | ".join(cell.strip() for cell in re.split(r"\|+", row[1].strip(" \t|"))), text
    )
    for pattern in (*_EMPHASIS, _STRUCK):
        text = pattern.sub(r"\1", text)
    text = text.replace("\\\\", "\n").replace("\r\n", "\n")
    text = re.sub(r"\\([*_+\-{}\[\]!|#~^])", r"\1", text)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in text.split("\n"))).strip()


def wiki_lines(text: str) -> str:
    """Return the text of wiki markup with code between fences and quotations in lines that begin with ``> ``.

    So the normalizer tells machine text and other people's words from the writer's own.
    """
    return "\n\n".join(part for part in _parts(text.replace("\r\n", "\n")) if part)


def _parts(text: str) -> Iterator[str]:
    pieces = _verbatim_apart(text)
    tags = sum(len(_QUOTE.findall(piece)) for piece in pieces[::2])
    paired = tags - tags % 2  # a quotation that is opened and never closed is none
    seen = 0
    for number, piece in enumerate(pieces):
        if number % 2:
            yield f"```\n{piece.strip(chr(10))}\n```" if piece.strip() else ""
            continue
        for count, part in enumerate(_QUOTE.split(piece)):
            seen += count > 0
            said = wiki_text(part)
            is_quoted = seen % 2 and seen < paired
            yield "\n".join(f"> {line}".rstrip() for line in said.split("\n")) if is_quoted and said else said


def _verbatim_apart(text: str) -> list[str]:
    """Cut a text into prose, code, prose, ...; what is opened and never closed is prose."""
    pieces, begins, opened = [], 0, None
    for mark in _VERBATIM.finditer(text):
        if opened is None:
            opened = mark
        elif _name(mark) == _name(opened):
            pieces += [text[begins : opened.start()], text[opened.end() : mark.start()]]
            begins, opened = mark.end(), None
    return [*pieces, text[begins:]]


def _name(mark: re.Match[str]) -> str:
    return mark.group().strip("{}").partition(":")[0]
