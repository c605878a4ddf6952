"""How a phrase is written: people's own capitals, a sentence's first letter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from feedback_insights.themes._reading import Reading


def casing(readings: Iterable[Reading]) -> dict[str, str]:
    """How most people write each word inside a sentence; ties go to lower case."""
    seen: dict[str, Counter[str]] = {}
    for reading in readings:
        for word in (
            word for word in reading.inside if word not in ("i", "I")
        ):  # a pronoun here, an article there
            seen.setdefault(word.lower(), Counter())[word] += 1
    return {low: max(forms, key=lambda form: (forms[form], form)) for low, forms in seen.items()}


def sentence_case(words: Sequence[str], written: Mapping[str, str]) -> str:
    """Words as most people write them, the first with a capital unless it has its own (iPhone)."""
    cased = [
        written.get(word.lower(), word if word[1:] != word[1:].lower() else word.lower()) for word in words
    ]
    first = cased[0] if any(c.isupper() for c in cased[0]) else cased[0][:1].upper() + cased[0][1:]
    return " ".join([first, *cased[1:]])


def lowered(text: str) -> str:
    """A phrase after a colon: its first letter small, unless the word is written with capitals."""
    first, _, rest = text.partition(" ")
    keep = any(c.isupper() for c in first[1:])
    return text if keep else " ".join(filter(None, [first[:1].lower() + first[1:], rest]))
