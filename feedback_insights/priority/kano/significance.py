"""Whether the two largest categories can be told apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from feedback_insights.priority.kano.table import CATEGORIES, Category, Counts, ranked, read_counts

FEWEST = 12  # respondents that Fong's test needs
_Z = 1.65  # as printed: 90 %, two-sided
_RIVALS = tuple(category for category in CATEGORIES if category != "Q")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fong:
    """Fong's test: `significant` if the difference of the two largest counts reaches the threshold.

    It is true where it is significant: ``if found.fong:`` asks just that.
    """

    first: Category
    second: Category
    difference: int
    threshold: float
    significant: bool

    def __bool__(self) -> bool:
        return self.significant


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactTest:
    """The exact test of the same: how likely a fair coin is to part the two counts this much."""

    first: Category
    second: Category
    p: float


def fong(counts: Mapping[str, int]) -> Fong | None:
    """Test whether the two largest of A, O, M, I, R differ: Fong's test, 90 % two-sided.

    With a and b the two largest counts and n all respondents, Q included, they do not differ if
    ``|a - b| < 1.65 * sqrt((a + b) * (2n - a - b) / (2n))``; the right side is not rounded. None for fewer
    than 12 respondents, and where all are questionable.

    `counts`: category -> respondents; a category that is not named has none. Raises ValueError for other
    names, negative, fractional or unknown counts. Source: Fong 1996, in Brand and Rese 2026.
    """
    known = read_counts(counts)
    n = sum(known.values())
    first, second = _rivals(known)
    a, b = known[first], known[second]
    if n < FEWEST or a == 0:
        return None
    threshold = _Z * sqrt((a + b) * (2 * n - a - b) / (2 * n))
    return Fong(
        first=first, second=second, difference=a - b, threshold=threshold, significant=a - b >= threshold
    )


def exact_test(counts: Mapping[str, int]) -> ExactTest | None:
    """Test the same by the binomial distribution: a of a + b with probability 1/2, two-sided.

    Holds for any number of respondents; None where all are questionable, or nobody answered. Arguments and
    errors as for `fong`.
    """
    from scipy.stats import binomtest

    known = read_counts(counts)
    first, second = _rivals(known)
    if known[first] == 0:
        return None
    p = binomtest(known[first], known[first] + known[second], 0.5).pvalue
    return ExactTest(first=first, second=second, p=float(p))


def _rivals(counts: Counts) -> tuple[Category, Category]:
    first, second, *_ = ranked(counts, _RIVALS)
    return first, second
