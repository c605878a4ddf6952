"""Everything the taggers say about one statement, as a record."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from feedback_insights.records import REQUEST_TYPES, Sentiment, Statement, Tag
from feedback_insights.tagging.severity import assess

TONES: tuple[Sentiment, ...] = ("negative", "neutral", "positive")
Numbers = NDArray[np.float32]


def tag_of(statement: Statement, tone: Numbers, request: Numbers) -> Tag:
    """Make the tag of a statement from its probabilities of tone (3,) and of request type (6,).

    The type is the most probable one; probabilities are cut to four digits, as they are shown.
    """
    grave = assess(statement.text)
    negative, neutral, positive = (round(float(p), 4) for p in tone)
    return Tag(
        statement_id=statement.id,
        sentiment=TONES[int(tone.argmax())],
        probabilities=(negative, neutral, positive),
        severity=grave.level,
        severity_reasons=grave.reasons,
        request_type=REQUEST_TYPES[int(request.argmax())],
        request_probabilities=tuple(round(float(p), 4) for p in request),
    )
