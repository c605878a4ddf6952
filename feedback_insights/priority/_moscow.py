"""MoSCoW: people assign, the library proposes by rule and checks the shares of effort."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from feedback_insights.arguments import listed, single
from feedback_insights.priority._aligned import bounded, column, positive

MOSCOW = ("Must", "Should", "Could", "Won't")

_SURE = 0.8  # probability of a measured Kano M
_SPELLINGS = {name.lower(): name for name in MOSCOW} | {
    "won’t": "Won't", "wont": "Won't", "must have": "Must", "should have": "Should", "could have": "Could",
    "won't have": "Won't", "won't have this time": "Won't", "won't this time": "Won't",
}  # fmt: skip
_MOST_MUST, _LEAST_COULD, _ROUNDING = 0.60, 0.20, 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class MoscowProposal:
    """What the rules propose for one item; people assign."""

    category: str | None  # "Must", or None = no rule proposes anything
    reasons: tuple[str, ...]  # why, or why not


def propose_must(
    *,
    legal: bool = False,
    safety: bool = False,
    contract: bool = False,
    kano_must: float | None = None,
    workaround: bool = False,
) -> MoscowProposal:
    """Propose Must for what the law, safety or a contract asks for, or a measured Kano must-be; nothing else.

    `kano_must` is the probability that a Kano *survey* puts the item in M (0..1, at least 0.8 to count); what
    is inferred from text does not qualify. With a `workaround`, however painful, the item is a Should or a
    Could, and people say which. Raises ValueError for a probability out of range.
    """
    chance = single("kano_must", kano_must, low=0, high=1)
    flags = {"legal": legal, "safety": safety, "contract": contract}
    reasons = [name for name, holds in flags.items() if holds]
    if chance >= _SURE:
        reasons.append(f"measured Kano M with probability {chance:.2f}")
    if not reasons:
        return MoscowProposal(category=None, reasons=())
    if workaround:
        return MoscowProposal(category=None, reasons=(*reasons, "but there is a workaround: Should or Could"))
    return MoscowProposal(category="Must", reasons=tuple(reasons))


@dataclass(frozen=True, slots=True, kw_only=True)
class MoscowShares:
    """How the planned effort is spread over Must, Should and Could, and what is wrong with that."""

    must: float | None  # shares of the effort of Must, Should and Could together; None = refused
    should: float | None
    could: float | None
    effort: float | None  # that effort
    violations: tuple[str, ...]  # "must_above_60: ...", "could_below_20: ..."
    reason: str = ""  # why the shares are refused


def moscow_shares(categories: Sequence[str], effort: ArrayLike) -> MoscowShares:
    """Check a plan by effort: Must at most 60 %, Could (the contingency) at least 20 %.

    `categories` has "Must", "Should", "Could" or "Won't" per item, `effort` its effort in one unit. What
    won't be done this time is not part of the plan, and its effort is not read. If any other effort is
    missing (None, nan, zero or negative), all shares are refused with the positions in `reason`, as they are
    for an empty plan. Counts of items say nothing here. Raises ValueError for other categories and lists of
    different lengths.

    Source: DSDM Agile Project Framework Handbook, chapter 10.
    """
    names = listed("categories", categories, "categories, one per item")
    named = [_category(name, place) for place, name in enumerate(names)]
    work = positive(column("effort", effort))
    if len(named) != work.size:
        raise ValueError(f"the lists must be of one length; categories has {len(named)}, effort {work.size}")
    planned = np.array([name != "Won't" for name in named], dtype=bool)
    missing = np.flatnonzero(planned & np.isnan(work))
    if missing.size or not planned.any():
        places = ", ".join(map(str, missing))
        return MoscowShares(
            must=None, should=None, could=None, effort=None, violations=(),
            reason=f"effort_missing: positions {places}" if places else "nothing is planned",
        )  # fmt: skip
    with np.errstate(over="ignore"):
        total = float(bounded(np.asarray(work[planned].sum()), "effort"))
    must, should, could = (float(work[np.array(named) == name].sum()) / total for name in MOSCOW[:3])
    violations = []
    if must > _MOST_MUST + _ROUNDING:
        violations.append(f"must_above_60: {100 * must:.0f} % of the effort is guaranteed")
    if could < _LEAST_COULD - _ROUNDING:
        violations.append(f"could_below_20: {100 * could:.0f} % of the effort is contingency")
    return MoscowShares(must=must, should=should, could=could, effort=total, violations=tuple(violations))


def _category(name: object, place: int) -> str:
    found = _SPELLINGS.get(name.strip().lower()) if isinstance(name, str) else None
    if found is None:
        raise ValueError(f"categories[{place}] is {name!r}: it must be one of {', '.join(MOSCOW)}")
    return found
