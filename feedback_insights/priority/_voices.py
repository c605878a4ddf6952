"""Groups the evidence: per feature, who supports it, how surely, and what they felt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from feedback_insights.directory import Directory
from feedback_insights.priority.uncertainty import Floats, Ints
from feedback_insights.support import Support

_TONE = {"negative": -1, "neutral": 0, "positive": 1}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Crowd:
    """Everyone heard, in canonical order: the accounts by id, then the customers without one by id."""

    accounts: tuple[str, ...]  # units 0 .. len - 1
    unit: dict[str, int]  # customer id -> unit
    position: dict[str, int]  # customer id -> place in canonical order
    units: int
    names: tuple[str, ...]  # customer ids by place

    @classmethod
    def of(cls, directory: Directory) -> Crowd:
        heard = sorted(set(directory.customer.values()))
        accounts = tuple(sorted({a for c in heard if (a := directory.account[c]) is not None}))
        number = {account: n for n, account in enumerate(accounts)}
        unit, units = {}, len(accounts)
        for customer in heard:
            account = directory.account[customer]
            if account is None:
                unit[customer], units = units, units + 1
            else:
                unit[customer] = number[account]
        names = tuple(sorted(heard, key=lambda c: (unit[c], c)))
        position = {customer: n for n, customer in enumerate(names)}
        return cls(accounts=accounts, unit=unit, position=position, units=units, names=names)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Following:
    """The m customers behind one feature, one row each, accounts first."""

    rows: tuple[Support, ...]  # the support, the strongest first
    evidence: tuple[str, ...]  # ids of the statements whose support is accepted, the strongest first
    customer: tuple[str, ...]
    unit: Ints
    q: Floats  # the customer's largest probability
    accepted: NDArray[np.bool_]  # the customer has accepted support
    sure: NDArray[np.bool_]  # some of it is sure by itself
    counted: NDArray[np.bool_]  # False = anonymous, with a surer anonymous record in the same channel
    severity: Ints  # the customer's largest severity; -1 = unknown
    tone: Floats  # the customer's mean sentiment in -1..1; nan = unknown
    account: tuple[str, ...]  # the known accounts among the units
    speakers: Ints  # row of each unit's surest customer, accounts first

    @property
    def unit_q(self) -> Floats:
        """The largest q of every account, then the q of every customer without one."""
        return self.q[self.speakers]

    @property
    def q_counted(self) -> Floats:
        """The same as `q`, but 0 for anonymous records that may be of somebody who is counted already."""
        return np.where(self.counted, self.q, 0.0)

    def by_unit(self, q: Floats) -> Floats:
        """The sum of one number per customer for every account, then for every customer without one."""
        places = np.unique(self.unit, return_inverse=True)[1]
        return np.bincount(places, weights=q).astype(np.float64)


def follow(evidence: Iterable[Support], directory: Directory, crowd: Crowd) -> dict[str, Following]:
    """Group the support by feature and by customer, in an order that rows cannot influence.

    Support of probability 0 (rejected by a person) is left out, and equal rows are one. Raises ValueError
    naming the row for a probability outside 0..1, a severity outside 0..4, an unknown sentiment, or feedback
    that the directory does not know.
    """
    by_feature: dict[str, list[Support]] = {}
    for number, row in enumerate(evidence):
        _check(row, number, directory)
        if row.probability > 0:
            by_feature.setdefault(row.feature_id, []).append(row)
    return {
        feature: _following(sorted(dict.fromkeys(rows), key=_strongest_first), directory, crowd)
        for feature, rows in sorted(by_feature.items())
    }


def fewest(rows: Iterable[Support], directory: Directory) -> Set[str]:
    """The fewest customers that some support may come from (see `Directory.fewest`): ranks go by these."""
    return directory.fewest((row.feedback_id, row.channel or row.source) for row in rows)


def _strongest_first(row: Support) -> tuple[float, str, str]:
    return -row.probability, row.statement_id, row.feedback_id


def _check(row: Support, number: int, directory: Directory) -> None:
    if not (isfinite(row.probability) and 0 <= row.probability <= 1):
        raise ValueError(f"evidence row {number}: probability {row.probability} is not between 0 and 1")
    if row.severity is not None and row.severity not in range(5):
        raise ValueError(f"evidence row {number}: severity {row.severity} is not one of 0, 1, 2, 3, 4")
    if row.sentiment is not None and row.sentiment not in _TONE:
        raise ValueError(
            f"evidence row {number}: sentiment {row.sentiment!r} is not one of {', '.join(_TONE)}"
        )
    if row.feedback_id not in directory.customer:
        raise ValueError(f"evidence row {number}: feedback {row.feedback_id} is not in the directory")


def _following(rows: Sequence[Support], directory: Directory, crowd: Crowd) -> Following:
    place = np.array([crowd.position[directory.customer[row.feedback_id]] for row in rows])
    order = np.argsort(place, kind="stable")
    places, first = np.unique(place[order], return_index=True)
    customer = tuple(crowd.names[n] for n in places)
    unit = np.array([crowd.unit[c] for c in customer])
    q = np.maximum.reduceat(np.array([row.probability for row in rows])[order], first)
    surest = np.lexsort((-q, unit))  # stable: of equals the first in canonical order
    speakers = surest[np.unique(unit[surest], return_index=True)[1]]
    accepted, severity, tone = _feelings([rows[n] for n in order], first)
    sure = np.array([row.accepted and row.sure for row in rows])[order]
    least = fewest(rows, directory)
    return Following(
        rows=tuple(rows),
        evidence=tuple(dict.fromkeys(row.statement_id for row in rows if row.accepted)),
        customer=customer,
        unit=unit,
        q=q,
        accepted=accepted,
        sure=np.logical_or.reduceat(sure, first),
        counted=np.array([name in least for name in customer]),
        severity=severity,
        tone=tone,
        account=tuple(crowd.accounts[n] for n in unit[speakers] if n < len(crowd.accounts)),
        speakers=speakers,
    )


def _feelings(rows: Sequence[Support], first: Ints) -> tuple[NDArray[np.bool_], Ints, Floats]:
    """Per customer, whose rows start at `first`: accepted, largest severity, mean sentiment.

    What customers feel about the feature is read from their accepted support, if they have any.
    """
    support = np.array([row.accepted for row in rows])
    accepted = np.logical_or.reduceat(support, first)
    counts = support | ~np.repeat(accepted, np.diff([*first, len(rows)]))
    severity = np.array([-1 if row.severity is None else row.severity for row in rows])
    tone = np.array([0 if row.sentiment is None else _TONE[row.sentiment] for row in rows])
    known = counts & np.array([row.sentiment is not None for row in rows])
    number = np.add.reduceat(known.astype(np.int64), first)
    total = np.add.reduceat(np.where(known, tone, 0), first)
    return (
        accepted,
        np.maximum.reduceat(np.where(counts, severity, -1), first),
        np.where(number > 0, total / np.maximum(number, 1), np.nan),
    )
