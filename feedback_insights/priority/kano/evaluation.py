"""What all respondents together say of one feature."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feedback_insights.arguments import whole
from feedback_insights.priority.kano.answers import Labels, read_pairs
from feedback_insights.priority.kano.satisfaction import coefficients, share_interval
from feedback_insights.priority.kano.significance import FEWEST, ExactTest, Fong, exact_test, fong
from feedback_insights.priority.kano.table import (
    BY_RANK,
    CATEGORIES,
    Category,
    Counts,
    Table,
    Tally,
    ranked,
    read_counts,
    tally,
)
from feedback_insights.priority.uncertainty import generator

CERTAIN = 0.8  # probability from which a category is called
ENOUGH = 200  # respondents below which categories are unreliable (Chapman and Callegaro 2022)
DRAWS = 10_000
_WANTED, _OTHER = slice(0, 3), slice(3, 6)  # M, O, A and I, R, Q in BY_RANK


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondOpinion:
    """The rule ``(O+A+M) > (I+R+Q)``: the largest of O, A, M if it holds, else the largest of I, R, Q.

    It can turn over with a single answer: `probability` is how often the draws say the same.
    """

    category: Category
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What a questionnaire says of one feature; None where nothing can be said, `reasons` says why."""

    counts: Counts  # all six categories
    shares: Mapping[str, float | None]  # of n
    n: int  # respondents with both answers, R and Q included
    dropped: int | None  # respondents with an answer missing, not in n; None = evaluated from counts
    unanswered: int | None  # of them, those with neither answer
    mode: Category | None  # largest count; of equal ones M > O > A > I > R > Q
    called: str | None  # a category whose probability is at least .8, else "mixed(M,I)"
    probabilities: Mapping[str, float | None]  # of being the mode, over the draws
    second_opinion: SecondOpinion | None
    cs_plus: float | None  # (A+O) / (A+O+M+I)
    cs_plus_low: float | None  # Wilson's interval, given A+O+M+I
    cs_plus_high: float | None
    cs_minus: float | None  # -(O+M) / (A+O+M+I)
    cs_minus_low: float | None
    cs_minus_high: float | None
    r_share: float | None  # R / n, which the coefficients do not see
    r_share_low: float | None
    r_share_high: float | None
    category_strength: float | None  # (largest - second) / n
    total_strength: float | None  # (A+O+M) / n
    fong: Fong | None
    exact: ExactTest | None
    indicative: bool  # n is below 200
    level: float  # confidence of the intervals
    draws: int
    seed: int
    reasons: Mapping[str, str]  # of what is None: field -> why


def evaluate(
    functional: Iterable[object],
    dysfunctional: Iterable[object],
    *,
    labels: Labels | None = None,
    swapped: bool = False,
    inverted: bool = False,
    table: Table = "classic",
    level: float = 0.9,
    draws: int = DRAWS,
    seed: int = 0,
) -> Evaluation:
    """Evaluate the paired answers about one feature, one pair a respondent.

    functional, dysfunctional: how one feels with the feature and without it, as positions 1 like, 2 must-be,
    3 neutral, 4 live-with, 5 dislike, or as wordings. Known are those of published English questionnaires;
    `labels` maps others (wording or code -> 1..5, or None for no answer). An answer that is None, nan or ""
    is missing: the pair is dropped, and counted.
    swapped: the dysfunctional answers are numbered from the other end (1 dislike .. 5 like); wordings, too,
    are then read from the other end.
    inverted: the questions asked about the opposite of the feature, so that functional answers are about its
    absence; this is how a feature that came out as R is asked again, and turns R into A, O or M.
    table: "classic", or "pouliot"; see `category`.

    The bootstrap draws respondents anew `draws` times; it is seeded and hangs on the counts alone, not on
    their order. A category is `called` if it is the mode in at least .8 of the draws. The intervals of the
    coefficients and of the share of R are Wilson's at confidence `level`.

    Raises ValueError, naming argument and position, for an unknown answer, lists of different lengths, and
    a level outside 0..1. Sources: Berger et al. 1993; Sauerwein et al. 1996; Fong 1996, Lee and Newcomb 1997,
    both in Brand and Rese 2026; prioritization spec 4.
    """
    pairs = read_pairs(functional, dysfunctional, labels=labels, swapped=swapped, inverted=inverted)
    return evaluate_tally(tally(pairs, table), level=level, draws=draws, seed=seed)


