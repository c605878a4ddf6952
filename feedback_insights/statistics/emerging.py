"""What is new or suddenly louder: alarms on one series, and themes that emerge among all that were tested."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from feedback_insights.arguments import Floats, declared, fraction, numbers, whole
from feedback_insights.statistics.rates import RateRatio, rate_ratio


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ears:
    """Each period of a count series against its own recent past; nan where that is too short or unknown."""

    expected: Floats
    sd: Floats  # not below the floor
    threshold: Floats
    alarms: NDArray[np.bool_]


def ears_c1(counts: ArrayLike, *, alpha: float = 0.001, baseline: int = 7, min_sd: float = 1.0) -> Ears:
    """Alarm where a period is above `mean + z(1 - alpha) sd` of the `baseline` periods before it.

    counts: one per period, >= 0, of equal exposure (else hand in rates, with a `min_sd` to match). sd: with
    divisor n - 1, at least `min_sd`, without which one report after a quiet week is an alarm. Periods with
    an unknown one in their baseline are not judged. It forgets within a week: for slow rises see `cusum`.

    Raises ValueError for negative and infinite counts, alpha outside 0..1, and a baseline below 2.
    Source: Fricker, Hegler and Dunfee 2008, Statistics in Medicine 27; R package surveillance, earsC.
    """
    return _ears(counts, alpha=alpha, baseline=baseline, min_sd=min_sd, gap=0)


def ears_c2(counts: ArrayLike, *, alpha: float = 0.001, baseline: int = 7, min_sd: float = 1.0) -> Ears:
    """As `ears_c1`, but the baseline ends two periods earlier: a rise over three days is not learned away."""
    return _ears(counts, alpha=alpha, baseline=baseline, min_sd=min_sd, gap=2)


def _ears(counts: ArrayLike, *, alpha: float, baseline: int, min_sd: float, gap: int) -> Ears:
    x = numbers("counts", counts, low=0)
    if x.ndim != 1:
        raise ValueError(f"ears needs a list of counts, one per period, not of shape {x.shape}")
    alpha, baseline = fraction("alpha", alpha), whole("baseline", baseline, low=2)
    min_sd = declared("min_sd", min_sd, low=0)
    expected, sd = np.full((2, x.size), np.nan)
    first = baseline + gap
    if x.size > first:
        past = np.lib.stride_tricks.sliding_window_view(x, baseline)[: x.size - first]
        expected[first:], sd[first:] = past.mean(axis=1), np.maximum(past.std(axis=1, ddof=1), min_sd)
    threshold = expected - NormalDist().inv_cdf(alpha) * sd
    return Ears(expected=expected, sd=sd, threshold=threshold, alarms=x > threshold)


def benjamini_hochberg(p: ArrayLike) -> Floats:
    """The q of each p: `q_(i) = min over j >= i of p_(j) m / j`, in the order given.

    Calling all with q <= 0.1 discoveries, one in ten of them is expected to be false. p: of all m tests of
    the run, in [0, 1]; leaving out those that looked dull makes q too small. nan (not tested) stays nan and
    does not count. Raises ValueError for what is outside 0..1.

    Source: Benjamini and Hochberg 1995, JRSS B 57.
    """
    from scipy.stats import false_discovery_control

    found = numbers("p", p, low=0, high=1)
    q = np.full(found.shape, np.nan)
    tested = ~np.isnan(found)
    if tested.any():
        q[tested] = false_discovery_control(found[tested])
    return q


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeCounts:
    """How many spoke of one theme in a window, and in the one before."""

    theme: str
    count: int | None  # different people; None = unknown
    earlier: int | None  # different people in the window before
    accounts: int | None  # different accounts in the window; None = unknown
    first_seen: bool | None = None  # never heard before the window; None = read from `earlier`
    dispersion: float | None = None  # of its periods, see `dispersion`


@dataclass(frozen=True, slots=True, kw_only=True)
class Emergence:
    """Whether a theme emerges, with all that decides it."""

    theme: str
    emerging: bool
    accounts: int | None
    first_seen: bool | None  # None = what was heard earlier is unknown
    ratio: (
        RateRatio  # of the window's rate to the one before; p is one-sided, ratio.reason says why it is None
    )
    q: float | None
    reason: str  # "", or why not: not_tested, accounts_unknown, few_accounts, not_higher or may_be_chance


def emerging_themes(
    themes: Iterable[ThemeCounts],
    exposure: float | None,
    earlier_exposure: float | None,
    *,
    accounts: int = 3,
    q: float = 0.1,
    level: float = 0.95,
) -> list[Emergence]:
    """Which of all themes of a run emerge: three rules, each of which must hold.

    It comes from at least `accounts` accounts; it is first seen, or the lower bound of its rate ratio
    (`rate_ratio`, at `level`) is above 1; and its Benjamini-Hochberg q across all themes given is below `q`
    (p: mid-p, one-sided). Hand in every theme of the run, also the quiet ones: of 100 quiet themes tested
    one by one at .05, about five would ring.

    exposure, earlier_exposure: of the two windows, in one unit, customers x days or customers heard. Tell
    both: a channel that got louder is no growing problem. Without exposure a theme is `not_tested`. Results
    are in the order given and do not depend on it.

    Raises ValueError for what is no ThemeCounts, a theme given twice, one that is first seen and was heard
    earlier, and numbers that `rate_ratio` refuses.
    """
    given = list(themes)
    for number, theme in enumerate(given):
        if not isinstance(theme, ThemeCounts):
            raise ValueError(f"themes[{number}] must be a ThemeCounts, not {type(theme).__name__}")
    accounts, q = whole("accounts", accounts, low=0), declared("q", q, low=0, high=1)
    if twice := [name for name, times in Counter(t.theme for t in given).items() if times > 1]:
        raise ValueError(f"theme {twice[0]!r} is given twice")
    ratios = [_ratio(t, exposure, earlier_exposure, level) for t in given]
    values = benjamini_hochberg(np.array([ratio.p for ratio in ratios], dtype=np.float64))
    return [
        _judge(t, ratio, None if np.isnan(value) else float(value), accounts, q)
        for t, ratio, value in zip(given, ratios, values, strict=True)
    ]


def _ratio(theme: ThemeCounts, exposure: float | None, earlier: float | None, level: float) -> RateRatio:
    if theme.first_seen and theme.earlier:
        raise ValueError(f"theme {theme.theme!r} is first seen, yet {theme.earlier} spoke of it earlier")
    try:
        return rate_ratio(
            theme.count,
            exposure,
            theme.earlier,
            earlier,
            alternative="greater",
            level=level,
            dispersion=theme.dispersion,
        )
    except ValueError as error:
        raise ValueError(f"theme {theme.theme!r}: {error}") from None


def _judge(theme: ThemeCounts, ratio: RateRatio, q: float | None, accounts: int, q_below: float) -> Emergence:
    first = theme.first_seen
    if first is None and ratio.rate2 is not None:
        first = ratio.rate2 == 0
    if q is None:
        reason = "not_tested"
    elif theme.accounts is None:
        reason = "accounts_unknown"
    elif not theme.accounts >= accounts:
        reason = "few_accounts"
    elif not first and not (ratio.low or 0) > 1:
        reason = "not_higher"
    else:
        reason = "" if q < q_below else "may_be_chance"
    return Emergence(
        theme=theme.theme,
        emerging=not reason,
        accounts=theme.accounts,
        first_seen=first,
        ratio=ratio,
        q=q,
        reason=reason,
    )
