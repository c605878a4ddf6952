"""What a candidate span looks like, as names of facts: its shape, tags, stems and what stands around it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from feedback_insights.tagging._columns import analyzer
from feedback_insights.tagging._spans import PLEASE, Candidate, Words

_ENDINGS: Final = ("ing", "ed", "es", "s")
_BEING: Final = frozenset(("is", "are", "was", "were", "'s"))


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """Cut the ending of an English word in lower case, roughly: "notes" and "noting" become "not"."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending).rstrip("e")
    return word.rstrip("e") if len(word) > 3 else word


def facts_of(read: Words, candidate: Candidate) -> list[str]:
    """The facts of a candidate, each once, in an order that is always the same."""
    start, end, head, shape = candidate
    words, kind = read.words, shape[:4]
    before, first, last = _tag(read, start - 1), _tag(read, start - 2), _tag(read, end)
    opinions: Mapping[str, float] = analyzer().lexicon
    stems = [stem(word) for word in words[start:end]]
    found = [
        "any",
        f"shape {shape}",
        f"kinds {read.kinds[start:end]}",
        f"before {kind} {before}",
        f"after {kind} {last}",
        f"two before {first} {before}",
        f"two after {last} {_tag(read, end + 1)}",
        f"head {stems[head - start]}",
        f"head of {shape} {stems[head - start]}",
        f"last {stems[-1]}",
        f"ending {kind} {words[end - 1][-3:]}",
        f"first tag {read.tags[start]} {end - start > 1}",
        *(f"word {each}" for each in stems),
    ]
    if start == 0:
        found.append("opens")
    elif words[start - 1] in PLEASE:
        found.append(f"asked for {shape}")
    if end < len(words) and words[end] in _BEING:
        found.append("is said to be")
    if any(word in opinions for word in words[start:end]):
        found.append("holds an opinion")
    if words[head] in opinions:
        found.append("is an opinion")
    return list(dict.fromkeys(found))


def _tag(read: Words, at: int) -> str:
    """The tag of a token; "^" and "$" beyond the ends of the text."""
    return "^" if at < 0 else read.tags[at] if at < len(read.tags) else "$"
