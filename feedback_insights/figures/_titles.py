"""A title for a backlog item, out of a theme's own phrases and nothing else."""

from __future__ import annotations

import re

from feedback_insights.records import Theme

SAID = 0.1  # share of the theme's statements that must say the second phrase
_WORD = re.compile(r"[^\W_]+")


def title_of(theme: Theme) -> str:
    """The theme's name, and what most of its statements say in other words: "Bright screen: dark mode".

    Phrases come before single words, which tell less. The name alone where it holds two phrases already, or
    where every phrase that enough statements say repeats one of its words.
    """
    name = _raised(theme.name)
    if any(sign in theme.name for sign in (": ", " / ")):
        return name
    known = _stems(theme.name)
    weighed = zip(theme.keyphrases, theme.keyphrase_weights, strict=False)
    others = [(weight, phrase) for phrase, weight in weighed if weight >= SAID and not _stems(phrase) & known]
    if not others:
        return name
    _, second = max(others, key=lambda pair: (" " in pair[1], pair[0]))  # of equals the first
    return f"{name}: {_lowered(second)}"


def _stems(text: str) -> set[str]:
    """Its words without case or the ending of a plural."""
    return {word.removesuffix("s") for word in _WORD.findall(text.casefold())}


def _raised(name: str) -> str:
    """Its first letter large, unless its first word has capitals of its own (iPhone)."""
    return name if any(c.isupper() for c in name.partition(" ")[0]) else name[:1].upper() + name[1:]


def _lowered(phrase: str) -> str:
    """A phrase after a colon: its first letter small, unless its first word has capitals of its own."""
    first = phrase.partition(" ")[0]
    return phrase if any(c.isupper() for c in first[1:]) else phrase[:1].lower() + phrase[1:]
