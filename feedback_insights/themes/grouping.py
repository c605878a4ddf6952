"""Discovery among the statements that the encoder can read; the others are in no group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from feedback_insights.settings import ThemeSettings
from feedback_insights.themes.discovery import UNASSIGNED, Labels, ThemeClusterer
from feedback_insights.themes.vectors import Vectors

Number = TypeVar("Number", bound=np.generic)


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """What `ThemeClusterer` found, a row per statement, those that were kept from it included."""

    labels: Labels  # (n,), -1 unassigned
    membership: NDArray[np.float64]  # (n,), 0..1
    second: Labels  # (n,), -1 none
    second_membership: NDArray[np.float64]  # (n,), 0..1
    stability: NDArray[np.float64]  # (groups,), 0..1


def grouped(
    vectors: Vectors,
    own: Vectors,
    messages: Sequence[str],
    read: NDArray[np.bool_],
    settings: ThemeSettings,
) -> Groups:
    """Group the rows that are ``read`` (n,); see `ThemeClusterer.fit` for the others' meaning."""
    n, none = len(vectors), np.full(len(vectors), UNASSIGNED)
    if not read.any():
        return Groups(
            labels=none,
            membership=np.zeros(n),
            second=none,
            second_membership=np.zeros(n),
            stability=np.zeros(0),
        )
    clusterer = ThemeClusterer(settings.granularity, min_size=settings.min_size, random_state=settings.seed)
    clusterer.fit(vectors[read], groups=np.asarray(messages)[read], own=own[read])

    return Groups(
        labels=_whole(clusterer.labels_, read, UNASSIGNED),
        membership=_whole(clusterer.membership_, read, 0.0),
        second=_whole(clusterer.second_, read, UNASSIGNED),
        second_membership=_whole(clusterer.second_membership_, read, 0.0),
        stability=clusterer.stability_,
    )


def _whole(found: NDArray[Number], read: NDArray[np.bool_], nothing: float) -> NDArray[Number]:
    rows = np.full(len(read), nothing, found.dtype)
    rows[read] = found
    return rows