def evaluate_counts(
    counts: Mapping[str, int], *, level: float = 0.9, draws: int = DRAWS, seed: int = 0
) -> Evaluation:
    """Evaluate from category counts, such as a published table's, as `evaluate` does from answers.

    `counts`: category (A, O, M, I, R, Q) -> respondents; a category that is not named has none. Raises
    ValueError for other names, and negative, fractional or unknown counts.
    """
    return evaluate_tally(Tally(counts=read_counts(counts)), level=level, draws=draws, seed=seed)


def evaluate_tally(tally: Tally, *, level: float, draws: int, seed: int) -> Evaluation:
    """Evaluate counted respondents."""
    counts, n = tally.counts, tally.n
    drawn = _draws(counts, n, draws, seed)
    found = _frequencies(drawn.argmax(axis=1))
    first, second, *_ = ranked(counts)
    cs = coefficients(counts, level=level)
    r_low, r_high = share_interval(counts["R"], n, level)
    wanted = counts["A"] + counts["O"] + counts["M"]
    return Evaluation(
        counts=counts, n=n, dropped=tally.dropped, unanswered=tally.unanswered,
        shares={name: _share(counts[name], n) for name in CATEGORIES},
        mode=first if n else None, called=_called(found) if n else None,
        probabilities={str(name): found[BY_RANK.index(name)] if n else None for name in CATEGORIES},
        second_opinion=_second_opinion(counts, drawn) if n else None,
        cs_plus=cs.cs_plus, cs_plus_low=cs.cs_plus_low, cs_plus_high=cs.cs_plus_high,
        cs_minus=cs.cs_minus, cs_minus_low=cs.cs_minus_low, cs_minus_high=cs.cs_minus_high,
        r_share=_share(counts["R"], n), r_share_low=r_low, r_share_high=r_high,
        category_strength=_share(counts[first] - counts[second], n), total_strength=_share(wanted, n),
        fong=fong(counts), exact=exact_test(counts), indicative=n < ENOUGH,
        level=level, draws=draws, seed=seed, reasons=dict(_reasons(counts, n)),
    )  # fmt: skip


def _share(k: int, n: int) -> float | None:
    return k / n if n else None


def _draws(counts: Counts, n: int, draws: int, seed: int) -> NDArray[np.int64]:
    """Respondents drawn anew with repetition: (draws, categories by rank)."""
    draws, seed = whole("draws", draws, low=1), whole("seed", seed, low=0)
    if not n:
        return np.zeros((draws, len(BY_RANK)), dtype=np.int64)
    shares = np.array([counts[name] for name in BY_RANK]) / n
    return np.asarray(generator(seed, "kano").multinomial(n, shares, size=draws))


def _frequencies(places: NDArray[np.int64]) -> list[float]:
    """How often each category comes up, by rank; argmax gives equal counts to the first of them."""
    return [float(share) for share in np.bincount(places, minlength=len(BY_RANK)) / len(places)]


def _rule(drawn: NDArray[np.int64]) -> NDArray[np.int64]:
    """What (O+A+M) > (I+R+Q) says in each draw, as a place by rank."""
    wanted, other = drawn[:, _WANTED], drawn[:, _OTHER]
    holds = wanted.sum(axis=1) > other.sum(axis=1)
    return np.asarray(np.where(holds, wanted.argmax(axis=1), _OTHER.start + other.argmax(axis=1)))


def _second_opinion(counts: Counts, drawn: NDArray[np.int64]) -> SecondOpinion:
    place = int(_rule(np.array([[counts[name] for name in BY_RANK]]))[0])
    return SecondOpinion(category=BY_RANK[place], probability=_frequencies(_rule(drawn))[place])


def _called(found: list[float]) -> str:
    places = sorted(range(len(found)), key=lambda place: (-found[place], place))
    first, second = BY_RANK[places[0]], BY_RANK[places[1]]
    return first if found[places[0]] >= CERTAIN else f"mixed({first},{second})"


def _reasons(counts: Counts, n: int) -> Iterator[tuple[str, str]]:
    if not n:
        names = (
            "mode called second_opinion cs_plus cs_minus r_share category_strength total_strength fong exact"
        )
        yield from ((name, "nobody gave both answers") for name in names.split())
        return
    if not n - counts["R"] - counts["Q"]:
        yield from ((name, "all answers are reverse or questionable") for name in ("cs_plus", "cs_minus"))
    if n == counts["Q"]:
        yield from ((name, "all answers are questionable") for name in ("fong", "exact"))
    elif n < FEWEST:
        yield "fong", f"{n} respondents; the test needs {FEWEST}"
