"""Everything the taggers say about statements, as records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from feedback_insights.embedding import VectorCache
from feedback_insights.records import REQUEST_TYPES, SENTIMENTS, Aspect, Statement, Tag, is_read
from feedback_insights.tagging.aspects import AspectTagger
from feedback_insights.tagging.effects import effects
from feedback_insights.tagging.reading import Progress, read_aspects
from feedback_insights.tagging.severity import assess
from feedback_insights.tagging.urgency import urgency

RULES: frozenset[str] = frozenset({"en"})  # languages of the rules: severity, urgency, effects, aspects
Numbers = NDArray[np.float32]


class Heard(NamedTuple):
    """A statement with its language and what the heads say: tone (3,), type (6,); None = cannot be read."""

    statement: Statement
    lang: str | None  # None = too short to tell, and read
    tone: Numbers | None
    request: Numbers | None

    @property
    def ruled(self) -> bool:
        """Whether its language is the one that the rules know."""
        return is_read(self.lang, RULES)


def tag_statements(
    heard: Sequence[Heard], tagger: AspectTagger, cache: VectorCache, *, on_progress: Progress | None = None
) -> tuple[Tag, ...]:
    """Make the tag of each statement. ``cache`` keeps the aspects: of this tagger and this tone's head."""
    tones = {one.statement.text: one.tone for one in heard if one.ruled and one.tone is not None}
    about = read_aspects(tones, tagger, cache, on_progress=on_progress)
    return tuple(_tag(one, about.get(one.statement.text, ())) for one in heard)


def _tag(heard: Heard, aspects: tuple[Aspect, ...]) -> Tag:
    """The type is the most probable one; probabilities are cut to four digits, as they are shown."""
    text, tone, request = heard.statement.text, heard.tone, heard.request
    read = heard.ruled and tone is not None and request is not None
    grave = assess(text) if heard.ruled else None
    return Tag(
        statement_id=heard.statement.id,
        sentiment=None if tone is None else SENTIMENTS[int(tone.argmax())],
        probabilities=_shown(tone),
        severity=grave.level if grave else None,
        severity_reasons=grave.reasons if grave else (),
        request_type=None if request is None else REQUEST_TYPES[int(request.argmax())],
        request_probabilities=_shown(request),
        unread="" if read else heard.lang or "",
        urgency=urgency(text) if heard.ruled else (),
        effects=effects(text) if heard.ruled else (),
        aspects=aspects if heard.ruled and tone is not None else (),
    )


def _shown(chances: Numbers | None) -> tuple[float, ...]:
    return () if chances is None else tuple(round(float(p), 4) for p in chances)
