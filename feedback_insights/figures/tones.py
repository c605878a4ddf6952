"""How whole feedback sounds, and what it says about each of its themes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import fsum

from feedback_insights.figures._ground import Ground
from feedback_insights.figures.dissent import SURE
from feedback_insights.records import SENTIMENTS, Membership, Tag, Tone

FAINT = 1e-6  # weight of a statement that is surely neutral: the only ones still make a tone


def tones(ground: Ground, memberships: Mapping[str, Membership]) -> tuple[Tone, ...]:
    """The tone of every feedback that says something, and of its part about each theme.

    By feedback, the whole first, then by theme. Statements in no theme count for the whole only.
    """
    parts: dict[tuple[str, str | None], list[Tag]] = defaultdict(list)
    for id, statement in ground.statements.items():
        if (tag := ground.tags.get(id)) is None:
            continue
        parts[statement.feedback_id, None].append(tag)
        if member := memberships.get(id):
            parts[statement.feedback_id, member.theme].append(tag)
    order = sorted(parts, key=lambda key: (key[0], len(key[1] or ""), key[1] or ""))
    return tuple(tone_of(feedback, theme, parts[feedback, theme]) for feedback, theme in order)


def tone_of(feedback_id: str, theme: str | None, tags: Sequence[Tag]) -> Tone:
    """One tone out of several statements': the mean of their probabilities.

    Each weighs as much as it has a tone at all (one minus its probability of being neutral), since most of
    what people write leads up to what they feel. Of 907 labelled texts of two statements and more, held apart
    from training, this got .685 macro-recall, the plain mean .661, the whole text at once .692.
    """
    known = [tag for tag in tags if tag.sentiment is not None]
    neutral = SENTIMENTS.index("neutral")
    weights = [max(1 - tag.probabilities[neutral], FAINT) for tag in known]
    total = fsum(weights)
    chances = tuple(
        round(fsum(w * tag.probabilities[at] for w, tag in zip(weights, known, strict=True)) / total, 4)
        for at in range(len(SENTIMENTS) if known else 0)
    )
    sure = {tag.sentiment for tag in known if max(tag.probabilities) >= SURE}
    return Tone(
        feedback_id=feedback_id,
        theme=theme,
        sentiment=SENTIMENTS[chances.index(max(chances))] if chances else None,
        probabilities=chances,
        statements=len(known),
        unknown=len(tags) - len(known),
        mixed={"negative", "positive"} <= sure,
    )
