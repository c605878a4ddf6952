"""Vectors in rows: their unit length and what they have in common."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Indices = NDArray[np.int64]


def unit(rows: Vectors) -> Vectors:
    """Rows of length one, of shape (n, dim); a row of zeros stays as it is."""
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(norms, 1e-12), np.float32)


def middle(rows: Vectors) -> Vectors:
    """The direction that some unit rows have in common, (dim,)."""
    total = rows.sum(axis=0)
    return np.asarray(total / max(float(np.linalg.norm(total)), 1e-9), np.float32)
