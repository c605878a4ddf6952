"""Languages side by side: what all statements of one language share is the language, and no theme.

An encoder made for English puts another language in a corner of its own: think-aloud sessions in Italian and
English came out as one theme per language. Taking the language's mean away (as Libovicky, Rosa and Fraser
2020 do to make representations language-neutral) lets the rest speak. English stays where it is, so
nothing changes where only English is spoken.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from feedback_insights.themes.graph import Vectors

HOME = "en"  # the encoder's own language
FEWEST = 50  # statements of a language, for its mean to be the language's and not a theme's


def aligned(vectors: Vectors, languages: Sequence[str | None]) -> Vectors:
    """Return unit rows in which each other language's mean lies on that of English.

    ``vectors`` (n, dim) are unit rows, ``languages`` their ISO 639-1 codes; None, and languages of fewer than
    50 rows, stay as they are. Without as much English the mean is taken away altogether.
    """
    codes = np.array([code or "" for code in languages])
    home = vectors[codes == HOME]
    middle = home.mean(axis=0) if len(home) >= FEWEST else np.zeros(vectors.shape[1], np.float32)
    moved = vectors
    for code in sorted({*codes} - {"", HOME}):
        rows = codes == code
        if rows.sum() >= FEWEST:
            moved = vectors.copy() if moved is vectors else moved
            shifted = vectors[rows] - vectors[rows].mean(axis=0) + middle
            moved[rows] = shifted / np.maximum(np.linalg.norm(shifted, axis=1, keepdims=True), 1e-9)
    return moved
