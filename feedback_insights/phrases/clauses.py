"""Sentences and clauses of English text, and whether words in them are negated. All of it in linear time."""

from __future__ import annotations

import re
import string
from typing import Final

_LOWER: Final = str.maketrans(string.ascii_uppercase + "’", string.ascii_lowercase + "'")
_NEAR: Final = 80  # characters in which a negation is looked for; keeps long texts linear
_BLANKS: Final = re.compile(r"[^\S\n]+")
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+|\n+")
_CLAUSE: Final = re.compile(
    r"\s*;\s*|\s+[—–-]+\s+|(?<!nothing)(?<!anything),?\s+(?=(?:but|however|although|though|yet)\b)",
    re.IGNORECASE,
)
_NEW_SUBJECT: Final = (
    r"(?:because|as|since|when|that|until|if|and|due|after|while|why|how|what|where|who|but|so|then"
    r"|i|we|they|he|she)"
)
_NEGATED_BEFORE: Final = re.compile(
    r"(?<!\w)(?:(?:no|not|never|without|zero|hardly|nothing|none|neither|nor|free\s+of|avoids?|prevents?"
    r"|\w+n't)(?!\s+(?:idea|clue|way|matter|reason|only|just|sure|one|wonder|doubt|stand|wait|believe)\b)"
    rf"|used\s+to)(?:\s+(?!{_NEW_SUBJECT}\b)[\w'-]+){{0,4}}\s*$"
)
_NEGATED_AFTER: Final = re.compile(
    r"\s*(?:(?:is|are|was|were|has|have|been|now|all|seems?)\s+){0,3}"
    r"(?:gone(?!\s+wrong)|solved|fixed|resolved|any\s?more|any\s+longer|-?free\b)"
)
_WISHED: Final = re.compile(r"\b(?:wish|if\s+only)\b")  # "I wish it didn't crash": it does
_USED_TO: Final = re.compile(r"used\s+to(?:\s+\w+){0,2}\s*$")
_OWN_NEGATION: Final = re.compile(r"\b(?:no|not|never|nobody|none|cannot|unable|nothing|without)\b|n't?\b")


def sentences(text: str) -> list[str]:
    """Cut a text into sentences and lines; blanks are collapsed, nothing else changes."""
    return [part for part in _SENTENCE.split(_BLANKS.sub(" ", text)) if part.strip()]


def clauses(sentence: str) -> list[str]:
    """Cut a sentence at semicolons, dashes and before "but" and its like."""
    return _CLAUSE.split(sentence)


def negated(text: str, match: re.Match[str]) -> bool:
    """Whether the words around a match in a clause (lower case) deny it, or say that it is over."""
    before, after = text[max(0, match.start() - _NEAR) : match.start()], text[match.end() :][:_NEAR]
    if _OWN_NEGATION.search(match[0]):
        return bool(_USED_TO.search(before))
    return not _WISHED.search(before) and bool(_NEGATED_BEFORE.search(before) or _NEGATED_AFTER.match(after))


def lower(text: str) -> str:
    """Lower the ASCII letters only: the length stays, so a match also tells the original words."""
    return text.translate(_LOWER)


def words(text: str, match: re.Match[str], group: int | str = 0) -> str:
    """The original words of a match, in one line and without the marks around them."""
    return " ".join(text[match.start(group) : match.end(group)].split()).strip(".,;:!? ")
