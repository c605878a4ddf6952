"""The one who does not agree: a statement whose tone is clearly opposite to that of its theme."""

from __future__ import annotations

from collections.abc import Sequence

from feedback_insights.figures._ground import Ground
from feedback_insights.records import Sentiment

SURE = 0.75  # probability from which a tone counts here
FEWEST = 3  # statements of a sure tone, for a theme to have one
OF_OTHERS = 2  # how often the opposite ones they must be
WORDS = (4, 40)  # of a dissent one can make sense of


def dissent_of(members: Sequence[str], ground: Ground) -> str | None:
    """Return the id of the most central statement of surely the opposite tone; None if there is none.

    ``members`` come most central first. Both sides must be sure: a theme has a tone if at least three of its
    statements have it beyond doubt, and twice as many as the opposite. Only what somebody said can dissent.
    """
    negative = _sure("negative", members, ground)
    positive = _sure("positive", members, ground)
    for most, few in ((negative, positive), (positive, negative)):
        if len(most) >= max(FEWEST, OF_OTHERS * len(few)):
            return next((id for id in few if _is_readable(id, ground)), None)
    return None


def _sure(tone: Sentiment, members: Sequence[str], ground: Ground) -> list[str]:
    """The statements of a tone beyond doubt, in the order given."""
    tagged = [(id, ground.tags[id]) for id in members if id in ground.tags]
    return [id for id, tag in tagged if tag.sentiment == tone and max(tag.probabilities) >= SURE]


def _is_readable(id: str, ground: Ground) -> bool:
    statement = ground.statements[id]
    said = ground.feedback[statement.feedback_id].voice == "said"
    return said and WORDS[0] <= len(statement.text.split()) <= WORDS[1]
