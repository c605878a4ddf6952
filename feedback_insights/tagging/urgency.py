"""Why a statement cannot wait, by rules that show their words (``urgency_en.toml``). English.

Nothing is read into a statement: words that are negated, wished for, asked about, supposed or over are no
cue. Further sentences never take a cue away, except one that says that the trouble is over.
"""

from __future__ import annotations

from typing import cast

from feedback_insights.records import URGENCY, Urgency, UrgencyKind
from feedback_insights.tagging._findings import findings, rules_of


def urgency(text: str) -> tuple[Urgency, ...]:
    """Return the cues of one text, at most one of a kind, in the order of ``records.URGENCY``."""
    first: dict[str, Urgency] = {}
    for found in findings(text, rules_of("urgency_en.toml")):
        first.setdefault(found.kind, Urgency(kind=cast(UrgencyKind, found.kind), words=found.words))
    return tuple(first[kind] for kind in URGENCY if kind in first)
