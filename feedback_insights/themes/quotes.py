"""Quotes that cover a theme, and the one line that says best what it says.

A quote stands for the members near it; together the quotes should leave as little as possible unsaid
(facility location, picked greedily as in Lin and Bilmes 2011). On top come the wishes of a reader: a length
one can take in, the person's own words, and different people.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from feedback_insights.records import Statement, Voice

SHORTEST, LONGEST = 6, 40  # words that read well as a quote
SAME = 0.93  # cosine at which two quotes say the same again
OUT_OF_LENGTH, SAME_PERSON, NOT_SAID = 0.2, 0.5, 1.0  # what it costs, of what is left unsaid
MOST = 1500  # members that are compared with each other; of more, evenly spaced ones
LINE = (5, 16)  # words of a summary
TOO_LONG, NO_SENTENCE, MASKED = 0.012, 0.15, 0.1  # what a word too many, and so on, cost a summary, in cosine

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
    """Return the ids of up to ``n`` statements: the most central first, then what is least covered so far.

    ``vectors`` holds one unit row per statement, shape (n, dim). ``voices`` and ``people`` go from feedback
    id to voice and to person; an item that they do not name was said, by someone of its own. No two
    quotes have the same words or a cosine of .93 or more. The order of the statements does not matter.
    """
    ordered, rows = _in_order(statements, vectors)
    if not ordered or n < 1:
        return ()
    cost = np.array([_cost(s, voices or {}) for s in ordered])
    who = np.array([(people or {}).get(s.feedback_id, f"\x1f{s.feedback_id}") for s in ordered])
    words = np.array([_plain(s.text) for s in ordered])
    cosines = np.round(rows @ rows.T, 6)
    near = np.maximum(cosines, 0)
    open_ = words != ""
    covered = np.zeros(len(ordered))  # how near each member is to a quote
    repeated = np.zeros(len(ordered))
    picked: list[str] = []
    while len(picked) < n and open_.any():
        unsaid = max(float((1 - covered).sum()), 1e-9)
        gain = np.maximum(near, covered).sum(axis=1) - covered.sum()
        score = np.round(gain / unsaid - cost - repeated, 6)
        best = int(np.argmax(np.where(open_, score, -np.inf)))  # the first of equals: the smallest id
        picked.append(ordered[best].id)
        covered = np.maximum(covered, near[best])
        repeated = np.maximum(repeated, np.where(who == who[best], SAME_PERSON, 0))
        open_ &= (cosines[best] < SAME) & (words != words[best])
    return tuple(picked)


def pick_summary(
    statements: Sequence[Statement],
    vectors: NDArray[np.float32],
    *,
    towards: NDArray[np.float64] | None = None,
    whole: Collection[str] = (),
    voices: Mapping[str, Voice] | None = None,
) -> str | None:
    """Return the id of the statement that says best in one line what all say; None where nobody said a word.

    It is near the centre, and as near to ``towards``, the unit vector (dim,) of the theme's name; short, in a
    person's own words, and names nobody. ``whole`` holds the ids of statements that are known to be whole
    sentences: these come first. The order of the statements does not matter.
    """
    ordered, rows = _in_order(statements, vectors)
    said = [at for at, s in enumerate(ordered) if (voices or {}).get(s.feedback_id, "said") == "said"]
    told = [at for at in said if re.search(r"[^\W\d]", ordered[at].text)]
    if not told:
        return None
    near = _centrality(rows) if towards is None else (_centrality(rows) + rows @ towards) / 2
    worth = {at: float(near[at]) - _unfit(ordered[at], ordered[at].id in whole) for at in told}
    return ordered[max(told, key=lambda at: (round(worth[at], 6), -at))].id


def _in_order(
    statements: Sequence[Statement], vectors: NDArray[np.float32]
) -> tuple[list[Statement], NDArray[np.float64]]:
    """By id, with their rows; of very many, evenly spaced ones."""
    if len(vectors) != len(statements):
        raise ValueError(f"{len(statements)} statements need as many vectors, not {len(vectors)}")
    order = sorted(range(len(statements)), key=lambda at: statements[at].id)
    order = order[:: -(-len(order) // MOST) or 1]
    return [statements[at] for at in order], np.asarray(vectors, np.float64)[order]


def _centrality(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    centre = rows.sum(axis=0)
    return np.asarray(rows @ (centre / max(float(np.linalg.norm(centre)), 1e-12)))


def _cost(statement: Statement, voices: Mapping[str, Voice]) -> float:
    """What speaks against a quote, before any other is picked."""
    words = _length(statement.text)
    masked = MASKED if "[" in statement.text or statement.text.rstrip().endswith(":") else 0.0
    off = max(SHORTEST - words, 0) / SHORTEST + max(words - LONGEST, 0) / LONGEST
    length = OUT_OF_LENGTH * min(0.5 + off, 2) if off else 0.0
    return length + masked + (0.0 if voices.get(statement.feedback_id, "said") == "said" else NOT_SAID)


def _unfit(statement: Statement, whole: bool) -> float:
    """What speaks against a statement as the line that stands for a theme."""
    count, (fewest, most) = _length(statement.text), LINE
    off = TOO_LONG * (max(count - most, 0) + 4 * max(fewest - count, 0))
    masked = "[" in statement.text or "\n" in statement.text.strip()
    return off + (0.0 if whole else NO_SENTENCE) + (MASKED if masked else 0.0)


def _length(text: str) -> int:
    return max(len(text.split()), len(UNSPACED.findall(text)) // 2)


def _plain(text: str) -> str:
    """The words alone; empty where there are none to quote."""
    return " ".join(re.findall(r"\w+", text.casefold()))
