"""Where the parser errs on what people type, and a phrase would come out torn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from feedback_insights.themes._vocabulary import COMPOUND, PARTICLES


def asks(chunk: Any) -> bool:
    """Whether the chunk is a question whose verb was taken for a noun: "how does a virtual card work"."""
    root = chunk.root
    helped = any(child.dep_ == "aux" and child.lower_ in ("do", "does", "did") for child in root.children)
    return bool(len(chunk) > 1 and root.i == chunk.end - 1 and helped)


def of_noun(particle: Any, verb: Any) -> bool:
    """Whether the particle ends a noun, in whatever way it was parsed: "verify (my) top up"."""
    before = particle.nbor(-1) if particle.i else verb
    return bool(before.i != verb.i and before.lower_ in COMPOUND)


def cut(token: Any, side: int) -> bool:
    """Whether a hyphen ties the token to a neighbour before (-1) or after (0) it."""
    left, right = token.i + side, token.i + side + 1
    if left < 0 or right >= len(token.doc):
        return False
    return not token.doc[left].whitespace_ and "-" in (token.doc[left].text, token.doc[right].text)


def torn(tokens: Sequence[Any]) -> bool:
    """Whether a word stands twice or a piece is torn off: "verify up top up", "'s not working"."""
    if len({token.i for token in tokens}) < len(tokens) or tokens[0].text[0] in "'’":
        return True
    before = tokens[0].nbor(-1) if tokens[0].i else None
    after = tokens[-1].nbor() if tokens[-1].i + 1 < len(tokens[-1].doc) else None
    parts = (
        (tokens[-1], after) if after is not None else None,
        (before, tokens[0]) if before is not None else None,
    )
    return any(
        one.lower_ in COMPOUND and one.pos_ in ("NOUN", "PROPN") and other.lower_ in PARTICLES
        for one, other in filter(None, parts)
    )
