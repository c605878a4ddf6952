"""Everything the taggers say about one statement, as a record."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from feedback_insights.records import REQUEST_TYPES, SENTIMENTS, Statement, Tag, is_read
from feedback_insights.tagging.severity import assess

RULES: frozenset[str] = frozenset({"en"})  # languages of the rules: severity, urgency, effects, aspects
Numbers = NDArray[np.float32]


def tag_of(statement: Statement, lang: str | None, tone: Numbers | None, request: Numbers | None) -> Tag:
    """Make the tag of a statement from its probabilities of tone (3,) and of request type (6,).

    None stands for a language that the head's encoder cannot read: then the answer is unknown. Rules say
    nothing about a language that is not theirs. ``lang`` None is too short to tell, and read. The type is
    the most probable one; probabilities are cut to four digits, as they are shown.
    """
    ruled = is_read(lang, RULES)
    grave = assess(statement.text) if ruled else None
    return Tag(
        statement_id=statement.id,
        sentiment=None if tone is None else SENTIMENTS[int(tone.argmax())],
        probabilities=_shown(tone),
        severity=grave.level if grave else None,
        severity_reasons=grave.reasons if grave else (),
        request_type=None if request is None else REQUEST_TYPES[int(request.argmax())],
        request_probabilities=_shown(request),
        unread="" if ruled and tone is not None and request is not None else lang or "",
    )


def _shown(chances: Numbers | None) -> tuple[float, ...]:
    return () if chances is None else tuple(round(float(p), 4) for p in chances)
