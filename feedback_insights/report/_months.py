"""How much was said in each calendar month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from feedback_insights.report._evidence import Evidence
from feedback_insights.report.parts import Month


def months_of(
    statements: Iterable[str], evidence: Evidence, unusual_days: Collection[str]
) -> tuple[Month, ...]:
    """Statements per calendar month, from the first to the last month of the whole scope, silent ones too.

    ``unusual_days`` are ISO dates, whose statements are told apart.
    """
    days = [day for id in statements if (day := evidence.ground.day(id)) is not None]
    dense = set(unusual_days)
    said = Counter(f"{day:%Y-%m}" for day in days)
    unusual = Counter(f"{day:%Y-%m}" for day in days if day.isoformat() in dense)
    return tuple(
        Month(month=m, statements=said[m], burst=unusual[m]) for m in _calendar(evidence.ground.days)
    )


def _calendar(days: Sequence[date]) -> list[str]:
    """Every month between the first and the last of some days in order."""
    if not days:
        return []
    first, last = (day.year * 12 + day.month - 1 for day in (days[0], days[-1]))
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(first, last + 1)]
