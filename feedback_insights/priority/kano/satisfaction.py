"""Coefficients of satisfaction and dissatisfaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from feedback_insights.priority.kano.table import read_counts
from feedback_insights.statistics.normal import critical
from feedback_insights.statistics.proportions import wilson


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficients:
    """What having a feature can add (`cs_plus`), and what lacking it can cost (`cs_minus`)."""

    cs_plus: float | None  # 0..1; None = nobody's answers are A, O, M or I
    cs_plus_low: float | None
    cs_plus_high: float | None
    cs_minus: float | None  # -1..0
    cs_minus_low: float | None
    cs_minus_high: float | None
    n: int  # respondents whose answers are A, O, M or I
    level: float


def coefficients(counts: Mapping[str, int], *, level: float = 0.9) -> Coefficients:
    """Coefficients ``CS+ = (A+O) / (A+O+M+I)``, 0..1, and ``CS- = -(O+M) / (A+O+M+I)``, -1..0.

    R and Q are not in the denominator, so a feature that many do not want at all can still look good: read
    the share of R beside them. The intervals are Wilson's, exact in that they hold given how many
    respondents are neither R nor Q; `level` is their confidence. All None where nobody is A, O, M or I.

    `counts`: category -> respondents; a category that is not named has none. Raises ValueError for other
    names, negative, fractional or unknown counts, and a level outside 0..1. Source: Berger et al. 1993;
    Sauerwein et al. 1996, p. 10. (Muchtiar et al. 2018 print A+M above the line, a misprint.)
    """
    known = read_counts(counts)
    n = known["A"] + known["O"] + known["M"] + known["I"]
    plus, minus = known["A"] + known["O"], known["O"] + known["M"]
    up, down = share_interval(plus, n, level), share_interval(minus, n, level)
    return Coefficients(
        cs_plus=plus / n if n else None,
        cs_plus_low=up[0],
        cs_plus_high=up[1],
        cs_minus=-minus / n if n else None,
        cs_minus_low=None if down[1] is None else 0.0 - down[1],  # 0.0 -: never "-0.0"
        cs_minus_high=None if down[0] is None else 0.0 - down[0],
        n=n,
        level=level,
    )


def share_interval(k: int, n: int, level: float) -> tuple[float, float] | tuple[None, None]:
    """Wilson's interval of k of n at a confidence level; Nones for n = 0."""
    return wilson(k, n, critical(level)) or (None, None)
