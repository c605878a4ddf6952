"""What a candidate span looks like, as names of facts: its shape, tags, stems and what stands around it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from feedback_insights.tagging._columns import analyzer
from feedback_insights.tagging._spans import Candidate

_ENDINGS: Final = ("ing", "ed", "es", "s")
_BEING: Final = frozenset(("is", "are", "was", "were", "'s"))


def stem(word: str) -> str:
    """Cut an English word's ending, roughly: "notes", "noted" and "noting" become "not"."""
    word = word.lower()
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending).rstrip("e")
    return word.rstrip("e") if len(word) > 3 else word


def facts_of(doc: Any, kinds: str, candidate: Candidate) -> list[str]:
    """The facts of a candidate, each once, in an order that is always the same."""
    start, end, head, shape = candidate
    tag = _Tags(doc)
    opinions: Mapping[str, float] = analyzer().lexicon
    stems = [stem(doc[at].text) for at in range(start, end)]
    found = [
        "any",
        f"shape {shape}",
        f"kinds {kinds[start:end]}",
        f"before {shape[:4]} {tag[start - 1]}",
        f"after {shape[:4]} {tag[end]}",
        f"two before {tag[start - 2]} {tag[start - 1]}",
        f"two after {tag[end]} {tag[end + 1]}",
        f"head {stem(doc[head].text)}",
        f"head of {shape} {stem(doc[head].text)}",
        f"last {stems[-1]}",
        f"ending {shape[:4]} {doc[end - 1].lower_[-3:]}",
        f"first tag {tag[start]} {end - start > 1}",
        *(f"word {each}" for each in stems),
    ]
    if start == 0:
        found.append("opens")
    if end < len(doc) and doc[end].lower_ in _BEING:
        found.append("is said to be")
    if any(doc[at].lower_ in opinions for at in range(start, end)):
        found.append("holds an opinion")
    if doc[head].lower_ in opinions:
        found.append("is an opinion")
    return list(dict.fromkeys(found))


class _Tags:
    """Tags of a document's tokens; "^" and "$" beyond its ends."""

    def __init__(self, doc: Any) -> None:
        self._doc = doc

    def __getitem__(self, at: int) -> str:
        if at < 0:
            return "^"
        return str(self._doc[at].tag_) if at < len(self._doc) else "$"
