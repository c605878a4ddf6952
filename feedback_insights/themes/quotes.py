"""Quotes that stand for a theme: central, yet different from each other (maximal marginal relevance).

Carbonell and Goldstein (1998), with the wishes of a reader on top: a length one can take in, the person's own
words, and different people.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from feedback_insights.records import Statement, Voice

SHORTEST, LONGEST = 6, 40  # words that read well as a quote
CENTRAL = 0.7  # weight of being central, against being different from the quotes already picked
SAME = 0.93  # cosine at which two quotes say the same again
OUT_OF_LENGTH, SAME_PERSON, NOT_SAID = 0.2, 0.5, 1.0  # what it costs, in cosine

# Scripts without spaces between words: kana, Han, Thai; about two characters to the word.
UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")


def pick_quotes(
    statements: Sequence[Statement],
    vectors: NDArray[np.float32],
    *,
    n: int = 3,
    voices: Mapping[str, Voice] | None = None,
    people: Mapping[str, str] | None = None,
) -> tuple[str, ...]:
    """Return the ids of up to ``n`` statements, best first; fewer where the rest repeat them.

    ``vectors`` holds one unit row per statement, shape (n, dim). ``voices`` and ``people`` go from feedback
    id to voice and to person; an item that they do not name was said, by someone of its own. No two
    quotes have the same words or a cosine of .93 or more. The order of the statements does not matter.
    """
    if len(vectors) != len(statements):
        raise ValueError(f"{len(statements)} statements need as many vectors, not {len(vectors)}")
    if not statements or n < 1:
        return ()
    order = sorted(range(len(statements)), key=lambda at: statements[at].id)
    ordered = [statements[at] for at in order]
    rows = np.asarray(vectors, np.float64)[order]
    worth = CENTRAL * _centrality(rows) - np.array([_cost(s, voices or {}) for s in ordered])
    who = np.array([(people or {}).get(s.feedback_id, f"\x1f{s.feedback_id}") for s in ordered])
    words = np.array([_plain(s.text) for s in ordered])
    open_ = words != ""
    nearest = np.zeros(len(ordered))
    repeated = np.zeros(len(ordered))
    picked: list[str] = []
    while len(picked) < n and open_.any():
        score = np.round(worth - (1 - CENTRAL) * nearest - repeated, 6)
        best = int(np.argmax(np.where(open_, score, -np.inf)))  # the first of equals: the smallest id
        picked.append(ordered[best].id)
        cosine = np.round(rows @ rows[best], 6)
        nearest = np.maximum(nearest, cosine)
        repeated = np.maximum(repeated, np.where(who == who[best], SAME_PERSON, 0))
        open_ &= (cosine < SAME) & (words != words[best])
    return tuple(picked)


def _centrality(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    centre = rows.sum(axis=0)
    return np.asarray(rows @ (centre / max(float(np.linalg.norm(centre)), 1e-12)))


def _cost(statement: Statement, voices: Mapping[str, Voice]) -> float:
    """What speaks against a quote, before any other is picked."""
    words = max(len(statement.text.split()), len(UNSPACED.findall(statement.text)) // 2)
    off = max(SHORTEST - words, 0) / SHORTEST + max(words - LONGEST, 0) / LONGEST
    length = OUT_OF_LENGTH * min(0.5 + off, 2) if off else 0.0
    return length + (0.0 if voices.get(statement.feedback_id, "said") == "said" else NOT_SAID)


def _plain(text: str) -> str:
    """The words alone; empty where there are none to quote."""
    return " ".join(re.findall(r"\w+", text.casefold()))
