"""Impact asymmetry: does an aspect please more than it annoys? From the two coefficients of a regression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from feedback_insights.arguments import declared, single

SatisfierType = Literal["excitement", "performance", "basic", "inconsistent", "undetermined", "insufficient"]
AipaPriority = Literal["LB", "LP", "LE", "HB", "HP", "HE"]  # first things first

AIPA_ORDER: tuple[AipaPriority, ...] = get_args(AipaPriority)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asymmetry:
    """What a negative and a positive mention of an aspect do to satisfaction, and which does more."""

    satisfier_type: SatisfierType
    reason: str  # why it has none of the first three types; else empty
    ri: float | None  # reward index: b_high
    pi: float | None  # penalty index: |b_low|
    riocs: float | None  # range of impact on customer satisfaction: RI + PI
    sgp: float | None  # satisfaction-generating potential: RI / RIOCS
    dgp: float | None  # dissatisfaction-generating potential: PI / RIOCS
    ia: float | None  # SGP - DGP, -1..1


def impact_asymmetry(b_low: float | None, b_high: float | None, *, threshold: float = 0.1) -> Asymmetry:
    """Read the coefficients of a penalty-reward regression: what kind of satisfier an aspect is.

    b_low, b_high: what a negative and a positive mention change against a neutral one, in units of the
    rating. ``RI = b_high``, ``PI = |b_low|``, ``RIOCS = RI + PI``, ``SGP = RI / RIOCS``,
    ``DGP = PI / RIOCS``, ``IA = SGP - DGP``. IA above `threshold` is excitement, below -threshold basic,
    between them performance. The threshold is a convention: 0.1 is common, 0.2 also in use.

    Coefficients of the wrong sign (b_low above 0, b_high below 0) are `inconsistent`, unknown ones (None,
    nan) and two zeros `undetermined`; all figures are then None. This is no Kano category: a regression on
    what people said cannot replace the paired questionnaire. Raises ValueError for infinite coefficients and
    a threshold outside 0..1. Source: Mikulić and Prebežac 2008; Wang et al. 2024, table 4.
    """
    low, high = single("b_low", b_low), single("b_high", b_high)
    checked_threshold(threshold)
    if low != low or high != high:
        return _none("undetermined", "a coefficient is not known")
    if low > 0 or high < 0:
        wrong = "negative mentions raise satisfaction" if low > 0 else "positive mentions lower satisfaction"
        return _none("inconsistent", wrong)
    ri, pi = high + 0.0, 0.0 - low
    riocs = ri + pi
    if riocs == 0:
        return _none("undetermined", "mentions make no difference")
    ia = ri / riocs - pi / riocs
    return Asymmetry(
        satisfier_type=_type(ia, threshold), reason="", ri=ri, pi=pi, riocs=riocs, sgp=ri / riocs,
        dgp=pi / riocs, ia=ia,
    )  # fmt: skip


def aipa_priority(
    satisfier_type: SatisfierType, performance: float | None, *, cut: float
) -> AipaPriority | None:
    """The class of asymmetric impact-performance analysis: L or H for performance, then B, P or E for type.

    In order of priority LB > LP > LE > HB > HP > HE: what people take for granted and find lacking comes
    first. performance: mean rating or tone of the aspect; low is below `cut`, a point of the same scale.
    None for an aspect without a type, and where performance is unknown. Source: Wang et al. 2024, who cut at
    the mean over the aspects; then another aspect in the list can change this one's class.
    """
    level, border = single("performance", performance), single("cut", cut)
    letter = {"basic": "B", "performance": "P", "excitement": "E"}.get(satisfier_type)
    if letter is None or level != level or border != border:
        return None
    name = f"{'L' if level < border else 'H'}{letter}"
    return next(known for known in AIPA_ORDER if known == name)


def checked_threshold(threshold: float) -> None:
    """Raise ValueError for a threshold that no asymmetry could be compared with."""
    if not 0 <= declared("threshold", threshold) < 1:
        raise ValueError(f"threshold is {threshold}: it must be 0 or more, and below 1")


def _type(ia: float, threshold: float) -> SatisfierType:
    if ia > threshold:
        return "excitement"
    return "basic" if ia < -threshold else "performance"


def _none(satisfier_type: SatisfierType, reason: str) -> Asymmetry:
    return Asymmetry(
        satisfier_type=satisfier_type, reason=reason, ri=None, pi=None, riocs=None, sgp=None, dgp=None,
        ia=None,
    )  # fmt: skip
