"""The one who does not agree: a statement whose tone is clearly opposite to that of its theme."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from feedback_insights.figures._ground import Ground
from feedback_insights.records import Sentiment, Tag

SURE = 0.8  # probability from which a tone counts here
FEWEST = 3  # statements of a sure tone, for a theme to have one
OF_ALL, OF_OTHERS = 0.3, 2  # share of all statements they must be, and how often the opposite ones
WORDS = (4, 40)  # of a dissent one can make sense of


def dissent_of(members: Sequence[str], quoted: Collection[str], ground: Ground) -> str | None:
    """Return the id of the statement whose tone is most surely opposite to the theme's; None if none is.

    Both sides must be sure: a theme has a tone if at least three of its statements have it beyond doubt,
    three in ten of all, and twice as many as the opposite. Only what somebody said can dissent, and no quote.
    """
    negative = _sure("negative", members, ground)
    positive = _sure("positive", members, ground)
    for most, few in ((negative, positive), (positive, negative)):
        if len(most) >= max(FEWEST, OF_ALL * len(members), OF_OTHERS * len(few)):
            fit = [id for id in few if id not in quoted and _is_readable(id, ground)]
            return max(fit, key=lambda id: round(few[id], 2), default=None)
    return None


def _sure(tone: Sentiment, members: Sequence[str], ground: Ground) -> dict[str, float]:
    """The statements of a tone beyond doubt, with its probability, in the order given."""
    tagged = [(id, ground.tags[id]) for id in members if id in ground.tags]
    sure = {id: _probability(tag) for id, tag in tagged if tag.sentiment == tone}
    return {id: probability for id, probability in sure.items() if probability >= SURE}


def _probability(tag: Tag) -> float:
    return max(tag.probabilities)


def _is_readable(id: str, ground: Ground) -> bool:
    statement = ground.statements[id]
    said = ground.feedback[statement.feedback_id].voice == "said"
    return said and WORDS[0] <= len(statement.text.split()) <= WORDS[1]
