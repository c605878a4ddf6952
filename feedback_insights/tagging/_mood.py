"""How a group of statements sounds, people counted once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from math import fsum
from typing import Final

from feedback_insights.records import Mood, Sentiment, Tag

_TONE: Final[dict[Sentiment, int]] = {"negative": -1, "neutral": 0, "positive": 1}


def mood(tags: Iterable[tuple[str, Tag]]) -> Mood:
    """Sum up (customer id, tag) pairs: how many statements of each tone, and the mean over people.

    A negative statement is -1, a neutral one 0, a positive one 1; the mean is taken per person first and
    then over people, so that nobody counts twice by writing twice. No statement of a known tone: the mean is
    None.
    """
    counts: Counter[str] = Counter()
    tones: dict[str, list[int]] = defaultdict(list)
    for customer, tag in tags:
        counts[tag.sentiment or "unknown"] += 1
        if tag.sentiment:
            tones[customer].append(_TONE[tag.sentiment])
    people = [fsum(values) / len(values) for values in tones.values()]
    return Mood(
        negative=counts["negative"],
        neutral=counts["neutral"],
        positive=counts["positive"],
        mean=fsum(people) / len(people) if people else None,
        unknown=counts["unknown"],
    )
