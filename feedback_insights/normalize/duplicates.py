"""The same thing said twice by the same person."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import timedelta

from feedback_insights.records import Feedback


def find_duplicates(feedback: Iterable[Feedback], *, days: int) -> dict[str, str]:
    """Return for each duplicate the id of the feedback that is kept.

    Two are duplicates if one author wrote the same words (case, spaces and punctuation aside) in two records
    at most `days` apart; the earliest is kept, then the one with the smallest id. Without a known author
    nothing is a duplicate; without a date only another undated text is.
    """
    groups: dict[tuple[str, str], list[Feedback]] = {}
    for item in feedback:
        if item.author is not None:
            groups.setdefault((item.author, _normalize(item.text)), []).append(item)
    found: dict[str, str] = {}
    for group in groups.values():
        if len(group) > 1:
            found.update(_within(group, timedelta(days=days)))
    return dict(sorted(found.items()))


def _within(group: Sequence[Feedback], window: timedelta) -> dict[str, str]:
    dated = sorted((f for f in group if f.created is not None), key=lambda f: (f.created, f.id))
    undated = sorted((f for f in group if f.created is None), key=lambda f: f.id)
    found: dict[str, str] = {}
    for items in (dated, undated):
        kept: list[Feedback] = []
        for item in items:
            original = next((other for other in kept if _is_repeated(other, item, window)), None)
            if original is None:
                kept.append(item)
            else:
                found[item.id] = original.id
    return found


def _is_repeated(earlier: Feedback, later: Feedback, window: timedelta) -> bool:
    if (earlier.source, earlier.external_id) == (later.source, later.external_id):
        return False  # two answers of one response
    if earlier.created is None or later.created is None:
        return True
    return later.created - earlier.created <= window


def _normalize(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    words = "".join(c if c.isalnum() else " " for c in folded).split()
    return " ".join(words) or " ".join(text.split())
