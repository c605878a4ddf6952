"""The opportunity score of one outcome from a survey, per segment, with its interval."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike

from feedback_insights.arguments import Floats, fraction, is_nothing, listed, refuse, whole
from feedback_insights.priority._aligned import column, same_length
from feedback_insights.priority._opportunity import corners, opportunity, opportunity_band
from feedback_insights.priority.uncertainty import Ints, generator
from feedback_insights.statistics.normal import critical
from feedback_insights.statistics.proportions import wilson

_FEWEST = 10  # respondents; below, the bootstrap alone is not to be trusted (prioritization spec 6.2)
_RECOMMENDED = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityEstimate:
    """One outcome's opportunity among some respondents."""

    score: float | None
    low: float | None
    high: float | None
    importance: float | None  # 10 x share rating it 4 or 5
    satisfaction: float | None
    band: str | None
    n: int  # respondents who rated both
    dropped: int  # respondents who rated only one of the two
    method: str = ""
    reason: str = ""
    segments: Mapping[str, OpportunityEstimate] = field(default_factory=dict)


def opportunity_from_ratings(
    importance: ArrayLike,
    satisfaction: ArrayLike,
    *,
    segments: Iterable[object] | None = None,
    level: float = 0.90,
    draws: int = 2000,
    seed: int = 0,
) -> OpportunityEstimate:
    """Score one outcome from its respondents' ratings, 1 to 5; with `segments`, also each segment alone.

    One rating of importance and one of satisfaction per respondent; who gave only one of the two (None or
    nan) is dropped and counted. Importance and satisfaction are 10 times the share of 4 and 5 ("top two of
    five") among the others. Pooled scores hide groups that are badly served: read `segments` first.
    `segments` names each respondent's group; who has none (None) counts in the pooled figure only.

    The interval is a percentile bootstrap of respondents, each with both ratings, and does not depend on
    their order. Under ten respondents, or where all agree, it is widened to the ends of two Wilson intervals.
    Nobody left: None with a reason. Raises ValueError naming the position of a rating that is no whole number
    from 1 to 5 (ratings of 1..10 are another scale), and for lists of different lengths.
    """
    wanted, served = _ratings("importance", importance), _ratings("satisfaction", satisfaction)
    same_length(importance=wanted, satisfaction=served)
    level, draws, seed = fraction("level", level), whole("draws", draws, low=1), whole("seed", seed, low=0)
    pooled = _estimate(wanted, served, level, draws, seed)
    if segments is None:
        return pooled
    named = [None if is_nothing(name) else str(name) for name in listed("segments", segments)]
    if len(named) != wanted.size:
        raise ValueError(f"segments has {len(named)}, importance {wanted.size}")
    names = np.array(named, dtype=object)
    groups = {
        name: _estimate(wanted[names == name], served[names == name], level, draws, seed)
        for name in sorted({name for name in names if name is not None})
    }
    return replace(pooled, segments=groups)


def _ratings(name: str, values: ArrayLike) -> Floats:
    ratings = column(name, values)
    wrong = ~np.isnan(ratings) & ~np.isin(ratings, [1, 2, 3, 4, 5])
    refuse(name, ratings, wrong, "must be a whole number from 1 to 5; other scales do not fit this formula")
    return ratings


def _estimate(wanted: Floats, served: Floats, level: float, draws: int, seed: int) -> OpportunityEstimate:
    both = ~np.isnan(wanted) & ~np.isnan(served)
    dropped = int((np.isnan(wanted) != np.isnan(served)).sum())
    n = int(both.sum())
    if not n:
        return OpportunityEstimate(
            score=None, low=None, high=None, importance=None, satisfaction=None, band=None,
            n=0, dropped=dropped, reason="nobody rated both importance and satisfaction",
        )  # fmt: skip
    kinds = np.bincount(2 * (wanted[both] >= 4) + (served[both] >= 4), minlength=4).astype(np.int64)
    score, important, satisfied = (float(figure[0]) for figure in _score(kinds[np.newaxis]))
    low, high, method = _interval(kinds, score, level, draws, seed)
    return OpportunityEstimate(
        score=score,
        low=low,
        high=high,
        importance=important,
        satisfaction=satisfied,
        band=str(opportunity_band(score)),
        n=n,
        dropped=dropped,
        method=method,
        reason=_doubt(n),
    )


def _score(kinds: Ints) -> tuple[Floats, Floats, Floats]:
    """Score, importance and satisfaction from how many said no-no, no-yes, yes-no and yes-yes."""
    n = kinds.sum(axis=1)
    important, satisfied = 10 * ((kinds[:, 2] + kinds[:, 3]) / n), 10 * ((kinds[:, 1] + kinds[:, 3]) / n)
    return np.asarray(opportunity(important, satisfied)), important, satisfied


def _interval(kinds: Ints, score: float, level: float, draws: int, seed: int) -> tuple[float, float, str]:
    # drawing n respondents anew is drawing how many of each kind there are
    n = int(kinds.sum())
    drawn = generator(seed, "opportunity").multinomial(n, kinds / n, size=draws)
    tail = (1 - level) / 2
    low, high = (float(end) for end in np.quantile(_score(drawn)[0], [tail, 1 - tail]))
    method = f"{100 * level:g} % bootstrap of {_respondents(n)}, {draws} draws"
    if n < _FEWEST or low == high:
        z = critical(level)
        ends = corners(
            wilson(int(kinds[2] + kinds[3]), n, z) or (0, 1), wilson(int(kinds[1] + kinds[3]), n, z) or (0, 1)
        )
        low, high = min(low, ends[0]), max(high, ends[1])
        method += ", widened to the ends of two Wilson intervals"
    return min(low, score), max(high, score), method


def _doubt(n: int) -> str:
    if n < _FEWEST:
        return f"interval_unreliable: {_respondents(n)}, fewer than {_FEWEST}"
    return f"indicative: {_respondents(n)}, about {_RECOMMENDED} are recommended" if n < _RECOMMENDED else ""


def _respondents(n: int) -> str:
    return f"{n} respondent{'s' * (n != 1)}"
