"""Ratings and what each says of which aspect, in an order that hangs on their content alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from feedback_insights.arguments import Floats, is_nothing, listed, numbers

ABSENT = 9  # an aspect that is not mentioned, beside -1, 0, 1
_MOST = 1e9  # no rating is larger
_TONES = {"negative": -1, "neutral": 0, "positive": 1}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cases:
    """Rated records, those of one customer together."""

    aspects: tuple[str, ...]  # sorted
    rating: Floats  # (n,)
    tones: NDArray[np.int8]  # (n, aspects): -1, 0, 1 or ABSENT
    customer: NDArray[np.int64]  # (n,) 0, 0, 1, 2, 2, ...
    dropped: int  # records without a rating

    def only(self, rows: NDArray[np.bool_]) -> Cases:
        """Some of the records, with customers numbered anew."""
        customer = np.unique(self.customer[rows], return_inverse=True)[1]
        return Cases(
            aspects=self.aspects, rating=self.rating[rows], tones=self.tones[rows], customer=customer,
            dropped=self.dropped,
        )  # fmt: skip

    @property
    def customers(self) -> int:
        """How many customers there are."""
        return int(self.customer[-1]) + 1 if self.customer.size else 0

    @property
    def weight(self) -> Floats:
        """One customer's records together weigh 1: ten reviews of one person are one voice."""
        return np.asarray(1 / np.bincount(self.customer)[self.customer]) if self.customer.size else np.ones(0)


def read_cases(
    satisfaction: ArrayLike, mentions: Mapping[str, Iterable[object]], customers: Iterable[object] | None
) -> Cases:
    """Read what was handed to a public function. Raises ValueError naming the argument and the position."""
    rating = numbers("satisfaction", satisfaction, low=-_MOST, high=_MOST)
    if rating.ndim != 1:
        raise ValueError("satisfaction must be a list of ratings, one a record")
    if not isinstance(mentions, Mapping) or not mentions:
        raise ValueError("mentions must map each aspect to a list of tones, one a record")
    if unnamed := [aspect for aspect in mentions if not isinstance(aspect, str)]:
        raise ValueError(f"mentions has the aspect {unnamed[0]!r}: aspects are named by text")
    aspects = tuple(sorted(mentions))
    columns = [_tones(f"mentions[{aspect!r}]", mentions[aspect], len(rating)) for aspect in aspects]
    tones = np.array(columns, dtype=np.int8).T.reshape(len(rating), len(aspects))
    owner = _owners(customers, len(rating))
    rated = ~np.isnan(rating)
    return _ordered(aspects, rating[rated], tones[rated], [owner[row] for row in np.flatnonzero(rated)],
                    dropped=int((~rated).sum()))  # fmt: skip


def _tones(name: str, values: Iterable[object], length: int) -> list[int]:
    if isinstance(values, str | bytes | Mapping) or not isinstance(values, Iterable):
        raise ValueError(f"{name} must be a list of tones, one a record")
    tones = [_tone(f"{name}[{place}]", value) for place, value in enumerate(values)]
    if len(tones) != length:
        raise ValueError(f"{name} has {len(tones)} tones for {length} ratings: each record needs one of both")
    return tones


def _tone(name: str, value: object) -> int:
    if is_nothing(value) or value == "":
        return ABSENT
    tone = _TONES.get(value) if isinstance(value, str) else value
    if isinstance(tone, bool) or tone not in (-1, 0, 1):
        raise ValueError(
            f"{name} is {value!r}: it must be negative, neutral or positive (-1, 0, 1), or None where the "
            "aspect is not mentioned"
        )
    return int(tone)


def _owners(customers: Iterable[object] | None, length: int) -> list[str]:
    """Who gave each rating; a record without a customer is one of its own."""
    if customers is None:
        return [f"row {row}" for row in range(length)]
    named = listed("customers", customers, "names, one a record")
    if len(named) != length:
        raise ValueError(f"customers has {len(named)} names for {length} ratings: each record needs one")
    return [
        f"row {row}" if is_nothing(name) or name == "" else f"customer {name}"
        for row, name in enumerate(named)
    ]


def _ordered(
    aspects: tuple[str, ...], rating: Floats, tones: NDArray[np.int8], owner: Sequence[str], *, dropped: int
) -> Cases:
    """Sort by content, customer by customer: neither the order of rows nor customers' names count."""
    groups: dict[str, list[tuple[float, ...]]] = {}
    for name, rate, row in zip(owner, rating.tolist(), tones.tolist(), strict=True):
        groups.setdefault(name, []).append((rate, *row))
    ordered = sorted(sorted(rows) for rows in groups.values())
    table = np.array([row for rows in ordered for row in rows]).reshape(-1, 1 + len(aspects))
    customer = np.repeat(np.arange(len(ordered)), [len(rows) for rows in ordered])
    return Cases(
        aspects=aspects, rating=table[:, 0], tones=table[:, 1:].astype(np.int8), customer=customer,
        dropped=dropped,
    )  # fmt: skip
